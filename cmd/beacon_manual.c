/*
 * beacon_manual - see beacon_manual.h.
 */
#include "beacon_manual.h"

#include <string.h>

#include "model/beacon.h"
#include "model/config_files.h"

static const struct usage_section sections[] = {
	{ "Description",
	  "flare_beacon reads flow records, groups them by source, destination and port, and "
	  "lists the pairs that talk at regular intervals, as an implant does that calls home. "
	  "Without FILE it asks the Elasticsearch or OpenSearch that the configuration names; "
	  "with files, folders or - for standard input it reads those. Suricata EVE, Zeek "
	  "conn.log as TSV or JSON, CSV with column titles, JSON lines with the configured "
	  "field names and captures (pcap, pcapng) are told apart by content; each may be plain, "
	  "gzip or zstd.\n\n"
	  "A server is read back from now by --period hours. Files are read whole unless "
	  "-pd, --from or --to stands on the command line; \"now\" is then --now or the "
	  "newest record.\n\n"
	  "A pair is listed if its score reaches min_score, if Flare's rule reports it, if its "
	  "lag reaches min_lag, if one of its connections lasts min_long hours, or if it calls every second for min_strobe "
	  "minutes, or if a list of --intel reports its destination; the column \"listed\" says which. The score compares the pair's timing with chance; "
	  "jitter, lost beats, bursts and a person's own traffic on the same pair are seen "
	  "through as far as can be. Flare's rule, to the digit: more than min_occur gaps of at "
	  "least min_interval seconds, and more than min_percent of them within window seconds "
	  "of each other, around the most frequent one. --flare lists by that rule alone.\n\n"
	  "What makes a pair is set by --key. With src,name a destination is its name, "
	  "whatever its address, so that a beacon to one name behind many addresses is one "
	  "row. Names come from the tls, http and dns records beside the flows: in the same "
	  "files, in Zeek's ssl, http and dns logs next to conn, or in names_index. What was "
	  "said in the very connection comes first, then what the source most often called "
	  "the address or was told it is called, then what anybody did. Flows are kept until "
	  "all names are known, at about 100 bytes each.\n\n"
	  "Rows are ordered by rank: regular pairs that keep it up and whose destination few "
	  "others talk to come first. Every factor of it is a column." },
	{ "Captures",
	  "All packets between two addresses and ports by one protocol are one flow. Its source "
	  "is who sent the first of them; of a SYN+ACK its receiver; and where no SYN was seen, "
	  "the side whose port is not a service's, if the other's is. It is over when nothing came "
	  "for 5 minutes in a TCP connection that was answered and not closed, for a minute "
	  "in anything else, and when a new call comes between the same ports. A FIN or RST "
	  "without data, outside of any connection, is no flow. What still goes on when the "
	  "capture ends is open. Bytes are those of IP packets with their headers, however few of "
	  "them were captured. Time is that of the packets, which may be out of order. Protocols "
	  "without ports are counted as flows without a port.\n\n"
	  "Names and context come from DNS over UDP and TCP (ports 53, 5353 and 5355), the heads "
	  "of HTTP/1, and the hellos and certificates of TLS; what is split or out of order is "
	  "put together, up to 16 kB a side of a connection.\n\n"
	  "Read are Ethernet with any number of tags, Linux cooked (both), raw IP, null and loop, "
	  "PPP, PPPoE, Cisco HDLC, MPLS, IEEE 802.11 (alone or behind radiotap, Prism, AVS or "
	  "PPI; not what is encrypted, nor several packets in a frame), nflog and pflog. Tunnels "
	  "are left whole. Later fragments count for the first one, as far as a table "
	  "of 4096 remembers it. Packets without headers that can be read are skipped and "
	  "counted. A capture that is cut is used as far as it goes. Each file stands by itself, "
	  "in one thread; a connection across two files is two flows.\n\n"
	  "At most 524,288 connections are followed at once, in about 80 MB; beyond, the one that "
	  "was silent longest ends early. What is said takes up to 64 MB more." },
	{ "Context",
	  "With --context the rows that are listed (and with --save all that are kept) are looked "
	  "up in the other records of the same sensor: Suricata's http, tls, quic and dns events "
	  "and alerts, Zeek's http, ssl, quic, dns and notice logs. What they say of the pair is "
	  "in the column context, each value with how often, first and last: alert, http_host, "
	  "user_agent, url_path, url, http_request (method and status), tls_name, tls_version, "
	  "tls_issuer, ja3, ja4, dns_name (asked by the source, and the destination was in the "
	  "answer), dns_before (asked by the source within 2 seconds before at least 3 of the "
	  "flows and a tenth of them), dns_query (asked of the destination). Alerts have a "
	  "severity and, where the sensor stores it, the payload that raised the first one. Of a "
	  "kind the 20 most frequent values are kept, alerts by severity, and the others counted "
	  "together; of more than 1024 values, fewer if the rows are very many, the others are "
	  "chosen by a hash while reading. "
	  "url_path is there if URLs differ only behind their question marks. Values are cut at "
	  "512 bytes, payloads at 400.\n\n"
	  "A record belongs to a row if source, destination and, by --key src,dst,port, the "
	  "port are the same; alerts also if they are logged from destination to source. With "
	  "--key src,name those of all addresses that the source calls by the name count.\n\n"
	  "Files are read a second time; what can't be, a pipe, says nothing, and a warning "
	  "tells. An index is asked for the records of these hosts alone, in context_index: "
	  "where that is not set in names_index and, of SELKS (logstash-flow-*), in its sister "
	  "for alerts. Names of fields are settings too: field_user_agent and the like. --merge "
	  "shows the context that was saved." },
	{ "Known services",
	  "--allowlist FILE hides rows that are known to be harmless. A rule is one line, and "
	  "all of its terms must hold: an address or network, or dst NETWORK, that it goes to; "
	  "from NETWORK, that calls; port 443, port 80,8000-8100 or port 53/udp; AS15169, or "
	  "owner \"Google LLC\" with * for any text; name *.example.com, or just example.com, "
	  "the domain with all below it, in which all names must lie that are known for the row "
	  "from DNS answers, TLS and HTTP; period 60 (a twentieth off at most) or period "
	  "1000-1100, in seconds or with s, m, h, d; until 2027-01-01, from which day (UTC) on it "
	  "hides nothing, and says so. What follows a # is the reason. The first rule that holds "
	  "counts the row. What is not known fulfils no rule that asks for it.\n\n"
	  "Owners are looked up as by --whois, names as by --context. Hidden rows count in "
	  "dest_degree and the like, are kept by --save, and can be told by other rules with "
	  "--merge. --show_hidden shows them with the rule in hidden_by. allowlist.txt beside the "
	  "configurations has the usual services of the large vendors." },
	{ "The web page",
	  "--html_out writes one file that opens from disk and asks nobody for anything. A "
	  "heading sorts, a row opens. The filter takes words that must all hold: a text; a "
	  "network such as 10.0.0.0/8, in which one of the addresses lies; a column and what it "
	  "is held against, with : = != > >= < or <= between them (period_s<120, port:443, "
	  "dest_ip:10.1.0.0/16); and any of these with a - before it, which must not hold. / "
	  "goes to the filter, arrows from row to row, Enter opens one." },
	{ "Threat intelligence",
	  "--intel FILE holds the pairs against lists of what others have reported: files, or "
	  "folders of them, without hidden files. It may be given several times; in an ini file "
	  "several stand in one line, joined by commas. Nothing is fetched. What is in a file "
	  "its content tells, plain, gzip or zstd:\n\n"
	  "Plain lists, one thing a line: an address, a network, a range (a-b, or a b), "
	  "address:port, [address]:port, a name, a URL, a JA3 fingerprint, also written as "
	  "1.2.3[.]4 or hxxp://. What stands behind it is told: a number as a score, a text as "
	  "what it is. Lines that begin with #, ;, // or ! are remarks. Of a hosts file the names "
	  "that go to 0.0.0.0 or 127.0.0.1 are taken.\n\n"
	  "Tables with column titles, parted by commas, semicolons, tabs or bars; the titles may "
	  "stand in a remark. Best known names first, the thing is in a column indicator, "
	  "ioc_value, ioc, value, dst_ip, ip_address, ip, network, url, domain, hostname, "
	  "ja3_md5 or the like, its port in dst_port or port, what it is in malware, signature, "
	  "threat, description, tags or the like. So are the exports of abuse.ch (Feodo "
	  "Tracker, ThreatFox, URLhaus, SSLBL), of MISP, and the files of Zeek's intelligence "
	  "framework.\n\n"
	  "JSON: events and feeds of MISP (attributes whose to_ids is not false, and that are "
	  "not deleted), STIX 2 (indicators that are not revoked, whose pattern names "
	  "addresses, names or URLs and joins them by nothing but OR), pulses of OTX, exports "
	  "of abuse.ch, arrays of texts.\n\n"
	  "A row is reported if a list has its destination (of one with a port, with that port; "
	  "rows of several ports by any), its source if that is public, its name by --key "
	  "src,name, or, with --context, a name that was asked for or said, or a JA3. A name "
	  "stands for those below it as well, the host of a URL for itself alone. The column "
	  "intel says which lists it is on, and as what; intel_hits how many. The rank of a row that is "
	  "reported is halfway from what it was to 1.\n\n"
	  "A pair whose destination is reported (not one that is only so by its source, nor "
	  "of ICMP, which answers scanners) is listed, by the rule intel, however few flows it has; of an index all flows are then "
	  "read, without prefilter. --no-list_reported and --flare list nothing for that. With --key "
	  "src,name that goes by the name and by the busiest of its addresses.\n\n"
	  "Addresses that are not public never match, nor networks wider than /8, of IPv6 /16. "
	  "A line that is not understood is counted, and the first one is named; a file of "
	  "another kind is an error, in a folder a warning. --save keeps what was said of each "
	  "row; --merge shows it, or with --intel what those lists say." },
	{ "When not to trust the score",
	  "It says that a machine keeps time, not that it means harm: time servers, update "
	  "services and telemetry score as high as any implant. It misses a beacon of fewer "
	  "than six calls, one whose jitter comes near its period, and one that is buried "
	  "under many times as many other flows of the same pair. A connection that is kept "
	  "open is a single flow: it is listed by its length, but what is said in it is not "
	  "seen. Flow logs that cut long connections into pieces of a fixed length look like beacons." },
	{ "Configuration files",
	  "An ini file has one section, [beacon], and a \"key = value\" a line. A key that is "
	  "given twice takes its last value; '' is empty; true and True are alike. A comment "
	  "stands on a line of its own and begins with # or ;. In a text such as a password "
	  "or a filter, # and ; are part of the value.\n\n"
	  "Those that are part of the program (see CONFIGURATIONS) are read by their name, "
	  "-c selks.ini or -c selks, if there is no file so called here. Of several -c each "
	  "adds to those before it, and wins where both set something: -c selks -c "
	  "my-server.ini. -c auto asks the server which of them fits; my-server.ini then comes "
	  "first, as only names of fields, index and filter are taken from the one that is "
	  "found: -c my-server.ini -c auto.\n\n"
	  "The five files that Flare ships load unchanged. They name field_timestamp and know "
	  "no field_start, so flows are then timed as Flare timed them, by when they were "
	  "logged." },
	{ "Owner and place",
	  "--whois names the owner of each public address as Flare does, in dest_whois and "
	  "src_whois: AS15169 Google LLC, US. Others are called private, multicast or reserved. "
	  "Piece by piece the same is in dest_asn, dest_as_name and dest_country, with geo_db "
	  "also in dest_region and dest_city; likewise for the source (src_asn), unless "
	  "--focus_outbound leaves only sources that are inside. Nobody is asked: databases on "
	  "this machine tell.\n\n"
	  "location_db is the libloc database that Debian's package libloc-database brings: AS "
	  "and country. asn_db and geo_db are files in MaxMind's format (mmdb), of MaxMind, "
	  "DB-IP, IPinfo, iptoasn or others; what they hold is found whether it is nested "
	  "(country.iso_code) or flat (country_code), and one file that has everything may be "
	  "either. Of an AS counts what asn_db says, then geo_db, then location_db; of a place "
	  "geo_db, then asn_db, then location_db. Each adds what those before it left open: a "
	  "name to the same number, a city to the same country.\n\n"
	  "    asn_db = /var/lib/GeoIP/GeoLite2-ASN.mmdb\n"
	  "    geo_db = /var/lib/GeoIP/GeoLite2-City.mmdb\n\n"
	  "A database that is missing or damaged is warned of, and the run goes on without; of "
	  "location_db only if it was named or no other is there. Where the AS is announced is "
	  "not always where the host stands, and a country may be that of its owner." },
	{ "Through ssh",
	  "Most servers listen on their own loopback only. With --ssh user@host the system's ssh "
	  "opens a tunnel from a free port of 127.0.0.1 to es_host and es_port as that host "
	  "sees them (localhost:9200 if they are not set), and is ended when the run is over, "
	  "fails, or is interrupted; on Linux also when it is killed outright. Certificates are "
	  "held against es_host, not against the tunnel; of several nodes the first is asked. While it is open other users of this "
	  "machine can reach its port too, as with any ssh -L.\n\n"
	  "Who may log in is between ssh and its host: keys, agent, known hosts and jump hosts "
	  "are those of your ssh configuration, or of --ssh_config FILE. Questions for a "
	  "password or about a host's key come on the terminal. In the background, without a "
	  "terminal, or with standard error going elsewhere, nothing is asked (BatchMode) and "
	  "the run fails after two minutes at the latest: what runs from cron needs a key "
	  "without a passphrase and a host that is known.\n\n"
	  "To try the way by hand:\n\n"
	  "    ssh analyst@selks curl -s localhost:9200" },
	{ "Writing to an index",
	  "--index NAME writes each row to an index of the server that es_host and the like "
	  "name, also if the flows came from files; files and other indices may be named "
	  "beside it. A record is that of --json with @timestamp, the end of the period. "
	  "Whether the server can be reached and this user may write there is asked before the reading "
	  "begins, as far as it can be; the rows are written when all is counted, before any "
	  "file is touched. What is lost on the way is sent again for two minutes. If rows are "
	  "missing in the end the error says how many are there, and another run adds the "
	  "others.\n\n"
	  "A row goes by its pair (as --key has it), and by the days, in UTC, on which the "
	  "period begins and ends. So there is one record for each pair and day: what is run "
	  "every hour over the last 24 updates it, the first run of the next day begins "
	  "another, and what looks back a month stands beside both. A pair that is no longer "
	  "listed keeps the record of the last run that did, whose time is its @timestamp. Two "
	  "networks with the same private addresses belong into two indices.\n\n"
	  "An index that is not there is made, with a type for each field: ip for addresses, "
	  "date for times, long and double for numbers, keyword for texts. One that is there "
	  "keeps its own; a warning tells if they do not fit. One that flows are read from "
	  "(es_index) and that has no rows yet is refused. For names that change "
	  "(flare-beacons-2025.11, or an alias that rolls over) config/index-template.json has "
	  "the same types for all that is called flare-beacons*, by either names: "
	  "Elasticsearch 7.8 and later, OpenSearch; config/index-template-es6.json is for Elasticsearch 5 and 6. A "
	  "data stream takes new rows only, and keeps those that it has as they are.\n\n"
	  "    curl -X PUT localhost:9200/_index_template/flare-beacons "
	  "-H Content-Type:application/json -d @config/index-template.json\n\n"
	  "Where the flows have the names of Elastic's Common Schema (field_source_ip is "
	  "source.ip), so have the rows: source.ip, source.bytes, destination.ip, "
	  "destination.port, destination.domain, destination.bytes, event.start and event.end; "
	  "event.dataset is flare.beacon, and what the schema has no name for lies below "
	  "flare.beacon. index_names chooses.\n\n"
	  "The user needs the privileges write and create_index on the index, and maintenance "
	  "for the rows to be found at once instead of a second later.\n\n"
	  "Every hour, from cron:\n\n"
	  "    5 * * * * flare_beacon -q -c /etc/flare/selks.ini -fo --index flare-beacons" },
	{ "What is new",
	  "--baseline names what earlier runs have found, and each row has a status: new (its key "
	  "was never listed), known, changed (its period is another one: off by more than a fifth "
	  "of the shorter one, by more than either jitters, and by more than the clock that times "
	  "keep), back (known of old, but not in the latest run), or gone: the latest run has it, "
	  "this one has not. known_since is the earliest time that any run saw it, "
	  "period_before_s what a changed one had before. A line below the text and on standard "
	  "error adds up.\n\n"
	  "A baseline is a file of -save, or one of -json, by Flare's names or those of ECS, to "
	  "which any number of runs have appended; either may be packed. index:NAME is an index "
	  "that --index writes to, on the same server. Several are taken together. Rows are the "
	  "same if they are by --key; a baseline of another key is refused. Lines that are damaged "
	  "are counted and passed over. \"The latest run\" is the latest that looked at about as "
	  "long a time (up to 2, 12, 48 hours, 2 weeks, more), so that what runs every hour and "
	  "what runs every night may share a file; since when a row is known, all runs tell. Other "
	  "thresholds than now are said where they are known (-save).\n\n"
	  "So nothing but a file is needed to remember: each run is compared with the lines that "
	  "it then appends to, and carries known_since on. What this run writes itself need not "
	  "be there yet, and then every row is new; any other baseline that is missing is an "
	  "error.\n\n"
	  "    5 * * * * flare_beacon -q -c /etc/flare/selks.ini -fo --baseline "
	  "/var/lib/flare/beacons.json -json /var/lib/flare/beacons.json\n\n"
	  "Rows that are gone stand behind the others in CSV, JSON and the web page, with what the "
	  "baseline says of them, in text below the table. A file of -json that is its own "
	  "baseline tells it once: a row is there from the line that calls it new to the one "
	  "that calls it gone, also if --new_only left out the lines between. -save and --index "
	  "keep no such rows, so of these what the latest run had is what was there. (Of a data stream, which takes no "
	  "updates, that can't be told: give it a file beside.) What is "
	  "hidden (--focus_outbound, --top) is compared, too, and not gone. --new_only leaves out "
	  "what is known and as it was; -save keeps it. --part is compared when it is merged." },
	{ "One pair in full",
	  "--explain SRC DST PORT tells all that is known of one pair instead of listing many: "
	  "what it does in words, how it stands to each rule and which row it is, every number "
	  "with what it means, its gaps by their length with the period and its jitter marked, "
	  "and its calls over time, a line for an hour or whatever makes at most 36 lines, "
	  "with the bytes. It need not be listed. All flows are read, so that score, prevalence "
	  "and rank are what they are in the whole. If there is no such pair, the error says "
	  "what there is instead.\n\n"
	  "PORT may be left out if there is but one; DST is an address, or with --key src,name "
	  "also a name. --csv_out, --html_out and --json_out have that row alone. With --merge "
	  "the rows of a saved result are looked through, without the thresholds, which are "
	  "those of the run that saved it; and it is not for --part, --save and --index.\n\n"
	  "    flare_beacon --explain 192.168.0.53 160.153.76.129 80 logs/" },
	{ "Past one machine",
	  "--part K/N looks at the K-th of N shares of the sources, so that N runs, on as many "
	  "machines as there are, do the work of one; --save FILE keeps what a run found, and "
	  "--merge makes one result of the parts: rows, degree, prevalence, rank and all else "
	  "as one run would give them, to any output.\n\n"
	  "    for k in 1 2 3 4; do flare_beacon --part $k/4 -save $k.saved logs/; done\n"
	  "    flare_beacon --merge -html report.html *.saved\n\n"
	  "Shares go by a hash of the source's address. A server is asked for the flows of the "
	  "share alone, by a script (and for those of all IPv6 sources, which may be spelled in "
	  "several ways); one that runs no scripts sends all flows, of which the "
	  "part takes its own, and a warning says so. Of files every part reads all and keeps "
	  "its own: that saves memory and the time to rate pairs, not to read. Files that each "
	  "machine reads alone are no parts, since a source may be in several.\n\n"
	  "All parts must look at the same time: give each the same --now, or --from and --to. "
	  "Key and thresholds are settled by then; --sort, --top, --group and --whois are for "
	  "the merge, and --focus_outbound, which then only chooses among the rows there "
	  "are. Parts that are missing end it with an error, or with "
	  "--allow_partial every output says which. What else a part writes says that it is "
	  "one. Where the time of flows is not kept as a date, each part only knows when its "
	  "own were.\n\n"
	  "A saved result holds a line of JSON for the run, one for each row, whatever --top "
	  "and --focus_outbound show, and, of a part, all destinations with the number of their "
	  "sources: about 20 bytes each. It may be packed by gzip or zstd. --merge of one whole "
	  "result reports it again.\n\n"
	  "There are examples for a Slurm array and a Kubernetes indexed job in "
	  "examples/cluster." },
	{ "JSON",
	  "--json appends a line for each row. Its fields are the columns, null where nothing "
	  "is known, and: timestamp, when it was written; event_type, always beaconing; "
	  "schema_version; period, the hours looked at; and warning, if something is missing. "
	  "config/beacon.schema.json describes it as JSON Schema (draft 2020-12): each field with "
	  "its type, range and meaning.\n\n"
	  "With --json_names ecs a line has the names of Elastic's Common Schema and @timestamp, "
	  "the end of the period, as records of an index have (see \"Writing to an index\"); "
	  "config/beacon-ecs.schema.json describes it. Records of an index by Flare's names are "
	  "lines with @timestamp besides.\n\n"
	  "schema_version is 1. It counts up when a field goes away or changes its name, its "
	  "type, its unit or its meaning. A new field does not change it, so a reader should "
	  "ignore what it does not know; the schemas, which allow no other fields, are those of "
	  "the program that they come with." },
	{ "CSV",
	  "--csv writes what RFC 4180 describes, except that lines end with LF alone, and what "
	  "Excel and LibreOffice open with each cell as it is meant: numbers are numbers, times "
	  "(2025-11-20 00:01:04, always UTC) are times, texts stay texts. It begins with a "
	  "UTF-8 mark if a text is not all ASCII. A row is one line. Columns are the fields of "
	  "--json by the same names in the same order; those of the run (timestamp, event_type, "
	  "schema_version, period) are left to it.\n\n"
	  "A text that would be taken for a formula (=1+1, +1, -1, @x), a number (00123, 1e5), a "
	  "date (1/2, mar-1) or the like has an apostrophe before it, as one would type it, "
	  "since quotes alone keep Excel from nothing. Tabs and line ends are blanks, what can't "
	  "be shown is U+FFFD, and a text longer than Excel's cells (32767) ends with three dots.\n\n"
	  "Excel opens a file by the region that Windows is set to. Where decimals have a comma "
	  "it wants cells parted by semicolons: --csv_separator ';' is for that, and makes "
	  "numbers 0,55. There a point parts thousands, so addresses such as 192.168.100.101 "
	  "have an apostrophe as well. Programs are better off without: --csv_decimal . keeps "
	  "the points with any separator, for pandas (sep=';') or DuckDB (delim=';'), which "
	  "would otherwise need decimal=',' or decimal_separator=','.\n\n"
	  "    flare_beacon --csv_separator ';' -csv beacons.csv logs/eve.json.gz" },
	{ "Examples",
	  "The files at hand, with a report to open in a browser:\n\n"
	  "    flare_beacon -gr -html report.html logs/eve.json*.gz\n\n"
	  "A SELKS through a tunnel, one CSV for Excel:\n\n"
	  "    flare_beacon -c config/selks.ini --ssh analyst@selks -fo -who -csv beacons.csv\n\n"
	  "Whatever it is that feeds the server:\n\n"
	  "    flare_beacon -c auto --ssh analyst@siem -fo\n\n"
	  "By name, whatever address is behind it:\n\n"
	  "    flare_beacon --key src,name -fo logs/\n\n"
	  "As Flare did, wider:\n\n"
	  "    flare_beacon -c config/selks.ini --flare -mo 10 -mp 5 -pd 48" },
	{ "Environment",
	  "FLARE_ES_USERNAME and FLARE_ES_PASSWORD: who asks the server; they win over the "
	  "ini file. FLARE_ES_API_KEY: an API key, encoded or id:key; FLARE_ES_TOKEN: a bearer "
	  "token; either goes before a user. Without any of them ~/.netrc is looked into.\n\n"
	  "http_proxy, https_proxy, no_proxy: as for other programs.\n\n"
	  "NO_COLOR: if not empty, no colours.\n\n"
	  "COLUMNS: how wide the terminal is, if it does not say so itself.\n\n"
	  "LC_ALL, LC_CTYPE, LANG: if the first of them that is set names UTF-8, text draws with "
	  "block elements, else with ASCII." },
	{ "Exit status",
	  "0: it ran, whether or not there are beacons. 1: it failed; files "
	  "keep what they had, and of an index the error says how many rows it was given. "
	  "2: wrong usage or configuration. 130: interrupted." },
};

