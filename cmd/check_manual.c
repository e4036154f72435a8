/*
 * check_manual - see check_manual.h.
 */
#include "check_manual.h"

#include "manual_columns.h"
#include "model/host.h"

static const struct usage_section sections[] = {
	{ "Description",
	  "check_ip takes addresses, or names, from wherever they are, and tells of each whose it is "
	  "and where, what it is called, who reports it, and which program of this host talks to "
	  "it. It reads all that flare_beacon reads (captures, Suricata EVE, Zeek conn.log, AWS VPC "
	  "flow logs, CSV, JSON "
	  "lines; plain, gzip or zstd; - is standard input), and besides lists of addresses or names, "
	  "one a line or several addresses in one, and results of flare_beacon -json, -csv and -save. An operand that is no file may be "
	  "an address, also one written so that nobody clicks on it (hxxp://192.0.2[.]7). Without any "
	  "it asks the Elasticsearch or OpenSearch that the configuration names, which is the one "
	  "of flare_beacon: the same ini files, with the same keys.\n\n"
	  "Of flows both ends are taken, -s those that call, -d those that are called; but no address "
	  "of the network itself (private ones, and those of internal_networks) and none that is not "
	  "one host's, such as multicast, unless a list of --intel reports it. How many are left out "
	  "is told, and --inside has them as well. "
	  "What stands alone in a list is always there.\n\n"
	  "What DNS answers, TLS and HTTP beside the flows call an address is its name. --by name makes "
	  "a row of each name instead: what it stands for, and who asks for it.\n\n"
	  "Rows are ordered by rank: what lists and services report comes first, then the score of "
	  "beacons; of equals, what came up first. Whose addresses they are is looked up in databases "
	  "on this machine, see location_db, asn_db and geo_db." },
	{ "Threat intelligence",
	  "--intel FILE takes lists of what is known to be bad, as flare_beacon does: plain ones, "
	  "tables with a header, MISP, STIX, abuse.ch; the manual of flare_beacon has the whole of "
	  "it. Addresses and all that they are called are held against them; also a private "
	  "address, if a list names that very one, as one's own may. Networks of private addresses, "
	  "which lists have because they are nobody's, say nothing; how many is told. Services "
	  "are only asked about public ones.\n\n"
	  "verdict is bad if anybody reports it, allowed if nobody does and a service vouches for it, "
	  "nothing if nobody knows anything of it, and unknown if nobody who was asked has answered. "
	  "It is no proof: an address that was bad last year may have another owner by now, and one "
	  "of a content network serves the good and the bad." },
	{ "Programs",
	  "--processes asks the kernel of this host which sockets there are to these addresses now, "
	  "and whose they are: the process with its user, the file that it was started from, its "
	  "SHA-256 and the package that brought it. A file that has been deleted, or was never on a "
	  "disk, says so. A connection that is over in a moment is seldom met so: --watch SECONDS looks "
	  "many times a second for that long, or until Ctrl-C. Without root only one's own processes "
	  "can be seen; how many sockets are others' is told.\n\n"
	  "With --processes, --watch or --sockets and nothing else to check, whom the host talks "
	  "to is what is checked: a row for each address that a socket leads to, with those that "
	  "come up while it watches; -d has those that the host calls, -s those that call it. Its "
	  "own network is left out, as ever, and counted (--inside). Where a server, an index, a "
	  "filter or a period is named, on the command line or by --config, the index is asked "
	  "instead; but with --index NAME the server is only where rows are written.\n\n"
	  "Of another host --sockets takes what its own tools print, in any order:\n\n"
	  "    ss -tunap >ss.txt                  on Linux, as root\n"
	  "    netstat -ano >netstat.txt          on Windows, and\n"
	  "    tasklist /v /fo csv >tasks.csv     for the names of its processes" },
	{ "In place of hot_ip.py",
	  "Its options do what they did: --pcapfile FILE with -d or -s, --IPfile FILE, --pcapf FILE, "
	  "and -c or -p to ask about what was found. They leave its files in the folder that they are "
	  "run in, or in that of --out DIR: out_IP.txt (addresses as they came up, private ones too), ip_location.txt (an "
	  "address right-aligned in 15 places, then : country-region-city, XX where that is not known), "
	  "malicious_results.txt (those that are reported, with a page to read on); of names "
	  "out_DNS.txt and maliciousDNS.txt. With another output (-csv, -html, ...) they leave none, "
	  "unless --out is given too.\n\n"
	  "What is different: captures are told by connection, so that -d has who was called, and "
	  "not who was answered; the place comes from databases here instead of a web service, and "
	  "is a code where it was a Chinese name; the key for OTX is not part of the program." },
	{ "Examples",
	  "A night's capture, with what is known of each address, as a page:\n\n"
	  "    check_ip -d night.pcap --intel lists/ -html night.html\n\n"
	  "What flare_beacon has found on this host, and which program it is:\n\n"
	  "    flare_beacon -fo -json found.ndjson night.pcap\n"
	  "    sudo check_ip --beacons found.ndjson --processes --watch 300\n\n"
	  "Whom this host talks to now, who reports that, and which program it is:\n\n"
	  "    sudo check_ip --processes --intel lists/\n\n"
	  "A list from a ticket, for Excel:\n\n"
	  "    check_ip list.txt -csv list.csv\n\n"
	  "The addresses that stand in a mail, or in a log of another kind:\n\n"
	  "    grep -oE '([0-9]+\\[?\\.\\]?){3}[0-9]+' mail.txt | check_ip -\n\n"
	  "Every name that was asked for:\n\n"
	  "    check_ip --by name night.pcap" },
	{ "Exit status",
	  "0: it ran, whatever it found. 1: it failed; files keep what they had. 2: wrong usage or "
	  "configuration. 130: interrupted." },
};

const struct usage check_usage = {
	.name = "check_ip",
	.version = FLARE_VERSION,
	.purpose =
		"tell who an address is, whether it is known bad, and what talks to it",
	.synopsis = "[OPTION]... [FILE|ADDRESS|NAME]...",
	.intro = "Tells of each address in captures, flow logs, lists or results of "
		 "flare_beacon: whose"
		 "\nit is, where, who reports it, which program talks to it. Without "
		 "FILE: an index;\nwith --processes alone: whom this host talks to.",
	.sections = sections,
	.n_sections = sizeof(sections) / sizeof(sections[0]),
};

void check_manual(const struct settings *settings, FILE *out)
{
	usage_manual(&check_usage, settings, out);
	manual_columns("Columns", "Of addresses. The same names in every format.",
		       host_columns, n_host_columns, out);
	manual_columns("Columns of names", "With --by name.", domain_columns,
		       n_domain_columns, out);
}
