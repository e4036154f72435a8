"""noise - what else goes on in a network: the habits of people and of honest programs.

One row of `HABITS` is one habit: its name, what it is by design, and the function
that adds it to a network. `periodic` keeps time as a beacon does, `other` does not,
and None, people who browse, gets no label. A poller is left out of spans too short
to hold a few of its beats.
"""
from functools import partial
from typing import Callable, NamedTuple, Optional

import clocks
import people
from browsing import browse, resolve
from network import Pair, around
from spans import DAY, HOUR, MINUTE

FEWEST_BEATS, MOST_BEATS = 8, 3000
NTP_PERIOD = 1024


def fitting(span, periods):
    """The periods of which the span holds beats enough, and no flood of them."""
    return [period for period in periods
            if FEWEST_BEATS <= span.seconds / period <= MOST_BEATS]


# People (most of what they do is in browsing.py) --------------------------

def watch(network, rng):
    """Video: a chunk every 2 to 10 s for 20 to 90 minutes, from one of two servers."""
    servers = [network.public(rng) for _ in range(12)]
    seen = set()
    for host in network.some_hosts(rng, 0.25):
        for _ in range(max(1, round(network.span.sessions / 25))):
            pairs = [Pair(host, server, 443) for server in rng.sample(servers, 2)]
            begin = people.moment(rng, network.span)
            end = begin + rng.uniform(20, 90) * MINUTE
            for second in clocks.sleeper(rng, lambda: rng.uniform(2, 10), begin, end):
                network.talk(rng.choices(pairs, (5, 1))[0], second, around(rng, 900, 0.1),
                             around(rng, 600_000, 0.6), around(rng, 1.5, 0.5))
            seen.update(pairs)
    return seen


# Programs that keep time --------------------------------------------------

def poll(network, rng, host, pair, period, share, sent=1400):
    """One poller, while its host is awake."""
    received = rng.uniform(300, 6000)
    pause = clocks.jitter(rng, period, share)
    for second in clocks.in_windows(rng, pause, network.awake[host]):
        network.talk(pair, second, around(rng, sent, 0.05), around(rng, received, 0.2),
                     around(rng, 0.4, 0.4))
    return pair


def update(network, rng):
    """Update services and telemetry of vendors, polled by most hosts."""
    for _ in range(6):
        address = network.public(rng)
        period = rng.choice(fitting(network.span, (300, 450, 900, 1800, HOUR, 4 * HOUR)))
        share = rng.choice((0.01, 0.05, 0.15))
        for host in network.some_hosts(rng, rng.uniform(0.5, 0.95)):
            yield poll(network, rng, host, Pair(host, address, 443), period, share)


def keep_time(network, rng):
    """NTP, every 1024 s, with two of a pool of servers."""
    if not fitting(network.span, (NTP_PERIOD,)):
        return
    servers = [network.public(rng) for _ in range(6)]
    for host in network.hosts:
        for server in rng.sample(servers, 2):
            yield poll(network, rng, host, Pair(host, server, 123), NTP_PERIOD, 0.02, 90)


def report(network, rng):
    """Telemetry of one device or program that nobody else has: a rare destination,
    as regular as any beacon."""
    for host in network.some_hosts(rng, 0.2):
        pair = Pair(host, network.public(rng), rng.choice((443, 8883, 80)))
        period = clocks.choose_period(rng, network.span, 1000)
        yield poll(network, rng, host, pair, period, rng.choice((0, 0.02, 0.1, 0.3)))


