"""paging - checks of how an index is gone through page by page: by scrolls and by points
in time, with several pages to a window, and with faults at any of them.

The checks take a scene of scene.py.
"""
import datetime

import faults

INDEX = "pages-2025.11.20"
MOMENT_INDEX = "moment-2025.11.20"
INI = "eve.ini"
PAGE = 10000
SOURCES = 30
MOMENTS = 150       # in which all sources call,
CALLS = 10          # so many times each: equals in the order by time
BEGIN = datetime.datetime(2025, 11, 20, 1, 0, 0, tzinfo=datetime.timezone.utc)

# Servers of old have no point in time; what they answer is a plain refusal.
WITHOUT_PIT = ("elasticsearch-5.6.16", "elasticsearch-6.8.23", "opensearch-1.3.20")
FAULTS = ("cut within", "truncated", "503", "lost scroll", "timed out", "failed shard",
          "short page", "slow")

MAPPING = {"mappings": {"properties": {
    "@timestamp": {"type": "date"}, "event_type": {"type": "keyword"},
    "src_ip": {"type": "ip"}, "dest_ip": {"type": "ip"}, "dest_port": {"type": "long"},
    "flow": {"properties": {"start": {"type": "date"}, "end": {"type": "date"},
                            "bytes_toserver": {"type": "long"}}}}}}


def flow(source, moment):
    time = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {"@timestamp": time, "event_type": "flow", "src_ip": f"10.1.0.{source + 1}",
            "dest_ip": f"203.0.113.{source + 1}", "dest_port": 443,
            "flow": {"start": time, "end": time, "bytes_toserver": 100 + source}}


def flows():
    """45,000 of them, many at the very same moment."""
    for number in range(MOMENTS):
        moment = BEGIN + datetime.timedelta(seconds=60 * number, milliseconds=number)
        for source in range(SOURCES):
            for _ in range(CALLS):
                yield flow(source, moment)


def options(scene, index, *more, port=None):
    return (*scene.options(scene.ini(INI), index, port=port), "-th", 1, *more)


def check_same(scene, name, done, expected):
    """The same table as by scroll, and nothing left open."""
    scene.test.equal(scene.name(name), (done.returncode, done.stdout), (0, expected))
    scene.no_scrolls(name)


def check_pit(scene, expected):
    """A point in time on request, and of itself where scrolls are refused."""
    refusing = faults.Fault("no scroll", first=1, times=10 ** 9)
    with faults.Road(scene.server.port, refusing) as road:
        done = scene.csv(*options(scene, INDEX, port=road.port))
        if scene.server.name in WITHOUT_PIT:
            scene.test.error(scene.name("no scroll and no point in time"), done, "no scrolls here")
            scene.test.error(scene.name("--cursor pit"),
                             scene.csv(*options(scene, INDEX, "--cursor", "pit")), "40")
            return
        check_same(scene, "no scroll: a point in time", done, expected)
        scene.test.error(scene.name("--cursor scroll where there is none"),
                         scene.csv(*options(scene, INDEX, "--cursor", "scroll",
                                            port=road.port)), "no scrolls here")
    check_same(scene, "--cursor pit", scene.csv(*options(scene, INDEX, "--cursor", "pit")),
               expected)
    with faults.Road(scene.server.port, faults.Fault("no total", 1, 10 ** 9)) as road:
        scene.test.error(scene.name("--cursor pit, a total that is cut off"),
                         scene.csv(*options(scene, INDEX, "--cursor", "pit", port=road.port)),
                         "stopped counting at 10000")
    with faults.Road(scene.server.port, faults.Fault("no sort", 1, 10 ** 9)) as road:
        scene.test.error(scene.name("--cursor pit, no sort values"),
                         scene.csv(*options(scene, INDEX, "--cursor", "pit", port=road.port)),
                         "where the next one begins")
    scene.no_scrolls("--cursor pit, no sort values")
    for kind in ("cut within", "503", "lost scroll", "short page"):
        fault = faults.Fault(kind, first=3)
        with faults.Road(scene.server.port, fault) as road:
            done = scene.csv(*options(scene, INDEX, "--cursor", "pit", "-et", 2,
                                      port=road.port))
        check_same(scene, f"--cursor pit, {kind}", done, expected)
        scene.test.equal(scene.name(f"--cursor pit, {kind}: it struck"), fault.struck, 1)


def check_one_moment(scene):
    """More flows than a page holds, all of one moment: found, or said to be too many."""
    scene.server.create_index(MOMENT_INDEX, MAPPING)
    scene.server.bulk(MOMENT_INDEX, (flow(number % SOURCES, BEGIN)
                                     for number in range(PAGE + 2000)))
    expected = scene.csv(*options(scene, MOMENT_INDEX)).stdout
    scene.test.check(scene.name("one moment: by scroll"), len(expected.splitlines()) > 1
                     or "12000 flows" in scene.csv(*options(scene, MOMENT_INDEX)).stderr,
                     expected)
    if scene.server.name not in WITHOUT_PIT:
        done = scene.csv(*options(scene, MOMENT_INDEX, "--cursor", "pit"))
        if done.returncode:
            scene.test.error(scene.name("one moment: too many"), done, "same moment")
        else:
            check_same(scene, "one moment: by point in time", done, expected)
    scene.server.request("DELETE", f"/{MOMENT_INDEX}")


def check_paging(scene):
    """Five pages to a window; the fault takes the third."""
    scene.server.create_index(INDEX, MAPPING)
    sent = scene.server.bulk(INDEX, flows())
    done = scene.csv(*options(scene, INDEX))
    expected = done.stdout
    scene.test.check(scene.name("several pages: all flows"), f"{sent} flows" in done.stderr,
                     done.stderr)
    scene.test.check(scene.name("several pages: all pairs"),
                     len(expected.splitlines()) == SOURCES + 1, expected)
    for kind in FAULTS:
        fault = faults.Fault(kind, first=3)
        with faults.Road(scene.server.port, fault) as road:
            done = scene.csv(*options(scene, INDEX, "-et", 2, port=road.port))
        check_same(scene, f"several pages, {kind}", done, expected)
        scene.test.check(scene.name(f"several pages, {kind}: it struck"),
                         fault.struck == 1 and "read anew" in done.stderr, done.stderr)
    with faults.Road(scene.server.port, faults.Fault("no scroll id", 1, 10 ** 9)) as road:
        scene.test.error(scene.name("several pages, no scroll id"),
                         scene.csv(*options(scene, INDEX, port=road.port)), "names no scroll")
    # Nobody can close what has no name.
    scene.server.exchange("DELETE", "/_search/scroll/_all")
    check_pit(scene, expected)
    check_one_moment(scene)
    scene.server.request("DELETE", f"/{INDEX}")
