#!/usr/bin/env python3
"""test_engines - flare_beacon against real OpenSearch and Elasticsearch servers.

    python3 tests/engines/test_engines.py --bin build [NAME...] [--all]

Each server is loaded with the example day in the shape of every ecosystem that
has an ini file, and flare_beacon must report from it what the reference reports
from the file. Then what it does to the server, and what it says when something
is wrong. Where the labelled days are at hand, Flare's own tables as well.
NAME is a server as `engine.py` lists them; three by default.
"""
import argparse
import contextlib
import csv
import gzip
import io
import json
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import checks  # noqa: E402  (found by the line above)
import engine  # noqa: E402
import faults  # noqa: E402
import flare  # noqa: E402
import paging  # noqa: E402
import prefilter  # noqa: E402
import shapes  # noqa: E402
import write_back  # noqa: E402

DEFAULT = ("opensearch-2.19.4", "elasticsearch-7.17.28", "elasticsearch-8.19.0")
DAY = ROOT / "examples/day/eve.json.gz"
CONFIG = ROOT / "config"
NOW = "2025-11-21T00:10:00Z"
PERIOD_H = 26
MIN_OCCUR, MIN_PERCENT = 10, 5
V6_SOURCE = "fd12:3456:789a::66"

# (ini file, shape of the documents, index): what is loaded and read again.
SETS = (
    ("selks.ini", "selks", "logstash-flow-2025.11.20"),
    ("selks.ini", "eve-dotted", "dotted-2025.11.20"),
    ("eve.ini", "eve-raw", "logstash-2025.11.20"),
    ("ecs-suricata.ini", "ecs-suricata", "filebeat-suricata-2025.11.20"),
    ("ecs-zeek.ini", "ecs-zeek", "filebeat-zeek-2025.11.20"),
    ("zeek.ini", "zeek", "zeek-2025.11.20"),
)
SELKS_INI, _, SELKS_INDEX = SETS[0]

# The same for those read once, with a few threads.
MORE_SETS = (
    ("aws-vpc.ini", "aws-vpc", "logs-aws.vpcflow-default"),
    ("bro.ini", "bro", "logstash-bro-2025.11.20"),
    ("corelight-ecs.ini", "corelight-ecs", "logs-corelight.conn-default"),
    ("ecs-suricata-agent.ini", "ecs-suricata-agent", "logs-suricata.eve-default"),
    ("ecs-zeek-agent.ini", "ecs-zeek-agent", "logs-zeek.connection-default"),
    ("elastiflow4.ini", "elastiflow4", "elastiflow-4.0.1-2025.11.20"),
    ("eve-netflow.ini", "eve-netflow", "logstash-netflow-2025.11.20"),
    ("filebeat-netflow.ini", "filebeat-netflow", "filebeat-netflow-2025.11.20"),
    ("malcolm.ini", "malcolm", "arkime_sessions3-251120"),
    ("packetbeat.ini", "packetbeat", "packetbeat-8-2025.11.20"),
    ("packetbeat5.ini", "packetbeat5", "packetbeat-5-2025.11.20"),
    ("securityonion.ini", "securityonion", "logs-zeek-so"),
    ("securityonion-suricata.ini", "securityonion-suricata", "logs-suricata-so"),
    ("securityonion23.ini", "securityonion23", "so-zeek-2025.11.20"),
    ("wazuh.ini", "wazuh", "wazuh-archives-4.x-2025.11.20"),
    ("zeek-streaming.ini", "zeek-streaming", "zeek-streaming-2025.11.20"),
)
MORE_THREADS = 4

# (ini file, index, threads, of Zeek) of those whose documents say names. Zeek's must
# agree with a file of Zeek's, in which ICMP has ports.
NAMED = (
    (SELKS_INI, SELKS_INDEX, (1, 4), False),
    ("eve.ini", "logstash-2025.11.20", (1, 4), False),
    ("ecs-suricata-agent.ini", "logs-suricata.eve-default", (MORE_THREADS,), False),
    ("wazuh.ini", "wazuh-archives-4.x-2025.11.20", (MORE_THREADS,), False),
    ("securityonion.ini", "logs-zeek-so", (MORE_THREADS,), True),
    ("zeek-streaming.ini", "zeek-streaming-2025.11.20", (MORE_THREADS,), True),
)


def flow_query(ini):
    """The query that matches the flows of an ini file."""
    settings = checks.read_ini(CONFIG / ini)
    clauses = [{"match_all": {}}]
    if settings["event_key"]:
        clauses.append({"term": {settings["event_key"]: settings["event_type"]}})
    if "filter" in settings:
        clauses.append({"query_string": {"query": settings["filter"]}})
    return {"bool": {"must": clauses}}


