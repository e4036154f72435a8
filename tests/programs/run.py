#!/usr/bin/env python3
"""run - real programs with real sockets: is each found by the address it talks to?

    python3 tests/programs/run.py --bin build

Programs are started that connect on loopback in all the ways there are: by TCP and UDP,
IPv4 and IPv6, deleted while they run, run from memory, in a network namespace of their
own, for a twentieth of a second; build/tests/who_talks says who they are. As root some of
it is tried as nobody, too, who may not see everything.
"""
import argparse
import contextlib
import ctypes
import hashlib
import json
import os
import platform
import pwd
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from checks import Checks  # noqa: E402  (found by the line above)

TIME_LIMIT_S = 60
IS_ROOT = os.geteuid() == 0
BASH = os.path.realpath("/bin/bash")

# Each is given an address and a port, says "ready" and waits until its input ends.
TALK = """
import socket, sys
kind = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}[sys.argv[1]]
family = socket.AF_INET6 if ":" in sys.argv[2] else socket.AF_INET
peer = socket.socket(family, kind)
peer.connect((sys.argv[2], int(sys.argv[3])))
print("ready", flush=True)
sys.stdin.read()
"""

FORK = TALK.replace('print("ready"', 'import os; os.fork() or sys.stdin.read() or os._exit(0); '
                    'print("ready"')

RENAME = """
import ctypes
ctypes.CDLL(None).prctl(15, b'a")\\x1b\\n),("', 0, 0, 0)
""" + TALK

UNCONNECTED = """
import socket, sys
peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
peer.sendto(b"x", (sys.argv[2], int(sys.argv[3])))
print("ready", flush=True)
sys.stdin.read()
"""

# Keeps a copy of a shell in memory and becomes it.
FROM_MEMORY = """
import os, sys
memory = os.memfd_create("agent")
os.write(memory, open(sys.argv[1], "rb").read())
os.execv(f"/proc/self/fd/{memory}", ["agent", "-c", sys.argv[2]])
"""

# Comes and goes, each connection of a process of its own.
SHORT = """
import os, socket, sys, time
for _ in range(int(sys.argv[3])):
    if os.fork() == 0:
        peer = socket.create_connection((sys.argv[1], int(sys.argv[2])))
        time.sleep(float(sys.argv[4]))
        peer.close()
        os._exit(0)
    os.wait()
    time.sleep(0.02)
"""

INSIDE = """
import socket, subprocess, sys
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
server = socket.create_server(("127.0.0.1", 0))
peer = socket.create_connection(server.getsockname())
print("ready", flush=True)
sys.stdin.read()
"""


class Who:
    """The who_talks to test."""

    def __init__(self, folder, scratch):
        built = Path(folder).resolve() / "tests/who_talks"
        if not built.exists():
            sys.exit(f"{sys.argv[0]}: no tests/who_talks in {folder}")
        # Where nobody may run it, too.
        self.path = shutil.copy(built, scratch / "who_talks")

    def run(self, *arguments, prefix=(), preexec=None):
        done = subprocess.run([*prefix, self.path, *map(str, arguments)],
                              capture_output=True, encoding="utf-8", errors="replace",
                              check=False, timeout=TIME_LIMIT_S, preexec_fn=preexec)
        return Answer(done.returncode, done.stdout, done.stderr)


