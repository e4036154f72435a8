#!/usr/bin/env python3
"""shapes - the same flows as every ecosystem stores and writes them.

Each function of the table SHAPES takes a decoded EVE record and gives the
document that its shipper would index, or None where it would index none:

    selks         Logstash of SELKS: the record, `@timestamp` a copy of `timestamp`
    eve-raw       the same, for an index without any mapping
    eve-dotted    the same with dots in the keys instead of objects
    ecs-suricata  Filebeat's suricata module
    ecs-zeek      Filebeat's zeek module
    zeek          the JSON of conn.log, keys with dots, time a number

`mapping(shape)` is the body for the index. `write_zeek_tsv()`, `write_zeek_json()`
and `write_csv()` write EVE flow records as the files of other programs. What
the Zeek shapes call a flow's bytes is the EVE record's `bytes_toserver`, so all
of them give one and the same table (but for ICMP, which has ports in Zeek and
none in Suricata).

    python3 shapes.py zeek-tsv eve.json.gz > conn.log
"""
import argparse
import csv
import gzip
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent


def read_eve(path):
    """Yield the records of an EVE file, plain or gzip."""
    with open(path, "rb") as f:
        packed = f.read(2) == b"\x1f\x8b"
    with (gzip.open if packed else open)(path, "rb") as lines:
        yield from map(json.loads, lines)


def mapping(shape):
    """The body of an index for documents of this shape."""
    name = {"eve-dotted": "selks"}.get(shape, shape)
    return json.loads((HERE / "mappings" / f"{name}.json").read_text(encoding="utf-8"))


def parse_time(stamp):
    return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%f%z")


def milliseconds(stamp):
    """A time stamp as Beats writes it: UTC, cut to milliseconds."""
    when = parse_time(stamp).astimezone(timezone.utc)
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03d}Z"


def epoch(stamp):
    """A time stamp as Zeek writes it: seconds since 1970, six digits after the point."""
    when = parse_time(stamp)
    return f"{int(when.replace(microsecond=0).timestamp())}.{when.microsecond:06d}"


def seconds_between(start, end):
    return (parse_time(end) - parse_time(start)).total_seconds()


# Documents --------------------------------------------------------------------

def selks(record):
    return {**record, "@timestamp": record["timestamp"], "@version": "1", "type": "SELKS"}


def dotted(record):
    """The document of `selks` with every object flattened into keys with dots."""
    flat = {}
    for key, value in selks(record).items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": deep for inner, deep in value.items()}
        else:
            flat[key] = value
    return flat


def ecs_end(addr, port, packets, size):
    """`source` or `destination` of an ECS document; what is None is left out."""
    end = {"address": addr, "ip": addr, "port": port, "packets": packets, "bytes": size}
    return {key: value for key, value in end.items() if value is not None}


def ecs_suricata(record):
    """An event of Filebeat's suricata module."""
    document = {"@timestamp": milliseconds(record["timestamp"]),
                "event": {"dataset": "suricata.eve", "module": "suricata", "kind": "event"},
                "suricata": {"eve": {"event_type": record["event_type"]}}}
    if "flow_id" in record:
        document["suricata"]["eve"]["flow_id"] = str(record["flow_id"])
    if "src_ip" not in record:
        return document
    flow = record.get("flow", {})
    document["source"] = ecs_end(record["src_ip"], record.get("src_port"),
                                 flow.get("pkts_toserver"), flow.get("bytes_toserver"))
    document["destination"] = ecs_end(record["dest_ip"], record.get("dest_port"),
                                      flow.get("pkts_toclient"), flow.get("bytes_toclient"))
    document["related"] = {"ip": [record["src_ip"], record["dest_ip"]]}
    for name in ("start", "end"):
        if name in flow:
            document["event"][name] = milliseconds(flow[name])
    return document


