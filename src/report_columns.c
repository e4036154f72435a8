/*
 * report_columns - see report_columns.h.
 */
#include "report_columns.h"

#include <string.h>

#include "model/beacon.h"

static bool is_of_owner(size_t offset, size_t owner)
{
	return offset >= owner && offset - owner < sizeof(struct beacon_owner);
}

/* AS and country are always known somehow. */
static bool is_owner_asked_for(const struct config *config, size_t member)
{
	return config->whois &&
	       (member < offsetof(struct beacon_owner, region) || config->geo_db);
}

/* A saved result may bring what was not asked for. */
static bool brings(const struct beacon_list *list, size_t member)
{
	for (size_t i = 0; i < list->n; i++) {
		const void *value;

		memcpy(&value, (const char *)&list->beacons[i] + member, sizeof(value));
		if (value)
			return true;
	}
	return false;
}

/* Of a member that is a pointer. */
#define BRINGS(list, member) brings(list, offsetof(struct beacon, member))

/* Columns that were not asked for would only be empty. */
static bool is_asked_for(const struct config *config, const struct result *result,
			 const struct column *column)
{
	size_t src = offsetof(struct beacon, src_owner);
	size_t dest = offsetof(struct beacon, dest_owner);

	/* Of sources that are all inside there is nothing to tell. */
	if (is_of_owner(column->offset, src))
		return !result->focus_outbound &&
		       is_owner_asked_for(config, column->offset - src);
	if (is_of_owner(column->offset, dest))
		return is_owner_asked_for(config, column->offset - dest);
	switch (column->offset) {
	case offsetof(struct beacon, src_whois):
	case offsetof(struct beacon, dest_whois):
		return config->whois;
	case offsetof(struct beacon, dest_names):
		return config->names ||
		       (config->merge && BRINGS(&result->list, dest_names));
	case offsetof(struct beacon, dest_ptr):
		return config->resolve;
	case offsetof(struct beacon, hidden_by):
		return config->show_hidden ||
		       (config->explain.n > 0 && config->allowlists.n > 0);
	case offsetof(struct beacon, kibana_link):
		return config->kibana_url;
	case offsetof(struct beacon, evebox_link):
		return config->evebox_url;
	case offsetof(struct beacon, arkime_link):
		return config->arkime_url;
	case offsetof(struct beacon, context): /* a saved result may bring it */
		return config->context ||
		       (config->merge && BRINGS(&result->list, context));
	case offsetof(struct beacon, intel): /* likewise */
	case offsetof(struct beacon, intel_hits):
		return config->intel.n > 0 || BRINGS(&result->list, intel);
	case offsetof(struct beacon, status):
	case offsetof(struct beacon, known_since):
	case offsetof(struct beacon, period_before_s):
		return result->baseline || BRINGS(&result->list, status);
	case offsetof(struct beacon, dest_name):
		return result_is_by_name(result);
	case offsetof(struct beacon, services):
		return strcmp(result->key, "src,dst,port") != 0;
	default:
		return true;
	}
}

size_t report_columns(const struct config *config, const struct result *result,
		      bool plots, struct column *columns)
{
	size_t n = 0;

	for (size_t i = 0; i < n_beacon_columns; i++) {
		if (beacon_columns[i].plot == plots &&
		    is_asked_for(config, result, &beacon_columns[i]))
			columns[n++] = beacon_columns[i];
	}
	return n;
}

size_t report_columns_always(struct column *columns)
{
	const struct config config = { .whois = false };
	const struct result result = { .key = "src,dst,port" };

	return report_columns(&config, &result, false, columns);
}

const char *const *report_columns_key(const struct result *result)
{
	static const char *const by_port[] = { "src_ip", "dest_ip", "dest_port", NULL };
	static const char *const by_host[] = { "src_ip", "dest_ip", NULL };
	static const char *const by_name[] = { "src_ip", "dest_name", NULL };

	if (result_is_by_name(result))
		return by_name;
	return strcmp(result->key, "src,dst") == 0 ? by_host : by_port;
}

/* What text has room for, the first first: what it is, why it is listed, and what may
 * make it harmless; then Flare's numbers, which only repeat that. */
static const char *const essential[] = { "dest_port", "score", "period_s", NULL };

/* What somebody has reported is not to be overlooked. */
static const char *const if_reported[] = { "dest_port", "score", "period_s", "intel",
					   NULL };

static const char *const score_first[] = {
	"status",
	"intervals",
	"rank",
	"dest_ip",
	"dest_names",
	"dest_whois",
	"jitter_percent",
	"hours_active",
	"prevalence_percent",
	"listed",
	"src_whois",
	"same_period",
	"beats",
	"bytes_toserver",
	"percent",
	"interval",
	"occurrences",
	"dest_degree",
	"size_toserver",
	"longest_s",
	"strip",
	"bytes_toclient",
	"services",
	"lag",
	"first_seen",
	"last_seen",
	"known_since",
	"period_before_s",
	NULL,
};

/* Who asks for Flare's rule reads Flare's numbers. */
static const char *const flare_first[] = {
	"status",
	"percent",
	"interval",
	"occurrences",
	"intervals",
	"dest_degree",
	"bytes_toserver",
	"dest_ip",
	"dest_names",
	"dest_whois",
	"src_whois",
	"rank",
	"prevalence_percent",
	"hours_active",
	"jitter_percent",
	"same_period",
	"beats",
	"listed",
	"strip",
	"services",
	NULL,
};

const char *const *report_columns_essential(const struct result *result)
{
	return BRINGS(&result->list, intel) ? if_reported : essential;
}

const char *const *report_columns_important(const struct config *config)
{
	return config->flare ? flare_first : score_first;
}
