"""beacons - the kinds of beacon that are planted.

One row of `KINDS` is one kind: its name, the spans it fits, and the function that
says when an implant of that kind calls. One of each is planted in every network.
"""
from functools import partial
from typing import Callable, NamedTuple

import clocks
import people
from network import Pair, around
from spans import DAY, HOUR, MINUTE

ALL = ("hour", "day", "week", "month")
DAYS = ("day", "week", "month")
LONG = ("week", "month")
PORTS = (443, 443, 443, 80, 8080, 8443)


class Calls(NamedTuple):
    """When an implant calls, what to note about it, and when people of the same
    host call the same place."""
    times: list
    note: str
    people: tuple = ()


class Kind(NamedTuple):
    name: str
    spans: tuple
    calls: Callable  # of a random.Random and a span


# One clock ----------------------------------------------------------------

def steady(rng, span, period):
    return Calls(clocks.timer(rng, period, 0, span.seconds), f"{period} s")


def uniform(rng, span, share):
    """A period with jitter to both sides of it."""
    period = clocks.choose_period(rng, span)
    pause = clocks.jitter(rng, period, share)
    return Calls(clocks.sleeper(rng, pause, 0, span.seconds), f"{period} s")


def shortened(rng, span, share):
    """Cobalt Strike's way: jitter only ever shortens the sleep."""
    period = clocks.choose_period(rng, span)
    calls = clocks.sleeper(rng, lambda: period * (1 - share * rng.random()), 0, span.seconds)
    return Calls(calls, f"{period} s")


def gaussian(rng, span, sigma):
    period = clocks.choose_period(rng, span)
    calls = clocks.sleeper(rng, lambda: period * max(rng.gauss(1, sigma), 0.05), 0,
                           span.seconds)
    return Calls(calls, f"{period} s")


def fast(rng, span, period):
    """So fast that nobody keeps it up: at most some hours of the span."""
    length = min(span.seconds, rng.uniform(3, 6) * HOUR)
    begin = rng.uniform(0, span.seconds - length)
    pause = clocks.jitter(rng, period, 0.05)
    return Calls(clocks.sleeper(rng, pause, begin, begin + length), f"{length / HOUR:.1f} h")


def slow(rng, span, period):
    pause = clocks.jitter(rng, period, 0.05)
    return Calls(clocks.sleeper(rng, pause, 0, span.seconds), f"{period / HOUR:.0f} h")


def few(rng, span):
    """Six to eight calls a day."""
    beats = rng.randint(6, 8)
    pause = clocks.jitter(rng, span.seconds / beats, 0.05)
    calls = clocks.sleeper(rng, pause, 0, span.seconds)
    return Calls(list(calls), f"about {beats} calls")


def drifting(rng, span):
    """A minute of a clock that runs 1 % slow, and wanders a little with the hours."""
    slowness = 1.01
    second = rng.uniform(0, MINUTE)
    times = []
    while second < span.seconds:
        times.append(second)
        slowness = min(max(slowness + rng.gauss(0, 0.0002), 1.005), 1.015)
        second += MINUTE * slowness
    return Calls(times, "60 s, 1 % slow")


# Calls that are missing ---------------------------------------------------

def lossy(rng, span):
    period = clocks.choose_period(rng, span)
    pause = clocks.jitter(rng, period, 0.1)
    calls = clocks.sleeper(rng, pause, 0, span.seconds)
    return Calls([call for call in calls if rng.random() < 0.5], f"{period} s +-10 %")


def asleep_at_night(rng, span):
    """On a computer that is shut in the evening, and used little at weekends."""
    period = rng.choice((300, 600, 900, 1800, 3600))
    windows = []
    for midnight, working in span.days():
        begin = midnight + rng.gauss(8 if working else 15, 0.5) * HOUR
        length = rng.uniform(9, 13) if working else rng.uniform(0.5, 2)
        windows.append(span.clip(begin, begin + length * HOUR))
    pause = clocks.jitter(rng, period, 0.1)
    return Calls(clocks.in_windows(rng, pause, windows), f"{period} s +-10 %")


def working_hours(rng, span):
    """By order: calls in office hours only, so as not to stand out."""
    pause = clocks.jitter(rng, 4 * MINUTE, 0.3)
    windows = [span.clip(midnight + 8 * HOUR, midnight + 18 * HOUR)
               for midnight, working in span.days() if working]
    return Calls(clocks.in_windows(rng, pause, windows), "240 s +-30 %")


def three_hours(rng, span):
    """Active for three hours of one day only."""
    period = rng.choice((30, 60, 120, 300))
    begin = rng.uniform(0, span.seconds - 3 * HOUR)
    pause = clocks.jitter(rng, period, 0.1)
    return Calls(clocks.sleeper(rng, pause, begin, begin + 3 * HOUR), f"{period} s +-10 %")


# More than one clock ------------------------------------------------------

def changing(rng, span, periods):
    """The period is changed on the way; each is kept equally long."""
    length = span.seconds / len(periods)
    times = []
    for number, period in enumerate(periods):
        pause = clocks.jitter(rng, period, 0.05)
        times.extend(clocks.sleeper(rng, pause, number * length, (number + 1) * length))
    return Calls(times, ", ".join(f"{period} s" for period in periods))


def alternating(rng, span):
    """A short sleep and a long one in turn."""
    short = clocks.choose_period(rng, span, 1000) / 2
    long = short * rng.uniform(2.5, 5)
    times, second, turn = [], rng.uniform(0, long), 0
    while second < span.seconds:
        times.append(second)
        turn = 1 - turn
        second += (short if turn else long) * rng.uniform(0.95, 1.05)
    return Calls(times, f"{short:.0f} s, {long:.0f} s")


