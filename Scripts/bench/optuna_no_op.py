#!/usr/bin/env python3
"""Seconds that Optuna takes for trials that do nothing, recorded in SQLite: `optuna_no_op.py SAMPLER TRIALS DATABASE`."""
import sys
import time

import optuna


def main():
    sampler = {"random": optuna.samplers.RandomSampler, "tpe": optuna.samplers.TPESampler}[sys.argv[1]](seed=0)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=sampler, storage=f"sqlite:///{sys.argv[3]}")
    started = time.perf_counter()
    study.optimize(lambda trial: sum(trial.suggest_float(name, 0, 1) for name in "abc"), n_trials=int(sys.argv[2]))
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main()
