#!/usr/bin/env python3
"""test_browser - the report in a real browser: what it shows, does, and lets nobody do.

    python3 tests/browser/test_browser.py --bin build [MODULE...]

flare_beacon makes reports from the example day and from generated logs; they are
opened from file:// in Debian's chromium, without a window. MODULE is one of the
modules named below; all by default. What they need of Python is installed into the
folder of --bin, see environment.py.
"""

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

import environment

MODULES = (
    "functions",
    "same",
    "ordering",
    "filtering",
    "opening",
    "looks",
    "sizes",
    "hostile",
    "hosts",
    "reach",
)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=" ".join(MODULES))
    parser.add_argument(
        "--bin", required=True, metavar="DIR", help="folder of the flare_beacon to test"
    )
    return parser.parse_args()


def run(module, scene):
    """All checks of a module; one that cannot go on is a failure, the next one runs."""
    import chromium

    for check in importlib.import_module(module).CHECKS:
        try:
            check(scene)
        except (chromium.Failure, LookupError, ValueError, OSError) as problem:
            scene.test.check(
                f"{module}.{check.__name__}", False, f"{type(problem).__name__}: {problem}"
            )


def main():
    args = parse_arguments()
    environment.enter(args.bin)
    import chromium
    from scene import Scene, checks

    beacon, test = checks.Beacon(args.bin), checks.Checks()
    with tempfile.TemporaryDirectory(prefix="browser-") as temp, chromium.browser() as browser:
        scene = Scene(test, beacon, browser, Path(temp))
        for module in args.modules or MODULES:
            run(module, scene)
    return test.finish()


if __name__ == "__main__":
    sys.exit(main())
