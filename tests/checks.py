"""checks - what the test drivers have in common: counting checks, running flare_beacon.

Drivers print a line a check (`ok NAME`, `FAIL NAME: detail`, `skip NAME: why`) and
end with `N passed, N failed`.
"""
import configparser
import csv
import io
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/reference"))

import flare  # noqa: E402  (found by the line above)

TIME_LIMIT_S = 300
DETAIL_ROWS = 3


class Checks:
    """Counts and prints checks as they are made."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, good, detail=""):
        """Note a check; `detail` is printed if it failed."""
        if good:
            self.passed += 1
        else:
            self.failed += 1
        text = f"ok {name}" if good else f"FAIL {name}: {shorten(detail)}"
        print(text, flush=True)
        return good

    def equal(self, name, actual, expected):
        """Check that two values are the same."""
        return self.check(name, actual == expected, f"{actual!r}, not {expected!r}")

    def rows(self, name, actual, expected):
        """Check that two sets of rows are the same; says which are not."""
        actual, expected = set(actual), set(expected)
        return self.check(f"{name} ({len(expected)} rows)", actual == expected,
                          difference(actual, expected))

    def error(self, name, done, *words):
        """Check that a run failed as it should: status 1 or 2, every word in the
        message, nothing on standard output."""
        missing = [word for word in words if word not in done.stderr]
        good = done.returncode in (1, 2) and not missing and not done.stdout
        return self.check(name, good, f"status {done.returncode}, {len(done.stdout)} "
                          f"characters of output, missing {missing} in {done.stderr!r}")

    def skip(self, name, why):
        print(f"skip {name}: {why}", flush=True)

    def finish(self):
        """Print the sums; the exit status of the driver."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def shorten(text, limit=1500):
    """A text on one line of bounded length."""
    text = " | ".join(str(text).split("\n")).strip(" |")
    return text if len(text) <= limit else text[:limit] + " ..."


def difference(actual, expected):
    """In words, how two sets of rows differ."""
    parts = []
    for word, rows in (("missing", expected - actual), ("unexpected", actual - expected)):
        if rows:
            some = "; ".join(",".join(map(str, row)) for row in sorted(rows)[:DETAIL_ROWS])
            parts.append(f"{len(rows)} {word}: {some}")
    return " / ".join(parts)


class Beacon:
    """The flare_beacon to test, in a folder of programs."""

    def __init__(self, folder):
        self.path = Path(folder).resolve() / "flare_beacon"
        if not self.path.exists():
            sys.exit(f"{sys.argv[0]}: no flare_beacon in {folder}")

    def command(self, *arguments):
        """The drivers hold it against Flare's rule, so that is all it is to list."""
        return [str(self.path), "--flare", *map(str, arguments)]

    def environment(self):
        return os.environ | {"TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}

    def run(self, *arguments, stdin=None, more_environment=()):
        """Run it to its end; what it wrote, as text."""
        return subprocess.run(self.command(*arguments),
                              env=self.environment() | dict(more_environment),
                              stdin=stdin or subprocess.DEVNULL, capture_output=True,
                              encoding="utf-8", errors="replace", check=False,
                              timeout=TIME_LIMIT_S)

    def table(self, *arguments, stdin=None):
        """Flare's columns of the CSV it writes, as rows; RuntimeError if it fails."""
        done = self.run(*arguments, "--csv_out", "-", stdin=stdin)
        if done.returncode:
            raise RuntimeError(f"status {done.returncode}: {done.stderr}")
        return parse_rows(done.stdout)


def parse_rows(text):
    """The rows of a CSV table in the types of `flare.find_beacons()`."""
    rows = []
    for record in csv.DictReader(io.StringIO(text.lstrip("\ufeff"))):
        # Flare names the column after the field: flow.bytes_toserver.
        named = {key.removeprefix("flow."): value for key, value in record.items() if key}
        missing = [name for name in flare.COLUMNS if name not in named]
        if missing:
            raise RuntimeError(f"no columns {missing} among {list(record)}")
        cells = (named[name] for name in flare.COLUMNS)
        rows.append(tuple(cell if number < 2 else int(cell)
                          for number, cell in enumerate(cells)))
    return rows


def read_ini(path):
    """The settings of an ini file as a dictionary."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.read(path, encoding="utf-8")
    return dict(parser["beacon"])


def write_ini(path, settings):
    """Write an ini file of these settings."""
    lines = [f"{key}={value}\n" for key, value in settings.items()]
    Path(path).write_text("[beacon]\n" + "".join(lines), encoding="utf-8")
    return path


# Labelled days: large, and not part of the repository -------------------------

LABELLED_NOW = "2025-11-21T00:01:00Z"
LABELLED_LIMITS = ((50, 50), (10, 5))
LABELLED_SETTINGS = {
    "field_source_ip": "src_ip", "field_destination_ip": "dest_ip",
    "field_destination_port": "dest_port", "field_timestamp": "@timestamp",
    "field_flow_bytes_toserver": "flow.bytes_toserver", "field_flow_id": "flow_id",
    "event_key": "event_type", "event_type": "flow", "suricata_defaults": "false",
    "min_interval": 30, "window": 2, "period": 24,
}


def labelled_folder():
    """The folder of the labelled days, or None: $FLARE_LABELLED, or shared/data
    beside the checkout."""
    for place in (os.environ.get("FLARE_LABELLED"), ROOT.parent / "shared/data"):
        if place and Path(place, "reference").is_dir():
            return Path(place)
    return None


def labelled_cases(folder):
    """Yield (day, min_occur, min_percent, rows expected) of each reference table."""
    for day in ("day-a", "day-b"):
        for occur, percent in LABELLED_LIMITS:
            table = folder / "reference" / f"{day}-occur{occur}-percent{percent}.csv"
            yield day, occur, percent, parse_rows(table.read_text(encoding="utf-8"))
