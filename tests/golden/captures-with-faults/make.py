"""Captures that are cut, snapped, damaged, or lie."""
from pathlib import Path

from captures import *

START_S = 1763596800.0
CLIENT, SERVER, OTHER = "192.168.7.7", "203.0.113.9", "198.51.100.1"


def calls(n):
    packets = []
    for i in range(n):
        packets += conversation(START_S + 60 * i, CLIENT, SERVER, 443,
                                [(0, bytes(80)), (1, bytes(200))], src_port=40000 + i)
    return framed(packets, ethernet)


def write(name, data):
    Path(name).write_bytes(data)


packets = calls(40)
whole = pcap(packets)
write("whole.pcap", whole)
write("cut.pcap", whole[:-30])
write("cut-in-a-header.pcap", whole[:-len(packets[-1][1]) - 7])
ng = pcapng(packets)
write("cut.pcapng", ng[:-30])
write("two-lengths.pcapng", ng[:-4] + b"\1\0\0\0")
write("no-block.pcapng", ng + b"\6\0\0\0\3\0\0\0....")
write("no-interface.pcapng", ng + enhanced(START_S, b"", number=5))
write("no-time.pcapng", ng + block(3, struct.pack("<I", len(packets[0][1])) +
                                   packets[0][1]))
write("two-kinds.pcapng", ng + interface(189) + enhanced(START_S, b"usb", number=1))
write("not-that-long.pcap", whole + struct.pack("<IIII", int(START_S), 0, 2**31, 60))

lie = ethernet(ipv4(CLIENT, SERVER, UDP, udp(1, 2, bytes(20)), total=1400))
short = ethernet(ipv4(CLIENT, SERVER, TCP, bytes(8)))
runt = ethernet(b"\x45")
write("lies.pcap", pcap(packets + 3 * [(START_S, lie), (START_S, short), (START_S, runt)]))
arp = ethernet(bytes(28), ethertype=0x0806)
write("others.pcap", pcap([(START_S, arp)] + packets + [(START_S, arp)]))

# The clock was wrong for a moment: in 1970, in 2100; in 2262 there is no time at all.
strange = [(0, ethernet(ipv4(CLIENT, OTHER, UDP, udp(4000, 5000)))),
           (4102444800, ethernet(ipv4(CLIENT, OTHER, UDP, udp(4000, 5001))))]
write("clock.pcap", pcap(packets[:200] + strange + packets[200:]))
write("clock.pcapng", ng + enhanced(9214646400, strange[0][1]))

# A datagram in three parts each minute; of one the first part is missing.
parts = []
for i in range(40):
    data = udp(6000 + i, 7000, bytes(3000))
    for j, (begin, end) in enumerate([(0, 1480), (1480, 2960), (2960, 3008)]):
        if i != 20 or j > 0:
            parts.append((START_S + 60 * i, ethernet(ipv4(
                CLIENT, SERVER, UDP, data[begin:end], ident=i,
                fragment=(0x2000 if end < 3008 else 0) | begin // 8))))
write("parts.pcap", pcap(parts))
