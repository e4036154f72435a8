#!/usr/bin/env python3
"""mmdb - small databases in MaxMind's format, made up for the tests.

    python3 tests/mmdb.py KIND >FILE

KIND is one of DATABASES below: the layouts that vendors use, and some that no vendor
would make. The networks in them have other owners in truth.
"""
import ipaddress
import struct
import sys

EXTENDED, POINTER, TEXT, DOUBLE, BYTES, UINT16, UINT32, MAP, INT32, UINT64 = range(10)
ARRAY, BOOLEAN = 11, 14
MARKER = b"\xab\xcd\xefMaxMind.com"
SEPARATOR = bytes(16)


class Typed:
    """A number that is kept as a type of its own."""

    def __init__(self, kind, value):
        self.kind, self.value = kind, value


class Raw:
    """Bytes of a data section as they are."""

    def __init__(self, data):
        self.data = data


def control(kind, size):
    """The bytes that a value begins with."""
    first = bytes([kind << 5]) if kind < 8 else bytes([0, kind - 7])
    if size < 29:
        more = b""
    elif size < 285:
        size, more = 29, bytes([size - 29])
    elif size < 65821:
        size, more = 30, (size - 285).to_bytes(2, "big")
    else:
        size, more = 31, (size - 65821).to_bytes(3, "big")
    return bytes([first[0] | size]) + first[1:] + more


def encode_number(kind, value):
    if kind == INT32:
        return control(kind, 4) + struct.pack(">i", value)
    data = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return control(kind, len(data)) + data


class Section:
    """A data section; a text that was there already is pointed to."""

    def __init__(self, shares_texts=True):
        self.data = bytearray()
        self.texts = {}
        self.shares_texts = shares_texts

    def put_text(self, text):
        if text in self.texts and self.shares_texts:
            self.data += bytes([POINTER << 5 | 3 << 3]) + struct.pack(">I", self.texts[text])
            return
        self.texts[text] = len(self.data)
        data = text.encode("utf-8", "surrogateescape")
        self.data += control(TEXT, len(data)) + data

    def put(self, value):
        if isinstance(value, Raw):
            self.data += value.data
        elif isinstance(value, Typed):
            self.data += encode_number(value.kind, value.value)
        elif isinstance(value, bool):
            self.data += control(BOOLEAN, value)
        elif isinstance(value, int):
            self.data += encode_number(UINT32, value)
        elif isinstance(value, float):
            self.data += control(DOUBLE, 8) + struct.pack(">d", value)
        elif isinstance(value, str):
            self.put_text(value)
        elif isinstance(value, list):
            self.data += control(ARRAY, len(value))
            for item in value:
                self.put(item)
        else:
            self.data += control(MAP, len(value))
            for key, item in value.items():
                self.put_text(key)
                self.put(item)


def bits_of(network, version):
    """The way to a network; IPv4 lies in ::/96."""
    network = ipaddress.ip_network(network)
    text = f"{int(network.network_address):0{network.max_prefixlen}b}"[:network.prefixlen]
    return "0" * 96 + text if version == 6 and network.version == 4 else text


def make_tree(networks, version):
    """Nodes, each of two records: ("node", number), ("data", network) or None."""
    nodes = [[None, None]]
    for network in networks:
        bits, at = bits_of(network, version), 0
        for bit in map(int, bits[:-1]):
            if nodes[at][bit] is None:
                nodes[at][bit] = ("node", len(nodes))
                nodes.append([None, None])
            at = nodes[at][bit][1]
        nodes[at][int(bits[-1])] = ("data", network)
    return nodes


def pack_node(left, right, record_size):
    if record_size == 28:
        middle = left >> 24 << 4 | right >> 24
        return ((left & 0xffffff).to_bytes(3, "big") + bytes([middle]) +
                (right & 0xffffff).to_bytes(3, "big"))
    size = record_size // 8
    return left.to_bytes(size, "big") + right.to_bytes(size, "big")


def make(networks, version=6, record_size=24, kind="Test", languages=("en",)):
    """The bytes of a database: {network: what is told of it}."""
    nodes, section, offsets = make_tree(networks, version), Section(), {}
    for network, value in networks.items():
        offsets[network] = len(section.data)
        section.put(value)

    def record(target):
        if target is None:
            return len(nodes)
        return target[1] if target[0] == "node" else (
            len(nodes) + len(SEPARATOR) + offsets[target[1]])

    tree = b"".join(pack_node(*map(record, node), record_size) for node in nodes)
    metadata = Section(shares_texts=False)
    metadata.put({
        "binary_format_major_version": Typed(UINT16, 2),
        "binary_format_minor_version": Typed(UINT16, 0),
        "build_epoch": Typed(UINT64, 1763596800), "database_type": kind,
        "description": {"en": "made up for tests"}, "ip_version": Typed(UINT16, version),
        "node_count": len(nodes), "record_size": Typed(UINT16, record_size),
        "languages": list(languages)})
    return tree + SEPARATOR + bytes(section.data) + MARKER + bytes(metadata.data)


