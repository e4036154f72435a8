"""environment - the Python packages of these tests, in a folder of their own of the build.

Playwright drives the browser, axe-core comes with axe-playwright-python; both are
pinned in requirements.txt, whose digest names the folder: other pins, another folder.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements.txt"


def folder_in(build):
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]
    return Path(build).resolve() / f"browser-venv-{digest}"


def make(folder):
    """Make it under another name first: what has its name is whole."""
    part = folder.with_name(f"{folder.name}.{os.getpid()}")
    subprocess.run([sys.executable, "-m", "venv", part], check=True)
    subprocess.run(
        [
            part / "bin/python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
            REQUIREMENTS,
        ],
        check=True,
    )
    part.rename(folder)


def enter(build):
    """Go on in the environment of this build folder, which is made if need be."""
    folder = folder_in(build)
    if Path(sys.prefix).resolve() == folder:
        return
    if not folder.is_dir():
        make(folder)
    python = folder / "bin/python"
    os.execv(python, [str(python), *sys.argv])
