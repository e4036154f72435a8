#!/usr/bin/env python3
"""engine - real OpenSearch and Elasticsearch servers for tests.

    with Engine("opensearch", "2.19.4") as server:
        server.create_index("logs", {"mappings": {...}})
        server.bulk("logs", documents)
        server.request("GET", "/logs/_count")

    with running("opensearch-2.19.4", "elasticsearch-8.19.0") as servers: ...

The servers are the bare distributions that Maven Central carries. A server
listens on free ports of the loopback interface, keeps its data in a folder of
its own that goes with it, and is ended with the `with`. As root it runs as
`nobody`, for the servers refuse root.

Needs Maven, and Java 17 or 25 in /usr/lib/jvm or where JAVA17_HOME or
JAVA25_HOME say. The servers are unpacked once, into $FLARE_ENGINES or else the
user's cache folder (as root: /var/cache/flare-engines, because `nobody` must be
able to read them). What cannot be had here raises `Unavailable`.

`Engine(..., security=True)` speaks TLS and asks for a user: flare, reader (may
read), writer (also write) or guest (may nothing), see PASSWORD. API keys can't be made: the index
that keeps them needs a module that the bare distributions lack.

Run as a program it keeps one server up until it is interrupted:

    python3 engine.py opensearch-2.19.4 [--security]
"""
import argparse
import atexit
import base64
import contextlib
import hashlib
import http.client
import itertools
import json
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

START_LIMIT_S = 180
STOP_LIMIT_S = 20
HEAP = "512m"
BULK_BYTES = 4 << 20
BULK_THREADS = 2
TYPE_NAME = "doc"  # the mapping type of servers that still have types
PASSWORD = "flare-test"
UNPRIVILEGED = "nobody"


class Release(NamedTuple):
    """A server there is: what it is called, and the Java it needs."""
    product: str
    version: str
    java: int

    @property
    def name(self):
        return f"{self.product}-{self.version}"

    @property
    def major(self):
        return int(self.version.split(".")[0])

    @property
    def is_elasticsearch(self):
        return self.product == "elasticsearch"

    @property
    def has_types(self):
        """Documents have a type in Elasticsearch before 7."""
        return self.is_elasticsearch and self.major < 7

    @property
    def group(self):
        owner = "elasticsearch" if self.is_elasticsearch else "opensearch"
        return f"org.{owner}.distribution.integ-test-zip"


RELEASES = (
    Release("opensearch", "3.4.0", 25),
    Release("opensearch", "2.19.4", 17),
    Release("opensearch", "1.3.20", 17),
    Release("elasticsearch", "9.2.0", 25),
    Release("elasticsearch", "8.19.0", 17),
    Release("elasticsearch", "7.17.28", 17),
    Release("elasticsearch", "6.8.23", 17),
    Release("elasticsearch", "5.6.16", 17),
)


class Unavailable(Exception):
    """This server cannot be had on this machine; the text says why."""


class EngineError(Exception):
    """A server did not start, or refused a request."""


def find_release(name):
    """The release of a name like `opensearch-2.19.4`."""
    for release in RELEASES:
        if release.name == name:
            return release
    raise Unavailable(f"{name}: unknown; there are "
                      + ", ".join(release.name for release in RELEASES))


# What a server needs from this machine ----------------------------------------

def java_version(home):
    """The major version of the Java in a folder, or None."""
    try:
        text = Path(home, "release").read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(r'JAVA_VERSION="(\d+)', text)
    return int(found[1]) if found and Path(home, "bin/java").exists() else None


def find_java(version):
    """The home of a Java of this major version; Unavailable if there is none."""
    named = [os.environ.get(f"JAVA{version}_HOME"), os.environ.get("JAVA_HOME")]
    for home in itertools.chain(filter(None, named), sorted(Path("/usr/lib/jvm").glob("*"))):
        if java_version(home) == version:
            return str(home)
    raise Unavailable(f"no Java {version} in /usr/lib/jvm and JAVA{version}_HOME is not set")


