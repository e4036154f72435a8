/*
 * config - see config.h. Each setting is one row here: ini key, option, Flare's
 * short form, default, bounds, help; `--help`, the manual page, the ini reader
 * and the command line all come from it.
 */
#include "model/config.h"

#include <stdlib.h>
#include <string.h>

#include "core/completion.h"
#include "core/secret.h"

#define AT(member) SETTING_AT(struct config, member)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Of one command alone. */
#define BEACON .commands = COMMAND_BEACON
/* In the manual page, but not in --help. */
#define RARE .is_rare = true
#define CHECK .commands = COMMAND_CHECK

#define CONFIG_HELP "settings from an ini file; auto: the one that fits"

#define CONFIG_MORE \
	"Flare's own ini files load unchanged. Given several times, all are read, and " \
	"what a later one sets wins. The files that come with the program need no " \
	"folder: -c selks. auto, which has to be the last, holds them against the server " \
	"(es_index, or if that is not set the index that each of them names) and takes " \
	"names of fields, es_index, names_index and filter from the one that fits best; a " \
	"line on standard error says which. A filter of yours is added to its own."

static const struct setting server[] = {
	{ AT(config_files), BEACON, .option = "config", .flag = "c", .value = "FILE",
	  .help = CONFIG_HELP, .more = CONFIG_MORE },
	{ AT(config_files), CHECK, .option = "config", .value = "FILE",
	  .help = CONFIG_HELP, .more = CONFIG_MORE },
	{ AT(es_host), .key = "es_host", .option = "eshost", .flag = "eh",
	  .standard = "localhost", .value = "HOST",
	  .help = "server: name, address or URL",
	  .more = "host, host:port, or scheme://user@host:port/prefix." },
	{ AT(es_port), .key = "es_port", .option = "esport", .flag = "ep",
	  .standard = "9200", .value = "PORT", .min = 1, .max = 65535,
	  .help = "its port" },
	{ AT(ssh), .key = "ssh", .option = "ssh", .value = "HOST",
	  .help = "reach it through this host: user@host",
	  .more = "[user@]host[:port], an alias of your ssh configuration, or ssh://... The "
		  "system's ssh opens a tunnel from a free port of 127.0.0.1 before the run and "
		  "is ended after it; es_host and es_port are as that host sees them. Keys, "
		  "agent and known hosts are ssh's own; its questions come on the terminal, "
		  "and where there is none it must get along without." },
	{ AT(ssh_config), .key = "ssh_config", .value = "FILE",
	  .help = "ssh's configuration, instead of its own (ssh -F)" },
	{ AT(es_index), .key = "es_index", .standard = "logstash-flow-*", .value = "NAME",
	  .help = "index, pattern or data stream" },
	{ AT(names_index), .key = "names_index", .value = "NAME",
	  .help = "the same for tls, http and dns records",
	  .more = "For --key src,name. Where it is not set: es_index, or, if that is called "
		  "as SELKS calls it (logstash-flow-*), its sisters for tls, http and dns." },
	{ AT(context_index), BEACON, .key = "context_index", .value = "NAME",
	  .help = "the same for --context: alerts as well",
	  .more = "Where it is not set: names_index or, of SELKS, that and its sister for "
		  "alerts." },
	{ AT(use_ssl), .key = "use_ssl", .help = "speak https",
	  .more = "The server's certificate is verified." },
	{ AT(ssl), .key = "ssl", .help = "the same, as some of Flare's files call it" },
	{ AT(ca_file), .key = "ca_file", .value = "FILE",
	  .help = "trust certificates signed by these (PEM)" },
	{ AT(insecure), .key = "insecure", .help = "do not verify the certificate" },
	{ AT(fingerprint), .key = "fingerprint", .value = "SHA256",
	  .help = "trust the certificate of this fingerprint",
	  .more = "The server's own or that of the authority that signed it, in hexadecimal, as "
		  "Elasticsearch prints it when it first starts." },
	{ AT(client_cert), .key = "client_cert", .value = "FILE",
	  .help = "certificate to show the server (PEM)" },
	{ AT(client_key), .key = "client_key", .value = "FILE",
	  .help = "its key, if it is not in the same file" },
	{ AT(proxy), .key = "proxy", .value = "URL", .help = "ask through this proxy",
	  .more = "Without it http_proxy, https_proxy and no_proxy of the environment count." },
	{ AT(username), .key = "username", .option = "user", .value = "NAME",
	  .help = "who asks; the password: FLARE_ES_PASSWORD or ini",
	  .more = "Also taken from the environment variable FLARE_ES_USERNAME." },
	{ AT(password), .key = "password", .secret = true, .value = "TEXT",
	  .help = "password of that user; ini only",
	  .more = "Better kept in the environment variable FLARE_ES_PASSWORD, which wins "
		  "over the ini file." },
	{ AT(password_file), .key = "password_file", .value = "FILE",
	  .help = "that password, in the first line of a file; -: standard input" },
	{ AT(api_key), .key = "api_key", .secret = true, .value = "KEY",
	  .help = "API key, encoded or id:key; ini only",
	  .more = "Better kept in the environment variable FLARE_ES_API_KEY, which wins over "
		  "the ini file." },
	{ AT(api_key_file), .key = "api_key_file", .value = "FILE",
	  .help = "that key, in the first line of a file" },
	{ AT(bearer_token), .key = "bearer_token", .secret = true, .value = "TOKEN",
	  .help = "token of a service account or of OAuth; ini only",
	  .more = "Better kept in the environment variable FLARE_ES_TOKEN, which wins over the "
		  "ini file." },
	{ AT(bearer_token_file), .key = "bearer_token_file", .value = "FILE",
	  .help = "that token, in the first line of a file" },
	{ AT(es_timeout_s), RARE, .key = "es_timeout", .option = "estimeout",
	  .flag = "et", .standard = "480", .value = "SECONDS", .min = 1, .max = 86400,
	  .help = "give up after so long without a byte" },
	{ AT(explain_query), RARE, .option = "explain_query",
	  .help = "only say what the index holds, clause by clause",
	  .more = "How many documents are left after each clause of the query, how each field "
		  "is fetched, which are missing and what they may be called, what time there "
		  "is, and which configuration fits. In short this is told whenever no flow "
		  "matches." },
	{ AT(allow_partial), .key = "allow_partial",
	  .help = "report what there is if part of it can't be read",
	  .more = "A window of time that fails is tried for two minutes; then the run fails, or, "
		  "with this, goes on without, and every output carries a warning." },
	{ AT(cursor), .key = "cursor", .standard = "auto", .choices = "auto|scroll|pit",
	  .value = "KIND", .help = "how to go through the pages: auto, scroll or pit",
	  .more = "A scroll is fastest and every version has it. pit is a point in time with "
		  "search_after, for servers without scrolls; auto takes it if scrolls are "
		  "refused." },
	{ AT(kibana_version), RARE, .key = "kibana_version", .flag = "kv",
	  .standard = "5", .value = "N", .min = 1, .max = 99,
	  .help = "4: ask the old way, for Elasticsearch 2" },
	{ AT(prefilter), BEACON, .key = "prefilter", .standard = "auto", .value = "WHEN",
	  .choices = "auto|on|off",
	  .help = "read only what may be listed: auto, on or off",
	  .more = "The server first counts the flows of each destination; those with too few "
		  "to make a row are not read, unless one of them may be long. The rows are "
		  "the same; the header tells how many flows were left out. auto does so from "
		  "2 million flows on if that is going to pay, on whenever it is exact; -v tells "
		  "why not." },
	{ AT(filter), .key = "filter", .value = "QUERY",
	  .help = "only records that match (Lucene syntax)",
	  .more = "Asked of the server; files cannot be filtered so." },
};

