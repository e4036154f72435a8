"""network - who talks to whom in a generated network, and what is known about it.

A `Network` is empty to begin with; `beacons.py` and `noise.py` fill it. It keeps
visits by pair, in no order, and the labels of the pairs that something is known
about. Everything random comes from generators made by `random()`, one for each
habit, so that a new habit changes nothing about the others.
"""
import random
from collections import defaultdict
from typing import NamedTuple

import people

RESOLVER = "192.168.10.1"
MICRO = 1_000_000

# First numbers of addresses that are public and nothing special.
PUBLIC = (5, 23, 34, 45, 52, 62, 81, 93, 104, 142, 151, 185, 194, 212)


class Pair(NamedTuple):
    """What one source says to one service."""
    src: str
    dst: str
    port: int


class Visit(NamedTuple):
    """One connection. Times are seconds of the span, cut to microseconds as a
    sensor writes them."""
    start: float
    sent: int
    received: int
    took: float


class Label(NamedTuple):
    """What is known of a pair: `beacon` was planted, `periodic` is honest but regular
    by design, `other` is irregular by design. Browsing has no label."""
    sort: str
    kind: str
    note: str


class Network:
    """The hosts of a network, its visits and its labels."""

    def __init__(self, span, seed):
        self.span = span
        self.seed = seed
        self.hosts = [f"192.168.10.{number}" for number in range(20, 20 + span.hosts)]
        self.visits = defaultdict(list)
        self.labels = {}
        self.given = set()
        rng = self.random("hosts")
        # Half of the computers are laptops that go home.
        self.awake = {host: people.office_hours(rng, span) if number % 2
                      else [(0.0, span.seconds)] for number, host in enumerate(self.hosts)}
        self.desktops = self.hosts[::2]

    def random(self, habit):
        """The source of chance of one habit: by span, seed and name."""
        return random.Random(f"{self.span.name} {self.seed} {habit}")

    def public(self, rng):
        """A public address that nobody has yet."""
        while True:
            address = f"{rng.choice(PUBLIC)}.{rng.randrange(20, 250)}." \
                      f"{rng.randrange(256)}.{rng.randrange(1, 255)}"
            if address not in self.given:
                self.given.add(address)
                return address

    def some_hosts(self, rng, share):
        """A share of the hosts, at least one."""
        return rng.sample(self.hosts, max(1, round(share * len(self.hosts))))

    def talk(self, pair, second, sent, received, took=0.2):
        """One connection; what lies outside the span was not seen."""
        if 0 <= second < self.span.seconds:
            start = int(second * MICRO) / MICRO
            self.visits[pair].append(Visit(start, int(sent), int(received), took))

    def label(self, pair, sort, kind, note=""):
        """Say what is known of a pair, if it was seen at all."""
        if pair in self.visits:
            self.labels[pair] = Label(sort, kind, note)


def around(rng, median, sigma):
    """A size or duration, log-normal about its median."""
    return median * rng.lognormvariate(0, sigma)
