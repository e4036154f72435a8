"""ordering - the list is sorted, grouped, and its columns are chosen."""

import ipaddress

from scene import DAY, headings, row_numbers, show_all_columns, texts

MAPPED = 0xFFFF << 32


def address_number(text):
    """IPv4 counts as mapped into IPv6, so it stands before what is IPv6 alone."""
    address = ipaddress.ip_address(text)
    return int(address) + (MAPPED if address.version == 4 else 0)


def expected_order(report, column, descending):
    """Numbers of rows in the order of a column: what is missing last, equals in the
    order of the report."""
    key = address_number if column["kind"] == "address" else lambda cell: cell
    cells = [row[column["name"]] for row in report.rows]
    present = [number for number, cell in enumerate(cells) if cell is not None]
    missing = [number for number, cell in enumerate(cells) if cell is None]
    return sorted(present, key=lambda number: key(cells[number]), reverse=descending) + missing


def sort_marks(page):
    """What assistive software is told of the order: column and direction."""
    return page.eval_on_selector_all(
        "th[aria-sort]", "all => all.map(one => [one.dataset.column, one.ariaSort])"
    )


def check_sort_of(scene, page, report, column):
    """A click for the best first, one for the other way, one for as it came."""
    name = column["name"]
    best_first = column["kind"] in ("integer", "real", "moment")

    def press():
        page.evaluate("name => document.querySelector(`[data-sort=${name}]`).click()", name)

    for word, descending in (("first", best_first), ("then", not best_first)):
        press()
        direction = "descending" if descending else "ascending"
        scene.test.equal(
            f"sort by {name}, {word} {direction}",
            (row_numbers(page), sort_marks(page)),
            (expected_order(report, column, descending), [[name, direction]]),
        )
    press()
    scene.test.equal(
        f"sort by {name}, at last as it came",
        (row_numbers(page), sort_marks(page)),
        (list(range(len(report.rows))), []),
    )


def check_sort(scene):
    """Every column of the day, all are shown; and names, which only --key has."""
    with scene.page("sort", scene.day) as page:
        show_all_columns(page)
        for column in scene.day.data()["columns"]:
            if page.locator(f"[data-sort={column['name']}]").count():
                check_sort_of(scene, page, scene.day, column)
        page.locator("[data-sort=score]").focus()
        page.keyboard.press("Enter")
        scene.test.equal(
            "sort by keyboard, the heading keeps the focus",
            page.evaluate(
                "[document.activeElement.dataset.sort, document.activeElement.closest('th').ariaSort]"
            ),
            ["score", "descending"],
        )
    with scene.page("sort of names", scene.names) as page:
        (column,) = (one for one in scene.names.data()["columns"] if one["name"] == "dest_name")
        check_sort_of(scene, page, scene.names, column)


def grouped_order(rows, name):
    """Numbers of rows, each beside those of its group; groups as their first row came."""
    groups = {}
    for number, row in enumerate(rows):
        groups.setdefault(row[name], []).append(number)
    return groups


def check_group(scene):
    """A row over each destination says how many there are; none is lost by it."""
    groups = grouped_order(scene.day.rows, "dest_ip")
    wanted = [
        f"dest_ip {key} {len(numbers)} row{'s' if len(numbers) > 1 else ''}"
        for key, numbers in groups.items()
    ]
    with scene.page("group", scene.day) as page:
        button = page.locator("#group")
        before = headings(page)
        button.click()
        scene.test.equal("group by destination: the groups", texts(page, "tr.group"), wanted)
        scene.test.equal(
            "group by destination: the rows", row_numbers(page), sum(groups.values(), [])
        )
        scene.test.check(
            "group by destination: its column is not shown twice",
            "dest_ip" not in headings(page),
            headings(page),
        )
        scene.test.equal(
            "group by destination: said to be pressed",
            button.get_attribute("aria-pressed"),
            "true",
        )
        page.locator("[data-sort=beats]").click()
        tops = [
            max((scene.day.rows[number]["beats"] or 0) for number in numbers)
            for numbers in groups_shown(page)
        ]
        scene.test.equal(
            "group by destination: groups are sorted too", tops, sorted(tops, reverse=True)
        )
        page.locator("[data-sort=beats]").click(click_count=2)
        button.click()
        scene.test.equal(
            "group by destination: and back",
            (row_numbers(page), headings(page), page.locator("tr.group").count()),
            (list(range(len(scene.day.rows))), before, 0),
        )
    grouped = scene.report("grouped", "--group", DAY)
    with scene.page("group from the start", grouped) as page:
        scene.test.equal("--group: the page comes grouped", texts(page, "tr.group"), wanted)


def groups_shown(page):
    """Numbers of rows, group by group."""
    return page.evaluate(
        """() => [...document.querySelectorAll('tbody > tr')].reduce((all, row) => {
        if (row.matches('.group')) all.push([]);
        else if (row.matches('.row')) all[all.length - 1].push(+row.dataset.row);
        return all;
    }, [])"""
    )


def check_columns(scene):
    """Any column can be hidden and shown, and what is left stays right."""
    with scene.page("columns", scene.day) as page:
        before = headings(page)
        page.locator("#columns summary").click()
        names = texts(page, "#columns label")
        told = [one["name"] for one in scene.day.data()["columns"] if not one["plot"]]
        scene.test.equal("columns: all are offered", names, told)
        page.locator("#columns [name=dest_port]").uncheck()
        page.locator("#columns [name=lag]").check()
        wanted = [name for name in names if name in before or name == "lag"]
        wanted.remove("dest_port")
        scene.test.equal("columns: one hidden, one shown", headings(page), wanted)
        scene.test.equal(
            "columns: the cells of the new one",
            texts(page, "td[data-column=lag]"),
            [shown(row["lag"], 1) for row in scene.day.rows],
        )
        for name in told:
            page.locator(f"#columns [name={name}]").uncheck()
        page.locator("#columns [name=src_ip]").check()
        page.mouse.click(5, 5)
        scene.test.check(
            "columns: a click elsewhere closes the menu",
            not page.locator("#columns").evaluate("menu => menu.open"),
        )
        page.locator(".open").first.click()
        scene.test.equal(
            "columns: a row opens with one column", page.locator(".opened").count(), 1
        )


def shown(number, decimals):
    return "\u2013" if number is None else f"{number:,.{decimals}f}"


CHECKS = (check_sort, check_group, check_columns)
