#!/usr/bin/env python3
"""test_services - flare_beacon --intel otx and its like, against a server on loopback.

    python3 tests/services/test_services.py --bin build [NAME...]

standin.py answers as the services document it, and as they should not: what becomes of the
rows, of what is asked, of the cache and of the keys is checked here. NAME selects the
scenes whose names contain it. The scenes run beside each other; none needs the internet.
"""
import argparse
import concurrent.futures
import csv
import io
import os
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import checks  # noqa: E402  (found by the line above)
from standin import (HEADERS, KEYS, Server, World, abuseipdb_reply, greynoise_reply,  # noqa: E402
                     otx_reply)

TIME_LIMIT_S = 60
AT_ONCE = 8
BEGIN = 1763596800
VARIABLES = {"otx": "OTX_API_KEY", "abuseipdb": "ABUSEIPDB_API_KEY",
             "greynoise": "GREYNOISE_API_KEY"}


def public(number):
    """An address that nobody holds for private."""
    return f"45.{number // 62500 % 250}.{number // 250 % 250}.{number % 250 + 1}"


def write_log(path, pairs, hosts=()):
    """Zeek's conn.log of beacons, and its http.log with names of hosts beside it."""
    lines = ["#separator \\x09", "#path\tconn", "#fields\tts\tuid\tid.orig_h\tid.orig_p\t"
             "id.resp_h\tid.resp_p\tproto\tduration\torig_bytes\tresp_bytes\tconn_state"]
    for p, (src, dst) in enumerate(pairs):
        lines += [f"{BEGIN + 60 * i + p % 50}\tC{p}x{i}\t{src}\t{4000 + i}\t{dst}\t443\ttcp\t1\t"
                  "500\t900\tSF" for i in range(30)]
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    names = ["#separator \\x09", "#path\thttp", "#fields\tts\tuid\tid.orig_h\tid.orig_p\t"
             "id.resp_h\tid.resp_p\tmethod\thost\turi"]
    names += [f"{BEGIN + 61}\tC0x1\t{src}\t4001\t{dst}\t443\tGET\t{host}\t/"
              for src, dst, host in hosts]
    if hosts:
        path.with_name("http.log").write_text("\n".join(names) + "\n", encoding="ascii")


class Scene:
    """A folder, flows in it, a server, and runs of the program."""

    def __init__(self, program, folder, world, pairs=None, hosts=()):
        self.program, self.folder, self.world = program, Path(folder), world
        self.folder.mkdir()
        self.log = self.folder / "conn.log"
        self.hosts = hosts
        write_log(self.log, pairs or [("10.0.0.1", public(i)) for i in range(6)], hosts)
        self.server = Server(world)
        self.cache = self.folder / "cache" / "flare_beacon" / "verdicts.sqlite"

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *_):
        self.server.__exit__()

    def command(self, *options, services=("otx",), rate=1000):
        """The command line of a run."""
        line = [self.program, "--now", "2025-11-21", "-csv", "-"]
        for service in services:
            line += ["--intel", service, f"--{service}_url", self.server.url]
        if rate:
            line += ["--intel_rate", str(rate)]
        files = [self.log] + ([self.folder / "http.log"] if self.hosts else [])
        return line + [str(option) for option in options] + [str(file) for file in files]

    def environment(self, keys=None):
        """The keys, and a cache of the scene's own."""
        keys = KEYS if keys is None else keys
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TZ": "UTC",
                "LC_ALL": "C", "XDG_CACHE_HOME": str(self.folder / "cache"),
                "no_proxy": "*"} | {VARIABLES[name]: key for name, key in keys.items()} | {
                    name: value for name, value in os.environ.items()
                    if name.startswith(("ASAN_", "UBSAN_", "TSAN_", "LSAN_"))}

    def run(self, *options, keys=None, unset=(), **more):
        """A run, and what it said."""
        begun = time.monotonic()
        env = {name: value for name, value in self.environment(keys).items()
               if name not in unset}
        done = subprocess.run(self.command(*options, **more), env=env,
                              capture_output=True, check=False, timeout=TIME_LIMIT_S,
                              encoding="utf-8", errors="replace", cwd=self.folder)
        done.seconds = time.monotonic() - begun
        return done

    def rows(self, done):
        """What the column intel says of each destination that one from inside calls."""
        return {row["dest_ip"]: row["intel"] for row in csv.DictReader(
            io.StringIO(done.stdout.lstrip("\ufeff"))) if row["src_ip"].startswith("10.")}


