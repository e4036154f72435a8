#!/bin/bash
# analyze - has clang's analyzer, gcc's and cppcheck read src and cmd, and clang-format
# whether all is laid out by .clang-format. A finding is mended or explained in
# tests/analyze.supp. Installs what it needs; needs no build. The last line says how many
# files and explanations passed and failed.
#
# usage: tests/analyze.sh [TOOL]...
#                         clang gcc cppcheck format
set -u
cd "$(dirname "$0")/.." || exit 1

tools=${*:-clang gcc cppcheck format}
known=tests/analyze.supp
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
# Where src/ includes what is made while building, that is data.
flags=(-std=c11 -D_XOPEN_SOURCE=700 '-DFLARE_VERSION="0"' -Isrc -Icmd "-I$found")

examples/install-packages.sh clang clang-format gcc libc6-dev cppcheck pkg-config \
	libcurl4-openssl-dev \
	libssl-dev libyajl-dev libiniparser-dev libcsv-dev zlib1g-dev libzstd-dev libloc-dev \
	libmaxminddb-dev libpcap-dev libsqlite3-dev || exit 1

# What a tool says of one file; a file that it cannot read is a finding too.
read_file() {
	local log=$found/$1.${2//\//_}
	case $1 in
	clang) clang --analyze --analyzer-output text -o /dev/null "${flags[@]}" "$2" ;;
	# The rest of gcc's warnings is the build's.
	gcc) gcc -O1 -fanalyzer -c -o /dev/null "${flags[@]}" "$2" ;;
	cppcheck)
		cppcheck --quiet --std=c11 --enable=warning,portability --error-exitcode=0 \
			-D_XOPEN_SOURCE=700 '-DFLARE_VERSION="0"' -Isrc -Icmd "$2" \
			--template='{file}:{line}: warning: {message} [{id}]'
		;;
	format) clang-format --dry-run -Werror "$2" $(ls "${2%.c}.h" 2>/dev/null) ;;
	esac >"$log" 2>&1 || echo "$2:1: error: $1 cannot read it [unread]" >>"$log"
}

# FILE CHECK of each finding in a log.
findings() {
	sed -nE 's/^([^: ]+):[0-9:]+ (warning|error): .*\[(CWE[^]]*\] \[)?([^]]+)\]$/\1 \4/p' "$1" |
		sed 's/ -Wanalyzer/ Wanalyzer/' | sort -u
}

is_known() {
	grep -qE "^$1 ${2//./\\.} ${3//./\\.} " "$known"
}

jobs=$(nproc)
passed=0
failed=0
for tool in $tools; do
	for file in src/*.c src/*/*.c src/*/*/*.c cmd/*.c; do
		while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
		read_file "$tool" "$file" &
	done
	wait
	for file in src/*.c src/*/*.c src/*/*/*.c cmd/*.c; do
		log=$found/$tool.${file//\//_}
		bad=0
		while read -r where check; do
			echo "$tool $where $check" >>"$found/all"
			is_known "$tool" "$where" "$check" || bad=1
		done < <(findings "$log")
		if [ "$bad" -ne 0 ]; then
			cat "$log"
			echo "FAIL $tool $file"
			failed=$((failed + 1))
		else
			passed=$((passed + 1))
		fi
	done
	while read -r _ file check _; do
		if grep -qxF "$tool $file $check" "$found/all" 2>/dev/null; then
			passed=$((passed + 1))
		else
			echo "FAIL $known: $tool finds no $check in $file any more"
			failed=$((failed + 1))
		fi
	done < <(grep "^$tool " "$known")
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
