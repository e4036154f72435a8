#!/bin/sh
# make-deb - builds a Debian package of what is here, in a folder of its own, and leaves
# it in OUTPUT (build-deb).
# usage: make-deb.sh [OUTPUT]
#
# As root, or with sudo, it installs what building needs. DEB_BUILD_OPTIONS="nocheck"
# leaves out the unit tests.
set -eu
output=${1:-build-deb}
mkdir -p "$output"
output=$(cd "$output" && pwd)
cd "$(dirname "$0")/.."

examples/install-packages.sh build-essential debhelper fakeroot meson ninja-build \
	pkg-config python3 libcmocka-dev libcurl4-openssl-dev libssl-dev libyajl-dev \
	libiniparser-dev libcsv-dev zlib1g-dev libzstd-dev libloc-dev libmaxminddb-dev \
	libpcap-dev libsqlite3-dev

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
source=$scratch/flare-beacon
mkdir "$source"
for part in cmd src config tests examples meson.build meson_options.txt README.md LICENSE; do
	cp -R "$part" "$source/"
done
mv "$source/examples/debian" "$source/debian"
operate=$source/examples/operate
cp "$operate/flare_beacon.service" "$source/debian/flare-beacon.flare_beacon.service"
cp "$operate/flare_beacon.timer" "$source/debian/flare-beacon.flare_beacon.timer"
cp "$operate/flare_beacon.logrotate" "$source/debian/flare-beacon.logrotate"

(cd "$source" && dpkg-buildpackage -b -us -uc -ui) >"$output/build.log" 2>&1 || {
	tail -n 40 "$output/build.log" >&2
	exit 1
}
cp "$scratch"/*.deb "$output/"
ls "$output"/*.deb
