"""opening - rows open and close: by mouse, by keyboard, from the cards."""

import chromium
import logs
from scene import open_rows, row_numbers


def opened(page):
    """Numbers of the rows below which there are details."""
    return page.eval_on_selector_all(
        "tr.detail", "all => all.map(one => +one.previousElementSibling.dataset.row)"
    )


def said_open(page):
    """Numbers of the rows whose button says that they are open."""
    return page.eval_on_selector_all(
        "[aria-expanded=true].open", "all => all.map(one => +one.closest('tr').dataset.row)"
    )


def focused_row(page):
    return page.evaluate("Number(document.activeElement.closest('tr.row')?.dataset.row ?? -1)")


def check_mouse(scene):
    """A click on a row opens it, a second one closes it; to mark text is no click."""
    with scene.page("open by mouse", scene.day) as page:
        page.locator("tr.row").nth(2).click()
        page.locator("tr.row").nth(4).locator(".open").click()
        scene.test.equal("click: opens", (opened(page), said_open(page)), ([2, 4], [2, 4]))
        scene.test.check(
            "opened: it has the words, and the pictures",
            page.locator(".opened .words").first.is_visible()
            and page.locator(".opened").first.locator(".plots svg").count() == 3,
        )
        scene.test.equal(
            "opened: pictures say what they are",
            page.locator(".opened svg:not([role=img][aria-label])").count(),
            0,
        )
        page.locator("tr.detail").first.locator(".words").click()
        scene.test.equal("a click into the details does not close them", opened(page), [2, 4])
        page.locator("[data-sort=dest_port]").click()
        scene.test.equal("opened rows stay open when sorted", sorted(opened(page)), [2, 4])
        page.locator("[data-sort=dest_port]").click(click_count=2)
        page.locator("tr.row").nth(2).click()
        scene.test.equal("click again: closes", (opened(page), said_open(page)), ([4], [4]))
        cell = (
            page.locator("tr.row").first.locator("td[data-column=dest_ip] .cell").bounding_box()
        )
        page.mouse.move(cell["x"] + 2, cell["y"] + 8)
        page.mouse.down()
        page.mouse.move(cell["x"] + 60, cell["y"] + 8, steps=4)
        page.mouse.up()
        scene.test.equal(
            "to mark an address opens nothing",
            (opened(page), page.evaluate("String(getSelection()) !== ''")),
            ([4], True),
        )


def check_keyboard(scene):
    """Enter and Space open, arrows go from row to row, past what has been drawn."""
    with scene.page("open by keyboard", scene.day) as page:
        page.locator("#columns summary").focus()
        for _ in range(40):
            page.keyboard.press("Tab")
            if focused_row(page) == 0:
                break
        scene.test.equal("Tab comes to the first row", focused_row(page), 0)
        page.keyboard.press("Enter")
        scene.test.equal("Enter opens", (opened(page), said_open(page)), ([0], [0]))
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        scene.test.equal("arrows go from row to row", focused_row(page), 1)
        page.keyboard.press("Space")
        scene.test.equal("Space opens", opened(page), [0, 1])
        page.keyboard.press("Space")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        scene.test.equal(
            "Space closes; the first row is the first",
            (opened(page), focused_row(page)),
            ([0], 0),
        )
        page.locator("#group").click()
        page.locator(".open").first.focus()
        for _ in range(5):
            page.keyboard.press("ArrowDown")
        scene.test.equal("arrows pass over groups", focused_row(page), row_numbers(page)[5])


# Texts of pictures that are cut off by its edges, or lie over another one.
CROWDED = """() => [...document.querySelectorAll('.plots svg')].flatMap(picture => {
    const edge = picture.getBoundingClientRect();
    const texts = [...picture.querySelectorAll('text')].map(one =>
        ({ text: one.textContent, box: one.getBoundingClientRect() }));
    return texts.filter(({ box }, i) => box.left < edge.left - 1 || box.right > edge.right + 1 ||
        box.top < edge.top - 1 || box.bottom > edge.bottom + 1 ||
        texts.some(({ box: other }, k) => k > i && box.left < other.right + 2 &&
            other.left < box.right + 2 && box.top + 4 < other.bottom && other.top + 4 < box.bottom)
    ).map(one => one.text);
})"""

# Seconds that the calls go on for: lines of a minute, of hours, of days.
SPANS = (120, 1800, 40_000, 86_400, 200_000, 600_000, 5_000_000)


