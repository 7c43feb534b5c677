#!/usr/bin/env python3
"""What Optuna's samplers find on the test functions of Tests/SearchTests/Fixtures/make.py, trial by trial, as JSON.

    optuna_search.py CACHE tpe 200-219            all four functions
    optuna_search.py CACHE gp 200-219 branin      one of them; Optuna's GPSampler needs PyTorch
    optuna_search.py CACHE gp 200-219 --only-cached
    optuna_search.py CACHE gp 200-219 --trials 50     all searches shorter; a later call without it makes them longer

Every search (sampler, function, seed; 200 trials, one worker, Optuna's defaults) is kept in a file under CACHE and never repeated: what
a call that was broken off has reached after 50 and 100 trials stays too, and `--only-cached` prints it.
Printed: {function: {seed: {"values": [...], "seconds": [...]}}}, seconds of processor time that each trial's proposal took.
"""
import argparse
import importlib.util
import json
import os
import pathlib
import time
import warnings

os.environ.setdefault("OMP_NUM_THREADS", "1")

import optuna  # noqa: E402

FIXTURES = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests" / "SearchTests" / "Fixtures" / "make.py"
MILESTONES = (50, 100, 200)


def functions():
    spec = importlib.util.spec_from_file_location("functions", FIXTURES)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: function for name, (function, _) in module.FUNCTIONS.items()}


def search(function, sampler, seed, trials):
    """What was found so far, at each milestone and at the end."""
    made = {"tpe": optuna.samplers.TPESampler, "gp": optuna.samplers.GPSampler}[sampler](seed=seed)
    study = optuna.create_study(sampler=made)
    values, seconds = [], []
    for number in range(1, trials + 1):
        # The functions cost microseconds; nearly all of this is the proposal.
        start = time.process_time()
        trial = study.ask()
        value = float(function(trial))
        seconds.append(round(time.process_time() - start, 6))
        study.tell(trial, value)
        values.append(value)
        if number in MILESTONES or number == trials:
            yield {"values": values, "seconds": seconds}


def cached(path, function, sampler, seed, options):
    known = json.loads(path.read_text()) if path.exists() else None
    if options.only_cached or known and len(known["values"]) >= options.trials:
        return known
    for found in search(function, sampler, seed, options.trials):
        if known is None or len(found["values"]) > len(known["values"]):
            partial = path.with_suffix(f".{os.getpid()}")
            partial.write_text(json.dumps(found))
            partial.rename(path)
    return found


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("cache", type=pathlib.Path)
    arguments.add_argument("sampler", choices=["tpe", "gp"])
    arguments.add_argument("seeds", metavar="FIRST-LAST")
    arguments.add_argument("functions", nargs="*")
    arguments.add_argument("--trials", type=int, default=MILESTONES[-1])
    arguments.add_argument("--only-cached", action="store_true", help="run nothing")
    options = arguments.parse_args()
    warnings.simplefilter("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    first, last = (int(bound) for bound in options.seeds.split("-"))
    folder = options.cache / optuna.__version__
    folder.mkdir(parents=True, exist_ok=True)
    known = functions()
    found = {name: {} for name in options.functions or known}
    for seed in range(first, last + 1):
        for name, results in found.items():
            path = folder / f"{options.sampler}-{name}-{seed}.json"
            if result := cached(path, known[name], options.sampler, seed, options):
                results[seed] = result
    print(json.dumps(found))


if __name__ == "__main__":
    main()
