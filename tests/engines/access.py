"""access - checks of who may in, and by which way: TLS, passwords, keys, tokens,
certificates, several nodes, a proxy.
"""
import contextlib
import socket
import ssl

import engine
import faults
import shapes
import write_back
from scene import CONFIG, SELKS_INDEX, SELKS_INI, Scene


def check_trust(scene, run, expected):
    """By fingerprint; and the password from everywhere it may be."""
    certs = scene.server.folder / "config/certs"
    word = scene.temp / "password"
    word.write_text(f"{engine.PASSWORD}\n", encoding="utf-8")
    word.chmod(0o600)
    for which in ("node.crt", "ca.crt"):
        mark = engine.fingerprint(certs / which)
        scene.same_rows(f"TLS: fingerprint of {which}", run("reader", "--fingerprint", mark),
                        expected)
    scene.test.error(scene.name("TLS: wrong fingerprint"),
                     run("reader", "--fingerprint", "00" * 32), str(scene.server.port))
    ca = ("--ca-file", scene.server.ca_file)
    scene.same_rows("password_file", run("reader", *ca, "--password_file", word, password=""),
                    expected)
    word.chmod(0o644)
    done = run("reader", *ca, "--password_file", word, password="")
    scene.test.check(scene.name("password_file that others can read"),
                     "chmod 600" in done.stderr, done.stderr)
    (scene.temp / ".netrc").write_text(
        f"machine {scene.server.host} login reader password {engine.PASSWORD}\n",
        encoding="utf-8")
    ini = scene.ini(SELKS_INI, use_ssl="true")
    done = scene.beacon.run(*scene.options(ini, SELKS_INDEX), *ca, "--csv_out", "-",
                            more_environment={"HOME": str(scene.temp)})
    scene.same_rows("netrc", done, expected)


def client_context(folder):
    """TLS that asks for a client's certificate; the authority signs both."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "node.crt", folder / "node.key")
    context.load_verify_locations(folder / "ca.crt")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


@contextlib.contextmanager
def silent_node():
    """The port of a listener whose queue is full: like a host that is switched off, it
    answers nothing to who wants to connect."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def check_ways(scene):
    """Keys and tokens, several nodes, a proxy, a client's certificate."""
    expected = scene.expected(SELKS_INI)
    for name, told, header in (
            ("API key, encoded", {"FLARE_ES_API_KEY": "aWQ6a2V5"}, "ApiKey aWQ6a2V5"),
            ("API key, id:key", {"FLARE_ES_API_KEY": "id:key"}, "ApiKey aWQ6a2V5"),
            ("bearer token", {"FLARE_ES_TOKEN": "abc.def"}, "Bearer abc.def")):
        with faults.Road(scene.server.port) as road:
            done = scene.beacon.run(
                *scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port), "--debug",
                "--csv_out", "-", more_environment=told)
        scene.same_rows(name, done, expected)
        scene.test.equal(scene.name(f"{name}: what was sent"), road.authorizations, {header})
        scene.test.check(scene.name(f"{name}: not shown"),
                         header.split()[1] not in done.stderr, "it is in the log")
    done = scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX), "-v", "-eh",
                     f"127.0.0.1:1, {scene.server.host}:{scene.server.port}")
    scene.same_rows("the second of two nodes", done, expected)
    with silent_node() as port:
        done = scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX), "-et", 2, "-eh",
                         f"127.0.0.1:{port}, {scene.server.host}:{scene.server.port}")
    scene.same_rows("the first of two nodes is silent", done, expected)
    with faults.Road(scene.server.port) as road:
        done = scene.csv(*scene.options(CONFIG / SELKS_INI, SELKS_INDEX), "-eh",
                         "elastic.invalid", "--proxy", f"http://127.0.0.1:{road.port}")
    scene.same_rows("through a proxy", done, expected)
    scene.test.equal(scene.name("proxy: asked for"), road.proxied,
                     {f"elastic.invalid:{scene.server.port}"})
    certs = scene.temp / f"certs-{scene.server.name}"
    engine.write_certificates(certs)
    with faults.Road(scene.server.port, tls=client_context(certs)) as road:
        options = [*scene.options(CONFIG / SELKS_INI, SELKS_INDEX, port=road.port),
                   "--use_ssl", "--ca_file", certs / "ca.crt"]
        done = scene.csv(*options, "--client_cert", certs / "node.crt", "--client_key",
                         certs / "node.key")
        scene.same_rows("with a client's certificate", done, expected)
        scene.test.error(scene.name("without a client's certificate"), scene.csv(*options),
                         str(road.port))


def check_security(test, beacon, release, temp):
    """TLS, passwords and rights, on a server of its own that has them."""
    with engine.Engine(release.product, release.version, security=True) as server:
        scene = Scene(test, beacon, server, temp)
        server.create_index(SELKS_INDEX, shapes.mapping("selks"))
        server.bulk(SELKS_INDEX, shapes.documents("selks", scene.records))
        ca = ("--ca-file", server.ca_file)

        def run(user, *options, **changes):
            login = {"use_ssl": "true", "username": user, "password": engine.PASSWORD}
            ini = scene.ini(SELKS_INI, **(login | changes))
            ini.chmod(0o600)
            return scene.csv(*scene.options(ini, SELKS_INDEX), *options)

        expected = scene.expected(SELKS_INI)
        scene.same_rows("TLS: reader", run("reader", *ca), expected)
        scene.same_rows("TLS: unverified when told so", run("reader", "--insecure"), expected)
        test.error(scene.name("TLS: unknown authority"), run("reader"), str(server.port))
        wrong = run("reader", *ca, password="wrong-word")
        test.error(scene.name("TLS: wrong password"), wrong, str(server.port))
        test.check(scene.name("TLS: password is not shown"), "wrong-word" not in wrong.stderr,
                   wrong.stderr)
        check_trust(scene, run, expected)
        write_back.check_rights(scene, lambda user, *options: run(user, *ca, *options))
        test.error(scene.name("TLS: no rights"), run("guest", *ca), SELKS_INDEX)
        test.error(scene.name("TLS: asked without TLS"),
                   run("reader", use_ssl="false"), str(server.port))
        scene.no_scrolls("TLS")
