/*
 * host - see host.h.
 */
#include "model/host.h"

#include <math.h>
#include <stdlib.h>

#define CELL(name, member, unit, help) COLUMN(struct host, name, member, unit, help)
#define NAMED(name, member, unit, ecs_, help) \
	COLUMN_AS(struct host, name, member, unit, help, .ecs = ecs_)
#define DETAIL(name, member, unit, help) \
	COLUMN_AS(struct host, name, member, unit, help, .detail = true)
#define NAMED_DETAIL(name, member, unit, ecs_, help) \
	COLUMN_AS(struct host, name, member, unit, help, .detail = true, .ecs = ecs_)

/* What is said of either. */
#define VERDICTS(row) \
	COLUMN_AS(row, "verdict", said.verdict, NULL, \
		  "bad, allowed, nothing (is known of it), or unknown (nobody could " \
		  "tell)", \
		  .detail = false), \
		COLUMN_AS(row, "intel", said.intel, NULL, "who reports it, and as what", \
			  .ecs = "threat.indicator.description"), \
		COLUMN_AS(row, "intel_hits", said.hits, NULL, \
			  "how many lists and services that are", .detail = true), \
		COLUMN_AS(row, "reference", said.reference, NULL, "where to read on", \
			  .detail = true, .ecs = "threat.indicator.reference"), \
		COLUMN_AS( \
			row, "rank", said.rank, NULL, \
			"what to look at first: intel_hits, and the score of a beacon", \
			.decimals = 3, .detail = true)

const struct column host_columns[] = {
	NAMED("ip", address, NULL, "threat.indicator.ip", "the address that was checked"),
	CELL("names", names, NULL, "what it is called in DNS answers, TLS and HTTP"),
	DETAIL("n_names", n_names, NULL, "how many names those are"),
	DETAIL("ptr", ptr, NULL, "what reverse DNS calls it now (--resolve)"),
	CELL("whois", whois, NULL, "whose address it is"),
	VERDICTS(struct host),
	COLUMN_AS(struct host, "score", score, NULL,
		  "how machine-like it is called, 0 to 1, as flare_beacon found "
		  "(--beacons)",
		  .decimals = 3, .most = 1),
	CELL("programs", programs, NULL, "programs that talk to it (--processes)"),
	DETAIL("command_lines", command_lines, NULL, "how those were started"),
	DETAIL("sha256", sha256, NULL, "of the files that they run, as they run them"),
	DETAIL("sockets", sockets, NULL, "their connections to it"),
	CELL("flows", flows, NULL, "connections to and from it"),
	CELL("bytes_sent", bytes_sent, "bytes", "what it sent"),
	CELL("bytes_received", bytes_received, "bytes", "what it got"),
	CELL("ports", ports, NULL, "by which it is called, the busiest first"),
	CELL("ports_called", ports_called, NULL, "that it calls"),
	CELL("n_peers", n_peers, NULL, "how many others it talks with"),
	CELL("peers", peers, NULL, "the busiest of them"),
	COLUMN_AS(struct host, "first_seen", first_seen, NULL,
		  "start of its earliest flow, UTC", .optional = true,
		  .ecs = "event.start"),
	COLUMN_AS(struct host, "last_seen", last_seen, NULL,
		  "start of its latest flow, UTC", .optional = true, .ecs = "event.end"),
	COLUMN_AS(struct host, "asn", owner.asn, NULL,
		  "number of the autonomous system that has the address", .detail = true,
		  .most = UINT32_MAX, .nominal = true,
		  .ecs = "threat.indicator.as.number"),
	NAMED_DETAIL("as_name", owner.as_name, NULL,
		     "threat.indicator.as.organization.name", "its name"),
	NAMED_DETAIL("country", owner.country, NULL,
		     "threat.indicator.geo.country_iso_code",
		     "country of the address, two letters"),
	NAMED_DETAIL("region", owner.region, NULL, "threat.indicator.geo.region_name",
		     "region of the address (geo_db)"),
	NAMED_DETAIL("city", owner.city, NULL, "threat.indicator.geo.city_name",
		     "city of the address (geo_db)"),
	DETAIL("order", order, NULL, "in which it came up, from 1"),
};

const size_t n_host_columns = sizeof(host_columns) / sizeof(host_columns[0]);

#undef DETAIL
#define DETAIL(name, member, unit, help) \
	COLUMN_AS(struct domain, name, member, unit, help, .detail = true)
#undef CELL
#define CELL(name, member, unit, help) COLUMN(struct domain, name, member, unit, help)

const struct column domain_columns[] = {
	COLUMN_AS(struct domain, "name", name, NULL, "the name that was checked",
		  .ecs = "threat.indicator.url.domain"),
	VERDICTS(struct domain),
	CELL("addresses", addresses, NULL, "that it stands for, the most frequent first"),
	DETAIL("n_addresses", n_addresses, NULL, "how many those are"),
	CELL("times", times, NULL,
	     "how often it was said: answers, connections, requests"),
	CELL("n_clients", n_clients, NULL, "how many hosts asked for it or called it so"),
	CELL("clients", clients, NULL, "those that did most often"),
	DETAIL("order", order, NULL, "in which it came up, from 1"),
};

const size_t n_domain_columns = sizeof(domain_columns) / sizeof(domain_columns[0]);

struct host host_nothing(const struct address *address)
{
	return (struct host){
		.address = *address,
		.owner.asn = CELL_NO_INTEGER,
		.n_names = CELL_NO_INTEGER,
		.n_peers = CELL_NO_INTEGER,
		.said.hits = CELL_NO_INTEGER,
		.score = NAN,
		.flows = CELL_NO_INTEGER,
		.bytes_sent = CELL_NO_INTEGER,
		.bytes_received = CELL_NO_INTEGER,
		.first_seen = { CELL_NO_INTEGER },
		.last_seen = { CELL_NO_INTEGER },
	};
}

void host_list_free(struct host_list *list)
{
	free(list->hosts);
	arena_free(&list->texts);
	*list = (struct host_list){ .hosts = NULL };
}

void domain_list_free(struct domain_list *list)
{
	free(list->domains);
	arena_free(&list->texts);
	*list = (struct domain_list){ .domains = NULL };
}