static const struct setting fields[] = {
	{ AT(field_source_ip), .key = "field_source_ip", .standard = "src_ip",
	  .value = "FIELD", .help = "source address" },
	{ AT(field_destination_ip), .key = "field_destination_ip", .standard = "dest_ip",
	  .value = "FIELD", .help = "destination address" },
	{ AT(field_destination_port), .key = "field_destination_port",
	  .standard = "dest_port", .value = "FIELD", .help = "destination port" },
	{ AT(field_timestamp), .key = "field_timestamp", .standard = "@timestamp",
	  .value = "FIELD", .help = "time that the period is held against" },
	{ AT(field_start), .key = "field_start", .standard = "flow.start",
	  .value = "FIELD", .help = "time the flow began; all gaps use it",
	  .more = "An ini file that sets field_timestamp but not this one is taken for one "
		  "of Flare's: flows are then timed by field_timestamp, which for Suricata "
		  "is when a flow was logged, up to minutes after it ended." },
	{ AT(field_bytes_out), .key = "field_flow_bytes_toserver",
	  .standard = "flow.bytes_toserver", .value = "FIELD",
	  .help = "bytes from source to destination" },
	{ AT(field_bytes_in), .key = "field_flow_bytes_toclient",
	  .standard = "flow.bytes_toclient", .value = "FIELD", .help = "and back" },
	{ AT(field_end), .key = "field_end", .standard = "flow.end", .value = "FIELD",
	  .help = "time the flow ended" },
	{ AT(field_duration), .key = "field_duration", .standard = "flow.age",
	  .value = "FIELD", .help = "how long it lasted",
	  .more = "Used where there is no field_end." },
	{ AT(duration_unit), .key = "duration_unit", .standard = "s", .value = "UNIT",
	  .choices = "s|ms|us|ns",
	  .help = "what field_duration counts: s, ms, us or ns" },
	{ AT(field_state), .key = "field_state", .standard = "flow.reason",
	  .value = "FIELD", .help = "tells whether its end was seen",
	  .more = "Suricata's flow.reason (shutdown, forced) or Zeek's conn_state (S1)." },
	{ AT(field_protocol), .key = "field_protocol", .standard = "proto",
	  .value = "FIELD", .help = "protocol of transport: tcp, udp, 17" },
	{ AT(field_flow_id), .key = "field_flow_id", .standard = "flow_id",
	  .value = "FIELD", .help = "number of the flow",
	  .more = "By which --key src,name finds what was said in it." },
	{ AT(names_types), .key = "names_types", .standard = "tls,http,dns,quic",
	  .value = "LIST", .help = "what event_key says of records that hold names",
	  .more = "For --key src,name. Empty: any." },
	{ AT(field_tls_name), .key = "field_tls_name", .standard = "tls.sni",
	  .value = "FIELD", .help = "server name in a TLS record" },
	{ AT(field_http_host), .key = "field_http_host", .standard = "http.hostname",
	  .value = "FIELD", .help = "host in an HTTP record" },
	{ AT(field_dns_query), .key = "field_dns_query", .standard = "dns.rrname",
	  .value = "FIELD", .help = "name in a DNS record" },
	{ AT(field_dns_answers), .key = "field_dns_answers",
	  .standard = "dns.answers.rdata[]", .value = "FIELD",
	  .help = "addresses in a DNS record; [] takes all of them" },
	{ AT(field_dns_type), .key = "field_dns_type", .standard = "dns.type",
	  .value = "FIELD", .help = "tells the answer from the query",
	  .more = "This one and those below are for --context." },
	{ AT(field_source_port), .key = "field_source_port", .standard = "src_port",
	  .value = "FIELD", .help = "source port" },
	{ AT(field_user_agent), .key = "field_user_agent",
	  .standard = "http.http_user_agent", .value = "FIELD",
	  .help = "user agent in an HTTP record" },
	{ AT(field_url), .key = "field_url", .standard = "http.url", .value = "FIELD",
	  .help = "path that was asked for" },
	{ AT(field_http_method), .key = "field_http_method",
	  .standard = "http.http_method", .value = "FIELD", .help = "GET, POST" },
	{ AT(field_http_status), .key = "field_http_status", .standard = "http.status",
	  .value = "FIELD", .help = "status of the answer" },
	{ AT(field_tls_version), .key = "field_tls_version", .standard = "tls.version",
	  .value = "FIELD", .help = "version in a TLS record" },
	{ AT(field_tls_issuer), .key = "field_tls_issuer", .standard = "tls.issuerdn",
	  .value = "FIELD", .help = "who signed the server's certificate" },
	{ AT(field_ja3), .key = "field_ja3", .standard = "tls.ja3.hash", .value = "FIELD",
	  .help = "JA3 fingerprint of the client" },
	{ AT(field_ja4), .key = "field_ja4", .standard = "tls.ja4", .value = "FIELD",
	  .help = "JA4 fingerprint of the client" },
	{ AT(alert_types), .key = "alert_types", .standard = "alert", .value = "LIST",
	  .help = "what event_key says of alerts", .more = "Empty: any." },
	{ AT(field_alert), .key = "field_alert", .standard = "alert.signature",
	  .value = "FIELD", .help = "what an alert is called" },
	{ AT(field_alert_severity), .key = "field_alert_severity",
	  .standard = "alert.severity", .value = "FIELD", .help = "its severity" },
	{ AT(field_payload), .key = "field_payload", .standard = "payload_printable",
	  .value = "FIELD", .help = "what raised it, as text",
	  .more = "Of a notice of Zeek's its message." },
	{ AT(event_key), .key = "event_key", .standard = "event_type", .value = "FIELD",
	  .help = "field that tells what a record is; empty: none" },
	{ AT(event_type), .key = "event_type", .standard = "flow", .value = "TEXT",
	  .help = "what it says of a flow record" },
	{ AT(suricata_defaults), .key = "suricata_defaults",
	  .help = "put \"flow.\" before field_flow_bytes_toserver" },
};

