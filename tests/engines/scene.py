"""scene - one server that is up, and what a check needs to run flare_beacon against it.
"""
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import checks  # noqa: E402  (found by the line above)
import flare  # noqa: E402
import shapes  # noqa: E402

DAY = ROOT / "examples/day/eve.json.gz"
CONFIG = ROOT / "config"
NOW = "2025-11-21T00:10:00Z"
PERIOD_H = 26
MIN_OCCUR, MIN_PERCENT = 10, 5

# (ini file, shape of the documents, index): what is loaded and read again.
SETS = (
    ("selks.ini", "selks", "logstash-flow-2025.11.20"),
    ("selks.ini", "eve-dotted", "dotted-2025.11.20"),
    ("eve.ini", "eve-raw", "logstash-2025.11.20"),
    ("ecs-suricata.ini", "ecs-suricata", "filebeat-suricata-2025.11.20"),
    ("ecs-zeek.ini", "ecs-zeek", "filebeat-zeek-2025.11.20"),
    ("zeek.ini", "zeek", "zeek-2025.11.20"),
)
SELKS_INI, _, SELKS_INDEX = SETS[0]

# The same for those read once, with a few threads.
MORE_SETS = (
    ("aws-vpc.ini", "aws-vpc", "logs-aws.vpcflow-default"),
    ("bro.ini", "bro", "logstash-bro-2025.11.20"),
    ("corelight-ecs.ini", "corelight-ecs", "logs-corelight.conn-default"),
    ("ecs-suricata-agent.ini", "ecs-suricata-agent", "logs-suricata.eve-default"),
    ("ecs-zeek-agent.ini", "ecs-zeek-agent", "logs-zeek.connection-default"),
    ("elastiflow4.ini", "elastiflow4", "elastiflow-4.0.1-2025.11.20"),
    ("eve-netflow.ini", "eve-netflow", "logstash-netflow-2025.11.20"),
    ("filebeat-netflow.ini", "filebeat-netflow", "filebeat-netflow-2025.11.20"),
    ("malcolm.ini", "malcolm", "arkime_sessions3-251120"),
    ("packetbeat.ini", "packetbeat", "packetbeat-8-2025.11.20"),
    ("packetbeat5.ini", "packetbeat5", "packetbeat-5-2025.11.20"),
    ("securityonion.ini", "securityonion", "logs-zeek-so"),
    ("securityonion-suricata.ini", "securityonion-suricata", "logs-suricata-so"),
    ("securityonion23.ini", "securityonion23", "so-zeek-2025.11.20"),
    ("wazuh.ini", "wazuh", "wazuh-archives-4.x-2025.11.20"),
    ("zeek-streaming.ini", "zeek-streaming", "zeek-streaming-2025.11.20"),
)


class Scene:
    """One server, and what is needed to run flare_beacon against it."""

    def __init__(self, test, beacon, server, temp):
        self.test = test
        self.beacon = beacon
        self.server = server
        self.temp = temp
        self.n_inis = 0
        self.records = list(shapes.read_eve(DAY))
        self.flows = self.seen_as("selks")

    def name(self, text):
        return f"{self.server.name} {text}"

    def flow_records(self, shape):
        """The EVE flow records that say what the documents of a shape do."""
        return [view for record in self.records if record["event_type"] == "flow"
                for view in shapes.views(shape, record)]

    def seen_as(self, shape):
        """The flows among the documents of a shape, for the reference."""
        return list(filter(None, map(flare.flow_of, self.flow_records(shape))))

    def options(self, ini, index=None, port=None, period=PERIOD_H, now=NOW):
        """The command line but for what a check is about."""
        options = ["-c", ini, "-eh", self.server.host, "-ep", port or self.server.port,
                   "--now", now, "-pd", period, "-mo", MIN_OCCUR, "-mp", MIN_PERCENT]
        return options + (["--es_index", index] if index else [])

    def csv(self, *arguments):
        return self.beacon.run(*arguments, "--csv_out", "-")

    def ini(self, base, **changes):
        """A changed copy of one of our ini files; every call makes a new one."""
        settings = checks.read_ini(CONFIG / base) | changes
        self.n_inis += 1
        return checks.write_ini(self.temp / f"changed-{self.n_inis}.ini", settings)

    def expected(self, base, flows=None):
        """The rows the reference finds, with the settings of an ini file."""
        ini = checks.read_ini(CONFIG / base)
        settings = flare.Settings(MIN_OCCUR, MIN_PERCENT, int(ini.get("window", 2)),
                                  int(ini.get("min_interval", 30)), PERIOD_H,
                                  flare.parse_now(NOW))
        return flare.find_beacons(self.flows if flows is None else flows, settings)

    def same_rows(self, name, done, expected):
        """Check that a run gave these rows."""
        name = self.name(name)
        if done.returncode:
            self.test.check(name, False, f"status {done.returncode}: {done.stderr}")
            return
        try:
            self.test.rows(name, checks.parse_rows(done.stdout), expected)
        except (RuntimeError, ValueError) as problem:
            self.test.check(name, False, problem)

    def no_scrolls(self, name):
        """Check that nothing is left open on the server."""
        self.test.equal(self.name(f"{name}: open scrolls"), self.server.open_scrolls(), 0)
