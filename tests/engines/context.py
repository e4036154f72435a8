"""context - checks of --context: what an index says of the listed pairs is what the file
of the same records says, in SELKS' indices by event type and in one of ECS.
"""
import json

import faults
import paging
import shapes
from scene import CONFIG, SELKS_INI

TYPES = ("flow", "tls", "http", "dns", "alert")
DAY_SUFFIX = "2025.11.20"
ECS_INDEX = "context-ecs"
TEXT_INDEX = "context-text"
WRITTEN_INDEX = "context-written"
PAYLOAD = "POST /s/ping HTTP/1.1\r\nHost: metrics.sync-cdn.example\r\n" + "=formula\t" * 200


def with_alerts(records):
    """The records, alerts with what raised them, one of two logged the way of the answer."""
    n_alerts = 0
    for record in records:
        if record["event_type"] == "alert":
            n_alerts += 1
            record = {**record, "payload_printable": PAYLOAD}
            if n_alerts % 2:
                record |= {"src_ip": record["dest_ip"], "src_port": record["dest_port"],
                           "dest_ip": record["src_ip"], "dest_port": record["src_port"]}
        yield record


def ecs(record):
    """An event of Filebeat's suricata module, with what its pipeline makes of the rest."""
    document = shapes.ecs_suricata(record)
    eve = document["suricata"]["eve"]
    if "tls" in record:
        document["tls"]["version"] = record["tls"]["version"].removeprefix("TLS ")
    if "http" in record:
        http = record["http"]
        document["url"]["original"] = http["url"]
        document["user_agent"] = {"original": http["http_user_agent"]}
        document["http"] = {"request": {"method": http["http_method"]},
                            "response": {"status_code": http["status"]}}
    if "alert" in record:
        eve["alert"] = {"signature": record["alert"]["signature"]}
        eve["payload_printable"] = record["payload_printable"]
        document["rule"] = {"name": record["alert"]["signature"]}
        document["event"]["severity"] = record["alert"]["severity"]
    return document


def load(scene, records):
    """An index for each event type as SELKS has it, one of ECS and one without a
    mapping, in which addresses are texts."""
    server = scene.server
    for kind in TYPES:
        index = f"context-{kind}-{DAY_SUFFIX}"
        server.create_index(index, shapes.mapping("selks"))
        server.bulk(index, (shapes.selks(record) for record in records
                            if record["event_type"] == kind))
    server.create_index(ECS_INDEX, shapes.mapping("ecs-suricata"))
    server.bulk(ECS_INDEX, map(ecs, records))
    server.create_index(TEXT_INDEX)
    server.bulk(TEXT_INDEX, map(shapes.selks, records))


def context_of(scene, *arguments):
    """{pair: what is said of it} of a run, and the run."""
    done = scene.beacon.run(*arguments, "--context", "--json_out", "-")
    rows = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        entries = [tuple(entry.get(key) for key in
                         ("kind", "value", "count", "first_seen", "last_seen", "severity",
                          "payload")) for entry in row["context"] or ()]
        rows[row["src_ip"], row["dest_ip"], row["dest_port"]] = [
            (kind, value.removeprefix("TLS ") if kind == "tls_version" else value, *more)
            for kind, value, *more in entries]
    return rows, done


def check_same(scene, name, expected, *arguments):
    """A run says of every pair what is expected."""
    found, done = context_of(scene, *arguments)
    different = [pair for pair in expected if found.get(pair) != expected[pair]]
    detail = [(pair, found.get(pair), expected[pair]) for pair in different[:1]]
    scene.test.check(scene.name(f"context: {name}"),
                     done.returncode == 0 and found.keys() == expected.keys() and
                     not different and any(expected.values()),
                     f"{len(different)} pairs differ: {detail} {done.stderr}")
    return done