static const struct setting scope[] = {
	{ AT(period_h), .key = "period", .flag = "pd", .standard = "24", .value = "HOURS",
	  .min = 1, .max = 876000, .help = "how far to look back from now",
	  .more = "Files are read whole unless this, --from or --to is on the command "
		  "line." },
	{ AT(from), .option = "from", .value = "TIME",
	  .help = "from this time: 2025-11-20T08:00, now-7d",
	  .more = "ISO 8601 (UTC unless it has a zone), seconds since 1970, or now less a "
		  "span in s, m, h, d or w." },
	{ AT(to), .option = "to", .value = "TIME", .help = "up to this time" },
	{ AT(now), RARE, .option = "now", .value = "TIME",
	  .help = "what \"now\" means; files: their newest record" },
	{ AT(focus_outbound), BEACON, .key = "focus_outbound", .flag = "fo",
	  .help = "only from private to public addresses",
	  .more = "internal_networks says what else is inside." },
	{ AT(internal_networks), .key = "internal_networks", .value = "LIST",
	  .help = "what else is inside for --focus_outbound",
	  .more = "Networks joined by commas or blanks: 141.20.0.0/16, 2001:db8::/32. What is inside "
		  "is then called from, and is not outside; private addresses stay inside, except "
		  "those of a network with ! before it (!172.16.0.0/12: a partner's, by VPN), which "
		  "count as outside. Of several that hold an address the narrowest counts." },
	{ AT(key), BEACON, .key = "key", .option = "key", .standard = "src,dst,port",
	  .value = "KEY", .choices = "src,dst,port|src,dst|src,name",
	  .help = "what makes a pair: src,dst,port; src,dst; src,name",
	  .more = "src,dst takes all ports of a host together. src,name takes all addresses "
		  "behind one name together, by the TLS server name, HTTP host or DNS "
		  "answer in the records beside the flows; a destination without a name "
		  "keeps its address." },
	{ AT(explain), BEACON, .option = "explain", .value = "SRC DST [PORT]",
	  .n_words = 2, .n_numbers = 1, .help = "all that is known of one pair",
	  .more = "Whether it is listed or not, and then why not: its numbers, how it stands to "
		  "each rule, its gaps and its calls over time. All flows are read, so that "
		  "it is rated as in the whole. Other outputs have that row alone. DST is an "
		  "address, or with --key src,name a name; PORT may be left out if there is "
		  "but one." },
	{ AT(merge), BEACON, RARE, .option = "merge",
	  .help = "the files are results of --save: make one of them",
	  .more = "The parts of a run as if it had been one run; or one whole result, to be "
		  "reported again." },
	{ AT(part), BEACON, RARE, .option = "part", .value = "K/N",
	  .help = "only the K-th of N shares of the sources",
	  .more = "To share the work out among machines: see \"Past one machine\"." },
	{ AT(threads), RARE, .key = "threads", .flag = "th", .standard = "0",
	  .value = "N", .min = 0, .max = 256,
	  .help = "workers; 0: one for each processor",
	  .more = "The result is the same whatever their number." },
	{ AT(max_memory_mb), .key = "max_memory", .standard = "0", .value = "MB",
	  .min = 0, .max = 1000000000,
	  .help = "memory to use at most; 0: most of what is free",
	  .more = "Flows that would take more end the run with an error, before anything is "
		  "written. A flow takes 16 bytes and a pair about 110." },
};