class Scene:
    """One server, and what is needed to run flare_beacon against it."""

    def __init__(self, test, beacon, server, temp):
        self.test = test
        self.beacon = beacon
        self.server = server
        self.temp = temp
        self.n_inis = 0
        self.records = list(shapes.read_eve(DAY))
        self.flows = self.seen_as("selks")

    def name(self, text):
        return f"{self.server.name} {text}"

    def flow_records(self, shape):
        """The EVE flow records that say what the documents of a shape do."""
        return [view for record in self.records if record["event_type"] == "flow"
                for view in shapes.views(shape, record)]

    def seen_as(self, shape):
        """The flows among the documents of a shape, for the reference."""
        return list(filter(None, map(flare.flow_of, self.flow_records(shape))))

    def options(self, ini, index=None, port=None, period=PERIOD_H, now=NOW):
        """The command line but for what a check is about."""
        options = ["-c", ini, "-eh", self.server.host, "-ep", port or self.server.port,
                   "--now", now, "-pd", period, "-mo", MIN_OCCUR, "-mp", MIN_PERCENT]
        return options + (["--es_index", index] if index else [])

    def csv(self, *arguments):
        return self.beacon.run(*arguments, "--csv_out", "-")

    def ini(self, base, **changes):
        """A changed copy of one of our ini files; every call makes a new one."""
        settings = checks.read_ini(CONFIG / base) | changes
        self.n_inis += 1
        return checks.write_ini(self.temp / f"changed-{self.n_inis}.ini", settings)

    def expected(self, base, flows=None):
        """The rows the reference finds, with the settings of an ini file."""
        ini = checks.read_ini(CONFIG / base)
        settings = flare.Settings(MIN_OCCUR, MIN_PERCENT, int(ini.get("window", 2)),
                                  int(ini.get("min_interval", 30)), PERIOD_H,
                                  flare.parse_now(NOW))
        return flare.find_beacons(self.flows if flows is None else flows, settings)

    def same_rows(self, name, done, expected):
        """Check that a run gave these rows."""
        name = self.name(name)
        if done.returncode:
            self.test.check(name, False, f"status {done.returncode}: {done.stderr}")
            return
        try:
            self.test.rows(name, checks.parse_rows(done.stdout), expected)
        except (RuntimeError, ValueError) as problem:
            self.test.check(name, False, problem)

    def no_scrolls(self, name):
        """Check that nothing is left open on the server."""
        self.test.equal(self.name(f"{name}: open scrolls"), self.server.open_scrolls(), 0)


# The example day, in every shape ----------------------------------------------

def load_sets(scene):
    """Load the example day in every shape, and count what arrived."""
    server, test = scene.server, scene.test
    for ini, shape, index in SETS + MORE_SETS:
        server.create_index(index, shapes.mapping(shape))
        sent = server.bulk(index, shapes.documents(shape, scene.records))
        test.equal(scene.name(f"{shape} documents"), server.count(index), sent)
        found = server.request("POST", f"/{index}/_count", {"query": flow_query(ini)})
        test.equal(scene.name(f"{shape} flows"), found["count"],
                   len(scene.flow_records(shape)))


def check_set(scene, ini, shape, index, all_threads):
    """An ini file finds in its index what the reference finds in the file."""
    flows = scene.seen_as(shape)
    expected = scene.expected(ini, flows)
    outputs = set()
    for threads in all_threads:
        done = scene.csv(*scene.options(CONFIG / ini, index), "-th", threads)
        scene.same_rows(f"{shape} with {threads} threads", done, expected)
        outputs.add(done.stdout)
    if len(all_threads) > 1:
        scene.test.check(scene.name(f"{shape}: same bytes whatever the threads"),
                         len(outputs) == 1 and "" not in outputs, f"{len(outputs)} outputs")
    if any(flow.src == V6_SOURCE for flow in flows):
        scene.test.check(scene.name(f"{shape}: IPv6"),
                         any(V6_SOURCE in text for text in outputs), f"no {V6_SOURCE}")


def check_sets(scene):
    """Every ini file, and that none is left out."""
    for ini, shape, index in SETS:
        check_set(scene, ini, shape, index, (1, 2, 8))
    for ini, shape, index in MORE_SETS:
        check_set(scene, ini, shape, index, (MORE_THREADS,))
    tried = {ini for ini, _, _ in SETS + MORE_SETS}
    scene.test.equal(scene.name("every ini file is tried"), tried,
                     {path.name for path in CONFIG.glob("*.ini")})
    scene.no_scrolls("after reading")


def check_index_of_ini(scene):
    """The index pattern that the ini file itself names."""
    done = scene.csv(*scene.options(CONFIG / SELKS_INI))
    scene.same_rows("index of selks.ini", done, scene.expected(SELKS_INI))


def check_several_indices(scene):
    """Indices asked together may disagree: src_ip is an ip in one, text in the other."""
    both = f"{SELKS_INDEX},{SETS[2][2]}"
    done = scene.csv(*scene.options(CONFIG / SELKS_INI, both))
    scene.same_rows("two indices", done, scene.expected(SELKS_INI, scene.flows * 2))
    done = scene.csv(*scene.options(CONFIG / SELKS_INI, f"{SELKS_INDEX},nosuch-*"))
    scene.same_rows("an index and an empty pattern", done, scene.expected(SELKS_INI))


def check_filter(scene):
    """A Lucene filter in the ini file."""
    ini = scene.ini(SELKS_INI, filter="dest_port:80")
    flows = [flow for flow in scene.flows if flow.port == 80]
    done = scene.csv(*scene.options(ini, SELKS_INDEX))
    scene.same_rows("filter dest_port:80", done, scene.expected(SELKS_INI, flows))
    ini = scene.ini(SELKS_INI, filter="proto:tcp -dest_ip:160.153.76.129")
    flows = [flow for flow in scene.flows
             if flow.dst != "160.153.76.129" and flow.port not in (53, 123, 1900)]
    done = scene.csv(*scene.options(ini, SELKS_INDEX))
    scene.same_rows("filter that excludes", done, scene.expected(SELKS_INI, flows))


# What the milliseconds that an index keeps cannot change: all but the score's decimals.
NAME_COLUMNS = ("src_ip", "dest_ip", "dest_name", "dest_port", "services", "bytes_toserver",
                "dest_degree", "occurrences", "percent", "interval", "first_seen",
                "hours_active", "size_toserver", "size_toclient", "longest_s")


