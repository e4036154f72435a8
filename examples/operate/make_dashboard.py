#!/usr/bin/env python3
"""make_dashboard - makes the saved objects that Kibana (7.10 on) and OpenSearch
Dashboards import: an index pattern, pictures, a list of rows, a dashboard of all.

    make_dashboard.py flare >dashboard.ndjson
    make_dashboard.py ecs >dashboard-ecs.ndjson

The kind of names is that of the rows (--json_names, --index_names). Objects are of the
form of 7.10, which both import and bring up to date.
"""
import json
import sys

PATTERN = "flare-beacons*"
FLARE = {
    "src": "src_ip", "dest": "dest_ip", "port": "dest_port", "owner": "dest_as_name",
    "status": "status", "rank": "rank", "score": "score", "period": "period_s",
    "jitter": "jitter_percent", "intel": "intel", "beats": "beats", "words": "in_words",
}
BEACON = "flare.beacon."
ECS = {
    "src": "source.ip", "dest": "destination.ip", "port": "destination.port",
    "owner": "destination.as.organization.name", "status": BEACON + "status",
    "rank": BEACON + "rank", "score": BEACON + "score", "period": BEACON + "period_s",
    "jitter": BEACON + "jitter_percent", "intel": "threat.indicator.description", "beats": BEACON + "beats",
    "words": "message",
}
TIME = "@timestamp"
SOURCE = "kibanaSavedObjectMeta.searchSourceJSON.index"
VERSIONS = {"index-pattern": "7.6.0", "visualization": "7.10.0", "search": "7.9.3",
            "dashboard": "7.9.3"}
RANKS = ((0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 1.01))


def saved(kind, name, attributes, references=()):
    """One object; its id tells the names, so that both kinds may be imported."""
    return {"id": name, "type": kind, "attributes": attributes,
            "references": [{"name": ref, "type": of, "id": to} for ref, of, to in references],
            "migrationVersion": {kind: VERSIONS[kind]}}


def search_source(query, of_index=True):
    source = {"query": {"query": query, "language": "kuery"}, "filter": []}
    if of_index:
        source["indexRefName"] = SOURCE
    return {"searchSourceJSON": json.dumps(source)}


def numbered(aggs):
    """Aggregations as (type, schema, parameters), numbered from 1."""
    return [{"id": str(number), "enabled": True, "type": kind, "schema": schema,
             "params": params} for number, (kind, schema, params) in enumerate(aggs, 1)]


def terms(field, size, label, by="1", order="desc"):
    return "terms", "bucket", {"field": field, "size": size, "orderBy": by, "order": order,
                               "customLabel": label}


def metric(kind, field, label):
    return kind, "metric", {"field": field, "customLabel": label}


def picture(prefix, name, title, vis, query=""):
    state = {"title": title, **vis}
    return saved("visualization", f"{prefix}-{name}", {
        "title": title, "visState": json.dumps(state), "uiStateJSON": "{}",
        "description": "", "version": 1, "kibanaSavedObjectMeta": search_source(query),
    }, [(SOURCE, "index-pattern", prefix)])


def table(aggs):
    return {"type": "table", "aggs": numbered(aggs), "params": {
        "perPage": 15, "showPartialRows": False, "showMetricsAtAllLevels": False,
        "showTotal": False, "totalFunc": "sum", "percentageCol": ""}}


def histogram(aggs, label):
    """Bars over time, one on top of the other."""
    return {"type": "histogram", "aggs": numbered(aggs), "params": {
        "type": "histogram", "grid": {"categoryLines": False},
        "categoryAxes": [{"id": "CategoryAxis-1", "type": "category", "position": "bottom",
                          "show": True, "style": {}, "scale": {"type": "linear"},
                          "labels": {"show": True, "filter": True, "truncate": 100},
                          "title": {}}],
        "valueAxes": [{"id": "ValueAxis-1", "name": "LeftAxis-1", "type": "value",
                       "position": "left", "show": True, "style": {},
                       "scale": {"type": "linear", "mode": "normal"},
                       "labels": {"show": True, "rotate": 0, "filter": False,
                                  "truncate": 100},
                       "title": {"text": label}}],
        "seriesParams": [{"show": True, "type": "histogram", "mode": "stacked",
                          "data": {"label": label, "id": "1"}, "valueAxis": "ValueAxis-1",
                          "drawLinesBetweenPoints": True, "lineWidth": 2,
                          "showCircles": True}],
        "addTooltip": True, "addLegend": True, "legendPosition": "right", "times": [],
        "addTimeMarker": False, "labels": {"show": False},
        "thresholdLine": {"show": False, "value": 10, "width": 1, "style": "full",
                          "color": "#E7664C"}}}


