"""same - the page and the JSON of one run say the same, cell by cell, and bar by bar."""

import re

from scene import headings, open_rows, show_all_columns

# Rows that differ in what they have: the first ones, a row without a score, the last.
SAMPLE = 12


def wanted_text(column, cell):
    """A cell as the page writes it."""
    if cell is None:
        return "\u2013"
    if column["kind"] == "real":
        return f"{cell:,.{column['decimals']}f}"
    if column["kind"] == "integer":
        return str(cell) if column["name"].endswith("port") else f"{cell:,}"
    if column["kind"] == "moment":
        return cell.replace("T", " ").replace("Z", "")
    return str(cell)


def sample(report):
    n = len(report.rows)
    odd = [number for number, row in enumerate(report.rows) if row["score"] is None]
    return sorted({*range(SAMPLE), *odd[:3], n // 2, n - 2, n - 1})


def bars(path):
    """Heights of a small picture, from how it is drawn: {bar: height}."""
    return {int(bar): float(height) for bar, height in re.findall(r"M(\d+) 20v-([\d.]+)", path)}


def bars_of(counts):
    most = max(counts)
    return {bar: max(1.5, 20 * count / most) for bar, count in enumerate(counts) if count}


def alike(seen, wanted):
    return seen.keys() == wanted.keys() and all(
        abs(seen[bar] - wanted[bar]) < 0.01 for bar in wanted
    )


def common_part(report):
    """The bins that any row has something in: small histograms show these alone."""
    used = [
        bin for row in report.rows for bin, count in enumerate(row["intervals"] or []) if count
    ]
    return slice(min(used), max(used) + 1)


def check_pictures(scene, name, report, page):
    """Small pictures draw the numbers that the JSON has."""
    parts = {"strip": slice(None), "intervals": common_part(report)}
    for column, part in parts.items():
        wrong = []
        for number in sample(report):
            cell = page.locator(f"tr.row[data-row='{number}'] td[data-column={column}]")
            counts = report.rows[number][column]
            if not counts or not any(counts):
                continue
            if not alike(bars(cell.locator("path").get_attribute("d")), bars_of(counts[part])):
                wrong.append(number)
        scene.test.equal(f"{name}: {column} is drawn as counted", wrong, [])


def check_report(scene, name, report):
    columns = [one for one in report.data()["columns"] if not one["plot"]]
    with scene.page(f"{name}, all columns", report) as page:
        show_all_columns(page)
        scene.test.equal(f"{name}: columns", headings(page), [one["name"] for one in columns])
        for column in columns:
            if column["kind"] not in ("text", "integer", "real", "moment", "address"):
                continue
            seen = page.eval_on_selector_all(
                f"td[data-column={column['name']}]", "all => all.map(one => one.textContent)"
            )
            scene.test.equal(
                f"{name}: every {column['name']}",
                seen,
                [wanted_text(column, row[column["name"]]) for row in report.rows],
            )
        check_pictures(scene, name, report, page)
        open_rows(page, 3)
        seen = page.eval_on_selector_all(
            ".opened",
            """all => all.map(one => Object.fromEntries(
            [...one.querySelectorAll('.numbers > div')].map(pair =>
                [pair.querySelector('dt').textContent, pair.querySelector('dd bdi').textContent])))""",
        )
        wanted = [
            {
                column["name"]: wanted_text(column, row[column["name"]])
                for column in columns
                if column["name"] != "in_words"
                and row[column["name"]] is not None
                and column["kind"] in ("text", "integer", "real", "moment", "address")
            }
            for row in report.rows[:3]
        ]
        scene.test.equal(f"{name}: the numbers of opened rows", seen, wanted)


def check_same(scene):
    check_report(scene, "the day", scene.day)
    check_report(scene, "names", scene.names)


CHECKS = (check_same,)