def named_rows(text):
    """The rows of a CSV by these columns, in any order."""
    return sorted(tuple(row[name] for name in NAME_COLUMNS)
                  for row in csv.DictReader(io.StringIO(text)))


def check_names(scene):
    """Names from the tls, http and dns records beside the flows: what the index
    gives is what the file gives."""
    options = ["--no-flare", "--key", "src,name"]
    zeek_file = scene.temp / "json_streaming.log"
    with open(zeek_file, "w", encoding="utf-8") as lines:
        for document in shapes.documents("zeek-streaming", scene.records):
            lines.write(json.dumps(document) + "\n")
    of_files = [scene.csv(*scene.options(CONFIG / SELKS_INI), *options, path)
                for path in (DAY, zeek_file)]
    for ini, index, all_threads, is_zeek in NAMED:
        of_file = of_files[is_zeek]
        given = scene.options(CONFIG / ini) + options
        for threads in all_threads:
            name = f"names in {index} with {threads} threads"
            done = scene.csv(*given, "--es_index", index, "--names_index", index,
                             "-th", threads)
            scene.test.check(scene.name(name),
                             named_rows(done.stdout) == named_rows(of_file.stdout) != [],
                             f"other rows than from the file: {done.stderr}")
            scene.test.check(scene.name(f"{name}: found"),
                             "edge.pixel-mesh.example" in done.stdout, "not listed")
    done = scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX), *options)
    scene.test.check(scene.name("names of indices that are not there"),
                     done.returncode == 0 and "goes by addresses" in done.stderr, done.stderr)
    scene.no_scrolls("names")


def drop_more_sets(scene):
    """Nobody reads them any more, and a server with few indices is soon up again."""
    for _, _, index in MORE_SETS:
        scene.server.delete_index(index)


def check_explain(scene):
    """What --explain-query says of an index that fits, and of one that does not."""
    flows = sum(record["event_type"] == "flow" for record in scene.records)
    done = scene.beacon.run(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX), "--explain_query")
    lines = done.stdout.splitlines()
    scene.test.check(scene.name("explain: clauses"),
                     any(line.split()[:1] == [f"{len(scene.records)}"] and "in the index" in line
                         for line in lines) and
                     any(line.split()[:1] == [f"{flows}"] and "event_type: flow" in line
                         for line in lines), done.stdout + done.stderr)
    scene.test.check(scene.name("explain: time"),
                     "@timestamp: from 2025-11-20T00:0" in done.stdout and
                     "to 2025-11-21T00:0" in done.stdout, done.stdout)
    done = scene.beacon.run(*scene.options(CONFIG / "ecs-zeek.ini", SELKS_INDEX),
                            "--explain_query")
    scene.test.check(scene.name("explain: another ecosystem's index"),
                     done.returncode == 0 and "this leaves none" in done.stdout and
                     "-c selks.ini fits" in done.stdout and
                     lacks(done.stdout, "field_source_ip", "source.ip", "src_ip") and
                     lacks(done.stdout, "field_destination_ip", "destination.ip", "dest_ip") and
                     lacks(done.stdout, "field_destination_port", "destination.port",
                           "dest_port"),
                     done.stdout + done.stderr)
    for ini, shape, index in SETS[1:] + MORE_SETS:
        other = "wazuh.ini" if ini != "wazuh.ini" else SELKS_INI
        done = scene.beacon.run(*scene.options(CONFIG / other, index), "--explain_query")
        settings = checks.read_ini(CONFIG / ini)
        wrong = [key for key in ("field_source_ip", "field_destination_ip",
                                 "field_destination_port")
                 if not lacks(done.stdout, key, checks.read_ini(CONFIG / other)[key],
                              settings[key])]
        scene.test.check(scene.name(f"explain: what {shape} calls a flow"),
                         done.returncode == 0 and not wrong and " fits " in done.stdout,
                         f"{wrong} {done.stdout} {done.stderr}")
    scene.no_scrolls("explain")


def lacks(report, key, name, likely):
    """Does a report say that a field is missing, and first of all that it is called so?"""
    for line in report.splitlines():
        words = line.replace(",", " ").split()
        if words[:2] == [key, name]:
            return words[2:6] == ["may", "be", "called", likely]
    return False


def check_explain_nothing(scene):
    """Why nothing came, in a few lines: the period, the event, the field."""
    selks = CONFIG / SELKS_INI
    cases = (
        ("a period after all", scene.options(selks, SELKS_INDEX, now="2026-01-01T00:00:00Z"),
         ("the newest flow is of 2025-11-21T00:00:", "begins at 2025-12-30T22:00:00Z", "-pd")),
        ("a period before all", scene.options(selks, SELKS_INDEX, now="2020-01-01T00:00:00Z"),
         ("the oldest flow is of 2025-11-20T00:0", "ends at 2020-01-01T00:00:00Z", "--to")),
        ("an event that is none", scene.options(scene.ini(SELKS_INI, event_type="nosuchtype"),
                                                SELKS_INDEX),
         ("event_type is: flow (", "-c selks.ini fits", "event_type: nosuchtype")),
        ("no such event field", scene.options(scene.ini(SELKS_INI, event_key="nosuchkey"),
                                              SELKS_INDEX),
         ("nosuchkey may be called event_type here", "-c selks.ini fits")),
        ("no such field", scene.options(scene.ini(SELKS_INI, field_source_ip="nosuch_ip"),
                                        SELKS_INDEX),
         ("nosuch_ip may be called src_ip here", "-c selks.ini fits", "field_source_ip")),
        ("another ecosystem", scene.options(CONFIG / "zeek.ini", SELKS_INDEX),
         ("id.orig_h may be called src_ip here, id.resp_h dest_ip, id.resp_p dest_port",
          "-c selks.ini fits", "field_source_ip")),
        ("a filter", scene.options(scene.ini(SELKS_INI, filter="dest_port:4711"), SELKS_INDEX),
         ("that match dest_port:4711",)),
    )
    for name, options, words in cases:
        done = scene.csv(*options)
        scene.test.error(scene.name(f"nothing: {name}"), done, *words)
        scene.test.check(scene.name(f"nothing: {name}: in short"),
                         done.stderr.count("\n") <= 5, done.stderr)
    scene.no_scrolls("nothing")


