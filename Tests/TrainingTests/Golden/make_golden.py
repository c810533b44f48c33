"""Golden values for metrics and linear models, from scikit-learn. Run: python make_golden.py

Writes golden.json beside itself. Versions are written into the file.
"""

import json
import pathlib

import numpy
import sklearn
from sklearn import linear_model, metrics, preprocessing

generator = numpy.random.default_rng(20240607)


def listed(array):
    return [None if isinstance(x, float) and x != x else x for x in numpy.asarray(array).tolist()]


def binary_metrics():
    cases = []
    for rows, share in ((200, 0.5), (500, 0.07), (60, 0.9)):
        labels = (generator.random(rows) < share).astype(int)
        # Rounded, so that scores tie; some are wholly sure and wholly wrong.
        scores = numpy.clip(labels * 0.3 + generator.random(rows) * 0.8 - 0.05, 0, 1).round(2).astype(numpy.float32)
        scores[:3] = [0, 1, 0.5]
        predicted = (scores > 0.5).astype(int)
        cases.append(
            {
                "scores": listed(scores.astype(float)),
                "labels": listed(labels),
                "expected": {
                    "accuracy": metrics.accuracy_score(labels, predicted),
                    "kappa": metrics.cohen_kappa_score(labels, predicted),
                    "f1": metrics.f1_score(labels, predicted),
                    "logloss": metrics.log_loss(labels, scores),
                    "brier": metrics.brier_score_loss(labels, scores),
                    "auc": metrics.roc_auc_score(labels, scores),
                },
            }
        )
    return cases


def multiclass_metrics():
    cases = []
    for rows, classes in ((300, 4), (80, 6)):
        labels = generator.integers(0, classes, rows)
        margins = generator.normal(size=(rows, classes)) + 1.2 * numpy.eye(classes)[labels]
        scores = numpy.exp(margins)
        scores = (scores / scores.sum(axis=1, keepdims=True)).astype(numpy.float32)
        predicted = scores.argmax(axis=1)
        cases.append(
            {
                "class_count": classes,
                "scores": listed(scores.astype(float).ravel()),
                "labels": listed(labels),
                "expected": {
                    "accuracy": metrics.accuracy_score(labels, predicted),
                    "kappa": metrics.cohen_kappa_score(labels, predicted),
                    "logloss": metrics.log_loss(labels, scores.astype(float), labels=range(classes)),
                },
            }
        )
    return cases


def regression_metrics():
    labels = generator.normal(50, 20, 150)
    scores = (labels + generator.normal(0, 7, 150)).astype(numpy.float32)
    return [
        {
            "scores": listed(scores.astype(float)),
            "labels": listed(labels),
            "expected": {
                "mae": metrics.mean_absolute_error(labels, scores.astype(float)),
                "rmse": metrics.root_mean_squared_error(labels, scores.astype(float)),
                "r2": metrics.r2_score(labels, scores.astype(float)),
            },
        }
    ]


def inputs(rows):
    """Three numbers of very different scales, the second with missing values."""
    x = numpy.column_stack(
        [generator.normal(0, 1, rows), generator.normal(1e4, 30, rows), generator.exponential(0.01, rows)]
    ).astype(numpy.float32)
    x[generator.random(rows) < 0.15, 1] = numpy.nan
    return x


def standardised(x):
    """What LinearDesign does: the mean for missing, and an indicator where some are missing."""
    columns = []
    for column in x.astype(float).T:
        there = ~numpy.isnan(column)
        scaled = numpy.zeros(len(column))
        scaled[there] = preprocessing.StandardScaler().fit_transform(column[there, None])[:, 0]
        columns.append(scaled)
        if not there.all():
            columns.append((~there).astype(float))
    return numpy.column_stack(columns)


def linear_models():
    cases = []
    for task, l2 in (("binary", 1.0), ("binary", 50.0), ("multiclass", 2.0), ("regression", 3.0)):
        x = inputs(240)
        z = standardised(x)
        signal = z @ [1.0, -0.7, 0.4, 0.9] + generator.normal(0, 0.7, len(z))
        if task == "binary":
            y = (signal > 0.3).astype(int)
            model = linear_model.LogisticRegression(C=1 / l2, tol=1e-10, max_iter=10_000).fit(z, y)
            scores = model.predict_proba(z)[:, 1]
        elif task == "multiclass":
            y = numpy.digitize(signal, [-0.5, 0.7])
            model = linear_model.LogisticRegression(C=1 / l2, tol=1e-10, max_iter=10_000).fit(z, y)
            scores = model.predict_proba(z)
        else:
            y = 1_000 + 40 * signal
            model = linear_model.Ridge(alpha=l2, solver="cholesky").fit(z, y)
            scores = model.predict(z)
        cases.append(
            {
                "task": task,
                "l2": l2,
                "rows": [listed(row) for row in x.astype(float)],
                "labels": listed(y.astype(float)),
                "scores": listed(scores.ravel()),
            }
        )
    return cases


golden = {
    "made_by": "make_golden.py",
    "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
    "binary": binary_metrics(),
    "multiclass": multiclass_metrics(),
    "regression": regression_metrics(),
    "linear": linear_models(),
}
pathlib.Path(__file__).with_name("golden.json").write_text(json.dumps(golden) + "\n")