class Told:
    """Checks of one scene, printed together when it is over."""

    def __init__(self):
        self.lines = []

    def check(self, name, good, detail=""):
        """As of checks.Checks, which prints at once."""
        self.lines.append((name, bool(good), str(detail)))

    def equal(self, name, actual, expected):
        """Two values are the same."""
        self.check(name, actual == expected, f"{actual!r}, not {expected!r}")

    def says(self, name, done, *words, status=0):
        """The run ended so, with all these words on standard error."""
        missing = [word for word in words if word not in done.stderr]
        self.check(name, done.returncode == status and not missing,
                   f"status {done.returncode}, missing {missing} in {done.stderr!r}")


def what_services_say(told, start):
    """Bad, allowed and harmless of all three; in the columns, the rank and the summary."""
    bad, allowed, seen = public(0), public(1), public(2)
    world = World({
        ("otx", bad): otx_reply(bad, ["Emotet", "Epoch 5", "C2 list", "More"]),
        ("abuseipdb", bad): abuseipdb_reply(bad, 88, 120),
        ("greynoise", bad): greynoise_reply(bad, True, False, "malicious"),
        ("otx", allowed): otx_reply(allowed, ["Noise"], [
            {"source": "whitelist", "message": "Whitelisted", "name": "Whitelisted IP"}]),
        ("abuseipdb", allowed): abuseipdb_reply(allowed, 100, 5, True),
        ("greynoise", allowed): greynoise_reply(allowed, False, True, "benign", "Public DNS"),
        ("abuseipdb", seen): abuseipdb_reply(seen, 24, 1),
        ("greynoise", seen): greynoise_reply(seen, True, False, "benign", "Shodan.io"),
    })
    with start(world) as scene:
        done = scene.run(services=("otx", "abuseipdb", "greynoise"))
        rows = scene.rows(done)
        told.equal("all services' answers are told", rows.get(bad),
                   "otx: 4 pulses: Emotet; Epoch 5; C2 list; ...; "
                   "abuseipdb: confidence 88 %, 120 reports; "
                   "greynoise: malicious, scans the internet")
        told.equal("who is vouched for is no hit", rows.get(allowed), "")
        told.equal("who is only seen is no hit", rows.get(seen), "")
        told.says("the summary says so", done, "otx: 6 asked, 1 bad, 1 allowed",
                  "abuseipdb: 6 asked, 1 bad, 1 allowed", "greynoise: 6 asked, 1 bad, 1 allowed")
        first = next(csv.DictReader(io.StringIO(done.stdout)), {})
        told.equal("what is reported comes first, and its hits are counted",
                   (first.get("dest_ip"), first.get("intel_hits"), "intel" in
                    first.get("listed", "")), (bad, "3", False))
        told.check("each has its own key in its own header", all(
            asked.headers.get(HEADERS[asked.service]) == KEYS[asked.service]
            and not any(KEYS[other] in str(asked.headers) for other in KEYS
                        if other != asked.service) for asked in world.asked))
        told.check("each is asked as it documents", {
            f"/api/v1/indicators/IPv4/{bad}/general",
            f"/api/v2/check?maxAgeInDays=90&ipAddress={bad}",
            f"/v3/community/{bad}"} <= {asked.path for asked in world.asked})
        n = len(world.asked)
        again = scene.run(services=("otx", "abuseipdb", "greynoise"))
        told.equal("a second run asks nothing", len(world.asked), n)
        told.equal("and says the same", again.stdout, done.stdout)
        told.says("and that it is from the cache", again, "otx: 0 asked, 6 from the cache, 1 bad")
        old = scene.run("--cache_days", "0")
        told.equal("cache_days = 0 asks anew", len(world.asked), n + 6)
        told.check("and it still works", old.returncode == 0, old.stderr)