def check_written(scene, expected, *arguments):
    """Rows go to an index with their context, each part of it by its type."""
    done = scene.beacon.run(*arguments, "--context", "--index", WRITTEN_INDEX)
    properties = scene.server.request("GET", f"/{WRITTEN_INDEX}/_mapping")[WRITTEN_INDEX]
    properties = properties["mappings"]
    if scene.server.release.has_types:
        properties = next(iter(properties.values()))
    types = {name: field["type"] for name, field in
             properties["properties"]["context"]["properties"].items()}
    scene.test.equal(scene.name("context: types in an index"), types,
                     {"kind": "keyword", "value": "keyword", "count": "long",
                      "first_seen": "date", "last_seen": "date", "severity": "long",
                      "payload": "keyword"})
    name = "metrics.sync-cdn.example"
    n_rows = sum(any(value == name for _, value, *_ in entries)
                 for entries in expected.values())
    query = {"query": {"term": {"context.value": name}}}
    scene.server.request("POST", f"/{WRITTEN_INDEX}/_refresh")
    found = scene.server.request("POST", f"/{WRITTEN_INDEX}/_count", query)
    scene.test.check(scene.name("context: rows in an index are found by it"),
                     done.returncode == 0 and found["count"] == n_rows > 0, f"{found} {done.stderr}")


def check_refused(scene, *arguments):
    """Records that can't be read end the run, or every output says so."""
    with faults.Road(scene.server.port, refused=("context-tls-", 403)) as road:
        options = [*arguments, "-ep", road.port, "--context", "--csv_out", "-"]
        scene.test.error(scene.name("context: refused"), scene.beacon.run(*options), "403")
        done = scene.beacon.run(*options, "--allow_partial")
    scene.test.check(scene.name("context: refused, with --allow_partial"),
                     done.returncode == 0 and "incomplete: " in done.stderr and
                     "context from " in done.stdout, done.stderr)


def check_context(scene):
    """The file's own context is the reference; its own tests are elsewhere."""
    records = list(with_alerts(scene.records))
    path = scene.temp / "context.json"
    with open(path, "w", encoding="utf-8") as lines:
        for record in records:
            lines.write(json.dumps(record) + "\n")
    load(scene, records)
    selks = scene.ini(SELKS_INI, es_index="context-flow-*", names_index="", context_index="")
    expected, _ = context_of(scene, *scene.options(selks), path)
    said = {kind for entries in expected.values() for kind, *_ in entries}
    scene.test.check(scene.name("context: kinds in the file"),
                     {"alert", "http_host", "user_agent", "url", "http_request", "tls_name",
                      "tls_version", "dns_name"} <= said, f"{said}")
    for threads in (1, 4):
        check_same(scene, f"SELKS with {threads} threads", expected,
                   *scene.options(selks), "-th", threads)
    if scene.server.name not in paging.WITHOUT_PIT:
        check_same(scene, "by points in time", expected, *scene.options(selks),
                   "--cursor", "pit")
    check_same(scene, "ECS", expected,
               *scene.options(CONFIG / "ecs-suricata.ini", ECS_INDEX))
    check_same(scene, "addresses that are texts", expected,
               *scene.options(CONFIG / "eve.ini", TEXT_INDEX))
    by_name, _ = context_of(scene, *scene.options(selks), "--key", "src,name", path)
    check_same(scene, "by names", by_name, *scene.options(selks), "--key", "src,name")
    _, done = context_of(scene, *scene.options(selks), "--context_index", "nosuch-context")
    scene.test.check(scene.name("context: an index that is not there"),
                     done.returncode == 0 and done.stderr.count("nothing for --context") == 1,
                     done.stderr)
    check_written(scene, expected, *scene.options(selks))
    check_refused(scene, *scene.options(selks))
    scene.no_scrolls("context")
    for index in [f"context-{kind}-{DAY_SUFFIX}" for kind in TYPES] + [ECS_INDEX, TEXT_INDEX,
                                                                   WRITTEN_INDEX]:
        scene.server.delete_index(index)
