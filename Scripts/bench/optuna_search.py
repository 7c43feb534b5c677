#!/usr/bin/env python3
"""What Optuna's samplers find on the test functions of Tests/SearchTests/Fixtures/make.py, trial by trial, as JSON.

    optuna_search.py CACHE tpe 200-219            all four functions
    optuna_search.py CACHE gp 200-219 branin      one of them; Optuna's GPSampler needs PyTorch
    optuna_search.py CACHE gp 200-219 --only-cached

Every search (sampler, function, seed; 200 trials, one worker, Optuna's defaults) is kept in a file under CACHE and never repeated.
Printed: {function: {seed: {"values": [...], "seconds": [...]}}}, seconds of processor time that each trial's proposal took.
"""
import importlib.util
import json
import os
import pathlib
import sys
import time
import warnings

os.environ.setdefault("OMP_NUM_THREADS", "1")

import optuna  # noqa: E402

FIXTURES = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests" / "SearchTests" / "Fixtures" / "make.py"
TRIALS = 200


def functions():
    spec = importlib.util.spec_from_file_location("functions", FIXTURES)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: function for name, (function, _) in module.FUNCTIONS.items()}


def search(function, sampler, seed):
    made = {"tpe": optuna.samplers.TPESampler, "gp": optuna.samplers.GPSampler}[sampler](seed=seed)
    study = optuna.create_study(sampler=made)
    values, seconds = [], []
    for _ in range(TRIALS):
        # The functions cost microseconds; nearly all of this is the proposal.
        start = time.process_time()
        trial = study.ask()
        value = float(function(trial))
        seconds.append(round(time.process_time() - start, 6))
        study.tell(trial, value)
        values.append(value)
    return {"values": values, "seconds": seconds}


def cached(folder, name, function, sampler, seed, only_cached):
    path = folder / f"{sampler}-{name}-{seed}.json"
    if path.exists():
        return json.loads(path.read_text())
    if only_cached:
        return None
    found = search(function, sampler, seed)
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps(found))
    partial.rename(path)
    return found


def main():
    warnings.simplefilter("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    only_cached = "--only-cached" in sys.argv
    cache, sampler, seeds, *names = [argument for argument in sys.argv[1:] if argument != "--only-cached"]
    first, last = (int(bound) for bound in seeds.split("-"))
    folder = pathlib.Path(cache) / optuna.__version__
    folder.mkdir(parents=True, exist_ok=True)
    known = functions()
    found = {name: {} for name in names or known}
    for seed in range(first, last + 1):
        for name, results in found.items():
            search = cached(folder, name, known[name], sampler, seed, only_cached)
            if search:
                results[seed] = search
    print(json.dumps(found))


if __name__ == "__main__":
    main()
