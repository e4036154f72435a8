"""clocks - when a program makes connections.

What beacons and honest pollers have in common: the two are told apart by who is
called and why, not by the clock that drives them.
"""

PERIODS = (15, 30, 60, 90, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14400)
FEWEST_BEATS, MOST_BEATS = 20, 2500


def choose_period(rng, span, most=MOST_BEATS):
    """A usual period of which the span holds a fair number, at most `most`."""
    return rng.choice([period for period in PERIODS
                       if FEWEST_BEATS <= span.seconds / period <= most])


def timer(rng, period, begin, end):
    """Yield the beats of a timer: late by milliseconds, but not adding up."""
    beat = begin + rng.uniform(0, period)
    while beat < end:
        yield beat + abs(rng.gauss(0, 0.02))
        beat += period


def sleeper(rng, pause, begin, end):
    """Yield the calls of a program that sleeps `pause()` seconds between them. The
    call takes time too, so they drift."""
    second = begin + rng.uniform(0, pause())
    while second < end:
        yield second
        second += pause() + rng.uniform(0.02, 0.2)


def jitter(rng, period, share):
    """Pauses anywhere within `share` of the period."""
    return lambda: period * rng.uniform(1 - share, 1 + share)


def in_windows(rng, pause, windows):
    """The calls of a program that starts anew in each (begin, end)."""
    return [second for begin, end in windows for second in sleeper(rng, pause, begin, end)]
