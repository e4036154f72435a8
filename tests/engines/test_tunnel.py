#!/usr/bin/env python3
"""test_tunnel - flare_beacon --ssh by way of a real sshd to a real server.

    python3 tests/engines/test_tunnel.py --bin build [NAME]

The sshd is the test's own, see sshd.py, and so is the server (NAME as engine.py
lists them; elasticsearch-8.19.0). What comes through the tunnel must be what
comes straight; and whatever becomes of the run, no ssh is left, its port is
closed, and the server holds no scroll of ours.
"""
import argparse
import contextlib
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import checks  # noqa: E402  (found by the line above)
import engine  # noqa: E402
import shapes  # noqa: E402
import sshd  # noqa: E402
from breaking import SlowRoad, until  # noqa: E402
from scene import CONFIG, DAY, SELKS_INDEX, SELKS_INI, Scene  # noqa: E402

DEFAULT = "elasticsearch-8.19.0"
RUN_LIMIT_S = 60
CLOSED_LIMIT_S = 3


class Host:
    """The scene, and an ssh host to reach it by."""

    def __init__(self, scene, host):
        self.scene = scene
        self.test = scene.test
        self.host = host
        self.config = host.client("config")
        by = f"ssh -F {self.config} -W 127.0.0.1:{host.port} {host.alias}"
        self.jump = host.client("jump", ProxyCommand=by)

    def name(self, text):
        return f"tunnel: {text}"

    def options(self, *more, by=None, config=None, **changes):
        """The command line of a run that goes through the tunnel."""
        return self.scene.options(CONFIG / SELKS_INI, changes.pop("index", SELKS_INDEX),
                                  **changes) + [
            "-v", "--ssh", by or self.host.alias, "--ssh_config", config or self.config, *more]

    def start(self, *options, **variables):
        """A run in a session of its own: it has no terminal, whatever we have."""
        return subprocess.Popen(self.scene.beacon.command(*options), text=True,
                                env=self.scene.beacon.environment() | variables,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, start_new_session=True)

    def run(self, *options, **variables):
        """A run to its end; it must not take long, whatever happens."""
        begin = time.monotonic()
        with self.start(*options, "--csv_out", "-", **variables) as process:
            try:
                out, err = process.communicate(timeout=RUN_LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                out, err = process.communicate()
                err += f"\nstill running after {time.monotonic() - begin:.0f} s"
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def closed(self, name, said):
        """Check that nothing is left of a tunnel; `said` is what the run said (-v)."""
        ours = str(self.host.folder)
        until(lambda: not self.ssh_left(ours), CLOSED_LIMIT_S)
        self.test.equal(self.name(f"{name}: ssh left"), self.ssh_left(ours), [])
        ports = re.findall(r"-L 127\.0\.0\.1:(\d+):", said)
        self.test.check(self.name(f"{name}: its port is closed"),
                        ports and all(is_free(int(port)) for port in ports), said)
        until(lambda: self.scene.server.open_scrolls() == 0, CLOSED_LIMIT_S)
        self.scene.no_scrolls(self.name(name))

    def ssh_left(self, word):
        ours = {self.host.process.pid, *sshd.descendants(self.host.process.pid)}
        return [pid for pid in sshd.running(word) if pid not in ours]

    def error(self, name, done, *words):
        """Check that a run failed as it should, and left nothing behind."""
        # With -v some is said before the error; the error is what counts.
        last = subprocess.CompletedProcess(done.args, done.returncode, done.stdout,
                                           done.stderr.strip().rpartition("\n")[2])
        self.test.error(self.name(name), last, *words)
        self.closed(name, done.stderr)


def is_free(port):
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


# What comes through ---------------------------------------------------------------

def check_same(host):
    """What comes through the tunnel is what comes straight, whatever ssh is called."""
    scene, server = host.scene, host.host
    straight = scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX))
    host.test.check(host.name("rows straight from the server"),
                    straight.returncode == 0 and straight.stdout, straight.stderr)
    plain = server.client("plain", HostName="%h")
    plain.write_text(plain.read_text(encoding="utf-8").replace(server.alias, "*", 1)
                     .replace(f"Port {server.port}\n", ""), encoding="utf-8")
    busy = server.client("busy", ForkAfterAuthentication="yes", ControlMaster="auto",
                         ControlPath=server.folder / "control", ControlPersist="yes",
                         RequestTTY="force", LocalCommand="false")
    ini = scene.ini(SELKS_INI, ssh=server.alias, ssh_config=host.config)
    cases = {
        "an alias": host.options(),
        "four threads": host.options("-th", 4),
        "the configuration that fits": host.options("-c", "auto"),
        "user@host:port": host.options(by=f"{server.user}@127.0.0.1:{server.port}",
                                       config=plain),
        "ssh://": host.options(by=f"ssh://{server.user}@127.0.0.1:{server.port}", config=plain),
        "a configuration for other ends": host.options(config=busy),
        "a jump host": host.options(config=host.jump),
        "the ini": scene.options(ini, SELKS_INDEX) + ["-v"],
    }
    for name, options in cases.items():
        done = host.run(*options)
        same = done.returncode == 0 and done.stdout == straight.stdout
        host.test.check(host.name(f"{name}: same rows"), same, done.stderr)
        host.closed(name, done.stderr)
    done = host.run(*host.options(), http_proxy="http://127.0.0.1:1")
    host.test.check(host.name("a proxy of the environment is left aside"),
                    done.stdout == straight.stdout, done.stderr)
    with host.start(*host.options("--csv_out", "-")) as one:
        with host.start(*host.options("--csv_out", "-")) as two:
            outputs = {process.communicate(timeout=RUN_LIMIT_S)[0] for process in (one, two)}
    host.test.check(host.name("two at once"), outputs == {straight.stdout}, outputs)