def read_mail(network, rng):
    """A mail program, open when people have opened it, asks every few minutes, and
    when they send something."""
    server = network.public(rng)
    for host in network.some_hosts(rng, 0.6):
        pair = Pair(host, server, 993)
        pause = clocks.jitter(rng, rng.choice((300, 300, 600)), 0.01)
        for begin, end in people.sittings(rng, network.awake[host]):
            polls = list(clocks.sleeper(rng, pause, begin, end))
            sends = [rng.uniform(begin, end) for _ in range(len(polls) // 20)]
            for second in polls + sends:
                network.talk(pair, second, around(rng, 900, 0.1), around(rng, 1500, 0.8),
                             around(rng, 1, 0.5))
        yield pair


def message(network, rng):
    """A messenger shows that it is there, with much jitter, and says what people say."""
    servers = [network.public(rng) for _ in range(4)]
    for host in network.some_hosts(rng, 0.4):
        pair = Pair(host, rng.choice(servers), 5222)
        calm = clocks.jitter(rng, rng.choice((60, 120, 240)), 0.5)
        times = clocks.in_windows(
            rng, lambda calm=calm: rng.expovariate(0.1) if rng.random() < 0.1 else calm(),
            network.awake[host])
        for second in times:
            network.talk(pair, second, around(rng, 300, 0.4), around(rng, 300, 0.6))
        yield pair


def reload_page(network, rng):
    """A page, left open, that loads itself anew by its own timer, and what it fetches
    from others each time, as far as that is not cached."""
    for host in network.some_hosts(rng, 0.1):
        pairs = [Pair(host, network.public(rng), 443) for _ in range(rng.randint(2, 5))]
        period = rng.choice((30, 60, 120, 300))
        for begin, end in people.sittings(rng, network.awake[host]):
            for second in clocks.timer(rng, period, begin, min(end, begin + 6 * HOUR)):
                fetch(network, rng, pairs, second)
        yield from pairs


def fetch(network, rng, pairs, second):
    """What one loading of a page asks of its places: always the first of them."""
    for number, pair in enumerate(pairs):
        if number and rng.random() < 0.4:
            continue
        for start in people.burst(rng, second, 3):
            network.talk(pair, start, around(rng, 1500, 0.3), around(rng, 18000, 1))


def back_up(network, rng):
    """Once a night, some dozens of uploads in a row."""
    address = network.public(rng)
    for host in rng.sample(network.desktops, max(1, len(network.desktops) // 3)):
        pair = Pair(host, address, 443)
        for midnight, _ in network.span.days():
            second = midnight + 1.5 * HOUR + rng.gauss(0, 3 * MINUTE)
            for _ in range(rng.randint(20, 100)):
                took = around(rng, 8, 1)
                network.talk(pair, second, around(rng, 4_000_000, 1.2), 4000, took)
                second += took + rng.expovariate(2)
        yield pair


# Programs that do not -----------------------------------------------------

def wait_for_news(network, rng):
    """Long polling: the server answers when it has news, or after 240 s."""
    servers = [network.public(rng) for _ in range(4)]
    for host in network.some_hosts(rng, 0.35):
        pair = Pair(host, rng.choice(servers), 443)
        usual = rng.uniform(40, 100)
        times = clocks.in_windows(
            rng, lambda usual=usual: min(5 + rng.expovariate(1 / usual), 240),
            network.awake[host])
        for second in times:
            network.talk(pair, second, around(rng, 700, 0.05), around(rng, 900, 0.7), 5)
        yield pair


def try_again(network, rng):
    """A service is down: each attempt waits about twice as long as the one before,
    and a while later the next storm begins."""
    for host in network.some_hosts(rng, 0.2):
        pair = Pair(host, network.public(rng), 443)
        share = rng.choice((0.1, 0.3, 0.5))
        for _ in range(max(2, round(network.span.sessions / 8))):
            second, pause = people.moment(rng, network.span), rng.uniform(1, 3)
            while pause < 900:
                network.talk(pair, second, 180, 0, 0.05)
                second += pause * rng.uniform(1 - share, 1 + share)
                pause *= 2
        yield pair


def work_online(network, rng):
    """A web application that people work in all day: a few connections for each thing
    they do, as far apart as that takes."""
    server = network.public(rng)
    for host in network.some_hosts(rng, 0.3):
        pair = Pair(host, server, 443)
        usual, spread = rng.uniform(20, 120), rng.uniform(0.5, 0.9)
        pause = partial(around, rng, usual, spread)
        for begin, end in people.sittings(rng, network.awake[host]):
            for done in clocks.sleeper(rng, pause, begin, min(end, begin + 4 * HOUR)):
                for second in people.burst(rng, done, 3):
                    network.talk(pair, second, around(rng, 2200, 0.3), around(rng, 9000, 0.8))
        yield pair


def report_events(network, rng):
    """A device that reports what happens when it happens: one size, no clock."""
    for host in network.some_hosts(rng, 0.2):
        pair = Pair(host, network.public(rng), rng.choice((443, 8883)))
        usual = clocks.choose_period(rng, network.span, 1000)
        pause = partial(rng.expovariate, 1 / usual)
        for second in clocks.in_windows(rng, pause, network.awake[host]):
            network.talk(pair, second, 640, 310, 0.1)
        yield pair


def break_in(network, rng):
    """Brute force: thirty to some thousand attempts in about ten minutes."""
    for _ in range(2 + round(network.span.seconds / DAY)):
        pair = Pair(network.public(rng), rng.choice(network.hosts), rng.choice((22, 3389)))
        workers = rng.randint(1, 6)
        attempts = 30 * 100 ** rng.random() / workers
        begin = rng.uniform(0, network.span.seconds - 10 * MINUTE)
        usual = 10 * MINUTE / attempts
        for _ in range(workers):
            for second in clocks.sleeper(rng, lambda usual=usual: around(rng, usual, 0.5), begin,
                                         begin + 10 * MINUTE):
                network.talk(pair, second, around(rng, 1500, 0.1), around(rng, 2000, 0.1), 1.5)
        yield pair


def scan(network, rng):
    """Port scans from outside: many ports of one host, one port of all hosts; and
    surveys that come back at any time."""
    span = network.span
    for _ in range(3):
        src, dst = network.public(rng), rng.choice(network.hosts)
        second = rng.uniform(0, span.seconds)
        for port in rng.sample(range(1, 10000), 300):
            network.talk(Pair(src, dst, port), second, 60, 54, 0.01)
            second += rng.expovariate(20)
            yield Pair(src, dst, port)
    for _ in range(4):
        src, port = network.public(rng), rng.choice((22, 23, 80, 443, 445, 3389))
        for host in network.hosts:
            for _ in range(rng.randint(1, 12)):
                network.talk(Pair(src, host, port), rng.uniform(0, span.seconds), 60, 54, 0.01)
            yield Pair(src, host, port)


class Habit(NamedTuple):
    name: str
    sort: Optional[str]
    add: Callable  # to a network; gives the pairs to be labelled
    days: int = 0  # of the span without which it can't be told from `other`


HABITS = (
    Habit("browsing", None, browse),
    Habit("asking the resolver", "other", resolve),
    Habit("video", "other", watch),
    Habit("update service", "periodic", update),
    Habit("NTP", "periodic", keep_time),
    Habit("a device's own telemetry", "periodic", report),
    Habit("mail program", "periodic", read_mail),
    Habit("messenger", "periodic", message),
    Habit("page that reloads", "periodic", reload_page),
    Habit("backup", "periodic", back_up, days=7),
    Habit("long polling", "other", wait_for_news),
    Habit("web application", "other", work_online),
    Habit("device that reports events", "other", report_events),
    Habit("retries, backing off", "other", try_again),
    Habit("brute force", "other", break_in),
    Habit("port scan", "other", scan),
)


def sort_of(habit, span):
    """What a habit is by design, as far as the span can show it."""
    return habit.sort if span.seconds >= habit.days * DAY else "other"


def add_all(network):
    """Add every habit, and label its pairs."""
    for habit in HABITS:
        for pair in habit.add(network, network.random(habit.name)):
            network.label(pair, sort_of(habit, network.span), habit.name)
