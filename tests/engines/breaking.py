"""breaking - checks of what comes of Ctrl-C, of faults on the way, of a server that is killed,
and of what the user got wrong: the same table, or an error and none.
"""
import contextlib
import signal
import socket
import subprocess
import threading
import time

import checks
import engine
import faults
import paging
from scene import CONFIG, SELKS_INDEX, SELKS_INI


class SlowRoad:
    """A forwarder to a server. From the n-th search request on, answers pass so
    slowly that there is time to interrupt a run half-way."""

    CHUNK = 16384
    PAUSE_S = 0.1

    def __init__(self, port, slow_from):
        self.target = ("127.0.0.1", port)
        self.slow_from = slow_from
        self.searches = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def is_slow(self):
        return self.searches >= self.slow_from

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                try:
                    server = socket.create_connection(self.target)
                except OSError:  # the server is down, the road is not
                    client.close()
                    continue
                for work in (self._requests, self._answers):
                    threading.Thread(target=work, args=(client, server), daemon=True).start()

    def _requests(self, client, server):
        with contextlib.suppress(OSError):
            while data := client.recv(self.CHUNK):
                self.searches += data.startswith((b"POST", b"GET")) and b"_search" in data
                server.sendall(data)
        hang_up(client, server)

    def _answers(self, client, server):
        with contextlib.suppress(OSError):
            while data := server.recv(self.CHUNK):
                client.sendall(data)
                if self.is_slow() and len(data) == self.CHUNK:
                    time.sleep(self.PAUSE_S)
        hang_up(client, server)

    def close(self):
        self.listener.close()


def hang_up(*sockets):
    for sock in sockets:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def until(condition, limit_s):
    """Wait for a condition; whether it came true in time."""
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def interrupt(scene, name, slow_from):
    """Ctrl-C half-way: status 130, no output, nothing left open on the server."""
    name = f"interrupted {name}"
    road = SlowRoad(scene.server.port, slow_from)
    out = scene.temp / "interrupted.csv"
    options = scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port)
    with subprocess.Popen(scene.beacon.command(*options, "--csv_out", out),
                          env=scene.beacon.environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        until(lambda: road.is_slow() and scene.server.open_scrolls() > 0
              or process.poll() is not None, 30)
        time.sleep(0.3)
        scene.test.check(scene.name(f"{name}: half-way"), process.poll() is None,
                         "it was over before it could be interrupted")
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        scene.test.equal(scene.name(f"{name}: status"), process.returncode, 130)
    road.close()
    scene.test.check(scene.name(f"{name}: no file"),
                     not list(scene.temp.glob("*interrupted.csv*")),
                     "something was left behind")
    until(lambda: scene.server.open_scrolls() == 0, 3)
    scene.no_scrolls(name)
    # So that what one check leaves behind does not fail the others.
    scene.server.exchange("DELETE", "/_search/scroll/_all")


def interrupt_fault(scene, name, fault, *more):
    """Ctrl-C half a second after a fault struck: status 130, nothing left open."""
    name = f"interrupted {name}"
    with faults.Road(scene.server.port, fault) as road:
        options = scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port)
        with subprocess.Popen(scene.beacon.command(*options, "-th", 1, *more),
                              env=scene.beacon.environment(), stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            until(lambda: fault.struck or process.poll() is not None, 30)
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
            scene.test.equal(scene.name(f"{name}: status"), process.wait(), 130)
    until(lambda: scene.server.open_scrolls() == 0, 3)
    scene.no_scrolls(name)


def check_interrupt(scene):
    interrupt(scene, "in the first page", 1)
    interrupt(scene, "in a later page", 2)
    # What is opened is waited for, but no longer than for any reply.
    interrupt_fault(scene, "shortly before time is out", faults.Fault("slow", first=1), "-et", 1)
    if scene.server.name not in paging.WITHOUT_PIT:
        part = "_pit" if scene.server.release.is_elasticsearch else "point_in_time"
        interrupt_fault(scene, "while a point in time is opened",
                        faults.Fault("late", first=1, part=part), "--cursor", "pit")


PASSING = ("cut before", "cut within", "truncated", "429", "502", "503", "504",
           "lost scroll", "timed out", "failed shard", "short page", "slow")
NAMELESS = "garbage"  # in place of the first page, which names the scroll to be cleared


def run_faulty(scene, fault, *options):
    """A run over a road with a fault; patience of 2 seconds."""
    with faults.Road(scene.server.port, fault) as road:
        return scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port),
                         "-et", 2, "-th", 2, *options)


