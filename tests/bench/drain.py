#!/usr/bin/env python3
"""drain - how fast an index is read: ours, bare libcurl with the very same requests, and
Flare's way, against one real server, in turns.

    python3 tests/bench/drain.py --bin build [NAME...] [--flows N] [--times N] [--places N]

NAME is a server as tests/engines/engine.py lists them. The flows are made up: 300 hosts that
call some places for a day, 100 each, which makes about as many pairs of a million flows as real
networks have; with --places 20000 hardly two flows are of one pair, which is what grouping likes
least. They are as SELKS has them, in one shard. Times are medians; ours is what `-v` says of
reading alone, from the first request to the last flow grouped. The peer is bare_drain.c.
Flare's way is a scroll of 1,000 with a list of _source, its pages not parsed.
"""
import argparse
import datetime
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/engines")]

import engine  # noqa: E402  (found by the line above)
import shapes  # noqa: E402

DEFAULT = ("elasticsearch-7.17.28", "elasticsearch-8.19.0", "opensearch-3.4.0")
INDEX = "logstash-flow-2025.11.20"
BEGIN = datetime.datetime(2025, 11, 20, tzinfo=datetime.timezone.utc)
NOW = "2025-11-21T00:10:00Z"
FLARE = {"size": 1000,
         "_source": ["src_ip", "dest_ip", "dest_port", "flow.bytes_toserver", "@timestamp",
                     "flow_id"],
         "query": {"bool": {"must": [
             {"query_string": {"query": "event_type:flow AND _exists_:src_ip AND "
                                        "_exists_:dest_ip AND _exists_:dest_port",
                               "analyze_wildcard": True}},
             {"range": {"@timestamp": {"gte": "2025-11-20T00:00:00Z", "lte": NOW}}}]}}}


def stamp(second):
    time = BEGIN + datetime.timedelta(seconds=second)
    return time.strftime("%Y-%m-%dT%H:%M:%S.%f+0000")


def flows(count, places):
    """Lines of JSON, as logstash would send them."""
    chance = random.Random(1)
    for number in range(count):
        begin = chance.random() * 86000
        lasted = chance.expovariate(0.1)
        host = number % 300
        place = 17 * host + int(places * chance.random() ** 3)
        record = {
            "@timestamp": stamp(min(begin + lasted + 60, 86399)), "event_type": "flow",
            "flow_id": 10 ** 15 + number, "in_iface": "eth0", "proto": "TCP",
            "app_proto": "tls", "src_ip": f"10.0.{host // 100}.{host % 100 + 1}",
            "src_port": 1024 + number % 60000, "dest_port": 443,
            "dest_ip": f"203.{place >> 14}.{place >> 6 & 255}.{place & 63}",
            "flow": {"pkts_toserver": 13, "pkts_toclient": 52,
                     "bytes_toserver": int(chance.expovariate(1 / 3000)),
                     "bytes_toclient": int(chance.expovariate(1 / 30000)),
                     "start": stamp(begin), "end": stamp(begin + lasted), "age": int(lasted),
                     "state": "closed", "reason": "timeout", "alerted": False}}
        yield json.dumps(record, separators=(",", ":")).encode() + b"\n"


def run(command, **more):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True,
                          text=True, **more)


class Bench:
    """One server that holds the flows."""

    def __init__(self, binary, peer, server):
        self.peer = peer
        self.server = server
        self.command = [Path(binary, "flare_beacon"), "-c", ROOT / "config/selks.ini",
                        "-eh", server.host, "-ep", server.port, "--es_index", INDEX,
                        "--now", NOW, "-pd", 25, "-csv", "/dev/null"]

    def ours(self, threads):
        """Seconds of reading, and kilobytes of memory at the most."""
        done = run(["/usr/bin/time", "-f", "peak %M", *self.command, "-th", threads, "-v"])
        seconds = re.search(r"read in ([0-9.]+) s", done.stderr)
        if not seconds:  # under a second it says nothing
            sys.exit("too few flows to measure: --flows")
        return float(seconds[1]), int(done.stderr.split("peak ")[1])

    def requests(self, threads):
        """The first request of each scroll of ours, as bare_drain reads them."""
        debug = run([*self.command, "-th", threads, "--debug"]).stderr
        found = re.findall(r"^POST http://[^/]+(/\S+/_search\?scroll=\S+) (\{.*\})$", debug, re.M)
        return "".join(f"{path}\t{body}\n" for path, body in found)

    def bare(self, threads, requests):
        """Bytes and seconds."""
        count, seconds = run([self.peer, self.server.url, threads], input=requests).stdout.split()
        return int(count), float(seconds)

    def flare(self):
        return self.bare(1, f"/{INDEX}/_search?scroll=90m\t{json.dumps(FLARE)}\n")


def measure(bench, count, times):
    """A row for one thread, one for two."""
    flare_bytes, _ = bench.flare()
    flare_s = statistics.median(bench.flare()[1] for _ in range(max(1, times // 2)))
    for threads in (1, 2):
        requests = bench.requests(threads)
        peer, ours = [], []
        for _ in range(times):
            peer.append(bench.bare(threads, requests))
            ours.append(bench.ours(threads))
        bare_s = statistics.median(seconds for _, seconds in peer)
        ours_s = statistics.median(seconds for seconds, _ in ours)
        print(f"| {bench.server.name} | {threads} | {ours_s:.2f} s, {count / ours_s:,.0f}/s "
              f"| {bare_s:.2f} s | {ours_s / bare_s:.2f} | {flare_s:.2f} s "
              f"| {flare_s / ours_s:.1f} | {peer[0][0] / count:.0f}, {flare_bytes / count:.0f} "
              f"| {max(peak for _, peak in ours) // 1024} MB |", flush=True)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="a server, as in opensearch-3.4.0")
    parser.add_argument("--bin", required=True, metavar="DIR", help="folder of flare_beacon")
    parser.add_argument("--flows", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--places", type=int, default=100, metavar="N", help="that a host calls")
    parser.add_argument("--times", type=int, default=5, metavar="N", help="runs to a median")
    return parser.parse_args()


def main():
    args = parse_arguments()
    engine.end_on_sigterm()
    engine.HEAP = "1g"
    with tempfile.TemporaryDirectory(prefix="drain-") as temp:
        peer = Path(temp, "bare_drain")
        run(["cc", "-O2", "-D_GNU_SOURCE", "-o", peer, ROOT / "tests/bench/bare_drain.c",
             "-lcurl", "-lpthread"])
        print(f"{args.flows:,} flows, {args.places:,} places a host\n\n| server | threads | ours | bare libcurl | ours / bare "
              "| Flare's way | Flare / ours | bytes a flow: ours, Flare's | peak memory |\n"
              "| --- | --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
        for name in args.names or DEFAULT:
            with engine.running(name) as [server]:
                server.create_index(INDEX, shapes.mapping("selks"))
                server.bulk(INDEX, flows(args.flows, args.places))
                measure(Bench(args.bin, peer, server), args.flows, args.times)


if __name__ == "__main__":
    main()
