#!/usr/bin/env python3
"""run - run the golden cases: a command, and exactly what it must write.

    python3 tests/golden/run.py --bin build [--update] [CASE...]

A case is a folder beside this file:

    cmd      the command, run by bash in a fresh copy of the folder
    out      what it writes to standard output
    err      what it writes to standard error
    status   its exit status (absent: 0; 124: it did not end in time)
    out.*    the files of these names that it writes (out.text out.csv out.html
             out.json); one that is written but not expected is a failure

and whatever input the command reads. Records (lines of -json) in any of them have to be
as the schemas in config/ describe them. Of out and err those that exist are
compared. The command finds the programs of --bin in its PATH, also named by
FLARE_BEACON and CHECK_IP, and the sources by SOURCE_ROOT; time zone, locale and
HOME are fixed.

--update writes what came out over the expectations that exist, and all of them
for a case that has none. CASE selects the cases whose names contain it.
"""
import argparse
import difflib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import records

HERE = Path(__file__).resolve().parent
TIME_LIMIT_S = 240  # sanitizers on a busy machine are slow; what hangs, hangs longer
STREAMS = ("out", "err", "status")
OK_STATUS = b"0\n"


def environment(programs, home):
    """The fixed environment of a case: nothing of the caller's but PATH."""
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "FLARE_BEACON": str(programs / "flare_beacon"),
        "CHECK_IP": str(programs / "check_ip"),
        "SOURCE_ROOT": str(HERE.parent.parent),
        "HOME": str(home),
        "TZ": "UTC",
        "LC_ALL": "C",
    } | {name: value for name, value in os.environ.items()
         if name.startswith(("ASAN_", "UBSAN_", "TSAN_", "LSAN_"))}


def is_expectation(name):
    return name in STREAMS or name.startswith("out.")


def expected_files(case):
    """What a case expects, by name."""
    return {path.name: path.read_bytes() for path in case.iterdir()
            if is_expectation(path.name)}


def copy_inputs(case, work):
    """A fresh copy of a case without its expectations."""
    shutil.copytree(case, work, symlinks=True, ignore=lambda folder, names: [
        name for name in names if Path(folder) == case and is_expectation(name)])


def run_case(case, programs, limit_s):
    """Run a case; what it wrote, by the names of the expectations."""
    with tempfile.TemporaryDirectory(prefix="golden-") as temp:
        home, work = Path(temp, "home"), Path(temp, "work")
        home.mkdir()
        copy_inputs(case, work)
        # timeout(1) ends what the command started too, not only the shell.
        done = subprocess.run(["timeout", str(limit_s), "bash", "./cmd"], cwd=work,
                              capture_output=True, env=environment(programs, home),
                              check=False, stdin=subprocess.DEVNULL)
        written = {path.name: path.read_bytes() for path in work.glob("out.*")}
    return written | {"out": done.stdout, "err": done.stderr,
                      "status": f"{done.returncode}\n".encode()}


def differences(expected, actual):
    """Names at which what was written is not what was expected."""
    expected = {"status": OK_STATUS} | expected
    names = set(expected) | {name for name in actual if name.startswith("out.")}
    return sorted(name for name in names if expected.get(name) != actual.get(name))


def diff_lines(name, expected, actual):
    """A unified diff of one file; bytes that are no text are escaped."""
    sides = [(side or b"").decode("utf-8", "backslashreplace").splitlines()
             for side in (expected, actual)]
    titles = [f"{name} {word}" if side is not None else f"{name} (none)"
              for side, word in ((expected, "expected"), (actual, "written"))]
    return difflib.unified_diff(*sides, *titles, lineterm="")


def faults_of_records(actual):
    """What is wrong with the records that a case wrote."""
    return [f"{name}: {fault}" for name, data in sorted(actual.items())
            for fault in records.faults_of_lines(data.splitlines())]


def check(case, actual):
    """Compare a case and report it; True if all is as expected."""
    expected = expected_files(case)
    if not expected:
        print(f"FAIL {case.name}: it expects nothing; run with --update")
        return False
    wrong = differences(expected, actual)
    faults = faults_of_records(actual)
    print(f"FAIL {case.name}: {', '.join(wrong + faults)}" if wrong or faults
          else f"ok {case.name}")
    for name in wrong:
        for line in diff_lines(name, expected.get(name), actual.get(name)):
            print(f"    {line}")
    return not wrong and not faults


def update(case, actual):
    """Write what came out over the expectations of a case."""
    names = set(expected_files(case)) or set(STREAMS)
    names |= {name for name in actual if name.startswith("out.")}
    if actual["status"] != OK_STATUS:
        names.add("status")
    for name in sorted(names):
        path = case / name
        if name not in actual or (name, actual[name]) == ("status", OK_STATUS):
            path.unlink(missing_ok=True)
        elif not path.exists() or path.read_bytes() != actual[name]:
            path.write_bytes(actual[name])
            print(f"updated {case.name}/{name}")


def select_cases(folder, words):
    """The cases in a folder whose names contain one of the words, or all."""
    cases = sorted(path.parent for path in folder.glob("*/cmd"))
    return [case for case in cases
            if not words or any(word in case.name for word in words)]


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE")
    parser.add_argument("--bin", type=Path, required=True, metavar="DIR",
                        help="folder of the programs to test")
    parser.add_argument("--update", action="store_true",
                        help="take what is written for what is expected")
    parser.add_argument("--cases-in", type=Path, default=HERE, metavar="DIR",
                        help="folder of the cases (default: this script's)")
    parser.add_argument("--time-limit", type=int, default=TIME_LIMIT_S, metavar="SECONDS",
                        help="what a case may take (default: %(default)s)")
    return parser.parse_args()


def main():
    args = parse_arguments()
    programs = args.bin.resolve()
    if not (programs / "flare_beacon").exists():
        sys.exit(f"golden: no flare_beacon in {programs}")
    cases = select_cases(args.cases_in.resolve(), args.cases)
    if args.update:
        for case in cases:
            update(case, run_case(case, programs, args.time_limit))
        return 0
    passed = sum(check(case, run_case(case, programs, args.time_limit)) for case in cases)
    failed = len(cases) - passed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
