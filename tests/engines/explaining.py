"""explaining - checks of what is said of an index: by --explain-query, by itself when
nothing comes of it, and by -c auto, which takes the configuration that fits.
"""
import checks
import shapes
from scene import CONFIG, DAY, MORE_SETS, SELKS_INDEX, SELKS_INI, SETS


def check_explain(scene):
    """What --explain-query says of an index that fits, and of one that does not."""
    flows = sum(record["event_type"] == "flow" for record in scene.records)
    done = scene.beacon.run(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX), "--explain_query")
    lines = done.stdout.splitlines()
    scene.test.check(scene.name("explain: clauses"),
                     any(line.split()[:1] == [f"{len(scene.records)}"] and "in the index" in line
                         for line in lines) and
                     any(line.split()[:1] == [f"{flows}"] and "event_type: flow" in line
                         for line in lines), done.stdout + done.stderr)
    scene.test.check(scene.name("explain: time"),
                     "@timestamp: from 2025-11-20T00:0" in done.stdout and
                     "to 2025-11-21T00:0" in done.stdout, done.stdout)
    done = scene.beacon.run(*scene.options(CONFIG / "ecs-zeek.ini", SELKS_INDEX),
                            "--explain_query")
    scene.test.check(scene.name("explain: another ecosystem's index"),
                     done.returncode == 0 and "this leaves none" in done.stdout and
                     "-c selks.ini fits" in done.stdout and
                     lacks(done.stdout, "field_source_ip", "source.ip", "src_ip") and
                     lacks(done.stdout, "field_destination_ip", "destination.ip", "dest_ip") and
                     lacks(done.stdout, "field_destination_port", "destination.port",
                           "dest_port"),
                     done.stdout + done.stderr)
    for ini, shape, index in SETS[1:] + MORE_SETS:
        other = "wazuh.ini" if ini != "wazuh.ini" else SELKS_INI
        done = scene.beacon.run(*scene.options(CONFIG / other, index), "--explain_query")
        settings = checks.read_ini(CONFIG / ini)
        wrong = [key for key in ("field_source_ip", "field_destination_ip",
                                 "field_destination_port")
                 if not lacks(done.stdout, key, checks.read_ini(CONFIG / other)[key],
                              settings[key])]
        scene.test.check(scene.name(f"explain: what {shape} calls a flow"),
                         done.returncode == 0 and not wrong and " fits " in done.stdout,
                         f"{wrong} {done.stdout} {done.stderr}")
    scene.no_scrolls("explain")


def lacks(report, key, name, likely):
    """Does a report say that a field is missing, and first of all that it is called so?"""
    for line in report.splitlines():
        words = line.replace(",", " ").split()
        if words[:2] == [key, name]:
            return words[2:6] == ["may", "be", "called", likely]
    return False


def check_explain_nothing(scene):
    """Why nothing came, in a few lines: the period, the event, the field."""
    selks = CONFIG / SELKS_INI
    cases = (
        ("a period after all", scene.options(selks, SELKS_INDEX, now="2026-01-01T00:00:00Z"),
         ("the newest flow is of 2025-11-21T00:00:", "begins at 2025-12-30T22:00:00Z", "-pd")),
        ("a period before all", scene.options(selks, SELKS_INDEX, now="2020-01-01T00:00:00Z"),
         ("the oldest flow is of 2025-11-20T00:0", "ends at 2020-01-01T00:00:00Z", "--to")),
        ("an event that is none", scene.options(scene.ini(SELKS_INI, event_type="nosuchtype"),
                                                SELKS_INDEX),
         ("event_type is: flow (", "-c selks.ini fits", "event_type: nosuchtype")),
        ("no such event field", scene.options(scene.ini(SELKS_INI, event_key="nosuchkey"),
                                              SELKS_INDEX),
         ("nosuchkey may be called event_type here", "-c selks.ini fits")),
        ("no such field", scene.options(scene.ini(SELKS_INI, field_source_ip="nosuch_ip"),
                                        SELKS_INDEX),
         ("nosuch_ip may be called src_ip here", "-c selks.ini fits", "field_source_ip")),
        ("another ecosystem", scene.options(CONFIG / "zeek.ini", SELKS_INDEX),
         ("id.orig_h may be called src_ip here, id.resp_h dest_ip, id.resp_p dest_port",
          "-c selks.ini fits", "field_source_ip")),
        ("a filter", scene.options(scene.ini(SELKS_INI, filter="dest_port:4711"), SELKS_INDEX),
         ("that match dest_port:4711",)),
    )
    for name, options, words in cases:
        done = scene.csv(*options)
        scene.test.error(scene.name(f"nothing: {name}"), done, *words)
        scene.test.check(scene.name(f"nothing: {name}: in short"),
                         done.stderr.count("\n") <= 5, done.stderr)
    scene.no_scrolls("nothing")


