"""lookups - what is known of the rows of an index is what is known of those of the file of
the same records: threat intelligence, allowlists, names.

`check_lookups(scene)` is one of the checks of test_engines.py.
"""
import csv
import io
import json

import context
from scene import SELKS_INI

C2, NAME, FEW = "160.153.76.129", "metrics.sync-cdn.example", "142.158.182.153"
COLUMNS = ("src_ip", "dest_ip", "dest_port", "dest_name", "services", "listed", "rank",
           "intel_hits", "intel", "dest_names", "hidden_by")


def rows_of(scene, *arguments):
    """What is told of each row, and the run."""
    done = scene.beacon.run(*arguments, "--csv_out", "-")
    return [{name: row.get(name) for name in COLUMNS}
            for row in csv.DictReader(io.StringIO(done.stdout))], done


def check_same(scene, path, ini, options, word):
    """From an index as from the file; `word` is told of some row."""
    name = scene.name(f"lookups: {' '.join(map(str, options))[:60]}")
    expected, _ = rows_of(scene, *scene.options(ini), *options, path)
    for threads in (1, 3):
        found, done = rows_of(scene, *scene.options(ini), *options, "-th", threads)
        different = [pair for pair in zip(found, expected) if pair[0] != pair[1]]
        scene.test.check(f"{name}, {threads} threads",
                         done.returncode == 0 and found == expected and
                         any(word in str(cell) for row in found for cell in row.values()),
                         f"{len(found)} {len(expected)} {different[:1]} {done.stderr}")


def check_lookups(scene):
    """Whatever looks at the rows, alone and together."""
    records = list(context.with_alerts(scene.records))
    path = scene.temp / "lookups.json"
    with open(path, "w", encoding="utf-8") as lines:
        for record in records:
            lines.write(json.dumps(record) + "\n")
    context.load(scene, records)
    ini = scene.ini(SELKS_INI, es_index="context-flow-*", names_index="", context_index="")
    lists, rules = scene.temp / "lookups.txt", scene.temp / "lookups.rules"
    lists.write_text(f"{C2} # SomeRAT\n{FEW}\n{NAME} # by name\n", encoding="utf-8")
    rules.write_text("port 123/udp # NTP\n*.example # all names\nfrom 192.168.0.0/24 port 1900\n",
                     encoding="utf-8")
    intel = ("--no-flare", "--intel", lists)
    for options, word in ((intel, "SomeRAT"), ((*intel, "--names"), "by name"),
                          ((*intel, "--context"), "by name"),
                          ((*intel, "--key", "src,name"), f"{FEW} in lookups"),
                          ((*intel, "--no-list_reported", "-fo"), "SomeRAT"),
                          (("--names",), NAME),
                          (("--allowlist", rules, "--show_hidden"), "all names"),
                          (("--allowlist", rules, "--names", *intel, "-fo"), "SomeRAT"),
                          (("--key", "src,dst", "--allowlist", rules, *intel), "SomeRAT")):
        check_same(scene, path, ini, options, word)
    scene.no_scrolls("lookups")
    for index in [f"context-{kind}-{context.DAY_SUFFIX}" for kind in context.TYPES] + [
            context.ECS_INDEX, context.TEXT_INDEX]:
        scene.server.delete_index(index)
