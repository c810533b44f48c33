"""Writes distributions.txt: values of SciPy to compare the room's distribution functions with.

python distributions.py > distributions.txt
"""

import math

import numpy
import scipy
from scipy import stats

print(f"# scipy {scipy.__version__}, numpy {numpy.__version__}")


def line(name, *values):
    print(name, *(repr(float(v)) for v in values))


for z in (-38, -8.5, -3, -1.96, -0.1, 0, 0.5, 1, 2.5758, 6, 12, 37):
    line("normal", z, stats.norm.cdf(z), stats.norm.sf(z))
for p in (1e-300, 1e-15, 1e-6, 0.001, 0.02, 0.025, 0.3, 0.5, 0.77, 0.975, 0.999, 1 - 1e-9):
    line("normal_quantile", p, stats.norm.ppf(p))
for df in (1, 2, 3, 9, 10, 19, 49, 100, 1000):
    for factor in (0.01, 0.3, 0.9, 1, 1.1, 2, 5, 20):
        line("chi2", df, df * factor, stats.chi2.sf(df * factor, df))
    for p in (0.999, 0.5, 0.05, 0.001, 1e-6, 1e-12):
        line("chi2_critical", df, p, stats.chi2.isf(p, df))
for n in (1, 2, 5, 10, 50, 139, 140, 141, 200, 1000, 4999, 5001, 20000, 100000, 1000000):
    for z in (0.1, 0.3, 0.5, 0.7, 0.9, 1.2, 1.4, 1.5, 1.8, 2.1, 2.5, 3, 4, 6):
        d = z / math.sqrt(n)
        if d < 1:
            line("kstwo", n, d, stats.kstwo.sf(d, n))
            line("ksone", n, d, stats.ksone.sf(d, n))

# Samples are made by a formula that the test repeats: (a i + c) mod m, over m.
for m, n, shift in (
    (1, 1, 0), (3, 4, 0.2), (10, 10, 0.3), (20, 33, 0.1), (100, 100, 0.15), (97, 211, 0.1), (300, 450, 0.08),
    (1000, 1000, 0.05), (1000, 777, 0.0), (1000, 777, 0.05), (10000, 10000, 0.01), (12000, 3000, 0.02), (20000, 30000, 0.01),
):
    for levels in (0, 7):
        first = numpy.array([((7919 * i + 13) % 10007) / 10007 for i in range(m)])
        second = numpy.array([((6007 * i + 5) % 9973) / 9973 + shift for i in range(n)])
        if levels:
            first, second = numpy.floor(first * levels), numpy.floor(second * levels)
        result = stats.ks_2samp(first, second)
        distance = stats.wasserstein_distance(first, second)
        line("ks_2samp", m, n, shift, levels, result.statistic, result.pvalue, distance)