const struct usage beacon_usage = {
	.name = "flare_beacon",
	.version = FLARE_VERSION,
	.purpose = "find hosts that call home",
	.synopsis = "[OPTION]... [FILE]...",
	.intro = "Lists the pairs of hosts that talk like machines: from flow logs (EVE, Zeek,"
		 "\nCSV) and captures, plain, gzip or zstd; or without FILE from Elasticsearch or"
		 "\nOpenSearch.",
	.sections = sections,
	.n_sections = sizeof(sections) / sizeof(sections[0]),
};

/* What a shipped file says of itself: the comment that it begins with. */
static void introduce(const struct shipped_config *shipped, FILE *out)
{
	const char *at = shipped->text;

	fprintf(out, ".TP\n.B %s\n", shipped->name);
	for (; *at == '#'; at += strcspn(at, "\n") + 1) {
		const char *line = at + strspn(at, "# ");

		fprintf(out, "%.*s\n", (int)strcspn(line, "\n"), line);
	}
}

void beacon_manual(const struct settings *settings, FILE *out)
{
	usage_manual(&beacon_usage, settings, out);
	fputs(".SH CONFIGURATIONS\nThose that are part of the program, for -c; -c auto takes the "
	      "one that fits.\n",
	      out);
	for (size_t i = 0; i < n_shipped_configs; i++)
		introduce(&shipped_configs[i], out);
	fputs(".SH COLUMNS\nThe same names in every format.\n", out);
	for (size_t i = 0; i < n_beacon_columns; i++)
		fprintf(out, ".TP\n.B %s\n%s%s%s%s.\n", beacon_columns[i].name,
			beacon_columns[i].help, beacon_columns[i].unit ? " (" : "",
			beacon_columns[i].unit ? beacon_columns[i].unit : "",
			beacon_columns[i].unit ? ")" : "");
}
