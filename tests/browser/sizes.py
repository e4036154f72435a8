"""sizes - no row, one, ten and ten thousand; what many rows cost is told."""

import time

import looks
from scene import CALLS, DAY, MANY, count_told, open_rows, row_numbers

# Rows are drawn as one comes to them; all at once would be slow.
MOST_DRAWN = 400

# A time is from the press to the picture that follows.
TIMED = """async action => {
    const begin = performance.now();
    (%s)();
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    return performance.now() - begin;
}"""


def check_none(scene):
    with scene.page("no rows", scene.none()) as page:
        scene.test.check(
            "no rows: that is said", "No beacons found" in page.locator(".none").inner_text()
        )
        scene.test.equal(
            "no rows: no list, no controls", page.locator("table, .bar, .first").count(), 0
        )
        page.locator("#theme").click()
        scene.test.check("no rows: the theme can be changed", looks.brightness(page) < 128)


def check_one(scene):
    with scene.page("one row", scene.report("one", "--top", 1, DAY)) as page:
        scene.test.equal(
            "one row: it is open, and needs no card",
            (
                row_numbers(page),
                page.locator(".opened").count(),
                page.locator(".first").count(),
                count_told(page),
            ),
            ([0], 1, 0, "1 row"),
        )


def check_ten(scene):
    with scene.page("ten rows", scene.report("ten", "--top", 10, DAY)) as page:
        open_rows(page, 10)
        scene.test.equal(
            "ten rows: all are there, and open",
            (row_numbers(page), page.locator(".opened").count(), count_told(page)),
            (list(range(10)), 10, "10 rows"),
        )


def timed(page, script):
    """Milliseconds; the middle one of three, as the machine has other work too."""
    return sorted(page.evaluate(TIMED % script) for _ in range(3))[1]


def check_many(scene):
    """Ten thousand rows: quick, as only those looked at are drawn."""
    report = scene.many()
    scene.test.equal("many: all pairs are listed", len(report.rows), MANY)
    begin = time.monotonic()
    with scene.page("many", report) as page:
        page.locator("tr.row").first.wait_for()
        times = {"load": 1000 * (time.monotonic() - begin)}
        scene.test.equal(
            "many: the count is told",
            count_told(page),
            f"{MANY:,} rows; the first 2,000 go on paper",
        )
        drawn(scene, page, "as it comes")
        for name, script in (
            ("sort by number", "() => document.querySelector('[data-sort=beats]').click()"),
            ("sort by address", "() => document.querySelector('[data-sort=src_ip]').click()"),
            ("open", "() => document.querySelector('.open[aria-expanded=false]').click()"),
            ("group", "() => document.querySelector('#group').click()"),
        ):
            times[name] = timed(page, script)
            drawn(scene, page, name)
        for text in ("10.1.0.0/16", "period_s<900", "10.1.2. -198.18."):
            page.locator("#search").fill("")
            times[f"filter {text}"] = timed(
                page,
                "() => { const field = document.querySelector('#search');"
                f"field.value = '{text}'; field.dispatchEvent(new Event('input')); }}",
            )
            drawn(scene, page, f"filter {text}")
        page.locator("#search").press("Escape")
        scroll_on(scene, page)
        last_card(scene, page)
    print(
        f"measured: {MANY} rows of {CALLS} flows, {report.path.stat().st_size / 1e6:.1f} MB: "
        + ", ".join(f"{name} {ms:.0f} ms" for name, ms in times.items()),
        flush=True,
    )
    looks.check_print_many(scene, report)


def drawn(scene, page, name):
    n = len(row_numbers(page))
    scene.test.check(f"many, {name}: few rows are drawn", 0 < n <= MOST_DRAWN, n)


def scroll_on(scene, page):
    """More rows follow as one goes down."""
    before = len(row_numbers(page))
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function(
        "before => document.querySelectorAll('tr.row').length > before", arg=before
    )
    scene.test.check("many: more rows follow as one scrolls", True)
    go_by_arrows(scene, page)


# Focus and key in one go: the table also makes rows as their place comes near, and must
# find no time for that between the two.
ARROW_AT_THE_END = """() => {
	const lines = [...document.querySelectorAll('tr.row')];
	const button = lines.at(-1).querySelector('.open');
	button.focus();
	button.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
	const at = [...document.querySelectorAll('tr.row')]
		.indexOf(document.activeElement.closest('tr.row'));
	return at - lines.length;
}"""


def go_by_arrows(scene, page):
    """The last row that is drawn is not the last: the one below it comes to be, and is gone to."""
    scene.test.equal(
        "many: more rows follow as one goes by arrows", page.evaluate(ARROW_AT_THE_END), 0
    )


def last_card(scene, page):
    """The card of a row that is far down, the other way round."""
    page.locator("[data-sort=bytes_toserver]").click()
    page.locator(".first").nth(1).click()
    scene.test.equal(
        "many: a card finds its row",
        page.evaluate("document.activeElement.closest('tr').dataset.row"),
        "1",
    )


CHECKS = (check_none, check_one, check_ten, check_many)