def check_round_trips(scene):
    """What is asked before the first page, and of a server that keeps its fields to
    itself."""
    most = 3 if scene.server.release.has_types else 2
    with faults.Road(scene.server.port) as road:
        done = scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port))
    pages = [number for number, request in enumerate(road.requests) if "scroll=" in request]
    scene.test.check(scene.name("requests before the first page"), pages and
                     pages[0] <= most, f"{road.requests[:12]}")
    scene.same_rows("on a short way", done, scene.expected(SELKS_INI))
    for status in (400, 403, 405):
        with faults.Road(scene.server.port, refused=("_field_caps", status)) as road:
            done = scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port))
            scene.same_rows(f"_field_caps answers {status}", done, scene.expected(SELKS_INI))
            done = scene.csv(*scene.options("auto", SELKS_INDEX, port=road.port))
            scene.test.error(scene.name(f"auto: _field_caps answers {status}"), done,
                             "-c auto", str(status))


# The configuration that fits -----------------------------------------------------

def picked(done):
    """The ini file that -c auto says it took."""
    found = [line.split()[2] for line in done.stderr.splitlines()
             if line.startswith("-c auto: ") and " fits " in line]
    return found[0] if len(found) == 1 else None


def check_auto_of(scene, ini, shape, index):
    """-c auto takes the ini file of an index, and gives the same bytes as that."""
    done = scene.csv(*scene.options("auto", index))
    own = scene.csv(*scene.options(CONFIG / ini, index))
    # What selks.ini and eve.ini say of fields is the same; the index's name tells.
    expected = "eve.ini" if shape == "eve-dotted" else ini
    scene.test.equal(scene.name(f"auto: {shape}"), picked(done), expected)
    scene.test.check(scene.name(f"auto: {shape}: the same table"),
                     done.returncode == own.returncode == 0 and
                     done.stdout == own.stdout != "", done.stderr)


def check_auto(scene):
    """Every index gets its ini file, whatever else lies on the server."""
    for ini, shape, index in SETS + MORE_SETS:
        check_auto_of(scene, ini, shape, index)
    login = checks.write_ini(scene.temp / "login.ini", {
        "es_host": scene.server.host, "es_port": scene.server.port, "es_index": SELKS_INDEX})
    options = scene.options(login)[:2] + scene.options(login)[6:]
    done = scene.csv(*options, "-c", "auto")
    scene.same_rows("auto: server and index from a file of one's own", done,
                    scene.expected(SELKS_INI))
    scene.test.equal(scene.name("auto: and the ini file from it"), picked(done), SELKS_INI)
    flows = [flow for flow in scene.flows if flow.port == 80]
    done = scene.csv(*scene.options("auto", SELKS_INDEX), "--filter", "dest_port:80")
    scene.same_rows("auto: with a filter", done, scene.expected(SELKS_INI, flows))
    malcolm = dict((ini, (shape, index)) for ini, shape, index in MORE_SETS)["malcolm.ini"]
    flows = [flow for flow in scene.seen_as(malcolm[0]) if flow.port == 80]
    done = scene.csv(*scene.options("auto", malcolm[1]), "--filter", "destination.port:80")
    scene.same_rows("auto: with a filter beside the ini file's", done,
                    scene.expected("malcolm.ini", flows))
    done = scene.csv(*scene.options("auto", SELKS_INDEX, now="2026-01-01T00:00:00Z"))
    scene.test.error(scene.name("auto: nothing in the period"), done, "selks.ini fits",
                     "none in the period", "the newest flow is of 2025-11-21T00:00:")
    both = ",".join(index for _, _, index in SETS[3:5])
    done = scene.csv(*scene.options("auto", both))
    scene.test.check(scene.name("auto: two kinds of flows"), picked(done) == "ecs-zeek.ini" and
                     "also fits: ecs-suricata.ini (" in done.stderr, done.stderr)
    done = scene.beacon.run(*scene.options("auto", SELKS_INDEX), "--explain_query")
    scene.test.check(scene.name("auto: explained"), done.returncode == 0 and
                     "event_type: flow" in done.stdout, done.stdout + done.stderr)
    scene.no_scrolls("auto")


