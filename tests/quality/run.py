#!/usr/bin/env python3
"""run - how well flare_beacon finds beacons, beside Flare's rule and RITA's score.

    tests/quality/run.py --bin build [--seeds N] [--scenario NAME] [--table]
    tests/quality/run.py --bin build --check

Generates labelled networks (an hour, a day, a week and a month, N seeds of each),
puts every method to them and prints the tables that README.md explains. --table also
writes them into README.md. --check takes fewer networks, and instead of tables says
whether flare_beacon is as good in them as it was (`floors.py`).
"""
import argparse
import itertools
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "reference")]

import checks  # noqa: E402  (found by the line above)
import bench  # noqa: E402
import floors  # noqa: E402
import sanity  # noqa: E402
import tables  # noqa: E402
from spans import SPANS, named  # noqa: E402

README = HERE / "README.md"
BEGIN, END = "<!-- tables: written by run.py --table -->\n", "<!-- end of tables -->\n"
SEEDS = 5


def by_span(trials):
    """Yield (span, its trials), as soon as they are all there."""
    for name, group in itertools.groupby(trials, key=lambda trial: trial.span):
        yield named(name), list(group)


def command(args):
    """The command that makes the same tables."""
    scenario = f" --scenario {args.scenario}" if args.scenario else ""
    return f"tests/quality/run.py --bin build --seeds {args.seeds}{scenario}"


def print_tables(args, spans, beacon):
    """Print the tables as they become known; all of it, as text."""
    pieces, trials = [], []

    def put(text):
        pieces.append(text)
        print(text, flush=True)

    put(f"Made by `{command(args)}`.\n")
    jobs = [(span, seed) for span in spans for seed in range(1, args.seeds + 1)]
    for span, some in by_span(bench.run_all(beacon, jobs)):
        put(tables.of_span(span, some))
        trials += some
    put("#### By kind of beacon, all spans\n\n" + tables.of_kinds(trials))
    put("#### Listed wrongly, all spans\n\n" + tables.of_habits(trials))
    return "\n".join(pieces)


def write_readme(text):
    """Put the tables into README.md, in place of those that are there."""
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    README.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def run_checks(spans, beacon):
    """Hold flare_beacon to the floors; the exit status."""
    test = checks.Checks()
    sanity.check(test)
    jobs = [(span, seed) for span in spans for seed in floors.FLOORS[span.name].seeds]
    for span, trials in by_span(bench.run_all(beacon, jobs)):
        floors.check(test, span, trials)
    return test.finish()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, metavar="DIR",
                        help="folder of the flare_beacon to measure")
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="N",
                        help="networks of each scenario (default: %(default)s)")
    parser.add_argument("--scenario", choices=[span.name for span in SPANS],
                        help="only this one (default: all)")
    parser.add_argument("--table", action="store_true",
                        help="put the tables into README.md too")
    parser.add_argument("--check", action="store_true",
                        help="a few networks, and whether they go as well as before")
    return parser.parse_args()


def main():
    args = parse_arguments()
    spans = [named(args.scenario)] if args.scenario else SPANS
    beacon = checks.Beacon(args.bin)
    if args.check:
        return run_checks(spans, beacon)
    text = print_tables(args, spans, beacon)
    if args.table:
        write_readme(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
