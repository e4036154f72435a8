"""parts - checks of --part on an index: each part is sent its share of the flows alone,
and what --merge makes of them is what one run gives.

The checks take a scene of scene.py.
"""
import csv
import io
import re

import faults
from prefilter import flow, has_points_in_time, make_index
from scene import CONFIG, SELKS_INDEX, SELKS_INI

# (ini file, index, further options): addresses as ip, keyword and text with a keyword; two
# indices that differ; names; and a share that is nobody's.
CASES = (
    (SELKS_INI, SELKS_INDEX, 3, ()),
    (SELKS_INI, SELKS_INDEX, 2, ("--key", "src,name", "-fo")),
    (SELKS_INI, f"{SELKS_INDEX},dotted-2025.11.20", 3, ("--key", "src,dst")),
    (SELKS_INI, SELKS_INDEX, 50, ("--flare",)),
    ("zeek.ini", "zeek-2025.11.20", 3, ()),
    ("ecs-suricata.ini", "filebeat-suricata-2025.11.20", 3, ()),
)


# Its times are floats: a part knows when the others' flows were from nobody.
BLURRED = "zeek-"


def save_part(scene, number, of, *options):
    """(the file, what was said): one part of a run."""
    file = scene.temp / f"part-{number}.saved"
    done = scene.beacon.run(*options, "-v", "--part", f"{number}/{of}", "-save", file)
    scene.test.equal(scene.name(f"part {number} of {of}: status"),
                     (done.returncode, done.stdout), (0, ""))
    return file, done.stderr


def without_strip(table):
    """Of a table in CSV, all columns but that."""
    rows = list(csv.DictReader(io.StringIO(table)))
    for row in rows:
        del row["strip"]
    return rows


def check_merged(scene, title, of, options, expected, is_shared=True):
    """Parts of a run, and that they make the same table as one."""
    parts = [save_part(scene, number, of, *options) for number in range(1, of + 1)]
    merged = scene.csv("--no-flare", "--merge", *(file for file, _ in parts))
    tables = merged.stdout, expected.stdout
    if title.startswith(BLURRED):
        tables = map(without_strip, tables)
    scene.test.equal(scene.name(f"parts, {title}: merged"), *tables)
    scene.test.check(scene.name(f"parts, {title}: told the same"),
                     merged.stderr.splitlines()[-1] in expected.stderr.splitlines(),
                     merged.stderr)
    told = [re.search(r"part \d+ of \d+: (\d+) flows", said) for _, said in parts]
    if is_shared and scene.server.has_scripts:
        n_flows = sum(int(n) for n in re.findall(r"(\d+) (?:flows in|filtered)",
                                                 expected.stderr))
        n_told = sum(int(n[1]) for n in told if n)
        # IPv6, which is one flow in thirty here, is sent to all.
        scene.test.check(scene.name(f"parts, {title}: shared out by the server"),
                         all(told) and n_flows <= n_told < n_flows * (1 + of / 10),
                         [said for _, said in parts])
    for file, _ in parts:
        file.unlink()
    return [said for _, said in parts]


def check_spellings(scene):
    """One IPv6 source in three spellings, of a field that keeps them, is in one part."""
    spellings = ("2001:db8::1", "2001:DB8:0::1", "2001:0db8:0000:0000:0000:0000:0000:0001")
    flows = [flow(spellings[minute % 3], "8.8.4.4", 60 * minute) for minute in range(300)]
    flows += [flow(f"10.0.0.{minute}", "8.8.4.4", 7 * minute) for minute in range(1, 200)]
    make_index(scene, "parts-spellings", flows, {"src_ip": "keyword"})
    options = (*scene.options(CONFIG / SELKS_INI, "parts-spellings"), "--no-flare")
    expected = scene.csv(*options, "-v")
    scene.test.check(scene.name("parts, spellings: found"), "2001:db8::1,8.8.4.4"
                     in expected.stdout, expected.stdout)
    check_merged(scene, "spellings", 4, options, expected, False)
    scene.server.delete_index("parts-spellings")


def check_parts(scene):
    """The same rows, by shares."""
    check_spellings(scene)
    for ini, index, of, more in CASES:
        options = (*scene.options(CONFIG / ini, index), *more)
        check_merged(scene, f"{index} {' '.join(more)}", of, options, scene.csv(*options, "-v"))
    options = scene.options(CONFIG / SELKS_INI, SELKS_INDEX)
    expected = scene.csv(*options, "-v")
    if has_points_in_time(scene):
        check_merged(scene, "points in time", 2, (*options, "--cursor", "pit"), expected)
    with faults.Road(scene.server.port, faults.Fault("no script", 1, 10 ** 9)) as road:
        refused = scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port)
        said = check_merged(scene, "no scripts", 3, refused, scene.csv(*refused, "-v"), False)
    scene.test.check(scene.name("parts, no scripts: told"),
                     all("does not run the script" in one for one in said), said)
    scene.no_scrolls("parts")
