#!/usr/bin/env python3
"""run - hold SECURITY.md's claims that no other test holds against what was built.

    python3 tests/trust/run.py --bin build

A server that lies, logs made to harm, secrets, files that others could read, and the
protections that compiler and linker were asked for.
"""
import argparse
import gzip
import json
import os
import re
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import checks  # noqa: E402  (found by the line above)
import liar  # noqa: E402

SECRET = "hunter2-is-the-password"
TIME_LIMIT_S = 240  # sanitizers are slow
MOST_MB = 1600  # two pages of 256 MB each for two threads, and what grows by doubling
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Done:
    """A run that has ended: what it wrote, and the most memory it had."""

    def __init__(self, command, temp, stdin=None, **environment):
        with open(temp / "stdout", "wb") as out, open(temp / "stderr", "wb") as err:
            begun = time.monotonic()
            process = subprocess.Popen([str(part) for part in command], stdout=out,
                                       stderr=err, stdin=stdin or subprocess.DEVNULL,
                                       cwd=temp, env={"PATH": os.environ["PATH"],
                                                      "LC_ALL": "C.UTF-8", "TZ": "UTC",
                                                      "HOME": str(temp)} | environment)
            pid = 0
            while pid == 0 and time.monotonic() - begun < TIME_LIMIT_S:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                time.sleep(0.01)
            self.in_time = pid != 0
            if pid == 0:
                process.kill()
                pid, status, usage = os.wait4(process.pid, 0)
            process.returncode = self.status = os.waitstatus_to_exitcode(status)
        self.megabytes = usage.ru_maxrss >> 10
        self.out = (temp / "stdout").read_text("utf-8", "surrogateescape")
        self.err = (temp / "stderr").read_text("utf-8", "surrogateescape")

    def __str__(self):
        return f"status {self.status}, {self.megabytes} MB, {self.out[-300:]!r} {self.err[-600:]!r}"


class Scene:
    """What a check needs."""

    def __init__(self, test, programs, temp, sanitized):
        self.test, self.temp, self.sanitized = test, temp, sanitized
        self.beacon, self.check_ip = programs / "flare_beacon", programs / "check_ip"

    def run(self, *options, **more):
        return Done([self.beacon, *options], self.temp, **more)

    def ask(self, server, *options, **more):
        return self.run("-eh", "127.0.0.1", "-ep", server.port, "--es_index", "flows",
                        "-th", 2, *options, **more)


# A server that lies ---------------------------------------------------------------------

def nested(handler):
    handler.answer(b'{"indices":' + b"[" * liar.DEEP + b"]" * liar.DEEP + b"}")


def nested_behind_a_comment(handler):
    handler.answer(b'/*"*/{"indices":' + b"[" * liar.DEEP + b"]" * liar.DEEP + b"}")


def refuse_without_end(handler):
    handler.close_connection = True
    handler.wfile.write(b"HTTP/1.1 404 Not Found\r\n\r\n")
    try:
        while not handler.server.is_over:
            handler.wfile.write(b"A" * 1_000_000)
    except OSError:
        pass


def headers_without_end(handler):
    handler.close_connection = True
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    try:
        while not handler.server.is_over:
            handler.wfile.write(b"X-More: yes\r\n" * 10_000)
    except OSError:
        pass


LIES = {
    # what: (part of the path, answer, words of the message)
    "brackets in brackets": ("_field_caps", nested, "has no field"),
    "brackets behind a comment": ("_field_caps", nested_behind_a_comment, "no "),
    "fields without end": ("_field_caps",
                           lambda h: h.endless(b'{"fields":{"', b"A"), "256 MB"),
    "a page that is one text": ("_search", lambda h: h.endless(b'{"_scroll_id":"', b"A"),
                                "more than 256 MB"),
    "a page of brackets": ("_search", lambda h: h.endless(b'{"hits":', b"["),
                           "more than 256 MB"),
    "a refusal without end": ("", refuse_without_end, "answers 404"),
    "headers without end": ("", headers_without_end, "headers"),
    "no JSON": ("", lambda h: h.answer(liar.ESCAPES.encode()), "not JSON"),
    "a reason of escape sequences": (
        "", lambda h: h.answer({"error": {"reason": liar.ESCAPES}}, 400), "answers 400"),
}


def check_lies(scene):
    for name, (part, answer, words) in LIES.items():
        with liar.Liar({part: answer}) as server:
            done = scene.ask(server)
        scene.test.check(f"a server that lies: {name}: ends, and says why",
                         done.in_time and done.status == 1 and words in done.err, done)
        scene.test.check(f"a server that lies: {name}: moves no cursor",
                         not CONTROLS.search(done.err.replace("\n", "")), done)
        if not scene.sanitized:
            scene.test.check(f"a server that lies: {name}: fills no memory",
                             done.megabytes < MOST_MB, done)