def maven(*arguments):
    """Run Maven; what it printed, or Unavailable."""
    if not shutil.which("mvn"):
        raise Unavailable("Maven (mvn) is not installed")
    done = subprocess.run(["mvn", "-q", "-B", *arguments], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        reason = (done.stdout + done.stderr).strip().splitlines()
        raise Unavailable(f"mvn {arguments[0]} failed: {reason[0] if reason else '?'}")
    return done.stdout


def zip_in(repository, release):
    """Where Maven keeps the zip of a release below a local repository."""
    return Path(repository, *release.group.split("."), release.product, release.version,
                f"{release.name}.zip")


def fetch_zip(release):
    """The zip of a release, fetched by Maven if it is not here yet."""
    usual = zip_in(Path.home() / ".m2/repository", release)
    if usual.exists():
        return usual
    maven("dependency:get", "-Dtransitive=false",
          f"-Dartifact={release.group}:{release.product}:{release.version}:zip")
    if usual.exists():
        return usual
    answer = maven("help:evaluate", "-Dexpression=settings.localRepository", "-DforceStdout")
    return zip_in(re.sub(r"\x1b\[[0-9;]*m", "", answer).strip(), release)


# The archives come without modules. Those of OpenSearch since 2 are on Maven Central one
# by one; of Elasticsearch's there are none.
class Module(NamedTuple):
    """A module of OpenSearch: the class that it starts with, and whom it builds on."""
    name: str
    start: str
    builds_on: str


PAINLESS = Module("lang-painless", "org.opensearch.painless.Painless", "")
INGEST = Module("ingest-common", "org.opensearch.ingest.common.IngestCommon", PAINLESS.name)
DESCRIPTOR = """\
description={name}
version={version}
opensearch.version={version}
java.version=11
name={name}
classname={start}{plugin}
extended.plugins={builds_on}
has.native.controller=false
"""
POLICY = """\
grant {
  permission java.lang.RuntimePermission "createClassLoader";
  permission java.lang.RuntimePermission "getClassLoader";
};
"""


def jar_in(repository, group, name, version):
    return Path(repository, *group.split("."), name, version, f"{name}-{version}.jar")


def jars_of(jar):
    """A jar and those that its description names, and, but where it says not to, theirs."""
    repository = Path.home() / ".m2/repository"
    tree = ElementTree.parse(jar.with_suffix(".pom"))
    space = {"m": "http://maven.apache.org/POM/4.0.0"}
    jars = [jar]
    for needed in tree.iterfind("m:dependencies/m:dependency", space):
        if needed.findtext("m:scope", "compile", space) in ("compile", "runtime"):
            found = jar_in(repository, *(needed.findtext(f"m:{part}", namespaces=space)
                                         for part in ("groupId", "artifactId", "version")))
            alone = needed.find("m:exclusions", space) is not None
            jars += [found] if alone else jars_of(found)
    return jars


def module_jars(module, version):
    group = "org.opensearch.plugin"
    jar = jar_in(Path.home() / ".m2/repository", group, module.name, version)
    if not jar.with_suffix(".pom").exists():
        maven("dependency:get", f"-Dartifact={group}:{module.name}:{version}")
    return jars_of(jar)


def add_module(home, release, module):
    """Of a server whose modules can be had."""
    place = home / "modules" / module.name
    if release.is_elasticsearch or release.major < 2 or place.exists():
        return
    with tempfile.TemporaryDirectory(dir=home / "modules", prefix=".new-") as temp:
        fresh = Path(temp, module.name)
        fresh.mkdir()
        for jar in module_jars(module, release.version):
            shutil.copy(jar, fresh)
        plugin = "ModulePlugin" if release.major > 2 else "Plugin"
        (fresh / "plugin-descriptor.properties").write_text(
            DESCRIPTOR.format(version=release.version, plugin=plugin, **module._asdict()),
            encoding="utf-8")
        (fresh / "plugin-security.policy").write_text(POLICY, encoding="utf-8")
        with contextlib.suppress(OSError):  # somebody else was faster
            fresh.rename(place)


def cache_folder():
    """Where unpacked servers are kept."""
    if os.environ.get("FLARE_ENGINES"):
        return Path(os.environ["FLARE_ENGINES"]).absolute()
    if os.geteuid() == 0:
        return Path("/var/cache/flare-engines")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base, "flare-engines")


