"""Trees by XGBoost from the files that beside_xgboost.ts writes: processor time, and the answers for the test rows."""

import json
import sys
import time

import numpy as np
import xgboost

folder, settings = sys.argv[1], json.loads(sys.argv[2])
names = settings["names"]


def rows(part):
    return np.fromfile(f"{folder}/{part}.columns", dtype=np.float32).reshape(len(names), -1).T.copy()


values, labels = rows("train"), np.fromfile(f"{folder}/train.labels", dtype=np.float32)
start = time.process_time()
matrix = xgboost.DMatrix(values, labels, feature_names=names, nthread=1)
booster = xgboost.train(
    {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "nthread": 1,
        "max_depth": settings["depth"],
        "eta": settings["eta"],
        "min_child_weight": settings["minChildWeight"],
    },
    matrix,
    settings["rounds"],
)
seconds = time.process_time() - start
answers = booster.predict(xgboost.DMatrix(rows("test"), feature_names=names))
outcomes = np.fromfile(f"{folder}/test.labels", dtype=np.float32)
loss = -np.mean(outcomes * np.log(answers) + (1 - outcomes) * np.log(1 - answers))
print(json.dumps({"seconds": seconds, "loss": float(loss)}))