def check_auto_mixed(scene):
    """Zeek's logs in one index, without a _path: only those of conn.log are flows."""
    connections = list(shapes.documents("zeek", scene.records))
    beside = [{key: value for key, value in record.items()
               if key == "ts" or key == "uid" or key.startswith("id.")} | {"query": "a.example"}
              for record in connections[::2]]
    for index, documents in (("zeek-mixed", connections + beside), ("zeek-dns", beside)):
        scene.server.create_index(index, shapes.mapping("zeek"))
        scene.server.bulk(index, documents)
    done = scene.csv(*scene.options("auto", "zeek-mixed"))
    scene.same_rows("auto: Zeek's logs in one index", done,
                    scene.expected("zeek.ini", scene.seen_as("zeek")))
    scene.test.check(scene.name("auto: what leaves the other logs out"),
                     picked(done) == "zeek.ini" and "_exists_:conn_state" in done.stderr,
                     done.stderr)
    scene.test.error(scene.name("auto: Zeek without conn.log"),
                     scene.csv(*scene.options("auto", "zeek-dns")), "-c auto: ")
    for index in ("zeek-mixed", "zeek-dns"):
        scene.server.delete_index(index)


def check_auto_misfit(scene):
    """Nothing that fits: what was tried, and what there is."""
    index = "no-flows"
    scene.server.create_index(index, {})
    scene.server.bulk(index, [{"@timestamp": "2025-11-20T10:00:00Z", "who": {"srcIp": "10.0.0.1"},
                               "message": "no flow"}])
    scene.test.error(scene.name("auto: no flows"), scene.csv(*scene.options("auto", index)),
                     "none of the 21 configurations fits", "fields: source: who.srcIp")
    scene.server.delete_index(index)
    scene.server.create_index(index, {})
    scene.server.bulk(index, [{"@timestamp": "2025-11-20T10:00:00Z", "message": "no flow"}])
    done = scene.csv(*scene.options("auto", index))
    scene.test.error(scene.name("auto: no addresses"), done, "configurations fits")
    scene.test.check(scene.name("auto: a time is not taken for a flow"),
                     "looks like" not in done.stderr, done.stderr)
    scene.server.delete_index(index)
    scene.server.create_index(index, shapes.mapping("selks"))
    scene.server.bulk(index, [record for record in shapes.documents("selks", scene.records)
                              if record["event_type"] != "flow"])
    done = scene.csv(*scene.options("auto", index))
    scene.test.error(scene.name("auto: all but the flows"), done, "event_type is: tls (",
                     "but no flow; tried: eve.ini (event_type: flow)")
    scene.server.delete_index(index)
    for index in ("nosuch-index", "nosuch-*"):
        scene.test.error(scene.name(f"auto: {index}"), scene.csv(*scene.options("auto", index)),
                         index)
    scene.test.error(scene.name("no such pattern"),
                     scene.csv(*scene.options(CONFIG / SELKS_INI, "nosuch-*")),
                     "no index matches nosuch-*", "_cat/indices lists", "-c auto")
    scene.test.error(scene.name("auto: files"),
                     scene.csv(*scene.options("auto"), DAY), "-c auto", "leave it out")


def check_auto_alone(scene):
    """Without an index: that of the ini file whose flows the server has. Takes all
    indices away."""
    for _, _, index in SETS[1:]:
        scene.server.delete_index(index)
    done = scene.csv(*scene.options("auto"))
    scene.test.equal(scene.name("auto: a SELKS"), picked(done), SELKS_INI)
    scene.same_rows("auto: a SELKS", done, scene.expected(SELKS_INI))
    scene.server.delete_index(SELKS_INDEX)
    for ini, shape, index in (("wazuh.ini", "wazuh", "wazuh-archives-4.x-2025.11.20"),
                              ("zeek.ini", "zeek", "zeek-2025.11.20"),
                              ("securityonion.ini", "securityonion", "logs-zeek-so")):
        scene.server.create_index(index, shapes.mapping(shape))
        scene.server.bulk(index, shapes.documents(shape, scene.records))
        done = scene.csv(*scene.options("auto"))
        scene.test.equal(scene.name(f"auto: a server with {shape}"), picked(done), ini)
        scene.same_rows(f"auto: a server with {shape}", done,
                        scene.expected(ini, scene.seen_as(shape)))
        scene.server.delete_index(index)
    scene.test.error(scene.name("auto: an empty server"), scene.csv(*scene.options("auto")),
                     "logstash-flow-*", "logs-zeek-so*", "_cat/indices")
    scene.no_scrolls("auto alone")


# Interrupted ------------------------------------------------------------------

class SlowRoad:
    """A forwarder to a server. From the n-th search request on, answers pass so
    slowly that there is time to interrupt a run half-way."""

    CHUNK = 16384
    PAUSE_S = 0.1

    def __init__(self, port, slow_from):
        self.target = ("127.0.0.1", port)
        self.slow_from = slow_from
        self.searches = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def is_slow(self):
        return self.searches >= self.slow_from

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                try:
                    server = socket.create_connection(self.target)
                except OSError:  # the server is down, the road is not
                    client.close()
                    continue
                for work in (self._requests, self._answers):
                    threading.Thread(target=work, args=(client, server), daemon=True).start()

    def _requests(self, client, server):
        with contextlib.suppress(OSError):
            while data := client.recv(self.CHUNK):
                self.searches += data.startswith((b"POST", b"GET")) and b"_search" in data
                server.sendall(data)
        hang_up(client, server)

    def _answers(self, client, server):
        with contextlib.suppress(OSError):
            while data := server.recv(self.CHUNK):
                client.sendall(data)
                if self.is_slow() and len(data) == self.CHUNK:
                    time.sleep(self.PAUSE_S)
        hang_up(client, server)

    def close(self):
        self.listener.close()


