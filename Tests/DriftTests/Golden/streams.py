"""Writes streams.txt: where River's detectors fire on streams that the tests repeat by the same formula; and where brute-force
versions of STEPD, SEED and KSWIN do, which River lacks or which draw: they keep every value and compute all anew.

River's KSWIN compares the newest values with as many drawn from the older ones. Where the window holds just twice the
newest, the draw is all of the older ones: there, as `kswin_river`, its indices are free of chance.

python streams.py > streams.txt
Lines: detector parameters... stream updates indices...
"""

import math

import river
import scipy
from river import drift
from river.drift import binary

MASK = (1 << 64) - 1


def uniforms(seed, count):
    """Knuth's linear congruential generator; the upper 53 bits."""
    state = seed
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
        yield (state >> 11) * 2.0**-53


def bits(seed, rates):
    """0 and 1, with the rate of ones at each update."""
    return [1.0 if u < rate else 0.0 for u, rate in zip(uniforms(seed, len(rates)), rates)]


STREAMS = {
    "constant": [0.5] * 4000,
    "zero_then_one": [0.0] * 1000 + [1.0] * 1000,
    "stationary": bits(1, [0.3] * 40000),
    "step": bits(2, [0.1] * 10000 + [0.2] * 10000),
    "leap": bits(3, [0.1] * 3000 + [0.5] * 3000 + [0.1] * 3000),
    "slope": bits(4, [0.1 + 0.4 * i / 20000 for i in range(20000)]),
    "fall": bits(5, [0.6] * 4000 + [0.2] * 4000),
    "steps": bits(6, [0.05 + 0.3 * (i // 2500 % 2) for i in range(20000)]),
    "numbers": [10 * u + (3 if i >= 6000 else 0) for i, u in enumerate(uniforms(7, 12000))],
    "small_numbers": [u * u / 8 + (0.02 if 4000 <= i < 8000 else 0) for i, u in enumerate(uniforms(8, 12000))],
    "rare": bits(9, [0.01] * 8000 + [0.04] * 8000),
    "seesaw": bits(10, [0.1 + 0.4 * abs(i % 6000 / 3000 - 1) for i in range(18000)]),
}

print(f"# river {river.__version__} scipy {scipy.__version__}")


def run(name, parameters, make, streams):
    for stream in streams:
        detector = make()
        found = []
        for i, x in enumerate(STREAMS[stream]):
            detector.update(x)
            if detector.drift_detected:
                found.append(i)
        print(name, stream, len(STREAMS[stream]), *parameters, "|", *found)


ALL = list(STREAMS)
BITS = [s for s in ALL if s not in ("constant", "numbers", "small_numbers")]
UNIT = [s for s in ALL if s != "numbers"]
for delta, clock, window, grace in ((0.002, 32, 5, 10), (0.05, 32, 5, 10), (0.002, 1, 5, 10), (0.3, 7, 20, 100)):
    run(
        "adwin", (delta, clock, window, grace),
        lambda: drift.ADWIN(delta=delta, clock=clock, min_window_length=window, grace_period=grace), ALL,
    )
for count, delta, threshold, alpha in ((30, 0.005, 50.0, 0.9999), (100, 0.01, 10.0, 0.999)):
    run(
        "page_hinkley", (count, delta, threshold, alpha),
        lambda: drift.PageHinkley(min_instances=count, delta=delta, threshold=threshold, alpha=alpha), ALL,
    )
for count, warning, threshold in ((30, 2.0, 3.0), (100, 1.5, 2.0)):
    run("ddm", (count, warning, threshold), lambda: binary.DDM(count, warning, threshold), BITS)
for count, warning, threshold in ((30, 0.95, 0.9), (50, 0.8, 0.75)):
    run("eddm", (count, warning, threshold), lambda: binary.EDDM(count, warning, threshold), BITS)
for delta in (0.001, 0.05):
    run("hddm_a", (delta,), lambda: binary.HDDMA(drift_confidence=delta), UNIT)
for delta, weight in ((0.001, 0.05), (0.01, 0.01)):
    run("hddm_w", (delta, weight), lambda: binary.HDDMW(drift_confidence=delta, lambda_val=weight), UNIT)
for alpha, recent in ((0.005, 50), (0.0001, 30)):
    run(
        "kswin_river", (alpha, 2 * recent, recent),
        lambda: drift.KSWIN(alpha=alpha, window_size=2 * recent, stat_size=recent, seed=1), ALL,
    )


class STEPD:
    """Nishida & Yamauchi 2007: all values since the last detection, older ones against the newest `window`."""

    def __init__(self, alpha, warning, window):
        self.alpha, self.window, self.values = alpha, window, []

    def update(self, x):
        self.values.append(x)
        older, recent = self.values[: -self.window], self.values[-self.window :]
        if len(older) < self.window:
            return False
        n, m = len(older), len(recent)
        p = sum(self.values) / (n + m)
        difference = abs(sum(older) / n - sum(recent) / m) - 0.5 * (1 / n + 1 / m)
        if difference <= 0 or p in (0, 1):
            return False
        z = difference / math.sqrt(p * (1 - p) * (1 / n + 1 / m))
        if 2 * scipy.stats.norm.sf(z) < self.alpha:
            self.values = []
            return True
        return False


class SEED:
    """Huang et al. 2014: blocks as lists of values."""

    def __init__(self, delta, block, tolerance, growth, compress):
        self.delta, self.block, self.step, self.compress = delta, block, tolerance * growth, compress
        self.blocks, self.until = [], compress

    def update(self, x):
        if not self.blocks or len(self.blocks[-1]) >= self.block:
            self.until -= 1
            if self.until <= 0:
                self.until = self.compress
                allowed, i = 0.0, len(self.blocks) - 1
                while i > 0:
                    allowed += self.step
                    left, right = self.blocks[i - 1], self.blocks[i]
                    if abs(sum(left) / len(left) - sum(right) / len(right)) < allowed:
                        self.blocks[i - 1 : i + 1] = [left + right]
                    i -= 1
            self.blocks.append([])
        self.blocks[-1].append(x)
        if len(self.blocks[-1]) != self.block or len(self.blocks) < 2:
            return False
        values = [v for b in self.blocks for v in b]
        mean = sum(values) / len(values)
        variance = sum((v - mean) ** 2 for v in values) / len(values)
        logarithm = math.log(2 * math.log(len(values)) / self.delta)
        for i in range(len(self.blocks) - 1, 0, -1):
            old = [v for b in self.blocks[:i] for v in b]
            new = [v for b in self.blocks[i:] for v in b]
            m = 1 / len(old) + 1 / len(new)
            bound = math.sqrt(2 * m * variance * logarithm) + 2 / 3 * logarithm * m
            if abs(sum(old) / len(old) - sum(new) / len(new)) > bound:
                self.blocks = self.blocks[i:]
                return True
        return False


class KSWIN:
    """Raab et al. 2020, without the draw: the newest `recent` against all older values of the window."""

    def __init__(self, alpha, window, recent, effect):
        self.alpha, self.window, self.recent, self.effect, self.values = alpha, window, recent, effect, []
        self.known = {}

    def update(self, x):
        self.values = (self.values + [x])[-self.window :]
        if len(self.values) < self.window:
            return False
        result = scipy.stats.ks_2samp(self.values[-self.recent :], self.values[: -self.recent], method="exact")
        if result.pvalue <= self.alpha and result.statistic > self.effect + 1e-12:
            self.values = self.values[-self.recent :]
            return True
        return False


def brute(name, parameters, make, streams, limit):
    for stream in streams:
        detector = make(*parameters)
        values = STREAMS[stream][:limit]
        print(name, stream, len(values), *parameters, "|", *[i for i, x in enumerate(values) if detector.update(x)])


for parameters in ((0.003, 0.05, 30), (0.0001, 0.01, 100)):
    brute("stepd", parameters, STEPD, BITS, 6000)
for parameters in ((0.05, 32, 0.01, 0.8, 75), (0.002, 20, 0.005, 0.4, 50)):
    brute("seed", parameters, SEED, UNIT, 12000)
for parameters in ((0.005, 100, 30, 0.1), (0.0001, 60, 25, 0.3)):
    brute("kswin", parameters, KSWIN, ALL, 5000)
