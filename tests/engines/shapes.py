#!/usr/bin/env python3
"""shapes - the same flows as every ecosystem stores and writes them.

Each function of the table SHAPES takes a decoded EVE record and gives the
document that its shipper would index, or None where it would index none:

    selks         Logstash of SELKS: the record, `@timestamp` a copy of `timestamp`
    eve-raw       the same, for an index without any mapping
    eve-dotted    the same with dots in the keys instead of objects
    eve-netflow   the same of Suricata's netflow records
    ecs-suricata  Filebeat's suricata module; ecs-suricata-agent: Elastic Agent's
    ecs-zeek      Filebeat's zeek module; ecs-zeek-agent: Elastic Agent's
    zeek          the JSON of conn.log, keys with dots, time a number
    zeek-streaming  Zeek's logs by json-streaming-logs: _path, objects, time ISO 8601
    bro           Security Onion 16.04: duration a text
    securityonion, securityonion-suricata, securityonion23
    malcolm       numbers as texts, times in milliseconds
    corelight-ecs, packetbeat, packetbeat5, filebeat-netflow, elastiflow4
    aws-vpc       whole seconds
    wazuh         everything a text

`mapping(shape)` is the body for the index. `write_zeek_tsv()`, `write_zeek_json()`
and `write_csv()` write EVE flow records as the files of other programs. What
the Zeek shapes call a flow's bytes is the EVE record's `bytes_toserver`, so all
of them give one and the same table (but for ICMP, which has ports in Zeek and
none in Suricata). Of some ecosystems' flows only a part is known, or more than
one record: `views(shape, record)` gives the EVE records that say the same.

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


SAME_MAPPING = {"eve-dotted": "selks", "eve-netflow": "selks", "zeek-streaming": "zeek",
                "securityonion23": "securityonion",
                "securityonion-suricata": "securityonion"}


def mapping(shape):
    """The body of an index for documents of this shape."""
    name = SAME_MAPPING.get(shape, shape)
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


def epoch_ms(stamp):
    when = parse_time(stamp)
    return int(when.replace(microsecond=0).timestamp()) * 1000 + when.microsecond // 1000


def seconds_between(start, end):
    return (parse_time(end) - parse_time(start)).total_seconds()


def nanoseconds_between(start, end):
    return round(seconds_between(start, end) * 1e6) * 1000


# What of a flow an ecosystem sees ----------------------------------------------

def both_directions(record):
    """A flow as two one-way ones, the reply's only if there was one."""
    if record["event_type"] != "flow":
        return []
    flow = record["flow"]
    back = {**record, "src_ip": record["dest_ip"], "dest_ip": record["src_ip"],
            "flow": {**flow, "bytes_toserver": flow["bytes_toclient"],
                     "pkts_toserver": flow["pkts_toclient"]}}
    if "dest_port" in record:
        back |= {"src_port": record["dest_port"], "dest_port": record["src_port"]}
    return [record, back] if flow["pkts_toclient"] else [record]


def whole_seconds(record):
    """Both directions, their times cut to seconds."""
    return [{**view, "flow": {**view["flow"], "start": cut_to_second(view["flow"]["start"]),
                              "end": cut_to_second(view["flow"]["end"])}}
            for view in both_directions(record)]


def cut_to_second(stamp):
    return parse_time(stamp).strftime("%Y-%m-%dT%H:%M:%S.000000%z")


def only_ipv4(record):
    return [] if ":" in record.get("src_ip", "") else [record]


VIEWS = {"eve-netflow": both_directions, "filebeat-netflow": both_directions,
         "elastiflow4": both_directions, "aws-vpc": whole_seconds,
         "packetbeat5": only_ipv4}


def views(shape, record):
    """The EVE records that say what this ecosystem knows of one."""
    return VIEWS[shape](record) if shape in VIEWS else [record]


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


def transport(record):
    """The protocol by ECS."""
    return {"transport": record["proto"].lower()}


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
    document["network"] = transport(record)
    for name in ("start", "end"):
        if name in flow:
            document["event"][name] = milliseconds(flow[name])
    if "end" in flow:
        document["event"]["duration"] = nanoseconds_between(flow["start"], flow["end"])
        document["suricata"]["eve"]["flow"] = {"age": flow["age"], "reason": flow["reason"]}
    ecs_names(record, document)
    return document