static const struct setting check[] = {
	{ AT(by), CHECK, .option = "by", .standard = "auto", .value = "WHAT",
	  .choices = "auto|address|name",
	  .help = "a row for each address, or for each name",
	  .more = "auto: names, if the files are lists of nothing else or --pcapf is given." },
	{ AT(srcs), CHECK, .option = "srcIP", .flag = "s",
	  .help = "only addresses that call" },
	{ AT(dsts), CHECK, .option = "dstIP", .flag = "d",
	  .help = "only addresses that are called" },
	{ AT(with_inside), CHECK, .option = "inside",
	  .help = "those of the network itself, too",
	  .more = "Private, multicast and reserved addresses and those of internal_networks are left "
		  "out without it, unless a list of --intel names them. Services are never asked "
		  "about them." },
	{ AT(beacons), CHECK, .option = "beacons", .value = "FILE",
	  .help = "check what flare_beacon found (-json, -csv, -save)" },
	{ AT(processes), CHECK, .key = "processes", .option = "processes",
	  .help = "add the programs of this host that talk to them",
	  .more = "As the kernel has it now; without root only one's own. With nothing else to "
		  "check, and no server or index named, whom this host talks to is what is "
		  "checked. See \"Programs\"." },
	{ AT(watch_s), CHECK, .key = "watch", .option = "watch", .standard = "0",
	  .value = "SECONDS", .min = 0, .max = 604800,
	  .help = "look for so long, to meet short connections too",
	  .more = "--processes is part of it. Ctrl-C ends it early, and what was seen is told." },
	{ AT(sockets), CHECK, .option = "sockets", .value = "FILE",
	  .help = "the same of another host: its ss, netstat, tasklist",
	  .more = "What ss -tunap or netstat -tunap print on Linux, netstat -ano and tasklist on "
		  "Windows, each in a file; as often as wanted." },
	{ AT(check), CHECK, .option = "check", .flag = "c",
	  .help = "ask AlienVault OTX, as --intel otx does" },
	{ AT(check_names), CHECK, .option = "checkDNS", .flag = "p",
	  .help = "the same of the names of --pcapf" },
	{ AT(pcapfile), CHECK, .option = "pcapfile", .value = "FILE",
	  .help = "capture to read; leaves hot_ip's result files" },
	{ AT(ip_file), CHECK, .option = "IPfile", .value = "FILE",
	  .help = "list of addresses to read; likewise" },
	{ AT(pcapf), CHECK, .option = "pcapf", .value = "FILE",
	  .help = "capture to read names from; likewise" },
};

