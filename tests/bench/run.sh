#!/bin/sh
# run.sh - measures how fast files are read and rated, beside DuckDB, pandas, jq, awk and
# cat in the same run; see files.py, which takes the options.
#
# usage: tests/bench/run.sh [--sizes N,...] [--times N] [--kind KIND]... [--no-peers]
set -eu
cd "$(dirname "$0")/../.."

examples/install-packages.sh gcc libc6-dev python3-venv jq gzip zstd mawk
venv=${XDG_CACHE_HOME:-$HOME/.cache}/flare-bench-venv
[ -x "$venv/bin/python3" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check duckdb pandas pytz
[ -d build ] || meson setup build >/dev/null
ninja -C build flare_beacon >/dev/null
exec "$venv/bin/python3" tests/bench/files.py --bin build "$@"
