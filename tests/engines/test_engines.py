#!/usr/bin/env python3
"""test_engines - flare_beacon against real OpenSearch and Elasticsearch servers.

    python3 tests/engines/test_engines.py --bin build [NAME...] [--all]

Each server is loaded with the example day in the shape of every ecosystem that
has an ini file, and flare_beacon must report from it what the reference reports
from the file. Then what it does to the server, and what it says when something
is wrong. Where the labelled days are at hand, Flare's own tables as well.
NAME is a server as `engine.py` lists them; three by default.
"""
import argparse
import sys
import tempfile
from pathlib import Path

from scene import Scene  # also makes the modules of tests/ known
import access
import baseline
import breaking
import checking
import checks
import context
import engine
import explaining
import lookups
import operate
import paging
import parts
import prefilter
import reading
import write_back

DEFAULT = ("opensearch-2.19.4", "elasticsearch-7.17.28", "elasticsearch-8.19.0")
CHECKS = (reading.check_sets, reading.check_index_of_ini, reading.check_several_indices,
          reading.check_filter, reading.check_names, reading.check_one_pair,
          explaining.check_explain, explaining.check_explain_nothing,
          prefilter.check_prefilter, parts.check_parts, reading.check_round_trips,
          explaining.check_auto, explaining.check_auto_mixed,
          explaining.check_auto_misfit, access.check_ways, write_back.check_write_back,
          context.check_context, checking.check_checking, lookups.check_lookups,
          baseline.check_baseline, operate.check_operate,
          reading.drop_more_sets, breaking.check_interrupt, breaking.check_errors,
          breaking.check_faults, paging.check_paging, breaking.check_restart,
          explaining.check_auto_alone)


def check_server(test, beacon, server, temp):
    """All checks on one server that is up."""
    scene = Scene(test, beacon, server, temp)
    reading.load_sets(scene)
    for check in CHECKS:
        check(scene)
    reading.check_labelled(scene)


def run_server(test, beacon, name, temp):
    """Start a server of this name and check; a server that cannot be had is skipped."""
    try:
        release = engine.find_release(name)
        with engine.running(name) as [server]:
            check_server(test, beacon, server, temp)
        if release.is_elasticsearch and not release.has_types:
            access.check_security(test, beacon, release, temp)
    except engine.Unavailable as why:
        test.skip(name, why)
    except engine.EngineError as problem:
        test.check(name, False, problem)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="a server, as in opensearch-3.4.0")
    parser.add_argument("--all", action="store_true", help="all servers there are")
    parser.add_argument("--bin", required=True, metavar="DIR",
                        help="folder of the flare_beacon to test")
    return parser.parse_args()


def main():
    args = parse_arguments()
    engine.end_on_sigterm()
    beacon, test = checks.Beacon(args.bin), checks.Checks()
    every = [release.name for release in engine.RELEASES] if args.all else []
    with tempfile.TemporaryDirectory(prefix="engines-") as temp:
        for name in every or args.names or DEFAULT:
            run_server(test, beacon, name, Path(temp))
    return test.finish()


if __name__ == "__main__":
    sys.exit(main())
