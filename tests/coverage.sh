#!/bin/bash
# coverage - which share of each folder's lines and branches the tests go through: units,
# golden runs, trust, programs and services, and the named servers (as opensearch-3.4.0;
# without one, what talks to servers is seen only by units and faults). Takes minutes;
# lines and branches that no test reaches are in build-coverage/coverage.txt.
#
# usage: tests/coverage.sh [SERVER]...
set -eu
cd "$(dirname "$0")/.."

examples/install-packages.sh gcovr
[ -f build-coverage/build.ninja ] || meson setup build-coverage -Dtests=true \
	-Db_coverage=true -Dbuildtype=debug >/dev/null
ninja -C build-coverage >/dev/null
find build-coverage -name '*.gcda' -delete

# What fails here fails in tests/run.sh too, which says more of it.
run() {
	echo "$*: $("$@" 2>&1 | grep -Eo '[0-9]+ passed, [0-9]+ failed' | tail -n 1)" >&2
}
for program in build-coverage/tests/test_*; do
	if [ -f "$program" ] && [ -x "$program" ]; then "$program" >/dev/null 2>&1 || true; fi
done
run python3 tests/golden/run.py --bin build-coverage
run python3 tests/trust/run.py --bin build-coverage
run python3 tests/programs/run.py --bin build-coverage
run python3 tests/services/test_services.py --bin build-coverage
[ $# -eq 0 ] || run python3 tests/engines/test_engines.py --bin build-coverage "$@"

gcovr --root . --filter src/ --filter cmd/ --exclude-unreachable-branches \
	--exclude-throw-branches --json-summary build-coverage/coverage.json \
	--txt build-coverage/coverage.txt build-coverage
python3 - build-coverage/coverage.json <<'END'
import collections
import json
import pathlib
import sys

sums = collections.defaultdict(lambda: [0, 0, 0, 0])
for file in json.load(open(sys.argv[1]))["files"]:
    for folder in (str(pathlib.Path(file["filename"]).parent), "all"):
        for place, key in enumerate(("line_covered", "line_total",
                                     "branch_covered", "branch_total")):
            sums[folder][place] += file[key]
print(f"{'folder':24} {'lines':>7} {'gone through':>13} {'branches':>9} {'taken':>7}")
for folder, (lines, of_lines, branches, of_branches) in sorted(sums.items()):
    print(f"{folder:24} {of_lines:7} {100 * lines / max(of_lines, 1):12.1f}% "
          f"{of_branches:9} {100 * branches / max(of_branches, 1):6.1f}%")
END
