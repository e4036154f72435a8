#!/usr/bin/env python3
"""files - how fast files are read and rated, beside what a user would take instead.

    tests/bench/run.sh [--sizes N,...] [--times N] [--kind KIND]... [--no-peers]

Makes a day of flows in each size (make_flows.c): Suricata's flow records (eve), the same
among nine times as many other records (mixed), Zeek's conn.log (zeek), and eve packed by
gzip and zstd. All commands take turns on the same file; times are medians, memory is the
most that any run took. The files are made once, in the system's folder for such things.
"""
import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
KINDS = ("eve", "mixed", "zeek", "eve.gz", "eve.zst")
SIZES = (100_000, 1_000_000, 10_000_000)
FLOWS_A_PAIR = 10
# Peers that would take many minutes for ten million records are left out there.
MOST_RECORDS = {"pandas": 1_000_000, "jq": 1_000_000}
# Larger ones take too much of a disk or of an evening, and say nothing new.
LARGEST = {"mixed": 1_000_000, "eve.gz": 1_000_000, "eve.zst": 1_000_000}
PACKERS = {"gz": ("gzip", "-6c"), "zst": ("zstd", "-3c")}


class Cost(NamedTuple):
    """Of a run, or of several."""
    wall_s: float
    cpu_s: float  # of all processors
    peak_mb: float


