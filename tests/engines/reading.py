"""reading - checks that an index gives what the reference finds in the files: in the shape
of every ecosystem, several indices at once, filtered, by names, and Flare's own tables.
"""
import collections
import csv
import gzip
import io
import json
import time

import checks
import faults
import shapes
from scene import CONFIG, DAY, MORE_SETS, SELKS_INDEX, SELKS_INI, SETS

V6_SOURCE = "fd12:3456:789a::66"
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


# Likewise, of a single pair.
PAIR_COLUMNS = ("src_ip", "dest_ip", "dest_port", "listed", "bytes_toserver", "dest_degree",
                "occurrences", "percent", "interval", "first_seen", "hours_active",
                "prevalence_percent", "longest_s")


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


def rare_pair(scene):
    """A pair with two flows, which nobody lists and a prefilter leaves out."""
    counts = collections.Counter((flow.src, flow.dst, flow.port) for flow in scene.flows)
    return min(pair for pair, n in counts.items() if n == 2)


def check_one_pair(scene):
    """--explain says of an index what it says of the file, whether the pair is listed,
    is not, or would have been left out unread."""
    for pair in (("192.168.0.53", "160.153.76.129", 80), rare_pair(scene)):
        for more in ([], ["--prefilter", "on"]):
            given = ["--no-flare", "--explain", *pair, *more]
            done = scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX), *given)
            of_file = scene.csv(*scene.options(CONFIG / SELKS_INI), *given, DAY)
            rows = [[{name: row[name] for name in PAIR_COLUMNS}
                     for row in csv.DictReader(io.StringIO(text))]
                    for text in (done.stdout, of_file.stdout)]
            scene.test.check(scene.name(f"explains {pair} {' '.join(more)}"),
                             len(rows[0]) == 1 and rows[0] == rows[1],
                             f"{rows}: {done.stderr}")


def drop_more_sets(scene):
    """Nobody reads them any more, and a server with few indices is soon up again."""
    for _, _, index in MORE_SETS:
        scene.server.delete_index(index)


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
