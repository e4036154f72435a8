"""Three hours in which a host calls home each minute, among others' traffic, in every
form that a capture may have."""
import random
from pathlib import Path

from captures import *

START_S = 1763596800.0
r = random.Random(7)


def day(client, server, others):
    """Packets of IP, in order of time."""
    packets = []
    for i in range(180):
        at = round(START_S + 60 * i + r.uniform(-2, 2), 4)
        packets += conversation(at, client, server, 443, [(0, bytes(80)), (1, bytes(200))],
                                src_port=40000 + i)
    for i in range(150):
        at = round(START_S + r.uniform(0, 10800), 4)
        packets += conversation(at, client, r.choice(others), 80,
                                [(0, bytes(r.randrange(400))), (1, bytes(1000))],
                                src_port=50000 + i, close=r.random() < 0.5)
        packets.append((at, ip(client, others[0], ICMP, bytes(8))))
        packets.append((at, ip(client, server, GRE, bytes(60))))
    return sorted(packets, key=lambda packet: packet[0])


def tagged(packet):
    return ethernet(packet, [(0x88a8, 10), (0x8100, 20)])


def padded(packet):
    return ethernet(packet) + bytes(max(0, 46 - len(packet)))


four = day("192.168.7.7", "203.0.113.9", ["198.51.100.1", "198.51.100.2"])
six = day("fd00::7", "2001:db8::9", ["2001:db8::1", "2001:db8::2"])


def two_interfaces(packets):
    """Of different kinds, which snap differently and count time differently."""
    parts = [section(), interface(snapped=0), interface(COOKED2, resolution=9, snapped=96)]
    for i, (at, packet) in enumerate(packets):
        parts.append(enhanced(at, cooked2(packet), number=1, unit=10**9) if i % 2
                     else enhanced(at, ethernet(packet), comment=b"said"))
        if i == 100:
            parts += [block(4, b"names"), block(0x0bad, b"whatever")]
    return b"".join(parts)


def halves(packets):
    """In either order of bytes, and times counted from a moment."""
    n = len(packets) // 2
    late = [(at - START_S, packet) for at, packet in packets[n:]]
    return pcapng(framed(packets[:n], ethernet), order=">") + section() + \
        interface(RAW, resolution=7, offset_s=int(START_S)) + b"".join(
            enhanced(at, packet, unit=10**7) for at, packet in late)


def write(name, data):
    Path(name).write_bytes(data)


write("plain.pcap", pcap(framed(four, ethernet)))
write("big-endian.pcap", pcap(framed(four, ethernet), order=">"))
write("nanoseconds.pcap", pcap(framed(four, ethernet), nano=True))
write("nanoseconds-big-endian.pcap", pcap(framed(four, ethernet), nano=True, order=">"))
write("tagged.pcap", pcap(framed(four, tagged)))
write("padded.pcap", pcap(framed(four, padded)))
write("snapped.pcap", pcap(framed(four, tagged), snapped=64))
write("cooked.pcap", pcap(framed(four, cooked), COOKED))
write("cooked2.pcap", pcap(framed(four, cooked2), COOKED2))
write("raw.pcap", pcap(four, RAW))
write("loop.pcap", pcap(framed(four, lambda packet: b"\0\0\0\2" + packet), NULL))
write("air.pcap", pcap(framed(four, wifi), WIFI))
write("radio.pcap", pcap(framed(four, radiotap), RADIOTAP))
write("plain.pcapng", pcapng(framed(four, ethernet)))
write("big-endian.pcapng", pcapng(framed(four, ethernet), order=">"))
write("halves.pcapng", halves(four))
write("two-interfaces.pcapng", two_interfaces(four))
# The same moments as the plain one, where it counts: packets of one flow may be swapped.
write("swapped.pcap", pcap(framed([four[i ^ 1] if i ^ 1 < len(four) else four[i]
                                   for i in range(len(four))], ethernet)))
write("six.pcap", pcap(framed(six, ethernet)))
write("six.pcapng", pcapng(framed(six, tagged)))
