#!/bin/sh
# quickstart - from a fresh clone to a list of beacons: installs what is missing
# (Debian packages), builds, and runs flare_beacon on a day of flows that
# make_day.py made, in which 192.168.0.53 calls 160.153.76.129:80 every minute.
set -eu
cd "$(dirname "$0")/.."

examples/install-packages.sh gcc libc6-dev meson ninja-build pkg-config \
	libcurl4-openssl-dev libssl-dev libyajl-dev libiniparser-dev libcsv-dev zlib1g-dev \
	libzstd-dev libloc-dev libloc-database libmaxminddb-dev libpcap-dev libsqlite3-dev

[ -f build/build.ninja ] || meson setup build >/dev/null
ninja -C build flare_beacon check_ip >build/quickstart.log 2>&1 || {
	cat build/quickstart.log >&2
	exit 1
}

set -- --group --focus_outbound --top 8 -html build/report.html -text - examples/day/eve.json.gz
echo "\$ build/flare_beacon $*"
build/flare_beacon "$@"
cat <<EOF

The same as a web page: build/report.html
Your own:  build/flare_beacon -gr FILE...                      (eve.json, conn.log, ...)
           build/flare_beacon -c config/selks.ini -gr -fo      (Elasticsearch, OpenSearch)
Who is it? build/check_ip ADDRESS...                           (captures, lists, results, ...)
EOF
