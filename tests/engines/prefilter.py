"""prefilter - the rows are the same whatever is not read because it could not matter.

`check_prefilter(scene)` is one of the checks of test_engines.py.
"""
import ipaddress
from datetime import datetime, timezone

SELKS_INI = "selks.ini"
START = 1763600400  # 2025-11-20T01:00:00Z
FIELDS = {"src_ip": "ip", "dest_ip": "ip", "dest_port": "long", "event_type": "keyword",
          "@timestamp": "date", "flow.start": "date", "flow.end": "date",
          "flow.age": "long", "flow.bytes_toserver": "long",
          "flow.bytes_toclient": "long", "flow.reason": "keyword"}
CSV = ("--csv_out", "-")
WAYS = (CSV, ("--json_out", "-"), ("-fo", *CSV), ("-fo", "--json_out", "-"),
        ("-fo", "--internal_networks",
         "10.0.0.0/16 9.9.0.0/17 !10.0.0.53 !198.18.0.0/15 2a00:3::/32", *CSV),
        ("--key", "src,dst", *CSV), ("--flare", *CSV), ("--min_long", "0", *CSV),
        ("--min_long", "0.2", *CSV), ("-th", "1", *CSV), ("-th", "5", *CSV),
        ("--key", "src,name", *CSV), ("-pd", "20", *CSV), ("--cursor", "pit", *CSV),
        ("--from", "1970-01-01", *CSV), ("--min_beats", "11", *CSV),
        ("--filter", "NOT dest_ip:8.8.4.5", *CSV))
NEVER = {"src,name", "pit"}  # not done with one of these

# Where addresses begin and cease to be public, as src/model/address.c has it
NETWORKS = ("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.0.9/32", "192.0.0.10/32", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4", "::/8", "::/128", "::1/128", "64:ff9b:1::/48",
            "100::/64", "100::/8", "200::/7", "400::/6", "800::/5", "1000::/4", "2001::/23",
            "2001:1::1/128", "2001:1::2/128", "2001:3::/32", "2001:4:112::/48",
            "2001:20::/28", "2001:30::/28", "2001:db8::/32", "2002::/16", "3fff::/20",
            "4000::/3", "6000::/3", "8000::/3", "a000::/3", "c000::/3", "e000::/4",
            "f000::/5", "f800::/6", "fc00::/7", "fe00::/9", "fe80::/10", "ff00::/8",
            "::fffe:ffff:ffff/128", "::1:0:0:0/128")


def flow(src, dst, at_s, lasts_s=1, reason="timeout", **more):
    """A document of a flow that begins so long after START."""
    start, end = ((START + at) * 1000 for at in (at_s, at_s + lasts_s))
    return {"@timestamp": end + 500, "event_type": "flow", "src_ip": src, "dest_ip": dst,
            "dest_port": 443, "flow": {"start": start, "end": end, "age": lasts_s,
                                       "bytes_toserver": 100 + at_s % 7,
                                       "bytes_toclient": 200, "reason": reason}} | more


def borders():
    """Addresses on both sides of where each network begins and ends."""
    found = {}
    for text in NETWORKS:
        network = ipaddress.ip_network(text)
        first, last = int(network[0]), int(network[-1])
        for number in (first - 1, first, last, last + 1):
            if 0 <= number < 1 << network.max_prefixlen:
                found[type(network[0])(number)] = None
    return list(found)


def few_flows():
    """Beacons and a long connection among destinations that hardly anybody calls."""
    yield flow("10.0.9.1", "198.18.9.1", -900)  # the first of all
    for number in range(300):
        yield flow("10.0.0.1", "8.8.4.4", number * 60)
    # Just enough flows, a few on each shard, and once one too few
    for number in range(6):
        yield flow("10.0.0.2", "8.8.4.5", number * 600)
        yield flow("10.0.0.2", "2a00:1450::5", number * 500)
    for number in range(5):
        yield flow("10.0.0.3", "8.8.4.6", number * 600)
    # A destination that is kept for one long connection has a short one as well
    yield flow("10.0.0.4", "8.8.4.7", 1000, 9 * 3600)
    yield flow("10.0.0.4", "8.8.4.7", 500)
    # Cut off, but 11 minutes before the end of another flow: so it is not open
    for number in range(7):
        yield flow("10.0.0.5", "8.8.4.8", number * 700)
    yield flow("10.0.0.5", "8.8.4.8", 5000, 36000, "shutdown")
    yield flow("10.0.9.2", "8.8.9.2", 36000, 5700)
    yield flow("10.0.9.3", "192.168.9.3", 41050)  # the last of all
    yield flow("10.0.9.4", "192.168.9.4", 41000, 3000)  # and what ends last