class Answer:
    """What who_talks printed, as programs with their sockets."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err
        self.programs, self.totals, self.limits = [], "", ""
        for line in out.split("\nprogram\t") if out.startswith("program\t") else [out]:
            self.read(line.removeprefix("program\t"))

    def read(self, chunk):
        body, _, rest = chunk.partition("\ntext\t")
        if rest:
            program = dict(part.split("=", 1) for part in body.split("\t") if "=" in part)
            program["text"], _, rest = rest.partition("\n")
            program["sockets"] = [line for line in rest.split("\n")
                                  if line.startswith("socket\t")]
            self.programs.append(program)
        else:
            rest = chunk
        for line in rest.split("\n"):
            if line.startswith("totals\t"):
                self.totals = line[7:]
            if line.startswith("limits\t"):
                self.limits = line[7:]

    def of(self, pid):
        """The program of that process; {} if it is not there."""
        return next((one for one in self.programs if one["pid"] == str(pid)), {})

    def kinds(self):
        return {one["kind"] for one in self.programs}


@contextlib.contextmanager
def started(*command, user=None, **more):
    """A program that says it is ready; it ends with its input."""
    if user:
        more["user"] = user
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               **more)
    try:
        if process.stdout.readline() != b"ready\n":
            raise RuntimeError(f"{command}: not ready")
        yield process
    finally:
        process.stdin.close()
        process.wait(TIME_LIMIT_S)
        process.stdout.close()


def python(code, *arguments, **more):
    return started(sys.executable, "-c", code, *map(str, arguments), **more)


def shell(path, address, port, **more):
    """A shell that was started from `path` and waits with no child of its own."""
    return started(path, "-c", talk_of_shell(address, port), **more)


def talk_of_shell(address, port):
    return f"exec 3<>/dev/tcp/{address}/{port} && echo ready && read -r; true"


def listener(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    server = socket.socket(family)
    server.bind((address, 0))
    server.listen(64)
    return server, server.getsockname()[1]


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def try_one(checks, who, protocol, address):
    """One program, one socket: everything that is told of it."""
    name = f"{protocol} to {address}"
    kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
    server = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind)
    server.bind((address, 0))
    port = server.getsockname()[1]
    if protocol == "tcp":
        server.listen()
    with python(TALK, protocol, address, port) as process, server:
        answer = who.run(f"{address},{port}")
        program = answer.of(process.pid)
        executable = os.path.realpath(f"/proc/{process.pid}/exe")
        checks.check(f"{name}: found", program, answer.out + answer.err)
        checks.equal(f"{name}: path", program.get("path"), executable)
        checks.equal(f"{name}: sha256", program.get("sha256"), sha256(executable))
        checks.equal(f"{name}: user", program.get("user"), pwd.getpwuid(os.geteuid()).pw_name)
        checks.equal(f"{name}: parent", program.get("parent"), str(os.getpid()))
        checks.equal(f"{name}: file", program.get("file"), "there")
        checks.check(f"{name}: command line",
                     program.get("command", "").endswith(f" {protocol} {address} {port}"),
                     program)
        shown = f"[{address}]" if ":" in address else address
        checks.check(f"{name}: socket", [one for one in program.get("sockets", [])
                                         if f"-> {shown}:{port}" in one
                                         and f"text={protocol} " in one], program)
        age = time.time() - int(program.get("started_us", 0)) / 1e6
        checks.check(f"{name}: started now", -2 < age < 30, age)
        checks.equal(f"{name}: not at another port", who.run(f"{address},9").programs, [])
    return program


def try_addresses(checks, who):
    for protocol in ("tcp", "udp"):
        try_one(checks, who, protocol, "127.0.0.77")
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as error:
        checks.skip("IPv6", error)
        return
    for protocol in ("tcp", "udp"):
        try_one(checks, who, protocol, "::1")
    server, port = listener("127.0.0.78")
    with server, python(TALK, "tcp", "::ffff:127.0.0.78", port) as process:
        checks.check("IPv4 of a socket for IPv6", who.run("127.0.0.78").of(process.pid))


def try_udp_unconnected(checks, who):
    with python(UNCONNECTED, "udp", "127.0.0.79", 9) as process:
        answer = who.run("127.0.0.79")
    checks.check("unconnected UDP is nobody's", not answer.of(process.pid), answer.out)
    checks.check("and is said to be", "not connected" in answer.limits, answer.limits)


def try_files(checks, who, scratch):
    """What became of the file of a program that runs."""
    server, port = listener("127.0.0.80")
    agent = scratch / "agent"
    wanted = sha256(BASH)
    with server:
        shutil.copy(BASH, agent)
        with shell(agent, "127.0.0.80", port) as process:
            agent.unlink()
            program = who.run("127.0.0.80").of(process.pid)
            checks.equal("deleted: told", program.get("file"), "deleted")
            checks.equal("deleted: path", program.get("path"), str(agent))
            checks.equal("deleted: sha256 all the same", program.get("sha256"), wanted)
            checks.check("deleted: in the text", "agent DELETED" in program.get("text", ""),
                         program)
            agent.write_text("another", encoding="utf-8")
            program = who.run("127.0.0.80").of(process.pid)
            checks.equal("replaced: told", program.get("file"), "replaced")
            checks.equal("replaced: sha256 of what runs", program.get("sha256"), wanted)
        odd = scratch / "agent (deleted)"
        shutil.copy(BASH, odd)
        with shell(odd, "127.0.0.80", port) as process:
            program = who.run("127.0.0.80").of(process.pid)
            checks.equal("only called deleted: told", program.get("file"), "there")
            checks.equal("only called deleted: path", program.get("path"), str(odd))
            odd.unlink()
            program = who.run("127.0.0.80").of(process.pid)
            checks.equal("and then deleted: told", program.get("file"), "deleted")
            checks.equal("and then deleted: path", program.get("path"), str(odd))
        with python(FROM_MEMORY, BASH, talk_of_shell("127.0.0.80", port)) as process:
            program = who.run("127.0.0.80").of(process.pid)
            checks.equal("from memory: told", program.get("file"), "memory")
            checks.equal("from memory: sha256", program.get("sha256"), wanted)
            checks.equal("from memory: path", program.get("path"), "/memfd:agent")


def try_packages(checks, who, scratch):
    server, port = listener("127.0.0.81")
    own = scratch / "own"
    shutil.copy(BASH, own)
    with server, shell(BASH, "127.0.0.81", port) as theirs, \
            shell(own, "127.0.0.81", port) as ours:
        answer = who.run("127.0.0.81")
    if shutil.which("dpkg") is None:
        checks.skip("packages", "dpkg is not here")
        return
    checks.equal("package of a shell", answer.of(theirs.pid).get("package"), "bash")
    checks.equal("and of a copy", answer.of(ours.pid).get("packaged"), "none")
    checks.check("in the text", "in no package" in answer.of(ours.pid).get("text", ""),
                 answer.out)


def try_shared(checks, who):
    server, port = listener("127.0.0.82")
    with server, python(FORK, "tcp", "127.0.0.82", port) as process:
        answer = who.run("127.0.0.82")
        checks.check("shared: the parent", answer.of(process.pid), answer.out)
        checks.check("shared: the child", [one for one in answer.programs
                                           if one["parent"] == str(process.pid)], answer.out)


def try_hostile_name(checks, who):
    server, port = listener("127.0.0.83")
    with server, python(RENAME, "tcp", "127.0.0.83", port) as process:
        answer = who.run("127.0.0.83")
        checks.equal("a hostile name", answer.of(process.pid).get("name"), 'a")\x1b\n),("')


def try_without_process(checks, who):
    server, port = listener("127.0.0.84")
    with server:
        peer = socket.create_connection(("127.0.0.84", port))
        answer = who.run(f"{peer.getsockname()[0]},{peer.getsockname()[1]}")
        # The port may have been that of an earlier connection, to another address.
        kinds = {one["kind"] for one in answer.programs
                 if any("tcp 127.0.0.84:" in text for text in one["sockets"])}
        checks.equal("not accepted: the kernel's", kinds, {"kernel"})
        other, _ = server.accept()
        peer.close()
        other.close()
        answer = who.run(f"127.0.0.84,{port}")
        checks.equal("over: closed", answer.kinds(), {"closed"})
        checks.check("over: in words", "closed a moment ago" in answer.out, answer.out)


def refuse_netlink():
    """From now on socket(AF_NETLINK) fails with EPERM, by seccomp(2)."""
    number = {"x86_64": 41, "aarch64": 198}[platform.machine()]
    def step(code, yes, no, value):
        return struct.pack("HBBI", code, yes, no, value)
    program = b"".join([step(0x20, 0, 0, 0), step(0x15, 0, 3, number),
                        step(0x20, 0, 0, 16), step(0x15, 0, 1, 16),
                        step(0x06, 0, 0, 0x00050001), step(0x06, 0, 0, 0x7fff0000)])
    text = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(text))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, head, 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


def try_without_netlink(checks, who):
    if platform.machine() not in ("x86_64", "aarch64"):
        checks.skip("without sock_diag", platform.machine())
        return
    probe = subprocess.run(["python3", "-c", "import socket; socket.socket(16, 3, 4)"],
                           preexec_fn=refuse_netlink, stderr=subprocess.PIPE, check=False)
    checks.check("netlink is refused", b"Operation not permitted" in probe.stderr, probe)
    plain = who.run
    who.run = lambda *arguments: plain(*arguments, preexec=refuse_netlink)
    try:
        for protocol, address in (("tcp", "127.0.0.85"), ("udp", "127.0.0.85"),
                                  ("tcp", "::1"), ("udp", "::1")):
            if ":" in address and not Path("/proc/net/tcp6").exists():
                checks.skip("IPv6", "not here")
                continue
            with contextlib.suppress(RuntimeError):
                try_one(checks, who, protocol, address)
    finally:
        who.run = plain


def try_namespace(checks, who):
    if not IS_ROOT or subprocess.run(["unshare", "-n", "ip", "link", "set", "lo", "up"],
                                     check=False, stderr=subprocess.DEVNULL).returncode:
        checks.skip("network namespaces", "may not make one")
        return
    with started("unshare", "-n", sys.executable, "-c", INSIDE) as process:
        space = os.readlink(f"/proc/{process.pid}/ns/net")[5:-1]
        for way, preexec in (("sock_diag", None), ("/proc", refuse_netlink)):
            program = who.run("127.0.0.1", preexec=preexec).of(process.pid)
            checks.equal(f"in a network namespace, by {way}", program.get("container"),
                         f"network namespace {space}")


def try_outside(checks, who):
    """In a PID namespace of its own it sees sockets, but not the processes outside."""
    prefix = ["unshare", "--pid", "--fork", "--mount-proc"]
    if not IS_ROOT or subprocess.run([*prefix, "true"], check=False,
                                     stderr=subprocess.DEVNULL).returncode:
        checks.skip("PID namespaces", "may not make one")
        return
    server, port = listener("127.0.0.91")
    with server, python(TALK, "tcp", "127.0.0.91", port):
        answer = who.run(f"127.0.0.91,{port}", prefix=prefix)
    checks.equal("a process outside: hidden", answer.kinds(), {"hidden"})
    checks.check("a process outside: said", "outside of this PID namespace" in answer.limits,
                 answer.limits)


def try_confined(checks, who):
    """Root without CAP_SYS_PTRACE: told where a process stays unknown, and only there."""
    prefix = ["setpriv", "--bounding-set=-sys_ptrace"]
    if not IS_ROOT or shutil.which("setpriv") is None:
        checks.skip("a root that is confined", "needs root and setpriv")
        return
    server, port = listener("127.0.0.99")
    with server, python(TALK, "tcp", "127.0.0.99", port):
        answer = who.run(f"127.0.0.99,{port}", prefix=prefix)
        checks.equal("confined: hidden", answer.kinds(), {"hidden"})
        checks.equal("confined: said once, and what is missing", answer.limits.count(
            "though root: CAP_SYS_PTRACE is missing."), 1)
        answer = who.run("127.0.0.100", prefix=prefix)
        checks.check("confined: of nobody else's", "root" not in answer.limits, answer.limits)


def try_watch(checks, who):
    """Connections of 50 ms, each of a process of its own."""
    server, port = listener("127.0.0.86")
    n = 40
    with server:
        talker = subprocess.Popen([sys.executable, "-c", SHORT, "127.0.0.86", str(port),
                                   str(n), "0.05"])
        answer = who.run("--watch", 4.5, f"127.0.0.86,{port}")
        talker.wait()
    named = {one["pid"] for one in answer.programs if one["kind"] == "seen"}
    # Where looks came too slowly (a busy machine, a sanitizer) it has to say so.
    missed_ms = re.search(r"shorter than (\d+) ms may", answer.limits)
    is_slow = missed_ms and int(missed_ms[1]) >= 50
    checks.check(f"watching: {len(named)} of {n} connections of 50 ms have their process"
                 f"{', on a slow machine' if is_slow else ''}",
                 len(named) >= (0.3 if is_slow else 0.9) * n, answer.out)
    checks.check("watching: what may be missed", "may have been missed" in answer.limits,
                 answer.limits)


def try_interrupt(checks, who):
    server, port = listener("127.0.0.87")
    with server, python(TALK, "tcp", "127.0.0.87", port) as process:
        watching = subprocess.Popen([who.path, "--watch", "600", "127.0.0.87"],
                                    stdout=subprocess.PIPE, encoding="utf-8")
        time.sleep(1)
        watching.send_signal(signal.SIGINT)
        out, _ = watching.communicate(timeout=TIME_LIMIT_S)
    answer = Answer(watching.returncode, out, "")
    checks.equal("Ctrl-C while watching: status", answer.status, 0)
    checks.check("Ctrl-C while watching: what was seen", answer.of(process.pid), out)


def try_nobody(checks, who):
    if not IS_ROOT or shutil.which("setpriv") is None:
        checks.skip("as nobody", "needs root and setpriv")
        return
    prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    server, port = listener("127.0.0.88")
    with server, python(TALK, "tcp", "127.0.0.88", port) as theirs:
        answer = who.run(f"127.0.0.88,{port}", prefix=prefix)
        checks.equal("nobody: root's is hidden", answer.kinds(), {"hidden"})
        checks.equal("nobody: but whose it is", answer.programs[0].get("user"), "root")
        checks.check("nobody: said", "only root" in answer.limits, answer.limits)
        checks.check("root: not hidden", who.run("127.0.0.88").of(theirs.pid))
    server, port = listener("127.0.0.89")
    with server, started(*prefix, "/bin/bash", "-c", talk_of_shell("127.0.0.89", port)) as own:
        answer = who.run(f"127.0.0.89,{port}", prefix=prefix)
        checks.equal("nobody: their own", answer.of(own.pid).get("sha256"), sha256(BASH))


def try_lists_of_this_host(checks, who, scratch):
    """What the tools write here now is read back."""
    server, port = listener("127.0.0.90")
    with server, python(TALK, "tcp", "127.0.0.90", port) as process:
        name = Path(f"/proc/{process.pid}/comm").read_text(encoding="utf-8").strip()
        for command in (["ss", "-tunap"], ["ss", "-tnp"], ["ss", "-tunapeoi"],
                        ["ss", "-Htunap"], ["netstat", "-tunap"], ["netstat", "-tunape"],
                        ["netstat", "-tunapoW"]):
            if shutil.which(command[0]) is None:
                checks.skip(" ".join(command), "not here")
                continue
            path = scratch / "list"
            path.write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
            answer = who.run("--list", path, f"127.0.0.90,{port}")
            program = answer.of(process.pid)
            checks.equal(f"{' '.join(command)}: name", program.get("name"), name)
            checks.check(f"{' '.join(command)}: no row is lost",
                         "not understood" not in answer.limits, answer.limits)


def check_ip(folder, *arguments):
    """The command's rows of a run, and what it says."""
    done = subprocess.run([Path(folder).resolve() / "check_ip", "--location_db", "", "-json",
                           "-", *map(str, arguments)], capture_output=True,
                          encoding="utf-8", check=False, timeout=TIME_LIMIT_S)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def try_command(checks, folder, scratch):
    """check_ip: of this host now and for a while, and of a list of its sockets."""
    server, port = listener("127.0.0.92")
    with server, python(TALK, "tcp", "127.0.0.92", port) as process:
        listed = scratch / "listed.txt"
        listed.write_bytes(subprocess.run(["ss", "-tunap"], capture_output=True,
                                          check=True).stdout)
        for name, options in (("--processes", ["--processes"]), ("--watch", ["--watch", 1]),
                              ("--sockets", ["--sockets", listed])):
            rows, said = check_ip(folder, *options, "127.0.0.92", "127.0.0.93")
            checks.equal(f"check_ip {name}: rows", [row["ip"] for row in rows],
                         ["127.0.0.92", "127.0.0.93"])
            checks.check(f"check_ip {name}: the program",
                         f"(pid {process.pid}" in (rows[0]["programs"] or ""), rows)
            checks.equal(f"check_ip {name}: nobody else", rows[1]["programs"], None)
            checks.check(f"check_ip {name}: the socket", f"-> 127.0.0.92:{port}" in
                         (rows[0]["sockets"] or ""), rows)
            checks.check(f"check_ip {name}: said", "programs: " in said, said)
        rows, _ = check_ip(folder, "--processes", "127.0.0.92")
        checks.equal("check_ip --processes: sha256", rows[0]["sha256"],
                     sha256(f"/proc/{process.pid}/exe"))
        checks.check("check_ip --processes: command line",
                     rows[0]["command_lines"].endswith(f" tcp 127.0.0.92 {port}"), rows)