def shared_address(rng, span):
    """Implants on several hosts behind one address."""
    period = clocks.choose_period(rng, span, 1000)
    hosts = rng.randint(2, 4)
    pause = clocks.jitter(rng, period, 0.2)
    calls = [call for _ in range(hosts)
             for call in clocks.sleeper(rng, pause, 0, span.seconds)]
    return Calls(calls, f"{hosts} hosts, {period} s +-20 %")


def bursts(rng, span):
    """Several connections at every beat."""
    period = clocks.choose_period(rng, span, 1500)
    pause = clocks.jitter(rng, period, 0.1)
    calls = [beat + rng.uniform(0, 2) for beat in clocks.sleeper(rng, pause, 0, span.seconds)
             for _ in range(rng.randint(3, 8))]
    return Calls(calls, f"{period} s +-10 %")


def tasked(rng, span):
    """Sleeps a minute; but while somebody is at the other end it talks every few
    seconds, for minutes, two or three times a day."""
    sessions = max(2, round(2.5 * span.seconds / DAY))
    begins = [rng.uniform(0, span.seconds) for _ in range(sessions)]
    windows = [(begin, begin + rng.uniform(2, 15) * MINUTE) for begin in begins]
    idle = clocks.sleeper(rng, clocks.jitter(rng, MINUTE, 0.1), 0, span.seconds)
    calls = [call for call in idle
             if not any(begin <= call < end for begin, end in windows)]
    calls += clocks.in_windows(rng, lambda: rng.uniform(2, 5), windows)
    return Calls(calls, f"60 s +-10 %, {sessions} sessions")


def drowned(rng, span, times):
    """Amid people who visit the same place, so many times as often."""
    period = clocks.choose_period(rng, span, 300)
    calls = list(clocks.sleeper(rng, clocks.jitter(rng, period, 0.1), 0, span.seconds))
    crowd = people.visits(rng, span, times * len(calls))
    return Calls(calls, f"{period} s +-10 %, {len(crowd)} visits", crowd)


KINDS = (
    Kind("every 60 s", ALL, partial(steady, period=60)),
    Kind("every 60 s, clock 1 % slow", ALL, drifting),
    Kind("jitter +-3 %", ALL, partial(uniform, share=0.03)),
    Kind("jitter +-20 %", ALL, partial(uniform, share=0.2)),
    Kind("jitter +-50 %", ALL, partial(uniform, share=0.5)),
    Kind("jitter +-80 %", ALL, partial(uniform, share=0.8)),
    Kind("sleep shortened by up to 50 %", ALL, partial(shortened, share=0.5)),
    Kind("sleep shortened by up to 90 %", ALL, partial(shortened, share=0.9)),
    Kind("gaussian jitter, sigma 15 %", ALL, partial(gaussian, sigma=0.15)),
    Kind("gaussian jitter, sigma 40 %", ALL, partial(gaussian, sigma=0.4)),
    Kind("every second, for hours", ("hour", "day"), partial(fast, period=1)),
    Kind("every 5 s, for hours", ALL, partial(fast, period=5)),
    Kind("every 6 h", LONG, partial(slow, period=6 * HOUR)),
    Kind("every 12 h", LONG, partial(slow, period=12 * HOUR)),
    Kind("6 to 8 calls a day", ("day",), few),
    Kind("half the calls lost", ALL, lossy),
    Kind("asleep at night", DAYS, asleep_at_night),
    Kind("working hours only", DAYS, working_hours),
    Kind("three hours of one day", DAYS, three_hours),
    Kind("60 s, then 300 s", ALL, partial(changing, periods=(60, 300))),
    Kind("60 s, 300 s, 120 s", ALL, partial(changing, periods=(60, 300, 120))),
    Kind("two sleeps in turn", ALL, alternating),
    Kind("3 to 8 connections a beat", ALL, bursts),
    Kind("2 to 4 hosts behind one address", ALL, shared_address),
    Kind("60 s, tasked now and then", ALL, tasked),
    Kind("drowned in as many visits", ALL, partial(drowned, times=1)),
    Kind("drowned in 10 times as many", ALL, partial(drowned, times=10)),
    Kind("drowned in 50 times as many", ALL, partial(drowned, times=50)),
)


# Planting -----------------------------------------------------------------

def visit(network, rng, pair, times):
    """People's visits to the same place."""
    for second in times:
        network.talk(pair, second, around(rng, 1800, 0.6), around(rng, 24000, 1.2),
                     around(rng, 2, 1.2))


def crowd(network, rng, pair):
    """What people of the same host visit is no secret: others go there too."""
    others = [host for host in network.hosts if host != pair.src]
    for host in rng.sample(others, max(1, len(others) // 8)):
        times = people.visits(rng, network.span, rng.randint(5, 60))
        visit(network, rng, pair._replace(src=host), times)


def plant(network, kind):
    """Plant one beacon of a kind."""
    rng = network.random(kind.name)
    pair = Pair(rng.choice(network.desktops), network.public(rng), rng.choice(PORTS))
    calls = kind.calls(rng, network.span)
    sent, received = rng.uniform(300, 2500), rng.uniform(200, 4000)
    sigma = rng.choice((0, 0.03, 0.15))  # of one size, padded, or telling something
    for second in calls.times:
        network.talk(pair, second, around(rng, sent, sigma), around(rng, received, sigma),
                     around(rng, 0.3, 0.3))
    if calls.people:
        visit(network, rng, pair, calls.people)
        crowd(network, rng, pair)
    network.label(pair, "beacon", kind.name, calls.note)


def plant_all(network):
    """Plant one beacon of every kind that fits the span."""
    for kind in KINDS:
        if network.span.name in kind.spans:
            plant(network, kind)
