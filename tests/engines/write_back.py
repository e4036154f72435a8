"""write_back - what --index leaves on a real server.

`check_write_back(scene)` is one of the checks of test_engines.py.
"""
import csv
import io
import json
import signal
import subprocess
import time

import faults
from scene import CONFIG, DAY, SELKS_INDEX, SELKS_INI

ECS_INI = CONFIG / "ecs-suricata.ini"
ECS_INDEX = "filebeat-suricata-2025.11.20"

TYPES = {"@timestamp": "date", "timestamp": "date", "src_ip": "ip", "dest_ip": "ip",
         "dest_port": "long", "dest_name": "keyword", "score": "double", "listed": "keyword",
         "first_seen": "date", "strip": "long", "warning": "keyword"}
ECS_TYPES = {"@timestamp": "date", "source.ip": "ip", "destination.ip": "ip",
             "destination.port": "long", "destination.domain": "keyword", "source.bytes": "long",
             "event.kind": "keyword", "event.start": "date", "flare.beacon.score": "double",
             "flare.beacon.strip": "long"}
HOSTILE = 'a"}\n{"delete" {}}\n\u202e<b>\\'
MANY_PAIRS = 4200
REQUESTS_OF_MANY = 2  # at the least; of 4 MB each


def typed(scene):
    """The part of a path that names the type of documents, where they have one."""
    return "/doc" if scene.server.release.has_types else ""


def documents(scene, index):
    """All documents of an index by their id."""
    scene.server.request("POST", f"/{index}/_refresh")
    found = scene.server.request("POST", f"/{index}/_search", {"size": 10000})
    return {hit["_id"]: hit["_source"] for hit in found["hits"]["hits"]}


def type_of(scene, index, field):
    """What an index keeps a field as, or None."""
    reply = scene.server.request("GET", f"/{index}/_mapping")
    mapping = next(iter(reply.values()))["mappings"]
    mapping = mapping.get("doc", mapping)
    for part in field.split("."):
        mapping = mapping.get("properties", {}).get(part, {})
    return mapping.get("type")


def same_types(scene, name, index, types):
    scene.test.equal(scene.name(f"write back: {name}: types"),
                     {field: type_of(scene, index, field) for field in types}, types)


def rows_of(text):
    """Source, destination and port of each row of a CSV."""
    return {(row["src_ip"], row["dest_ip"], int(row["dest_port"]))
            for row in csv.DictReader(io.StringIO(text))}


def write(scene, index, *more, ini=CONFIG / SELKS_INI, port=None):
    """Runs it with --index and a CSV beside."""
    return scene.csv(*scene.options(ini, port=port), "--index", index, *more)


def refused(scene, name, index, *words):
    """The CSV beside is there, the index is not, and that is said."""
    done = write(scene, index, DAY)
    missing = [word for word in words if word not in done.stderr]
    scene.test.check(scene.name(f"write back: {name}"), done.returncode == 1 and not missing
                     and len(done.stdout.splitlines()) > 1,
                     f"status {done.returncode}, missing {missing} in {done.stderr!r}")
    return done


def check_rows(scene, name, done, index, expected=None):
    """That a run went well, and the index holds what the CSV beside it says."""
    name = scene.name(f"write back: {name}")
    if done.returncode:
        scene.test.check(name, False, f"status {done.returncode}: {done.stderr}")
        return {}
    found = documents(scene, index)
    rows = {(document["src_ip"], document["dest_ip"], document["dest_port"])
            for document in found.values()}
    wanted = rows_of(done.stdout) if expected is None else expected
    scene.test.check(f"{name} ({len(wanted)} rows)",
                     rows == wanted and len(found) == len(wanted) > 0,
                     f"{len(found)} documents, {rows ^ wanted}; {done.stderr}")
    return found