def try_command_interrupt(checks, folder):
    """check_ip: Ctrl-C ends the watch, and tells what was seen."""
    server, port = listener("127.0.0.94")
    with server, python(TALK, "tcp", "127.0.0.94", port) as process:
        watching = subprocess.Popen([Path(folder).resolve() / "check_ip", "--location_db", "",
                                     "-json", "-", "--watch", "600", "127.0.0.94"],
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                    encoding="utf-8")
        time.sleep(1)
        watching.send_signal(signal.SIGINT)
        out, _ = watching.communicate(timeout=TIME_LIMIT_S)
    checks.equal("check_ip, Ctrl-C while watching: status", watching.returncode, 0)
    checks.check("check_ip, Ctrl-C while watching: what was seen",
                 f"(pid {process.pid}" in out, out)


def try_met(checks, folder, scratch):
    """check_ip without anything to check: what the sockets of this host lead to."""
    def met(*options, outside="!127.0.0.95,!127.0.0.96"):
        rows, said = check_ip(folder, "--internal_networks", outside, *options)
        return {row["ip"]: row for row in rows}, said

    server, port = listener("127.0.0.95")
    server_of_others, port_of_others = listener("127.0.0.97")
    with server, server_of_others, python(TALK, "tcp", "127.0.0.95", port) as process:
        caller = socket.create_connection(("127.0.0.97", port_of_others),
                                          source_address=("127.0.0.96", 0))
        accepted, _ = server_of_others.accept()
        rows, said = met("--processes")
        checks.equal("met: who is outside", set(rows), {"127.0.0.95", "127.0.0.96"})
        checks.check("met: the others are counted", " left out: of the network itself" in said, said)
        checks.check("met: said to be this host", "this host: 2 sockets; 2 addresses" in said,
                     said)
        checks.check("met: the program", f"(pid {process.pid}" in
                     rows["127.0.0.95"]["programs"], rows)
        checks.equal("met: is called", rows["127.0.0.95"]["ports"], f"{port}/tcp")
        checks.equal("met: calls", rows["127.0.0.96"]["ports_called"], f"{port_of_others}/tcp")
        checks.equal("met: and has no port", rows["127.0.0.96"]["ports"], None)
        checks.equal("met: -d", set(met("--processes", "-d")[0]), {"127.0.0.95"})
        checks.equal("met: -s", set(met("--processes", "-s")[0]), {"127.0.0.96"})
        checks.check("met: --inside", {"127.0.0.95", "127.0.0.97"} <=
                     set(met("--processes", "--inside")[0]))
        bad = scratch / "bad.txt"
        bad.write_text("198.51.100.7\n", encoding="utf-8")
        rows, said = met("--processes", "--intel", bad)
        checks.equal("met: lists are asked", rows["127.0.0.95"]["verdict"], "nothing")
        bad.write_text("127.0.0.1\n10.0.0.1\n", encoding="utf-8")
        rows, said = met("--processes", "--intel", bad)
        checks.equal("met: nobody's address is no threat", set(rows),
                     {"127.0.0.95", "127.0.0.96"})
        listed = scratch / "met.txt"
        listed.write_bytes(subprocess.run(["ss", "-tunap"], capture_output=True,
                                          check=True).stdout)
        rows, said = met("--sockets", listed)
        checks.equal("met: in a list", set(rows), {"127.0.0.95", "127.0.0.96"})
        checks.equal("met: in a list, who calls", rows["127.0.0.96"]["ports_called"],
                     f"{port_of_others}/tcp")
        checks.check("met: said to be another", "another host: 2 sockets" in said, said)
        _, said = met("--processes", "-eh", "127.0.0.1", "-ep", "9")
        checks.check("a server that is named is asked", "127.0.0.1:9: " in said, said)
        caller.close()
        accepted.close()
    heading = scratch / "heading.txt"
    heading.write_text("Netid State Recv-Q Send-Q Local Peer\n", encoding="utf-8")
    rows, said = met("--sockets", heading)
    checks.check("met: nobody", not rows and "another host: 0 sockets; 0 addresses" in said,
                 said)


