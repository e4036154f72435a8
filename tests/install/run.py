#!/usr/bin/env python3
"""run - what `meson install` leaves, whether shells complete by it, and the examples of
how to operate it.

    python3 tests/install/run.py --bin build

Shells and tools that are not here are skipped, and said to be.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import checks  # noqa: E402  (found by the line above)
import completing  # noqa: E402
import operating  # noqa: E402

COMMANDS = ("flare_beacon", "check_ip")
PLACES = ("bin/{0}", "share/man/man1/{0}.1", "share/bash-completion/completions/{0}.bash",
          "share/zsh/site-functions/_{0}", "share/fish/vendor_completions.d/{0}.fish")
DATA = "share/flare_beacon/config"


def install(test, folder, root):
    """Installs into `root`; the folder that is the prefix there, or None."""
    done = subprocess.run(["meson", "install", "-C", str(folder), "--no-rebuild", "--quiet",
                           "--destdir", str(root)], capture_output=True, text=True, check=False)
    found = sorted(root.glob("**/bin/flare_beacon"))
    if test.check("install: meson install", done.returncode == 0 and len(found) == 1,
                  done.stdout + done.stderr):
        return found[0].parent.parent
    return None


def check_places(test, prefix):
    """Everything is where it belongs, and nothing else is there."""
    expected = {place.format(name) for place in PLACES for name in COMMANDS}
    expected |= {f"{DATA}/{path.name}" for path in (checks.ROOT / "config").iterdir()}
    found = {str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_file()}
    test.equal("install: missing", sorted(expected - found), [])
    test.equal("install: too many", sorted(found - expected), [])


def check_commands(test, prefix, temp):
    """What was installed works from any folder."""
    for name in COMMANDS:
        done = subprocess.run([prefix / "bin" / name, "--version"], capture_output=True,
                              text=True, check=False, cwd=temp)
        test.check(f"install: {name} runs", done.stdout.startswith(f"{name} "), done.stderr)
        page = prefix / f"share/man/man1/{name}.1"
        if not shutil.which("man"):
            test.skip(f"install: the manual of {name}", "no man")
            continue
        done = subprocess.run(["man", "--warnings", "-l", str(page)], capture_output=True,
                              text=True, check=False, env=os.environ | {"LC_ALL": "C.UTF-8"})
        test.check(f"install: the manual of {name}",
                   "--es_index" in done.stdout.replace("\u2212", "-") and not done.stderr,
                   done.stderr or done.stdout[:300])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, metavar="DIR", help="folder of the build")
    args = parser.parse_args()
    test = checks.Checks()
    with tempfile.TemporaryDirectory(prefix="install-") as temp:
        prefix = install(test, Path(args.bin).resolve(), Path(temp, "root"))
        if prefix:
            check_places(test, prefix)
            check_commands(test, prefix, temp)
            completing.check_completing(test, prefix, Path(temp))
        operating.check_operating(test, Path(args.bin).resolve(), Path(temp))
    return test.finish()


if __name__ == "__main__":
    sys.exit(main())
