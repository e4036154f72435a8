#!/usr/bin/env python3
"""pictures - what the report of given logs looks like, to be looked at by people.

    tests/browser/pictures.py --bin build OUT NAME=FILE[,FILE]...

For each NAME there are, in the folder OUT: NAME.html, the report; NAME-light.png and
NAME-dark.png with the first two rows opened; NAME-phone.png; NAME-print.pdf.
--options gives flare_beacon more options: --options '--group --key src,name'.
"""

import argparse
import shlex
import subprocess
import sys
from pathlib import Path

import environment

# Of a long page the rest looks like what is above.
MOST_HEIGHT = 3000


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--bin",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder of the flare_beacon to take",
    )
    parser.add_argument("--options", default="", help="more options of flare_beacon")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder of the pictures")
    parser.add_argument("logs", nargs="+", metavar="NAME=FILE[,FILE]...")
    return parser.parse_args()


def report(args, name, files):
    """Write the report of these files."""
    path = args.out / f"{name}.html"
    subprocess.run(
        [args.bin / "flare_beacon", "-q", *shlex.split(args.options), "-html", path, *files],
        check=True,
    )
    return path


def open_rows(page, n):
    for button in page.locator("tr.row .open").all()[:n]:
        button.click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def picture(page, path):
    height = page.evaluate("document.documentElement.scrollHeight")
    size = page.viewport_size
    page.set_viewport_size({"width": size["width"], "height": min(height, MOST_HEIGHT)})
    page.screenshot(path=path)


def take(chromium, path):
    """All pictures of a report."""
    import chromium as browser  # needs what the environment brings

    for scheme in ("light", "dark"):
        with browser.opened(chromium, path, color_scheme=scheme) as page:
            open_rows(page, 2)
            picture(page, path.with_name(f"{path.stem}-{scheme}.png"))
    phone = {"device_scale_factor": 2, "is_mobile": True, "has_touch": True}
    with browser.opened(chromium, path, browser.PHONE, **phone) as page:
        open_rows(page, 1)
        picture(page, path.with_name(f"{path.stem}-phone.png"))
    with browser.opened(chromium, path) as page:
        open_rows(page, 2)
        page.pdf(
            path=path.with_name(f"{path.stem}-print.pdf"),
            prefer_css_page_size=True,
            print_background=True,
        )


def main():
    args = parse_arguments()
    environment.enter(args.bin)
    import chromium as browser

    args.out.mkdir(parents=True, exist_ok=True)
    with browser.browser() as chromium:
        for log in args.logs:
            name, _, files = log.partition("=")
            take(chromium, report(args, name, files.split(",")))
            print(f"{args.out / name}-*", flush=True)


if __name__ == "__main__":
    sys.exit(main())