def check_redirect(scene):
    """Whoever answers may not send the password on to somebody else."""
    with liar.Liar({}) as other, liar.Liar({}) as server:
        server.lies[""] = lambda handler: handler.answer(
            b"", 307, Location=f"http://127.0.0.1:{other.port}/")
        done = scene.ask(server, "--username", "me", FLARE_ES_PASSWORD=SECRET)
        scene.test.check("a redirect is told of", "answers 307" in done.err, done)
        scene.test.equal("a redirect is not followed", other.asked, [])
        sent = [headers.get("Authorization") for _, headers in server.asked]
        scene.test.check("the password goes to the server that was named",
                         sent and all(sent), sent)


# Secrets --------------------------------------------------------------------------------

def check_secrets(scene):
    with liar.Liar({}) as server:
        done = scene.ask(server, "--username", "me", "--debug", FLARE_ES_PASSWORD=SECRET)
    coded = "bWU6aHVudGVyMi1pcy10aGUtcGFzc3dvcmQ"
    scene.test.check("--debug tells what is asked, and no secret",
                     "_search" in done.err and SECRET not in done.err
                     and coded not in done.err, done)
    done = scene.run("--password", SECRET)
    scene.test.check("a password on the command line is refused and not repeated",
                     done.status == 2 and SECRET not in done.out + done.err, done)


def check_readable_secret(scene):
    ini = scene.temp / "secret.ini"
    ini.write_text(f"[beacon]\nusername=me\npassword={SECRET}\n", encoding="utf-8")
    for mode, warns in ((0o644, True), (0o620, True), (0o600, False)):
        ini.chmod(mode)
        with liar.Liar({}) as server:
            done = scene.ask(server, "-c", ini)
        scene.test.equal(f"an ini with a password of mode {mode:o} is told of",
                         "chmod 600" in done.err, warns)


def check_writable_ini(scene):
    ini = scene.temp / "anybodys.ini"
    ini.write_text("[beacon]\nmin_occur=5\n", encoding="utf-8")
    log = flows(scene.temp / "ini.json.gz")
    for mode, warns in ((0o666, True), (0o644, False)):
        ini.chmod(mode)
        done = scene.run("-c", ini, log)
        scene.test.equal(f"an ini of mode {mode:o}, which anybody may change, is told of",
                         "chmod o-w" in done.err, warns)


def allow_cores():
    """As far as it may; many hosts allow none from the start."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def check_core(scene):
    """A reader that waits; its limits are the kernel's word, not ours."""
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        scene.test.skip("no core is left with secrets in it", "none may be left here")
        return
    reading, writing = os.pipe()
    process = subprocess.Popen([scene.beacon, "-q", "-"], stdin=reading,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               preexec_fn=allow_cores)
    os.close(reading)
    try:
        for _ in range(200):
            limits = Path(f"/proc/{process.pid}/limits").read_text("ascii")
            soft = re.search(r"^Max core file size +(\S+)", limits, re.M)[1]
            if soft == "0":
                break
            time.sleep(0.02)
        scene.test.equal("no core is left with secrets in it", soft, "0")
    finally:
        process.kill()
        process.wait()
        os.close(writing)


# Files ----------------------------------------------------------------------------------

