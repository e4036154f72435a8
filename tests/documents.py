#!/usr/bin/env python3
"""documents - what the documents show is what the programs do.

    python3 tests/documents.py --bin build

README.md, the other documents beside it and the guide (examples/guide):

  - A block of code whose first line begins with `$ ` is run, and has to print what it
    shows; `...` on a line of its own stands for any lines. The blocks of a document are
    run one after the other in one folder, where build/, examples/ and config/ are those
    of the project. A line that ends with | or \\ goes on in the next one.
  - <!-- varies --> before such a block: it has to run and print something, but what that
    is goes by the day (who owns an address) or the machine.
  - <!-- file NAME --> before a block: the file of that name, for those that follow.
  - Of commands that are shown, but not run, since they need a server or a network, the
    options are ones that the program knows.
  - Links lead to files and headings that are there.
  - README.md shows the command of the quickstart.
  - Figures of how well beacons are found are those of tests/quality/README.md.
  - The tests that SECURITY.md names are there and are run, and no fuzzer is left out.

--update writes what is printed now into the blocks that have no `...`: look at the diff.
"""
import argparse
import ast
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from checks import ROOT, Checks, shorten

TIME_LIMIT_S = 60
PROGRAMS = ("flare_beacon", "check_ip")
MARK = re.compile(r"<!-- (varies|file (\S+)) -->")
LINK = re.compile(r"\[[^][]*\]\(([^()\s]+)\)")
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclass
class Block:
    """A block of code, with what the line before it says of it."""
    line: int
    lines: list
    varies: bool = False
    file: str = ""


# Reading ------------------------------------------------------------------

def blocks_of(text):
    """Blocks that are indented by four blanks, or stand between fences."""
    blocks, block, mark, fenced, last = [], None, None, False, ""

    def begin(number):
        blocks.append(Block(number, [], bool(mark and mark[1] == "varies"),
                            mark[2] or "" if mark else ""))
        return blocks[-1]

    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            fenced = not fenced
            block = begin(number) if fenced else None
        elif fenced:
            block.lines.append(line)
        elif line.startswith("    ") and (block or mark or not last.strip()):
            block = block or begin(number)
            block.lines.append(line[4:])
        elif line.strip():
            block, mark = None, MARK.fullmatch(line)
        elif block:
            block.lines.append("")
        last = line
    return [stripped(block) for block in blocks]


def stripped(block):
    while block.lines and not block.lines[-1].strip():
        block.lines.pop()
    return block


def runs_of(block):
    """(command, lines that it prints) of a block that is run."""
    runs, goes_on = [], False
    for line in block.lines:
        if goes_on:
            runs[-1][0] += "\n" + line
        elif line.startswith("$ "):
            runs.append([line[2:], []])
        else:
            runs[-1][1].append(line.rstrip())
            continue
        goes_on = line.endswith(("|", "\\"))
    return runs


def prose_of(text):
    """A document without its blocks of code."""
    inside, lines = False, []
    for line in text.splitlines():
        if line.startswith("```"):
            inside = not inside
        elif not inside and not line.startswith("    "):
            lines.append(line)
    return "\n".join(lines)


def headings_of(text):
    """The names by which links reach the headings of a document."""
    names = set()
    for line in prose_of(text).splitlines():
        if line.startswith("#"):
            words = re.sub(r"[^\w\- ]", "", line.lstrip("#").strip().lower())
            names.add(words.replace(" ", "-"))
    return names


# Commands -----------------------------------------------------------------

def looks_like(shown, printed):
    """Do the lines printed fit those shown, in which ... stands for any?"""
    if not shown:
        return not printed
    if shown[0] == "...":
        return any(looks_like(shown[1:], printed[n:]) for n in range(len(printed) + 1))
    return bool(printed) and shown[0] == printed[0] and looks_like(shown[1:], printed[1:])


def trimmed(lines):
    lines = [line.rstrip() for line in lines]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def run(command, folder):
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, encoding="utf-8",
        errors="replace", check=False, timeout=TIME_LIMIT_S, stdin=subprocess.DEVNULL,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "TZ": "UTC",
             "LC_ALL": "C.UTF-8"})


def check_run(test, name, block, command, shown, folder):
    """Run a command of a block; what it has printed."""
    done = run(command, folder)
    printed = trimmed(done.stdout.splitlines())
    if done.returncode or not (printed or not shown):
        fault = f"status {done.returncode}, {done.stderr or 'it prints nothing'}"
        test.check(name, False, fault)
    elif block.varies:
        test.check(name, True)
    else:
        test.check(name, looks_like(trimmed(shown), printed),
                   f"it prints {shorten(chr(10).join(printed), 4000)}")
    return printed


