"""captures - packets and capture files for tests, made by hand: nothing that reads them
is asked how they look.

Addresses are texts; a packet is a pair of its time in seconds and its bytes. Times may be
fractions of ten millions, which floating point keeps for today's dates.
"""
import ipaddress
import struct

ETHERNET, NULL, PPP, RAW, WIFI = 1, 0, 9, 101, 105
COOKED, RADIOTAP, COOKED2 = 113, 127, 276
TCP, UDP, ICMP, IP_IN_IP, GRE = 6, 17, 1, 4, 47
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16


def checksum(data):
    """The one of IP."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def packed(address):
    return ipaddress.ip_address(address).packed


def ipv4(src, dst, protocol, data, *, ident=0, fragment=0, total=None, options=b""):
    """`fragment`: the flags and the offset in eights, as they stand in the header."""
    size = 20 + len(options) + len(data) if total is None else total
    head = struct.pack(">BBHHHBBH4s4s", 0x40 | 5 + len(options) // 4, 0, size, ident,
                       fragment, 64, protocol, 0, packed(src), packed(dst)) + options
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + data


def ipv6(src, dst, protocol, data, *, headers=()):
    """`headers`: pairs of a header's number and its bytes, whose first is set here."""
    numbers = [number for number, _ in headers] + [protocol]
    chain = b"".join(bytes([following]) + header[1:]
                     for following, (_, header) in zip(numbers[1:], headers))
    return struct.pack(">IHBB16s16s", 6 << 28, len(chain) + len(data), numbers[0], 64,
                       packed(src), packed(dst)) + chain + data


def ip(src, dst, protocol, data):
    return (ipv6 if ":" in src else ipv4)(src, dst, protocol, data)


def tcp(src_port, dst_port, seq, ack, flags, data=b""):
    return struct.pack(">HHIIBBHHH", src_port, dst_port, seq % 2**32, ack % 2**32, 5 << 4,
                       flags, 65535, 0, 0) + data


def udp(src_port, dst_port, data=b""):
    return struct.pack(">HHHH", src_port, dst_port, 8 + len(data), 0) + data


def type_of(packet):
    return 0x86dd if packet[:1] and packet[0] >> 4 == 6 else 0x0800


def ethernet(packet, tags=(), ethertype=None):
    """`tags`: pairs of the type of a VLAN's tag and its number, the outermost first."""
    inner = type_of(packet) if ethertype is None else ethertype
    types = [kind for kind, _ in tags] + [inner]
    tagged = b"".join(struct.pack(">HH", number, following)
                      for following, (_, number) in zip(types[1:], tags))
    return b"\2\0\0\0\0\2\2\0\0\0\0\1" + struct.pack(">H", types[0]) + tagged + packet


def cooked(packet):
    return struct.pack(">HHH8sH", 0, 1, 6, b"\2\0\0\0\0\1\0\0", type_of(packet)) + packet


def cooked2(packet):
    return struct.pack(">HHIHBB8s", type_of(packet), 0, 2, 1, 0, 6,
                       b"\2\0\0\0\0\1\0\0") + packet


def snap(packet):
    return b"\xaa\xaa\3\0\0\0" + struct.pack(">H", type_of(packet)) + packet


def wifi(packet, *, to_system=True):
    return bytes([8, 1 if to_system else 2]) + bytes(22) + snap(packet)


def radiotap(packet):
    """With a time and flags, which are aligned by it."""
    return struct.pack("<BBHIQB", 0, 0, 17, 3, 1, 0) + wifi(packet)


def conversation(start_s, client, server, port, said, *, src_port=40000, step_s=0.001,
                 seq=1000, back=5000, close=True):
    """A TCP connection as packets of IP. `said`: pairs of who says it (0: the client) and
    the bytes, each a segment."""
    ends = (client, server)
    ports = (src_port, port)
    numbers = [seq, back]
    packets = []

    def send(side, flags, data=b""):
        segment = tcp(ports[side], ports[1 - side], numbers[side],
                      numbers[1 - side] if flags & ACK else 0, flags, data)
        packets.append((start_s + step_s * len(packets),
                        ip(ends[side], ends[1 - side], TCP, segment)))
        numbers[side] += len(data) + (1 if flags & (SYN | FIN) else 0)

    send(0, SYN)
    send(1, SYN | ACK)
    send(0, ACK)
    for side, data in said:
        send(side, PSH | ACK, data)
        send(1 - side, ACK)
    if close:
        send(0, FIN | ACK)
        send(1, FIN | ACK)
        send(0, ACK)
    return packets


