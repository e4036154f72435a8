"""rita - the beacon score of RITA v5, computed for the pairs of a generated network.

Restates the formulas of github.com/activecm/rita, analysis/beacons.go at commit
0b6db7a, with the settings of its default_config.hjson, in our own words:

    score = (timing + size + histogram + duration) / 4, rounded to three places, as
            timing, size and histogram are themselves

    timing      of the gaps in whole seconds, those of 0 left out: the mean of
                1 - |Bowley skewness|, taken as 1 where the quartiles are less than
                10 apart or one of them is the median, and of
                1 - (median absolute deviation / median), at least 0, taken as 1 for
                a median under 1
    size        the same of the bytes sent, but 0 for a median under 1
    histogram   the time looked at cut into 24 bars of connections: the larger of
                1 - (standard deviation / mean), at least 0, and, given 11 bars that
                are not empty, the share of these that is in the two most usual
                classes of height (as wide as 5 % of the highest), one bar forgiven
    duration    given 6 bars that are not empty: the larger of (last - first) / time
                looked at, and the longest run of such bars, around the end too, / 12

A pair is rated if it connects in 4 different seconds, and fewer than 86,400 times. As
in RITA's import, what comes from outside or stays inside is left out. RITA looks at
24 hours; over longer spans it is put to each 24 hours in turn, as an analyst who runs
it daily would, and the best day counts.

Simplified: RITA pairs address with address, and by TLS or HTTP names where it knows
them; here it is address, address and port, as for the others. Its modifiers
(prevalence, first seen, threat intelligence) are no part of the score.
"""
import bisect
import ipaddress
import math
from collections import Counter
from statistics import median, pstdev

BARS = 24
FEWEST_TIMES, STROBE = 4, 86400
SURE_SPREAD = 10        # quartiles closer than this say nothing of skewness
MODE_WIDTH = 0.05       # of the highest bar
FEWEST_BARS_MODES, FORGIVEN_BARS = 11, 1
FEWEST_BARS_DURATION, IDEAL_RUN = 6, 12
DAY_S = 86400


def rounded(value):
    """Three places, halves away from zero."""
    return math.floor(value * 1000 + 0.5) / 1000


def rounded_up(value):
    """Three places, upwards, at most 1."""
    return min(math.ceil(value * 1000) / 1000, 1.0)


# The parts of the score ---------------------------------------------------

def symmetry(values):
    """1 - |Bowley skewness|; the quartiles are the medians of the two halves."""
    half = len(values) // 2
    low, middle, high = median(values[:half]), median(values), median(values[-half:])
    if high - low < SURE_SPREAD or middle in (low, high):
        return 1.0
    return 1 - abs((low + high - 2 * middle) / (high - low))


def closeness(values, if_small):
    """1 - median absolute deviation / median; `if_small` for a median under 1."""
    middle = median(values)
    if middle < 1:
        return if_small
    deviation = median(abs(value - middle) for value in values)
    return max((middle - deviation) / middle, 0.0)


def evenness(values, if_small):
    """How much values are alike, from their skewness and deviation."""
    values = sorted(values)
    return rounded((symmetry(values) + closeness(values, if_small)) / 2)


def bars_of(times, begin, end):
    """How many times fall into each of the equal parts of [begin, end]; the last
    includes its end."""
    edges = [begin + (end - begin) / BARS * number for number in range(1, BARS)]
    counts = Counter(bisect.bisect_right(edges, time) for time in times)
    return [counts[number] for number in range(BARS)]


def flatness(bars):
    """1 - coefficient of variation."""
    return rounded(max(1 - pstdev(bars) / (sum(bars) / len(bars)), 0.0))


def two_modes(bars):
    """The share of the bars that are of the two most usual heights."""
    filled = [bar for bar in bars if bar]
    if len(filled) < FEWEST_BARS_MODES:
        return 0.0
    width = math.ceil(max(filled) * MODE_WIDTH)
    usual = Counter(bar // width for bar in filled).most_common(2)
    share = sum(count for _, count in usual) / (len(filled) - FORGIVEN_BARS)
    return min(rounded(share), 1.0)


def longest_run(bars):
    """The longest row of bars that are not empty, going on at the start after the end."""
    longest = run = 0
    for bar in bars + bars:
        run = run + 1 if bar else 0
        longest = max(longest, run)
    return min(longest, len(bars))


def lasting(times, bars, begin, end):
    """How long and how steadily the pair was at it."""
    if sum(1 for bar in bars if bar) < FEWEST_BARS_DURATION:
        return 0.0
    coverage = rounded_up((times[-1] - times[0]) / (end - begin))
    return max(coverage, rounded_up(longest_run(bars) / IDEAL_RUN))


def score(times, sizes, begin, end):
    """The score of a pair's times (whole seconds, ascending) and bytes sent, in the
    time looked at; None if it isn't rated."""
    if len(set(times)) < FEWEST_TIMES or len(times) >= STROBE:
        return None
    gaps = [later - earlier for earlier, later in zip(times, times[1:]) if later > earlier]
    bars = bars_of(times, begin, end)
    return rounded((evenness(gaps, 1.0) + evenness(sizes, 0.0)
                    + max(flatness(bars), two_modes(bars))
                    + lasting(times, bars, begin, end)) / 4)


# A network ----------------------------------------------------------------

def is_outbound(pair):
    """From inside to outside, which is all that RITA imports."""
    src, dst = ipaddress.ip_address(pair.src), ipaddress.ip_address(pair.dst)
    return src.is_private and not dst.is_private


def windows(first, last):
    """The time looked at, in equal parts of about 24 hours; all of it, if less."""
    parts = max(1, round((last - first) / DAY_S))
    edges = [first + (last - first) * number / parts for number in range(parts + 1)]
    return list(zip(edges, edges[1:]))


def best_day(visits, days):
    """The best score of a pair on any of the days; None if never rated."""
    visits = sorted((int(visit.start), visit.sent) for visit in visits)
    scores = []
    for begin, end in days:
        inside = visits[bisect.bisect_left(visits, (begin, 0)):
                        bisect.bisect_left(visits, (end + 1, 0))]
        rated = score([time for time, _ in inside], [size for _, size in inside], begin, end)
        if rated is not None:
            scores.append(rated)
    return max(scores, default=None)


def scores(network):
    """The score of every pair that is rated."""
    starts = [int(visit.start) for visits in network.visits.values() for visit in visits]
    days = windows(min(starts), max(starts))
    rated = ((pair, best_day(visits, days)) for pair, visits in network.visits.items()
             if len(visits) >= FEWEST_TIMES and is_outbound(pair))
    return {pair: value for pair, value in rated if value is not None}
