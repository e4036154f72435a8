"""operate - what examples/operate gives a server: template, pipeline, dashboards.

`check_operate(scene)` is one of the checks of test_engines.py. The rows are those of
-json, of two runs, the later by the earlier as baseline. Dashboards are asked for as
their pictures would ask: Kibana and OpenSearch Dashboards themselves are not to be had.
"""
import json

from scene import CONFIG, DAY, ROOT

OPERATE = ROOT / "examples/operate"
INDEX = "flare-beacons-2025.11"
END = "2025-11-20T18:05:00Z"
KINDS = (("flare", "dashboard.ndjson"), ("ecs", "dashboard-ecs.ndjson"))
SHIPPER = {"agent": {"type": "filebeat"}, "log": {"offset": 0}, "@timestamp": "2026-01-01T00:00:00Z"}
OF_SHIPPERS = ("agent", "host", "input", "log", "tags")


def rows(scene, kind):
    """Lines of -json, the second half with a baseline; one of them is on a list."""
    out = scene.temp / f"operate-{kind}.json"
    out.unlink(missing_ok=True)
    listed = scene.temp / "operate-c2.txt"
    listed.write_text("160.153.76.129 SomeRAT\n", encoding="utf-8")
    for end in ("2025-11-20T12:05:00Z", END):
        done = scene.beacon.run("--no-flare", "-q", "--now", end, "--period", "6", "-who",
                                "--intel", listed, "--baseline", out, "-json", out,
                                "--json_names", kind, DAY)
        if done.returncode:
            raise RuntimeError(done.stderr)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def put(scene, name, path, body):
    reply = scene.server.exchange("PUT", path, body)
    return scene.test.check(scene.name(f"operate: {name}"), reply[0] == 200, reply)


def load(scene, kind, found):
    """As a shipper would: with its own fields around, by the pipeline if there is one."""
    by = "?pipeline=flare-beacons" if scene.server.has_processors else ""
    lines = []
    for row in found:
        shipped = SHIPPER | row if by else {"@timestamp": row.get("timestamp")} | row
        lines += [json.dumps({"index": {"_index": INDEX}}), json.dumps(shipped)]
    reply = scene.server.request("POST", f"/_bulk{by}", "\n".join(lines) + "\n")
    scene.test.check(scene.name(f"operate: {kind}: rows go in"), not reply["errors"],
                     json.dumps(reply)[:600])
    scene.server.request("POST", f"/{INDEX}/_refresh")


def check_piped(scene, kind, found):
    """What the pipeline is for: the time of the row, and nothing of the shipper."""
    if not scene.server.has_processors:
        scene.test.skip(scene.name(f"operate: {kind}: pipeline"), "no ingest-common here")
        return
    hits = scene.server.request("POST", f"/{INDEX}/_search", {"size": 1000})["hits"]["hits"]
    sources = [hit["_source"] for hit in hits]
    times = {source["@timestamp"][:19] for source in sources}
    wanted = {row.get("timestamp", row.get("@timestamp"))[:19] for row in found}
    scene.test.equal(scene.name(f"operate: {kind}: time of the rows"), times, wanted)
    left = {name for source in sources for name in source if name in OF_SHIPPERS}
    scene.test.equal(scene.name(f"operate: {kind}: nothing of the shipper"), left, set())


def body_of(agg):
    """An aggregation as the dashboard's server would be asked for it."""
    kind, params = agg["type"], agg["params"]
    body = {"field": params["field"]}
    if kind == "date_histogram":
        body |= {"fixed_interval": "1h", "min_doc_count": 1}
    elif kind == "range":
        body["ranges"] = params["ranges"]
    elif kind == "terms":
        body |= {"size": params["size"], "order": {params["orderBy"]: params["order"]}}
    return {kind: body}


