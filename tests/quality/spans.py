"""spans - the stretches of time that networks are generated for, and the working day in them.

Seconds count from the start of the span. Spans of days begin at midnight; the hour
is one of office work. All times are UTC, and people keep office hours by it.
"""
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
SATURDAY = 5

# How busy people are, hour by hour, and how much less so at weekends.
ACTIVITY = (1, 1, 1, 1, 1, 2, 6, 20, 40, 45, 45, 40, 30, 42, 45, 42, 36, 24, 12, 8, 8, 6, 3, 2)
WEEKEND = 0.15


class Span(NamedTuple):
    """A stretch of time, and how large a network is looked at in it: the longer,
    the smaller, so that every one takes seconds."""
    name: str
    title: str
    start: datetime
    seconds: float
    hosts: int
    sessions: float  # of browsing, one person, all told

    def moment(self, second):
        """The date and time at a second of the span."""
        return self.start + timedelta(seconds=second)

    def busy(self, second):
        """How busy people are at a second, 0 to 1."""
        when = self.moment(second)
        share = WEEKEND if when.weekday() >= SATURDAY else 1
        return share * ACTIVITY[when.hour] / max(ACTIVITY)

    def days(self):
        """Yield (second of midnight, whether it is a working day) of each day touched."""
        first = self.start.replace(hour=0, minute=0)
        midnight = (first - self.start).total_seconds()
        while midnight < self.seconds:
            yield midnight, self.moment(midnight).weekday() < SATURDAY
            midnight += DAY

    def clip(self, begin, end):
        """The part of [begin, end) that lies in the span; empty if begin >= end."""
        return max(begin, 0.0), min(end, self.seconds)


def day_of_november(day, hour=0):
    return datetime(2025, 11, day, hour, tzinfo=timezone.utc)


SPANS = (
    Span("hour", "1 hour", day_of_november(18, 10), HOUR, 80, 4),
    Span("day", "24 hours", day_of_november(18), DAY, 60, 28),
    Span("week", "7 days", day_of_november(17), 7 * DAY, 25, 100),
    Span("month", "30 days", day_of_november(3), 30 * DAY, 15, 200),
)


def named(name):
    """The span of a name."""
    return next(span for span in SPANS if span.name == name)
