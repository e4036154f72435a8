"""A host that asks for a name, then calls what it was told: by TLS, by HTTP, and one
behind many addresses. Names that others chose stay data."""
from pathlib import Path

from captures import *

START_S = 1763596800.0
CLIENT, RESOLVER = "192.168.7.7", "192.168.7.1"
TLS_SERVER, WEB_SERVER = "203.0.113.9", "203.0.113.80"
packets = []


def ask(at, name, addresses, ident, **alias):
    query, answer = dns_query(name, ident), dns_answer(name, addresses, ident, **alias)
    packets.append((at, ipv4(CLIENT, RESOLVER, UDP, udp(20000 + ident, 53, query))))
    packets.append((at + .01, ipv4(RESOLVER, CLIENT, UDP, udp(53, 20000 + ident, answer))))


hello = client_hello("c2.example")
certificate = b"\x16\3\3" + sized(b"\x0b" + sized(sized(b"no certificate"), 3))
request = (b"POST /gate?id=%d HTTP/1.1\r\nUser-Agent: \x1b[31m<b>evil\r\n"
           b"Host: web.example:80\r\nContent-Length: 3\r\n\r\nabc")
for i in range(60):
    at = START_S + 60 * i
    ask(at, "c2.example", [TLS_SERVER], i, alias="edge.example")
    packets += conversation(at + .1, CLIENT, TLS_SERVER, 443, [
        (0, hello[:70]), (0, hello[70:]), (1, server_hello(chosen=0x0304) + certificate)],
        src_port=40000 + i)
    packets += conversation(at + 20, CLIENT, WEB_SERVER, 80, [
        (0, request % i), (1, b"HTTP/1.1 404 Not Found\r\n\r\n")], src_port=41000 + i)
    many = f"198.51.100.{i}"
    packets += conversation(at + 40, CLIENT, many, 443, [
        (0, client_hello("many.example")), (1, server_hello(0x0303))], src_port=42000 + i)
packets.sort(key=lambda packet: packet[0])
Path("day.pcap").write_bytes(pcap(framed(packets, ethernet)))
Path("day.pcapng").write_bytes(pcapng(framed(packets, cooked), COOKED))