def check_reachable(folder):
    """As root, the unprivileged user must be able to read the servers."""
    if os.geteuid() == 0:
        for place in (folder, *folder.parents):
            if not place.stat().st_mode & 0o001:
                raise Unavailable(f"{UNPRIVILEGED} cannot enter {place}; "
                                  "set FLARE_ENGINES to a folder that everybody can enter")


def unpacked(release):
    """The folder of an unpacked release, made if it is not here yet."""
    cache = cache_folder()
    home = cache / release.name
    cache.mkdir(parents=True, exist_ok=True)
    check_reachable(cache)
    if not home.exists():
        with tempfile.TemporaryDirectory(dir=cache, prefix=".unpack-") as temp:
            with zipfile.ZipFile(fetch_zip(release)) as archive:
                archive.extractall(temp)
            fresh = Path(temp, release.name)
            for program in (fresh / "bin").iterdir():
                program.chmod(0o755)
            with contextlib.suppress(OSError):  # somebody else was faster
                fresh.rename(home)
    with contextlib.suppress(Unavailable):  # it does without
        for module in (PAINLESS, INGEST):
            add_module(home, release, module)
    return home


def free_ports(count):
    """Ports of the loopback interface that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for sock in sockets:
            sock.bind(("127.0.0.1", 0))
        return [sock.getsockname()[1] for sock in sockets]


# Users and certificates -------------------------------------------------------

ROLES = """\
reader:
  indices:
    - names: [ '*' ]
      privileges: [ 'read', 'view_index_metadata' ]
writer:
  indices:
    - names: [ '*' ]
      privileges: [ 'read', 'view_index_metadata', 'create_index', 'index' ]
"""


def password_hash(password):
    """A password as the file realm of Elasticsearch keeps it."""
    salt = os.urandom(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 10000, 32)
    encoded = (base64.b64encode(part).decode() for part in (salt, digest))
    return "{PBKDF2}10000$" + "$".join(encoded)


def write_users(config):
    """Users with the same password: flare may all, reader may read, writer also write,
    guest nothing."""
    users = ("flare", "reader", "writer", "guest")
    lines = [f"{user}:{password_hash(PASSWORD)}\n" for user in users]
    (config / "users").write_text("".join(lines), encoding="utf-8")
    (config / "users_roles").write_text("superuser:flare\nreader:reader\nwriter:writer\n", encoding="utf-8")
    (config / "roles.yml").write_text(ROLES, encoding="utf-8")


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def write_certificates(folder):
    """ca.crt, and node.crt and node.key for localhost and 127.0.0.1, signed by it."""
    folder.mkdir()
    ca, ca_key = str(folder / "ca.crt"), str(folder / "ca.key")
    key, request = str(folder / "node.key"), str(folder / "node.csr")
    names = folder / "names"
    names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n", encoding="utf-8")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-subj", "/CN=flare test authority", "-keyout", ca_key, "-out", ca)
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
            "-keyout", key, "-out", request)
    openssl("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial",
            "-days", "2", "-extfile", str(names), "-out", str(folder / "node.crt"))
    # As servers that make their own certificates do: the authority's is sent along.
    with open(folder / "node.crt", "a", encoding="utf-8") as chain:
        chain.write(Path(ca).read_text(encoding="utf-8"))


def fingerprint(path):
    """The SHA-256 of the first certificate in a file, as openssl prints it."""
    done = subprocess.run(["openssl", "x509", "-in", str(path), "-noout", "-fingerprint",
                           "-sha256"], check=True, capture_output=True, encoding="utf-8")
    return done.stdout.strip().split("=")[1]


# Configuration ----------------------------------------------------------------

def server_settings(release, folder, ports, security):
    """The contents of the server's own configuration file, as a dictionary."""
    old = release.has_types
    settings = {
        "cluster.name": f"flare-{os.getpid()}-{ports[0]}",
        "network.host": "127.0.0.1",
        "http.port": ports[0],
        "transport.tcp.port" if old else "transport.port": ports[1],
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "cluster.routing.allocation.disk.threshold_enabled": False,
    }
    if old:
        settings["discovery.zen.ping.unicast.hosts"] = [f"127.0.0.1:{ports[1]}"]
    else:
        settings["discovery.type"] = "single-node"
    if release.is_elasticsearch and not old:
        settings["xpack.security.enabled"] = security
    if security:
        for layer in ("http", "transport"):
            prefix = f"xpack.security.{layer}.ssl"
            settings |= {f"{prefix}.enabled": True,
                         f"{prefix}.key": "certs/node.key",
                         f"{prefix}.certificate": "certs/node.crt",
                         f"{prefix}.certificate_authorities": ["certs/ca.crt"]}
    return settings