def check_nodes(host):
    """One tunnel leads to one node."""
    server = host.scene.server
    nodes = f"{server.host}:{server.port},localhost:1"
    done = host.run(*host.options("-eh", nodes))
    host.test.check(host.name("the first of two nodes"), done.returncode == 0
                    and "only the first node" in done.stderr, done.stderr)
    host.closed("the first of two nodes", done.stderr)


def check_index(host):
    """Rows are written by the tunnel, too: beside the source's, and of files."""
    server = host.scene.server
    for name, more in (("of the index", []), ("of files", [DAY])):
        done = host.run(*host.options("--index", "by-ssh", *more))
        rows = max(len(done.stdout.splitlines()) - 1, 0)
        host.test.check(host.name(f"--index: rows {name}"),
                        done.returncode == 0 and server.count("by-ssh") == rows > 0, done.stderr)
        host.closed(f"--index: {name}", done.stderr)
    server.delete_index("by-ssh")


def check_quiet(host):
    """Without -v a good run says nothing about it, but for its usual summary."""
    options = [option for option in host.options() if option != "-v"]
    done = host.run(*options)
    host.test.check(host.name("says nothing if all is well"),
                    done.returncode == 0 and "ssh" not in done.stderr, done.stderr)


# What goes wrong ------------------------------------------------------------------