def picked(done):
    """The ini file that -c auto says it took."""
    found = [line.split()[2] for line in done.stderr.splitlines()
             if line.startswith("-c auto: ") and " fits " in line]
    return found[0] if len(found) == 1 else None


def check_auto_of(scene, ini, shape, index):
    """-c auto takes the ini file of an index, and gives the same bytes as that."""
    done = scene.csv(*scene.options("auto", index))
    own = scene.csv(*scene.options(CONFIG / ini, index))
    # What selks.ini and eve.ini say of fields is the same; the index's name tells.
    expected = "eve.ini" if shape == "eve-dotted" else ini
    scene.test.equal(scene.name(f"auto: {shape}"), picked(done), expected)
    scene.test.check(scene.name(f"auto: {shape}: the same table"),
                     done.returncode == own.returncode == 0 and
                     done.stdout == own.stdout != "", done.stderr)


def check_auto(scene):
    """Every index gets its ini file, whatever else lies on the server."""
    for ini, shape, index in SETS + MORE_SETS:
        check_auto_of(scene, ini, shape, index)
    login = checks.write_ini(scene.temp / "login.ini", {
        "es_host": scene.server.host, "es_port": scene.server.port, "es_index": SELKS_INDEX})
    options = scene.options(login)[:2] + scene.options(login)[6:]
    done = scene.csv(*options, "-c", "auto")
    scene.same_rows("auto: server and index from a file of one's own", done,
                    scene.expected(SELKS_INI))
    scene.test.equal(scene.name("auto: and the ini file from it"), picked(done), SELKS_INI)
    flows = [flow for flow in scene.flows if flow.port == 80]
    done = scene.csv(*scene.options("auto", SELKS_INDEX), "--filter", "dest_port:80")
    scene.same_rows("auto: with a filter", done, scene.expected(SELKS_INI, flows))
    malcolm = dict((ini, (shape, index)) for ini, shape, index in MORE_SETS)["malcolm.ini"]
    flows = [flow for flow in scene.seen_as(malcolm[0]) if flow.port == 80]
    done = scene.csv(*scene.options("auto", malcolm[1]), "--filter", "destination.port:80")
    scene.same_rows("auto: with a filter beside the ini file's", done,
                    scene.expected("malcolm.ini", flows))
    done = scene.csv(*scene.options("auto", SELKS_INDEX, now="2026-01-01T00:00:00Z"))
    scene.test.error(scene.name("auto: nothing in the period"), done, "selks.ini fits",
                     "none in the period", "the newest flow is of 2025-11-21T00:00:")
    both = ",".join(index for _, _, index in SETS[3:5])
    done = scene.csv(*scene.options("auto", both))
    scene.test.check(scene.name("auto: two kinds of flows"), picked(done) == "ecs-zeek.ini" and
                     "also fits: ecs-suricata.ini (" in done.stderr, done.stderr)
    done = scene.beacon.run(*scene.options("auto", SELKS_INDEX), "--explain_query")
    scene.test.check(scene.name("auto: explained"), done.returncode == 0 and
                     "event_type: flow" in done.stdout, done.stdout + done.stderr)
    scene.no_scrolls("auto")


