"""people - when a person at a computer makes connections.

Visits come in sessions, sessions follow the working day, pauses between pages are
log-normal and the length of a session has a heavy tail: bursts on every scale, and
no clock anywhere.
"""
from spans import HOUR

LONGEST_SESSION = 80  # pages


def moment(rng, span):
    """A second of the span, by how busy people are."""
    while True:
        second = rng.uniform(0, span.seconds)
        if rng.random() < span.busy(second):
            return second


def pages(rng, begin):
    """Yield the times of the pages of a session."""
    second = begin
    for _ in range(min(int(2 * rng.paretovariate(1.2)), LONGEST_SESSION)):
        yield second
        second += rng.lognormvariate(3.2, 1.1)


def burst(rng, second, most):
    """Yield the times of the connections that one page opens: 1 to `most`."""
    for _ in range(rng.randint(1, most)):
        yield second
        second += rng.expovariate(1.5)


def visits(rng, span, count):
    """The times of so many connections of one person to one place."""
    times = []
    while len(times) < count:
        seen = (second for page in pages(rng, moment(rng, span))
                for second in burst(rng, page, 4))
        times.extend(second for second in seen if second < span.seconds)
    return times[:count]


def office_hours(rng, span):
    """The (begin, end) in which a person's computer is awake, day by day."""
    windows = []
    for midnight, working in span.days():
        begin = midnight + rng.gauss(8.2, 0.5) * HOUR
        end = midnight + rng.gauss(17.6, 0.8) * HOUR
        begin, end = span.clip(begin, end)
        if working and begin < end:
            windows.append((begin, end))
    return windows


def sittings(rng, windows):
    """Parts of the windows in which a program that people start and quit is open."""
    for begin, end in windows:
        middle = rng.uniform(begin, end)
        yield begin + rng.uniform(0, 0.2) * (middle - begin), middle
        if rng.random() < 0.7:
            yield middle + rng.uniform(0, 0.4) * (end - middle), end
