"""hosts - the page of check_ip: addresses and names, what is said of them, and hostile
texts in every column that others choose."""

import json
import subprocess

import checks
import reach
from scene import DAY, Report, open_rows, outside, row_numbers, scrolls_sideways, texts

HOSTILE = '<img src=x onerror=alert(1)>"\'>\u202e=cmd|x!A1'
BAD = "160.153.76.129"
PAGE = "https://intel.example/ip/"


def report(scene, name, *arguments):
    """Run check_ip; its page and its JSON."""
    path, lines = scene.temp / f"{name}.html", scene.temp / f"{name}.json"
    command = [scene.beacon.path.with_name("check_ip"), "-q", "--location_db", "", "-html",
               path, "-json", lines, *arguments]
    subprocess.run(list(map(str, command)), env=scene.beacon.environment(), check=True,
                   stdin=subprocess.DEVNULL, timeout=checks.TIME_LIMIT_S)
    return Report(path, [json.loads(line) for line in lines.open(encoding="utf-8")])


def bad_list(scene):
    path = scene.temp / "bad.txt"
    path.write_text(f"{BAD} the worst\n", encoding="utf-8")
    return path


def check_addresses(scene):
    """What is bad comes first; rows are filtered by network and number, and open."""
    made = report(scene, "hosts", "--intel", bad_list(scene), DAY)
    with scene.page("addresses", made) as page:
        scene.test.equal("addresses: as many rows as of JSON",
                         page.locator(".count b").inner_text(), str(len(made.rows)))
        scene.test.equal("addresses: the bad one has the only card",
                         [text.split()[0] for text in texts(page, ".first")], [BAD])
        scene.test.equal("addresses: its verdict",
                         texts(page, "tr.row[data-row='0'] .status"), ["bad"])
        wanted = [n for n, row in enumerate(made.rows) if row["ip"].startswith("160.153.")]
        page.locator("#search").fill("160.153.0.0/16")
        scene.test.equal("addresses: by network", row_numbers(page), wanted)
        page.locator("#search").fill("flows>500")
        scene.test.equal("addresses: by number", row_numbers(page),
                         [n for n, row in enumerate(made.rows) if row["flows"] > 500])
        page.locator("#search").fill("")
        page.locator("[data-sort=flows]").click()
        scene.test.equal("addresses: most flows first", row_numbers(page)[0],
                         max(range(len(made.rows)), key=lambda n: made.rows[n]["flows"]))
        open_rows(page, 1)
        scene.test.check("addresses: a row opens to all that is known",
                         "bytes_sent" in page.locator(".opened").inner_text())


def check_names(scene):
    made = report(scene, "domains", "--by", "name", DAY)
    with scene.page("names", made) as page:
        scene.test.equal("names: all of them", sorted(row["name"] for row in made.rows),
                         sorted(text.split()[0] for text in texts(page, "tr.row td.main:first-child")))
        scene.test.equal("names: nothing to look at first", page.locator(".first").count(), 0)


def with_reference(data):
    """What services say, of the first row: a page of theirs, and hostile texts."""
    at = {column["name"]: n for n, column in enumerate(data["columns"])}
    data["columns"].append(data["columns"][at["intel"]] | {"name": "reference"})
    data["columns"].append(data["columns"][at["intel"]] | {"name": "programs"})
    for n, row in enumerate(data["rows"]):
        row += [PAGE + "1" if n == 0 else "javascript:alert(1)", HOSTILE]
        row[at["intel"]] = HOSTILE


def check_texts(scene):
    """A reference is a link if it is one; what others wrote stays text, at any width."""
    made = report(scene, "host", "--intel", bad_list(scene), BAD, "9.9.9.9", "8.8.8.8")
    changed = made.changed("host-hostile", with_reference)
    for width in (1440, 360):
        with scene.page(f"hostile hosts at {width}", changed, {"width": width, "height": 800}) as page:
            open_rows(page, 3)
            scene.test.equal(f"hostile hosts at {width}: fit",
                             (scrolls_sideways(page), outside(page)), (0, []))
            scene.test.equal(f"hostile hosts at {width}: links",
                             page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)"),
                             [PAGE + "1"] * page.locator("a[href]").count())
            scene.test.check(f"hostile hosts at {width}: there is one", page.locator("a[href]").count())
            scene.test.equal(f"hostile hosts at {width}: no elements came of it",
                             page.locator("img").count(), 0)


def check_axe(scene):
    made = report(scene, "hosts-axe", "--intel", bad_list(scene), DAY)
    for scheme in ("light", "dark"):
        with scene.page(f"axe, addresses, {scheme}", made, color_scheme=scheme) as page:
            open_rows(page, 2)
            scene.test.equal(f"axe, addresses, {scheme}: nothing", reach.violations(page), [])


CHECKS = (check_addresses, check_names, check_texts, check_axe)
