#!/usr/bin/env python3
"""make_day - a synthetic day of a small office, as Suricata writes it (EVE, JSON lines).

    python3 examples/make_day.py > eve.json
    python3 examples/make_day.py examples/day/eve.json.gz

The same records every time: 2025-11-20 from midnight to midnight UTC, twenty
hosts 192.168.0.50 to .69. Flow records are mixed with the dns, tls, http, alert
and stats records that belong to them, in the order a sensor logs them: a flow a
good minute after its end. All names end in `.example`.

Ordinary: browsing in bursts by day and little by night, names asked of
192.168.0.1 and 8.8.8.8, NTP, an update service that all hosts poll, SSDP
announcements, some pings (flows without ports), some IPv6.

Planted, what a hunt should find:

    192.168.0.53          -> 160.153.76.129:80        every 60 s, all day, steady to a
                             quarter second, one beat in a hundred lost; plain HTTP
                             to metrics.sync-cdn.example, user agent of 2001
    192.168.0.58          -> 185.243.115.84:443       every 300 s, 20 % jitter, all day; TLS
    192.168.0.61          -> 45.153.240.17:8443       every 30 s, from 10:00 to 13:00; TLS
    fd12:3456:789a::66    -> 2a0e:8f02:f017::5e:443   every 600 s, 5 % jitter, all day; TLS
    192.168.0.64          -> edge.pixel-mesh.example  every 600 s, 10 % jitter, all day; TLS
                             to one of thirty addresses, so that only its name is regular
    192.168.0.57          -> 91.92.109.33:4444        one connection, from 09:12 to 22:47
"""
import gzip
import json
import random
import sys
from datetime import datetime, timedelta, timezone

SEED = 20251120
MIDNIGHT = datetime(2025, 11, 20, tzinfo=timezone.utc)
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0

HOSTS = [f"192.168.0.{last}" for last in range(50, 70)]
HOSTS_V6 = {host: f"fd12:3456:789a::{host.rsplit('.', 1)[1]}" for host in HOSTS}
GATEWAY, PUBLIC_DNS, SSDP = "192.168.0.1", "8.8.8.8", "239.255.255.250"
NTP_SERVERS = ["94.130.49.186", "178.63.52.50", "141.144.246.224"]

BROWSERS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
]
ODD_BROWSER = "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)"

# How busy an office is, hour by hour (UTC).
ACTIVITY = [1, 1, 1, 1, 1, 2, 6, 20, 40, 45, 45, 40, 30, 42, 45, 42, 36, 24, 12, 8, 8, 6, 3, 2]

WORDS = ("alder birch cedar delta ember fjord grove harbor island juniper kestrel "
         "lumen meadow north ocean prairie quartz river summit timber umber valley "
         "willow xenon yarrow zephyr anchor breeze copper drift").split()


def stamp(second):
    """An EVE time stamp for a second of the day."""
    when = MIDNIGHT + timedelta(microseconds=round(second * 1e6))
    return when.strftime("%Y-%m-%dT%H:%M:%S.%f+0000")