def check_day(scene):
    """From the file and from the index: one set of documents, with their types."""
    first = write(scene, "written", DAY)
    before = check_rows(scene, "from a file", first, "written")
    same_types(scene, "made by us", "written", TYPES)
    scene.test.check(scene.name("write back: said"), f"{len(before)} of them new" in first.stderr,
                     first.stderr)
    again = write(scene, "written", "--es_index", SELKS_INDEX)
    after = check_rows(scene, "from an index, again", again, "written")
    scene.test.check(scene.name("write back: the same ids"),
                     set(before) == set(after) and " 0 of them new" in again.stderr, again.stderr)
    scene.test.check(scene.name("write back: end of the period"),
                     {document["@timestamp"] for document in after.values()} ==
                     {"2025-11-21T00:10:00Z"}, list(after.values())[:1])
    later = scene.csv("-c", CONFIG / SELKS_INI, "-eh", scene.server.host, "-ep", scene.server.port,
                      "--now", "2025-11-22T00:05:00Z", "-pd", "50", "-mo", "10", "-mp", "5",
                      "--index", "written", DAY)
    scene.test.equal(scene.name("write back: another day stands beside"),
                     len(documents(scene, "written")),
                     len(before) + len(rows_of(later.stdout)))


def check_ecs(scene):
    """ECS names for an ECS source, Flare's if that is asked for."""
    done = write(scene, "written-ecs", "--es_index", ECS_INDEX, ini=ECS_INI)
    found = documents(scene, "written-ecs") if done.returncode == 0 else {}
    rows = {(document["source"]["ip"], document["destination"]["ip"],
             document["destination"]["port"]) for document in found.values()}
    scene.test.check(scene.name("write back: ECS names"),
                     rows == rows_of(done.stdout) != set() and
                     all(document["event"]["category"] == ["network"] and
                         document["flare"]["beacon"]["period"] == 26
                         for document in found.values()), done.stderr)
    same_types(scene, "ECS names", "written-ecs", ECS_TYPES)
    done = write(scene, "written-auto", "--es_index", ECS_INDEX, ini="auto")
    scene.test.check(scene.name("write back: -c auto found the ECS names"),
                     done.returncode == 0 and
                     documents(scene, "written-auto") == found != {}, done.stderr)
    network = {"query": {"term": {"source.ip": "192.168.0.0/16"}}}
    scene.test.check(scene.name("write back: a network is searched by"),
                     scene.server.request("POST", "/written-ecs/_count", network)["count"] > 5,
                     "too few")
    done = write(scene, "written-plain", "--es_index", ECS_INDEX, "--index_names", "flare",
                 ini=ECS_INI)
    check_rows(scene, "Flare's names of an ECS source", done, "written-plain")


def check_hostile(scene):
    """A name that would end its record comes back as it was sent."""
    path = scene.temp / "hostile.json"
    with open(path, "w", encoding="utf-8") as lines:
        for i in range(12):
            flow = {"event_type": "flow", "flow_id": i, "src_ip": "10.0.0.1",
                    "dest_ip": f"203.0.113.{i}", "src_port": 1025, "dest_port": 443,
                    "proto": "TCP", "timestamp": f"2025-11-20T01:{i:02}:00.000000+0000",
                    "flow": {"start": f"2025-11-20T01:{i:02}:00.000000+0000",
                             "bytes_toserver": 9, "bytes_toclient": 9}}
            lines.write(json.dumps(flow) + "\n")
            lines.write(json.dumps({**flow, "event_type": "tls", "tls": {"sni": HOSTILE}}) + "\n")
    done = write(scene, "written-names", "--no-flare", "--key", "src,name", path)
    names = [document["dest_name"] for document in documents(scene, "written-names").values()]
    scene.test.check(scene.name("write back: hostile names"), names == [HOSTILE],
                     f"{names} {done.stderr}")


def write_many(path):
    """Pairs enough for more than one request."""
    with open(path, "w", encoding="utf-8") as rows:
        rows.write("start,src_ip,dest_ip,dest_port,bytes_toserver,bytes_toclient\n")
        for pair in range(MANY_PAIRS):
            for beat in range(8):
                rows.write(f"{1763600000 + pair % 600 + 600 * beat},10.0.{pair // 250}."
                           f"{pair % 250},203.0.113.{pair % 250},443,100,200\n")
    return path


def many_options(port, index, path):
    """Whole files: the labelled flows of 2025-11-20, whatever the time."""
    return ["--no-flare", "-eh", "127.0.0.1", "-ep", port, "--index", index, path]