def try_met_later(checks, folder):
    """Who is talked to while it watches is one to check as well."""
    server, port = listener("127.0.0.98")
    with server:
        watching = subprocess.Popen([Path(folder).resolve() / "check_ip", "--location_db", "",
                                     "-json", "-", "--internal_networks", "!127.0.0.98",
                                     "--watch", "600"], stdout=subprocess.PIPE,
                                    stderr=subprocess.DEVNULL, encoding="utf-8")
        time.sleep(1)
        with python(TALK, "tcp", "127.0.0.98", port) as process:
            time.sleep(1)
            watching.send_signal(signal.SIGINT)
            out, _ = watching.communicate(timeout=TIME_LIMIT_S)
    checks.equal("met while watching: status", watching.returncode, 0)
    rows = {row["ip"]: row for row in map(json.loads, out.splitlines())}
    checks.check("met while watching", f"(pid {process.pid}" in
                 rows.get("127.0.0.98", {}).get("programs", ""), out)
    checks.check("met while watching: when", rows["127.0.0.98"]["first_seen"], out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", default="build")
    options = parser.parse_args()
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="flare-programs-") as folder:
        scratch = Path(folder)
        scratch.chmod(0o755)
        who = Who(options.bin, scratch)
        try_addresses(checks, who)
        try_udp_unconnected(checks, who)
        try_files(checks, who, scratch)
        try_packages(checks, who, scratch)
        try_shared(checks, who)
        try_hostile_name(checks, who)
        try_without_process(checks, who)
        try_without_netlink(checks, who)
        try_namespace(checks, who)
        try_outside(checks, who)
        try_confined(checks, who)
        try_watch(checks, who)
        try_interrupt(checks, who)
        try_nobody(checks, who)
        try_lists_of_this_host(checks, who, scratch)
        try_command(checks, options.bin, scratch)
        try_command_interrupt(checks, options.bin)
        try_met(checks, options.bin, scratch)
        try_met_later(checks, options.bin)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
