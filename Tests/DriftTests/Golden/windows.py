"""Writes windows.txt: SciPy's answers on binned and on whole samples that the tests repeat by the same formula.

python windows.py > windows.txt
"""

import numpy
import scipy
from scipy import stats
from scipy.spatial import distance

print(f"# scipy {scipy.__version__}, numpy {numpy.__version__}")

for first, second in (
    ([30, 40, 50], [20, 60, 40]), ([500, 300, 200], [480, 330, 190]), ([10, 0, 90], [0, 10, 90]),
    ([1000, 2000, 3000, 4000], [12, 18, 33, 37]), ([7, 9, 11], [9, 9, 9]),
):
    table = numpy.array([first, second])
    chi2 = stats.chi2_contingency(table, correction=False) if (table.sum(axis=0) > 0).all() else None
    p, q = table[0] / table[0].sum(), table[1] / table[1].sum()
    smooth = (table + 0.5) / (table + 0.5).sum(axis=1, keepdims=True)
    psi = ((smooth[0] - smooth[1]) * numpy.log(smooth[0] / smooth[1])).sum()
    values = [psi, distance.jensenshannon(p, q, base=2), chi2.statistic, chi2.pvalue, chi2.dof]
    print("bins", len(first), *first, *second, *(repr(float(v)) for v in values))