def check_blocks(test, name, blocks, programs):
    """Run what a document has to be run, in the folder of a reader. What it prints, by
    block, as the block should have it."""
    now = {}
    with tempfile.TemporaryDirectory(prefix="documents-") as temp:
        folder = Path(temp)
        for link in ("examples", "config", "tests"):
            (folder / link).symlink_to(ROOT / link)
        (folder / "build").symlink_to(programs)
        for block in blocks:
            if block.file:
                test.check(f"{name}:{block.line} {block.file}", "$ " not in
                           [line[:2] for line in block.lines], "commands are in it")
                (folder / block.file).write_text("\n".join(block.lines) + "\n", "utf-8")
            elif block.lines and block.lines[0].startswith("$ "):
                now[block.line] = run_block(test, name, block, folder)
    return now


def run_block(test, name, block, folder):
    lines = []
    for command, shown in runs_of(block):
        printed = check_run(test, f"{name}:{block.line} {shorten(command, 60)}", block,
                            command, shown, folder)
        lines += ["$ " + command, *(shown if "..." in shown else gap(shown) + printed)]
    return lines


def gap(shown):
    """The empty line that a block may have below its command."""
    return [""] if shown and not shown[0] else []


def update(path, blocks, now):
    """Write what is printed now over what is shown."""
    lines = path.read_text("utf-8").splitlines()
    for block in reversed(blocks):
        if block.line in now and lines[block.line - 1].startswith("    "):
            new = [("    " + line).rstrip() for text in now[block.line]
                   for line in text.split("\n")]
            lines[block.line - 1:block.line - 1 + len(block.lines)] = new
    path.write_text("\n".join(lines) + "\n", "utf-8")


