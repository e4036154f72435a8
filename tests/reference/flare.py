#!/usr/bin/env python3
"""flare - Flare's six beacon rules in plain Python, to check flare_beacon against.

An independent restatement of the numbers of austin-taylor/flare
(flare/analytics/command_control.py): slow, simple and exact. It reads Suricata
EVE files (JSON lines, plain or gzip) and prints one CSV row a beacon.

    python3 flare.py --min-occur 50 --min-percent 50 eve.json.gz > expected.csv

As a module: `read_flows()` yields flows, `find_beacons()` turns any iterable of
`Flow` into rows (tuples in the order of `COLUMNS`), so that flows which came
from elsewhere can be put to the same rules.
"""
import argparse
import csv
import functools
import gzip
import ipaddress
import json
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

COLUMNS = ("src_ip", "dest_ip", "dest_port", "bytes_toserver", "dest_degree",
           "occurrences", "percent", "interval")

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
GZIP_MAGIC = b"\x1f\x8b"
HOUR_MS = 3600 * 1000


class Flow(NamedTuple):
    """One flow. Times are milliseconds since 1970: `logged_ms` bounds the
    period looked at, `time_ms` is what gaps are measured by."""
    logged_ms: int
    time_ms: int
    src: str
    dst: str
    port: int
    bytes_out: int


class Settings(NamedTuple):
    """Flare's settings. `period_h` None takes all flows; `now_ms` None is the
    newest flow's `logged_ms`."""
    min_occur: int = 10
    min_percent: float = 5
    window: int = 2
    min_interval: int = 30
    period_h: float = None
    now_ms: int = None
    focus_outbound: bool = False


# Reading ------------------------------------------------------------------

def open_text(path):
    """Open a plain or gzip file for reading text, told apart by content."""
    with open(path, "rb") as f:
        packed = f.read(2) == GZIP_MAGIC
    return (gzip.open if packed else open)(path, "rt", encoding="utf-8")


def time_ms(stamp):
    """Milliseconds since 1970 of an ISO 8601 stamp with a zone, cut, not rounded."""
    when = datetime.fromisoformat(stamp)
    return (when - EPOCH) // timedelta(milliseconds=1)


@functools.lru_cache(maxsize=None)
def address(text):
    """The canonical form of an address; an IPv4-mapped one as IPv4."""
    ip = ipaddress.ip_address(text)
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def field(record, path):
    """The value at a dotted path, nested or with the dots in the key; None if absent."""
    if path in record:
        return record[path]
    for part in path.split("."):
        if not isinstance(record, dict) or part not in record:
            return None
        record = record[part]
    return record


def flow_of(record, logged_field="timestamp", time_field="flow.start"):
    """The flow in an EVE flow record, or None if it lacks an address, port or time."""
    src, dst = record.get("src_ip"), record.get("dest_ip")
    port = record.get("dest_port")
    logged, time = field(record, logged_field), field(record, time_field)
    if not (src and dst and logged and time) or port is None:
        return None
    return Flow(time_ms(logged), time_ms(time), address(src), address(dst),
                int(port), int(field(record, "flow.bytes_toserver") or 0))


def read_records(paths, event_type="flow"):
    """Yield the decoded records of one event type from EVE files."""
    mark = f'"{event_type}"'
    for path in paths:
        with open_text(path) as lines:
            for line in lines:
                if mark not in line:
                    continue
                record = json.loads(line)
                if record.get("event_type") == event_type:
                    yield record


def read_flows(paths, logged_field="timestamp", time_field="flow.start"):
    """Yield the `Flow`s of EVE files, leaving out those without port or time."""
    for record in read_records(paths):
        flow = flow_of(record, logged_field, time_field)
        if flow:
            yield flow


# The six rules ------------------------------------------------------------

def in_period(flows, settings):
    """The flows of [now - period, now] by the time they were logged."""
    flows = list(flows)
    if settings.period_h is None:
        return flows
    now = settings.now_ms
    if now is None:
        now = max((flow.logged_ms for flow in flows), default=0)
    since = now - round(settings.period_h * HOUR_MS)
    return [flow for flow in flows if since <= flow.logged_ms <= now]


