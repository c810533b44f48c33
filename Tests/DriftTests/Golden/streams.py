"""Writes streams.txt: where River's detectors fire on streams that the tests repeat by the same formula.

python streams.py > streams.txt
Lines: detector parameters... stream updates indices...
"""

import river
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
}

print(f"# river {river.__version__}")


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