def write_config(release, home, folder, settings, security):
    """A configuration folder for one run, made from the one of the distribution."""
    config = folder / "config"
    shutil.copytree(home / "config", config)
    lines = [f"{name}: {json.dumps(value)}\n" for name, value in settings.items()]
    (config / f"{release.product}.yml").write_text("".join(lines), encoding="utf-8")
    unwanted = r"logs/|Xlog|PrintGC|GCLog|GCApplication|TenuringDistribution"
    if release.major == 5:
        unwanted += "|ConcMarkSweep|ParNew|CMS"
    options = (config / "jvm.options").read_text(encoding="utf-8").splitlines()
    kept = [line for line in options if not re.search(unwanted, line)]
    if release.major == 5:
        kept += ["--add-opens=java.base/java.lang=ALL-UNNAMED",
                 "-Djava.security.manager=allow"]
    (config / "jvm.options").write_text("\n".join(kept) + "\n", encoding="utf-8")
    if security:
        write_users(config)
        write_certificates(config / "certs")


def server_environment(release, folder, java):
    """The environment of the server; it sees nothing of the caller's but PATH."""
    config, temp = str(folder / "config"), str(folder / "tmp")
    heap = f"-Xms{HEAP} -Xmx{HEAP}"
    variables = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8",
                 "JAVA_HOME": java, "TMPDIR": temp}
    prefix = "ES" if release.is_elasticsearch else "OPENSEARCH"
    variables |= {f"{prefix}_JAVA_HOME": java, f"{prefix}_JAVA_OPTS": heap,
                  f"{prefix}_PATH_CONF": config, f"{prefix}_TMPDIR": temp}
    if release.major == 5:
        variables["ES_JVM_OPTIONS"] = f"{config}/jvm.options"
    return variables


def give_away(folder):
    """Let the unprivileged user own a folder, if we are root."""
    if os.geteuid() == 0:
        owner = pwd.getpwnam(UNPRIVILEGED)
        for place in (folder, *folder.rglob("*")):
            os.chown(place, owner.pw_uid, owner.pw_gid)


# The server -------------------------------------------------------------------

