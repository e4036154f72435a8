"""browsing - what people's browsers do: pages of popular sites and of favourites, what
these include from others, and the names that are asked on the way.
"""
from typing import NamedTuple

import people
from network import RESOLVER, Pair, around
from spans import DAY, MINUTE

NAME_KEPT = 10 * MINUTE  # before it is asked again


class Site(NamedTuple):
    """A place on the web that people visit, and who else its pages call."""
    addresses: list
    others: list


def make_web(network, rng):
    """The sites there are, from the most popular on."""
    shared = [network.public(rng) for _ in range(40)]
    popular = [1 / (rank + 2) for rank in range(len(shared))]
    return [Site([network.public(rng) for _ in range(rng.randint(1, 3))],
                 list(dict.fromkeys(rng.choices(shared, popular, k=rng.randint(0, 5)))))
            for _ in range(20 * network.span.hosts)]


def open_page(network, rng, host, second, site):
    """The connections of a page: to the site, and to some of what it includes."""
    for start in people.burst(rng, second, 3):
        pair = Pair(host, rng.choice(site.addresses), 443)
        network.talk(pair, start, around(rng, 1800, 0.6), around(rng, 24000, 1.2),
                     around(rng, 2, 1.2))
    for address in site.others:
        if rng.random() < 0.5:  # else it is cached, or a connection is still open
            network.talk(Pair(host, address, 443), second + rng.expovariate(1),
                         around(rng, 900, 0.5), around(rng, 9000, 1.5), around(rng, 5, 1.2))


def browse(network, rng):
    """Pages of popular sites and of one's own favourites; names are asked first."""
    sites = make_web(network, rng)
    popular = [1 / (rank + 3) for rank in range(len(sites))]
    for host in network.hosts:
        favourites = rng.choices(sites, k=6)
        asked = {}
        for _ in range(round(around(rng, network.span.sessions, 0.5))):
            for second in people.pages(rng, people.moment(rng, network.span)):
                site = rng.choice(favourites) if rng.random() < 0.4 \
                    else rng.choices(sites, popular)[0]
                ask_name(network, rng, host, second, site, asked)
                open_page(network, rng, host, second, site)
    return ()


def ask_name(network, rng, host, second, site, asked):
    """Ask the resolver for a site, unless the answer is still known."""
    name = site.addresses[0]
    if not 0 <= second - asked.get(name, -DAY) < NAME_KEPT:
        asked[name] = second
        network.talk(Pair(host, RESOLVER, 53), second - rng.uniform(0.01, 0.08),
                     rng.randint(60, 90), rng.randint(80, 300), 0.02)


def resolve(network, _rng):
    """Names are asked by `browse`, when people go somewhere; these are the pairs."""
    return [Pair(host, RESOLVER, 53) for host in network.hosts]