def beside_lists(told, start):
    """Lists and services together, and who vouches for what another reports."""
    world = World({public(0): otx_reply(public(0), validation=[{"source": "alexa"}])})
    with start(world) as scene:
        (scene.folder / "my.txt").write_text(f"{public(0)} Thing\n{public(1)} Other\n",
                                             encoding="ascii")
        done = scene.run("--intel", "my.txt")
        rows = scene.rows(done)
        told.equal("who vouches is told where another reports", rows.get(public(0)),
                   "my: Thing; allowed by otx: alexa")
        told.equal("lists are told without services", rows.get(public(1)), "my: Other")
        (scene.folder / "otx").write_text(f"{public(2)} Mine\n", encoding="ascii")
        n = len(world.asked)
        named = scene.run("--intel", "./otx", services=())
        told.equal("./otx is a file", scene.rows(named).get(public(2)), "otx: Mine")
        told.equal("and nobody is asked, for no service is named", len(world.asked), n)
        (scene.folder / "allow.txt").write_text("dst 45.0.0.0/8\n", encoding="ascii")
        world.says[public(3)] = otx_reply(public(3), ["Bad one"])
        spared = scene.run("--allowlist", "allow.txt", "--cache", "other.sqlite")
        told.equal("an allowlist hides no row that a service reports",
                   scene.rows(spared), {public(3): "otx: 1 pulse: Bad one"})
        saved = scene.run("-save", "all.bin", "--cache", "other.sqlite")
        merged = subprocess.run(
            [scene.program, "--merge", "all.bin", "--offline", "--intel", "otx", "--cache",
             "other.sqlite", "-csv", "-"], cwd=scene.folder, env=scene.environment({}),
            capture_output=True, check=False, encoding="utf-8")
        told.equal("a saved result is asked for, too", scene.rows(merged), scene.rows(saved))
        one = scene.run("--explain", "10.0.0.1", public(4), "--cache", "third.sqlite")
        told.equal("of one pair that is explained nothing else is asked about",
                   world.subjects()[-1:], [public(4)])
        told.check("and it says so", one.returncode == 0, one.stderr)


def what_never_leaves(told, start):
    """Private addresses and names, also what internal_networks says."""
    pairs = [("10.0.0.1", dst) for dst in
             ("10.9.9.9", "192.168.1.1", "172.16.5.5", "100.64.0.9", "169.254.1.1", "224.0.0.251",
              "240.0.0.1", "fe80::1", "fd00::5", "2001:db8::1", "ff02::fb", "198.51.100.7",
              "64:ff9b::a00:1", "2002:a00:1::1", "2001:0:a00:1::1", "::ffff:10.0.0.9", "45.77.1.1", public(0), "2a01:4f8::1")] + [("45.9.9.9", public(0)),
                                                         ("45.77.3.3", "10.0.0.2")]
    hosts = [("10.0.0.1", public(0), "evil.example"), ("10.0.0.1", public(0), "printer"),
             ("10.0.0.1", public(0), "nas.local"), ("10.0.0.1", public(0), "x.home.arpa"),
             ("10.0.0.1", public(0), "1.0.0.10.in-addr.arpa"), ("10.0.0.1", public(0), "a.lan"),
             ("10.0.0.1", public(0), "db.internal"), ("10.0.0.1", public(0), "10.0.0.7"),
             ("10.0.0.1", "10.9.9.9", "secret.example")]
    world = World({"evil.example": otx_reply("evil.example", ["Bad name"])})
    with start(world, pairs, hosts) as scene:
        done = scene.run("--internal_networks", "45.77.0.0/16", "--names",
                         services=("otx", "abuseipdb", "greynoise"))
        told.says("rows with what is not public are fine", done)
        told.equal("OTX is asked about what is public, and no more",
                   sorted(a.subject for a in world.asked if a.service == "otx"),
                   sorted([public(0), "2a01:4f8::1", "45.9.9.9", "evil.example"]))
        told.equal("AbuseIPDB about addresses", sorted(
            a.subject for a in world.asked if a.service == "abuseipdb"),
                   sorted([public(0), "2a01:4f8::1", "45.9.9.9"]))
        told.equal("GreyNoise about those of IPv4", sorted(
            a.subject for a in world.asked if a.service == "greynoise"),
                   sorted([public(0), "45.9.9.9"]))
        told.check("IPv6 and names go where OTX has them", {
            "/api/v1/indicators/IPv6/2a01:4f8::1/general",
            "/api/v1/indicators/domain/evil.example/general"} <= {a.path for a in world.asked})
        told.equal("a name that is reported is told", scene.rows(done).get(public(0)),
                   "evil.example in otx: 1 pulse: Bad name")
        n = len(world.asked)
        scene.run("-fo", "--cache", "new.sqlite")
        told.check("with -fo only rows that go out are asked about",
                   "45.9.9.9" not in world.subjects()[n:], world.subjects()[n:])


def fault(status, headers=None):
    """Always that."""
    return lambda handler, n: (status, headers or {})