static const struct setting rule[] = {
	{ AT(min_occur), BEACON, RARE, .key = "min_occur", .flag = "mo", .standard = "50",
	  .value = "N", .min = 0, .max = 1000000000,
	  .help = "a pair needs more flows and gaps than this" },
	{ AT(min_percent), BEACON, RARE, .key = "min_percent", .flag = "mp",
	  .standard = "50", .value = "PERCENT", .min = 0, .max = 100,
	  .help = "more than this share of gaps must be alike" },
	{ AT(min_interval_s), BEACON, .key = "min_interval", .standard = "30",
	  .value = "SECONDS", .min = 0, .max = 31536000,
	  .help = "shorter gaps are left out" },
	{ AT(window_s), BEACON, RARE, .key = "window", .flag = "win", .standard = "2",
	  .value = "SECONDS", .min = 1, .max = 86400,
	  .help = "gaps within so many seconds are alike" },
};

static const struct setting score[] = {
	{ AT(min_score), BEACON, .key = "min_score", .standard = "0.55", .value = "SCORE",
	  .option = "min_score", .min = 0, .max = 1,
	  .help = "list pairs of at least this score, 0 to 1",
	  .more = "Pairs that Flare's rule reports are listed whatever their score." },
	{ AT(min_beats), BEACON, .key = "min_beats", .standard = "6", .value = "N",
	  .min = 3, .max = 1000000000, .help = "fewer flows get no score" },
	{ AT(min_lag), BEACON, RARE, .key = "min_lag", .option = "min_lag",
	  .standard = "8", .value = "LAG", .min = 0, .max = 1000000000,
	  .help = "list pairs of at least this lag; 0: not",
	  .more = "A clock that shows only in the times between any two calls: see the "
		  "columns." },
	{ AT(min_long_h), BEACON, RARE, .key = "min_long", .option = "min_long",
	  .standard = "8", .value = "HOURS", .min = 0, .max = 876000,
	  .help = "list connections that last so long; 0: not" },
	{ AT(min_strobe), BEACON, RARE, .key = "min_strobe", .option = "min_strobe",
	  .standard = "60", .value = "MINUTES", .min = 0, .max = 1000000000,
	  .help = "list what calls every second so long; 0: not",
	  .more = "Minutes with sixty calls or more, not necessarily in a row." },
	{ AT(flare), BEACON, .key = "flare", .option = "flare",
	  .help = "list just what Flare would" },
};

#define LINK_MORE \
	"The address of the tool, to which the way to its search is added, or a whole URL with " \
	"places that are filled in: {src} {dest} {port} {from} {to} (ISO 8601, UTC) {from_s} {to_s} " \
	"(seconds since 1970) {query} (the pair, as the tool asks for it). Kibana: "

