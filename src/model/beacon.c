/*
 * beacon - see beacon.h.
 */
#include "model/beacon.h"

#include <stdlib.h>

#define CELL(name, member, unit, help) COLUMN(struct beacon, name, member, unit, help)

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
};

const size_t n_beacon_columns = sizeof(beacon_columns) / sizeof(beacon_columns[0]);

void beacon_list_free(struct beacon_list *list)
{
	free(list->beacons);
	list->beacons = NULL;
	list->n = 0;
}
