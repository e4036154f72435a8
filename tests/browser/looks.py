"""looks - light and dark, widths from a phone to a wall, and paper."""

import re

import chromium
from scene import DAY, open_rows, outside, row_numbers, scrolls_sideways

PHONES = (320, 360, 390)
DESKTOPS = (1280, 1440, 1920)
MOST_PRINTED = 2000


def brightness(page, selector="body"):
    """Of the background, 0 to 255."""
    colour = page.locator(selector).first.evaluate("one => getComputedStyle(one).backgroundColor")
    return sum(map(int, re.findall(r"\d+", colour)[:3])) / 3


def check_theme(scene):
    """As the system has it, and as it changes; the button has the last word."""
    for scheme in ("light", "dark"):
        with scene.page(f"theme {scheme}", scene.day, color_scheme=scheme) as page:
            scene.test.equal(f"{scheme} as the system", brightness(page) < 128, scheme == "dark")
            other = "light" if scheme == "dark" else "dark"
            page.emulate_media(color_scheme=other)
            scene.test.equal(
                f"{other} when the system changes", brightness(page) < 128, other == "dark"
            )
            scene.test.equal(
                "the button says what it leads to",
                page.locator("#theme").inner_text().lower(),
                scheme,
            )
            page.locator("#theme").click()
            scene.test.equal(f"{scheme} by the button", brightness(page) < 128, scheme == "dark")
            page.emulate_media(color_scheme=scheme)
            page.emulate_media(color_scheme=other)
            scene.test.equal(
                f"{scheme} stays when the system changes",
                brightness(page) < 128,
                scheme == "dark",
            )


def check_width(scene, name, report, width):
    """Nothing is wider than the window: closed, with rows open, grouped."""
    size = {"width": width, "height": 800}
    with scene.page(f"{name} at {width}", report, size) as page:
        for state in ("closed", "open", "grouped"):
            if state == "open":
                open_rows(page, 3)
            if state == "grouped":
                page.locator("#group").click()
            scene.test.equal(
                f"{name} at {width} px, {state}: fits",
                (scrolls_sideways(page), outside(page)),
                (0, []),
            )
        if width in PHONES:
            page.locator("#group").click()
            check_phone(scene, f"{name} at {width} px", page, report)


def check_phone(scene, name, page, report):
    """Where there is little room, what matters is there: who, whom, how regular."""
    row, line = report.rows[0], page.locator("tr.row").first
    for column in ("src_ip", "dest_port", "score", "period_s", "strip"):
        scene.test.check(
            f"{name}: {column} is seen", line.locator(f"td[data-column={column}]").is_visible()
        )
    text = line.inner_text()
    scene.test.check(
        f"{name}: the row says it",
        all(
            word in text
            for word in (
                row["src_ip"],
                row.get("dest_name") or row["dest_ip"],
                f"{row['score']:.3f}",
            )
        ),
        text,
    )
    page.locator("#sort").select_option("beats")
    beats = [row["beats"] or 0 for row in report.rows]
    scene.test.equal(
        f"{name}: can be sorted",
        [beats[n] for n in row_numbers(page)],
        sorted(beats, reverse=True),
    )


def check_reported(scene):
    """What nobody reports takes no room on a phone; alerts are counted, not their kinds."""
    listed = scene.temp / "c2.txt"
    listed.write_text("160.153.76.129 SomeRAT\n", encoding="utf-8")
    report = scene.report("reported", "-fo", "--context", "--intel", listed, DAY)
    with scene.page("reported", report, chromium.PHONE) as page:
        rows = page.locator("tr.row")
        for number, row in enumerate(report.rows[:6]):
            scene.test.equal(
                f"phone: intel of row {number} is seen if there is any",
                rows.nth(number).locator("td[data-column=intel]").is_visible(),
                bool(row.get("intel")),
            )
        alerts = [
            sum(said["count"] for said in row["context"] if said["kind"] == "alert")
            for row in report.rows[:3]
        ]
        cards = page.locator(".firsts button").all()
        scene.test.check("some of the first have alerts", any(n > 1 for n in alerts), alerts)
        scene.test.equal(
            "the first rows tell how many alerts there were",
            [re.findall(r"(\d+) alerts?", card.inner_text()) for card in cards],
            [[str(n)] if n else [] for n in alerts],
        )


def check_widths(scene):
    for width in (*PHONES, 768, 1024, *DESKTOPS):
        check_width(scene, "the day", scene.day, width)
    for width in (PHONES[0], PHONES[2], DESKTOPS[0]):
        check_width(scene, "names", scene.names, width)
    with scene.page("phone menu", scene.day, chromium.PHONE) as page:
        page.locator("#columns summary").click()
        scene.test.equal(
            "phone: the columns menu fits", (scrolls_sideways(page), outside(page)), (0, [])
        )
        box = page.locator("#columns > div").bounding_box()
        scene.test.check(
            "phone: the columns menu is within the window",
            box["y"] >= 0 and box["y"] + box["height"] <= chromium.PHONE["height"],
            box,
        )


def check_sticky(scene):
    """Filters and headings stay in sight below each other while one scrolls."""
    with scene.page("scroll", scene.day) as page:
        page.evaluate("scrollTo(0, 1500)")
        bar, head = (page.locator(one).first.bounding_box() for one in (".bar", ".list thead th"))
        scene.test.check("scrolled: the bar stays", abs(bar["y"]) < 1, bar)
        scene.test.check(
            "scrolled: headings stay below it",
            abs(head["y"] - bar["height"]) <= 1,
            f"{bar} {head}",
        )


CONTROLS = (".bar", "#theme", "tr.row .open")


def pdf_pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def check_print(scene):
    """On paper there is what one reads, and nothing that one could press."""
    with scene.page("print", scene.day, color_scheme="dark") as page:
        page.emulate_media(media="print")
        open_rows_hidden = page.evaluate("document.querySelector('tr.row .open').click()")
        scene.test.equal(
            "print: no controls",
            (open_rows_hidden, [one for one in CONTROLS if page.locator(one).first.is_visible()]),
            (None, []),
        )
        scene.test.check("print: dark becomes light", brightness(page) > 250)
        scene.test.equal(
            "print: all rows", page.locator("tr.row:visible").count(), len(scene.day.rows)
        )
        scene.test.check(
            "print: facts, cards, headings and details",
            all(
                page.locator(one).first.is_visible()
                for one in (".facts", ".first", ".list thead th", ".opened .plots svg")
            ),
        )
        scene.test.check(
            "print: what the columns say", page.locator(".glossary dd").first.is_visible()
        )
        page.emulate_media(media="screen")
        pdf = page.pdf(prefer_css_page_size=True)
        scene.test.check(
            "print: the day on a few pages", 2 <= pdf_pages(pdf) <= 12, pdf_pages(pdf)
        )


def check_print_many(scene, report):
    """Of very many rows the first 2,000 go on paper, which the page says."""
    with scene.page("print of many", report) as page:
        scene.test.check(
            "print of many: what goes on paper is told",
            f"the first {MOST_PRINTED:,} go on paper" in page.locator(".count").inner_text(),
        )
        pages = pdf_pages(page.pdf(prefer_css_page_size=True))
        scene.test.equal(
            "print of many: as many rows as told", row_numbers(page), list(range(MOST_PRINTED))
        )
        scene.test.check(
            "print of many: they are on the pages", pages >= MOST_PRINTED // 60, pages
        )


CHECKS = (check_theme, check_reported, check_widths, check_sticky, check_print)
