/*
 * result - see result.h.
 */
#include "model/result.h"

#include <stdlib.h>
#include <string.h>

#include "model/timestamp.h"

#define CELL(member) COLUMN(struct result, #member, member, NULL, NULL)

const struct column result_columns[] = {
	CELL(source),
	CELL(key),
	CELL(list_rule),
	CELL(flare_rule),
	CELL(incomplete),
	CELL(is_ecs),
	CELL(focus_outbound),
	CELL(internal_networks),
	CELL(part),
	CELL(parts),
	CELL(read_all),
	CELL(from_us),
	CELL(to_us),
	CELL(oldest_us),
	CELL(newest_us),
	CELL(clock_us),
	CELL(n_flows),
	CELL(n_pairs),
	CELL(n_sources),
	CELL(n_other),
	CELL(n_no_port),
	CELL(n_outside),
	CELL(n_dropped),
	CELL(n_bad),
	CELL(n_left_out),
	CELL(left_out_least),
	CELL(left_out_not_public),
};

const size_t n_result_columns = sizeof(result_columns) / sizeof(result_columns[0]);

void result_free(struct result *result)
{
	beacon_list_free(&result->list);
	free(result->places);
	free(result->gone);
	result->gone = NULL;
	result->n_gone = 0;
	result->places = NULL;
	result->n_places = 0;
}

int64_t result_hours(const struct result *result)
{
	return (result->to_us - result->from_us + HOUR_US - 1) / HOUR_US;
}

bool result_is_by_name(const struct result *result)
{
	return strcmp(result->key, "src,name") == 0;
}
