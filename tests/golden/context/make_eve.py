"""A small EVE: two beacons, what they say, and others' records that must not be told."""
import json
from datetime import datetime, timezone


def stamp(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.500000+0000")


def put(at, kind, src, dst, **more):
    print(json.dumps({"timestamp": stamp(at), "flow_id": more.pop("id", 1), "event_type": kind,
                      "src_ip": src[0], "src_port": src[1], "dest_ip": dst[0],
                      "dest_port": dst[1], "proto": "TCP", **more}, separators=(",", ":")))


def flow(at, src, dst, number):
    put(at + 5, "flow", src, dst, id=number, flow={
        "bytes_toserver": 500, "bytes_toclient": 90, "start": stamp(at), "end": stamp(at + 1)})


GATE, TLS, RESOLVER = ("192.0.2.1", 80), ("192.0.2.2", 443), ("10.0.0.53", 53)
for i in range(60):
    at, number = 1763596800 + 600 * i, 1000 + i
    one, two, other = (("10.0.0.1", 40000 + i), ("10.0.0.2", 40000 + i), ("10.0.0.3", 40000 + i))
    put(at - 1, "dns", one, RESOLVER, dns={"type": "query", "rrname": "warm-up.example"})
    if i % 6 == 0:
        put(at - 1, "dns", one, RESOLVER, dns={
            "version": 2, "type": "answer", "rrname": "C2.example",
            "grouped": {"A": ["192.0.2.1"]}, "answers": [{"rdata": "192.0.2.1"}]})
    put(at, "http", one, GATE, id=number, http={
        "hostname": "c2.example", "url": f"/gate?id={i}", "http_method": "POST",
        "http_user_agent": '=cmd|\x1b[2J";@x<script>', "status": 204 if i % 20 else 503})
    flow(at, one, GATE, number)
    put(at + 7, "tls", two, TLS, id=number + 100, tls={
        "sni": "b.example", "version": "TLS 1.2", "issuerdn": "CN=Server",
        "ja3": {"hash": "e7d705a3286e19ea42f587b344ee6865"}})
    flow(at + 7, two, TLS, number + 100)
    put(at + 8, "http", other, GATE, http={"hostname": "of-nobody.example", "url": "/"})
    if i % 30 == 7:
        put(at + 1, "alert", GATE, one, id=number,
            alert={"signature": "ET MALWARE answer of a gate", "severity": 1},
            http={"hostname": "c2.example"},
            payload_printable=f"HTTP/1.1 204\r\n<script>{i}")