def many_flows():
    yield from few_flows()
    for number in range(4000):
        low, high = number // 2 % 250, number // 2 // 250
        yield flow(f"10.0.{10 + number % 40}.1",
                   f"9.9.{high}.{low + 1}" if number % 4 < 2
                   else f"2a00:{high:x}::{low + 1:x}", number * 8)
    for number in range(20):  # kept, but not where only public ones count
        yield flow("10.0.0.7", "10.0.0.53", number * 100)


def border_flows():
    """Each source has one flow, so that all count if they are to."""
    for number, address in enumerate(borders()):
        yield flow(f"10.2.{number // 200}.{number % 200}", str(address), number * 20)


def twice_spelled(*addresses):
    """Flows to one address, counted apart by the server."""
    return [flow("10.0.0.6", address, number * 300)
            for number in range(4) for address in addresses]


def changed(number, **more):
    """One more flow with something of its own in its flow object."""
    document = flow("10.0.7.7", "8.8.7.7", number)
    document["flow"] |= more
    return document


def without(number, field):
    document = flow("10.0.7.7", "8.8.7.7", number)
    del document["flow"][field]
    return document


# (name, types that are others, flows beside the few, is it done?)
CASES = (
    ("one shard", {}, [], True),
    ("mapped", {"dest_ip": "keyword"}, twice_spelled("8.8.7.7", "::ffff:8.8.7.7"), False),
    ("mapped as ip", {}, twice_spelled("8.8.7.7", "::ffff:8.8.7.7"), True),
    ("mapped, long", {"dest_ip": "keyword"},
     twice_spelled("8.8.7.7", "0:0:0:0:0:FFFF:0808:0707"), False),
    ("not mapped", {"dest_ip": "keyword"}, twice_spelled("2a00:ffff::7", "2a00::ffff:7"), True),
    ("zone", {"dest_ip": "keyword"}, twice_spelled("8.8.7.7", "8.8.7.7%eth0"), False),
    ("no address", {"dest_ip": "keyword"}, [flow("10.0.7.7", "printer", 9)], False),
    ("no quad", {"dest_ip": "keyword"}, [flow("10.0.7.7", "8.8.8.256", 9)], False),
    ("no IPv6", {"dest_ip": "keyword"}, [flow("10.0.7.7", "8:8", 9)], True),
    ("source is a name", {"src_ip": "keyword"}, [flow("printer", "8.8.7.7", 9)], False),
    ("source with NUL", {"src_ip": "keyword"}, [flow("10.0.7.7\0x", "8.8.7.7", 9)], False),
    ("sources as texts", {"src_ip": "keyword"}, twice_spelled("2A00::7", "2a00:0::7") +
     [flow("FE80::7%1", "8.8.7.7", 9), flow("fe80::7", "8.8.7.8", 9)], True),
    ("several destinations", {}, [flow("10.0.7.7", ["8.8.7.7", "8.8.4.6"], 9)], False),
    ("several sources", {}, [flow(["10.0.7.7", "10.0.7.8"], "8.8.7.7", 9)], False),
    ("several starts", {}, [changed(9, start=[START * 1000, (START + 50000) * 1000])], False),
    ("several ends", {}, [changed(9, end=[START * 1000, (START + 80000) * 1000])], False),
    ("no destination", {}, [flow("10.0.7.7", None, 9)], True),
    ("no port", {}, [flow("10.0.7.7", "8.8.7.7", 9, dest_port=None)], True),
    ("no such port", {}, [flow("10.0.7.7", "8.8.7.7", 9, dest_port=70000)], False),
    ("ports as texts", {"dest_port": "keyword"}, [], False),
    ("ports as integer", {"dest_port": "integer"}, [], True),
    ("no start", {}, [without(9, "start")], False),
    ("no end", {}, [without(9, "end")], True),
    ("start in 1970", {}, [changed(9, start=START)], False),
    ("end in 1970", {}, [changed(9, end=START + 40000)], False),
    ("start in 2300", {}, [changed(9, start=10413792000000)], False),
    ("bytes below 0", {}, [changed(9, bytes_toclient=-1)], False),
    ("bytes as integer", {"flow.bytes_toserver": "integer"}, [], True),
    ("bytes as float", {"flow.bytes_toserver": "float"}, [], False),
)