def nested_asn(number, name):
    return {"autonomous_system_number": number, "autonomous_system_organization": name}


def nested_city(country, region=None, city=None):
    place = {"continent": {"code": "EU"}, "country": {
        "geoname_id": 1, "iso_code": country, "names": {"de": "-", "en": "Country"}}}
    if region:
        place["subdivisions"] = [{"iso_code": "X", "names": {"de": "Falsch", "en": region}},
                                 {"names": {"en": "Wrong"}}]
    if city:
        place["city"] = {"geoname_id": 2, "names": {"de": "Falsch", "en": city}}
    return place | {"location": {"latitude": 48.1, "longitude": 11.5}}


def ipinfo(number, name, domain, country, **more):
    return {"as_domain": domain, "as_name": name, "asn": number, "continent": "Europe",
            "continent_code": "EU", "country": "Utopia", "country_code": country} | more


LAUGHS_AT = 195  # where the second of them lies in the metadata
V4, V6 = "160.153.76.0/24", "2606:4700::/32"
DATABASES = {
    "nested-asn": lambda: make({V4: nested_asn(64500, "Example Hosting Ltd"),
                                V6: nested_asn(4200000000, "Ümlaut & Söhne")}),
    "nested-city": lambda: make({V4: nested_city("DE", "Bavaria", "Munich"),
                                 V6: nested_city("FR", None, "Paris"),
                                 "9.9.9.0/24": {"registered_country": {"iso_code": "CH"}}},
                                record_size=28),
    "traits": lambda: make({V4: nested_city("DE") | {"traits": nested_asn(64501, "Traits")}}),
    # IPinfo Lite, and the older one, whose country is a code
    "flat-lite": lambda: make({V4: ipinfo("AS64502", "Example Lite", "lite.example", "SE"),
                               V6: ipinfo("AS64503", "", "six.example", "NO")},
                              record_size=32),
    "flat-old": lambda: make({V4: {"asn": "AS64504", "as_name": "Example Old",
                                   "country": "IT", "country_name": "Italy"},
                              V6: {"asn": "AS64505", "as_name": "Old Six", "country": "ES"}}),
    "flat-country": lambda: make({V4: {"country_code": "DE"}, V6: {"country_code": "JP"}}),
    "flat-city": lambda: make({V4: {"country_code": "DE", "state1": "Hesse", "state2": "",
                                    "city": "Frankfurt", "latitude": 50.1},
                               V6: {"country": "NL", "region": "North Holland",
                                    "city": "Amsterdam"}}),
    "number-only": lambda: make({V4: {"asn": 64506}, V6: {"asn": Typed(UINT64, 64507)}}),
    "only-ipv4": lambda: make({V4: nested_asn(Typed(UINT16, 64508), "Four")}, version=4),
    "not-known": lambda: make({V4: {"asn": "AS0", "as_name": "-", "country_code": "-",
                                    "city": "", "region": "-"},
                               V6: {"asn": "ASX", "country_code": "ZZ", "city": ["x"],
                                    "country": {"iso_code": "EUR"}, "subdivisions": []}}),
    "hostile-texts": lambda: make({V4: ipinfo(
        "AS64509", "=cmd()\x1b[2J\r\n<script>\udcff", "", "de", city="x" * 70000)}),
    # What an owner has beside it, or below it, where others have texts
    "other-types": lambda: make({V4: {"asn": 1.5, "as_name": ["a"], "city": {"names": "x"},
                                      "country": {"iso_code": 7}, "region": True,
                                      "subdivisions": "x",
                                      "autonomous_system_number": Typed(INT32, -5)},
                                 V6: "no map at all"}),
    # Texts that point to each other, and to themselves
    "circle": lambda: make({V4: {"asn": 64511, "next": Raw(bytes([POINTER << 5, 0]))},
                            V6: Raw(bytes([POINTER << 5, 0]))}),
    # Values within values, deeper than any stack, beside what is looked for
    "deep": lambda: make({V4: {"a": Raw(bytes([1, ARRAY - 7]) * 1000000 + b"\x40"),
                               "asn": 64510}}),
    # Each of two points to the next two, and so on: a billion
    "laughs": lambda: make({V4: {"asn": 64510}}, languages=[Raw(b"".join(
        bytes([2, ARRAY - 7]) + 2 * (bytes([POINTER << 5 | 3 << 3]) + struct.pack(">I", at))
        for at in range(LAUGHS_AT, LAUGHS_AT + 30 * 12, 12)) + b"\x40")]),
}


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in DATABASES:
        sys.exit(f"usage: mmdb.py {'|'.join(DATABASES)} >FILE")
    sys.stdout.buffer.write(DATABASES[sys.argv[1]]())


if __name__ == "__main__":
    main()