class Sensor:
    """Writes down, as Suricata would, what the hosts do.

    `flow()` and the record methods may be called in any order of time;
    `records()` gives everything in the order it was logged.
    """

    def __init__(self, rng):
        self.rng = rng
        self.logged = []
        self.flows = []

    def _log(self, second, kind, body, flow=None):
        """Note a record to be logged; its header is made by `records()`."""
        self.logged.append((second, len(self.logged), kind, body, flow))

    def flow(self, start, src, dst, port, app, sent, received, duration):
        """A TCP or UDP conversation; a handle for the records that belong to it."""
        udp = app in ("dns", "ntp", "ssdp")
        ends = {"src_ip": src, "src_port": self.rng.randrange(32768, 61000),
                "dest_ip": dst, "dest_port": port, "proto": "UDP" if udp else "TCP"}
        known = app if app in ("dns", "ntp", "tls", "http") else "failed"
        return self._open(start, ends, {"app_proto": known}, sent, received, duration)

    def ping(self, start, src, dst, count):
        """An ICMP conversation: a flow without ports."""
        ends = {"src_ip": src, "dest_ip": dst, "proto": "ICMP",
                "icmp_type": 8, "icmp_code": 0}
        return self._open(start, ends, {}, 98 * count, 98 * count, 1.0 * count)

    def _open(self, start, ends, extra, sent, received, duration):
        start = max(start, 0.0)
        end = start + duration
        udp = ends["proto"] != "TCP"
        counters = {"pkts_toserver": 1 + sent // (1400 if udp else 300),
                    "pkts_toclient": min(1, received) + received // 1400,
                    "bytes_toserver": sent, "bytes_toclient": received,
                    "start": stamp(start), "end": stamp(end), "age": int(end - start),
                    "state": "established" if udp else "closed",
                    "reason": "timeout", "alerted": False}
        flow = {"start": start, "end": end, "ends": ends, "extra": extra,
                "counters": counters}
        self.flows.append(flow)
        self._log(end + 60 + self.rng.uniform(0, 10), "flow",
                  {**extra, "flow": counters}, flow)
        return flow

    def tls(self, flow, name):
        """The TLS handshake of a flow."""
        self._log(flow["start"] + 0.031, "tls",
                  {"tls": {"sni": name, "version": "TLS 1.3"}}, flow)

    def http(self, flow, name, url, agent, method="GET", status=200):
        """One request of a flow."""
        self._log(flow["start"] + 0.047, "http", {"tx_id": 0, "http": {
            "hostname": name, "url": url, "http_user_agent": agent,
            "http_method": method, "protocol": "HTTP/1.1", "status": status,
            "length": flow["counters"]["bytes_toclient"]}}, flow)

    def dns(self, flow, name, addr):
        """The question and the answer of a flow."""
        kind = "AAAA" if ":" in addr else "A"
        number = self.rng.randrange(65536)
        asked = {"type": "query", "id": number, "rrname": name, "rrtype": kind, "tx_id": 0}
        given = {"version": 2, "type": "answer", "id": number, "flags": "8180",
                 "qr": True, "rd": True, "ra": True, "rrname": name, "rrtype": kind,
                 "rcode": "NOERROR", "grouped": {kind: [addr]},
                 "answers": [{"rrname": name, "rrtype": kind, "ttl": 300, "rdata": addr}]}
        self._log(flow["start"], "dns", {"dns": asked}, flow)
        self._log(flow["end"], "dns", {"dns": given}, flow)

    def alert(self, flow, number, text, severity):
        """A rule that fired on a flow."""
        flow["counters"]["alerted"] = True
        self._log(flow["start"] + 0.047, "alert", {
            **flow["extra"],
            "alert": {"action": "allowed", "gid": 1, "signature_id": number, "rev": 1,
                      "signature": text, "category": "Potentially Bad Traffic",
                      "severity": severity},
            "flow": {"pkts_toserver": 4, "pkts_toclient": 3,
                     "bytes_toserver": flow["counters"]["bytes_toserver"],
                     "bytes_toclient": 0, "start": stamp(flow["start"])}}, flow)

    def stats(self, every):
        """The sensor's own counters, at regular times."""
        ends = sorted(flow["end"] for flow in self.flows)
        seen = 0
        for tick in range(1, int(DAY / every) + 1):
            second = tick * every
            while seen < len(ends) and ends[seen] < second:
                seen += 1
            self._log(second, "stats", {"stats": {
                "uptime": int(second) + 3600,
                "capture": {"kernel_packets": 37 * seen, "kernel_drops": 0},
                "decoder": {"pkts": 37 * seen, "invalid": 0},
                "flow": {"total": seen, "memuse": 7154304}}})

    def records(self):
        """All records in the order of their time stamps."""
        self.flows.sort(key=lambda flow: flow["start"])
        for n, flow in enumerate(self.flows):
            flow["flow_id"] = 1_000_000_000_000_000 + 7919 * n
        for second, _, kind, body, flow in sorted(self.logged, key=lambda item: item[:2]):
            header = {"timestamp": stamp(second)}
            if flow:
                header["flow_id"] = flow["flow_id"]
            header["event_type"] = kind
            if flow:
                header |= flow["ends"]
            yield header | body


