/*
 * beacon - see beacon.h.
 */
#include "model/beacon.h"

#include <stdlib.h>

#define CELL(name, member, unit, help) COLUMN(struct beacon, name, member, unit, help)

#define DETAIL(name, member, unit, help) \
	COLUMN_AS(struct beacon, name, member, unit, help, .detail = true)
#define REAL(name, member, unit, decimals_, detail_, help)  \
	COLUMN_AS(struct beacon, name, member, unit, help, \
		  .decimals = decimals_, .detail = detail_)

/* Flare's names and Flare's order, so that scripts built on them go on. */
const struct column beacon_columns[] = {
	CELL("src_ip", src, NULL, "the host that calls"),
	CELL("src_whois", src_whois, NULL, "whose address that is (--whois)"),
	CELL("dest_ip", dst, NULL, "the host that is called"),
	CELL("dest_whois", dest_whois, NULL, "whose address that is (--whois)"),
	CELL("dest_port", port, NULL, "the port that is called"),
	CELL("bytes_toserver", bytes_out, "bytes",
	     "sent from source to destination, without the earliest flow"),
	CELL("dest_degree", dest_degree, NULL,
	     "how many rows have this destination, before --focus_outbound"),
	CELL("occurrences", occurrences, NULL,
	     "gaps between calls that were counted, those under min_interval left out"),
	CELL("percent", percent, "%", "share of those gaps that are alike"),
	CELL("interval", interval_s, "s", "the usual gap between two calls"),
	DETAIL("listed", listed, NULL, "by which rule: score, flare or both"),
	REAL("rank", rank, NULL, 3, true,
	     "score squared times rarity times persistence: what to look at first"),
	REAL("score", score, NULL, 3, false, "how machine-like the timing is, 0 to 1"),
	REAL("period_s", period_s, NULL, 1, false, "time from beat to beat, in seconds"),
	REAL("jitter_percent", jitter_percent, NULL, 1, true,
	     "how much of the period varies: half the range of the middle 80 %"),
	CELL("beats", beats, NULL, "calls that keep to the period"),
	DETAIL("beats_expected", beats_expected, NULL,
	       "calls there would be from the first to the last, had none been missed"),
	DETAIL("first_seen", first_seen, NULL, "start of the earliest flow, UTC"),
	DETAIL("last_seen", last_seen, NULL, "start of the latest flow, UTC"),
	DETAIL("hours_active", hours_active, "h", "hours of the clock with a call in them"),
	REAL("prevalence_percent", prevalence_percent, NULL, 1, false,
	     "share of all sources that talk to this destination"),
};

const size_t n_beacon_columns = sizeof(beacon_columns) / sizeof(beacon_columns[0]);

void beacon_list_free(struct beacon_list *list)
{
	free(list->beacons);
	list->beacons = NULL;
	list->n = 0;
}
