"""reach - the page for those who use no mouse, or do not see it: axe-core and the keyboard."""

from pathlib import Path

import axe_playwright_python

import chromium
from scene import DAY, open_rows

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")

# All rules but those for more than WCAG 2.2 AA asks (AAA), and those given up.
RUN_AXE = """async () => {
    const others = ['wcag2aaa', 'wcag21aaa', 'wcag22aaa', 'deprecated'];
    const rules = axe.getRules().filter(rule => !rule.tags.some(tag => others.includes(tag)));
    const found = await axe.run(document, {
        runOnly: { type: 'rule', values: rules.map(rule => rule.ruleId) },
        resultTypes: ['violations'] });
    return { n: rules.length, violations: found.violations.map(one =>
        `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node =>
            `${node.target} ${node.any.concat(node.all).map(all => all.message)[0] || ''}`).join('; ')}`) };
}"""


def violations(page):
    page.evaluate(AXE)
    found = page.evaluate(RUN_AXE)
    return found["violations"] if found["n"] > 60 else [f"only {found['n']} rules"]


def as_it_is(_):
    pass


def press(selector):
    return lambda page: page.locator(selector).click()


def fill(selector, text):
    return lambda page: page.locator(selector).fill(text)


# (what it looks like, report, how one comes there)
STATES = (
    ("as it comes", "few", as_it_is),
    ("rows open", "few", lambda page: open_rows(page, 2)),
    ("grouped", "few", press("#group")),
    ("sorted", "few", press("[data-sort=beats]")),
    ("columns menu", "few", press("#columns summary")),
    ("filtered", "few", fill("#search", "443")),
    ("nothing found", "few", fill("#search", "nothing-says-this")),
    ("invalid", "few", fill("#least", "7")),
    ("glossary", "few", press(".glossary summary")),
    ("names", "names", lambda page: open_rows(page, 1)),
    ("links and context", "full", lambda page: open_rows(page, 4)),
    ("one row", "one", as_it_is),
    ("no rows", "none", as_it_is),
)


# Colours are of the scheme, the rest of the width: no need for dark phones.
LOOKS = (("light", chromium.DESKTOP), ("dark", chromium.DESKTOP), ("light", chromium.PHONE))


def check_axe(scene):
    reports = {
        "few": scene.report("few", "--top", 8, DAY),
        "names": scene.names,
        "full": scene.full,
        "one": scene.report("one", "--top", 1, DAY),
        "none": scene.none(),
    }
    for scheme, size in LOOKS:
        for name, report, come in STATES:
            where = f"axe, {name}, {scheme}, {size['width']} px"
            if name == "sorted" and size == chromium.PHONE:
                continue  # no headings there
            with scene.page(
                where, reports[report], size, color_scheme=scheme, reduced_motion="reduce"
            ) as page:
                come(page)
                scene.test.equal(where, violations(page), [])


# What one could press or fill in, as far as it is shown.
REACHABLE = """() => {
    const all = [...document.querySelectorAll('a[href], button, input, select, summary')]
        .filter(one => !one.disabled && one.checkVisibility() && one.getClientRects().length);
    all.forEach((one, i) => one.dataset.reach = i);
    return all.length;
}"""

# Which element has the focus, how it shows that, and whether it is in sight.
FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return { reach: one.dataset.reach, what: one.outerHTML.slice(0, 90),
        outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
        seen: Boolean(middle) && (one.contains(middle) || middle.contains(one) ||
            Boolean(middle.closest('label')?.contains(one))) };
}"""


def check_tabs(scene):
    """Tab comes to everything once, in order, and one sees where one is."""
    few = scene.report("few-tabs", "--top", 8, DAY)
    for size in (chromium.DESKTOP, chromium.PHONE):
        name = f"Tab at {size['width']} px"
        with scene.page(name, few, size) as page:
            open_rows(page, 1)
            page.locator("#columns").evaluate("menu => { menu.open = true; }")
            n = page.evaluate(REACHABLE)
            page.evaluate("document.querySelector('[data-reach]').focus({ focusVisible: true })")
            stops = [page.evaluate(FOCUSED)]
            while len(stops) < n:
                if "Columns" in stops[-1]["what"]:
                    page.keyboard.press("Enter")  # what is in the menu comes next
                page.keyboard.press("Tab")
                stops.append(page.evaluate(FOCUSED))
            scene.test.equal(
                f"{name}: comes to everything, in order",
                [stop["reach"] for stop in stops],
                [str(i) for i in range(n)],
            )
            scene.test.equal(
                f"{name}: one sees where one is",
                [stop["what"] for stop in stops if stop["outline"] < 2 or not stop["seen"]],
                [],
            )


CHECKS = (check_axe, check_tabs)