def check_errors(host):
    server = host.host
    [unused] = engine.free_ports(1)
    server.know(server.folder / "stranger", "known-wrong")
    wrong = server.client("wrong", UserKnownHostsFile=server.folder / "known-wrong")
    unknown = server.client("unknown", UserKnownHostsFile=server.folder / "known-none")
    stranger = server.client("config-stranger", IdentityFile=server.folder / "stranger")
    locked = server.client("config-locked", IdentityFile=server.folder / "locked")
    away = server.client("away", Port=unused)
    forward = server.client("forward", LocalForward=f"127.0.0.1:{server.port} localhost:1")
    cases = (
        ("no such index", host.options(index="nosuch-index"), ("nosuch-index",)),
        ("no server there", host.options(port=unused), (
            f"does not reach 127.0.0.1:{unused}", "Connection refused", "es_port")),
        ("another host key", host.options(config=wrong), ("Host key verification failed",)),
        ("an unknown host", host.options(config=unknown), ("Host key verification failed",)),
        ("no key", host.options(config=stranger), ("Permission denied", "no terminal")),
        ("a key with a passphrase", host.options(config=locked), ("Permission denied",)),
        ("no sshd", host.options(config=away), ("Connection refused", server.alias)),
        ("another forward in use", host.options(config=forward), ("ssh_config",)),
        ("no configuration", host.options(config="/nonexistent"), ("/nonexistent",)),
    )
    for name, options, words in cases:
        host.error(name, host.run(*options), *words)
    done = host.run(*host.options(), PATH="/nonexistent")
    host.error("no ssh in PATH", done, "openssh-client")


def check_forbidden(host):
    """An sshd that lets us in, but forwards nothing."""
    folder = host.host.folder.parent / "forbidding"
    with sshd.Sshd(folder, AllowTcpForwarding="no") as server:
        other = Host(host.scene, server)
        other.error("forwarding forbidden", other.run(*other.options()),
                    "prohibited", "AllowTcpForwarding")


# In the middle of a run -----------------------------------------------------------

@contextlib.contextmanager
def halfway(host, name, config=None):
    """A run that is in the middle of reading, and must leave no output file."""
    road = SlowRoad(host.scene.server.port, 1)
    out = host.scene.temp / "halfway.csv"
    with host.start(*host.options("--csv_out", out, port=road.port, config=config)) as process:
        until(lambda: road.is_slow() and host.scene.server.open_scrolls() > 0
              or process.poll() is not None, 30)
        time.sleep(0.3)  # a scroll whose name has not come yet cannot be cleared
        host.test.check(host.name(f"{name}: half-way"), process.poll() is None,
                        "it was over too soon")
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
    road.close()
    if process.returncode == -signal.SIGKILL:
        for aside in host.scene.temp.glob(".halfway.csv*"):  # who could take it away?
            aside.unlink()
    left = list(host.scene.temp.glob("*halfway.csv*"))
    host.test.check(host.name(f"{name}: no file"), not left, left)


def finish(process):
    try:
        return process.communicate(timeout=20)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        return "it did not end\n" + process.communicate()[1]