def ask(state, query):
    """The buckets of a picture inside each other, its numbers in the innermost and, where
    a bucket is ordered by one, beside it."""
    numbers = {agg["id"]: body_of(agg) for agg in state["aggs"] if agg["schema"] == "metric"}
    inner = dict(numbers)
    for agg in reversed([agg for agg in state["aggs"] if agg["schema"] != "metric"]):
        inner = {agg["id"]: body_of(agg) | {"aggs": inner}} | numbers
    return {"size": 0, "aggs": inner,
            "query": {"query_string": {"query": query or "*", "analyze_wildcard": True}}}


def as_lucene(query):
    """The few queries there are mean the same in both languages, but for OR."""
    return query.replace(" or ", " OR ")


def full_buckets(aggs, state):
    """Numbers of the innermost buckets that hold something."""
    numbers = [agg["id"] for agg in state["aggs"] if agg["schema"] == "metric"]
    for name, answer in aggs.items():
        if name not in numbers:
            for bucket in answer["buckets"]:
                yield from full_buckets({key: value for key, value in bucket.items()
                                         if isinstance(value, dict)}, state)
            return
    values = [aggs[number].get("value") for number in numbers]
    if all(value is not None for value in values):
        yield values


def objects_of(name):
    lines = (OPERATE / name).read_text(encoding="utf-8").splitlines()
    return {made["id"]: made for made in map(json.loads, lines)}


def check_objects(scene, kind, objects):
    """What refers to something, refers to something of the file."""
    known = {(made["type"], name) for name, made in objects.items()}
    wanted = {(ref["type"], ref["id"]) for made in objects.values()
              for ref in made["references"]}
    scene.test.equal(scene.name(f"operate: {kind}: references"), wanted - known, set())
    board = next(made for made in objects.values() if made["type"] == "dashboard")
    panels = json.loads(board["attributes"]["panelsJSON"])
    scene.test.equal(scene.name(f"operate: {kind}: panels"),
                     [panel["panelRefName"] for panel in panels],
                     [ref["name"] for ref in board["references"]])


def check_pictures(scene, kind, objects):
    for name, made in objects.items():
        if made["type"] != "visualization":
            continue
        state = json.loads(made["attributes"]["visState"])
        source = json.loads(made["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])
        body = ask(state, as_lucene(source["query"]["query"]))
        status, answer = scene.server.exchange("POST", f"/{INDEX}/_search", body)
        full = list(full_buckets(json.loads(answer)["aggregations"], state)) \
            if status == 200 else []
        scene.test.check(scene.name(f"operate: {name}"), full, answer[:600])


def check_rows(scene, kind, objects):
    """The list of rows has columns that are there, ordered by one that can be."""
    search = next(made for made in objects.values() if made["type"] == "search")
    columns = search["attributes"]["columns"]
    reply = scene.server.request("POST", f"/{INDEX}/_search", {
        "size": 3, "sort": [{field: order} for field, order in search["attributes"]["sort"]],
        "docvalue_fields": columns, "_source": False})
    found = {field for hit in reply["hits"]["hits"] for field in hit["fields"]}
    scene.test.equal(scene.name(f"operate: {kind}: columns"), found, set(columns))


def check_operate(scene):
    """All of it; on servers that have templates of this kind."""
    if scene.server.release.has_types:
        return
    put(scene, "template", "/_index_template/flare-beacons",
        (CONFIG / "index-template.json").read_bytes())
    if scene.server.has_processors:
        put(scene, "pipeline", "/_ingest/pipeline/flare-beacons",
            (OPERATE / "pipeline.json").read_bytes())
    for kind, name in KINDS:
        found, objects = rows(scene, kind), objects_of(name)
        load(scene, kind, found)
        check_piped(scene, kind, found)
        check_objects(scene, kind, objects)
        check_pictures(scene, kind, objects)
        check_rows(scene, kind, objects)
        scene.server.delete_index(INDEX)
    scene.server.exchange("DELETE", "/_index_template/flare-beacons")
    scene.server.exchange("DELETE", "/_ingest/pipeline/flare-beacons")