def hang_up(*sockets):
    for sock in sockets:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def until(condition, limit_s):
    """Wait for a condition; whether it came true in time."""
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def interrupt(scene, name, slow_from):
    """Ctrl-C half-way: status 130, no output, nothing left open on the server."""
    name = f"interrupted {name}"
    road = SlowRoad(scene.server.port, slow_from)
    out = scene.temp / "interrupted.csv"
    options = scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port)
    with subprocess.Popen(scene.beacon.command(*options, "--csv_out", out),
                          env=scene.beacon.environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        until(lambda: road.is_slow() and scene.server.open_scrolls() > 0
              or process.poll() is not None, 30)
        time.sleep(0.3)
        scene.test.check(scene.name(f"{name}: half-way"), process.poll() is None,
                         "it was over before it could be interrupted")
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        scene.test.equal(scene.name(f"{name}: status"), process.returncode, 130)
    road.close()
    scene.test.check(scene.name(f"{name}: no file"),
                     not list(scene.temp.glob("*interrupted.csv*")),
                     "something was left behind")
    until(lambda: scene.server.open_scrolls() == 0, 3)
    scene.no_scrolls(name)
    # So that what one check leaves behind does not fail the others.
    scene.server.exchange("DELETE", "/_search/scroll/_all")


def interrupt_fault(scene, name, fault, *more):
    """Ctrl-C half a second after a fault struck: status 130, nothing left open."""
    name = f"interrupted {name}"
    with faults.Road(scene.server.port, fault) as road:
        options = scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port)
        with subprocess.Popen(scene.beacon.command(*options, "-th", 1, *more),
                              env=scene.beacon.environment(), stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            until(lambda: fault.struck or process.poll() is not None, 30)
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
            scene.test.equal(scene.name(f"{name}: status"), process.wait(), 130)
    until(lambda: scene.server.open_scrolls() == 0, 3)
    scene.no_scrolls(name)


def check_interrupt(scene):
    interrupt(scene, "in the first page", 1)
    interrupt(scene, "in a later page", 2)
    # What is opened is waited for, but no longer than for any reply.
    interrupt_fault(scene, "shortly before time is out", faults.Fault("slow", first=1), "-et", 1)
    if scene.server.name not in paging.WITHOUT_PIT:
        part = "_pit" if scene.server.release.is_elasticsearch else "point_in_time"
        interrupt_fault(scene, "while a point in time is opened",
                        faults.Fault("late", first=1, part=part), "--cursor", "pit")


# Faults on the way ------------------------------------------------------------

PASSING = ("cut before", "cut within", "truncated", "429", "502", "503", "504",
           "lost scroll", "timed out", "failed shard", "short page", "slow")
NAMELESS = "garbage"  # in place of the first page, which names the scroll to be cleared


def run_faulty(scene, fault, *options):
    """A run over a road with a fault; patience of 2 seconds."""
    with faults.Road(scene.server.port, fault) as road:
        return scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port),
                         "-et", 2, "-th", 2, *options)


def check_faults(scene):
    """What passes is read anew and changes nothing; what stays is an error, or with
    --allow-partial a warning in every output."""
    expected = scene.expected(SELKS_INI)
    for kind in (*PASSING, NAMELESS):
        if kind == NAMELESS:
            scene.no_scrolls("faults")
        fault = faults.Fault(kind)
        done = run_faulty(scene, fault)
        scene.same_rows(f"{kind}, then not", done, expected)
        scene.test.check(scene.name(f"{kind}: it struck, and that is said"),
                         fault.struck == 1 and "read anew" in done.stderr,
                         f"{fault.struck} times; {done.stderr!r}")
    scene.server.exchange("DELETE", "/_search/scroll/_all")
    fault = faults.Fault("503", first=1, times=3)
    scene.same_rows("503 three times", run_faulty(scene, fault), expected)
    scene.test.error(scene.name("403 is not tried again"),
                     run_faulty(scene, faults.Fault("403", first=3)), "403", "may not read")
    done = run_faulty(scene, faults.Fault("403", first=3), "--allow_partial")
    scene.test.check(scene.name("--allow_partial"), done.returncode == 0 and
                     "incomplete: 1 window" in done.stderr and
                     all("incomplete" in row for row in done.stdout.splitlines()[1:]),
                     f"{done.stderr!r} {done.stdout[:300]!r}")
    scene.no_scrolls("--allow_partial")
    scene.test.error(scene.name("a reply without end"),
                     run_faulty(scene, faults.Fault("endless", first=1, part="_field_caps")),
                     "more than 256 MB")


def check_restart(scene):
    """A node that is killed half-way and comes back: the run waits for it."""
    out = scene.temp / "restart.csv"
    road = SlowRoad(scene.server.port, 1)
    options = scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port)
    with subprocess.Popen(scene.beacon.command(*options, "-th", 1, "--csv_out", out),
                          env=scene.beacon.environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          encoding="utf-8") as process:
        until(road.is_slow, 30)
        time.sleep(0.2)
        scene.server.kill()
        road.slow_from = 10 ** 9
        scene.server.launch()
        try:
            _, stderr = process.communicate(timeout=240)
        except subprocess.TimeoutExpired:
            process.kill()
            _, stderr = process.communicate()
    road.close()
    scene.server.wait()
    scene.test.check(scene.name("killed node: it was waited for"), "read anew" in stderr, stderr)
    scene.test.rows(scene.name("killed node that comes back"),
                    checks.parse_rows(out.read_text(encoding="utf-8")) if out.exists() else [],
                    scene.expected(SELKS_INI))