def ecs_names(record, document):
    """Adds what a tls, http or dns record says of names, by their names in ECS."""
    if "tls" in record:
        document["tls"] = {"client": {"server_name": record["tls"]["sni"]}}
        document["destination"]["domain"] = record["tls"]["sni"]
    if "http" in record:
        document["url"] = {"domain": record["http"]["hostname"]}
        document["destination"]["domain"] = record["http"]["hostname"]
    if "dns" in record:
        document["dns"] = {"question": {"name": record["dns"]["rrname"]},
                           "type": record["dns"]["type"]}
        addresses = dns_addresses(record)
        if addresses:
            document["dns"]["resolved_ip"] = addresses


def dns_addresses(record):
    """The addresses in a DNS answer."""
    return [answer["rdata"] for answer in record["dns"].get("answers", ())
            if answer["rrtype"] in ("A", "AAAA")]


def netflow(record):
    """What Suricata's netflow logger says of one direction."""
    flow = record["flow"]
    return selks({"timestamp": record["timestamp"], "flow_id": record["flow_id"],
                  "event_type": "netflow", "proto": record["proto"],
                  **{key: record[key] for key in ("src_ip", "src_port", "dest_ip", "dest_port")
                     if key in record},
                  "netflow": {"pkts": flow["pkts_toserver"], "bytes": flow["bytes_toserver"],
                              "start": flow["start"], "end": flow["end"], "age": flow["age"],
                              "min_ttl": 64, "max_ttl": 64}})


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


def ecs_zeek_agent(record):
    """An event of Elastic Agent's zeek integration: ICMP has no ports."""
    document = ecs_zeek(record)
    if document:
        document["event"]["dataset"] = "zeek.connection"
        if record["proto"] == "ICMP":
            for end in ("source", "destination"):
                document[end].pop("port", None)
    return document


def uid(record):
    return f"C{record['flow_id']:x}"


def zeek_ends(record, prefix=""):
    """Who talks to whom, by Zeek's names."""
    return {f"{prefix}orig_h": record["src_ip"], f"{prefix}orig_p": record.get("src_port", 8),
            f"{prefix}resp_h": record["dest_ip"], f"{prefix}resp_p": record.get("dest_port", 0)}


def zeek_said(record):
    """(log, what it says) of a record beside the flows, by Zeek's names; None if it
    says nothing, as a DNS query does before its answer."""
    if record["event_type"] == "tls":
        return "ssl", {"server_name": record["tls"]["sni"]}
    if record["event_type"] == "http":
        return "http", {"host": record["http"]["hostname"]}
    if record["event_type"] == "dns" and dns_addresses(record):
        return "dns", {"query": record["dns"]["rrname"], "answers": dns_addresses(record)}
    return None


def iso(stamp):
    """A time stamp as Zeek writes it in ISO 8601."""
    return parse_time(stamp).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def zeek_streaming(record):
    """A record of json-streaming-logs, its dots made objects on the way."""
    if record["event_type"] == "flow":
        log, said = "conn", {key: value for key, value in zeek(record).items()
                             if not key.startswith("id.") and key not in ("ts", "uid")}
        start = record["flow"]["start"]
    elif zeek_said(record):
        (log, said), start = zeek_said(record), record["timestamp"]
    else:
        return None
    return {"_path": log, "_write_ts": iso(record["timestamp"]), "ts": iso(start),
            "uid": uid(record), "id": zeek_ends(record), **said}


def bro(record):
    """Security Onion 16.04, from TSV: a duration stays the text that it was."""
    conn = zeek(record)
    if not conn:
        return None
    return {"@timestamp": milliseconds(record["flow"]["start"]),
            "timestamp": milliseconds(record["timestamp"]), "event_type": "bro_conn",
            "uid": conn["uid"], "source_ip": conn["id.orig_h"],
            "source_port": conn["id.orig_p"], "destination_ip": conn["id.resp_h"],
            "destination_port": conn["id.resp_p"], "protocol": conn["proto"],
            "duration": f"{conn['duration']:.6f}", "original_bytes": conn["orig_bytes"],
            "respond_bytes": conn["resp_bytes"], "connection_state": conn["conn_state"],
            "tags": ["bro", "internal_source"]}


