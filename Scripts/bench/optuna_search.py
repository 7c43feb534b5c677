#!/usr/bin/env python3
"""Medians of the best value that Optuna's default TPE finds after 50, 100 and 200 trials, as JSON: `optuna_search.py SEEDS`.

The functions are those of Tests/SearchTests/Fixtures/make.py, which the Swift tests use too.
"""
import importlib.util
import json
import pathlib
import statistics
import sys

import optuna

FIXTURES = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests" / "SearchTests" / "Fixtures" / "make.py"


def main():
    spec = importlib.util.spec_from_file_location("functions", FIXTURES)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = {}
    for name, (function, _) in module.FUNCTIONS.items():
        best = {50: [], 100: [], 200: []}
        for seed in range(int(sys.argv[1])):
            study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
            study.optimize(function, n_trials=200)
            values = [trial.value for trial in study.trials]
            for count, column in best.items():
                column.append(min(values[:count]))
        found[name] = [statistics.median(column) for column in best.values()]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
