/*
 * threats - see threats.h.
 */
#include "threats.h"

#include "analyze/listing.h"
#include "enrich/reported.h"
#include "filter/period.h"
#include "source/intel/intel.h"

int threats_open(const struct config *config, struct arena *arena,
		 struct threats *threats, struct error *err)
{
	int64_t now_us;

	if (services_open(&config->intel, &config->services, &config->inside,
			  &threats->services, err) != 0)
		return -1;
	if (!config_has_lists(config))
		return 0;
	if (period_now(config, &now_us, err) != 0)
		return -1;
	threats->intel = intel_new();
	intel_set_now(threats->intel, now_us);
	if (config->takes_mentions) /* then it is asked what is said of that very address */
		intel_take_private(threats->intel);
	return intel_load(&config->intel, threats->intel, arena, err);
}

void threats_free(struct threats *threats)
{
	intel_free(threats->intel);
	services_free(threats->services);
}

bool threats_want_names(const struct threats *threats, const struct config *config)
{
	return (threats->intel || threats->services) &&
	       (config->context || config->names);
}

int threats_ask(const struct threats *threats, const struct inside *inside,
		const struct beacon_list *list, const struct beacon *explained,
		struct arena *arena, struct error *err)
{
	if (!threats->services)
		return 0;
	return reported_ask(threats->services, inside,
			    explained ? explained : list->beacons,
			    explained ? 1 : list->n, arena, err);
}

bool threats_fill(const struct threats *threats, struct beacon_list *list,
		  struct arena *arena)
{
	if (threats->intel || threats->services)
		reported_fill(threats->intel, threats->services, list, arena);
	return listing_raise(list);
}

const char *threats_text(const struct threats *threats, struct arena *arena)
{
	const char *lists =
		threats->intel ? intel_totals_text(threats->intel, arena) : NULL;
	const char *asked =
		threats->services ? services_totals_text(threats->services, arena) : NULL;

	if (lists && asked)
		return arena_print(arena, "%s; %s", lists, asked);
	return lists ? lists : asked;
}