def so_zeek(record, prefix):
    """Security Onion's Zeek; event.duration is Zeek's, in seconds."""
    names = {"server_name": ("ssl", "server_name"), "host": ("http", "virtual_host")}
    conn = zeek(record)
    if conn:
        log, start = "conn", record["flow"]["start"]
        more = {"client": {"ip": record["src_ip"], "bytes": conn["orig_bytes"],
                           "ip_bytes": conn["orig_ip_bytes"]},
                "server": {"ip": record["dest_ip"], "bytes": conn["resp_bytes"],
                           "ip_bytes": conn["resp_ip_bytes"]},
                "connection": {"state": conn["conn_state"]}}
    elif zeek_said(record):
        (log, said), start = zeek_said(record), record["timestamp"]
        more = {names[key][0]: {names[key][1]: said[key]} for key in names if key in said}
        if log == "dns":
            more["dns"] = {"query": {"name": said["query"]}, "answers": {"name": said["answers"]}}
    else:
        return None
    ends = zeek_ends(record)
    document = {"@timestamp": milliseconds(start), "log": {"id": {"uid": uid(record)}},
                "event": {"dataset": prefix + log, "module": "zeek",
                          "ingested": milliseconds(record["timestamp"])},
                "source": {"ip": ends["orig_h"], "port": ends["orig_p"]},
                "destination": {"ip": ends["resp_h"], "port": ends["resp_p"]}, **more}
    if conn:
        document["event"]["duration"] = conn["duration"]
        document["network"] = {"transport": conn["proto"]}
    return document


def securityonion(record):
    return so_zeek(record, "zeek.")


def securityonion23(record):
    return so_zeek(record, "") if record["event_type"] == "flow" else None


def securityonion_suricata(record):
    if record["event_type"] != "flow":
        return None
    flow = record["flow"]
    return {"@timestamp": milliseconds(record["timestamp"]), "tags": ["conn"],
            "log": {"id": {"uid": str(record["flow_id"])}},
            "event": {"dataset": "suricata.conn", "module": "suricata"},
            "source": ecs_end(record["src_ip"], record.get("src_port"), None, None),
            "destination": ecs_end(record["dest_ip"], record.get("dest_port"), None, None),
            "client": {"ip_bytes": flow["bytes_toserver"]},
            "server": {"ip_bytes": flow["bytes_toclient"]},
            "network": transport(record),
            "connection": {"state": flow["state"], "start": flow["start"],
                           "end": flow["end"]}}


def malcolm(record):
    """Malcolm's Zeek, from TSV: the numbers that logstash passes on are texts."""
    conn = zeek(record)
    if not conn:
        return None
    start_ms = epoch_ms(record["flow"]["start"])
    length_ms = int(conn["duration"] * 1000)
    ends = {key: str(value) for key, value in zeek_ends(record).items()}
    return {"@timestamp": milliseconds(record["flow"]["start"]), "timestamp": start_ms,
            "firstPacket": start_ms, "lastPacket": start_ms + length_ms, "length": length_ms,
            "event": {"provider": "zeek", "dataset": "conn", "id": [conn["uid"]],
                      "duration": nanoseconds_between(record["flow"]["start"],
                                                      record["flow"]["end"])},
            "source": {"ip": ends["orig_h"], "port": ends["orig_p"],
                       "bytes": str(conn["orig_ip_bytes"])},
            "destination": {"ip": ends["resp_h"], "port": ends["resp_p"],
                            "bytes": str(conn["resp_ip_bytes"])},
            "client": {"bytes": str(conn["orig_bytes"])},
            "server": {"bytes": str(conn["resp_bytes"])},
            "related": {"ip": [record["dest_ip"], record["src_ip"]]},
            "network": {"transport": [conn["proto"]]}, "rootId": conn["uid"],
            "zeek": {"uid": conn["uid"], "ts": milliseconds(record["flow"]["start"]),
                     "conn": {"conn_state": conn["conn_state"],
                              "duration": f"{conn['duration']:.6f}"}}}


def malcolm_and_others(record):
    """Malcolm's index has what Arkime and Suricata say of the same connections, too."""
    document = malcolm(record)
    if not document:
        return None
    other = {**document, "event": {**document["event"], "provider": "suricata"}}
    return [document, other] if record["flow_id"] % 8 == 0 else document


def corelight(record):
    document = ecs_zeek(record)
    if document:
        document["event"]["dataset"] = "conn"
        document["log"] = {"id": {"uid": document["event"]["id"]}}
        document["conn_state"] = document.pop("zeek")["connection"]["state"]
    return document


def packetbeat(record):
    """A flow's last report, and for some the one before; addresses as a list, as
    there are two of them in a tunnel."""
    if record["event_type"] != "flow":
        return None
    flow = record["flow"]
    ends = (("source", "src", "toserver"), ("destination", "dest", "toclient"))
    document = {"@timestamp": milliseconds(record["timestamp"])[:-6] + "0.000Z", "type": "flow",
                "event": {"dataset": "flow", "start": milliseconds(flow["start"]),
                          "end": milliseconds(flow["end"]),
                          "duration": nanoseconds_between(flow["start"], flow["end"])},
                "flow": {"id": f"EQQA//8{record['flow_id']:x}", "final": True},
                "network": transport(record)}
    for name, eve, way in ends:
        document[name] = ecs_end(None, record.get(f"{eve}_port"), flow[f"pkts_{way}"],
                                 flow[f"bytes_{way}"]) | {"ip": [record[f"{eve}_ip"]]}
    before = {**document, "flow": {**document["flow"], "final": False}}
    return [before, document] if record["flow_id"] % 8 == 0 else document


