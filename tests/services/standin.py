"""standin - a server on loopback that answers as OTX, AbuseIPDB and GreyNoise document,
and, where a test wants it, as they should not.

What is asked decides what comes: see `World`. Each request is kept, with its time, so that
a test can tell what was sent, how often, how many at once, and with which headers.
"""
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

KEYS = {"otx": "otx-secret-0123456789abcdef", "abuseipdb": "abuse-secret-0123456789abcdef",
        "greynoise": "noise-secret-0123456789abcdef"}
HEADERS = {"otx": "X-OTX-API-KEY", "abuseipdb": "Key", "greynoise": "key"}


def otx_reply(subject, pulses=(), validation=(), count=None):
    """What OTX says in its section `general`, as far as it matters and some of the rest."""
    return {
        "sections": ["general", "geo", "reputation", "url_list", "passive_dns"],
        "whois": "http://whois.domaintools.com/" + subject,
        "indicator": subject,
        "validation": list(validation),
        "pulse_info": {
            "count": len(pulses) if count is None else count,
            "pulses": [{"id": f"{i:024x}", "name": name, "tags": ["c2", "name"],
                        "author": {"username": "somebody", "id": "1"},
                        "references": ["https://report.example/1"]}
                       for i, name in enumerate(pulses)],
            "references": [],
            "related": {"other": {"adversary": [], "industries": []}},
        },
        "false_positive": [],
    }


def abuseipdb_reply(subject, score=0, reports=0, whitelisted=None):
    """What the CHECK endpoint says."""
    return {"data": {"ipAddress": subject, "isPublic": True, "ipVersion": 4,
                     "isWhitelisted": whitelisted, "abuseConfidenceScore": score,
                     "countryCode": "CN", "usageType": "Data Center/Web Hosting/Transit",
                     "isp": "Some Host", "domain": "host.example", "hostnames": [],
                     "totalReports": reports, "numDistinctUsers": reports,
                     "lastReportedAt": None}}


def greynoise_reply(subject, noise=False, riot=False, classification="unknown",
                    name="unknown"):
    """What the community API says of an address that it has seen."""
    return {"ip": subject, "noise": noise, "riot": riot, "classification": classification,
            "name": name, "link": "https://viz.greynoise.io/ip/" + subject,
            "last_seen": "2025-11-20", "message": "Success"}


class Asked:
    """A request that came."""

    def __init__(self, service, subject, path, headers):
        self.service, self.subject, self.path, self.headers = service, subject, path, headers
        self.at = time.monotonic()


class World:
    """What the server says. `says` has replies by subject, or by service and subject: JSON, a number (a status), a
    pair of status and headers, or a function of the handler and how often it was asked
    that; what is not in it is harmless."""

    def __init__(self, says=None, keys=None, delay=0.0, otherwise=None):
        self.says = says or {}
        self.keys = KEYS if keys is None else keys
        self.delay = delay
        self.otherwise = otherwise
        self.asked = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()

    def times(self, subject):
        """How often something was asked about."""
        return sum(1 for asked in self.asked if asked.subject == subject)

    def subjects(self):
        """What was asked about, in order."""
        return [asked.subject for asked in self.asked]


def split(path):
    """The service and the subject of a request; None: it is none of theirs."""
    parts = urlsplit(path)
    words = parts.path.strip("/").split("/")
    if words[:3] == ["api", "v1", "indicators"] and len(words) == 6 and words[5] == "general":
        return "otx", unquote(words[4])
    if words == ["api", "v2", "check"]:
        return "abuseipdb", parse_qs(parts.query).get("ipAddress", [""])[0]
    if words[:2] == ["v3", "community"] and len(words) == 3:
        return "greynoise", unquote(words[2])
    return None, parts.path


def harmless(service, subject):
    """What a service says of what it knows nothing about."""
    return {"otx": otx_reply(subject), "abuseipdb": abuseipdb_reply(subject),
            "greynoise": 404}.get(service, 404)


class Handler(BaseHTTPRequestHandler):
    """One connection, which may be kept."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # header and body are two writes

    def log_message(self, *_):
        """Nothing: tests look at `World.asked`."""

    def send(self, status, body=b"", headers=None):
        """A whole reply."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def cut(self):
        """A reply that ends before it has come to its end."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"indicator": "')
        self.wfile.flush()
        self.close_connection = True
        self.connection.close()

    def answer(self, service, subject):
        """By what the world has for it."""
        world = self.server.world
        # The header's name stands in any case, but the key in none other.
        key = self.headers.get(HEADERS.get(service, "-"))
        if service in world.keys and world.keys[service] and key != world.keys[service]:
            refused = {"error": "invalid key"} if key else {"error": "key is missing"}
            self.send(403 if service == "otx" else 401, json.dumps(refused).encode())
            return
        say = world.says.get((service, subject), world.says.get(subject, world.otherwise))
        if say is None:
            say = harmless(service, subject)
        if callable(say):
            say = say(self, world.times(subject))
        if say is None:  # it has answered by itself
            return
        if isinstance(say, int):
            say = (say, {})
        if isinstance(say, tuple):
            self.send(say[0], b'{"error": "so it is"}', say[1])
        elif isinstance(say, bytes):
            self.send(200, say)
        else:
            self.send(200, json.dumps(say).encode())

    def do_GET(self):  # pylint: disable=invalid-name
        """The one method that there is."""
        world = self.server.world
        service, subject = split(self.path)
        with world.lock:
            world.asked.append(Asked(service, subject, self.path, dict(self.headers)))
            world.at_once += 1
            world.most_at_once = max(world.most_at_once, world.at_once)
        try:
            if world.delay:
                time.sleep(world.delay)
            self.answer(service, subject)
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            with world.lock:
                world.at_once -= 1


class Server(ThreadingHTTPServer):
    """As a context: `with StandIn(world) as server: ... server.url`."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, world, tls=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.world = world
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.server_address[1]}"
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def handle_error(self, request, client_address):
        """A client that goes away is none."""

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
