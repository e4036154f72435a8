#!/usr/bin/env python3
"""generate - a labelled network, written as Suricata would have seen it.

    python3 tests/quality/generate.py day 1 FOLDER

writes FOLDER/eve.json.gz, flow records in the order they were logged, and
FOLDER/labels.csv: src, dst, port, class (beacon, periodic, other), kind, note. Pairs
without a label are people who browse. The same span and seed give the same bytes.
"""
import argparse
import csv
import gzip
from datetime import timedelta
from pathlib import Path

import beacons
import noise
import spans
from network import MICRO, Network

UDP_PORTS = {53, 123}
TIMEOUT_S = {"TCP": 60, "UDP": 300}  # Suricata's, from the last packet on
LATEST_WAIT_S = 10                   # until Suricata 7 finds that one has timed out

RECORD = (
    '{"timestamp":"%(logged)s","flow_id":%(number)d,"event_type":"flow",'
    '"src_ip":"%(src)s","src_port":%(src_port)d,"dest_ip":"%(dst)s","dest_port":%(port)d,'
    '"proto":"%(proto)s","flow":{"pkts_toserver":%(packets_sent)d,'
    '"pkts_toclient":%(packets_received)d,"bytes_toserver":%(sent)d,'
    '"bytes_toclient":%(received)d,"start":"%(start)s","end":"%(end)s","age":%(age)d,'
    '"state":"%(state)s","reason":"timeout","alerted":false}}\n')


def make(span, seed):
    """The network of a span and a seed."""
    network = Network(span, seed)
    beacons.plant_all(network)
    noise.add_all(network)
    return network


class Clock:
    """Writes seconds of a span as time stamps; remembers the last whole second, as
    making one anew is most of the work of writing a flow."""

    def __init__(self, start):
        self.start = start
        self.known = {}

    def stamp(self, second):
        whole, micro = divmod(round(second * MICRO), MICRO)
        if whole not in self.known:
            moment = self.start + timedelta(seconds=whole)
            self.known[whole] = moment.strftime("%Y-%m-%dT%H:%M:%S")
        return f"{self.known[whole]}.{micro:06d}+0000"


def flows(network):
    """(logged, pair, visit, protocol) of every connection, as they were logged."""
    rng = network.random("sensor")
    seen = []
    for pair, visits in network.visits.items():
        proto = "UDP" if pair.port in UDP_PORTS else "TCP"
        for visit in visits:
            wait = TIMEOUT_S[proto] + rng.uniform(0, LATEST_WAIT_S)
            seen.append((visit.start + visit.took + wait, pair, visit, proto))
    return sorted(seen)


def write_eve(network, path):
    """Write the flow records of a network, compressed."""
    rng = network.random("ports")
    clock = Clock(network.span.start)
    with open(path, "wb") as raw, \
            gzip.GzipFile("", "wb", compresslevel=1, fileobj=raw, mtime=0) as out:
        for number, (logged, pair, visit, proto) in enumerate(flows(network)):
            out.write((RECORD % {
                "logged": clock.stamp(logged), "number": 10 ** 15 + number,
                "src": pair.src, "src_port": rng.randrange(32768, 61000), "dst": pair.dst,
                "port": pair.port, "proto": proto,
                "packets_sent": 1 + visit.sent // 600,
                "packets_received": min(1, visit.received) + visit.received // 1400,
                "sent": visit.sent, "received": visit.received,
                "start": clock.stamp(visit.start),
                "end": clock.stamp(visit.start + visit.took), "age": int(visit.took),
                "state": "closed" if proto == "TCP" else "established"}).encode())


def write_labels(network, path):
    """Write the labels of a network as CSV."""
    with open(path, "w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("src", "dst", "port", "class", "kind", "note"))
        for pair, label in sorted(network.labels.items()):
            table.writerow((*pair, *label))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("span", choices=[span.name for span in spans.SPANS])
    parser.add_argument("seed", type=int)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    network = make(spans.named(args.span), args.seed)
    write_eve(network, args.folder / "eve.json.gz")
    write_labels(network, args.folder / "labels.csv")


if __name__ == "__main__":
    main()
