/*
 * run - see run.h.
 */
#include "run.h"

#include "analyze/listing.h"
#include "enrich/enrich.h"
#include "explain.h"

void run_single_out(const struct config *config, struct result *result, size_t row,
		    struct arena *arena)
{
	result->in_list = explain_place(config, &result->list, row, arena);
	listing_keep(&result->list, row);
	result->n_gone = 0;
	result->news = NULL;
	enrich(&result->list, config, false,
	       arena); /* it may have been hidden until now */
}

bool run_asks_owners(const struct run *run)
{
	return run->hiding.allowlist && allowlist_asks_owners(run->hiding.allowlist);
}

int run_ask_services(const struct run *run, const struct inside *inside,
		     const struct beacon_list *list, size_t row, struct error *err)
{
	return threats_ask(&run->threats, inside, list,
			   run->pick ? &list->beacons[row] : NULL, run->arena, err);
}

void run_choose_rows(const struct run *run, struct result *result)
{
	threats_fill(&run->threats, &result->list, run->arena);
	if (run->hiding.allowlist)
		hide_rows(run->config, run->hiding.allowlist, result, run->arena);
	since_compare(run->since, result);
	if (run->hiding.allowlist)
		hide_gone(run->config, run->hiding.allowlist, result, run->arena);
	since_tell(run->config, run->since, result, run->arena);
	listing_order(&result->list, run->config, run->order);
}
