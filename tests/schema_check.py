#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Validates JSON files: schema_check.py [--schema SCHEMA] FILE...

Without a schema it is model/export/graph.schema.json.

Exit code 77 if the jsonschema module is not there, so that a test can say that it skipped."""
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parent.parent
names = sys.argv[1:]
path = ROOT / "model/export/graph.schema.json"
if names[:1] == ["--schema"]:
    path, names = pathlib.Path(names[1]), names[2:]
SCHEMA = json.loads(path.read_text())
KIND = jsonschema.validators.validator_for(SCHEMA, default=jsonschema.Draft202012Validator)
KIND.check_schema(SCHEMA)
VALIDATOR = KIND(SCHEMA)

bad = 0
for name in names:
    for error in VALIDATOR.iter_errors(json.loads(pathlib.Path(name).read_text())):
        print(f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message}")
        bad = 1
sys.exit(bad)