def framed(packets, frame):
    return [(time_s, frame(packet)) for time_s, packet in packets]


def pcap(packets, link=ETHERNET, *, order="<", nano=False, snapped=None, magic=None):
    """A file of tcpdump's, as bytes."""
    unit = 10**9 if nano else 10**6
    magic = magic or (0xa1b23c4d if nano else 0xa1b2c3d4)
    parts = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snapped or 262144, link)]
    for time_s, data in packets:
        ticks = round(time_s * 10**7) * (unit // 10**6) // 10
        parts.append(struct.pack(order + "IIII", ticks // unit, ticks % unit,
                                 len(data[:snapped]), len(data)) + data[:snapped])
    return b"".join(parts)


def block(kind, body, order="<"):
    body += bytes(-len(body) % 4)
    size = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + size + body + size


def option(code, data, order="<"):
    return struct.pack(order + "HH", code, len(data)) + data + bytes(-len(data) % 4)


def section(order="<"):
    return block(0x0a0d0d0a, struct.pack(order + "IHHq", 0x1a2b3c4d, 1, 0, -1), order)


def interface(link=ETHERNET, *, order="<", snapped=262144, resolution=None, offset_s=None):
    options = b""
    if resolution is not None:
        options += option(9, bytes([resolution]), order)
    if offset_s is not None:
        options += option(14, struct.pack(order + "q", offset_s), order)
    if options:
        options += option(0, b"", order)
    return block(1, struct.pack(order + "HHI", link, 0, snapped) + options, order)


def enhanced(time_s, data, *, number=0, order="<", unit=10**6, comment=b""):
    ticks = round(time_s * 10**7) * unit // 10**7
    options = option(1, comment, order) + option(0, b"", order) if comment else b""
    return block(6, struct.pack(order + "IIIII", number, ticks >> 32, ticks & 0xffffffff,
                                len(data), len(data)) + data + bytes(-len(data) % 4) +
                 options, order)


def pcapng(packets, link=ETHERNET, *, order="<"):
    return section(order) + interface(link, order=order) + b"".join(
        enhanced(time_s, data, order=order) for time_s, data in packets)


def dns_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def dns_query(name, ident=1):
    return struct.pack(">HHHHHH", ident, 0x0100, 1, 0, 0, 0) + dns_name(name) + b"\0\1\0\1"


def dns_answer(name, addresses, ident=1, alias=None):
    """With an alias the addresses are that one's."""
    records = []
    if alias:
        target = dns_name(alias)
        records.append(b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 60, len(target)) + target)
    owner = dns_name(alias) if alias else b"\xc0\x0c"
    for address in addresses:
        data = packed(address)
        kind = 28 if len(data) == 16 else 1
        records.append(owner + struct.pack(">HHIH", kind, 1, 60, len(data)) + data)
    return struct.pack(">HHHHHH", ident, 0x8180, 1, len(records), 0, 0) + dns_name(name) + \
        b"\0\1\0\1" + b"".join(records)


def sized(data, width=2):
    return len(data).to_bytes(width, "big") + data


def extension(number, data):
    return struct.pack(">H", number) + sized(data)


def client_hello(name, *, version=0x0303, ciphers=(0x1301, 0x1302, 0xc02f),
                 extensions=None):
    """A record with a client's hello."""
    if extensions is None:
        extensions = [extension(0, sized(b"\0" + sized(name.encode()))),
                      extension(10, sized(b"\0\x1d\0\x17")),
                      extension(11, sized(b"\0", 1)),
                      extension(13, sized(b"\4\3\x08\4")),
                      extension(16, sized(sized(b"h2", 1))),
                      extension(43, sized(b"\x03\x04\x03\x03", 1))]
    body = struct.pack(">H", version) + bytes(range(32)) + sized(b"", 1) + \
        sized(b"".join(struct.pack(">H", cipher) for cipher in ciphers)) + \
        sized(b"\0", 1) + sized(b"".join(extensions))
    return b"\x16\3\1" + sized(b"\1" + sized(body, 3))


def server_hello(version=0x0303, chosen=None):
    extensions = extension(43, struct.pack(">H", chosen)) if chosen else b""
    body = struct.pack(">H", version) + bytes(32) + sized(b"", 1) + b"\x13\1\0" + \
        sized(extensions)
    return b"\x16\3\3" + sized(b"\2" + sized(body, 3))