static const struct setting output[] = {
	{ AT(baseline), BEACON, .key = "baseline", .option = "baseline", .value = "FILE",
	  .help = "tell what is new since then; or index:NAME",
	  .more = "What an earlier run has found: a file of -save or of -json, to which many "
		  "runs may have appended, plain or packed, or index:NAME, an index that "
		  "--index writes to. May be given several times; in an ini several have commas "
		  "between. See \"What is new\"." },
	{ AT(new_only), BEACON, .key = "new_only", .option = "new_only",
	  .help = "leave out what is as it was (--baseline)" },
	{ AT(sort), .key = "sort", .option = "sort", .standard = "rank",
	  .value = "COLUMN", .help = "order by this column, best first" },
	{ AT(top), .key = "top", .option = "top", .standard = "0", .value = "N", .min = 0,
	  .max = 1000000000, .help = "only the first N rows; 0: all" },
	{ AT(index_names), .key = "index_names", .standard = "auto", .value = "NAMES",
	  .choices = "auto|flare|ecs",
	  .help = "how --index calls its fields: flare, ecs, or auto",
	  .more = "auto: by Elastic's Common Schema (source.ip) where field_source_ip does so "
		  "too, else as the columns are called (src_ip)." },
	{ AT(json_names), .key = "json_names", .standard = "flare", .value = "NAMES",
	  .choices = "flare|ecs", .help = "how -json calls its fields: flare or ecs",
	  .more = "flare: as the columns are called (src_ip). ecs: by Elastic's Common Schema, "
		  "with @timestamp, as records of an index are; see \"JSON\"." },
	{ AT(csv_separator), RARE, .key = "csv_separator", .option = "csv_separator",
	  .standard = ",", .value = "CHAR",
	  .help = "in CSV: , ; tab or |; with ; numbers are 0,55",
	  .more = "See \"CSV\". tab may also be written \\t." },
	{ AT(csv_decimal), .key = "csv_decimal", .value = "SIGN", .choices = ".|,",
	  .help = "decimal sign in CSV: . or ,",
	  .more = "By itself a comma if csv_separator is ; and a point if not." },
	{ AT(width), RARE, .key = "width", .option = "width", .value = "N", .min = 0,
	  .max = 10000, .help = "places of a line of text; 0: any number",
	  .more = "Without it text is as wide as the terminal, and where there is none 120. The "
		  "least important columns are left out until the others fit; a line below "
		  "the table says which." },
	{ AT(group), BEACON, .key = "group", .flag = "gr",
	  .help = "group rows by destination" },
	{ AT(context), BEACON, .key = "context", .option = "context",
	  .help = "add what other records say: names, programs, alerts",
	  .more = "The column context, of the rows that are listed: HTTP hosts, user agents and "
		  "URLs, TLS names and fingerprints, DNS names, alerts; see \"Context\"." },
	{ AT(intel), .key = "intel", .option = "intel", .value = "FILE",
	  .help = "mark what lists or services (otx) report",
	  .more = "A file or folder of lists, or the name of a service on the internet: otx, "
		  "abuseipdb or greynoise. Unless one is named, nobody is asked. "
		  "The columns intel and intel_hits; as often as wanted, in an ini file several "
		  "joined by commas. See \"Threat intelligence\"." },
	{ AT(list_reported), BEACON, .key = "list_reported", .standard = "true",
	  .help = "list what --intel reports, however it keeps time",
	  .more = "Every pair whose destination is on a list, however few flows it has. Services "
		  "are only asked about rows that are listed for something else." },
	{ AT(whois), BEACON, .key = "whois", .flag = "who",
	  .help = "add whose addresses they are",
	  .more = "Columns src_whois and dest_whois, and, piece by piece, dest_asn, dest_as_name, "
		  "dest_country and the like, out of databases on this machine; see \"Owner and "
		  "place\"." },
	{ AT(asn_db), .key = "asn_db", .value = "FILE",
	  .help = "database of owners for --whois, in MaxMind's format (mmdb)" },
	{ AT(geo_db), .key = "geo_db", .value = "FILE",
	  .help = "database of countries or cities, likewise" },
	{ AT(location_db), .key = "location_db", .value = "FILE",
	  .standard = "/var/lib/location/database.db",
	  .help = "libloc database for --whois; empty: none" },
	{ AT(names), BEACON, .key = "names", .option = "names",
	  .help = "add what destinations are called in the logs",
	  .more = "In DNS answers, TLS and HTTP records of the same files or indices, as --context "
		  "reads them: column dest_names." },
	{ AT(resolve), .key = "resolve",
	  .help = "ask reverse DNS for the names of what is shown",
	  .more = "By the system's resolver; nothing else here asks the network for a name. Who runs "
		  "the server of such a name may see the question. Column dest_ptr." },
	{ AT(allowlists), BEACON, .key = "allowlist", .option = "allowlist",
	  .value = "FILE", .help = "hide rows that a rule of this file holds for",
	  .more = "As often as wanted; see \"Known services\". A rule that names an owner looks it "
		  "up, as --whois does; one that has a name looks at the source again, as "
		  "--context does." },
	{ AT(allowlist_history), BEACON, .key = "allowlist_history", .value = "FILE",
	  .help = "note when each rule last hid a row, and tell of idle ones",
	  .more = "A small file of text, made if it is not there; see \"Known services\"." },
	{ AT(allowlist_days), BEACON, .key = "allowlist_days", .standard = "90",
	  .value = "DAYS", .min = 1, .max = 36500,
	  .help = "a rule that hid nothing for so long is told of" },
	{ AT(show_hidden), BEACON, RARE, .option = "show_hidden",
	  .help = "show them all the same, with the rule",
	  .more = "In the column hidden_by." },
	{ AT(kibana_url), BEACON, .key = "kibana_url", .value = "URL",
	  .help = "add a link into Kibana to each row",
	  .more = LINK_MORE
	  "from version 7 on. Of OpenSearch Dashboards or Kibana 5 and 6 it is the "
	  "search's own URL with places." },
	{ AT(evebox_url), BEACON, .key = "evebox_url", .value = "URL",
	  .help = "likewise into EveBox" },
	{ AT(arkime_url), BEACON, .key = "arkime_url", .value = "URL",
	  .help = "likewise into Arkime" },
	{ AT(verbose), .key = "verbose", .flag = "v", .help = "say what is being done" },
	{ AT(debug), .key = "debug", .help = "show every request" },
	{ AT(quiet), .key = "quiet", .flag = "q", .help = "say nothing but errors" },
	{ AT(no_color), RARE, .option = "no_color",
	  .help = "no colours (as NO_COLOR does)" },
	{ AT(help), .option = "help", .flag = "h", .help = "show this page" },
	{ AT(manual), .option = "manual", .help = "print the manual page (roff)" },
	{ AT(completion), RARE, .option = "completion", .value = "SHELL",
	  .choices = COMPLETION_SHELLS, .help = "print completions for bash, zsh or fish",
	  .more = "They are installed with the program; this is for one that is not." },
	{ AT(version), .option = "version", .flag = "V", .help = "show the version" },
};