def check_auto_mixed(scene):
    """Zeek's logs in one index, without a _path: only those of conn.log are flows."""
    connections = list(shapes.documents("zeek", scene.records))
    beside = [{key: value for key, value in record.items()
               if key == "ts" or key == "uid" or key.startswith("id.")} | {"query": "a.example"}
              for record in connections[::2]]
    for index, documents in (("zeek-mixed", connections + beside), ("zeek-dns", beside)):
        scene.server.create_index(index, shapes.mapping("zeek"))
        scene.server.bulk(index, documents)
    done = scene.csv(*scene.options("auto", "zeek-mixed"))
    scene.same_rows("auto: Zeek's logs in one index", done,
                    scene.expected("zeek.ini", scene.seen_as("zeek")))
    scene.test.check(scene.name("auto: what leaves the other logs out"),
                     picked(done) == "zeek.ini" and "_exists_:conn_state" in done.stderr,
                     done.stderr)
    scene.test.error(scene.name("auto: Zeek without conn.log"),
                     scene.csv(*scene.options("auto", "zeek-dns")), "-c auto: ")
    for index in ("zeek-mixed", "zeek-dns"):
        scene.server.delete_index(index)


def check_auto_misfit(scene):
    """Nothing that fits: what was tried, and what there is."""
    index = "no-flows"
    scene.server.create_index(index, {})
    scene.server.bulk(index, [{"@timestamp": "2025-11-20T10:00:00Z", "who": {"srcIp": "10.0.0.1"},
                               "message": "no flow"}])
    scene.test.error(scene.name("auto: no flows"), scene.csv(*scene.options("auto", index)),
                     "none of the 21 configurations fits", "fields: source: who.srcIp")
    scene.server.delete_index(index)
    scene.server.create_index(index, {})
    scene.server.bulk(index, [{"@timestamp": "2025-11-20T10:00:00Z", "message": "no flow"}])
    done = scene.csv(*scene.options("auto", index))
    scene.test.error(scene.name("auto: no addresses"), done, "configurations fits")
    scene.test.check(scene.name("auto: a time is not taken for a flow"),
                     "looks like" not in done.stderr, done.stderr)
    scene.server.delete_index(index)
    scene.server.create_index(index, shapes.mapping("selks"))
    scene.server.bulk(index, [record for record in shapes.documents("selks", scene.records)
                              if record["event_type"] != "flow"])
    done = scene.csv(*scene.options("auto", index))
    scene.test.error(scene.name("auto: all but the flows"), done, "event_type is: tls (",
                     "but no flow; tried: eve.ini (event_type: flow)")
    scene.server.delete_index(index)
    for index in ("nosuch-index", "nosuch-*"):
        scene.test.error(scene.name(f"auto: {index}"), scene.csv(*scene.options("auto", index)),
                         index)
    scene.test.error(scene.name("no such pattern"),
                     scene.csv(*scene.options(CONFIG / SELKS_INI, "nosuch-*")),
                     "no index matches nosuch-*", "_cat/indices lists", "-c auto")
    scene.test.error(scene.name("auto: files"),
                     scene.csv(*scene.options("auto"), DAY), "-c auto", "leave it out")


def check_auto_alone(scene):
    """Without an index: that of the ini file whose flows the server has. Takes all
    indices away."""
    for _, _, index in SETS[1:]:
        scene.server.delete_index(index)
    done = scene.csv(*scene.options("auto"))
    scene.test.equal(scene.name("auto: a SELKS"), picked(done), SELKS_INI)
    scene.same_rows("auto: a SELKS", done, scene.expected(SELKS_INI))
    scene.server.delete_index(SELKS_INDEX)
    for ini, shape, index in (("wazuh.ini", "wazuh", "wazuh-archives-4.x-2025.11.20"),
                              ("zeek.ini", "zeek", "zeek-2025.11.20"),
                              ("securityonion.ini", "securityonion", "logs-zeek-so")):
        scene.server.create_index(index, shapes.mapping(shape))
        scene.server.bulk(index, shapes.documents(shape, scene.records))
        done = scene.csv(*scene.options("auto"))
        scene.test.equal(scene.name(f"auto: a server with {shape}"), picked(done), ini)
        scene.same_rows(f"auto: a server with {shape}", done,
                        scene.expected(ini, scene.seen_as(shape)))
        scene.server.delete_index(index)
    scene.test.error(scene.name("auto: an empty server"), scene.csv(*scene.options("auto")),
                     "logstash-flow-*", "logs-zeek-so*", "_cat/indices")
    scene.no_scrolls("auto alone")
