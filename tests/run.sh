#!/bin/bash
# run - installs what the tests need and runs all of them: units, golden runs, what the
# documents show, what is installed and how it is operated, what SECURITY.md claims, runs
# that valgrind watches, threat intelligence services against a stand-in, Flare's reference
# tables, how well beacons are found, programs that are found by whom they talk to, the web
# page in a browser, what LibreOffice makes of our CSV, real engines, units, golden runs,
# services and programs again under sanitizers, and the fuzzers for a while. The last line
# says how many passed and failed. What takes minutes more is run only if it is named:
# clang's and gcc's analyzers and cppcheck (analyze).
#
# usage: tests/run.sh [STAGE]...
#                     unit golden documents install trust valgrind services reference
#                     quality programs browser office engines sanitize fuzz; analyze
set -u
cd "$(dirname "$0")/.." || exit 1

passed=0
failed=0
all="unit golden documents install trust valgrind services reference quality programs"
stages=${*:-$all browser office engines sanitize fuzz}

wants() {
	case " $stages " in *" $1 "*) return 0 ;; esac
	return 1
}

# Runs a driver that ends with "N passed, N failed" and adds its counts up.
count() {
	local name=$1 log line status
	shift
	log=$(mktemp)
	echo "== $name"
	"$@" 2>&1 | tee "$log"
	status=${PIPESTATUS[0]}
	line=$(grep -Eo '[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
	rm -f "$log"
	if [ -z "$line" ]; then
		echo "FAIL $name: ended without a count (status $status)"
		failed=$((failed + 1))
		return
	fi
	passed=$((passed + ${line%% passed*}))
	line=${line##*passed, }
	failed=$((failed + ${line%% failed*}))
	if [ "$status" -ne 0 ] && [ "${line%% failed*}" -eq 0 ]; then
		echo "FAIL $name: status $status"
		failed=$((failed + 1))
	fi
}

build() {
	local folder=$1
	shift
	if [ -f "$folder/build.ninja" ]; then # the quickstart's, say, without tests
		meson configure "$folder" -Dtests=true "$@" >/dev/null || return 1
	else
		meson setup "$folder" -Dtests=true "$@" >/dev/null || return 1
	fi
	ninja -C "$folder" >"$folder/build.log" 2>&1 || {
		cat "$folder/build.log"
		return 1
	}
}

# Each behaviour is one of cmocka's tests; a program that dies counts as failed.
unit() {
	local folder=$1 program log good bad ok=0 fail=0
	for program in "$folder"/tests/test_*; do
		[ -x "$program" ] && [ -f "$program" ] || continue
		log=$("$program" 2>&1)
		bad=$?
		good=$(grep -c '^\[       OK \]' <<<"$log")
		if [ "$bad" -ne 0 ]; then
			grep -v '^\[  *\(OK\|RUN\) ' <<<"$log"
			echo "FAIL $program: status $bad"
			fail=$((fail + 1))
		fi
		ok=$((ok + good))
	done
	[ "$ok" -gt 0 ] || fail=$((fail + 1))
	echo "$ok passed, $fail failed"
	[ "$fail" -eq 0 ]
}

sanitize() {
	local kind=$1 folder=build-$2
	build "$folder" -Db_sanitize="$kind" -Db_lundef=false -Dbuildtype=debugoptimized || {
		failed=$((failed + 1))
		return
	}
	export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
	count "units, $kind" unit "$folder"
	count "golden runs, $kind" python3 tests/golden/run.py --bin "$folder"
	count "trust, $kind" python3 tests/trust/run.py --bin "$folder"
	count "programs, $kind" python3 tests/programs/run.py --bin "$folder"
	count "services, $kind" python3 tests/services/test_services.py --bin "$folder"
}

fuzz() {
	local target ok=0 fail=0 seconds=${FUZZ_SECONDS:-8}
	CC=clang build build-fuzz -Dfuzz=true || {
		echo "0 passed, 1 failed"
		return 1
	}
	for target in build-fuzz/tests/fuzz_*; do
		[ -x "$target" ] && [ -f "$target" ] || continue
		if (cd build-fuzz && "./${target#build-fuzz/}" -max_total_time="$seconds" \
			-verbosity=0 -print_final_stats=0 \
			"$(mktemp -d)" "../tests/fuzz/seeds/$(basename "$target")") \
			>build-fuzz/fuzz.log 2>&1; then
			ok=$((ok + 1))
		else
			tail -n 40 build-fuzz/fuzz.log
			echo "FAIL $target"
			fail=$((fail + 1))
		fi
	done
	[ "$ok" -gt 0 ] || fail=$((fail + 1))
	echo "$ok passed, $fail failed"
	[ "$fail" -eq 0 ]
}

# The engines keep one processor busy for as long as all else keeps another: they have a
# lane of their own, whose output comes in the end.
lane() {
	passed=0
	failed=0
	count "real engines" python3 tests/engines/test_engines.py --bin build
	count "an ssh tunnel" python3 tests/engines/test_tunnel.py --bin build
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}

# In a process group of its own, so that what it starts ends with us.
start_lane() {
	lane_log=$(mktemp)
	set -m
	lane >"$lane_log" 2>&1 </dev/null &
	lane=$!
	set +m
	trap 'kill -- "-$lane" 2>/dev/null; rm -f "$lane_log"' EXIT
}

# count() runs it in a shell that has no children to wait for.
show_lane() {
	cat "$lane_log"
	return "$lane_status"
}

packages="gcc libc6-dev meson ninja-build pkg-config python3 libcmocka-dev
	libcurl4-openssl-dev libssl-dev libyajl-dev libiniparser-dev libcsv-dev zlib1g-dev libzstd-dev
	libloc-dev libloc-database libmaxminddb-dev libpcap-dev libsqlite3-dev zstd"
wants browser && packages="$packages chromium fonts-dejavu-core fonts-liberation python3-venv"
if wants golden || wants sanitize; then packages="$packages python3-jsonschema"; fi
if wants programs || wants sanitize; then
	packages="$packages iproute2 net-tools util-linux"
fi
if wants services || wants sanitize; then packages="$packages openssl"; fi
wants install && packages="$packages fish logrotate man-db python3-yaml systemd zsh"
if wants trust || wants sanitize; then packages="$packages binutils"; fi
wants valgrind && packages="$packages valgrind"
wants office && packages="$packages libreoffice-calc-nogui"
wants engines && packages="$packages maven openjdk-17-jre-headless openssl util-linux"
wants engines && packages="$packages openssh-client"
# Where services are run, the package would start an sshd that nobody asked for;
# there the tunnel's tests take one that is installed, or are skipped.
wants engines && [ ! -d /run/systemd/system ] && packages="$packages openssh-server"
wants fuzz && packages="$packages clang libclang-rt-14-dev"
# shellcheck disable=SC2086 # a list of words
examples/install-packages.sh $packages || exit 1

werror=false
[ "${CI:-}" = true ] && werror=true
build build -Dwerror=$werror || {
	echo "0 passed, 1 failed"
	exit 1
}
wants engines && start_lane
wants unit && count "units" unit build
wants golden && count "golden runs" python3 tests/golden/run.py --bin build
wants documents && count "documents" python3 tests/documents.py --bin build
wants install && count "installed and operated" python3 tests/install/run.py --bin build
wants trust && count "trust" python3 tests/trust/run.py --bin build
wants valgrind && count "valgrind" tests/valgrind.sh build
wants services && count "services" python3 tests/services/test_services.py --bin build
wants reference && count "Flare's tables" python3 tests/reference/test_reference.py --bin build
wants quality && count "how well beacons are found" \
	python3 tests/quality/run.py --bin build --check
wants programs && count "programs and their sockets" \
	python3 tests/programs/run.py --bin build
wants browser && count "the web page in a browser" \
	python3 tests/browser/test_browser.py --bin build
wants office && count "LibreOffice" python3 tests/office/run.py --bin build
if wants sanitize; then
	sanitize address,undefined asan
	sanitize thread tsan
fi
wants fuzz && count "fuzzers" fuzz
wants analyze && count "analyzers" tests/analyze.sh
if wants engines; then
	wait "$lane"
	lane_status=$?
	count "beside all that" show_lane
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