def check_signals(host):
    """Ctrl-C and kill, of the process and of its whole group (a terminal, timeout,
    systemd): the scrolls are cleared through the tunnel before that is closed."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        for send, to, config in ((os.kill, "us", host.config),
                                 (os.killpg, "everybody", host.config),
                                 (os.killpg, "everybody on a jump", host.jump)):
            name = f"{number.name} to {to}"
            with halfway(host, name, config) as process:
                with contextlib.suppress(ProcessLookupError):
                    send(process.pid, number)
                said = finish(process)
                host.test.equal(host.name(f"{name}: status"), process.returncode, 130)
            host.test.check(host.name(f"{name}: what is said"),
                            said.rstrip().endswith("flare_beacon: interrupted"), said)
            host.closed(name, said)


def check_killed(host):
    """Killed outright: no scroll is cleared, but ssh goes with us (on Linux)."""
    with halfway(host, "SIGKILL") as process:
        os.kill(process.pid, signal.SIGKILL)
        finish(process)
        ours = str(host.host.folder)
        until(lambda: not host.ssh_left(ours), CLOSED_LIMIT_S)
        host.test.equal(host.name("SIGKILL: ssh left"), host.ssh_left(ours), [])
    host.scene.server.exchange("DELETE", "/_search/scroll/_all")


def check_broken(host):
    """The tunnel ends in the middle: by the client's death, and by the host's."""
    server = host.host
    for name, victims in (("ssh is killed", lambda pid: sshd.descendants(pid)),
                          ("the host hangs up", lambda _: sshd.descendants(server.process.pid))):
        with halfway(host, name) as process:
            for pid in victims(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            said = finish(process)
            done = subprocess.CompletedProcess(process.args, process.returncode, "", said)
        # Its way to the server is gone: the scroll ends by itself.
        host.scene.server.exchange("DELETE", "/_search/scroll/_all")
        host.error(name, done, "tunnel ended in the middle of the run", server.alias)


# On a terminal --------------------------------------------------------------------

class Terminal:
    """A run whose standard streams, and whose terminal, are one we type at."""

    def __init__(self, command, environment):
        self.text = ""
        self.status = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                os.execve(command[0], command, environment)
            finally:
                os._exit(127)

    def read(self):
        ready, _, _ = select.select([self.fd], [], [], 0.05)
        with contextlib.suppress(OSError):
            if ready:
                self.text += os.read(self.fd, 65536).decode(errors="replace")
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)

    def until(self, condition, limit_s=30):
        deadline = time.monotonic() + limit_s
        while not condition() and time.monotonic() < deadline:
            self.read()
        return condition()

    def sees(self, words):
        return self.until(lambda: words in self.text or self.status is not None) \
            and words in self.text

    def type(self, text):
        os.write(self.fd, text.encode())

    def echoes(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def end(self, limit_s=30):
        self.until(lambda: self.status is not None, limit_s)
        echoes = self.echoes()
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)
        return echoes


def on_terminal(host, *options):
    return Terminal(host.scene.beacon.command(*options), host.scene.beacon.environment())


def check_questions(host):
    """ssh asks on the terminal: whether this is the host, and for a passphrase."""
    server = host.host
    out = host.scene.temp / "asked.csv"
    config = server.client("asking", IdentityFile=server.folder / "locked",
                           UserKnownHostsFile=server.folder / "known-new")
    run = on_terminal(host, *host.options("--csv_out", out, config=config))
    asked = run.sees("authenticity of host")
    run.type("yes\n")
    asked = asked and run.sees("passphrase for key")
    run.type(f"{sshd.PASSPHRASE}\n")
    run.end()
    host.test.check(host.name("asks on the terminal"), asked and run.status == 0, run.text)
    rows = out.read_text(encoding="utf-8") if out.exists() else ""
    host.test.check(host.name("asks on the terminal: rows"), rows.count("\n") > 1, rows)
    host.test.check(host.name("a passphrase is not shown"),
                    sshd.PASSPHRASE not in run.text, run.text)
    host.closed("asks on the terminal", run.text)


def check_wrong_answers(host):
    server = host.host
    locked = server.client("locked-config", IdentityFile=server.folder / "locked")
    run = on_terminal(host, *host.options(config=locked))
    for number in range(3):
        run.until(lambda n=number: run.text.count("passphrase for key") > n)
        run.type("wrong\n")
    run.end()
    host.test.check(host.name("wrong passphrases"),
                    run.status == 1 and "Permission denied" in run.text, run.text)
    host.closed("wrong passphrases", run.text)


def check_interrupted_question(host):
    """Ctrl-C at ssh's question ends us, and leaves the terminal as it was."""
    locked = host.host.client("locked-config", IdentityFile=host.host.folder / "locked")
    run = on_terminal(host, *host.options(config=locked))
    run.sees("passphrase for key")
    hidden = run.until(lambda: not run.echoes(), 5)
    run.type("\x03")
    echoes = run.end()
    host.test.equal(host.name("Ctrl-C at a question: status"), run.status, 130)
    host.test.check(host.name("Ctrl-C at a question: the terminal echoes again"),
                    hidden and echoes, f"hidden {hidden}, echoes {echoes}")
    host.closed("Ctrl-C at a question", run.text)


