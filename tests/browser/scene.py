"""scene - a browser, the reports that are looked at in it, and what a page shows.

Reports are made by flare_beacon from logs, so that what is tested is the whole way
from a flow to what one sees; the JSON of the same run tells what must be seen.
"""

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import chromium

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import checks  # noqa: E402  (found by the line above)
import logs  # noqa: E402

DAY = ROOT / "examples/day/eve.json.gz"
NOW = "2025-11-21T00:10:00Z"
LINKS = ("--kibana_url", "https://kibana.example", "--evebox_url", "https://evebox.example")
MANY = 10_000
CALLS = 24


class Report:
    """A page, and the rows of the same run as the JSON has them."""

    def __init__(self, path, rows):
        self.path = path
        self.rows = rows

    def data(self):
        """What the page brings for its scripts: columns, and rows of cells."""
        return json.loads(self._cut()[1])

    def changed(self, name, change):
        """A copy whose data were changed: for what no log leads to."""
        before, text, after = self._cut()
        data = json.loads(text)
        change(data)
        text = json.dumps(data).replace("<", "\\u003c")
        path = self.path.with_name(f"{name}.html")
        path.write_text(before + text + after, encoding="utf-8")
        return Report(path, None)

    def _cut(self):
        begin, end = '<script type="application/json" id="data">', "</script>"
        before, _, rest = self.path.read_text(encoding="utf-8").partition(begin)
        text, _, after = rest.partition(end)
        return before + begin, text, end + after


class Scene:
    """The checks, the browser, and reports that several checks look at."""

    def __init__(self, test, beacon, browser, temp):
        self.test = test
        self.beacon = beacon
        self.browser = browser
        self.temp = temp
        self.day = self.report("day", DAY)
        self.names = self.report("names", "--key", "src,name", DAY)
        self.full = self.report("full", "--key", "src,name", "--context", *LINKS, DAY)

    def report(self, name, *arguments):
        """Run flare_beacon; its page and its JSON."""
        path, lines = self.temp / f"{name}.html", self.temp / f"{name}.json"
        command = [
            self.beacon.path,
            "-q",
            "--now",
            NOW,
            "-html",
            path,
            "-json",
            lines,
            *arguments,
        ]
        subprocess.run(
            list(map(str, command)),
            env=self.beacon.environment(),
            check=True,
            stdin=subprocess.DEVNULL,
            timeout=checks.TIME_LIMIT_S,
        )
        return Report(path, [json.loads(line) for line in lines.open(encoding="utf-8")])

    def many(self):
        """The report of 10,000 regular pairs."""
        log = self.temp / "many.conn.log"
        if not log.exists():
            logs.write_many(log, MANY, CALLS)
        return self.report("many", log)

    def none(self):
        """The report of a log with a single call in it."""
        log = self.temp / "none.conn.log"
        logs.write_many(log, 1, 1)
        return self.report("none", log)

    @contextmanager
    def page(self, name, report, viewport=None, **options):
        """A page that shows the report; when done, nothing may have gone wrong in it."""
        with chromium.opened(self.browser, report.path, viewport, **options) as page:
            try:
                yield page
            except chromium.Failure as problem:
                self.test.check(f"{name}: can be used to its end", False, problem)
            faults = page.watch.faults()
            self.test.check(f"{name}: no error, no dialog, nothing asked for", not faults, faults)


# What a page shows ---------------------------------------------------------------


def row_numbers(page):
    """Which rows of the data are in the table, from the top."""
    return page.eval_on_selector_all("tr.row", "rows => rows.map(row => +row.dataset.row)")


def texts(page, selector):
    """What one reads in these elements."""
    return page.eval_on_selector_all(selector, "all => all.map(one => one.innerText.trim())")


def count_told(page):
    return page.locator(".count").inner_text()


def headings(page):
    """The names of the columns that are shown."""
    return page.eval_on_selector_all(
        ".list thead th", "all => all.map(one => one.dataset.column)"
    )


def show_all_columns(page):
    page.locator("#columns summary").click()
    for box in page.locator("#columns input").all():
        box.check()
    page.keyboard.press("Escape")


def open_rows(page, n):
    for button in page.locator("tr.row .open").all()[:n]:
        if button.get_attribute("aria-expanded") == "false":
            button.click()


def scrolls_sideways(page):
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.scrollingElement.scrollWidth - innerWidth")


OUTSIDE = """() => [...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && (box.right > innerWidth + 1 || box.left < -1) &&
        !one.closest('.cell, svg') && one.checkVisibility({ visibilityProperty: true });
}).map(one => `${one.tagName}.${one.className} ${one.textContent.slice(0, 40)}`)"""


def outside(page):
    """Elements that are not within the width of the window. A cell cuts its text off."""
    return page.evaluate(OUTSIDE)