def check_faults(scene):
    """Whatever breaks, all rows are there in the end, once."""
    path = write_many(scene.temp / "many.csv")
    index = "written-many"
    for kind, first, times in (("none", 9, 0), ("429", 1, 1), ("503", 2, 2), ("504", 1, 1),
                               ("cut before", 2, 1), ("cut within", 1, 1), ("garbage", 1, 1),
                               ("busy rows", 1, 2), ("413", 1, 1), ("slow", 2, 1)):
        scene.server.delete_index(index)
        fault = faults.Fault(kind, first=first, times=times, part="_bulk")
        with faults.Road(scene.server.port, fault) as road:
            done = scene.beacon.run(*many_options(road.port, index, path), "-et", 20)
        scene.server.request("POST", f"/{index}/_refresh")
        scene.test.check(scene.name(f"write back: {kind}"),
                         done.returncode == 0 and fault.struck == times and
                         scene.server.count(index) == MANY_PAIRS and
                         fault.seen >= REQUESTS_OF_MANY,
                         f"{done.stderr}; {fault.struck} times of {fault.seen}, "
                         f"{scene.server.count(index)} rows")
    out = scene.temp / "refused.csv"
    fault = faults.Fault("403", first=2, times=9, part="_bulk")
    with faults.Road(scene.server.port, fault) as road:
        done = scene.beacon.run(*many_options(road.port, index, path), "--csv_out", out)
    scene.test.error(scene.name("write back: refused half-way"), done, "403",
                     f"of {MANY_PAIRS} rows are written", "may not write")
    scene.test.check(scene.name("write back: refused half-way: the file is there"),
                     out.exists() and len(out.read_text(encoding="utf-8").splitlines())
                     == MANY_PAIRS + 1, "it is not, or not whole")


def check_interrupt(scene):
    """Ctrl-C: the request under way is let to end, and what was written is told."""
    index = "written-many"
    scene.server.delete_index(index)
    fault = faults.Fault("late", first=1, times=1, part="_bulk")
    with faults.Road(scene.server.port, fault) as road:
        options = many_options(road.port, index, scene.temp / "many.csv")
        with subprocess.Popen(scene.beacon.command(*options), env=scene.beacon.environment(),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, encoding="utf-8") as process:
            deadline = time.monotonic() + 30
            while fault.struck == 0 and time.monotonic() < deadline:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            _, stderr = process.communicate(timeout=60)
    scene.server.request("POST", f"/{index}/_refresh")
    written = scene.server.count(index)
    scene.test.check(scene.name("write back: interrupted"),
                     process.returncode == 130 and 0 < written < MANY_PAIRS and
                     f"{written} of {MANY_PAIRS} rows are written: interrupted" in stderr,
                     f"status {process.returncode}, {written} rows: {stderr}")


def check_refusals(scene):
    """What the index does not take is told with its reason."""
    scene.server.create_index("written-wrong", {"mappings": {"properties": {
        "src_ip": {"type": "integer"}}}})
    refused(scene, "a mapping that refuses", "written-wrong", "keeps src_ip as", "0 of ",
            "rows are written", "src_ip", "400")
    for options in ((CONFIG / SELKS_INI, SELKS_INDEX), (CONFIG / SELKS_INI, "logstash-flow-*"),
                    ("auto", SELKS_INDEX)):
        before = scene.server.count(SELKS_INDEX)
        done = scene.csv(*scene.options(*options), "--index", SELKS_INDEX)
        scene.server.request("POST", f"/{SELKS_INDEX}/_refresh")
        scene.test.error(scene.name("write back: into the flows"), done, "es_index is",
                         "an index of their own")
        scene.test.equal(scene.name("write back: the flows are left alone"),
                         scene.server.count(SELKS_INDEX), before)
    done = write(scene, "Written", DAY)
    scene.test.error(scene.name("write back: upper case"), done, "lower case")
    for index in ("written-wrong", "written-two"):
        scene.server.delete_index(index)
        scene.server.create_index(index)
    scene.server.request("POST", "/_aliases", {"actions": [
        {"add": {"index": "written-wrong", "alias": "written-to-both"}},
        {"add": {"index": "written-two", "alias": "written-to-both"}}]})
    done = refused(scene, "an alias of two", "written-to-both", "written-to-both")
    scene.test.check(scene.name("write back: an alias of two: it is not for the types"),
                     "other types" not in done.stderr, done.stderr)
    done = write(scene, "written-none", DAY, "--flare", "-mo", "1000000")
    scene.test.check(scene.name("write back: no rows"), done.returncode == 0 and
                     "no rows to write" in done.stderr and
                     scene.server.exchange("GET", "/written-none")[0] == 404, done.stderr)
    scene.server.create_index("written-bare")
    done = write(scene, "written-bare", DAY)
    check_rows(scene, "an index without types", done, "written-bare")
    same_types(scene, "given types", "written-bare", TYPES)
    scene.server.request("POST", "/_aliases", {"actions": [
        {"add": {"index": "written-bare", "alias": "Written-alias"}}]})
    done = write(scene, "Written-alias", "--es_index", SELKS_INDEX)
    check_rows(scene, "an alias", done, "written-bare")


