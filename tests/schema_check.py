#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Validates JSON files against model/export/graph.schema.json: schema_check.py FILE...

Exit code 77 if the jsonschema module is not there, so that a test can say that it skipped."""
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMA = json.loads((ROOT / "model/export/graph.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(SCHEMA)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

bad = 0
for name in sys.argv[1:]:
    for error in VALIDATOR.iter_errors(json.loads(pathlib.Path(name).read_text())):
        print(f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message}")
        bad = 1
sys.exit(bad)