def run(command):
    """What a command costs; it must succeed."""
    begin = time.monotonic()
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL,
                          stdin=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall_s = time.monotonic() - begin
    if process.returncode:
        sys.exit(f"status {process.returncode}: {' '.join(map(str, command))}")
    return Cost(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def shell(text, path):
    return ["sh", "-c", text, "sh", path]


def ours(binary, path):
    beacon = [binary / "flare_beacon", "-q", path]
    return {
        "flare_beacon, 2 threads": [*beacon, "-th", 2, "-csv", "/dev/null"],
        "flare_beacon, 1 thread": [*beacon, "-th", 1, "-csv", "/dev/null"],
        "flare_beacon --flare, 2 threads": [*beacon, "-th", 2, "--flare", "-csv", "/dev/null"],
        # Nothing is wanted of any pair: what is left is reading and grouping.
        "flare_beacon, reading alone, 2": [*beacon, "-th", 2, "--min_beats", 10 ** 9, "-mo",
                                           10 ** 9, "--min_long", 0, "-csv", "/dev/null"],
        "flare_beacon, reading alone, 1": [*beacon, "-th", 1, "--min_beats", 10 ** 9, "-mo",
                                           10 ** 9, "--min_long", 0, "-csv", "/dev/null"],
    }


def peers(kind, path, n_flows):
    base, _, packing = kind.partition(".")
    unpack = {"": "cat", "gz": "gzip -dc", "zst": "zstd -dcq"}[packing]
    found = {}
    if not packing:
        for name, words in (("DuckDB, gaps and median", "duckdb"),
                            ("DuckDB, flows of each pair", "duckdb-count")):
            found[name] = [sys.executable, HERE / "peers.py", words, base, path]
        found["pandas, Flare's rule"] = [sys.executable, HERE / "peers.py", "pandas", base, path]
    if base == "zeek":
        found["awk, four columns"] = shell(
            "awk -F '\\t' '!/^#/ {print $1, $3, $5, $6}' \"$1\"", path)
    else:
        found["jq, four fields"] = shell(
            unpack + " \"$1\" | jq -r 'select(.event_type == \"flow\") | "
            "[.flow.start, .src_ip, .dest_ip, .dest_port] | @tsv'", path)
    found["wc -l"] = shell(unpack + ' "$1" | wc -l', path)
    found["cat"] = shell(unpack + ' "$1" | cat', path)
    n_records = n_flows * (10 if base == "mixed" else 1)
    return {name: command for name, command in found.items()
            if n_records <= MOST_RECORDS.get(name.split(",")[0], n_records)}


def make_file(folder, kind, n_flows):
    """The file of that kind; made if it is not there."""
    path = folder / f"{kind.split('.')[0]}-{n_flows}"
    if not path.exists():
        print(f"making {path.name} ...", file=sys.stderr, flush=True)
        part = path.with_suffix(".part")
        with open(part, "wb") as out:
            subprocess.run([folder / "make_flows", kind.split(".")[0], str(n_flows),
                            str(n_flows // FLOWS_A_PAIR)], stdout=out, check=True)
        part.rename(path)
    packing = kind.partition(".")[2]
    if not packing:
        return path
    packed = path.with_name(f"{path.name}.{packing}")
    if not packed.exists():
        with open(packed, "wb") as out:
            subprocess.run([*PACKERS[packing], path], stdout=out, check=True)
    return packed


def measure(commands, times):
    """Each command's costs, in turns; a first run fills the cache and is not counted."""
    costs = {name: [] for name in commands}
    run(next(iter(commands.values())))
    for _ in range(times):
        for name, command in commands.items():
            costs[name].append(run(command))
    return {name: Cost(statistics.median(cost.wall_s for cost in some),
                       statistics.median(cost.cpu_s for cost in some),
                       max(cost.peak_mb for cost in some))
            for name, some in costs.items()}


def print_table(kind, n_flows, path, results):
    size = path.stat().st_size
    base = results["flare_beacon, 2 threads"]
    print(f"\n#### {kind}, {n_flows:,} flows, {size / 1e6:,.0f} MB\n\n"
          "| | seconds | times ours | CPU seconds | MB a second | peak memory |\n"
          "| --- | --- | --- | --- | --- | --- |")
    for name, result in results.items():
        print(f"| {name} | {result.wall_s:.2f} | {result.wall_s / base.wall_s:.2f} "
              f"| {result.cpu_s:.2f} | {size / 1e6 / result.wall_s:,.0f} "
              f"| {result.peak_mb:,.0f} MB |", flush=True)


def print_growth(grown):
    all_sizes = sorted({n for _, n in grown})
    print("\n#### Growth: time for each flow, and against n log n\n\n| | "
          + " | ".join(f"{n:,}" for n in all_sizes)
          + " |\n" + "| --- " * (1 + len(all_sizes)) + "|")
    for kind in dict.fromkeys(kind for kind, _ in grown):
        sizes = sorted(n for some, n in grown if some == kind)
        least = grown[kind, sizes[0]] / (sizes[0] * math.log(sizes[0]))
        cells = (f"{grown[kind, n] / n * 1e9:.0f} ns, "
                 f"{grown[kind, n] / (n * math.log(n)) / least:.2f}" for n in sizes)
        print(f"| {kind} | " + " | ".join(cells) + " |")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, type=Path, metavar="DIR",
                        help="folder of flare_beacon")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), metavar="N,...",
                        help="flows (%(default)s)")
    parser.add_argument("--times", type=int, default=5, metavar="N", help="runs to a median")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this; all")
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir(), "flare-bench"),
                        help="where the files are kept (%(default)s)")
    return parser.parse_args()


def main():
    args = parse_arguments()
    args.folder.mkdir(exist_ok=True)
    subprocess.run(["cc", "-O2", "-o", args.folder / "make_flows", HERE / "make_flows.c"],
                   check=True)
    print(f"{os.cpu_count()} processors; medians of {args.times}")
    grown = {}
    for kind in args.kind or KINDS:
        for n_flows in map(int, args.sizes.split(",")):
            if n_flows > LARGEST.get(kind, n_flows):
                continue
            path = make_file(args.folder, kind, n_flows)
            commands = ours(args.bin, path)
            if not args.no_peers:
                commands |= peers(kind, path, n_flows)
            results = measure(commands, args.times)
            grown[kind, n_flows] = results["flare_beacon, 2 threads"].wall_s
            print_table(kind, n_flows, path, results)
    print_growth(grown)


if __name__ == "__main__":
    main()
