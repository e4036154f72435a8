"""bench - generate networks, put every method to them, and gather the marks."""
import os
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import generate
import measure
from methods import METHODS


class Trial(NamedTuple):
    """One network, and the marks of every method in it."""
    span: str
    flows: int
    pairs: int
    planted: Counter  # by kind
    regular: int
    marks: dict       # by method


def run_one(beacon, span, seed):
    """Generate a network and mark every method."""
    network = generate.make(span, seed)
    truth = measure.truth_of(network)
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        path = Path(folder, "eve.json.gz")
        generate.write_eve(network, path)
        marks = {name: measure.mark(method(beacon, network, path), truth)
                 for name, method in METHODS.items()}
    return Trial(span.name, sum(map(len, network.visits.values())), len(network.visits),
                 Counter(truth.kinds[pair] for pair in truth.beacons), len(truth.regular),
                 marks)


def run_all(beacon, jobs):
    """Yield the trials of all (span, seed) in order, as many at once as there are
    processors; the longest are begun first, so that none is left alone at the end."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        begun = {job: pool.submit(run_one, beacon, *job)
                 for job in sorted(jobs, key=lambda job: -job[0].seconds)}
        for job in jobs:
            yield begun[job].result()
