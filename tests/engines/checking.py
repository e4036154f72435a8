"""checking - checks of check_ip with an index: the same rows as from the files, by address
and by name, and rows written back.
"""
import csv
import io
import subprocess

import write_back
from scene import CONFIG, DAY, NOW, SELKS_INDEX, SELKS_INI

INDEX = "checked-hosts"


def run(scene, *arguments):
    """check_ip to its end; what it wrote, as text."""
    command = [str(scene.beacon.path.with_name("check_ip")), "--location_db", "",
               *map(str, arguments)]
    return subprocess.run(command, env=scene.beacon.environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, encoding="utf-8", check=False, timeout=120)


def rows(done):
    """Without what goes by how often a name was said: of DNS answers an index may not hold
    all."""
    found = [{name: cell for name, cell in row.items()
              if name not in ("names", "addresses", "clients", "times", "order")}
             for row in csv.DictReader(io.StringIO(done.stdout.lstrip("\ufeff")))]
    return sorted(found, key=lambda row: list(row.values()))


def of_index(scene):
    """The options that read the whole example day from the server."""
    return ["--config", CONFIG / SELKS_INI, "-eh", scene.server.host, "-ep",
            scene.server.port, "--es_index", SELKS_INDEX, "--names_index", SELKS_INDEX,
            "--now", NOW, "-pd", 26]


def check_checking(scene):
    """All of it."""
    for by in ("address", "name"):
        wanted = run(scene, "--by", by, "-csv", "-", DAY)
        done = run(scene, *of_index(scene), "--by", by, "-csv", "-")
        scene.test.check(scene.name(f"check_ip by {by}: it has rows"),
                         done.returncode == 0 and len(rows(done)) > 5, done.stderr)
        scene.test.equal(scene.name(f"check_ip by {by}: the same from files"),
                         rows(done), rows(wanted))
    check_write_back(scene, len(rows(run(scene, "-csv", "-", DAY))))
    done = run(scene, *of_index(scene), "--explain_query")
    scene.test.check(scene.name("check_ip: what would be asked"),
                     done.returncode == 0 and "in the index" in done.stdout,
                     done.stdout + done.stderr)


def check_write_back(scene, n_rows):
    """Rows of addresses are records of an index; a second run brings no further ones."""
    for times in ("first", "again"):
        done = run(scene, *of_index(scene), "--index", INDEX)
        scene.test.check(scene.name(f"check_ip: rows written, {times}"),
                         done.returncode == 0 and f"{n_rows} rows written" in done.stderr,
                         done.stderr)
    found = write_back.documents(scene, INDEX).values()
    scene.test.equal(scene.name("check_ip: records of the index"), len(found), n_rows)
    scene.test.equal(scene.name("check_ip: what they tell of"),
                     {record["event_type"] for record in found}, {"host"})
    scene.server.delete_index(INDEX)
