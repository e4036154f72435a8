"""chromium - Debian's browser without a window, and pages that are watched.

A `Watch` notes whatever a page must never do: say an error, open a dialog, break
its policy, or ask for anything but itself.
"""

import os
import shutil
import sys
from contextlib import contextmanager

from playwright.sync_api import Error as Failure  # noqa: F401  (for those who import this)
from playwright.sync_api import sync_playwright

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

# Told to the page before any script of its own runs.
NOTE_VIOLATIONS = """
    window.violations = [];
    addEventListener('securitypolicyviolation', event =>
        violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@contextmanager
def browser():
    """A browser, for as long as it is needed."""
    program = shutil.which("chromium")
    if not program:
        sys.exit("browser: no chromium; examples/install-packages.sh chromium")
    # Its sandbox does not work for root; without, it would be none of ours to leave out.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=options)
        try:
            yield chromium
        finally:
            chromium.close()


class Watch:
    """What went wrong in one page since it was opened."""

    def __init__(self, page):
        self.page = page
        self.noted = []
        self.requests = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.noted.append(f"error: {error}"))
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("popup", lambda popup: self.noted.append(f"popup: {popup.url}"))
        page.add_init_script(NOTE_VIOLATIONS)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.noted.append(f"{message.type}: {message.text}")

    def _dialog(self, dialog):
        self.noted.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def faults(self):
        """All of it, as texts; a page that behaves has none."""
        strange = [f"request: {url}" for url in self.requests[1:]]
        violations = self.page.evaluate("window.violations")
        return self.noted + strange + [f"policy: {text}" for text in violations]


@contextmanager
def opened(chromium, path, viewport=None, **options):
    """A page that shows a file, in a context of its own; it has a `watch`."""
    context = chromium.new_context(viewport=viewport or DESKTOP, **options)
    try:
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.watch = Watch(page)
        page.goto(path.resolve().as_uri())
        yield page
    finally:
        context.close()