def packetbeat5(record):
    new = packetbeat(record)
    if not new:
        return None
    last = new[-1] if isinstance(new, list) else new
    document = {"@timestamp": last["@timestamp"], "type": "flow", "final": True,
                "flow_id": last["flow"]["id"], "start_time": last["event"]["start"],
                "last_time": last["event"]["end"], **last["network"]}
    for name, end in (("source", last["source"]), ("dest", last["destination"])):
        document[name] = {"ip": end["ip"][0], "port": end.get("port"),
                          "stats": {"net_bytes_total": end["bytes"],
                                    "net_packets_total": end["packets"]}}
    return [{**document, "final": False}, document] if isinstance(new, list) else document


def one_way(record):
    """What the ECS documents of one-way records have in common."""
    flow = record["flow"]
    return {"@timestamp": milliseconds(record["timestamp"]),
            "event": {"start": milliseconds(flow["start"]), "end": milliseconds(flow["end"])},
            "source": ecs_end(None, record.get("src_port"), flow["pkts_toserver"],
                              flow["bytes_toserver"]) | {"ip": record["src_ip"]},
            "destination": ecs_end(None, record.get("dest_port"), None, None)
                           | {"ip": record["dest_ip"]}}


def filebeat_netflow(record):
    document = one_way(record)
    flow = record["flow"]
    document["event"] |= {"action": "netflow_flow", "dataset": "netflow.log",
                          "duration": nanoseconds_between(flow["start"], flow["end"])}
    document["flow"] = {"id": f"{record['flow_id']:x}", "locality": "external"}
    document["network"] = transport(record)
    return document


def elastiflow4(record):
    """It takes the lower port for the server's."""
    document = one_way(record)
    here, there = document["source"], document["destination"]
    if here.get("port", 0) < there.get("port", 0):
        here, there = there, here
    document["event"] |= {"dataset": "netflow", "type": "connection",
                          "duration": int(seconds_between(record["flow"]["start"],
                                                          record["flow"]["end"]))}
    document |= {"client": {"ip": here["ip"]}, "server": {"ip": there["ip"]},
                 "flow": {"service_port": str(there.get("port", 0))}}
    return document


def aws_vpc(record):
    document = one_way(record)
    document["@timestamp"] = document["event"]["end"]
    document["event"]["dataset"] = "aws.vpcflow"
    document["network"] = transport(record)
    return document


def wazuh(record):
    """Wazuh's archive of an EVE record: every value a text, no objects in arrays."""
    received = milliseconds(record["timestamp"])
    return {"@timestamp": received, "timestamp": received[:-1] + "+0000",
            "decoder": {"name": "json"}, "location": "/var/log/suricata/eve.json",
            "data": as_texts(record)}


def as_texts(value):
    """What Wazuh's JSON decoder makes of a value; None if it keeps nothing."""
    if isinstance(value, dict):
        inner = {key: as_texts(deep) for key, deep in value.items()}
        return {key: deep for key, deep in inner.items() if deep is not None}
    if isinstance(value, list):
        return None if any(isinstance(item, dict) for item in value) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value >= 1 << 31:
        return f"{value}.000000"
    return str(value)


SHAPES = {"selks": selks, "eve-raw": selks, "eve-dotted": dotted, "eve-netflow": netflow,
          "ecs-suricata": ecs_suricata, "ecs-suricata-agent": ecs_suricata,
          "ecs-zeek": ecs_zeek, "ecs-zeek-agent": ecs_zeek_agent, "zeek": zeek,
          "zeek-streaming": zeek_streaming, "bro": bro, "securityonion": securityonion,
          "securityonion23": securityonion23, "malcolm": malcolm_and_others,
          "securityonion-suricata": securityonion_suricata, "corelight-ecs": corelight,
          "packetbeat": packetbeat, "packetbeat5": packetbeat5, "aws-vpc": aws_vpc,
          "filebeat-netflow": filebeat_netflow, "elastiflow4": elastiflow4, "wazuh": wazuh}


def documents(shape, records):
    """Yield the documents of a shape for EVE records."""
    for record in records:
        for view in views(shape, record):
            made = SHAPES[shape](view)
            yield from made if isinstance(made, list) else [made] if made else []


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