# What goes wrong --------------------------------------------------------------

def check_errors(scene):
    """Each failure has a status, names its place, and writes no table."""
    selks = CONFIG / SELKS_INI
    [unused] = engine.free_ports(1)
    cases = (
        ("no server", scene.options(selks, SELKS_INDEX, port=unused), (str(unused),)),
        ("no such index", scene.options(selks, "nosuch-index"), ("nosuch-index",)),
        ("no index of this pattern", scene.options(selks, "nosuch-*"), ("nosuch-*",)),
        ("no such field", scene.options(
            scene.ini(SELKS_INI, field_source_ip="no_such_ip"), SELKS_INDEX), ("no_such_ip",)),
        ("nothing in the period", scene.options(selks, SELKS_INDEX, now="2020-01-01T00:00:00Z"),
         (SELKS_INDEX,)),
        ("no such event type", scene.options(
            scene.ini(SELKS_INI, event_type="nosuchtype"), SELKS_INDEX), ("nosuchtype",)),
        ("filter that is no Lucene", scene.options(
            scene.ini(SELKS_INI, filter="dest_port:[80 TO"), SELKS_INDEX), ("dest_port:[80 TO",)),
    )
    for name, options, words in cases:
        scene.test.error(scene.name(name), scene.csv(*options), *words)
    scene.no_scrolls("after errors")


# With security on -------------------------------------------------------------

def check_trust(scene, run, expected):
    """By fingerprint; and the password from everywhere it may be."""
    certs = scene.server.folder / "config/certs"
    word = scene.temp / "password"
    word.write_text(f"{engine.PASSWORD}\n", encoding="utf-8")
    word.chmod(0o600)
    for which in ("node.crt", "ca.crt"):
        mark = engine.fingerprint(certs / which)
        scene.same_rows(f"TLS: fingerprint of {which}", run("reader", "--fingerprint", mark),
                        expected)
    scene.test.error(scene.name("TLS: wrong fingerprint"),
                     run("reader", "--fingerprint", "00" * 32), str(scene.server.port))
    ca = ("--ca-file", scene.server.ca_file)
    scene.same_rows("password_file", run("reader", *ca, "--password_file", word, password=""),
                    expected)
    word.chmod(0o644)
    done = run("reader", *ca, "--password_file", word, password="")
    scene.test.check(scene.name("password_file that others can read"),
                     "chmod 600" in done.stderr, done.stderr)
    (scene.temp / ".netrc").write_text(
        f"machine {scene.server.host} login reader password {engine.PASSWORD}\n",
        encoding="utf-8")
    ini = scene.ini(SELKS_INI, use_ssl="true")
    done = scene.beacon.run(*scene.options(ini, SELKS_INDEX), *ca, "--csv_out", "-",
                            more_environment={"HOME": str(scene.temp)})
    scene.same_rows("netrc", done, expected)


def client_context(folder):
    """TLS that asks for a client's certificate; the authority signs both."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "node.crt", folder / "node.key")
    context.load_verify_locations(folder / "ca.crt")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


@contextlib.contextmanager
def silent_node():
    """The port of a listener whose queue is full: like a host that is switched off, it
    answers nothing to who wants to connect."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def check_ways(scene):
    """Keys and tokens, several nodes, a proxy, a client's certificate."""
    expected = scene.expected(SELKS_INI)
    for name, told, header in (
            ("API key, encoded", {"FLARE_ES_API_KEY": "aWQ6a2V5"}, "ApiKey aWQ6a2V5"),
            ("API key, id:key", {"FLARE_ES_API_KEY": "id:key"}, "ApiKey aWQ6a2V5"),
            ("bearer token", {"FLARE_ES_TOKEN": "abc.def"}, "Bearer abc.def")):
        with faults.Road(scene.server.port) as road:
            done = scene.beacon.run(
                *scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port), "--debug",
                "--csv_out", "-", more_environment=told)
        scene.same_rows(name, done, expected)
        scene.test.equal(scene.name(f"{name}: what was sent"), road.authorizations, {header})
        scene.test.check(scene.name(f"{name}: not shown"),
                         header.split()[1] not in done.stderr, "it is in the log")
    done = scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX), "-v", "-eh",
                     f"127.0.0.1:1, {scene.server.host}:{scene.server.port}")
    scene.same_rows("the second of two nodes", done, expected)
    with silent_node() as port:
        done = scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX), "-et", 2, "-eh",
                         f"127.0.0.1:{port}, {scene.server.host}:{scene.server.port}")
    scene.same_rows("the first of two nodes is silent", done, expected)
    with faults.Road(scene.server.port) as road:
        done = scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX), "-eh",
                         "elastic.invalid", "--proxy", f"http://127.0.0.1:{road.port}")
    scene.same_rows("through a proxy", done, expected)
    scene.test.equal(scene.name("proxy: asked for"), road.proxied,
                     {f"elastic.invalid:{scene.server.port}"})
    certs = scene.temp / f"certs-{scene.server.name}"
    engine.write_certificates(certs)
    with faults.Road(scene.server.port, tls=client_context(certs)) as road:
        options = [*scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port),
                   "--use_ssl", "--ca_file", certs / "ca.crt"]
        done = scene.csv(*options, "--client_cert", certs / "node.crt", "--client_key",
                         certs / "node.key")
        scene.same_rows("with a client's certificate", done, expected)
        scene.test.error(scene.name("without a client's certificate"), scene.csv(*options),
                         str(road.port))


