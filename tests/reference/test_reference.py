#!/usr/bin/env python3
"""test_reference - Flare's numbers from files, against an independent implementation.

    python3 tests/reference/test_reference.py --bin build

The example day is read as EVE, Zeek and CSV, plain and compressed, with several
thread counts, and every table compared with flare.py's. Where the labelled days
are at hand (see `checks.labelled_folder()`), so are Flare's own four tables.
"""
import argparse
import gzip
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/engines")]

import checks  # noqa: E402  (found by the line above)
import flare  # noqa: E402
import shapes  # noqa: E402

DAY = ROOT / "examples/day/eve.json.gz"
LIMITS = ("-mo", 10, "-mp", 5)
NOW = "2025-11-21T00:10:00Z"
SETTINGS = {"window": 2, "min_interval": 30}
BY_START = SETTINGS | {"field_timestamp": "@timestamp", "field_start": "flow.start"}
BY_LOG = SETTINGS | {"field_timestamp": "@timestamp"}


def same_rows(test, name, expected, beacon, *arguments, stdin=None):
    """Check that a run gives these rows."""
    try:
        test.rows(name, beacon.table(*arguments, stdin=stdin), expected)
    except RuntimeError as problem:
        test.check(name, False, problem)


def check_eve(test, beacon, temp):
    """The example day as EVE, by either time, with every option of the rules."""
    by_start = checks.write_ini(temp / "start.ini", BY_START)
    by_log = checks.write_ini(temp / "log.ini", BY_LOG)
    flows = list(flare.read_flows([DAY]))
    logged = list(flare.read_flows([DAY], time_field="timestamp"))
    now_ms = flare.parse_now(NOW)
    runs = (
        ("timed by start", by_start, flows, {}, LIMITS),
        ("timed by log", by_log, logged, {}, LIMITS),
        ("period", by_start, flows, {"period_h": 6, "now_ms": now_ms},
         (*LIMITS, "-pd", 6, "--now", NOW)),
        ("window", by_start, flows, {"window": 5}, (*LIMITS, "-win", 5)),
        ("window of one", by_start, flows, {"window": 1}, (*LIMITS, "-win", 1)),
        ("focus_outbound", by_start, flows, {"focus_outbound": True},
         (*LIMITS, "--focus_outbound")),
        ("low limits", by_start, flows, {"min_occur": 3, "min_percent": 0},
         ("-mo", 3, "-mp", 0)),
        ("high limits", by_start, flows, {"min_occur": 50, "min_percent": 50},
         ("-mo", 50, "-mp", 50)),
    )
    for name, ini, seen, changed, options in runs:
        expected = flare.find_beacons(seen, flare.Settings()._replace(**changed))
        same_rows(test, f"eve {name}", expected, beacon, "-c", ini, *options, DAY)


def check_threads(test, beacon, temp):
    """The output is the same bytes whatever the number of threads."""
    ini = checks.write_ini(temp / "threads.ini", BY_START)
    outputs = {threads: beacon.run("-c", ini, *LIMITS, "-th", threads, "--csv_out", "-",
                                   DAY).stdout for threads in (1, 2, 8)}
    test.check("threads: same bytes with 1, 2 and 8",
               outputs[1] and len(set(outputs.values())) == 1,
               {threads: len(text) for threads, text in outputs.items()})


def write_formats(temp):
    """The example day in other formats; {name: (path, settings)}."""
    formats = {}
    for shape, settings in (("zeek-tsv", SETTINGS), ("zeek-json", SETTINGS),
                            ("csv", BY_START)):
        path = temp / f"day.{shape}"
        with open(path, "w", encoding="utf-8", newline="") as out:
            shapes.WRITERS[shape](shapes.read_eve(DAY), out)
        formats[shape] = (path, settings)
    plain = temp / "day.eve"
    with gzip.open(DAY) as source, open(plain, "wb") as out:
        shutil.copyfileobj(source, out)
    formats["eve plain"] = (plain, BY_START)
    packed = temp / "day.without-ending"
    if shutil.which("zstd"):
        subprocess.run(["zstd", "-q", plain, "-o", packed], check=True)
        formats["eve zstd"] = (packed, BY_START)
    return formats


def check_formats(test, beacon, temp):
    """The same flows give the same table from every kind of file."""
    expected = flare.find_beacons(flare.read_flows([DAY]))
    for name, (path, settings) in write_formats(temp).items():
        ini = checks.write_ini(temp / "format.ini", settings)
        same_rows(test, f"format {name}", expected, beacon, "-c", ini, *LIMITS, path)
    with open(temp / "day.zeek-tsv", "rb") as stdin:
        ini = checks.write_ini(temp / "format.ini", SETTINGS)
        same_rows(test, "format zeek-tsv from standard input", expected, beacon,
                  "-c", ini, *LIMITS, "-", stdin=stdin)


def check_parts(test, beacon, temp):
    """A day cut into two files is still one day."""
    expected = flare.find_beacons(flare.read_flows([DAY]))
    lines = (temp / "day.eve").read_bytes().splitlines(keepends=True)
    half = len(lines) // 2
    parts = (temp / "eve.1.json", temp / "eve.2.json.gz")
    parts[0].write_bytes(b"".join(lines[:half]))
    parts[1].write_bytes(gzip.compress(b"".join(lines[half:])))
    ini = checks.write_ini(temp / "parts.ini", BY_START)
    same_rows(test, "two files", expected, beacon, "-c", ini, *LIMITS, *parts)


def check_labelled(test, beacon, temp):
    """Flare's own four tables, from the labelled days."""
    folder = checks.labelled_folder()
    if not folder:
        test.skip("labelled days", "not here; set FLARE_LABELLED to their folder")
        return
    ini = checks.write_ini(temp / "labelled.ini", checks.LABELLED_SETTINGS)
    for day, occur, percent, expected in checks.labelled_cases(folder):
        name = f"{day} occur {occur} percent {percent}"
        source = folder / day / "eve.json.gz"
        own = flare.find_beacons(
            flare.read_flows([source], time_field="timestamp"),
            flare.Settings(occur, percent, period_h=24,
                           now_ms=flare.parse_now(checks.LABELLED_NOW)))
        test.rows(f"{name}, flare.py", own, expected)
        same_rows(test, name, expected, beacon, "-c", ini, "-mo", occur, "-mp", percent,
                  "-pd", 24, "--now", checks.LABELLED_NOW, source)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, metavar="DIR",
                        help="folder of the flare_beacon to test")
    beacon = checks.Beacon(parser.parse_args().bin)
    test = checks.Checks()
    with tempfile.TemporaryDirectory(prefix="reference-") as folder:
        temp = Path(folder)
        for check in (check_eve, check_threads, check_formats, check_parts, check_labelled):
            check(test, beacon, temp)
    return test.finish()


if __name__ == "__main__":
    sys.exit(main())
