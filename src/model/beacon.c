/*
 * beacon - see beacon.h.
 */
#include "model/beacon.h"

#include <stdlib.h>

#define CELL(name, member, unit, help) COLUMN(struct beacon, name, member, unit, help)

/* NAMED: Elastic's Common Schema has a name for it as well. */
#define NAMED(name, member, unit, ecs_, help) \
	COLUMN_AS(struct beacon, name, member, unit, help, .ecs = ecs_)
#define DETAIL(name, member, unit, help) \
	COLUMN_AS(struct beacon, name, member, unit, help, .detail = true)
#define NAMED_DETAIL(name, member, unit, ecs_, help) \
	COLUMN_AS(struct beacon, name, member, unit, help, .detail = true, .ecs = ecs_)
#define LINK(name, member, ecs_, help) \
	COLUMN_AS(struct beacon, name, member, NULL, help, .detail = true, \
		  .derived = true, .ecs = ecs_)
/* Flare's numbers: where there is a score they say less of the same. */
#define FOLDED(name, member, unit, help) \
	COLUMN_AS(struct beacon, name, member, unit, help, .folded = true)
#define PLOT(name, member, unit, help) \
	COLUMN_AS(struct beacon, name, member, unit, help, .detail = true, .plot = true)
#define UP_TO(most_, name, member, decimals_, detail_, help) \
	COLUMN_AS(struct beacon, name, member, NULL, help, .decimals = decimals_, \
		  .detail = detail_, .most = most_)
#define REAL(name, member, unit, decimals_, detail_, help) \
	COLUMN_AS(struct beacon, name, member, unit, help, .decimals = decimals_, \
		  .detail = detail_)

/* Whose address it is, and where. */
#define OWNER(prefix, owner, ecs_) \
	COLUMN_AS(struct beacon, prefix "_asn", owner.asn, NULL, \
		  "number of the autonomous system that has that address (--whois)", \
		  .detail = true, .most = UINT32_MAX, .nominal = true, \
		  .ecs = ecs_ ".as.number"), \
		NAMED_DETAIL(prefix "_as_name", owner.as_name, NULL, \
			     ecs_ ".as.organization.name", "its name (--whois)"), \
		NAMED_DETAIL(prefix "_country", owner.country, NULL, \
			     ecs_ ".geo.country_iso_code", \
			     "country of that address, two letters (--whois)"), \
		NAMED_DETAIL(prefix "_region", owner.region, NULL, \
			     ecs_ ".geo.region_name", \
			     "region of that address (geo_db)"), \
		NAMED_DETAIL(prefix "_city", owner.city, NULL, ecs_ ".geo.city_name", \
			     "city of that address (geo_db)")