static const struct setting services[] = { SERVICE_SETTINGS(struct config, services) };

const struct setting_group config_settings[] = {
	{ "Elasticsearch or OpenSearch", server, COUNT(server) },
	{ "Names of fields", fields, COUNT(fields) },
	{ "What is looked at", scope, COUNT(scope) },
	{ "What is checked", check, COUNT(check) },
	{ "The score", score, COUNT(score) },
	{ "Flare's rule", rule, COUNT(rule) },
	{ "Result", output, COUNT(output) },
	{ "Threat intelligence services", services, COUNT(services) },
};

const size_t n_config_settings = COUNT(config_settings);

static const char *from_environment(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value && *value ? value : otherwise;
}

/* Flare's suricata_defaults; a name that has the prefix already keeps it. */
static void prefix_bytes(struct config *config, struct arena *arena)
{
	const char *name = config->field_bytes_out;

	if (config->suricata_defaults && name && strncmp(name, "flow.", 5) != 0)
		config->field_bytes_out = arena_print(arena, "flow.%s", name);
}

void config_settle_fields(struct config *config, const struct settings *settings)
{
	config->flare_timing =
		settings_origin(settings, &config->field_timestamp) == ORIGIN_FILE &&
		settings_origin(settings, &config->field_start) == ORIGIN_DEFAULT;
	if (config->flare_timing)
		config->field_start = NULL;
	prefix_bytes(config, settings->arena);
}

bool config_is_of_index(const struct setting *setting, enum setting_origin origin)
{
	size_t at = setting->offset;

	if (at == offsetof(struct config, filter))
		return true; /* both count */
	if (at == offsetof(struct config, es_index) ||
	    at == offsetof(struct config, names_index) ||
	    at == offsetof(struct config, context_index))
		return origin == ORIGIN_DEFAULT;
	return setting >= fields && setting < fields + COUNT(fields) &&
	       origin < ORIGIN_COMMAND;
}

/* [scheme://]user:password@host may stand in an ini, not in argv. */
static bool has_password(const char *url)
{
	const char *scheme = url ? strstr(url, "://") : NULL;
	const char *start = scheme ? scheme + 3 : url;
	const char *at = start ? strrchr(start, '@') : NULL;

	return at && memchr(start, ':', (size_t)(at - start));
}

/* The environment, then the file, then the ini itself. */
static int settle_secret(const char *variable, const char *file, const char **secret,
			 struct arena *arena, struct error *err)
{
	const char *value = from_environment(variable, NULL);

	if (value)
		*secret = value;
	else if (file)
		return secret_read(file, arena, secret, err);
	return 0;
}

static int settle_secrets(struct config *config, const struct settings *settings,
			  struct error *err)
{
	if (config->secret_file)
		secret_check(config->secret_file, "a secret");
	if (settle_secret("FLARE_ES_PASSWORD", config->password_file, &config->password,
			  settings->arena, err) != 0 ||
	    settle_secret("FLARE_ES_API_KEY", config->api_key_file, &config->api_key,
			  settings->arena, err) != 0)
		return -1;
	return settle_secret("FLARE_ES_TOKEN", config->bearer_token_file,
			     &config->bearer_token, settings->arena, err);
}

static bool has_output(const struct config *config, const char *option)
{
	for (size_t i = 0; i < config->outputs.n; i++) {
		if (strcmp(config->outputs.items[i].setting->option, option) == 0)
			return true;
	}
	return false;
}

bool config_writes_index(const struct config *config)
{
	return has_output(config, "index");
}

bool config_needs_server(const struct config *config)
{
	bool needs = config_writes_index(config);

	for (size_t i = 0; i < config->baseline.n; i++)
		needs = needs ||
			strncmp(config->baseline.items[i].value, "index:", 6) == 0;
	return needs;
}

bool config_has_lists(const struct config *config)
{
	size_t n = 0;

	for (size_t i = 0; i < config->intel.n; i++)
		n += !service_is_named(config->intel.items[i].value);
	return n > 0;
}

bool config_saves(const struct config *config)
{
	return has_output(config, "save_out");
}

bool config_draws(const struct config *config)
{
	return has_output(config, "html_out") || config_saves(config) ||
	       config->explain.n > 0;
}

