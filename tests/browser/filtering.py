"""filtering - what the filters let through, told by the JSON of the same run."""

import ipaddress

from scene import count_told, row_numbers

NO_TEXTS = ("timestamp", "event_type", "first_seen", "last_seen")


def texts_of(row):
    return "\n".join(
        cell for name, cell in row.items() if isinstance(cell, str) and name not in NO_TEXTS
    ).lower()


def lies_in(network, *names):
    """A test of a row: is one of these addresses in the network?"""
    network = ipaddress.ip_network(network)
    return lambda row: any(ipaddress.ip_address(row[name]) in network for name in names)


def either(network):
    return lies_in(network, "src_ip", "dest_ip")


def says(word):
    return lambda row: word in texts_of(row)


def number(name, test):
    return lambda row: row[name] is not None and test(row[name])


def opposite(test):
    return lambda row: not test(row)


# (what is typed, which rows of the day are to be seen)
WORDS = (
    ("160.153", says("160.153")),
    ("FLARE", says("flare")),
    ("-score", opposite(says("score"))),
    ("score+lag 443", lambda row: says("score+lag")(row) and says("443")(row)),
    ("  flare   -239.255 ", lambda row: says("flare")(row) and not says("239.255")(row)),
    ("192.168.0.48/28", either("192.168.0.48/28")),
    ("239.0.0.0/8", either("239.0.0.0/8")),
    ("10.0.0.0/8", either("10.0.0.0/8")),
    ("-192.168.0.0/31", opposite(either("192.168.0.0/31"))),
    ("0.0.0.0/0", either("0.0.0.0/0")),
    ("fd00::/8", either("fd00::/8")),
    ("FD12:3456:789A:0::/64", either("fd12:3456:789a::/64")),
    ("2a0e:8f02::/32", either("2a0e:8f02::/32")),
    ("dest_ip:192.168.0.0/24", lies_in("192.168.0.0/24", "dest_ip")),
    ("-dst:192.168.0.0/24", opposite(lies_in("192.168.0.0/24", "dest_ip"))),
    ("dest_ip!=192.168.0.0/24", opposite(lies_in("192.168.0.0/24", "dest_ip"))),
    ("src:192.168.0.58", lambda row: "192.168.0.58" in row["src_ip"]),
    ("src=FD12:3456:789A::0:66", lambda row: row["src_ip"] == "fd12:3456:789a::66"),
    ("period_s<120", number("period_s", lambda period: period < 120)),
    ("period_s>=1789.9", number("period_s", lambda period: period >= 1789.9)),
    ("-period_s<120", opposite(number("period_s", lambda period: period < 120))),
    ("beats=48", number("beats", lambda beats: beats == 48)),
    ("beats!=48", number("beats", lambda beats: beats != 48)),
    (
        "score<=0.5 port:53",
        lambda row: row["dest_port"] == 53 and number("score", lambda score: score <= 0.5)(row),
    ),
    ("port:443", number("dest_port", lambda port: port == 443)),
    ("PORT>1024", number("dest_port", lambda port: port > 1024)),
    ("listed:flare", lambda row: "flare" in row["listed"]),
    ("listed=lag", lambda row: row["listed"] == "lag"),
    ("first_seen>2025-11-20T00:10", lambda row: row["first_seen"] > "2025-11-20T00:10"),
    ("nothing-says-this", lambda row: False),
)

# Not yet, or never, a filter: it is marked, and does as if it were not there.
INVALID = (
    "period_s<",
    "period_s<soon",
    "port:https",
    "10.0.0.0/",
    "10.0.0.0/33",
    "fd00::/129",
    "300.0.0.0/8",
    "-beats>x",
)


def expected(report, test):
    return [place for place, row in enumerate(report.rows) if test(row)]


def told(n, report):
    all_rows = len(report.rows)
    return f"{all_rows} rows" if n == all_rows else f"{n} of {all_rows} rows"


