"""hostile - names that were chosen to run, to break out or to break the page."""

import shutil
import unicodedata

import chromium
import logs
from scene import DAY, open_rows, outside, scrolls_sideways, show_all_columns

# A text of ten thousand letters, cut, is a line or two.
MOST_ROW_HEIGHT = 90

FILE_NAMES = (
    "<script>alert(8)<\u2215script>.json.gz",
    '"><img src=x onerror=alert(9)>.json.gz',
    "{{x}} \u202egpj.json.gz",
    "a" * 240 + ".json.gz",
    "__proto__",
)


def check_harmless(scene, name, report, width):
    """All that one can see of the report is text, and keeps to its place."""
    with scene.page(f"{name} at {width}", report, {"width": width, "height": 900}) as page:
        before = page.evaluate("document.querySelectorAll('script, img, iframe, object').length")
        scene.test.equal(
            f"{name} at {width}: fits", (scrolls_sideways(page), outside(page)), (0, [])
        )
        if width > 700:
            heights = page.eval_on_selector_all(
                "tr.row", "all => all.map(one => one.offsetHeight)"
            )
            scene.test.check(
                f"{name}: rows keep their height", max(heights) <= MOST_ROW_HEIGHT, heights
            )
        for button in page.locator(".first").all():
            button.click()
        open_rows(page, 100)
        page.locator("#group").click()
        scene.test.equal(
            f"{name} at {width}, all open: fits", (scrolls_sideways(page), outside(page)), (0, [])
        )
        scene.test.equal(
            f"{name} at {width}: no elements came of it",
            (
                page.evaluate("document.querySelectorAll('script, img, iframe, object').length"),
                page.locator("main [onclick], main [onmouseover], main [onerror]").count(),
                page.evaluate("({}).polluted === undefined"),
            ),
            (before, 0, True),
        )
        show_all_columns(page)
        page.locator("#search").fill("<script> -__proto__ constructor:x toString<5 __proto__:1")
        page.locator("#search").press("Escape")
        if page.locator("[data-sort=dest_name]").is_visible():
            page.locator("[data-sort=dest_name]").click()


def harmless(text):
    """What is shown of a text: no controls, nothing that turns or hides what stands beside it."""
    return "".join(
        (
            " "
            if one in "\t\n\r"
            else "\ufffd" if unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp") else one
        )
        for one in text
    )


def check_names(scene):
    """Names from TLS, HTTP, alerts, as sensors log them."""
    log = scene.temp / "names-of-others.eve"
    n_names = logs.write_hostile(log)
    report = scene.report("hostile", "--key", "src,name", "--context", log)
    scene.test.equal("hostile names: each is a row", len(report.rows), n_names)
    for width in (1440, 360):
        check_harmless(scene, "hostile names", report, width)
    with scene.page("hostile names, the texts", report) as page:
        seen = page.eval_on_selector_all(
            "td[data-column=dest_name]", "all => all.map(one => one.textContent)"
        )
        scene.test.equal(
            "hostile names: are shown as they are, but for marks and controls",
            seen,
            [harmless(row["dest_name"]) for row in report.rows],
        )


def swell(data):
    """No log leads to such cells today, as names are bounded and checked: the page must
    not rely on it."""
    kinds = [column["kind"] for column in data["columns"]]
    rows = data["rows"]
    data["rows"] = [
        [text if kind == "text" else cell for kind, cell in zip(kinds, rows[number % len(rows)])]
        for number, text in enumerate(logs.HOSTILE)
    ]
    place = kinds.index("context")
    for row, text in zip(data["rows"], logs.HOSTILE):
        moment = "2025-11-20T00:00:00Z"
        row[place] = [
            {"kind": kind, "value": text, "count": 1, "severity": 1, "payload": text}
            | {"first_seen": moment, "last_seen": moment}
            for kind in ("alert", "url", "__proto__")
        ]
    data["title"] = logs.HOSTILE[0]
    for column in data["columns"]:
        column["help"] = logs.HOSTILE[1]


def check_cells(scene):
    """Every text of every row hostile, in the page's own data."""
    report = scene.full.changed("swollen", swell)
    for width in (1440, 360):
        check_harmless(scene, "hostile cells", report, width)
    with scene.page("hostile cells, links", report) as page:
        show_all_columns(page)
        open_rows(page, 100)
        links = page.eval_on_selector_all("a", "all => all.map(one => one.href)")
        scene.test.check(
            "hostile cells: links lead to the web or nowhere",
            links and all(link.startswith("https://") for link in links),
            links,
        )


def check_file_names(scene):
    """The names of the logs that were read are said at the top."""
    for number, name in enumerate(FILE_NAMES):
        log = scene.temp / name
        shutil.copy(DAY, log)
        report = scene.report(f"file-{number}", log)
        with scene.page(f"file name {number}", report, {"width": 360, "height": 800}) as page:
            scene.test.check(
                f"file name {number}: is said", name[-8:] in page.locator(".facts").inner_text()
            )
            scene.test.equal(
                f"file name {number}: fits", (scrolls_sideways(page), outside(page)), (0, [])
            )


# What a script from outside could try: (name, what it does in the page).
ATTEMPTS = (
    (
        "an inline script",
        "const s = document.createElement('script');"
        "s.textContent = 'window.ran = true'; document.body.append(s)",
    ),
    (
        "a script of a data address",
        "const s = document.createElement('script');"
        "s.src = 'data:text/javascript,window.ran=true'; document.body.append(s)",
    ),
    (
        "an inline handler",
        "const b = document.createElement('button');"
        "b.setAttribute('onclick', 'window.ran = true'); document.body.append(b); b.click()",
    ),
    (
        "a javascript: link",
        "const a = document.createElement('a');"
        "a.href = 'javascript:window.ran=true'; document.body.append(a); a.click()",
    ),
    ("eval", "try { setTimeout('window.ran = true', 0) }" " catch (error) {}"),
    (
        "a frame",
        "const f = document.createElement('iframe');"
        "f.srcdoc = '<script>parent.ran = true</scr' + 'ipt>'; document.body.append(f)",
    ),
    (
        "a style",
        "const s = document.createElement('style');"
        "s.textContent = 'body { --ran: 1 }'; document.body.append(s);"
        "window.ran = getComputedStyle(document.body).getPropertyValue('--ran') === '1' || undefined",
    ),
    ("an image", "new Image().src = 'https://192.0.2.1/x.png'"),
    ("a request", "fetch('https://192.0.2.1/').catch(() => {})"),
    ("a beacon", "navigator.sendBeacon('https://192.0.2.1/', 'x')"),
    (
        "a form",
        "const f = document.createElement('form'); f.action = 'https://192.0.2.1/';"
        "document.body.append(f); f.submit()",
    ),
)


def check_policy(scene):
    """Were markup ever to slip in, the page's policy does not let it do anything."""
    for name, script in ATTEMPTS:
        with chromium.opened(scene.browser, scene.day.path) as page:
            replies = []
            page.on("response", lambda response, seen=replies: seen.append(response.url))
            page.evaluate(f"() => {{ {script} }}")
            page.wait_for_timeout(60)
            scene.test.equal(
                f"policy: {name} does nothing, and is noted",
                (page.evaluate("window.ran"), bool(page.watch.faults()), replies, page.url),
                (None, True, [], scene.day.path.as_uri()),
            )


CHECKS = (check_names, check_cells, check_file_names, check_policy)