def faults(told, start):
    """Each thing that may go wrong with one subject; the others are answered."""
    good = {public(i): otx_reply(public(i), ["Fine"]) for i in range(6)}
    cases = {
        "400": (fault(400), 1, ["1 not taken, the first 45.0.0.1 (HTTP 400"], None),
        "404": (fault(404), 1, ["6 asked"], None),
        "422": (fault(422), 1, ["1 not taken, the first 45.0.0.1 (HTTP 422"], None),
        "500 once": (lambda h, n: 500 if n == 1 else otx_reply(public(0), ["Late"]), 2,
                     ["6 asked, 6 bad"], "otx: 1 pulse: Late"),
        "always 500": (fault(500), 3, ["no answer about 1, the last: HTTP 500",
                                       "5 bad, 1 not answered"], None),
        "503": (fault(503), 3, ["HTTP 503"], None),
        "a cut connection": (lambda h, n: h.cut(), 3, ["no answer about 1"], None),
        "a cut connection once": (lambda h, n: h.cut() if n == 1 else otx_reply("x", ["Late"]), 2,
                                  ["6 bad"], "otx: 1 pulse: Late"),
        "broken JSON": (lambda h, n: b'{"indicator": "x", "pulse_info": {"pul', 3,
                        ["its reply is not understood: it ends in the middle"], None),
        "no JSON": (lambda h, n: b"<html>Login</html>", 3,
                    ["its reply is not understood: no valid JSON"], None),
        "JSON of something else": (lambda h, n: {"status": "ok"}, 3,
                                   ["it has no pulse_info.count"], None),
        "a redirect": (lambda h, n: (302, {"Location": h.server.world.other}), 1,
                       ["sends elsewhere (HTTP 302)", "otx_url"], None),
        "429 with Retry-After": (lambda h, n: (429, {"Retry-After": "1"}) if n == 1
                                 else otx_reply("x", ["Late"]), 2, ["6 asked, 6 bad"],
                                 "otx: 1 pulse: Late"),
        "429 until a date that has passed":
            (lambda h, n: (429, {"Retry-After": "Fri, 20 Nov 1998 00:00:00 GMT"}) if n == 1
             else otx_reply("x", ["Late"]), 2, ["6 asked, 6 bad"], "otx: 1 pulse: Late"),
        "429 without": (lambda h, n: (429, {}) if n == 1 else otx_reply("x", ["Late"]), 2,
                        ["6 asked, 6 bad"], "otx: 1 pulse: Late"),
    }
    other = World(keys={})
    with Server(other) as elsewhere:
        for name, (say, times, words, text) in cases.items():
            world = World(good | {public(0): say})
            world.other = f"{elsewhere.url}/api/v1/indicators/IPv4/{public(0)}/general"
            with start(world) as scene:
                done = scene.run()
                rows = scene.rows(done)
                told.says(f"{name}: the run goes on and says so", done, *words)
                told.equal(f"{name}: the others are answered",
                           [rows.get(public(i)) for i in range(1, 6)], ["otx: 1 pulse: Fine"] * 5)
                told.equal(f"{name}: asked so often", world.times(public(0)), times)
                told.equal(f"{name}: its row", rows.get(public(0)), text or "")
                if text is None and name != "404":
                    scene.run()
                    told.check(f"{name}: unknown is not kept",
                               world.times(public(0)) == 2 * times and
                               world.times(public(1)) == 1, world.subjects())
    told.equal("the key follows no redirect", other.asked, [])


def slow_and_huge(told, start):
    """A server that does not answer in time, and one that does not come to an end."""
    def huge(handler, _):
        handler.send_response(200)
        handler.send_header("Content-Length", str(1 << 40))
        handler.end_headers()
        for _ in range(64):
            handler.wfile.write(b'{"a":"' + b"x" * (1 << 20))
        handler.close_connection = True

    world = World({public(0): lambda handler, n: time.sleep(4) or 500})
    with start(world) as scene:
        done = scene.run("--intel_timeout", "1")
        told.says("a slow reply is given up", done, "no answer about 1", "timed out")
        told.equal("after three tries", world.times(public(0)), 3)
    world = World({public(0): huge})
    with start(world) as scene:
        done = scene.run()
        told.says("a huge reply is given up", done, "far too large")
        told.equal("at once", world.times(public(0)), 1)


