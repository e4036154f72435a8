"""floors - what flare_beacon must not fall below in `run.py --check`.

The networks of a seed are always the same, so the marks change only with the program
or with the generator. The floors are a little below today's marks: a change that moves
a pair or two passes, one that loses a kind of beacon does not.
"""
from typing import NamedTuple

from methods import OURS
from tables import marks_of, mean, total


class Floor(NamedTuple):
    """Found at least and false at most, of all seeds together; AP at least, on average.
    The longer a span takes, the fewer its seeds."""
    seeds: tuple
    found: int
    false: int
    precision: float


FLOORS = {
    "hour": Floor((1, 2, 3), 49, 1, 0.39),
    "day": Floor((1, 2), 43, 4, 0.47),
    "week": Floor((1,), 22, 5, 0.62),
    "month": Floor((1,), 24, 4, 0.61),
}


def check(test, span, trials):
    """Check the marks of one span."""
    floor = FLOORS[span.name]
    marks = marks_of(trials, OURS)
    found = total(mark.found for mark in marks).total()
    false = total(mark.false for mark in marks).total()
    precision = mean(mark.precision for mark in marks)
    test.check(f"{span.name}: {found} found, at least {floor.found}", found >= floor.found)
    test.check(f"{span.name}: {false} false, at most {floor.false}", false <= floor.false)
    test.check(f"{span.name}: AP {precision:.3f}, at least {floor.precision}",
               precision >= floor.precision)
