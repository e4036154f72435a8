"""baseline - what is new since an index that --index wrote, on a real server.

`check_baseline(scene)` is one of the checks of test_engines.py.
"""
import csv
import io
import json

import faults
from scene import CONFIG, DAY, SELKS_INDEX, SELKS_INI

BEFORE, NOW = "2025-11-20T06:05:00Z", "2025-11-20T12:05:00Z"
PERIOD_H = 6
GONE = 6  # of the day's name server's rows


def run(scene, now, *more):
    """The day's flows of six hours; a CSV."""
    return scene.csv("--no-flare", "-c", CONFIG / SELKS_INI, "-eh", scene.server.host,
                     "-ep", scene.server.port, "--now", now, "-pd", PERIOD_H, *more, DAY)


def statuses(text):
    """What each row is called, since when it is known, and what it was before."""
    return {(row["src_ip"], row["dest_ip"], row["dest_port"]):
            (row["status"], row["known_since"], row["period_before_s"])
            for row in csv.DictReader(io.StringIO(text))}


def documents(scene, index):
    """All of them."""
    scene.server.request("POST", f"/{index}/_refresh")
    found = scene.server.request("POST", f"/{index}/_search", {"size": 10000})
    return [hit["_source"] for hit in found["hits"]["hits"]]


def check_chain(scene, names):
    """Two runs by way of the index: the same as by way of a file."""
    index, path = f"baseline-{names}", scene.temp / f"{names}.ndjson"
    options = ("--index", index, "--index_names", names)
    first = run(scene, BEFORE, *options, "--json_out", path, "--baseline", f"index:{index}")
    scene.test.check(scene.name(f"baseline: {names}: the first run"), first.returncode == 0 and
                     "there is no such index yet" in first.stderr and
                     {status for status, *_ in statuses(first.stdout).values()} == {"new"},
                     first.stderr)
    from_file = run(scene, NOW, "--baseline", path)
    from_index = run(scene, NOW, *options, "--baseline", f"index:{index}")
    found, wanted = statuses(from_index.stdout), statuses(from_file.stdout)
    scene.test.check(scene.name(f"baseline: {names}: as from a file"),
                     found == wanted and len(found) > 50 and
                     sum(status == "gone" for status, *_ in found.values()) == GONE,
                     f"{from_index.stderr} {set(found.items()) ^ set(wanted.items())}")
    scene.test.check(scene.name(f"baseline: {names}: what is gone is not written back"),
                     '"gone"' not in json.dumps(documents(scene, index)), "it is")
    again = run(scene, NOW, *options, "--baseline", f"index:{index}")
    scene.test.check(scene.name(f"baseline: {names}: and is told once"),
                     " 0 new, 50 known, 0 changed, 0 gone" in again.stderr, again.stderr)


def check_paging(scene):
    """More records than a page has."""
    lines, index = [], "baseline-many"
    for pair in range(12000):
        lines += [json.dumps({"index": {}}), json.dumps({
            "timestamp": "2025-11-20T06:05:00Z", "event_type": "beaconing", "period": PERIOD_H,
            "src_ip": f"10.1.{pair // 250}.{pair % 250}", "dest_ip": "203.0.113.1",
            "dest_port": 443, "first_seen": "2025-11-20T01:00:00Z"})]
    kind = "/doc" if scene.server.release.has_types else ""
    scene.server.request("POST", f"/{index}{kind}/_bulk?refresh=true",
                         ("\n".join(lines) + "\n").encode())
    done = run(scene, NOW, "--baseline", f"index:{index}", "--no-color")
    scene.test.check(scene.name("baseline: many pages"), "12000 gone" in done.stderr,
                     done.stderr)
    stats = scene.server.request("GET", "/_nodes/stats/indices/search")
    scene.test.equal(scene.name("baseline: no scroll is left open"),
                     [node["indices"]["search"]["scroll_current"]
                      for node in stats["nodes"].values()], [0])


