#!/usr/bin/env python3
"""records - hold lines of JSON against the schemas in config/.

    flare_beacon -q -json - FILE | python3 tests/golden/records.py

A line with an ecs object is held against the schema of ECS names. Prints what is
wrong, then how many records there were of either names.
"""
import json
import sys
from pathlib import Path

try:
    from jsonschema import Draft202012Validator, FormatChecker
except ImportError:  # another Python than the one that Debian's packages are for
    sys.path.append("/usr/lib/python3/dist-packages")
    from jsonschema import Draft202012Validator, FormatChecker

CONFIG = Path(__file__).resolve().parent.parent.parent / "config"
KINDS = {"beaconing": "beacon", "host": "host", "domain": "domain"}
SCHEMAS = {
    (kind, names): f"{kind}{'-ecs' if names == 'ecs' else ''}.schema.json"
    for kind in KINDS.values()
    for names in ("flare", "ecs")
}


def validator(name):
    """The validator of a shipped schema, which has to be a schema itself."""
    schema = json.loads((CONFIG / SCHEMAS[name]).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    # Times have a pattern: their format is only checked where more packages are.
    return Draft202012Validator(schema, format_checker=FormatChecker(("ipv4", "ipv6")))


VALIDATORS = {name: validator(name) for name in SCHEMAS}


def is_record(line):
    return line.startswith((b'{"timestamp":', b'{"@timestamp":'))


def schema_of(record):
    """Which schema a record is of: what it tells of, and by whose names."""
    names = "ecs" if "ecs" in record else "flare"
    event = record["event"]["action"] if names == "ecs" else record["event_type"]
    return KINDS[event], names


def place(error):
    return ".".join(map(str, error.absolute_path)) or "record"


def faults(record):
    """What is wrong with a record, a line each."""
    return sorted(f"{place(error)}: {error.validator}: {error.message}"
                  for error in VALIDATORS[schema_of(record)].iter_errors(record))


def faults_of_lines(lines):
    """What is wrong with the records among lines of bytes, a text each."""
    return [fault for line in lines if is_record(line) for fault in faults(json.loads(line))]


def main():
    records = [json.loads(line) for line in sys.stdin.buffer]
    wrong = [fault for record in records for fault in faults(record)]
    for fault in wrong:
        print(fault)
    for kind, names in SCHEMAS:
        n = sum(schema_of(record) == (kind, names) for record in records)
        if n:
            print(f"{n} records of {kind}, {names}")
    print(f"{len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