def check_templates(scene):
    """The templates that are shipped fit the servers that they are for."""
    old = scene.server.release.has_types
    path = CONFIG / ("index-template-es6.json" if old else "index-template.json")
    place = "_template" if old else "_index_template"
    reply = scene.server.exchange("PUT", f"/{place}/flare-beacons", path.read_bytes())
    scene.test.check(scene.name("write back: template"), reply[0] == 200, reply)
    scene.server.request("PUT", f"/flare-beacons-by-day{typed(scene) or '/_doc'}/1", {"x": 1})
    same_types(scene, "by the template", "flare-beacons-by-day", TYPES | ECS_TYPES)
    done = write(scene, "flare-beacons-by-day", DAY)
    scene.test.equal(scene.name("write back: beside the template"),
                     len(documents(scene, "flare-beacons-by-day")) - 1,
                     len(rows_of(done.stdout)))
    scene.server.request("DELETE", f"/{place}/flare-beacons")


def check_data_stream(scene):
    """A data stream takes each row once. (The bare Elasticsearch 7 has none.)"""
    template = json.loads((CONFIG / "index-template.json").read_text(encoding="utf-8"))
    template |= {"index_patterns": ["written-stream"], "data_stream": {}, "priority": 300}
    status, why = scene.server.exchange("PUT", "/_index_template/written-stream", template)
    if status != 200:
        scene.test.skip(scene.name("write back: a data stream"), f"{status}: {why[:80]}")
        return
    done = write(scene, "written-stream", DAY)
    before = check_rows(scene, "a data stream", done, "written-stream")
    done = write(scene, "written-stream", DAY)
    check_rows(scene, "a data stream, again", done, "written-stream")
    scene.test.check(scene.name("write back: a data stream takes no updates"),
                     f"{len(before)} stay as they were" in done.stderr, done.stderr)
    scene.server.exchange("DELETE", "/_data_stream/written-stream")
    scene.server.exchange("DELETE", "/_index_template/written-stream")


def check_write_back(scene):
    """All of it."""
    for check in (check_day, check_ecs, check_hostile, check_faults, check_interrupt,
                  check_refusals, check_templates, check_data_stream):
        check(scene)
    for index in ("written", "written-ecs", "written-auto", "written-plain", "written-names", "written-many",
                  "written-wrong", "written-two", "written-bare", "flare-beacons-by-day"):
        scene.server.delete_index(index)


def check_rights(scene, run):
    """Who may only read is told so before the reading begins."""
    out = scene.temp / "rights.csv"
    done = run("reader", "--index", "written", "-v", "--csv_out", out)
    scene.test.check(scene.name("write back: a reader"), done.returncode == 1 and
                     "may not write" in done.stderr and "asking" not in done.stderr and
                     not out.exists(), done.stderr)
    done = run("writer", "--index", "written", "--insecure")
    scene.test.equal(scene.name("write back: one warning of the certificate"),
                     done.stderr.count("is not verified"), 1)
    scene.server.delete_index("written")
    for times in ("first", "again"):
        done = run("writer", "--index", "written")
        scene.test.check(scene.name(f"write back: a writer, {times}"), done.returncode == 0,
                         done.stderr)
    check_rows(scene, "a writer's rows", done, "written")
    same_types(scene, "made by a writer", "written", TYPES)