def check_empty_run(scene, names):
    """A run that lists nothing is remembered: what was there before is told as gone once,
    and as back when it is there again."""
    index = f"baseline-empty-{names}"
    options = ("--index", index, "--index_names", names, "--baseline", f"index:{index}", "-gr")
    nothing = ("--min_score", 1, "--min_lag", 0, "--min_long", 0, "--min_strobe", 0,
               "-mo", 1000000)
    none_yet = run(scene, BEFORE, *options, *nothing)
    scene.test.check(scene.name(f"baseline: {names}: an empty run makes no index"),
                     none_yet.returncode == 0 and "no rows to write" in none_yet.stderr,
                     none_yet.stderr)
    first = statuses(run(scene, BEFORE, *options).stdout)
    for hour, gone in ((7, len(first)), (8, 0)):
        empty = run(scene, f"2025-11-20T{hour:02}:05:00Z", *options, *nothing)
        scene.test.check(scene.name(f"baseline: {names}: empty run {hour}"),
                         f" {gone} gone" in empty.stderr and
                         "that there are no rows is written" in empty.stderr, empty.stderr)
    # Of another key, or another span, it says nothing.
    other = run(scene, "2025-11-20T09:05:00Z", *options, *nothing, "-pd", 1)
    scene.test.check(scene.name(f"baseline: {names}: another span"),
                     "0 new" in other.stderr, other.stderr)
    key = run(scene, "2025-11-20T09:05:00Z", "--key", "src,dst", "--baseline", f"index:{index}")
    scene.test.check(scene.name(f"baseline: {names}: empty, another key"),
                     key.returncode == 1 and "--key src,dst,port" in key.stderr, key.stderr)
    found = statuses(run(scene, "2025-11-20T09:05:00Z", *options).stdout)
    scene.test.check(scene.name(f"baseline: {names}: back after an empty run"),
                     {found[row][0] for row in found if row in first} == {"back"} and
                     "gone" not in {status for status, *_ in found.values()}, found)
    records = documents(scene, index)
    scene.test.equal(scene.name(f"baseline: {names}: records of empty runs, one a span and day"),
                     json.dumps(records).count("empty run of 6 h by src_ip dest_ip dest_port"), 1)
    new_only = run(scene, NOW, *options, "--new_only")
    scene.test.check(scene.name(f"baseline: {names}: --new_only would not be remembered"),
                     new_only.returncode == 2 and "a file of -json" in new_only.stderr,
                     new_only.stderr)
    scene.server.delete_index(index)


def check_by_time(scene):
    """Without scrolls: as with them, by pages of 10,000 that begin where one ended."""
    lines, index = [], "baseline-times"
    for pair in range(21000):
        minute = pair // 700
        lines += [json.dumps({"index": {}}), json.dumps({
            "@timestamp": f"2025-11-20T06:{minute:02}:00.000Z",
            "timestamp": f"2025-11-20T06:{minute:02}:00Z", "event_type": "beaconing",
            "period": PERIOD_H, "src_ip": f"10.1.{pair // 250}.{pair % 250}",
            "dest_ip": "203.0.113.1", "dest_port": 443, "status": "known",
            "first_seen": "2025-11-20T01:00:00Z"} if pair % 700 else {
                "timestamp": "2025-11-20T06:29:00Z", "event_type": "beaconing",
                "period": PERIOD_H, "src_ip": f"10.1.{pair // 250}.{pair % 250}",
                "dest_ip": "203.0.113.1", "dest_port": 443, "first_seen": "2025-11-20T01:00:00Z"})]
    kind = "/doc" if scene.server.release.has_types else ""
    for start in range(0, len(lines), 14000):
        scene.server.request("POST", f"/{index}{kind}/_bulk?refresh=true",
                             ("\n".join(lines[start:start + 14000]) + "\n").encode())
    by_scroll = run(scene, NOW, "--baseline", f"index:{index}")
    by_time = run(scene, NOW, "--baseline", f"index:{index}", "--cursor", "pit")
    scene.test.check(scene.name("baseline: by time"),
                     by_time.stdout == by_scroll.stdout and by_time.returncode == 0 and
                     len(statuses(by_time.stdout)) > 700, by_time.stderr)
    with faults.Road(scene.server.port, refused=("scroll=", 400)) as road:
        refused = run(scene, NOW, "--baseline", f"index:{index}", "-v", "-ep", road.port)
        scene.test.check(scene.name("baseline: scrolls are refused"),
                         refused.stdout == by_scroll.stdout and
                         "no scroll is to be had" in refused.stderr, refused.stderr)
        scene.test.error(scene.name("baseline: scrolls are refused, and wanted"),
                         run(scene, NOW, "--baseline", f"index:{index}", "--cursor", "scroll",
                             "-ep", road.port), index)
    scene.test.error(scene.name("baseline: by time, none such"),
                     run(scene, NOW, "--baseline", "index:none-such", "--cursor", "pit"),
                     "no such index")
    scene.test.error(scene.name("baseline: by time, too many of one time"),
                     run(scene, NOW, "--baseline", "index:baseline-many", "--cursor", "pit"),
                     "can't be read without a scroll")
    scene.server.delete_index(index)


def check_errors(scene):
    """What is no baseline."""
    for name, index, words in (("not there", "none-such", ("no such index",)),
                               ("flows", SELKS_INDEX, ("none of its",)),
                               ("another key", "baseline-flare", ("--key src,dst,port",))):
        more = ("--key", "src,dst") if name == "another key" else ()
        scene.test.error(scene.name(f"baseline: {name}"),
                         run(scene, NOW, "--baseline", f"index:{index}", *more), index, *words)


def check_baseline(scene):
    """All of it."""
    for names in ("flare", "ecs"):
        check_chain(scene, names)
        check_empty_run(scene, names)
    check_paging(scene)
    check_by_time(scene)
    check_errors(scene)
    for index in ("baseline-flare", "baseline-ecs", "baseline-many"):
        scene.server.delete_index(index)
