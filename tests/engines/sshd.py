"""sshd - an ssh server of the test's own, and what a client needs to be let in.

    with Sshd(folder) as host:
        config = host.client("config", StrictHostKeyChecking="yes")
        subprocess.run(["ssh", "-F", config, host.alias, "true"])

It listens on a free port of the loopback interface, with a host key, a
configuration and a list of keys that it makes in its folder; nobody's ~/.ssh is
read or written. Only the user who runs it can log in. `Unavailable` says what
is missing.
"""
import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

from engine import Unavailable, free_ports

START_LIMIT_S = 10
PASSPHRASE = "open sesame"


def find_sshd():
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin"
    for name in ("ssh", "ssh-keygen", "sshd"):
        found = shutil.which(name, path=path)
        if not found:
            raise Unavailable(f"there is no {name}: install openssh-client and openssh-server")
    return found  # sshd is run by its whole path, or it refuses


def make_key(path, passphrase=""):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", str(path)],
                   check=True, stdin=subprocess.DEVNULL)
    return path


class Sshd:
    """One server; `settings` are further lines of its configuration."""

    alias = "flare-host"

    def __init__(self, folder, **settings):
        self.folder = Path(folder)
        self.settings = settings
        self.user = pwd.getpwuid(os.geteuid()).pw_name
        self.process = None
        [self.port] = free_ports(1)

    def start(self):
        program = find_sshd()
        self.folder.mkdir()
        if os.geteuid() == 0:
            # Where a root's sshd locks up the part of it that nobody may trust.
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        host_key = make_key(self.folder / "host_key")
        keys = [make_key(self.folder / "key"), make_key(self.folder / "locked", PASSPHRASE)]
        make_key(self.folder / "stranger")
        self.write("authorized", *((f"{key}.pub", None) for key in keys))
        self.know(host_key)
        config = {"Port": self.port, "ListenAddress": "127.0.0.1", "HostKey": host_key,
                  "AuthorizedKeysFile": self.folder / "authorized", "StrictModes": "no",
                  "PidFile": "none", "UsePAM": "no", "PasswordAuthentication": "no",
                  "KbdInteractiveAuthentication": "no", "PermitRootLogin": "yes"}
        path = self.write("sshd_config", *(self.settings | config).items())
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen([program, "-D", "-e", "-f", str(path)],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            start_new_session=True)
        return self

    def write(self, name, *lines):
        """A file of "KEY VALUE" lines; a pair without a value is a file to copy."""
        text = "".join(f"{key} {value}\n" if value is not None
                       else Path(key).read_text(encoding="utf-8") for key, value in lines)
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def know(self, key, name="known"):
        """A list of known hosts in which this server has this key."""
        public = Path(f"{key}.pub").read_text(encoding="utf-8").split()
        return self.write(name, (f"[127.0.0.1]:{self.port}", f"{public[0]} {public[1]}"))

    def client(self, name, **changes):
        """A configuration for ssh's -F that leads here; its path."""
        settings = {"HostName": "127.0.0.1", "Port": self.port, "User": self.user,
                    "UserKnownHostsFile": self.folder / "known",
                    "GlobalKnownHostsFile": "/dev/null", "IdentityAgent": "none",
                    "IdentityFile": self.folder / "key", "IdentitiesOnly": "yes",
                    "StrictHostKeyChecking": "ask"} | changes
        return self.write(name, ("Host", self.alias),
                          *((key, value) for key, value in settings.items()))

    def wait(self):
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port)).close()
                return self
            time.sleep(0.05)
        raise Unavailable("sshd does not run: "
                          + (self.folder / "log").read_text(encoding="utf-8").strip())

    def stop(self):
        """End the listener and, by their numbers, the sessions it has begun."""
        if self.process and self.process.poll() is None:
            sessions = descendants(self.process.pid)
            self.process.terminate()
            self.process.wait()
            for pid in sessions:
                end(pid)

    def __enter__(self):
        try:
            return self.start().wait()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_):
        self.stop()


def end(pid):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 15)


def descendants(pid):
    """The processes that a process has started, and theirs."""
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text(encoding="utf-8").split()):
                found += [child, *descendants(child)]
    return found


def running(word):
    """The processes with this word in their command line; no zombies."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if word.encode() in (place / "cmdline").read_bytes():
                found.append(int(place.name))
    return found