def make_index(scene, index, flows, types=None, shards=1):
    """An index of these flows; `types` are those that are not as in FIELDS."""
    fields = {name: {"type": kind} for name, kind in (FIELDS | (types or {})).items()}
    properties = {name: kind for name, kind in fields.items() if "." not in name}
    properties["flow"] = {"properties": {name[5:]: kind for name, kind in fields.items()
                                         if name.startswith("flow.")}}
    scene.server.delete_index(index)
    scene.server.create_index(index, {"settings": {"number_of_shards": shards},
                                      "mappings": {"properties": properties}})
    scene.server.bulk(index, flows)


def run(scene, ini, index, when, *options):
    """(the rows, what was said) with --prefilter so."""
    done = scene.beacon.run(*scene.options(ini, index), "--no-flare", "--min_score", "0.01",
                            "--prefilter", when, "-v", *options)
    scene.test.equal(scene.name(f"prefilter {when} of {index} {options}: status"),
                     done.returncode, 0)
    return done.stdout, done.stderr


def check_same(scene, title, ini, index, options, is_done):
    """The same rows as without it."""
    name = scene.name(f"prefilter, {title} {' '.join(options)}")
    rows, said = run(scene, ini, index, "on", *options)
    expected, _ = run(scene, ini, index, "off", *options)
    scene.test.equal(name, rows, expected)
    scene.test.check(f"{name}: rows", "8.8.4.4" in expected, expected)
    scene.test.check(f"{name}: {'' if is_done else 'not '}done",
                     ("flows are read, those to" in said) == is_done, said)


def has_points_in_time(scene):
    release = scene.server.release
    return release.major > 6 or (release.major > 1 and not release.is_elasticsearch)


def check_ways(scene, ini):
    """Whatever else is asked for."""
    for kind in ("ip", "keyword"):
        index = f"prefilter-{kind}"
        flows = list(many_flows())
        flows += (border_flows() if kind == "ip"
                  else twice_spelled("2A00:1450::6", "2a00:1450:0::6"))
        make_index(scene, index, flows, {"dest_ip": kind}, shards=3)
        for options in WAYS:
            if "pit" in options and not has_points_in_time(scene):
                continue
            check_same(scene, kind, ini, index, options,
                       not (NEVER if kind == "ip" else NEVER | {"-fo"}) & set(options))
        html, said = run(scene, ini, index, "on", "--html", "-")
        scene.test.check(scene.name(f"prefilter, {kind}: header"),
                         "left out" in html and "left out" in said and
                         "fewer than 6 flows" in html, said)
        text, _ = run(scene, ini, index, "on", "--explain_query")
        scene.test.check(scene.name(f"prefilter, {kind}: explained"),
                         "Prefilter (on): " in text and "are read, those to" in text, text)
        _, said = run(scene, ini, index, "auto", *CSV)
        scene.test.check(scene.name(f"prefilter, {kind}: auto"), "flows are soon read" in said,
                         said)


def check_indices(scene, ini):
    """Several indices that differ, and an alias of some of their flows."""
    check_same(scene, "mixed", ini, "prefilter-ip,prefilter-keyword", CSV, False)
    alias = {"index": "prefilter-ip", "alias": "prefilter-some",
             "filter": {"range": {"flow.start": {"gte": (START + 20) * 1000,
                                                 "format": "epoch_millis"}}}}
    scene.server.request("POST", "/_aliases", {"actions": [{"add": alias}]})
    check_same(scene, "alias", ini, "prefilter-some", CSV, True)
    # Who has no end tells durations, and of all flows one of these ends last
    flows = [flow("10.0.8.1", "8.8.4.8", 30000), flow("10.0.8.2", "8.8.8.2", 40000, 5000)]
    for document in flows:
        del document["flow"]["end"]
    types = {name: kind for name, kind in FIELDS.items() if name != "flow.end"}
    scene.server.create_index("prefilter-ages", {"mappings": {"properties": {
        **{name: {"type": kind} for name, kind in types.items() if "." not in name},
        "flow": {"properties": {name[5:]: {"type": kind} for name, kind in types.items()
                                if "." in name}}}}})
    scene.server.bulk("prefilter-ages", flows)
    for options in (CSV, ("-fo", *CSV)):
        # Before 7.2 a server does not tell which of them has no end
        check_same(scene, "ends and ages", ini, "prefilter-ip,prefilter-ages", options, True)
    for index in ("prefilter-ip", "prefilter-keyword", "prefilter-ages"):
        scene.server.delete_index(index)


