"""measure - how well a listing fits what is known of a network.

found       planted beacons among the pairs listed
false       pairs listed that are `other` by label, or have none
AP          average precision: the mean, over all planted beacons, of the share of
            right ones among the pairs rated no lower; one that is not rated counts 0
AP regular  the same with the pairs that are regular by design counted right too, as
            timing alone cannot tell them from beacons
"""
import itertools
from collections import Counter
from typing import NamedTuple

BROWSING = "browsing"


class Truth(NamedTuple):
    """What is known of a network: the pairs of each sort, and the kind of each."""
    beacons: set
    regular: set
    kinds: dict


class Marks(NamedTuple):
    """The measures of one listing."""
    found: Counter  # beacons by kind
    false: Counter  # pairs by habit
    precision: float
    precision_regular: float


def truth_of(network):
    """What is known of a network."""
    def pairs(sort):
        return {pair for pair, label in network.labels.items() if label.sort == sort}
    return Truth(pairs("beacon"), pairs("periodic"),
                 {pair: label.kind for pair, label in network.labels.items()})


def groups(rated):
    """The pairs of equal worth together, the worthiest first."""
    ordered = sorted(rated, key=lambda item: -item[1])
    for _, group in itertools.groupby(ordered, key=lambda item: item[1]):
        yield [pair for pair, _ in group]


def average_precision(rated, right):
    """Average precision of `right` in an order of worth. Pairs of equal worth count as
    if shuffled: what is expected of all their orders."""
    total, hits, seen = 0.0, 0, 0
    for group in groups(rated):
        size = len(group)
        good = sum(pair in right for pair in group)
        others = (good - 1) / (size - 1) if size > 1 else 0
        for place in range(size if good else 0):
            # A right one here has, of those before it in the group, this share right.
            total += good / size * (hits + 1 + place * others) / (seen + place + 1)
        hits, seen = hits + good, seen + size
    return total / len(right) if right else 0.0


def mark(listing, truth):
    """The measures of a listing."""
    false = listing.listed - truth.beacons - truth.regular
    return Marks(
        Counter(truth.kinds[pair] for pair in listing.listed & truth.beacons),
        Counter(truth.kinds.get(pair, BROWSING) for pair in false),
        average_precision(listing.rated, truth.beacons),
        average_precision(listing.rated, truth.beacons | truth.regular))