def zeek(record):
    """A record of conn.log; None if this is no flow."""
    if record["event_type"] != "flow":
        return None
    flow = record["flow"]
    return {"ts": float(epoch(flow["start"])), "uid": f"C{record['flow_id']:x}",
            "id.orig_h": record["src_ip"],
            "id.orig_p": record.get("src_port", record.get("icmp_type")),
            "id.resp_h": record["dest_ip"],
            "id.resp_p": record.get("dest_port", record.get("icmp_code")),
            "proto": record["proto"].lower(),
            "duration": round(seconds_between(flow["start"], flow["end"]), 6),
            "orig_bytes": flow["bytes_toserver"], "resp_bytes": flow["bytes_toclient"],
            "conn_state": "SF", "missed_bytes": 0,
            "orig_pkts": flow["pkts_toserver"], "orig_ip_bytes": flow["bytes_toserver"],
            "resp_pkts": flow["pkts_toclient"], "resp_ip_bytes": flow["bytes_toclient"]}


def ecs_zeek(record):
    """An event of Filebeat's zeek module; None if this is no flow."""
    conn = zeek(record)
    if not conn:
        return None
    return {"@timestamp": milliseconds(record["flow"]["start"]),
            "event": {"dataset": "zeek.connection", "module": "zeek", "id": conn["uid"],
                      "duration": int(conn["duration"] * 1e9)},
            "source": ecs_end(conn["id.orig_h"], conn["id.orig_p"],
                              conn["orig_pkts"], conn["orig_ip_bytes"]),
            "destination": ecs_end(conn["id.resp_h"], conn["id.resp_p"],
                                   conn["resp_pkts"], conn["resp_ip_bytes"]),
            "related": {"ip": [conn["id.orig_h"], conn["id.resp_h"]]},
            "network": {"transport": conn["proto"]},
            "zeek": {"session_id": conn["uid"],
                     "connection": {"state": conn["conn_state"], "missed_bytes": 0}}}


SHAPES = {"selks": selks, "eve-raw": selks, "eve-dotted": dotted,
          "ecs-suricata": ecs_suricata, "ecs-zeek": ecs_zeek, "zeek": zeek}


def documents(shape, records):
    """Yield the documents of a shape for EVE records."""
    return filter(None, map(SHAPES[shape], records))


# Files ------------------------------------------------------------------------

ZEEK_TYPES = {"ts": "time", "uid": "string", "id.orig_h": "addr", "id.orig_p": "port",
              "id.resp_h": "addr", "id.resp_p": "port", "proto": "enum",
              "duration": "interval", "conn_state": "string"}


def write_zeek_tsv(records, out):
    """Write the flows as Zeek's conn.log."""
    header = ("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n"
              "#unset_field\t-\n#path\tconn\n#open\t2025-11-20-00-00-00\n")
    out.write(header)
    fields = None
    for record in records:
        conn = zeek(record)
        if not conn:
            continue
        if not fields:
            fields = list(conn)
            types = (ZEEK_TYPES.get(name, "count") for name in fields)
            out.write("#fields\t" + "\t".join(fields) + "\n")
            out.write("#types\t" + "\t".join(types) + "\n")
        conn["ts"] = epoch(record["flow"]["start"])
        conn["duration"] = f"{conn['duration']:.6f}"
        out.write("\t".join(str(conn[name]) for name in fields) + "\n")
    out.write("#close\t2025-11-21-00-00-00\n")


def write_zeek_json(records, out):
    """Write the flows as Zeek's conn.log in JSON."""
    for document in documents("zeek", records):
        out.write(json.dumps(document, separators=(",", ":")) + "\n")


def write_csv(records, out):
    """Write the flows that have ports as CSV by EVE's names."""
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("timestamp", "flow.start", "src_ip", "src_port", "dest_ip",
                    "dest_port", "proto", "flow.bytes_toserver", "flow.bytes_toclient"))
    for record in records:
        if record["event_type"] != "flow" or "dest_port" not in record:
            continue
        flow = record["flow"]
        table.writerow((record["timestamp"], flow["start"], record["src_ip"],
                        record["src_port"], record["dest_ip"], record["dest_port"],
                        record["proto"], flow["bytes_toserver"], flow["bytes_toclient"]))


WRITERS = {"zeek-tsv": write_zeek_tsv, "zeek-json": write_zeek_json, "csv": write_csv}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shape", choices=[*WRITERS, *SHAPES])
    parser.add_argument("file", metavar="EVE")
    args = parser.parse_args()
    records = read_eve(args.file)
    if args.shape in WRITERS:
        WRITERS[args.shape](records, sys.stdout)
        return
    for document in documents(args.shape, records):
        print(json.dumps(document, separators=(",", ":")))


if __name__ == "__main__":
    main()