def check_words(scene):
    """What can be typed into the filter."""
    with scene.page("filter", scene.day) as page:
        for text, test in WORDS:
            page.locator("#search").fill(text)
            wanted = expected(scene.day, test)
            scene.test.equal(
                f"filter `{text}` ({len(wanted)} rows)",
                (row_numbers(page), count_told(page)),
                (wanted, told(len(wanted), scene.day)),
            )
        for text in INVALID:
            page.locator("#search").fill(f"flare {text}")
            wanted = expected(scene.day, says("flare"))
            scene.test.equal(
                f"filter `{text}` is marked and ignored",
                (row_numbers(page), invalid(page, "#search")),
                (wanted, "true"),
            )
        page.locator("#search").fill("flare")
        scene.test.equal("filter: no longer marked", invalid(page, "#search"), "false")
    with scene.page("filter of names", scene.names) as page:
        name = next(row["dest_name"] for row in scene.names.rows if row["dest_name"])
        page.locator("#search").fill(f"dest_name:{name[:6].upper()}")
        scene.test.equal(
            "filter: a part of a name",
            row_numbers(page),
            expected(scene.names, lambda row: name[:6] in (row["dest_name"] or "")),
        )


def invalid(page, selector):
    return page.locator(selector).get_attribute("aria-invalid")


def check_fields(scene):
    """The fields for score and port; what is no score or port is marked and ignored."""
    cases = (
        ("#least", "0.99", number("score", lambda score: score >= 0.99), "false"),
        ("#least", "0.567", number("score", lambda score: score >= 0.567), "false"),
        ("#least", "0", number("score", lambda score: True), "false"),
        ("#least", "1.5", lambda row: True, "true"),
        ("#least", "-1", lambda row: True, "true"),
        ("#least", "e", lambda row: True, "true"),
        ("#least", "", lambda row: True, "false"),
        ("#port", "443", number("dest_port", lambda port: port == 443), "false"),
        ("#port", "65536", lambda row: True, "true"),
        ("#port", "44.3", lambda row: True, "true"),
        ("#port", "-", lambda row: True, "true"),
        ("#port", "", lambda row: True, "false"),
    )
    with scene.page("fields", scene.day) as page:
        for field, text, test, mark in cases:
            page.locator(field).fill("")
            page.locator(field).press_sequentially(text)
            scene.test.equal(
                f"{field} `{text}`",
                (row_numbers(page), invalid(page, field)),
                (expected(scene.day, test), mark),
            )


def check_together(scene):
    """Filters add up, stay when the order changes, and Escape takes all away."""
    with scene.page("filters together", scene.day) as page:
        page.locator("#search").fill("lag")
        page.locator("#least").fill("0.9")
        page.locator("#port").fill("123")
        wanted = expected(
            scene.day,
            lambda row: "lag" in row["listed"]
            and row["dest_port"] == 123
            and (row["score"] or 0) >= 0.9,
        )
        scene.test.equal(f"filters together ({len(wanted)} rows)", row_numbers(page), wanted)
        page.locator("[data-sort=beats]").click()
        scene.test.equal("filters stay when sorted", sorted(row_numbers(page)), wanted)
        page.locator("#port").press("Escape")
        scene.test.equal(
            "Escape clears the filters",
            (sorted(row_numbers(page)), count_told(page), page.locator("#search").input_value()),
            (list(range(len(scene.day.rows))), told(len(scene.day.rows), scene.day), ""),
        )
        page.locator("body").click(position={"x": 2, "y": 2})
        page.keyboard.press("/")
        page.keyboard.type("a/b")
        scene.test.equal(
            "/ goes to the filter, and is a letter there",
            page.locator("#search:focus").input_value(),
            "a/b",
        )
        scene.test.check("nothing found: that is said", page.locator(".nothing").is_visible())
        page.locator("#search").press("Enter")
        scene.test.equal("Enter sends nothing anywhere", page.url, scene.day.path.as_uri())


CHECKS = (check_words, check_fields, check_together)