def check_interrupted_terminal(host):
    """Ctrl-C on a terminal goes to ssh as well; it must not mind."""
    road = SlowRoad(host.scene.server.port, 1)
    out = host.scene.temp / "terminal.csv"
    run = on_terminal(host, *host.options("--csv_out", out, port=road.port))
    run.until(lambda: road.is_slow() and host.scene.server.open_scrolls() > 0
              or run.status is not None)
    time.sleep(0.3)  # a scroll whose name has not come yet cannot be cleared
    run.type("\x03")
    run.end()
    road.close()
    host.test.equal(host.name("Ctrl-C on a terminal: status"), run.status, 130)
    host.test.check(host.name("Ctrl-C on a terminal: no file"), not out.exists(), out)
    host.closed("Ctrl-C on a terminal", run.text)


# With TLS -------------------------------------------------------------------------

class OtherAddress(SlowRoad):
    """The server at an address that its certificate does not have."""

    HOST = "127.0.0.2"

    def __init__(self, port):
        super().__init__(port, 1 << 30)
        self.listener.close()
        self.listener = socket.create_server((self.HOST, 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()


def check_tls(test, beacon, release, temp):
    """Certificates are held against es_host, not against the tunnel's end."""
    with engine.Engine(release.product, release.version, security=True) as server, \
            sshd.Sshd(temp / "tls") as way:
        scene = Scene(test, beacon, server, temp)
        host = Host(scene, way)
        server.create_index(SELKS_INDEX, shapes.mapping("selks"))
        server.bulk(SELKS_INDEX, shapes.documents("selks", scene.records))
        login = ("--use_ssl", "--user", "reader", "--ca-file", server.ca_file)
        for name in ("localhost", "127.0.0.1"):
            done = host.run(*host.options(*login, "-eh", name),
                            FLARE_ES_PASSWORD=engine.PASSWORD)
            scene.same_rows(host.name(f"TLS to {name}"), done, scene.expected(SELKS_INI))
        other = OtherAddress(server.port)
        done = host.run(*host.options(*login, "-eh", other.HOST, port=other.port),
                        FLARE_ES_PASSWORD=engine.PASSWORD)
        host.error("TLS to an address that is not in the certificate", done,
                   f"https://{other.HOST}:{other.port}", "certificate")
        other.close()


# The driver -----------------------------------------------------------------------

CHECKS = (check_same, check_nodes, check_index, check_quiet, check_errors, check_forbidden,
          check_signals, check_killed, check_broken, check_questions, check_wrong_answers, check_interrupted_question,
          check_interrupted_terminal)


def check_all(test, beacon, name, temp):
    release = engine.find_release(name)
    sshd.find_sshd()
    with engine.running(name) as [server], sshd.Sshd(temp / "host") as way:
        scene = Scene(test, beacon, server, temp)
        server.create_index(SELKS_INDEX, shapes.mapping("selks"))
        server.bulk(SELKS_INDEX, shapes.documents("selks", scene.records))
        host = Host(scene, way)
        for check in CHECKS:
            check(host)
    if release.is_elasticsearch and not release.has_types:
        check_tls(test, beacon, release, temp)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="?", default=DEFAULT, help="a server, as in opensearch-3.4.0")
    parser.add_argument("--bin", required=True, metavar="DIR",
                        help="folder of the flare_beacon to test")
    args = parser.parse_args()
    engine.end_on_sigterm()
    # Under nohup it is ignored, and by who is started too.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    beacon, test = checks.Beacon(args.bin), checks.Checks()
    with tempfile.TemporaryDirectory(prefix="tunnel-") as temp:
        try:
            check_all(test, beacon, args.name, Path(temp))
        except engine.Unavailable as why:
            test.skip("tunnel", why)
        except engine.EngineError as problem:
            test.check("tunnel", False, problem)
    return test.finish()


if __name__ == "__main__":
    sys.exit(main())