class Engine:
    """One server. `start()` and `wait()` do separately what `with` does at once, so
    that several can start side by side; `stop()` may be called at any time, and is
    called at the end of the program at the latest."""

    def __init__(self, product, version, security=False):
        self.release = find_release(f"{product}-{version}")
        if security and (not self.release.is_elasticsearch or self.release.has_types):
            raise Unavailable(f"{self.release.name} has no security to switch on")
        self.security = security
        self.host = "127.0.0.1"
        self.port = None
        self.folder = None
        self.home = None
        self.environment = None
        self.process = None

    name = property(lambda self: self.release.name)
    has_scripts = property(lambda self: (self.home / "modules" / PAINLESS.name).exists())
    has_processors = property(lambda self: (self.home / "modules" / INGEST.name).exists())
    url = property(lambda self: f"http{'s' * self.security}://{self.host}:{self.port}")
    ca_file = property(lambda self: str(self.folder / "config/certs/ca.crt"))

    # Start and stop

    def start(self):
        """Start the server; it is not up yet. Unavailable if it cannot be had."""
        java = find_java(self.release.java)
        home = unpacked(self.release)
        self.folder = Path(tempfile.mkdtemp(prefix=f"{self.name}-"))
        atexit.register(self.stop)
        for name in ("data", "logs", "tmp"):
            (self.folder / name).mkdir()
        ports = free_ports(2)
        self.port = ports[0]
        settings = server_settings(self.release, self.folder, ports, self.security)
        write_config(self.release, home, self.folder, settings, self.security)
        give_away(self.folder)
        self.home, self.environment = home, server_environment(self.release, self.folder, java)
        self.launch()
        return self

    def launch(self):
        """Start the process, for the first time or after `kill()`: same ports and data."""
        command = [str(self.home / "bin" / self.release.product)]
        if self.release.major == 5:
            command.append(f"-Epath.conf={self.folder / 'config'}")
        user = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam(UNPRIVILEGED)
            user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        with open(self.folder / "console", "wb") as console:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=console, stderr=subprocess.STDOUT, start_new_session=True, **user)

    def wait(self, limit_s=START_LIMIT_S):
        """Return when the server answers; EngineError if it does not."""
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise EngineError(f"{self.name} ended while starting:\n{self._last_words()}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.exchange("GET", "/_cluster/health")[0] == 200:
                    return self
            time.sleep(0.3)
        raise EngineError(f"{self.name} does not answer:\n{self._last_words()}")

    def _last_words(self):
        text = (self.folder / "console").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-15:])

    def stop(self):
        """End the server, if it runs, and remove what it kept."""
        if self.process and self.process.poll() is None:
            self._signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                self._signal(signal.SIGKILL)
                self.process.wait()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.stop)

    def kill(self):
        """End the process as a power cut would; its data stay."""
        self._signal(signal.SIGKILL)
        self.process.wait()

    def _signal(self, number):
        """Signal the process group of the server: it has one of its own."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def __enter__(self):
        try:
            return self.start().wait()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_):
        self.stop()

    # Requests

    def _connection(self):
        if not self.security:
            return http.client.HTTPConnection(self.host, self.port, timeout=120)
        context = ssl.create_default_context(cafile=self.ca_file)
        return http.client.HTTPSConnection(self.host, self.port, timeout=120, context=context)

    def exchange(self, method, path, body=None, user="flare"):
        """Send a request; (status, body as bytes) whatever the status.

        `body` is a string, bytes, or anything that JSON can say.
        """
        headers = {}
        if body is not None:
            headers["Content-Type"] = "application/json"
            if not isinstance(body, (bytes, str)):
                body = json.dumps(body)
            if isinstance(body, str):
                body = body.encode()
        if self.security:
            login = base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()
            headers["Authorization"] = f"Basic {login}"
        connection = self._connection()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def request(self, method, path, body=None):
        """Send a request; the decoded answer. EngineError if it is refused."""
        status, answer = self.exchange(method, path, body)
        if status >= 400:
            raise EngineError(f"{self.name}: {method} {path}: {status} {answer[:500]!r}")
        return json.loads(answer) if answer else None

    # Indices

    def _typed(self, body):
        """An index body with its mapping under a type, where the server wants one."""
        if self.release.has_types and "mappings" in body:
            return {**body, "mappings": {TYPE_NAME: body["mappings"]}}
        return body

    def create_index(self, index, body=None):
        """Make an index; `body` is as for typeless servers. One shard, no replicas."""
        body = self._typed(body or {})
        settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": -1}
        body = {**body, "settings": settings | body.get("settings", {})}
        self.request("PUT", f"/{index}", body)

    def put_mapping(self, index, properties):
        """Add fields to the mapping of an index."""
        kind = f"/{TYPE_NAME}" if self.release.has_types else ""
        self.request("PUT", f"/{index}/_mapping{kind}", {"properties": properties})

    def put_template(self, name, pattern, body):
        """Make new indices whose names fit a pattern start with this body."""
        key = "template" if self.release.major == 5 else "index_patterns"
        self.request("PUT", f"/_template/{name}", {key: pattern, **self._typed(body)})

    def delete_index(self, index):
        """Remove an index, if there is one."""
        self.exchange("DELETE", f"/{index}?ignore_unavailable=true")

    def count(self, index):
        """How many documents an index holds."""
        return self.request("GET", f"/{index}/_count")["count"]

    def open_scrolls(self):
        """How many scroll contexts are open on the server."""
        nodes = self.request("GET", "/_nodes/stats/indices/search")["nodes"]
        return sum(node["indices"]["search"]["open_contexts"] for node in nodes.values())

    def bulk(self, index, documents):
        """Index documents, each a dictionary or the bytes of a line of JSON; their
        number, once they can all be found."""
        kind = f"/{TYPE_NAME}" if self.release.has_types else ""
        path = f"/{index}{kind}/_bulk?filter_path=errors,items.*.error"
        total = 0
        with ThreadPoolExecutor(BULK_THREADS) as pool:
            pending = set()
            for body, count in bulk_bodies(documents):
                if len(pending) > BULK_THREADS:
                    done, pending = wait(pending, return_when=FIRST_COMPLETED)
                    check_bulk(done)
                pending.add(pool.submit(self.request, "POST", path, body))
                total += count
            check_bulk(pending)
        self.request("POST", f"/{index}/_refresh")
        return total


def bulk_bodies(documents):
    """Yield (body, number of documents) for bulk requests of some megabytes."""
    lines, size = [], 0
    for document in documents:
        line = document if isinstance(document, bytes) else json.dumps(document).encode()
        lines.append(b'{"index":{}}\n' + line.rstrip(b"\n") + b"\n")
        size += len(line)
        if size >= BULK_BYTES:
            yield b"".join(lines), len(lines)
            lines, size = [], 0
    if lines:
        yield b"".join(lines), len(lines)


def check_bulk(requests):
    """EngineError if one of these bulk requests or of their documents was refused."""
    for request in requests:
        answer = request.result()
        if answer.get("errors"):
            raise EngineError(f"bulk: {json.dumps(answer['items'][:1])[:500]}")


@contextlib.contextmanager
def running(*names, security=False):
    """Several servers, started side by side, as a list in the order of their names."""
    with contextlib.ExitStack() as stack:
        servers = []
        for name in names:
            server = Engine(*name.rsplit("-", 1), security=security)
            stack.callback(server.stop)
            servers.append(server.start())
        for server in servers:
            server.wait()
        yield servers


def end_on_sigterm():
    """Make SIGTERM leave every `with`, so that no server is left behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="?", help="absent: list what there is")
    parser.add_argument("--security", action="store_true",
                        help="TLS and users (Elasticsearch 7 and later)")
    args = parser.parse_args()
    if not args.name:
        print("\n".join(release.name for release in RELEASES))
        return
    end_on_sigterm()
    with running(args.name, security=args.security) as [server]:
        print(f"{server.name} answers at {server.url}", flush=True)
        if args.security:
            print(f"user flare, reader, writer or guest, password {PASSWORD}, CA {server.ca_file}",
                  flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.process.wait()


if __name__ == "__main__":
    try:
        main()
    except (Unavailable, EngineError) as problem:
        sys.exit(f"engine: {problem}")