def check_security(test, beacon, release, temp):
    """TLS, passwords and rights, on a server of its own that has them."""
    with engine.Engine(release.product, release.version, security=True) as server:
        scene = Scene(test, beacon, server, temp)
        server.create_index(SELKS_INDEX, shapes.mapping("selks"))
        server.bulk(SELKS_INDEX, shapes.documents("selks", scene.records))
        ca = ("--ca-file", server.ca_file)

        def run(user, *options, **changes):
            login = {"use_ssl": "true", "username": user, "password": engine.PASSWORD}
            ini = scene.ini(SELKS_INI, **(login | changes))
            ini.chmod(0o600)
            return scene.csv(*scene.options(ini, SELKS_INDEX), *options)

        expected = scene.expected(SELKS_INI)
        scene.same_rows("TLS: reader", run("reader", *ca), expected)
        scene.same_rows("TLS: unverified when told so", run("reader", "--insecure"), expected)
        test.error(scene.name("TLS: unknown authority"), run("reader"), str(server.port))
        wrong = run("reader", *ca, password="wrong-word")
        test.error(scene.name("TLS: wrong password"), wrong, str(server.port))
        test.check(scene.name("TLS: password is not shown"), "wrong-word" not in wrong.stderr,
                   wrong.stderr)
        check_trust(scene, run, expected)
        write_back.check_rights(scene, lambda user, *options: run(user, *ca, *options))
        test.error(scene.name("TLS: no rights"), run("guest", *ca), SELKS_INDEX)
        test.error(scene.name("TLS: asked without TLS"),
                   run("reader", use_ssl="false"), str(server.port))
        scene.no_scrolls("TLS")


# The labelled days ------------------------------------------------------------

LABELLED_MAPPING = {"mappings": {"dynamic": False, "properties": {
    "@timestamp": {"type": "date"}, "event_type": {"type": "keyword"},
    "src_ip": {"type": "ip"}, "dest_ip": {"type": "ip"},
    "dest_port": {"type": "long"}, "flow_id": {"type": "long"},
    "flow": {"properties": {"bytes_toserver": {"type": "long"},
                            "start": {"type": "date"}}}}}}


def labelled_documents(path):
    """The lines of a labelled day with `timestamp` copied to `@timestamp`; as text,
    which is several times faster than decoding them."""
    with gzip.open(path, "rb") as lines:
        for line in lines:
            key, rest = line.split(b",", 1)
            yield b'{"@' + key[2:] + b"," + key[1:] + b"," + rest


def check_labelled(scene):
    """Flare's own four tables, from an index."""
    folder = checks.labelled_folder()
    if not folder:
        scene.test.skip(scene.name("labelled days"),
                        "not here; set FLARE_LABELLED to their folder")
        return
    for day in ("day-a", "day-b"):
        begin = time.monotonic()
        scene.server.create_index(day, LABELLED_MAPPING)
        sent = scene.server.bulk(day, labelled_documents(folder / day / "eve.json.gz"))
        scene.test.equal(scene.name(f"{day} documents"), scene.server.count(day), sent)
        print(f"   {sent} documents in {time.monotonic() - begin:.0f} s", flush=True)
    ini = checks.write_ini(scene.temp / "labelled.ini", checks.LABELLED_SETTINGS)
    for day, occur, percent, expected in checks.labelled_cases(folder):
        done = scene.csv("-c", ini, "-eh", scene.server.host, "-ep", scene.server.port,
                         "--es_index", day, "--now", checks.LABELLED_NOW, "-pd", 24,
                         "-mo", occur, "-mp", percent)
        scene.same_rows(f"{day} occur {occur} percent {percent}", done, expected)
    scene.no_scrolls("labelled days")


# The driver -------------------------------------------------------------------

CHECKS = (check_sets, check_index_of_ini, check_several_indices, check_filter,
          check_names, check_explain, check_explain_nothing, prefilter.check_prefilter,
          check_round_trips, check_auto, check_auto_mixed, check_auto_misfit, check_ways,
          write_back.check_write_back, drop_more_sets, check_interrupt, check_errors,
          check_faults, paging.check_paging, check_restart, check_auto_alone)


def check_server(test, beacon, server, temp):
    """All checks on one server that is up."""
    scene = Scene(test, beacon, server, temp)
    load_sets(scene)
    for check in CHECKS:
        check(scene)
    check_labelled(scene)


def run_server(test, beacon, name, temp):
    """Start a server of this name and check; a server that cannot be had is skipped."""
    try:
        release = engine.find_release(name)
        with engine.running(name) as [server]:
            check_server(test, beacon, server, temp)
        if release.is_elasticsearch and not release.has_types:
            check_security(test, beacon, release, temp)
    except engine.Unavailable as why:
        test.skip(name, why)
    except engine.EngineError as problem:
        test.check(name, False, problem)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="a server, as in opensearch-3.4.0")
    parser.add_argument("--all", action="store_true", help="all servers there are")
    parser.add_argument("--bin", required=True, metavar="DIR",
                        help="folder of the flare_beacon to test")
    return parser.parse_args()


def main():
    args = parse_arguments()
    engine.end_on_sigterm()
    beacon, test = checks.Beacon(args.bin), checks.Checks()
    every = [release.name for release in engine.RELEASES] if args.all else []
    with tempfile.TemporaryDirectory(prefix="engines-") as temp:
        for name in every or args.names or DEFAULT:
            run_server(test, beacon, name, Path(temp))
    return test.finish()


if __name__ == "__main__":
    sys.exit(main())
