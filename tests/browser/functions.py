"""functions - the pure functions of the page's scripts, by themselves.

They are loaded as flare_beacon's page loads them, within one closed function, into a
page that has data of one column. What they do together is tested through the page.
"""

import json

from scene import ROOT

PAGE = ROOT / "src/export/page"
SCRIPTS = ("data.js", "element.js", "address.js", "filter.js", "draw.js")
DATA = {
    "columns": [{"name": "dest_ip", "kind": "address"}],
    "rows": [["10.0.0.1"]],
    "first_ms": 0,
    "last_ms": 86_400_000,
}
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

V4 = 0xFFFF << 32

# (call, what it gives as text; null: None)
CASES = (
    ("parseAddress('0.0.0.0')", str(V4)),
    ("parseAddress('255.255.255.255')", str(V4 + 0xFFFFFFFF)),
    ("parseAddress('::')", "0"),
    ("parseAddress('::1')", "1"),
    ("parseAddress('1::')", str(1 << 112)),
    ("parseAddress('FD12:3456:789A::66')", str(0xFD12_3456_789A << 80 | 0x66)),
    ("parseAddress('1:2:3:4:5:6:7:8')", str(0x0001_0002_0003_0004_0005_0006_0007_0008)),
    ("parseAddress('::ffff:10.0.0.1')", str(V4 + 0x0A000001)),
    *(
        (f"parseAddress('{text}')", None)
        for text in (
            "",
            ".",
            "...",
            "1.2.3",
            "1.2.3.4.5",
            "1..2.3",
            "1.2.3.256",
            "1.2.3.x",
            "1.2.3.4/8",
            ":",
            ":::",
            "1::2::3",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "12345::",
            "g::",
            "::1.2.3",
            "1:2:3:4:5:6:7:1.2.3.4",
            "name.example",
            "0x1.2.3.4",
            " 1.2.3.4",
        )
    ),
    ("parseNetwork('10.0.0.0/8')(parseAddress('10.255.0.1'))", "true"),
    ("parseNetwork('10.9.9.9/8')(parseAddress('10.0.0.1'))", "true"),
    ("parseNetwork('10.0.0.0/8')(parseAddress('11.0.0.1'))", "false"),
    ("parseNetwork('10.0.0.0/8')(parseAddress('fd00::1'))", "false"),
    ("parseNetwork('10.0.0.0/8')(null)", "false"),
    ("parseNetwork('0.0.0.0/0')(parseAddress('fd00::1'))", "false"),
    ("parseNetwork('0.0.0.0/0')(parseAddress('203.0.113.9'))", "true"),
    ("parseNetwork('::/0')(parseAddress('203.0.113.9'))", "false"),
    ("parseNetwork('::/0')(parseAddress('2001:db8::1'))", "true"),
    ("parseNetwork('::ffff:10.0.0.0/104')(parseAddress('10.1.2.3'))", "true"),
    ("parseNetwork('10.0.0.1/32')(parseAddress('10.0.0.1'))", "true"),
    ("parseNetwork('2001:db8::/33')(parseAddress('2001:db8:8000::1'))", "false"),
    *(
        (f"parseNetwork('{text}')", None)
        for text in (
            "",
            "/",
            "/8",
            "10.0.0.0",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0/8",
            "fd00::/129",
            "x/8",
            "10.0.0.0/8/8",
        )
    ),
    ("duration(0)", "0 s"),
    ("duration(0.25)", "0.25 s"),
    ("duration(9.95)", "9.9 s"),
    ("duration(59.6)", "60 s"),
    ("duration(60)", "60 s"),
    ("duration(119)", "119 s"),
    ("duration(120)", "2 min"),
    ("duration(5400)", "90 min"),
    ("duration(7200)", "2 h"),
    ("duration(12600)", "3.5 h"),
    ("duration(172800)", "2 days"),
    ("amount(0)", "0 bytes"),
    ("amount(9999)", "9,999 bytes"),
    ("amount(10000)", "10 kB"),
    ("amount(12345678)", "12 MB"),
    ("amount(5e16)", "50,000 TB"),
    ("grouped('0')", "0"),
    ("grouped('999')", "999"),
    ("grouped('-1234567.1234')", "-1,234,567.1234"),
    ("grouped('1000')", "1,000"),
    ("shown({kind: 'real', decimals: 2}, 1234.5)", "1,234.50"),
    ("shown({kind: 'integer', name: 'dest_port'}, 51413)", "51413"),
    ("shown({kind: 'integer', name: 'beats'}, 51413)", "51,413"),
    ("shown({kind: 'moment'}, '2025-11-20T00:07:00Z')", "2025-11-20 00:07:00"),
    ("shown({kind: 'text'}, null)", "\u2013"),
    ("decode('')", ""),
    ("binAt(gapAt(17, 80), 80)", "17"),
)

SERIES = (
    [0],
    [1],
    [0, 0, 0],
    [1, 0, 0, 2],
    [0] * 96,
    [31, 32, 33],
    [0, 1, 0],
    [2**40, 0, 7],
    [5] * 3 + [0] * 40 + [1],
    list(range(200)),
    [2**53 - 1],
)


def packed(number):
    """As put_packed() of html.c: five bits a digit, the lowest first."""
    text = ""
    while True:
        number, rest = number >> 5, number & 31
        text += DIGITS[rest | (32 if number else 0)]
        if not number:
            return text


def packed_series(counts):
    """As put_series() of html.c: behind a 0, how many more of them."""
    text, place = "", 0
    while place < len(counts):
        text += packed(counts[place])
        if counts[place] == 0:
            run = 0
            while place + 1 < len(counts) and counts[place + 1] == 0:
                run, place = run + 1, place + 1
            text += packed(run)
        place += 1
    return text


def check_functions(scene):
    scripts = "".join((PAGE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    cases = [
        *CASES,
        *(
            (f"decode('{packed_series(counts)}')", ",".join(map(str, counts)))
            for counts in SERIES
        ),
    ]
    calls = ",\n".join(f"() => {call}" for call, _ in cases)
    page = scene.browser.new_page()
    page.set_content(f"<script type='application/json' id='data'>{json.dumps(DATA)}</script>")
    results = page.evaluate(f"""() => {{ 'use strict'; {scripts}
        return [{calls}].map(call => {{
            try {{ const given = call(); return given === null ? null : String(given); }}
            catch (error) {{ return `error: ${{error}}`; }}
        }}); }}""")
    page.close()
    for (call, wanted), given in zip(cases, results):
        scene.test.equal(call, given, wanted)


CHECKS = (check_functions,)
