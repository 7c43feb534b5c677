"""Holds schema.json to the golden specs with an independent validator. Needs: pip install jsonschema pyyaml.

Prints each spec with whether the schema accepts it, and fails where that is not what is written here.
"""
import json
import pathlib
import sys

import jsonschema
import yaml

folder = pathlib.Path(__file__).parent
schema = json.loads((folder / "schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)


class Loader(yaml.SafeLoader):
    """The parts of YAML 1.2 in which PyYAML differs: yes and no are texts, 1e-3 is a number, 010 is ten."""


Loader.yaml_implicit_resolvers = {}
import re

for tag, pattern, first in [
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
]:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: (int if re.fullmatch(r"[-+]?[0-9]+", node.value) else float)(node.value))

accepted = {"valid", "environment-valid"}
refused = {"unknown-keys", "wrong-types", "variants", "not-a-mapping"}
failed = False
for name in sorted(accepted | refused):
    path = folder / f"{name}.yaml"
    errors = list(validator.iter_errors(yaml.load(path.read_text(), Loader)))
    right = (not errors) == (name in accepted)
    failed = failed or not right
    print(f"{'ok ' if right else 'BAD'} {name}: {len(errors)} errors")
    if not right:
        for error in errors:
            print("   ", list(error.absolute_path), error.message[:300])

# Each of these alone must be refused, and with its mistake corrected accepted.
base = {"experiment": "e", "ingest": {"format": "synthetic"}, "train": {"model": "gmf"}}
jsonschema.validate(base, schema)
for key, bad, good in [
    ("seed", -1, [1, 2]),
    ("seed", [], 3),
    ("train", {"model": "gmff"}, "gmf"),
    ("train", {"model": "gmf", "epochs": 0}, {"model": "gmf", "epochs": "${E:-3}"}),
    ("train", {"model": "gmf", "hidden": [1]}, {"model": "ancf", "hidden": [1]}),
    ("train", {"model": "ancf", "dropout": 1}, {"model": "ancf", "dropout": 0}),
    ("train", {"a b": {"model": "gmf"}}, {"a": {"model": "gmf"}, "b": {"model": "popularity"}}),
    ("train", {"model": "gmf", "optimizer": {"momentum": 0.5}}, {"model": "gmf", "optimizer": {"beta1": 0.5}}),
    ("train", {"model": "gmf", "early_stopping": {}}, {"model": "gmf", "early_stopping": {"patience": 1}}),
    ("ingest", {"format": "movielens"}, {"format": "movielens", "ratings": "x"}),
    ("split", {"strategy": "k-fold", "order": "time"}, {"order": "time"}),
    ("tokenize", 3, None),
    ("prepare", [{"name": "a"}], [{"name": "a", "command": ["x", 1], "outputs": ["o"], "inputs": [{"from": "b"}, "c"]}]),
    ("trian", {}, None),
]:
    if not list(validator.iter_errors(base | {key: bad})):
        failed = True
        print("BAD accepted", key, bad)
    if key != "trian" and list(validator.iter_errors(base | {key: good})):
        failed = True
        print("BAD refused", key, good)
print("failed" if failed else "all as expected")
sys.exit(failed)
