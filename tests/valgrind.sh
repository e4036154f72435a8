#!/bin/bash
# valgrind - has valgrind watch a few runs on files: each is to read and write only what
# is its own, to decide nothing by what was never set, and to give back what it took.
# The last line says how many passed and failed.
#
# usage: tests/valgrind.sh [FOLDER OF THE PROGRAMS]
set -u
cd "$(dirname "$0")/.." || exit 1

programs=$(cd "${1:-build}" && pwd) || exit 1
logs=$PWD/tests/golden
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0

watch() {
	local name=$1 expected=$2 status program=$programs/$3
	shift 3
	(cd "$folder" && valgrind --quiet --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite,indirect "$program" "$@") \
		>"$folder/out" 2>"$folder/err" </dev/null
	status=$?
	if [ "$status" -eq "$expected" ]; then
		echo "ok $name"
		passed=$((passed + 1))
	else
		tail -n 40 "$folder/err"
		echo "FAIL $name: status $status"
		failed=$((failed + 1))
	fi
}

for log in small.eve.json small.conn.log small.conn.json small.csv; do
	watch "$log, every output" 0 flare_beacon -q "$logs/$log" -mo 3 -csv o.csv -html o.html \
		-json o.json --save o.save
done
watch "saved results, merged" 0 flare_beacon -q --merge o.save
watch "context and names" 0 flare_beacon -q --context --key src,name "$logs/small.eve.json"
printf '192.0.2.1\nwww.example.org\n' >"$folder/list"
watch "a list, checked" 0 check_ip -q list
watch "a log that is none" 1 flare_beacon "$programs/flare_beacon"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