def refused_keys(told, start):
    """A key that is wrong, in either way of saying so, and one that is missing."""
    for service, status in (("otx", 403), ("abuseipdb", 401)):
        world = World()
        with start(world, [("10.0.0.1", public(i)) for i in range(40)]) as scene:
            done = scene.run(services=(service,), keys={service: "wrong"})
            told.says(f"{service}: a refused key is told, and what to do", done,
                      f"{service}: it refuses the key (HTTP {status})", VARIABLES[service],
                      "40 left unknown")
            told.check(f"{service}: it is not asked on", len(world.asked) <= AT_ONCE,
                       len(world.asked))
            told.equal(f"{service}: the rows are there", len(scene.rows(done)), 40)
            missing = scene.run(services=(service,), keys={})
            told.says(f"{service}: a missing key ends the run before any work", missing,
                      VARIABLES[service], f"{service}_key_file", status=2)
    world = World(keys={"greynoise": None})
    with start(world) as scene:
        done = scene.run(services=("greynoise",), keys={})
        told.says("GreyNoise is asked without a key", done, "greynoise: 6 asked")
        told.check("and gets none", not any("key" in map(str.lower, asked.headers)
                                            for asked in world.asked))


def keys_stay_secret(told, start):
    """Keys come from a file or an ini, and go nowhere but to the server."""
    with start(World()) as scene:
        file, ini = scene.folder / "key", scene.folder / "my.ini"
        file.write_text(KEYS["otx"] + "\n", encoding="ascii")
        file.chmod(0o600)
        ini.write_text(f"[beacon]\notx_key = {KEYS['otx']}\nintel = otx\n"
                       f"otx_url = {scene.server.url}\n", encoding="ascii")
        ini.chmod(0o600)
        by_file = scene.run("--otx_key_file", file, "--debug", keys={})
        told.says("a key in a file", by_file, "otx: 6 asked")
        by_ini = scene.run("-c", ini, "--debug", "--cache_days", "0", services=(), keys={})
        told.says("a key in an ini, and a service named there", by_ini, "otx: 6 asked")
        wins = scene.run("-c", ini, "--cache_days", "0", keys={"otx": "wrong"}, services=())
        told.says("the environment's wins", wins, "refuses the key")
        in_argv = scene.run("--otx_key", KEYS["otx"], keys={})
        told.says("a key on the command line is refused", in_argv, "may not stand", status=2)
        told.check("what is said has no key in it", not any(
            KEYS["otx"] in done.stderr + done.stdout for done in (by_file, by_ini, in_argv)))
        told.check("nor has the cache", KEYS["otx"].encode() not in scene.cache.read_bytes())
        odd = scene.run(keys={"otx": "a\nX-Other: b"})
        told.says("a key with a line end is none", odd, "no key has", status=2)


def many_requests(told, start):
    """The rate and how many at once; what is left out; the first the first."""
    pairs = [("10.0.0.1", public(i)) for i in range(30)]
    world = World(delay=0.3)
    with start(world, pairs) as scene:
        done = scene.run()
        # How soon a request comes in goes by the machine's load; units move a clock instead.
        told.check("several at once, and no more than suits it",
                   1 < world.most_at_once <= AT_ONCE, world.most_at_once)
        told.says("all are asked", done, "otx: 30 asked")
    world = World()
    with start(world, pairs) as scene:
        done = scene.run(rate=20)
        told.check("the rate is kept", done.seconds >= 29 / 20 * 0.95, done.seconds)
    world = World()
    with start(world, pairs) as scene:
        done = scene.run("--intel_most", "10")
        told.says("intel_most bounds what is asked", done,
                  "otx: not asked about 20 more than intel_most = 10", "10 asked",
                  "20 left out")
        told.equal("and no more is sent", len(world.asked), 10)
        scene.run("--intel_most", "10")
        told.equal("the next run goes on", len(set(world.subjects())), 20)


def enough(told, start):
    """Services that have had enough, for a while or for good."""
    pairs = [("10.0.0.1", public(i)) for i in range(30)]
    world = World(otherwise=lambda h, n: (429, {"Retry-After": "40000"}))
    with start(world, pairs) as scene:
        done = scene.run()
        told.says("who wants to be asked tomorrow is not asked today", done,
                  "otx: it has had enough (HTTP 429) and wants to be asked again in 12 hours",
                  "30 left unknown")
        told.check("and not at once again", len(world.asked) <= AT_ONCE, len(world.asked))
    world = World(otherwise=lambda h, n: (429, {}))
    with start(world, pairs) as scene:
        done = scene.run()
        told.says("who never says how long is left after a while", done,
                  "otx: it has had enough (HTTP 429)", "30 left unknown")
        told.check("a few tries, further and further apart",
                   len(world.asked) <= 5 * AT_ONCE and done.seconds > 14,
                   (len(world.asked), done.seconds))