/* Flare's names and Flare's order, so that scripts built on them go on. */
const struct column beacon_columns[] = {
	NAMED("src_ip", src, NULL, "source.ip", "the host that calls"),
	CELL("src_whois", src_whois, NULL, "whose address that is (--whois)"),
	NAMED("dest_ip", dst, NULL, "destination.ip", "the host that is called"),
	NAMED("dest_name", dest_name, NULL, "destination.domain",
	      "what it is called (--key src,name)"),
	CELL("dest_whois", dest_whois, NULL, "whose address that is (--whois)"),
	COLUMN_AS(struct beacon, "dest_port", port, NULL, "the port that is called",
		  .most = 65535, .nominal = true, .ecs = "destination.port"),
	DETAIL("services", services, NULL,
	       "addresses and ports that the row sums up, if --key is not src,dst,port"),
	NAMED("bytes_toserver", bytes_out, "bytes", "source.bytes",
	      "sent from source to destination, without the earliest flow"),
	FOLDED("dest_degree", dest_degree, NULL,
	       "how many rows have this destination, before --focus_outbound"),
	FOLDED("occurrences", occurrences, NULL,
	       "gaps between calls that were counted, those under min_interval left out"),
	COLUMN_AS(struct beacon, "percent", percent, "%",
		  "share of those gaps that are alike", .folded = true, .most = 100),
	FOLDED("interval", interval_s, "s", "the usual gap between two calls"),
	CELL("listed", listed, NULL,
	     "by which rules, joined by +: score, flare, lag, long, strobe, intel"),
	NAMED("intel", intel, NULL, "threat.indicator.description",
	      "which lists and services report it, and as what (--intel)"),
	DETAIL("intel_hits", intel_hits, NULL, "how many lists and services that are"),
	CELL("status", status, NULL, "new, known, changed, back or gone, by --baseline"),
	DETAIL("known_since", known_since, NULL,
	       "the earliest time that it was known, UTC"),
	REAL("period_before_s", period_before_s, NULL, 1, true,
	     "of a changed one: the period it had before, in seconds"),
	UP_TO(1, "rank", rank, 3, true,
	      "what to look at first: strength squared times rarity times persistence; if a list "
	      "reports it, halfway from there to 1"),
	UP_TO(1, "score", score, 3, false, "how machine-like the timing is, 0 to 1"),
	UP_TO(1, "rarity", rarity, 3, true,
	      "1 if no other source talks to the destination, 0.05 if all do"),
	UP_TO(1, "persistence", persistence, 3, true,
	      "how much of a working life it goes on for: 0.63 after an hour, 1 after a day"),
	REAL("period_s", period_s, NULL, 1, false, "time from beat to beat, in seconds"),
	REAL("jitter_percent", jitter_percent, NULL, 1, true,
	     "how much of the period varies: half the range of the middle 80 %"),
	CELL("beats", beats, NULL, "calls that keep to the period"),
	DETAIL("beats_expected", beats_expected, NULL,
	       "calls there would be from the first to the last, had none been missed"),
	DETAIL("same_period", same_period, NULL,
	       "sources that call this destination and port at about this period"),
	REAL("lag", lag, NULL, 1, true,
	     "how far the commonest time between any two calls stands out; 8 is a clock"),
	REAL("lag_s", lag_s, NULL, 1, true, "that time, in seconds"),
	NAMED_DETAIL("protocol", protocol, NULL, "network.transport",
		     "tcp, udp, other; of several, joined by +"),
	NAMED_DETAIL("first_seen", first_seen, NULL, "event.start",
		     "start of the earliest flow, UTC"),
	NAMED_DETAIL("last_seen", last_seen, NULL, "event.end",
		     "start of the latest flow, UTC"),
	DETAIL("hours_active", hours_active, "h",
	       "hours of the clock with a call in them"),
	UP_TO(100, "prevalence_percent", prevalence_percent, 1, false,
	      "share of all sources that talk to this destination"),
	NAMED_DETAIL("bytes_toclient", bytes_in, "bytes", "destination.bytes",
		     "sent from destination to source"),
	DETAIL("size_toserver", size_out, "bytes", "what a flow usually sends"),
	UP_TO(100, "size_toserver_percent", size_out_percent, 1, true,
	      "share of flows that send about as much"),
	DETAIL("size_toclient", size_in, "bytes", "what a flow usually gets back"),
	UP_TO(100, "size_toclient_percent", size_in_percent, 1, true,
	      "share of flows that get about as much"),
	REAL("connected_s", connected_s, NULL, 1, true,
	     "time that its connections lasted, added up, in seconds"),
	REAL("longest_s", longest_s, NULL, 1, true, "the longest of them, in seconds"),
	DETAIL("open", open, NULL, "connections that were still open when last seen"),
	DETAIL("strobe_minutes", strobe_minutes, "min",
	       "minutes in which it called once a second or faster"),
	OWNER("src", src_owner, "source"),
	OWNER("dest", dest_owner, "destination"),
	DETAIL("intervals", intervals, NULL,
	       "how many gaps there are of each length: 80 quarter octaves from 0.25 s"),
	DETAIL("strip", strip, NULL,
	       "how many calls there are in each of 96 equal parts of the time looked at"),
	PLOT("strip_toserver", strip_out, "bytes", "sent in each of these parts"),
	PLOT("strip_toclient", strip_in, "bytes", "got back in each of these parts"),
	PLOT("ticks", ticks, NULL,
	     "17280ths of the time looked at with a call in them: the first, then how many further each next one is"),
	CELL("dest_names", dest_names, NULL,
	     "what it is called in DNS answers, TLS and HTTP beside the flows (--names)"),
	DETAIL("dest_ptr", dest_ptr, NULL, "what reverse DNS calls it now (--resolve)"),
	COLUMN_AS(struct beacon, "hidden_by", hidden_by, NULL,
		  "the rule that would hide it (--show_hidden)", .detail = true,
		  .derived = true),
	LINK("kibana_link", kibana_link, "event.url", "the row in Kibana (kibana_url)"),
	LINK("evebox_link", evebox_link, NULL, "the row in EveBox (evebox_url)"),
	LINK("arkime_link", arkime_link, NULL, "the row in Arkime (arkime_url)"),
	COLUMN_AS(struct beacon, "in_words", in_words, NULL,
		  "what the numbers say, in words", .detail = true, .derived = true,
		  .ecs = "message"),
	DETAIL("context", context, NULL,
	       "what other records say of it, how often, from when to when (--context)"),
};

const size_t n_beacon_columns = sizeof(beacon_columns) / sizeof(beacon_columns[0]);

void beacon_list_free(struct beacon_list *list)
{
	for (size_t i = 0; i < list->n_shapes; i++)
		free(list->shapes[i]);
	free(list->shapes);
	free(list->beacons);
	arena_free(&list->texts);
	list->shapes = NULL;
	list->n_shapes = 0;
	list->beacons = NULL;
	list->n = 0;
}
