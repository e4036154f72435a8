"""sanity - is the bench itself right? Checked before it judges anything.

The numbers for RITA are the worked examples of its own analysis/beacons_test.go.
"""
import itertools

import generate
import measure
import rita
from spans import DAY, MINUTE, named

EXAMPLE_GAPS = [1, 299, 25, 4975, 90, 2, 42, 500, 1500]


def check_measure(test):
    """Average precision, with and without pairs of equal worth."""
    test.equal("AP: right ones first", measure.average_precision(
        [("a", 3), ("b", 2), ("c", 1)], {"a", "b"}), 1.0)
    test.equal("AP: what is not rated counts 0", measure.average_precision(
        [("a", 2), ("c", 1)], {"a", "b"}), 0.5)
    right, pairs = {"a", "b", "c"}, "xaybcz"
    orders = [measure.average_precision(list(zip(order, itertools.count(0, -1))), right)
              for order in itertools.permutations(pairs)]
    tied = measure.average_precision([(pair, 1) for pair in pairs], right)
    test.check("AP: equals count as the mean of their orders",
               abs(tied - sum(orders) / len(orders)) < 1e-9, tied)


def check_rita(test):
    """RITA's score and its parts."""
    minutes = [int(number * MINUTE) for number in range(int(DAY / MINUTE))]
    test.equal("RITA: a clock all day", rita.score(minutes, [500] * len(minutes), 0, int(DAY)),
               1.0)
    test.equal("RITA: two sleeps in turn", rita.evenness([98, 300] * 5, 1.0), 0.746)
    test.equal("RITA: chance", rita.evenness(EXAMPLE_GAPS, 1.0), 0.083)
    test.equal("RITA: sizes", rita.evenness(range(1, 11), 0.0), 0.773)
    test.equal("RITA: runs go on around the end", rita.longest_run([2, 0, 3, 0, 1]), 2)
    test.equal("RITA: three times are too few", rita.score([1, 2, 3], [1, 1, 1], 0, 9), None)


def check_generator(test):
    """The same seed gives the same network, another seed another."""
    span = named("hour")
    first, again, other = (generate.make(span, seed).visits for seed in (1, 1, 2))
    test.check("generator: same seed, same network", first == again)
    test.check("generator: other seed, other network", first != other)


def check(test):
    for part in (check_measure, check_rita, check_generator):
        part(test)