def check_fine_times(scene, ini):
    """Times finer than a millisecond, where the server has them."""
    if scene.server.release.major in (5, 6) and scene.server.release.is_elasticsearch:
        return
    flows = list(few_flows())
    for number, document in enumerate(flows):
        for field in ("start", "end"):
            moment = datetime.fromtimestamp(document["flow"][field] / 1000, timezone.utc)
            document["flow"][field] = f"{moment:%Y-%m-%dT%H:%M:%S}.{number % 999:06}999Z"
    types = {"flow.start": "date_nanos", "flow.end": "date_nanos"}
    make_index(scene, "prefilter-nanos", flows, types)
    check_same(scene, "nanoseconds", ini, "prefilter-nanos", CSV, True)
    scene.server.delete_index("prefilter-nanos")


# What lists may name of the destinations of many_flows(), and whether it can be asked for
LISTS = (("8.8.4.6\n8.8.4.0/28\n", True), ("8.8.4.6:443\n8.8.9.2:80\n", True),
         ("9.9.1.0/26\n9.9.2.250\n9.9.3.8/30\n", True), ("9.9.1.200-9.9.4.7\n", True),
         ("9.9.4.0/23\n9.9.2.0/24\n8.0.0.0/7\n", True), ("9.8.0.0/15\n", True),
         ("9.0.0.0/8\n2a00:1::/32\n2a00:2::7\n", True),
         ("8.8.4.5\n192.168.9.3\n10.0.0.53\nexample.com\n", True),
         ("".join(f"11.{number // 250}.{number % 250}.0/24\n" for number in range(1200)) +
          "9.9.3.7\n", True),
         ("".join(f"12.{number // 250}.{number % 250}.9\n" for number in range(45000)) +
          "9.9.3.7\n", True),
         ("".join(f"11.{number // 250}.{number % 250}.0/24\n" for number in range(10100)),
          False))


def check_intel(scene, ini):
    """What goes to a reported destination is not left out, however little it is."""
    lists = scene.temp / "prefilter-intel.txt"
    options = ("--intel", str(lists), *CSV)
    for kind in ("ip", "keyword"):
        make_index(scene, "prefilter-intel", list(many_flows()), {"dest_ip": kind}, shards=3)
        for text, is_done in LISTS:
            lists.write_text(text, encoding="utf-8")
            check_same(scene, f"{kind}, {text[:30]!r} are reported", ini, "prefilter-intel",
                       options, is_done)
        lists.write_text(LISTS[0][0], encoding="utf-8")
        if kind == "ip":
            check_same(scene, "reported, outbound", ini, "prefilter-intel",
                       ("-fo", *options), True)
        check_same(scene, "reported, not listed for it", ini, "prefilter-intel",
                   ("--no-list_reported", *options), True)
        rows, said = run(scene, ini, "prefilter-intel", "on", *options)
        scene.test.check(scene.name(f"prefilter, {kind}, reported: listed"),
                         "8.8.4.6" in rows, rows + said)
    scene.server.delete_index("prefilter-intel")


def check_prefilter(scene):
    """The rows are the same with and without, whatever the shards hold."""
    ini = scene.ini(SELKS_INI, es_index="prefilter")
    check_ways(scene, ini)
    check_indices(scene, ini)
    check_fine_times(scene, ini)
    check_intel(scene, ini)
    for title, types, flows, is_done in CASES:
        make_index(scene, "prefilter-case", list(few_flows()) + flows, types)
        check_same(scene, title, ini, "prefilter-case", CSV, is_done)
    scene.server.delete_index("prefilter-case")
    scene.no_scrolls("prefilter")