def group(flows):
    """The flows of each (src, dst, port), as lists of (time_ms, bytes)."""
    pairs = defaultdict(list)
    for flow in flows:
        pairs[flow.src, flow.dst, flow.port].append((flow.time_ms, flow.bytes_out))
    return pairs


def gaps_of(events, min_interval):
    """The gaps in whole seconds between events in order, the short ones dropped."""
    seconds = sorted(time // 1000 for time, _ in events)
    gaps = (later - earlier for earlier, later in zip(seconds, seconds[1:]))
    return [gap for gap in gaps if gap >= min_interval]


def best_window(gaps, window):
    """(percent, interval) of the fullest window around a most frequent gap.

    Equally frequent gaps are all tried; of equally full windows the one that
    starts lowest counts.
    """
    counts = Counter(gaps)
    most = max(counts.values())
    starts = {start for gap, count in counts.items() if count == most
              for start in range(gap - window, gap + 1)}
    best_percent, best_start = -1.0, 0
    for start in sorted(starts):
        inside = sum(counts[gap] for gap in range(start, start + window))
        percent = float(inside) / len(gaps) * 100
        if percent > best_percent:
            best_percent, best_start = percent, start
    return best_percent, best_start + window // 2


def rate(events, settings):
    """(bytes, occurrences, percent, interval) of one pair, None if no beacon."""
    if len(events) <= settings.min_occur:
        return None
    gaps = gaps_of(events, settings.min_interval)
    if not gaps or len(gaps) <= settings.min_occur:
        return None
    percent, interval = best_window(gaps, settings.window)
    if not percent > settings.min_percent:
        return None
    total = sum(size for _, size in sorted(events)[1:])
    return total, len(gaps), int(percent), interval


def is_outbound(src, dst):
    """Whether the source is private and the destination is out on the internet."""
    there = ipaddress.ip_address(dst)
    inside = there.is_private or there.is_multicast or there.is_reserved
    return ipaddress.ip_address(src).is_private and not inside


def find_beacons(flows, settings=Settings()):
    """The rows Flare reports for these flows, sorted, in the order of COLUMNS."""
    found = {}
    for key, events in group(in_period(flows, settings)).items():
        rated = rate(events, settings)
        if rated:
            found[key] = rated
    degree = Counter(dst for _, dst, _ in found)
    rows = [(src, dst, port, rated[0], degree[dst], *rated[1:])
            for (src, dst, port), rated in found.items()]
    if settings.focus_outbound:
        rows = [row for row in rows if is_outbound(row[0], row[1])]
    return sorted(rows)


# The command --------------------------------------------------------------

def parse_now(text):
    """Milliseconds of an epoch in seconds or an ISO 8601 time."""
    try:
        return round(float(text) * 1000)
    except ValueError:
        return time_ms(text)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--time-field", default="flow.start",
                        help="what gaps are measured by (default: %(default)s)")
    parser.add_argument("--logged-field", default="timestamp",
                        help="what the period bounds (default: %(default)s)")
    parser.add_argument("--min-occur", type=int, default=10)
    parser.add_argument("--min-percent", type=float, default=5)
    parser.add_argument("--window", type=int, default=2)
    parser.add_argument("--min-interval", type=int, default=30)
    parser.add_argument("--period", type=float, help="hours (default: all)")
    parser.add_argument("--now", type=parse_now, help="epoch or ISO 8601")
    parser.add_argument("--focus-outbound", action="store_true")
    return parser.parse_args()


def main():
    args = parse_arguments()
    settings = Settings(args.min_occur, args.min_percent, args.window,
                        args.min_interval, args.period, args.now,
                        args.focus_outbound)
    flows = read_flows(args.files, args.logged_field, args.time_field)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    out.writerows(find_beacons(flows, settings))


if __name__ == "__main__":
    main()
