"""faults - a road to a real server on which things go wrong on command.

    with Road(server.port, Fault("429", times=2)) as road:
        ... run flare_beacon against road.port ...

What a real server won't do when asked: cut a reply, answer 429, drop a scroll, fail a
shard. Every request is passed on to the server but those that the fault takes: search
requests, or those with another `part` in their path, from its `first` on, `times` of
them. The protocol spoken is the servers' own.
"""
import contextlib
import gzip
import http.client
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OVERLOAD = {"error": {"root_cause": [{"type": "circuit_breaking_exception",
                                      "reason": "[parent] Data too large"}]}, "status": 429}
LOST_SCROLL = {"error": {"root_cause": [{"type": "search_context_missing_exception",
                                         "reason": "No search context found for id [7]"}],
                         "type": "search_phase_execution_exception"}, "status": 404}
NO_SCROLL = {"error": {"root_cause": [{"type": "illegal_argument_exception",
                                       "reason": "there are no scrolls here"}]}, "status": 400}
NO_SCRIPT = {"error": {"root_cause": [{"type": "illegal_argument_exception",
                                       "reason": "cannot execute [inline] scripts"}]},
             "status": 400}
NO_RIGHTS = {"error": {"root_cause": [{"type": "security_exception",
                                       "reason": "action is unauthorized"}]}, "status": 403}


class Fault:
    """What happens to search requests `first` .. `first + times - 1`, counted from 1."""

    def __init__(self, kind, first=2, times=1, part="_search"):
        self.kind = kind
        self.part = part
        self.first = first
        self.times = times
        self.seen = 0
        self.struck = 0
        self.lock = threading.Lock()

    def takes(self, path, body):
        """Does it strike this request?"""
        with self.lock:
            if self.kind == "no script":
                if b"painless" not in body:
                    return False
            elif self.part not in path:
                return False
            if self.kind == "no scroll" and not re.search(r"[?&]scroll=|/scroll", path):
                return False
            self.seen += 1
            strikes = self.first <= self.seen < self.first + self.times
            self.struck += strikes
            return strikes


class Handler(BaseHTTPRequestHandler):
    """Passes one client's requests on."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Nothing: what matters is what flare_beacon makes of it."""

    def pass_on(self):
        if self.command == "POST" and "Content-Length" not in self.headers:
            self.answer(411, b"<html>Length Required</html>", {"Content-Type": "text/html"})
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.authorizations.add(self.headers.get("Authorization"))
        self.server.requests.append(f"{self.command} {self.path}")
        if self.server.refused and self.server.refused[0] in self.path:
            self.answer_json(self.server.refused[1], NO_RIGHTS)
            return
        if "://" in self.path:  # asked as a proxy
            self.server.proxied.add(self.path.split("/")[2])
            self.path = "/" + self.path.split("/", 3)[3]
        strikes = (self.server.fault and self.command != "DELETE" and
                   self.server.fault.takes(self.path, body))
        if strikes and self.before():
            return
        server = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=60)
        try:
            headers = {name: value for name, value in self.headers.items()
                       if name.lower() not in ("host", "content-length", "connection")}
            server.request(self.command, self.path, body, headers)
            reply = server.getresponse()
            data = reply.read()
        except OSError:
            self.close_connection = True
            return
        finally:
            server.close()
        headers = {name: reply.getheader(name)
                   for name in ("Content-Type", "Content-Encoding") if reply.getheader(name)}
        if strikes:
            data = self.after(data, headers)
        if data is not None:
            self.answer(reply.status, data, headers)

    do_GET = do_POST = do_PUT = do_DELETE = pass_on

    def answer(self, status, data, headers, length=None):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)

    def answer_json(self, status, document, **headers):
        self.answer(status, json.dumps(document).encode(),
                    {"Content-Type": "application/json", **headers})

    def before(self):
        """What replaces the request; True if it did."""
        kind = self.server.fault.kind
        if kind == "cut before":
            # Not quite nothing: a request that was answered by nothing at all on a kept
            # connection libcurl sends again by itself.
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-")
            self.close_connection = True
        elif kind == "429":
            self.answer_json(429, OVERLOAD, **{"Retry-After": "1"})
        elif kind in ("502", "503", "504"):
            self.answer(int(kind), b"<html>Bad Gateway</html>", {"Content-Type": "text/html"})
        elif kind == "lost scroll":
            self.answer_json(404, LOST_SCROLL)
        elif kind == "no scroll":
            self.answer_json(400, NO_SCROLL)
        elif kind == "no script":
            self.answer_json(400, NO_SCRIPT)
        elif kind == "413":
            self.answer(413, b"<html>too large</html>", {"Content-Type": "text/html"})
        elif kind == "403":
            self.answer_json(403, NO_RIGHTS)
        elif kind == "endless":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n{")
            self.close_connection = True
            with contextlib.suppress(OSError):
                while True:
                    self.wfile.write(b" " * 1000000)
        elif kind == "slow":
            time.sleep(5)
            self.close_connection = True
        else:
            return False
        return True

    def after(self, data, headers):
        """The reply as the fault leaves it; None if it was sent already."""
        kind = self.server.fault.kind
        if kind == "late":
            time.sleep(2)
            return data
        if kind == "cut within":
            self.answer(200, data[:len(data) // 2], headers, len(data))
            self.close_connection = True
            return None
        packed = headers.get("Content-Encoding") == "gzip"
        text = gzip.decompress(data) if packed else data
        if kind == "truncated":
            text = text[:len(text) * 2 // 3]
        elif kind == "garbage":
            text = b"\x00\xff garbage"
        else:
            text = json.dumps(changed(kind, json.loads(text))).encode()
        return gzip.compress(text) if packed else text


def changed(kind, page):
    """A page of a reply that says it is not all there."""
    if kind == "timed out":
        page["timed_out"] = True
    elif kind == "failed shard":
        page.setdefault("_shards", {})["failed"] = 1
        page["_shards"]["failures"] = [{"reason": {"reason": "node left"}}]
    elif kind == "busy rows":
        for item in page["items"][::2]:
            for result in item.values():
                result |= {"status": 429, "error": {"type": "es_rejected_execution_exception",
                                                    "reason": "rejected execution"}}
    elif kind == "no scroll id":
        page.pop("_scroll_id", None)
    elif kind == "no sort":
        for hit in page.get("hits", {}).get("hits", []):
            hit.pop("sort", None)
    elif kind == "no total":
        if isinstance(page.get("hits", {}).get("total"), dict):
            page["hits"]["total"] = {"value": 10000, "relation": "gte"}
    elif kind == "short page":
        hits = page.get("hits", {}).get("hits", [])
        del hits[len(hits) // 2:]
    return page


class Road(ThreadingHTTPServer):
    """A listener on a free port that passes requests on to a server, with a fault or
    none; with TLS if a context is given. Answers what has a word in its path by a
    status: refused=("_field_caps", 403). Notes what was asked, and who was said to."""
    daemon_threads = True

    def __init__(self, target, fault=None, tls=None, refused=None):
        super().__init__(("127.0.0.1", 0), Handler)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.target = target
        self.fault = fault
        self.refused = refused
        self.requests = []
        self.authorizations = set()
        self.proxied = set()
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        """A client that hung up is part of the test."""

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
