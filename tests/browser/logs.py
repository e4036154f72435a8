"""logs - flows for the reports of these tests: many regular pairs, and hostile names."""

import json
from datetime import datetime, timezone

BEGIN_S = 1_763_596_800  # 2025-11-20T00:00:00Z

ZEEK_HEAD = (
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n"
    "#unset_field\t-\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_h\t"
    "id.resp_p\tproto\tduration\torig_bytes\tresp_bytes\tconn_state\n"
)

# Whatever a name on the wire may be; None of it may run, break a line or reach out.
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(2)</script>",
    "<!--<script>",
    "]]></template></textarea></title><svg onload=alert(3)>",
    "=cmd|' /C calc'!A0",
    "javascript:alert(1)",
    "data:text/html,<script>alert(4)</script>",
    "https://192.0.2.1/reached.png",
    "left\u202egnp.exe",
    "\u2066isolated\u2069\u200f",
    "line\u2028end\u2029and\nmore\ttabs\r",
    "a" * 10_000,
    "\u00e4\u4e2d\U0001f40d" * 900,
    "a." * 120 + "example",
    "Z\u0351\u0343\u0329" * 60,
    "{{constructor.constructor('alert(5)')()}}",
    "${alert(6)}",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "toString",
    "' onmouseover='alert(7)",
    "&lt;b&gt;&amp;amp;",
    "nul\u0000bell\u0007esc\u001b[31m",
)
# No UTF-8: bytes as they came, in the middle of a JSON text.
NOT_UTF8 = b"bad\xff\xfe\xc3(\xed\xa0\x80.example"


def write_many(path, n_pairs, n_calls, step=600):
    """A Zeek conn.log of pairs that call at regular times, each in its own rhythm: that
    of the first pair is `step` seconds, of others up to twice that."""
    with open(path, "w", encoding="utf-8") as out:
        out.write(ZEEK_HEAD)
        for pair in range(n_pairs):
            every = step * (1 + pair % 600 / 600)
            who = (
                f"10.{pair // 2500}.{pair // 250 % 10}.{pair % 250 + 1}\t"
                f"198.{18 + pair % 2}.{pair % 251}.{pair % 13 + 1}\t"
                f"{(443, 80, 8443)[pair % 3]}\ttcp\t0.25\t{500 + pair % 40}\t"
                f"{900 + pair % 31}\tSF\n"
            )
            for call in range(n_calls):
                second = BEGIN_S + pair % 97 + call * every + (pair * 7 + call * 13) % 1000 / 1000
                out.write(f"{second:.3f}\tC{pair}x{call}\t{who}")


def eve_time(second):
    moment = datetime.fromtimestamp(BEGIN_S + second, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000000+0000")


def records_of(number, second, name):
    """One call as Suricata logs it: the flow, and what it was about."""
    base = {
        "timestamp": eve_time(second),
        "flow_id": number * 1000 + second // 60,
        "src_ip": "192.168.0.9",
        "src_port": 40000,
        "dest_ip": f"203.0.113.{number + 1}",
        "dest_port": 443,
        "proto": "TCP",
    }
    flow = {
        "pkts_toserver": 5,
        "pkts_toclient": 5,
        "bytes_toserver": 700,
        "bytes_toclient": 900,
        "start": eve_time(second),
        "end": eve_time(second + 1),
        "age": 1,
        "state": "closed",
    }
    yield base | {"event_type": "flow", "flow": flow}
    yield base | {"event_type": "tls", "tls": {"sni": name, "version": "TLS 1.3"}}
    yield base | {
        "event_type": "http",
        "http": {"hostname": name, "url": f"/{name}", "http_user_agent": name, "status": 200},
    }
    yield base | {
        "event_type": "alert",
        "payload_printable": name,
        "alert": {"signature_id": number, "signature": name, "category": name, "severity": 1},
    }


def write_hostile(path):
    """EVE records of a host that calls every hostile name once a minute; how many
    names there are."""
    names = [*HOSTILE, "not-utf-8"]
    with open(path, "wb") as out:
        for number, name in enumerate(names):
            for second in range(0, 3600, 60):
                for record in records_of(number, second, name):
                    line = json.dumps(record, ensure_ascii=second % 120 == 0).encode()
                    out.write(line.replace(b"not-utf-8", NOT_UTF8) + b"\n")
    return len(names)