def flows(path, n=40, sni=None, repeat=1):
    """A log of one beacon, with a name if told."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as log:
        for i in range(n):
            start = f"2025-11-20T{i // 60:02}:{i % 60:02}:00.000000+0000"
            base = {"src_ip": "10.0.0.1", "src_port": 40000 + i, "dest_ip": "192.0.2.1",
                    "dest_port": 443, "proto": "TCP", "flow_id": i + 1, "timestamp": start}
            lines = [base | {"event_type": "flow", "flow": {
                "start": start, "end": start, "bytes_toserver": 100, "bytes_toclient": 100}}]
            if sni:
                lines.append(base | {"event_type": "tls", "tls": {"sni": sni}})
            log.write("".join(json.dumps(line) + "\n" for line in lines) * repeat)
    return path


def check_modes(scene):
    log = flows(scene.temp / "modes.json.gz")
    for umask, mode in ((0o077, 0o600), (0o022, 0o644), (0o002, 0o664)):
        old = os.umask(umask)
        try:
            done = scene.run("-q", log, "-csv", "o.csv", "-html", "o.html", "-json", "o.json",
                             "--save", "o.save")
        finally:
            os.umask(old)
        for name in ("o.csv", "o.html", "o.json", "o.save"):
            path = scene.temp / name
            found = stat.S_IMODE(path.stat().st_mode) if path.exists() else done
            scene.test.equal(f"umask {umask:03o}: {name} is for whom it says", found, mode)
            path.unlink(missing_ok=True)


def check_traps(scene):
    """A folder where anybody may put links by any name."""
    folder = scene.temp / "anybody"
    folder.mkdir()
    folder.chmod(0o1777)
    victim = scene.temp / "victim"
    victim.write_text("precious", encoding="utf-8")
    for name in ("..out.csv", ".out.csv", "out.csv.tmp", ".out.csv.tmp", "out.csv~"):
        (folder / name).symlink_to(victim)
    done = scene.run("-q", flows(scene.temp / "traps.json.gz"), "-csv", folder / "out.csv")
    scene.test.check("an output takes its name in a folder of traps",
                     done.status == 0 and (folder / "out.csv").is_file()
                     and not (folder / "out.csv").is_symlink(), done)
    scene.test.equal("links beside an output are not written through",
                     victim.read_text("utf-8"), "precious")
    scene.test.equal("nothing else is left in the folder",
                     sorted(path.name for path in folder.iterdir() if not path.is_symlink()),
                     ["out.csv"])


# Logs made to harm ----------------------------------------------------------------------

def check_texts(scene):
    log = flows(scene.temp / "texts.json.gz", sni='=cmd|"/c calc"!A1' + liar.ESCAPES
                + liar.SCRIPT)
    for option in ("", "-csv", "-html", "-json"):
        done = scene.run("-q", "--key", "src,name", "--context", log,
                         *([option, "-"] if option else ("--width", 0)))
        text = done.out.replace("\n", "").replace("\r", "").replace("\t", "")
        scene.test.check(f"a hostile name, {option or 'text'}: a row, and no control",
                         done.status == 0 and "cmd" in text and not CONTROLS.search(text)
                         and (option != "-html" or liar.SCRIPT not in text), done)


def check_floods(scene):
    """Small files that would be large in memory."""
    bombs = {
        "a line without end": lambda out: [out.write(b"A" * 1_000_000) for _ in range(400)],
        "a text without end": lambda out: [out.write(b'{"src_ip":"')] +
                              [out.write(b"A" * 1_000_000) for _ in range(400)],
        "brackets without end": lambda out: [out.write(b"[" * 1_000_000) for _ in range(100)],
    }
    for name, write in bombs.items():
        path = scene.temp / "bomb.json.gz"
        with gzip.open(path, "wb", compresslevel=1) as out:
            first = flows(scene.temp / "first.json.gz")
            out.write(gzip.decompress(first.read_bytes()))
            write(out)
            out.write(b"\n")
        done = scene.run("-q", path, "-csv", "-")
        scene.test.check(f"{name}: the flows before it are read", done.status == 0
                         and "192.0.2.1" in done.out, done)
        if not scene.sanitized:
            scene.test.check(f"{name}: fills no memory", done.megabytes < 300, done)


# What was built -------------------------------------------------------------------------

def check_hardening(scene):
    if scene.sanitized:
        return
    for program in (scene.beacon, scene.check_ip):
        shown = subprocess.run(["readelf", "-hldW", "--dyn-syms", program], check=True,
                               capture_output=True, encoding="ascii").stdout
        name = program.name
        stack = re.search(r"GNU_STACK.*", shown)
        scene.test.check(f"{name}: runs at any address", "DYN (Position-Ind" in shown)
        scene.test.check(f"{name}: its stack holds no code",
                         stack and "E" not in stack[0].split()[6], stack)
        scene.test.check(f"{name}: what is linked is found at the start and then only read",
                         "GNU_RELRO" in shown and "BIND_NOW" in shown)
        scene.test.check(f"{name}: guards its stack", "__stack_chk_fail" in shown)
        scene.test.check(f"{name}: checks what is copied", "__memcpy_chk" in shown
                         or "__snprintf_chk" in shown)


def is_sanitized(program):
    symbols = subprocess.run(["readelf", "--dyn-syms", "-W", program], check=True,
                             capture_output=True, encoding="ascii").stdout
    return "__asan_init" in symbols or "__tsan_init" in symbols


def main():
    parser = argparse.ArgumentParser(description="hold SECURITY.md's claims against a build")
    parser.add_argument("--bin", required=True, help="folder of the programs")
    programs = Path(parser.parse_args().bin).resolve()
    test = checks.Checks()
    temp = Path(tempfile.mkdtemp())
    scene = Scene(test, programs, temp, is_sanitized(programs / "flare_beacon"))
    try:
        for check in (check_hardening, check_modes, check_traps, check_core, check_texts,
                      check_floods, check_secrets, check_readable_secret,
                      check_writable_ini, check_redirect, check_lies):
            check(scene)
    finally:
        shutil.rmtree(temp)
    return test.finish()


if __name__ == "__main__":
    sys.exit(main())