def out_of_reach(told, start):
    """Nobody there, and a server that only fails."""
    pairs = [("10.0.0.1", public(i)) for i in range(200)]
    with start(World(), pairs) as scene:
        url = scene.server.url
        scene.server.server_close()
        scene.server.url = "http://127.0.0.1:9"
        done = scene.run()
        told.says("nobody there", done, "otx: out of reach: Failed to connect",
                  "200 left unknown")
        told.check("soon", done.seconds < 40, done.seconds)
        told.equal("the rows are there", len(scene.rows(done)), 200)
        scene.server.url = url
    world = World(otherwise=fault(500))
    with start(world, pairs) as scene:
        done = scene.run()
        told.says("one that only fails", done, "otx: out of reach: HTTP 500")
        told.check("is left alone", len(world.asked) <= 12 + AT_ONCE, len(world.asked))


def interrupted(told, start):
    """Ctrl-C keeps what was answered, kill -9 all but the last second of it."""
    pairs = [("10.0.0.1", public(i)) for i in range(60)]
    for number, status in ((signal.SIGINT, 130), (signal.SIGKILL, -9)):
        world = World(delay=0.05)
        with start(world, pairs) as scene:
            run = subprocess.Popen(scene.command(rate=20), env=scene.environment(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   cwd=scene.folder)
            while len(world.asked) < 40 and run.poll() is None:
                time.sleep(0.01)
            run.send_signal(number)
            begun = time.monotonic()
            out, err = run.communicate(timeout=TIME_LIMIT_S)
            name = signal.Signals(number).name
            told.check(f"{name}: it ends at once",
                       run.returncode == status and time.monotonic() - begun < 1.5 and not out,
                       (run.returncode, time.monotonic() - begun, err))
            n = len(world.asked)
            done = scene.run()
            left = len(world.asked) - n
            least, most = (12, 30) if number == signal.SIGINT else (12, 55)
            told.check(f"{name}: the next run asks what was left", least <= left <= most, left)
            told.says(f"{name}: and has all", done, f"otx: {left} asked, {60 - left} from the")


def offline(told, start):
    """Only the cache is used."""
    world = World({public(0): otx_reply(public(0), ["Known"])})
    with start(world) as scene:
        scene.run("--intel_most", "4")
        n = len(world.asked)
        done = scene.run("--offline", keys={})
        told.equal("nobody is asked", len(world.asked), n)
        told.says("and it says how many are unknown", done,
                  "otx: 0 asked, 4 from the cache", "2 unknown (--offline)")
        told.check("what the cache has is told", "Known" in done.stdout or n == 4, done.stdout)
        alone = scene.run("--offline", services=())
        told.check("without a service it changes nothing", alone.returncode == 0 and
                   "otx" not in alone.stderr, alone.stderr)


def hostile_names(told, start):
    """Names of pulses that were made to harm whoever reads them."""
    nasty = ["\x1b[2J\x1b]0;owned\x07gone", "<script>alert(1)</script>", "=cmd|' /C calc'!A0",
             "a\nb\tc\x00d", "\u202egnp.exe", "x" * 5000]
    world = World({public(0): otx_reply(public(0), nasty[:3], count=99),
                   public(1): otx_reply(public(1), nasty[3:])})
    with start(world) as scene:
        done = scene.run("-html", "out.html", "-text", "out.txt", "-v")
        cells = scene.rows(done)
        told.says("the run is fine", done)
        told.check("no control goes out", not any(
            ord(c) < 32 and c not in "\n\r\t" or c in "\u202e" for c in
            done.stdout + done.stderr + (scene.folder / "out.txt").read_text("utf-8")),
                   repr(cells))
        told.check("no tag in the page",
                   "<script>alert" not in (scene.folder / "out.html").read_text("utf-8"))
        told.check("on one line, and not too long", all(
            "\n" not in cell and len(cell) < 700 for cell in cells.values()), cells)
        told.check("they are told all the same", "99 pulses" in cells[public(0)]
                   and "calc" in cells[public(0)], cells[public(0)])
        kept = sqlite3.connect(scene.cache).execute("SELECT text FROM verdicts").fetchall()
        told.check("nor is any in the cache", not any(
            c in (text or "") for text, in kept for c in "\x1b\x00\n\u202e"), kept)


def caches(told, start):
    """A cache that is damaged, something else, can't be written, or is in use."""
    with start(World()) as scene:
        scene.run()
        told.equal("only its owner reads it", oct(scene.cache.stat().st_mode & 0o777), "0o600")
        told.equal("and its folder", oct(scene.cache.parent.stat().st_mode & 0o777), "0o700")
        for name, data in (("no database", b"something else\n" * 100),
                           ("damaged", damaged(scene.cache)), ("foreign", foreign(scene.folder))):
            path = scene.folder / "bad.sqlite"
            path.write_bytes(data)
            n = len(scene.world.asked)
            done = scene.run("--cache", path)
            told.says(f"{name}: an error that names it", done, "bad.sqlite", "--cache", status=1)
            told.check(f"{name}: it is as it was, and nobody was asked",
                       path.read_bytes() == data and len(scene.world.asked) == n)
        nowhere = scene.run("--cache", scene.folder / "no" / "folder.sqlite")
        told.says("where it can't be made there is a warning", nowhere, "is not kept",
                  "6 asked")
        folder = scene.run("--cache", scene.folder)
        told.says("a folder is no cache", folder, "no file", status=1)
        empty = scene.folder / "empty.sqlite"
        empty.write_bytes(b"")
        told.says("an empty file becomes one", scene.run("--cache", empty), "6 asked")
        told.says("and is one", scene.run("--cache", empty), "6 from the cache")
        two_at_once(told, scene)


def two_at_once(told, scene):
    """Two processes make and fill one cache together."""
    shared = scene.folder / "shared.sqlite"
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda i: scene.run("--cache", shared), range(4)))
    told.check("several processes at once get on", all(
        run.returncode == 0 and "warning" not in run.stderr for run in runs),
               [run.stderr for run in runs])
    told.equal("and all is kept", sqlite3.connect(shared).execute(
        "SELECT count(*), count(DISTINCT subject) FROM verdicts").fetchone(), (6, 6))
    held = sqlite3.connect(shared, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    threading.Timer(1.5, held.interrupt).start()
    waiting = scene.run("--cache", shared, "--cache_days", "7")
    held.execute("ROLLBACK")
    told.says("who reads does not wait for who writes", waiting, "6 from the cache")


def damaged(path):
    """A cache whose pages are overwritten behind the first."""
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    return bytes(data)


def foreign(folder):
    """Somebody else's database."""
    path = folder / "foreign.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    return path.read_bytes()


def ways_there(told, start):
    """By a proxy, and by https with a certificate that is known or not."""
    world = World()
    with start(world) as scene:
        proxy, scene.server.url = scene.server.url, "http://otx.example/prefix"
        done = scene.run("--intel_proxy", proxy, unset=["no_proxy"])
        told.says("a proxy is asked", done, "otx: 6 asked")
        told.equal("for the server that was named", {
            asked.path.split("/api/")[0] for asked in world.asked}, {"http://otx.example/prefix"})
        told.says("whoever reads the key on the way is told of", done, "reads the key")
        scene.server.url = proxy
    world = World()
    with start(world) as scene:
        cert, key = scene.folder / "cert.pem", scene.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=stand-in", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", key, "-out", cert], check=True, capture_output=True)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(cert, key)
        with Server(world, tls) as secure:
            plain, scene.server.url = scene.server.url, secure.url
            done = scene.run()
            told.says("a certificate that nobody knows is refused", done, "certificate",
                      "6 left unknown" if "out of reach" in done.stderr else "no answer about 6")
            told.equal("and nothing is sent", world.asked, [])
            done = scene.run("--intel_ca_file", cert)
            told.says("intel_ca_file makes it known", done, "otx: 6 asked")
            told.equal("and then it is asked", len(world.asked), 6)
            scene.server.url = plain


