"""methods - the ways of finding beacons that are held beside each other.

Each takes a generated network and gives a `Listing`: the pairs it would show, and the
order of worth for those it has an opinion of.
"""
import csv
import io
import subprocess
from functools import partial
from typing import NamedTuple

import rita
from checks import flare
from network import Pair

# RITA's shipped marks are 0.5 (base), 0.7 (low), 0.9 (medium) and 1 (high); this is
# midway between the two in the middle. Average precision does not depend on it.
RITA_LISTS = 0.8
FLARE_SHIPPED = flare.Settings(min_occur=50, min_percent=50)
FLARE_LOOSEST = flare.Settings(min_occur=10, min_percent=5)
TIME_LIMIT_S = 300


class Listing(NamedTuple):
    """The pairs that a method lists, and (pair, worth) of those it rates."""
    listed: set
    rated: list


def by_flare_beacon(beacon, _network, path):
    """Ours with all defaults, worth by the order of its rows."""
    done = subprocess.run([str(beacon.path), "-q", str(path), "-csv", "-"],
                          env=beacon.environment(), capture_output=True, encoding="utf-8",
                          check=False, timeout=TIME_LIMIT_S)
    if done.returncode:
        raise RuntimeError(f"flare_beacon: status {done.returncode}: {done.stderr}")
    rows = [Pair(row["src_ip"], row["dest_ip"], int(row["dest_port"]))
            for row in csv.DictReader(io.StringIO(done.stdout.lstrip("\ufeff")))]
    return Listing(set(rows), [(pair, -place) for place, pair in enumerate(rows)])


def flows_of(network):
    """The visits of a network as `flare.Flow`s, timed by their start as ours are.

    That flatters Flare, which by itself goes by the time a flow was logged.
    """
    for pair, visits in network.visits.items():
        for visit in visits:
            time_ms = int(visit.start * 1000)
            yield flare.Flow(time_ms, time_ms, *pair, visit.sent)


def by_flare(_beacon, network, _path, settings):
    """Flare's rule over the whole span, worth by its percentage."""
    percent = flare.COLUMNS.index("percent")
    rated = [(Pair(*row[:3]), row[percent])
             for row in flare.find_beacons(flows_of(network), settings)]
    return Listing({pair for pair, _ in rated}, rated)


def by_rita(_beacon, network, _path):
    """RITA's score, of all pairs that it rates."""
    scores = rita.scores(network)
    return Listing({pair for pair, score in scores.items() if score >= RITA_LISTS},
                   list(scores.items()))


# By the name in the tables; each is called with the program that is tested, a network,
# and the file of its flow records.
OURS = "flare_beacon"
METHODS = {
    OURS: by_flare_beacon,
    "Flare 50/50": partial(by_flare, settings=FLARE_SHIPPED),
    "Flare 10/5": partial(by_flare, settings=FLARE_LOOSEST),
    "RITA 0.8": by_rita,
}
