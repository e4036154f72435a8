"""operating - the examples of examples/operate, as far as tools here can tell.

What a server says of the pipeline, the template and the dashboards is told by
tests/engines.
"""
import json
import os
import shutil
import subprocess
import sys

import checks

OPERATE = checks.ROOT / "examples/operate"
DAY = checks.ROOT / "examples/day/eve.json.gz"
LINES_OF_CRON = 1


def run(*command, **more):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False, **more)


def check_units(test, build, temp):
    """systemd knows every key, and the command is one that the program takes."""
    if not shutil.which("systemd-analyze"):
        test.skip("operate: units", "no systemd-analyze")
        return
    for name in ("flare_beacon.service", "flare_beacon.timer"):
        text = (OPERATE / name).read_text(encoding="utf-8")
        (temp / name).write_text(text.replace("/usr/bin/flare_beacon", f"{build}/flare_beacon"),
                                 encoding="utf-8")
    done = run("systemd-analyze", "verify", "--man=no", temp / "flare_beacon.service",
               temp / "flare_beacon.timer")
    ours = [line for line in done.stderr.splitlines() if "flare_beacon" in line]
    test.check("operate: units", done.returncode == 0 and not ours, done.stderr)


def command_of_unit(build, place):
    """What ExecStart would run, with all that systemd names in one folder."""
    text = (OPERATE / "flare_beacon.service").read_text(encoding="utf-8").replace("\\\n", " ")
    line = next(line for line in text.splitlines() if line.startswith("ExecStart="))
    line = line.removeprefix("ExecStart=").replace("/usr/bin/flare_beacon",
                                                   f"{build}/flare_beacon")
    for name in ("LOGS_DIRECTORY", "STATE_DIRECTORY", "CREDENTIALS_DIRECTORY"):
        line = line.replace(f"${{{name}}}", str(place))
    return line.split()


def statuses(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["status"] for line in lines]


def rotate(test, place):
    """By the shipped file, for another folder; dated by a state file of our own."""
    if not shutil.which("logrotate", path=f"{os.environ['PATH']}:/usr/sbin"):
        test.skip("operate: logrotate", "no logrotate")
        (place / "beacons.json").rename(place / "beacons.json.1")
        return
    config = place.parent / "logrotate"
    text = (OPERATE / "flare_beacon.logrotate").read_text(encoding="utf-8")
    config.write_text(text.replace("/var/log/flare_beacon", str(place)), encoding="utf-8")
    place.chmod(0o750)
    config.chmod(0o644)
    path = {"env": os.environ | {"PATH": f"{os.environ['PATH']}:/usr/sbin"}}
    done = run("logrotate", "-d", "-s", place.parent / "state", config, **path)
    test.check("operate: logrotate -d", done.returncode == 0 and "error" not in done.stderr,
               done.stderr)
    done = run("logrotate", "-f", "-s", place.parent / "state", config, **path)
    test.check("operate: logrotate", done.returncode == 0
               and not (place / "beacons.json").exists(), done.stderr)


def check_hours(test, build, temp):
    """The service's command hour after hour, with a rotation between: what was known
    stays known. (Files in place of the server, and the clock of the day.)"""
    place = temp / "logs"
    place.mkdir()
    (place / "beacons.json.1").touch()
    (place / "beacon.ini").write_text((OPERATE / "beacon.ini").read_text(encoding="utf-8"),
                                      encoding="utf-8")
    for number, hour in enumerate((16, 17, 18)):
        if number == 2:
            rotate(test, place)
        done = run(*command_of_unit(build, place), "--now", f"2025-11-20T{hour}:05",
                   "--period", "8", DAY)
        test.check(f"operate: run {number + 1}", done.returncode == 0 and not done.stdout
                   and (place / "latest.html").exists(), done.stderr)
        found = statuses(place / "beacons.json")
        if number == 0:
            test.check("operate: all is new at first", found and set(found) == {"new"}, found)
    known = found.count("known")
    test.check("operate: known after a rotation", known > len(found) / 2, found)


def check_cron(test, build):
    """Lines of cron have a time, a user, and a command with options that there are."""
    text = (OPERATE / "flare_beacon.cron").read_text(encoding="utf-8")
    jobs = [line.split(None, 6) for line in text.splitlines() if line[:1].isdigit()]
    test.equal("operate: cron: lines", len(jobs), LINES_OF_CRON)
    command = jobs[0][6].split("flare_beacon ", 1)[1].split()
    done = run(build / "flare_beacon", *command, "--version")
    test.check("operate: cron: options", done.returncode == 0, done.stderr)


def check_formats(test):
    """What servers and shippers read is well-formed, and dashboards are as they are made."""
    for path in sorted(OPERATE.glob("*.json")):
        test.check(f"operate: {path.name}", json.loads(path.read_text(encoding="utf-8")))
    for kind, name in (("flare", "dashboard.ndjson"), ("ecs", "dashboard-ecs.ndjson")):
        made = run(sys.executable, OPERATE / "make_dashboard.py", kind).stdout
        test.check(f"operate: {name} is as it is made",
                   made == (OPERATE / name).read_text(encoding="utf-8"))
    try:
        import yaml
    except ImportError:
        test.skip("operate: filebeat.yml", "no python3-yaml")
        return
    with open(OPERATE / "filebeat.yml", encoding="utf-8") as config:
        read = yaml.safe_load(config)
    test.check("operate: filebeat.yml", read["filebeat.inputs"][0]["type"] == "filestream"
               and read["output.elasticsearch"]["pipeline"] == "flare-beacons", read)


def check_operating(test, build, temp):
    place = temp / "operate"
    place.mkdir(mode=0o755)
    check_units(test, build, place)
    check_hours(test, build, place)
    check_cron(test, build)
    check_formats(test)
