#!/usr/bin/env python3
"""make_capture - a capture as large as is asked for: hosts that fetch pages, 400 of them
at once, about 450 bytes a packet; the same each time.

    python3 tests/bench/make_capture.py FILE GIGABYTES
"""
import random
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "golden"))

from captures import conversation, ethernet, pcap  # noqa: E402

START_S = 1763600000.0
AT_ONCE, SPAN_S = 400, 20
r = random.Random(1)
BODY = bytes(r.randrange(256) for _ in range(600))


def some_connections(at):
    packets = []
    for i in range(AT_ONCE):
        client = f"10.{r.randrange(4)}.{r.randrange(64)}.{r.randrange(1, 250)}"
        server = f"93.{r.randrange(200)}.{r.randrange(200)}.{r.randrange(1, 250)}"
        request = f"GET /{i} HTTP/1.1\r\nHost: www{i}.example\r\nUser-Agent: x\r\n\r\n"
        packets += conversation(at + r.random() * SPAN_S, client, server, 80,
                                [(0, request.encode())] + [(1, BODY)] * r.choice([10, 20, 40, 80]),
                                src_port=r.randrange(20000, 60000), step_s=r.random() * .05)
    # Of the segments that only acknowledge few are sent.
    packets = [packet for i, packet in enumerate(packets) if len(packet[1]) > 40 or i % 4 == 0]
    return sorted(packets, key=lambda packet: packet[0])


def record(time_s, packet):
    frame, time_us = ethernet(packet), int(time_s * 1e6)
    return struct.pack("<IIII", time_us // 10**6, time_us % 10**6, len(frame), len(frame)) + frame


def main():
    path, wanted = sys.argv[1], float(sys.argv[2]) * 1e9
    size, at = 0, START_S
    with open(path, "wb") as out:
        out.write(pcap([]))
        while size < wanted:
            data = b"".join(record(*packet) for packet in some_connections(at))
            out.write(data)
            size, at = size + len(data), at + SPAN_S


main()