def arguments_of(command):
    """(program, arguments) of each of our programs in a line of a shell."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars="|;&<>")
    lexer.whitespace_split = True
    found = []
    for word in lexer:
        if word[0] in "|;&<>":
            found.append(None)
        elif Path(word).name in PROGRAMS:
            found.append((Path(word).name, []))
        elif found and found[-1]:
            found[-1][1].append(word)
    return [item for item in found if item]


def shown_commands(text, blocks):
    """Commands of ours in blocks that are not run, and in the sentences."""
    for block in blocks:
        lines = block.lines if not block.file else []
        if not lines or lines[0].startswith("$ "):
            continue
        for line in "\n".join(lines).replace("\\\n", " ").splitlines():
            if re.search(r"(^|[\s/])(flare_beacon|check_ip) ", line):
                yield line.rstrip("|")
    for span in INLINE.findall(prose_of(text)):
        if span.startswith(tuple(f"{program} -" for program in PROGRAMS)):
            yield span


def check_options(test, path, text, blocks, programs):
    """With --help behind it, a command tells whether it knows the others."""
    faults, n = [], 0
    for command in shown_commands(text, blocks):
        for program, arguments in arguments_of(command):
            done = subprocess.run([programs / program, *arguments, "--help"],
                                  capture_output=True, encoding="utf-8", check=False,
                                  timeout=TIME_LIMIT_S)
            n += 1
            if done.returncode:
                faults.append(f"{command.strip()}: {done.stderr.strip()}")
    test.check(f"{path}: options of {n} more commands", not faults, "\n".join(faults))


# Links --------------------------------------------------------------------

def fault_of_link(path, target):
    """What is wrong with where a link of a document leads, or None."""
    if re.match(r"[a-z]+:", target):
        return None
    file, _, heading = target.partition("#")
    place = (path.parent / file).resolve() if file else path
    if not place.exists():
        return f"{target}: there is no such file"
    if heading and heading not in headings_of(place.read_text("utf-8")):
        return f"{target}: there is no such heading"
    return None


def check_links(test, name, path, text):
    targets = LINK.findall(prose_of(text))
    faults = [fault for fault in (fault_of_link(path, target) for target in targets) if fault]
    test.check(f"{name}: {len(targets)} links", not faults, "\n".join(faults))


def check_quickstart(test):
    """README.md has the very command that the quickstart runs."""
    script = (ROOT / "examples/quickstart.sh").read_text("utf-8")
    words = re.search(r"^set -- (.*examples/day.*)$", script, re.MULTILINE)
    readme = (ROOT / "README.md").read_text("utf-8")
    test.check("README.md has the quickstart's command",
               words and f"    $ build/flare_beacon {words[1]}\n" in readme, words)


def check_figures(test):
    """What the guide says of found and false is what was measured."""
    measured = (ROOT / "tests/quality/README.md").read_text("utf-8")
    table = (ROOT / "examples/guide/score.md").read_text("utf-8")
    spans = re.findall(r"#### ([^,]+), .*?found of (\d+) .*?\| flare_beacon \| (\d+) \| (\d+)"
                       r".*?Flare 50/50 \| (\d+) \| (\d+).*?Flare 10/5 \| (\d+) \| (\d+)"
                       r".*?RITA 0.8 \| (\d+) \| (\d+)", measured, re.DOTALL)
    rows = ["| {0} | {2} of {1} | {3} | {4}, {5} false | {6}, {7} false | {8}, {9} false |"
            .format(*span) for span in spans]
    missing = [row for row in rows if row not in table]
    test.check(f"examples/guide/score.md: {len(rows)} rows of figures",
               rows and not missing, missing)
    other = (ROOT / "examples/guide/from-rita.md").read_text("utf-8")
    rows = ["| {0} | {2} of {1} | {3} | {8} | {9} |".format(*span) for span in spans]
    missing = [row for row in rows if row not in other]
    test.check(f"examples/guide/from-rita.md: {len(rows)} rows of figures",
               rows and not missing, missing)


# SECURITY.md --------------------------------------------------------------

# Tests that are programs in Python, by the letter that the table has for them.
DRIVERS = {"B": "browser", "E": "engines", "L": "office", "S": "services", "T": "trust"}
GROUP = re.compile(r"(?:^|; )([A-Z])\b")


def claims_of(text):
    """(claim, how, tests) of each row of the table."""
    table = text[text.index("| claim | how | test |"):].split("\n\n", 1)[0]
    return [[cell.strip() for cell in row.strip("|").split("|")]
            for row in table.splitlines()[2:]]


def groups_of(cell):
    """(letter, [words of code], [names in italics]) of a cell of tests."""
    parts = GROUP.split(cell)[1:]
    for letter, rest in zip(parts[::2], parts[1::2]):
        spans = re.findall(r"`([^`]+)`", rest)
        yield (letter, [word for span in spans if "/" not in span for word in span.split()],
               re.findall(r"\*([^*]+)\*", rest))


def texts_of(folder):
    """Every text in the programs of a folder, comments and documentation aside."""
    texts = set()
    for path in sorted((ROOT / "tests" / folder).glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts |= {node.value for node in ast.walk(tree) if id(node) not in prose
                  and isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return texts


def is_built(name):
    """Is the unit or the fuzzer among those of tests/meson.build?"""
    return f"'{name}'" in (ROOT / "tests/meson.build").read_text("utf-8")


def runs_behaviour(unit, name):
    """Has the unit a test of this name, in the list of those that are run?"""
    path = ROOT / f"tests/unit/test_{unit}.c"
    text = path.read_text("utf-8") if path.exists() else ""
    return (f"static void {name}(" in text
            and re.search(rf"(TEST|cmocka_unit_test\w*)\({name}\b", text))


def missing_of(letter, words, italics):
    """What a group of tests names that is not there."""
    tests = ROOT / "tests"
    if letter == "F":
        return [word for word in words if not is_built(word)
                or not (tests / f"fuzz/fuzz_{word}.c").exists()
                or not any((tests / f"fuzz/seeds/fuzz_{word}").glob("*"))]
    if letter == "G":
        return [word for word in words if not (tests / "golden" / word / "cmd").exists()]
    if letter == "U":
        return ([word for word in words if not is_built(word)
                 or not (tests / f"unit/test_{word}.c").exists()]
                + [name for name in italics
                   if not any(runs_behaviour(word, name) for word in words)])
    texts = texts_of(DRIVERS[letter]) if letter in DRIVERS else ()
    if not texts:
        return [letter]
    return words + [name for name in italics if not any(name in text for text in texts)]


def check_claims(test):
    """Each claim of SECURITY.md has its tests, and they exist."""
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    rows = claims_of(text)
    fuzzed = set()
    for claim, how, cell in rows:
        groups = list(groups_of(cell))
        missing = [name for group in groups for name in missing_of(*group)]
        paths = re.findall(r"`(tests/[^`*]+)`", " ".join((claim, how, cell)))
        missing += [path for path in paths if not (ROOT / path).exists()]
        fuzzed |= {word for letter, words, _ in groups if letter == "F" for word in words}
        test.check(f"SECURITY.md: {shorten(claim, 60)}",
                   (groups or paths) and not missing, f"no such tests: {missing}")
    built = {path.stem.removeprefix("fuzz_") for path in (ROOT / "tests/fuzz").glob("fuzz_*.c")}
    test.equal("SECURITY.md names every fuzzer", sorted(fuzzed), sorted(built))


def documents():
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "examples").glob("**/*.md")),
            *sorted((ROOT / "tests").glob("*/README.md"))]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, metavar="DIR",
                        help="folder of the programs")
    parser.add_argument("--update", action="store_true",
                        help="take what is printed for what is shown")
    parser.add_argument("names", nargs="*", metavar="DOCUMENT",
                        help="only documents whose path contains this")
    args = parser.parse_args()
    programs = args.bin.resolve()
    if not (programs / "flare_beacon").exists():
        sys.exit(f"documents: no flare_beacon in {programs}")
    test = Checks()
    for path in documents():
        name = path.relative_to(ROOT)
        if args.names and not any(word in str(name) for word in args.names):
            continue
        text = path.read_text("utf-8")
        blocks = blocks_of(text)
        check_links(test, name, path, text)
        check_options(test, name, text, blocks, programs)
        now = check_blocks(test, name, blocks, programs)
        if args.update:
            update(path, blocks, now)
    check_quickstart(test)
    check_figures(test)
    check_claims(test)
    return test.finish()


if __name__ == "__main__":
    sys.exit(main())