def pictures(prefix, names):
    """What hunters want to see, from what happens when to what to look at."""
    over_time = ("date_histogram", "segment", {
        "field": TIME, "useNormalizedEsInterval": True, "scaleMetricValues": False,
        "interval": "auto", "drop_partials": False, "min_doc_count": 1,
        "extended_bounds": {}, "customLabel": "end of the period"})
    by_rank = ("range", "group", {"field": names["rank"], "ranges": [
        {"from": low, "to": high} for low, high in RANKS], "customLabel": "rank"})
    rows = metric("cardinality", names["dest"], "destinations")
    pair = [terms(names["src"], 50, "source"), terms(names["dest"], 5, "destination"),
            terms(names["port"], 5, "port")]
    top_rank = metric("max", names["rank"], "highest rank")
    new = f"{names['status']}: (new or changed or back)"
    return [
        picture(prefix, "by-rank", "Destinations by rank over time",
                histogram([rows, over_time, by_rank], "destinations")),
        picture(prefix, "top", "Top destinations", table([
            top_rank, metric("cardinality", names["src"], "sources"),
            metric("max", names["beats"], "beats"),
            terms(names["dest"], 20, "destination"), terms(names["port"], 3, "port")])),
        picture(prefix, "new", "New since the baseline", table(
            [top_rank, metric("max", names["score"], "score"),
             metric("min", TIME, "since"), *pair]), new),
        picture(prefix, "owners", "Whose networks are called", table([
            top_rank, metric("cardinality", names["dest"], "addresses"),
            terms(names["owner"], 20, "owner")])),
        picture(prefix, "intel", "Reported by lists and services", table(
            [top_rank, *pair, terms(names["intel"], 3, "reported as")]),
            f"{names['intel']}: *"),
    ]


def rows_search(prefix, names):
    columns = ["rank", "src", "dest", "port", "owner", "score", "period", "jitter", "status",
               "words"]
    return saved("search", f"{prefix}-rows", {
        "title": "Rows of flare_beacon", "description": "", "hits": 0, "version": 1,
        "columns": [names[column] for column in columns],
        "sort": [[names["rank"], "desc"]],
        "kibanaSavedObjectMeta": search_source(""),
    }, [(SOURCE, "index-pattern", prefix)])


def dashboard(prefix, title, objects):
    """All of them, two beside each other, the rows at full width below."""
    panels, references = [], []
    for number, shown in enumerate(objects):
        wide = number == 0 or shown["type"] == "search"
        row = (number + 1) // 2
        panels.append({
            "version": "7.10.0", "panelIndex": str(number), "embeddableConfig": {},
            "panelRefName": f"panel_{number}",
            "gridData": {"x": 0 if wide or number % 2 else 24, "y": 15 * row,
                         "w": 48 if wide else 24, "h": 15, "i": str(number)}})
        references.append((f"panel_{number}", shown["type"], shown["id"]))
    return saved("dashboard", f"{prefix}-dashboard", {
        "title": title, "description": "Who calls home: rows that flare_beacon wrote",
        "hits": 0, "version": 1, "timeRestore": True, "timeFrom": "now-7d", "timeTo": "now",
        "panelsJSON": json.dumps(panels),
        "optionsJSON": json.dumps({"useMargins": True, "hidePanelTitles": False}),
        "kibanaSavedObjectMeta": search_source("", of_index=False)}, references)


def make(kind):
    """All objects, each after those that it refers to."""
    names = {"flare": FLARE, "ecs": ECS}[kind]
    prefix = "flare-beacons" if kind == "flare" else "flare-beacons-ecs"
    title = "flare_beacon" if kind == "flare" else "flare_beacon (ECS)"
    pattern = saved("index-pattern", prefix, {"title": PATTERN, "timeFieldName": TIME})
    shown = pictures(prefix, names) + [rows_search(prefix, names)]
    return [pattern, *shown, dashboard(prefix, title, shown)]


def main():
    if sys.argv[1:] not in (["flare"], ["ecs"]):
        sys.exit("usage: make_dashboard.py flare|ecs")
    for made in make(sys.argv[1]):
        print(json.dumps(made))


if __name__ == "__main__":
    main()