/* The scheme, and a host behind it. */
static bool is_web_address(const char *url)
{
	size_t len = strncmp(url, "https://", 8) == 0  ? 8
		     : strncmp(url, "http://", 7) == 0 ? 7
						       : 0;

	return len > 0 && url[len] && !strchr("/?#", url[len]);
}

/* What is no web address would be a link that does who knows what. */
static int check_links(const struct config *config, struct error *err)
{
	const struct {
		const char *key;
		const char *url;
	} links[] = {
		{ "kibana_url", config->kibana_url },
		{ "evebox_url", config->evebox_url },
		{ "arkime_url", config->arkime_url },
	};

	for (size_t i = 0; i < COUNT(links); i++) {
		if (links[i].url && !is_web_address(links[i].url))
			return error_set(
				err, ERROR_USAGE,
				"%s: \"%.100s\" is no web address: it must begin with "
				"https:// or http:// and a host",
				links[i].key, links[i].url);
	}
	return 0;
}

static int settle_inside(struct config *config, struct arena *arena, struct error *err)
{
	if (inside_parse(config->internal_networks, arena, &config->inside, err) != 0)
		return error_wrap(err, "internal_networks");
	return 0;
}

static int settle_csv(struct config *config, struct error *err)
{
	static const struct {
		const char *name;
		char separator;
	} separators[] = {
		{ ",", ',' },	 { ";", ';' },	  { "|", '|' },
		{ "tab", '\t' }, { "\\t", '\t' }, { "\t", '\t' },
	};
	const char *name = config->csv_separator;

	config->separator = '\0';
	for (size_t i = 0; name && i < COUNT(separators); i++) {
		if (strcmp(name, separators[i].name) == 0)
			config->separator = separators[i].separator;
	}
	if (!config->separator)
		return error_set(err, ERROR_USAGE,
				 "csv_separator: \"%.200s\" is not one of , ; tab |",
				 name ? name : "");
	config->decimal_comma = config->csv_decimal ? *config->csv_decimal == ','
						    : config->separator == ';';
	return 0;
}

/* In an ini file several stand in one line; on a command line a name is taken as it is. */
static void settle_intel(struct config *config, const struct settings *settings)
{
	struct setting_list whole = config->intel;

	if (settings_origin(settings, &config->intel) != ORIGIN_FILE)
		return;
	config->intel = (struct setting_list){ .items = NULL };
	for (size_t i = 0; i < whole.n; i++) {
		const char *at = whole.items[i].value;

		while (*(at += strspn(at, ", \t"))) {
			size_t len = strcspn(at, ",");

			setting_list_add(&config->intel, whole.items[i].setting,
					 arena_text(settings->arena, at, len));
			at += len;
		}
	}
	free(whole.items);
}

int config_settle(struct config *config, const struct settings *settings,
		  struct error *err)
{
	if (settings_origin(settings, &config->es_host) == ORIGIN_COMMAND &&
	    has_password(config->es_host))
		return error_set(
			err, ERROR_USAGE,
			"--eshost: a password may not stand on a command line, where "
			"every user of this host can read it; put it into the "
			"environment as FLARE_ES_PASSWORD");
	if ((settings_origin(settings, &config->from) == ORIGIN_COMMAND &&
	     !config->from) ||
	    (settings_origin(settings, &config->to) == ORIGIN_COMMAND && !config->to) ||
	    (settings_origin(settings, &config->now) == ORIGIN_COMMAND && !config->now))
		return error_set(
			err, ERROR_USAGE,
			"--from, --to and --now need a time: 2025-11-20T08:00 or now-7d");
	if (check_links(config, err) != 0)
		return -1;
	config->ssh_given = settings_origin(settings, &config->ssh) == ORIGIN_COMMAND;
	if (config->ssh_given && !config->ssh)
		return error_set(err, ERROR_USAGE, "--ssh needs a host: user@host");
	/* Rows go that way, too, though the flows come from files. */
	config->ssh_given = config->ssh_given && !config_needs_server(config);
	config->period_given =
		settings_origin(settings, &config->period_h) == ORIGIN_COMMAND;
	config->width_given = settings_origin(settings, &config->width) != ORIGIN_DEFAULT;
	config->index_given =
		settings_origin(settings, &config->es_index) != ORIGIN_DEFAULT;
	config->settings = settings;
	settle_intel(config, settings);
	/* All that is known of one pair. */
	config->context = config->context || config->explain.n > 0;
	config_settle_fields(config, settings);
	config->use_ssl = config->use_ssl || config->ssl;
	if (settle_inside(config, settings->arena, err) != 0 ||
	    settle_csv(config, err) != 0 || settle_secrets(config, settings, err) != 0)
		return -1;
	if (settings_origin(settings, &config->username) != ORIGIN_COMMAND)
		config->username =
			from_environment("FLARE_ES_USERNAME", config->username);
	return 0;
}
