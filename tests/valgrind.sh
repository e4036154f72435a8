#!/bin/bash
# valgrind - has valgrind watch runs: each is to read and write only what is its own, to
# decide nothing by what was never set, and to give back what it took. A few runs on
# files, or with --whole (half an hour) units, golden runs, services and programs as well. The
# last line says how many passed and failed.
#
# usage: tests/valgrind.sh [--whole] [FOLDER OF THE PROGRAMS]
set -u
cd "$(dirname "$0")/.." || exit 1

whole=false
[ "${1:-}" = --whole ] && whole=true && shift
programs=$(cd "${1:-build}" && pwd) || exit 1
logs=$PWD/tests/golden
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# By its whole name, for runs that find no program.
valgrind=("$(command -v valgrind)" --quiet --error-exitcode=99 --leak-check=full
	--errors-for-leak-kinds=definite,indirect "--suppressions=$PWD/tests/valgrind.supp")
passed=0
failed=0

# NAME, TRUE or FALSE, and what to show if it is FALSE.
check() {
	if "$2"; then
		echo "ok $1"
		passed=$((passed + 1))
	else
		tail -n 40 "$3"
		echo "FAIL $1"
		failed=$((failed + 1))
	fi
}

watch() {
	local name=$1 expected=$2 status well=true program=$programs/$3
	shift 3
	(cd "$folder" && "${valgrind[@]}" "$program" "$@") \
		>"$folder/out" 2>"$folder/err" </dev/null
	status=$?
	[ "$status" -eq "$expected" ] || well=false
	check "$name: status $status" "$well" "$folder/err"
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

# A folder of programs by the same names, which valgrind watches; what it says is kept
# apart from what they write, for tests to compare that.
make_watched() {
	local program name
	mkdir "$folder/watched" "$folder/said"
	for program in "$programs"/*; do
		[ -d "$program" ] || ln -s "$program" "$folder/watched/"
	done
	ln -s "$programs/tests" "$folder/watched/tests"
	for name in flare_beacon check_ip; do
		rm "$folder/watched/$name"
		{
			echo '#!/bin/bash'
			printf '%q ' exec "${valgrind[@]}" "--log-file=$folder/said/%p" "$programs/$name"
			echo '"$@"'
		} >"$folder/watched/$name"
		chmod +x "$folder/watched/$name"
	done
}

# Runs a driver; what valgrind said of any of its runs is a failure.
watch_driver() {
	local name=$1 line said
	shift
	"$@" >"$folder/driver" 2>&1
	line=$(grep -Eo '[0-9]+ passed, [0-9]+ failed' "$folder/driver" | tail -n 1)
	grep '^FAIL' "$folder/driver"
	passed=$((passed + $(cut -d' ' -f1 <<<"${line:-0}")))
	line=${line##*passed, }
	failed=$((failed + $(cut -d' ' -f1 <<<"${line:-1}")))
	for said in "$folder"/said/*; do
		[ -s "$said" ] && check "$name: $(head -n 1 "$said")" false "$said"
		rm -f "$said"
	done
}

if $whole; then
	for test in "$programs"/tests/test_*; do
		[ -f "$test" ] && [ -x "$test" ] || continue
		well=true
		"${valgrind[@]}" "$test" >"$folder/out" 2>&1 || well=false
		check "$(basename "$test")" $well "$folder/out"
	done
	make_watched
	watch_driver "golden runs" python3 tests/golden/run.py --bin "$folder/watched" \
		--time-limit 3600
	watch_driver "services" python3 tests/services/test_services.py --bin "$folder/watched"
	watch_driver "programs" python3 tests/programs/run.py --bin "$folder/watched"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