class Office:
    """The hosts and their habits. Each method adds one habit to the day."""

    def __init__(self, rng, sensor):
        self.rng = rng
        self.sensor = sensor
        self.sites = [self._site(word) for word in WORDS]
        self.popularity = [1 / (rank + 2) for rank in range(len(self.sites))]
        self.asked = {}

    def _public(self):
        """A public IPv4 address of no special meaning."""
        first = self.rng.choice((23, 34, 52, 62, 81, 93, 104, 142, 151, 199))
        return f"{first}.{self.rng.randrange(30, 250)}." \
               f"{self.rng.randrange(256)}.{self.rng.randrange(1, 255)}"

    def _site(self, word):
        """A name, a few addresses behind it, and whether it still speaks plain HTTP."""
        servers = [self._public() for _ in range(self.rng.randrange(1, 4))]
        v6 = f"2a00:1450:{self.rng.randrange(4096):x}:{self.rng.randrange(4096):x}::200e"
        return {"name": f"www.{word}.example", "servers": servers, "v6": v6,
                "plain": self.rng.random() < 0.2}

    def _size(self, median, sigma=0.6):
        return int(self.rng.lognormvariate(0, sigma) * median)

    def resolve(self, second, host, name, addr):
        """Ask for a name unless it was asked for within a quarter of an hour."""
        if second - self.asked.get((host, name), -DAY) < 15 * MINUTE:
            return
        self.asked[host, name] = second
        server = GATEWAY if self.rng.random() < 0.8 else PUBLIC_DNS
        took = self.rng.uniform(0.004, 0.06)
        flow = self.sensor.flow(second - took - 0.002, host, server, 53, "dns",
                                60 + len(name), 76 + len(name) + 16, took)
        self.sensor.dns(flow, name, addr)

    # Ordinary -------------------------------------------------------------

    def browse(self, host, sessions):
        """Visits in bursts: log-normal pauses between pages, several flows a page."""
        hours = self.rng.choices(range(24), ACTIVITY, k=sessions)
        for second in sorted(h * HOUR + self.rng.uniform(0, HOUR) for h in hours):
            site = self.rng.choices(self.sites, self.popularity)[0]
            for _ in range(self.rng.randrange(1, 9)):
                if second >= DAY:
                    break
                self._page(second, host, site)
                second += self.rng.lognormvariate(3.2, 1.1)
                if self.rng.random() < 0.3:
                    site = self.rng.choices(self.sites, self.popularity)[0]

    def _page(self, second, host, site):
        """The few connections that one page opens."""
        v6 = self.rng.random() < 0.06
        servers = [site["v6"]] if v6 else site["servers"]
        self.resolve(second, host, site["name"], servers[0])
        for _ in range(self.rng.randrange(1, 4)):
            start = second + self.rng.expovariate(2.0)
            self._request(start, HOSTS_V6[host] if v6 else host,
                          self.rng.choice(servers), site)

    def _request(self, start, src, dst, site):
        sent, received = self._size(1800), self._size(24000, 1.2)
        took = self.rng.lognormvariate(0.5, 1.2)
        if not site["plain"]:
            flow = self.sensor.flow(start, src, dst, 443, "tls", sent, received, took)
            self.sensor.tls(flow, site["name"])
            return
        flow = self.sensor.flow(start, src, dst, 80, "http", sent, received, took)
        url = f"/{self.rng.choice(WORDS)}/{self.rng.choice(WORDS)}"
        self.sensor.http(flow, site["name"], url, self.rng.choice(BROWSERS))
        if self.rng.random() < 0.01:
            self.sensor.alert(flow, 9000001, "LOCAL POLICY file download over plain HTTP", 3)

    def _regular(self, period, jitter, begin=0.0, end=DAY, lost=0.0):
        """Times of a timer of which a share is lost; each beat is off by up to
        `jitter` seconds, the beats do not drift."""
        beat = begin + self.rng.uniform(0, min(period, end - begin))
        while beat < end:
            if self.rng.random() >= lost:
                yield max(beat + self.rng.uniform(-jitter, jitter), 0.0)
            beat += period

    def _sleeping(self, period, share, begin=0.0, end=DAY):
        """Times of a program that sleeps period +- share between calls."""
        second = begin + self.rng.uniform(0, period)
        while second < end:
            yield second
            second += period * self.rng.uniform(1 - share, 1 + share)

    def keep_time(self, host):
        """NTP, polled every 1024 seconds."""
        server = self.rng.choice(NTP_SERVERS)
        for second in self._sleeping(1024, 0.02):
            self.sensor.flow(second, host, server, 123, "ntp", 90, 90, 0.021)

    def poll_updates(self, host):
        """The update service of the whole office."""
        name, addr = "update.vendor.example", "20.190.151.68"
        for second in self._sleeping(30 * MINUTE, 0.03):
            self.resolve(second, host, name, addr)
            flow = self.sensor.flow(second, host, addr, 443, "tls",
                                    self._size(2100, 0.05), self._size(6400, 0.1), 0.4)
            self.sensor.tls(flow, name)

    def announce(self, host):
        """SSDP multicast, answered by nobody."""
        for second in self._regular(5 * MINUTE, 0.4):
            self.sensor.flow(second, host, SSDP, 1900, "ssdp", 4 * 215, 0, 3.003)

    def ping(self, host, times):
        """Somebody tries whether the gateway is there."""
        for _ in range(times):
            self.sensor.ping(self.rng.uniform(0, DAY), host, GATEWAY, 4)

    # Planted --------------------------------------------------------------

    def plant_steady(self, src="192.168.0.53", dst="160.153.76.129"):
        """Every 60 s over plain HTTP; a rule notices it every few hours."""
        name = "metrics.sync-cdn.example"
        for n, second in enumerate(self._regular(60, 0.25, lost=0.01)):
            self.resolve(second, src, name, dst)
            flow = self.sensor.flow(second, src, dst, 80, "http", 482, 356, 0.118)
            self.sensor.http(flow, name, "/s/ping", ODD_BROWSER, "POST", 204)
            if n % 240 == 7:
                self.sensor.alert(flow, 9000002, "LOCAL INFO outdated browser user agent", 2)

    def plant_tls(self, src, dst, port, name, times):
        """TLS calls of nearly equal size at the given times."""
        for second in times:
            if ":" not in src:
                self.resolve(second, src, name, dst)
            flow = self.sensor.flow(second, src, dst, port, "tls",
                                    self._size(1240, 0.03), self._size(3310, 0.04), 0.262)
            self.sensor.tls(flow, name)

    def plant_rotating(self, src="192.168.0.64", name="edge.pixel-mesh.example"):
        """One name behind many addresses, each of them called a few times."""
        servers = [self._public() for _ in range(30)]
        for second in self._sleeping(600, 0.10):
            dst = self.rng.choice(servers)
            self.plant_tls(src, dst, 443, name, [second])

    def plant_long(self, src="192.168.0.57", dst="91.92.109.33"):
        """A connection that is never hung up."""
        start = 9 * HOUR + 12 * MINUTE
        self.sensor.flow(start, src, dst, 4444, "unknown", 2_740_113, 911_377,
                         13 * HOUR + 35 * MINUTE)

    def plant(self):
        """All of the title."""
        self.plant_steady()
        self.plant_tls("192.168.0.58", "185.243.115.84", 443, "api.tile-store.example",
                       self._sleeping(300, 0.20))
        self.plant_tls("192.168.0.61", "45.153.240.17", 8443, "node4.paste-box.example",
                       self._regular(30, 0.05, 10 * HOUR, 13 * HOUR))
        self.plant_tls(HOSTS_V6["192.168.0.66"], "2a0e:8f02:f017::5e", 443,
                       "v6.relay-hub.example", self._sleeping(600, 0.05))
        self.plant_rotating()
        self.plant_long()


def make_day():
    """The records of the day, in the order of their time stamps."""
    rng = random.Random(SEED)
    sensor = Sensor(rng)
    office = Office(rng, sensor)
    for host in HOSTS:
        office.browse(host, 38)
        office.keep_time(host)
        office.poll_updates(host)
    for host in HOSTS[:6]:
        office.announce(host)
        office.ping(host, 5)
    office.plant()
    sensor.stats(5 * MINUTE)
    return sensor.records()


def write_day(out):
    """Write the day to a binary stream."""
    for record in make_day():
        out.write(json.dumps(record, separators=(",", ":")).encode() + b"\n")


def main():
    if len(sys.argv) == 1:
        write_day(sys.stdout.buffer)
        return
    with open(sys.argv[1], "wb") as raw, \
            gzip.GzipFile("", "wb", compresslevel=9, fileobj=raw, mtime=0) as out:
        write_day(out)


if __name__ == "__main__":
    main()
