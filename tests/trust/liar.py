"""liar - a server on loopback that says it is Elasticsearch and is not to be trusted.

What it answers is one of the `LIES`; what is asked is kept.
"""
import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DEEP = 1_000_000  # brackets: freed level by level they would fill any stack

FIELDS = ("src_ip", "dest_ip", "dest_port", "flow.start", "@timestamp", "event_type",
          "flow.bytes_toserver")
TYPES = {"flow.start": "date", "@timestamp": "date", "dest_port": "long",
         "flow.bytes_toserver": "long"}
CAPS = {"indices": ["flows"],
        "fields": {name: {kind: {"type": kind, "searchable": True, "aggregatable": True}}
                   for name in FIELDS for kind in [TYPES.get(name, "keyword")]}}
PAGE = {"_scroll_id": "c2Nyb2xs", "took": 1, "timed_out": False,
        "_shards": {"total": 1, "successful": 1, "failed": 0},
        "hits": {"total": 0, "hits": []}}
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[31m\u202egnp.exe\x9b5n\r\n"
SCRIPT = "<script>document.title='owned'</script>"


def page(n_hits, total=None, source=None, scroll_id="c2Nyb2xs"):
    """A page of the scroll, with as many hits as told."""
    fields = source or {"src_ip": ["10.0.0.1"], "dest_ip": ["192.0.2.1"],
                        "dest_port": [443], "flow.start": ["2025-11-20T00:00:00Z"],
                        "@timestamp": ["2025-11-20T00:00:00Z"]}
    hits = {"total": {"value": n_hits if total is None else total, "relation": "eq"},
            "hits": [{"_index": "flows", "_id": str(i), "fields": fields, "sort": [i]}
                     for i in range(n_hits)]}
    return PAGE | {"_scroll_id": scroll_id, "hits": hits}


class Handler(BaseHTTPRequestHandler):
    """One client of the liar."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Nothing: what matters is what flare_beacon makes of it."""

    def lie(self):
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((f"{self.command} {self.path}", dict(self.headers)))
        for part, answer in self.server.lies.items():
            if part in self.path:
                answer(self)
                return
        self.answer(CAPS if "_field_caps" in self.path else
                    {"count": 3, "_shards": PAGE["_shards"]} if "_count" in self.path else PAGE)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = lie

    def answer(self, document, status=200, **headers):
        """One reply, of a document or of bytes."""
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data)

    def endless(self, head, again):
        """A reply without an end."""
        self.close_connection = True
        again *= max(1, 1_000_000 // len(again))
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + head)
            while not self.server.is_over:
                self.wfile.write(again)


class Liar(ThreadingHTTPServer):
    """`with Liar({"_search": answer}) as liar`: an answer is called with the handler;
    what no lie is told about is answered as an empty Elasticsearch would."""
    daemon_threads = True

    def __init__(self, lies):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lies = lies
        self.asked = []
        self.is_over = False
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, *_):
        """A client that hangs up is what these tests are about."""

    def __exit__(self, *_):
        self.is_over = True
        self.shutdown()
        self.server_close()
