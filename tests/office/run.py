#!/usr/bin/env python3
"""run - what LibreOffice makes of our CSV: is each cell what it is meant to be?

    python3 tests/office/run.py --bin build

A table of hostile texts and the example's day of beacons are opened, with every separator,
by an English and by a German LibreOffice that takes quoted cells for what they look like
and formulas for formulas. Numbers must be numbers, times times, and texts exactly what is
said here. Needs libreoffice-calc-nogui.
"""
import argparse
import datetime
import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from checks import Checks  # noqa: E402  (found by the line above)

ENGLISH, GERMAN = 1033, 1031
TIME_LIMIT_S = 120

# Separator, decimal sign, language: those that belong together.
FITTING = [(",", ".", ENGLISH), (",", ",", GERMAN), (";", ",", GERMAN), (";", ".", ENGLISH),
           ("\t", ".", ENGLISH), ("\t", ",", GERMAN), ("|", ".", ENGLISH)]
# And those that do not, where texts must still be texts, and no formula is run.
MISTAKEN = [(",", ".", GERMAN), (";", ",", ENGLISH)]

ODD = "\ufffd"

# What is in a flow, and what is to be in the cell.
TEXTS = [
    (b"=1+1", "'=1+1"),
    (b"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
    (b"+1", "'+1"),
    (b"-1", "'-1"),
    (b"@SUM(1)", "'@SUM(1)"),
    (b"\t=1+1", "' =1+1"),
    (b"\r=1+1", "' =1+1"),
    (b"\n\n=1+1", "'  =1+1"),
    (b"  -1", "'  -1"),
    ("\uff1d1+1".encode(), "'\uff1d1+1"),
    (b"'=1+1", "'=1+1"),
    (b"a;=1+1,=1+1", "a;'=1+1,'=1+1"),
    (b"a\"=1+1", "a\"'=1+1"),
    (b"a|@x", "a|'@x"),
    (b"1e5", "'1e5"),
    (b"1E+5", "'1E+5"),
    (b"00123", "'00123"),
    (b"1234567890123456789", "'1234567890123456789"),
    (b"1/2", "'1/2"),
    (b"1 1/2", "'1 1/2"),
    (b"1:2", "'1:2"),
    (b"1-2", "'1-2"),
    (b"1.2.", "'1.2."),
    (b"1.2.3", "'1.2.3"),
    (b"0.55", "'0.55"),
    (b"0,55", "'0,55"),
    (b"1,234", "'1,234"),
    (b".5", "'.5"),
    (b"5.", "'5."),
    (b"5-", "'5-"),
    (b"(5)", "'(5)"),
    (b"5 %", "'5 %"),
    (b"$5", "'$5"),
    ("5\u20ac".encode(), "'5\u20ac"),
    (b"20.11.2025", "'20.11.2025"),
    (b"2025-11-20 00:01:04", "'2025-11-20 00:01:04"),
    (b"20 Nov 2025", "'20 Nov 2025"),
    (b"mar-1", "'mar-1"),
    ("M\u00c4RZ 1".encode(), "'M\u00c4RZ 1"),
    (b"1. Mai", "'1. Mai"),
    (b"5 pm", "'5 pm"),
    (b"TRUE", "'TRUE"),
    (b"wahr", "'wahr"),
    (b"#N/A", "'#N/A"),
    (b"192.168.100.101", "'192.168.100.101"),
    (b"10.1.2.3", "10.1.2.3"),
    (b"2001:db8::1", "2001:db8::1"),
    (b"web-1", "web-1"),
    (b"a1", "a1"),
    (b"cdn.example.com", "cdn.example.com"),
    (b"https://a.example/app#/x?a=(b:'c,d;e')&f=1", "https://a.example/app#/x?a=(b:'c,d;e')&f=1"),
    (b"61 of about 61 beats, 60.0 s apart; 5 %", "61 of about 61 beats, 60.0 s apart; 5 %"),
    (b'say "hi", twice', 'say "hi", twice'),
    (b'"', '"'),
    (b'""', '""'),
    (b",", ","),
    (b";;", ";;"),
    (b"a|b\tc", "a|b c"),
    (b"one\r\ntwo\nthree", "one  two three"),
    (b"two  blanks, and one behind ", "two  blanks, and one behind "),
    (b" before", " before"),
    ("\u202etxt.exe \u2066a\u2069\u200b".encode(), f"{ODD}txt.exe {ODD}a{ODD}{ODD}"),
    (b"a\x1b[2Jb\x07", f"a{ODD}[2Jb{ODD}"),
    (b"caf\xe9 \xff\xfe \xed\xa0\x80", f"caf{ODD} {ODD}{ODD} {ODD}{ODD}{ODD}"),
    ("caf\u00e9 \u4e2d\u56fd \U0001f600".encode(), "caf\u00e9 \u4e2d\u56fd \U0001f600"),
    (b"<b>&amp;</b>", "<b>&amp;</b>"),
    (b"{=1+1}", "{=1+1}"),
    (b"x" * 32764, "x" * 32764),
    (b"x" * 100000, "x" * 32763 + "..."),
    (b"", ""),
]

# An address that is a number where dots part thousands.
GROUPED = re.compile(r"[0-9]+(\.[0-9]{3})+")

ADDRESSES = ["192.168.100.101", "10.1.2.3", "2001:db8::1", "1::2", "192.0.2.100"]
FIRST = datetime.datetime(2025, 11, 20, 0, 1, 4)
COLUMNS = ["text", "integer", "real", "moment", "address", "again"]

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
VALUES = {"float": "value", "date": "date-value", "time": "time-value", "boolean": "boolean-value",
          "percentage": "value", "currency": "value"}


def shown(element):
    """The text in a paragraph, where blanks may be elements."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == TEXT + "s":
            parts.append(" " * int(child.get(TEXT + "c", 1)))
        elif child.tag == TEXT + "tab":
            parts.append("\t")
        else:
            parts.append(shown(child))
        parts.append(child.tail or "")
    return "".join(parts)


def cell_of(element):
    """What a cell is: ("float", 1.0), ("string", "a"), None if empty; or a formula."""
    if element.get(TABLE + "formula"):
        return "formula", element.get(TABLE + "formula")
    kind = element.get(OFFICE + "value-type")
    if kind == "string":
        return kind, "\n".join(shown(part) for part in element.findall(TEXT + "p"))
    if kind == "float":
        return kind, float(element.get(OFFICE + "value"))
    return (kind, element.get(OFFICE + VALUES[kind])) if kind else None


def rows_of(path):
    """The rows of a sheet, without the empty cells and rows that fill it up."""
    rows = []
    for row in ElementTree.parse(path).iter(TABLE + "table-row"):
        cells = []
        for cell in row.iter(TABLE + "table-cell"):
            cells += [cell_of(cell)] * min(int(cell.get(TABLE + "number-columns-repeated", 1)), 99)
        while cells and cells[-1] is None:
            cells.pop()
        rows += [cells] * min(int(row.get(TABLE + "number-rows-repeated", 1)), 999)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def open_files(paths, separator, language, work):
    """The rows of CSV files as LibreOffice opens them: see its "Filter Options for CSV
    Import". Text delimiter ", UTF-8, from line 1 on, this language; quoted cells are not
    texts by that, dates and the like are detected, formulas evaluated."""
    options = f"{ord(separator)},34,76,1,,{language},false,true,false,false,false,0,true"
    out = work / f"opened-{ord(separator)}-{language}-{paths[0].stem}"
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{work}/profile",
                    f"--infilter=CSV:{options}", "--convert-to", "fods", "--outdir", out, *paths],
                   check=True, timeout=TIME_LIMIT_S, capture_output=True)
    return [rows_of(out / f"{path.stem}.fods") for path in paths]


def string(text):
    return ("string", text) if text else None


def address_cell(text, decimal):
    return string("'" + text if decimal == "," and GROUPED.fullmatch(text) else text)


def hostile_row(i, decimal):
    """What hostile_table writes of the text of that number."""
    cell = string(TEXTS[i][1])
    moment = FIRST + datetime.timedelta(seconds=86461 * i)
    return [cell, None if i % 7 == 3 else ("float", i * 1000.0 - 7),
            None if i % 7 == 5 else ("float", i / 8 - 1), ("date", moment.isoformat()),
            address_cell(ADDRESSES[i % 5], decimal), cell]


def beacon_cell(value, decimal):
    """What a value of a record is to be in a sheet."""
    if value is None:
        return None
    if isinstance(value, list):
        return string(" ".join(map(str, value)))
    if isinstance(value, (int, float)):
        return "float", float(value)
    if value.endswith("Z") and value[10:11] == "T":
        return "date", value[:-1]
    return address_cell(value, decimal) if value.count(".") == 3 else string(value)


def differing(actual, expected, columns):
    """The cells that are not as expected, by row and column."""
    width = len(columns)
    return [(i, columns[k], cells[k], wanted[k])
            for i, (cells, wanted) in enumerate(zip(actual, expected))
            for k in range(width) for cells in [cells + [None] * (width - len(cells))]
            if cells[k] != wanted[k]]


def check_table(checks, name, rows, columns, expected):
    """Each cell, and that there are no others."""
    wrong = differing(rows[1:], expected, columns)
    checks.equal(f"{name}: columns", rows[0], [("string", column) for column in columns])
    checks.equal(f"{name}: rows", len(rows) - 1, len(expected))
    checks.check(f"{name}: no row is longer", all(len(row) <= len(columns) for row in rows))
    checks.check(f"{name}: every cell", not wrong, str([str(each)[:200] for each in wrong[:5]]))


class Files:
    """Writes the CSV files."""

    def __init__(self, programs, work):
        self.programs = programs
        self.work = work

    def path(self, name, separator, decimal):
        return self.work / f"{name}-{ord(separator)}-{ord(decimal)}.csv"

    def hostile(self, separator, decimal):
        path = self.path("hostile", separator, decimal)
        command = [self.programs / "tests/hostile_table", separator]
        with open(path, "wb") as out:
            subprocess.run(command + ["comma"] * (decimal == ","), check=True, stdout=out,
                           input=b"".join(raw + b"\0" for raw, _ in TEXTS))
        return path

    def beacons(self, separator, decimal):
        path = self.path("beacons", separator, decimal)
        self.run("--csv_separator", separator, "--csv_decimal", decimal, "-csv", path)
        return path

    def run(self, *arguments):
        return subprocess.run([self.programs / "flare_beacon", "-q", *arguments,
                               ROOT / "examples/day/eve.json.gz"], check=True,
                              capture_output=True).stdout


def check_control(checks, work):
    """Would it be noticed? These cells are as they must not be."""
    path = work / "control.csv"
    path.write_text('"=1+1",00123,"mar-1",x\n', encoding="utf-8")
    kinds = [cell[0] for cell in open_files([path], ",", ENGLISH, work)[0][0]]
    checks.equal("control: what is not disarmed is taken for what it looks like", kinds,
                 ["formula", "float", "date", "string"])


def check_fitting(checks, files, records):
    columns = [name for name in records[0]
               if name not in ("timestamp", "event_type", "schema_version", "period")]
    for separator, decimal, language in FITTING:
        name = f"{separator!r} {decimal!r} {'en-US' if language == ENGLISH else 'de-DE'}"
        hostile, beacons = open_files([files.hostile(separator, decimal),
                                       files.beacons(separator, decimal)],
                                      separator, language, files.work)
        check_table(checks, f"{name}: hostile texts", hostile, COLUMNS,
                    [hostile_row(i, decimal) for i in range(len(TEXTS))])
        check_table(checks, f"{name}: beacons", beacons, columns,
                    [[beacon_cell(record[column], decimal) for column in columns]
                     for record in records])


def check_mistaken(checks, files):
    for separator, decimal, language in MISTAKEN:
        name = f"{separator!r} {decimal!r} mistaken for {language}"
        path = files.hostile(separator, decimal).rename(
            files.work / f"mistaken-{ord(separator)}.csv")
        rows, = open_files([path], separator, language, files.work)
        texts = [[row[0] if row else None] for row in rows[1:]]
        wrong = differing(texts, [hostile_row(i, decimal)[:1] for i in range(len(TEXTS))],
                          ["text"])
        checks.check(f"{name}: every text", not wrong and len(texts) == len(TEXTS), str(wrong[:5]))
        checks.check(f"{name}: no formula", not any(cell and cell[0] == "formula"
                                                    for row in rows for cell in row))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=Path, required=True, metavar="DIR",
                        help="folder of the programs to test")
    programs = parser.parse_args().bin.resolve()
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="office-") as folder:
        files = Files(programs, Path(folder))
        records = [json.loads(line) for line in files.run("-json", "-").splitlines()]
        check_control(checks, files.work)
        check_fitting(checks, files, records)
        check_mistaken(checks, files)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
