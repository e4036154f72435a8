"""completing - whether bash, zsh and fish complete by what was installed.

fish can be asked what it would complete. bash and zsh are run on a terminal, where a
word is begun and the tabulator is pressed; what the line has become is what counts.
"""
import os
import pty
import select
import shutil
import subprocess
import time

# What is typed, and what the line must be then.
LINES = (
    ("flare_beacon --curs", "flare_beacon --cursor"),
    ("flare_beacon --cursor scr", "flare_beacon --cursor scroll"),
    ("flare_beacon --key src,n", "flare_beacon --key src,name"),
    ("flare_beacon -c sel", "flare_beacon -c selks"),
    ("flare_beacon -c mi", "flare_beacon -c mine.ini"),
    ("flare_beacon --sort prev", "flare_beacon --sort prevalence_percent"),
    ("flare_beacon --intel abu", "flare_beacon --intel abuseipdb"),
    ("flare_beacon -csv my", "flare_beacon -csv my\\ table.csv"),
    ("flare_beacon my", "flare_beacon my\\ table.csv"),
    ("flare_beacon --no_list", "flare_beacon --no_list_reported"),
    ("check_ip --sock", "check_ip --sockets"),
    ("check_ip --by ad", "check_ip --by address"),
    ("check_ip --config zeek-s", "check_ip --config zeek-streaming"),
    ("check_ip --out hot", "check_ip --out hotels/"),
)
FILES = ("mine.ini", "my table.csv", "hotmail")
LIMIT_S = 10
PROMPT = "ready> "


class Terminal:
    """A shell on a terminal of its own."""

    def __init__(self, command, folder, environment):
        self.process, self.fd = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, environment)
        self.seen = ""

    def read_until(self, good):
        """What it shows from now on, until that is good or time is up."""
        deadline = time.monotonic() + LIMIT_S
        while not good(self.seen) and time.monotonic() < deadline:
            if select.select([self.fd], [], [], 0.1)[0]:
                try:
                    self.seen += os.read(self.fd, 65536).decode(errors="replace")
                except OSError:
                    break
        return self.seen

    def type(self, text):
        self.seen = ""
        os.write(self.fd, text.encode())

    def close(self):
        os.close(self.fd)
        os.waitpid(self.process, 0)


def lines_of(terminal, start):
    """What becomes of LINES; functions() show what they are called with."""
    terminal.read_until(lambda seen: PROMPT in seen)
    terminal.type(start + "\n")
    terminal.read_until(lambda seen: PROMPT in seen.partition("started")[2])
    for typed, _ in LINES:
        terminal.type(f"{typed}\t\n")
        yield terminal.read_until(lambda seen: PROMPT in seen.partition("<end>")[2])
    terminal.close()


def shown(line):
    """How the function shows the words of a line."""
    name, *words = line.replace("\\ ", "\0").split()
    words = "".join(f"<{word}>" for word in words).replace("\0", " ").replace("/>", ">")
    return f"<{name}>{words}<end>"


def functions():
    """In place of the commands, so that nothing is run."""
    return "; ".join(f"{name}() {{ printf '<%s>' {name} \"$@\" end; echo; }}"
                     for name in ("flare_beacon", "check_ip"))


def check_typed(test, shell, command, start, folder):
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb",
                   "LC_ALL": "C.UTF-8", "PS1": PROMPT}
    terminal = Terminal(command, folder, environment)
    for (typed, line), seen in zip(LINES, lines_of(terminal, f"{functions()}; {start}; echo start'ed'")):
        test.check(f"complete: {shell}: {typed}", shown(line) in seen.replace("/>", ">"), repr(seen))


def check_fish(test, prefix, folder):
    place = prefix / "share/fish/vendor_completions.d"
    for typed, line in LINES:
        name = typed.split()[0]
        done = subprocess.run(
            ["fish", "--no-config", "-c", f"source {place}/{name}.fish; complete -C '{typed}'"],
            cwd=folder, capture_output=True, text=True, check=False,
            env=os.environ | {"HOME": str(folder)})
        found = [found.split("\t")[0] for found in done.stdout.splitlines()]
        wanted = line[typed.rindex(" ") + 1:]
        test.check(f"complete: fish: {typed}", wanted in found or wanted.replace("\\ ", " ") in found,
                   done.stdout + done.stderr)


def check_completing(test, prefix, temp):
    folder = temp / "shells"
    folder.mkdir()
    for name in FILES:
        (folder / name).touch()
    (folder / "hotels").mkdir()
    share = prefix / "share"
    files = " ".join(f". {share}/bash-completion/completions/{name}.bash;"
                     for name in ("flare_beacon", "check_ip"))
    check_typed(test, "bash", ["bash", "--norc", "--noprofile", "-i"],
                f"bind 'set bell-style none'; {files} true", folder)
    if shutil.which("zsh"):
        check_typed(test, "zsh", ["zsh", "-f", "-i"],
                    f"fpath=({share}/zsh/site-functions $fpath); autoload -U compinit; "
                    "compinit -u -D; unsetopt beep", folder)
    else:
        test.skip("complete: zsh", "no zsh")
    if shutil.which("fish"):
        check_fish(test, prefix, folder)
    else:
        test.skip("complete: fish", "no fish")