def check_labels(scene):
    """One can read what stands at the pictures, whatever the time looked at."""
    for span in SPANS:
        log = scene.temp / f"span-{span}.conn.log"
        logs.write_many(log, 2, 70, step=span / 70)
        report = scene.report(f"span-{span}", log)
        for size in (chromium.DESKTOP, chromium.PHONE):
            name = f"pictures of {span} s at {size['width']} px"
            with scene.page(name, report, size) as page:
                open_rows(page, 2)
                scene.test.check(f"{name}: are there", page.locator(".plots svg").count() >= 4)
                scene.test.equal(f"{name}: texts can be read", page.evaluate(CROWDED), [])


def check_links(scene):
    """A row leads to where its flows are kept, in a tab that knows nothing of this one."""
    row = scene.full.rows[0]
    with scene.page("links", scene.full) as page:
        page.locator(".open").first.click()
        seen = page.eval_on_selector_all(
            ".links a",
            "all => all.map(one => [one.textContent, one.getAttribute('href'), one.rel, one.target])",
        )
        scene.test.equal(
            "links of an opened row",
            seen,
            [
                [f"Open in {tool}", row[f"{tool.lower()}_link"], "noopener noreferrer", "_blank"]
                for tool in ("Kibana", "EveBox")
            ],
        )
        scene.test.check(
            "links have no column of their own, until asked for",
            page.locator("[data-column=kibana_link]").count() == 0,
        )


def check_context(scene):
    """An opened row says what other records say, alerts first; the filter finds it."""
    number, row = next(
        (number, row)
        for number, row in enumerate(scene.full.rows)
        if any(said["kind"] == "alert" for said in row["context"] or ())
    )
    alerts = [said for said in row["context"] if said["kind"] == "alert"]
    others = [said for said in row["context"] if said["kind"] != "alert"]
    with scene.page("context", scene.full) as page:
        page.locator(f"tr.row[data-row='{number}'] .open").click()
        seen = page.eval_on_selector_all(
            ".said tbody tr",
            "all => all.map(one => [...one.querySelectorAll('bdi, td:nth-of-type(n + 2)')]"
            ".map(text => text.textContent))",
        )
        scene.test.equal(
            "context: all of it, alerts first",
            seen,
            [
                [
                    said["value"],
                    f"{said['count']:,}",
                    plain(said["first_seen"]),
                    plain(said["last_seen"]),
                ]
                for said in alerts + others
            ],
        )
        page.locator("#search").fill(alerts[0]["value"].split()[-1])
        scene.test.check("context: the filter finds it", number in row_numbers(page))


def plain(moment):
    return moment.replace("T", " ").replace("Z", "")


def check_cards(scene):
    """A card opens its row wherever it is: sorted away, filtered out."""
    with scene.page("cards", scene.day) as page:
        cards = page.locator(".first")
        scene.test.equal("cards: three to look at first", cards.count(), 3)
        for number in range(3):
            row = scene.day.rows[number]
            text = cards.nth(number).inner_text()
            scene.test.check(
                f"card {number} says who, whom and why",
                all(
                    str(word) in text
                    for word in (
                        row["src_ip"],
                        row["dest_ip"],
                        row["dest_port"],
                        f"{row['score']:.3f}",
                        row["in_words"],
                    )
                ),
                text,
            )
        cards.nth(1).click()
        scene.test.equal(
            "card: opens its row, and goes there", (opened(page), focused_row(page)), ([1], 1)
        )
        box = page.locator("tr.row.is-open").bounding_box()
        bar = page.locator(".bar").bounding_box()
        scene.test.check(
            "card: its row is seen, not behind the bar",
            bar["y"] + bar["height"] <= box["y"] + 1 < 900,
            f"{bar} {box}",
        )
        page.locator("[data-sort=beats]").click()
        page.locator("#search").fill("nothing-says-this")
        cards.nth(2).focus()
        page.keyboard.press("Enter")
        scene.test.equal(
            "card: what hides its row is taken away",
            (sorted(opened(page)), focused_row(page)),
            ([1, 2], 2),
        )
        cards.nth(2).click()
        scene.test.equal("card: an open row stays open", sorted(opened(page)), [1, 2])


CHECKS = (check_mouse, check_keyboard, check_labels, check_links, check_context, check_cards)
