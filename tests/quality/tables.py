"""tables - the marks of many trials as tables in Markdown."""
from collections import Counter

from beacons import KINDS
from methods import METHODS, OURS


def row(*cells):
    return "| " + " | ".join(map(str, cells)) + " |\n"


def head(*titles):
    """A heading; all columns but the first hold numbers."""
    return row(*titles) + row("---", *["---:"] * (len(titles) - 1))


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def total(counters):
    """The sum of counters, key by key."""
    return sum(counters, Counter())


def marks_of(trials, method):
    return [trial.marks[method] for trial in trials]


def of_span(span, trials):
    """The table of one span: found and false are sums, precision is a mean."""
    planted = total(trial.planted for trial in trials).total()
    regular = sum(trial.regular for trial in trials)
    text = (f"#### {span.title}, {span.hosts} hosts\n\n"
            f"Networks: {len(trials)}. Flows: {sum(t.flows for t in trials):,}. "
            f"Pairs: {sum(t.pairs for t in trials):,}, of these {planted} planted and "
            f"{regular:,} regular by design.\n\n")
    text += head("method", f"found of {planted}", "false", "AP", "AP regular")
    for method in METHODS:
        marks = marks_of(trials, method)
        text += row(method, total(mark.found for mark in marks).total(),
                    total(mark.false for mark in marks).total(),
                    f"{mean(mark.precision for mark in marks):.2f}",
                    f"{mean(mark.precision_regular for mark in marks):.2f}")
    return text


def missed_where(trials, kind):
    """In which spans ours missed beacons of a kind, and how many."""
    missed = Counter(trial.span for trial in trials
                     if trial.planted[kind] > trial.marks[OURS].found[kind])
    return ", ".join(f"{span} {count}" for span, count in missed.items())


def of_kinds(trials):
    """Found of each kind of beacon, all spans together."""
    planted = total(trial.planted for trial in trials)
    found = {method: total(mark.found for mark in marks_of(trials, method))
             for method in METHODS}
    text = head("kind of beacon", "planted", *METHODS, f"{OURS} misses in")
    for kind in KINDS:
        if planted[kind.name]:
            text += row(kind.name, planted[kind.name],
                        *(found[method][kind.name] for method in METHODS),
                        missed_where(trials, kind.name))
    return text + row("all", planted.total(),
                      *(found[method].total() for method in METHODS), "")


def of_habits(trials):
    """Pairs listed wrongly, by what they are, all spans together."""
    false = {method: total(mark.false for mark in marks_of(trials, method))
             for method in METHODS}
    text = head("listed wrongly", *METHODS)
    for habit in sorted(total(false.values())):
        text += row(habit, *(false[method][habit] for method in METHODS))
    return text + row("all", *(false[method].total() for method in METHODS))
