#!/usr/bin/env python3
"""guide - makes the pictures of the guide anew, of the example day:

    tests/browser/guide.py --bin build

In examples/guide/pictures: report.png, the web page; row.png, a row of it opened;
terminal.png, what the terminal shows. They change with the fonts of the machine, so
nothing is compared: look at them, and commit what has changed for a reason.
"""

import argparse
import html
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import environment

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "examples/guide/pictures"
DAY = "examples/day/eve.json.gz"
WINDOW = {"width": 1200, "height": 760}
COLUMNS = 118
SHOWN = ["flare_beacon", "-fo", "--top", "7", DAY]

# The eight colours as a dark terminal has them.
COLOURS = "#6e7681 #ff7b72 #7ee787 #e3b341 #79c0ff #d2a8ff #a5d6ff #e6edf3".split()
PAGE = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #0d1117; }
pre { display: inline-block; margin: 0; padding: 14px 18px; color: #e6edf3;
      font: 13px/1.35 "DejaVu Sans Mono", monospace; }
b { font-weight: bold } .dim { opacity: .65 }
</style><pre>$ %s
%s</pre>"""


def on_terminal(build):
    """What a run writes to a terminal, with its colours."""
    command = [build / "flare_beacon", "-q", *SHOWN[1:]]
    return subprocess.run(
        [sys.executable, ROOT / "tests/golden/on_terminal.py", str(COLUMNS), *command],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "NO_COLOR": ""},
    ).stdout


def style_of(codes):
    """The style that the numbers of an escape sequence ask for."""
    style = []
    for code in codes.split(";"):
        number = int(code or 0)
        if 30 <= number <= 37:
            style.append(f"color:{COLOURS[number - 30]}")
        elif 90 <= number <= 97:
            style.append(f"color:{COLOURS[number - 90]}")
        elif number == 1:
            style.append("font-weight:bold")
        elif number == 2:
            style.append("opacity:.65")
    return ";".join(style)


def as_html(text):
    """Colours become spans; what else a terminal is told is left out."""
    parts, is_open = [], False
    for part in re.split(r"(\x1b\[[0-9;?]*[A-Za-z])", text):
        found = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if not found:
            parts.append("" if part.startswith("\x1b") else html.escape(part))
            continue
        parts.append("</span>" if is_open else "")
        style = style_of(found[1])
        is_open = bool(style)
        parts.append(f'<span style="{style}">' if is_open else "")
    return "".join(parts) + ("</span>" if is_open else "")


def take_terminal(browser, chromium, build, folder):
    page_of_it = folder / "terminal.html"
    text = as_html(on_terminal(build))
    page_of_it.write_text(PAGE % (html.escape(" ".join(SHOWN)), text), "utf-8")
    with browser.opened(chromium, page_of_it, WINDOW) as page:
        page.locator("pre").screenshot(path=PICTURES / "terminal.png")


def scroll_to(place, above):
    """So that there are so many pixels above it, which the headings take."""
    place.evaluate("(e, n) => scrollTo(0, e.getBoundingClientRect().top + scrollY - n)", above)


def take_report(browser, chromium, build, folder):
    report = folder / "report.html"
    subprocess.run(
        [build / "flare_beacon", "-q", "-fo", "--context", "-html", report, DAY],
        cwd=ROOT,
        check=True,
    )
    with browser.opened(chromium, report, WINDOW, color_scheme="light") as page:
        scroll_to(page.get_by_role("heading", name="Look at these first"), 16)
        page.screenshot(path=PICTURES / "report.png")
        row = page.locator("tr.row").nth(2)
        row.locator(".open").click()
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        scroll_to(row, 160)
        page.screenshot(path=PICTURES / "row.png")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--bin", type=Path, required=True, metavar="DIR", help="folder of the programs"
    )
    build = parser.parse_args().bin.resolve()
    environment.enter(build)
    import chromium as browser

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="guide-") as temp, browser.browser() as chromium:
        take_terminal(browser, chromium, build, Path(temp))
        take_report(browser, chromium, build, Path(temp))
    for picture in sorted(PICTURES.glob("*.png")):
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
