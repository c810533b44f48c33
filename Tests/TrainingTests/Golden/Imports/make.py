"""Makes the models and sample rows that ImportTests read: XGBoost 3.2.0 and LightGBM 4.6.0, numpy 2.4.6, seed 5.

    python make.py          # writes beside itself
"""

import csv
import pathlib

import lightgbm
import numpy
import xgboost

HERE = pathlib.Path(__file__).parent
NAMES = ["x0", "x1", "x2", "x3"]
generator = numpy.random.default_rng(5)
rows = generator.normal(size=(600, 4)).astype(numpy.float32)
rows[generator.random(rows.shape) < 0.15] = numpy.nan
filled = numpy.nan_to_num(rows)
signal = filled[:, 0] - filled[:, 1] ** 2 + 0.5 * filled[:, 2] + generator.normal(scale=0.3, size=600)
labels = {
    "binary": (signal > -0.5).astype(int),
    "multiclass": numpy.digitize(signal, [-1.5, 0]),
    "regression": 100 + 10 * signal,
}
shown = rows[:40]


def write_samples(name, outputs, columns):
    with open(HERE / f"{name}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(NAMES + columns)
        for row, output in zip(shown, numpy.asarray(outputs).reshape(len(shown), -1)):
            writer.writerow(["" if numpy.isnan(v) else repr(float(v)) for v in row] + [repr(float(v)) for v in output])


for task, label in labels.items():
    columns = [f"prediction_{c}" for c in range(3)] if task == "multiclass" else ["prediction"]
    objective = {"binary": "binary:logistic", "multiclass": "multi:softprob", "regression": "reg:squarederror"}[task]
    parameters = {"objective": objective, "max_depth": 3, "eta": 0.3, "nthread": 1, "seed": 5}
    if task == "multiclass":
        parameters["num_class"] = 3
    matrix = xgboost.DMatrix(rows, label=label, feature_names=NAMES)
    booster = xgboost.train(parameters, matrix, 6)
    booster.save_model(HERE / f"xgboost_{task}.json")
    booster.save_model(HERE / f"xgboost_{task}.ubj")
    write_samples(f"xgboost_{task}", booster.predict(xgboost.DMatrix(shown, feature_names=NAMES)), columns)
    parameters = {
        "objective": task, "num_leaves": 7, "min_data_in_leaf": 10, "verbosity": -1, "num_threads": 1, "seed": 5,
        "deterministic": True,
    }
    if task == "multiclass":
        parameters["num_class"] = 3
    model = lightgbm.train(parameters, lightgbm.Dataset(rows.astype(float), label, feature_name=NAMES), 6)
    model.save_model(HERE / f"lightgbm_{task}.txt")
    write_samples(f"lightgbm_{task}", model.predict(shown.astype(float)), columns)