def check_faults(scene):
    """What passes is read anew and changes nothing; what stays is an error, or with
    --allow-partial a warning in every output."""
    expected = scene.expected(SELKS_INI)
    for kind in (*PASSING, NAMELESS):
        if kind == NAMELESS:
            scene.no_scrolls("faults")
        fault = faults.Fault(kind)
        done = run_faulty(scene, fault)
        scene.same_rows(f"{kind}, then not", done, expected)
        scene.test.check(scene.name(f"{kind}: it struck, and that is said"),
                         fault.struck == 1 and "read anew" in done.stderr,
                         f"{fault.struck} times; {done.stderr!r}")
    scene.server.exchange("DELETE", "/_search/scroll/_all")
    fault = faults.Fault("503", first=1, times=3)
    scene.same_rows("503 three times", run_faulty(scene, fault), expected)
    scene.test.error(scene.name("403 is not tried again"),
                     run_faulty(scene, faults.Fault("403", first=3)), "403", "may not read")
    done = run_faulty(scene, faults.Fault("403", first=3), "--allow_partial")
    scene.test.check(scene.name("--allow_partial"), done.returncode == 0 and
                     "incomplete: 1 window" in done.stderr and
                     all("incomplete" in row for row in done.stdout.splitlines()[1:]),
                     f"{done.stderr!r} {done.stdout[:300]!r}")
    scene.no_scrolls("--allow_partial")
    scene.test.error(scene.name("a reply without end"),
                     run_faulty(scene, faults.Fault("endless", first=1, part="_field_caps")),
                     "more than 256 MB")


def check_restart(scene):
    """A node that is killed half-way and comes back: the run waits for it."""
    out = scene.temp / "restart.csv"
    road = SlowRoad(scene.server.port, 1)
    options = scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port)
    with subprocess.Popen(scene.beacon.command(*options, "-th", 1, "--csv_out", out),
                          env=scene.beacon.environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          encoding="utf-8") as process:
        until(road.is_slow, 30)
        time.sleep(0.2)
        scene.server.kill()
        road.slow_from = 10 ** 9
        scene.server.launch()
        try:
            _, stderr = process.communicate(timeout=240)
        except subprocess.TimeoutExpired:
            process.kill()
            _, stderr = process.communicate()
    road.close()
    scene.server.wait()
    scene.test.check(scene.name("killed node: it was waited for"), "read anew" in stderr, stderr)
    scene.test.rows(scene.name("killed node that comes back"),
                    checks.parse_rows(out.read_text(encoding="utf-8")) if out.exists() else [],
                    scene.expected(SELKS_INI))


def check_errors(scene):
    """Each failure has a status, names its place, and writes no table."""
    selks = CONFIG / SELKS_INI
    [unused] = engine.free_ports(1)
    cases = (
        ("no server", scene.options(selks, SELKS_INDEX, port=unused), (str(unused),)),
        ("no such index", scene.options(selks, "nosuch-index"), ("nosuch-index",)),
        ("no index of this pattern", scene.options(selks, "nosuch-*"), ("nosuch-*",)),
        ("no such field", scene.options(
            scene.ini(SELKS_INI, field_source_ip="no_such_ip"), SELKS_INDEX), ("no_such_ip",)),
        ("nothing in the period", scene.options(selks, SELKS_INDEX, now="2020-01-01T00:00:00Z"),
         (SELKS_INDEX,)),
        ("no such event type", scene.options(
            scene.ini(SELKS_INI, event_type="nosuchtype"), SELKS_INDEX), ("nosuchtype",)),
        ("filter that is no Lucene", scene.options(
            scene.ini(SELKS_INI, filter="dest_port:[80 TO"), SELKS_INDEX), ("dest_port:[80 TO",)),
    )
    for name, options, words in cases:
        scene.test.error(scene.name(name), scene.csv(*options), *words)
    scene.no_scrolls("after errors")