def check_command(scene, *options):
    """check_ip in the scene's folder, with the services as it has them."""
    program = Path(scene.program).with_name("check_ip")
    return subprocess.run([program, "--location_db", "", "--otx_url", scene.server.url,
                           "--greynoise_url", scene.server.url, "--intel_rate", "1000",
                           *map(str, options)],
                          env=scene.environment(), capture_output=True, check=False,
                          timeout=TIME_LIMIT_S, encoding="utf-8", cwd=scene.folder)


def check_addresses(told, start):
    """check_ip -c as hot_ip.py has it: the lines it leaves, and what is asked for them."""
    bad, allowed, unseen = public(0), public(1), public(2)
    world = World({
        ("otx", bad): otx_reply(bad, ["Emotet"]),
        ("otx", allowed): otx_reply(allowed, ["Noise"], [{"source": "whitelist"}]),
        ("greynoise", bad): greynoise_reply(bad, True, False, "malicious"),
    })
    with start(world) as scene:
        listed = scene.folder / "iplist.txt"
        listed.write_text(f"{bad}\n{allowed}\n10.0.0.9\n{unseen}\n", encoding="ascii")
        done = check_command(scene, "--IPfile", listed, "-c")
        told.says("it runs", done, "1 bad; otx: 3 asked, 1 bad, 1 allowed")
        told.equal("who is reported, as hot_ip.py writes it",
                   (scene.folder / "malicious_results.txt").read_text(encoding="utf-8"),
                   f"{bad:>15}   potentially malicious   XX-XX-XX   "
                   f"https://otx.alienvault.com/indicator/ip/{bad}\n")
        told.equal("only public ones are asked about", {asked.subject for asked in world.asked},
                   {bad, allowed, unseen})
        n = len(world.asked)
        done = check_command(scene, listed, "-c", "--intel", "greynoise", "-csv", "-")
        rows = {row["ip"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
        told.equal("what follows from it", {ip: row["verdict"] for ip, row in rows.items()},
                   {bad: "bad", allowed: "allowed", unseen: "nothing", "10.0.0.9": "unknown"})
        told.equal("who says so", (rows[bad]["intel"], rows[bad]["intel_hits"]),
                   ("greynoise: malicious, scans the internet; otx: 1 pulse: Emotet", "2"))
        told.check("OTX is not asked again",
                   all(asked.service == "greynoise" for asked in world.asked[n:]))
        beacons = scene.run(services=("otx",))
        told.says("flare_beacon has the same cache", beacons, "3 asked, 3 from the cache")
        done = check_command(scene, listed, "-c", "--offline", "--cache", "none.sqlite")
        told.says("nobody is asked", done, "0 asked", "unknown (--offline)")


def check_names(told, start):
    """check_ip --by name -p: names, but none of the network itself."""
    bad = "evil.example"
    world = World({("otx", bad): otx_reply(bad, ["Phishing"])})
    hosts = [("10.0.0.1", public(0), bad), ("10.0.0.1", public(0), "printer.lan"),
             ("10.0.0.1", public(0), "www.fine.example")]
    with start(world, hosts=hosts) as scene:
        done = check_command(scene, "--by", "name", "-p", "--out", "out", "conn.log",
                             "http.log")
        told.says("it runs", done, "1 bad; otx: 2 asked, 1 bad")
        told.equal("what is asked about", {asked.subject for asked in world.asked},
                   {bad, "www.fine.example"})
        left = {path.name: path.read_text(encoding="utf-8")
                for path in (scene.folder / "out").iterdir()}
        told.equal("the files of hot_ip.py", left, {
            "out_DNS.txt": f"{bad}\nprinter.lan\nwww.fine.example\n",
            "maliciousDNS.txt": f"{bad}\n https://otx.alienvault.com/indicator/domain/{bad}\n"})


SCENES = [check_addresses, check_names, enough, faults, interrupted, caches, what_services_say, beside_lists,
          what_never_leaves, slow_and_huge, refused_keys, keys_stay_secret, many_requests,
          out_of_reach, offline, hostile_names, ways_there]


def play(scene, program, folder):
    """All checks of one scene; one that breaks is a failure."""
    told, count = Told(), 0

    def start(world, pairs=None, hosts=()):
        nonlocal count
        count += 1
        return Scene(program, f"{folder}/{scene.__name__}-{count}", world, pairs, hosts)

    try:
        scene(told, start)
    except Exception as error:  # pylint: disable=broad-except
        told.check("it comes to its end", False, repr(error))
    return told


def main():
    """Play the scenes beside each other and print what came of them in order."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", default=str(ROOT / "build"))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    program = str(Path(options.bin).resolve() / "flare_beacon")
    chosen = [scene for scene in SCENES
              if not options.names or any(name in scene.__name__ for name in options.names)]
    test = checks.Checks()
    with tempfile.TemporaryDirectory(prefix="services-") as folder, \
            concurrent.futures.ThreadPoolExecutor(5) as pool:
        for scene, told in zip(chosen, pool.map(lambda s: play(s, program, folder), chosen)):
            for name, good, detail in told.lines:
                test.check(f"{scene.__name__}: {name}", good, detail)
    print(f"{test.passed} passed, {test.failed} failed")
    return 1 if test.failed else 0


if __name__ == "__main__":
    sys.exit(main())
