/*
 * record_schema - writes the schemas of records that are shipped in config/, from the
 * columns of the results:
 *
 *     build/record_schema beacon flare >config/beacon.schema.json
 *     build/record_schema beacon ecs >config/beacon-ecs.schema.json
 *
 * and likewise of host and domain, the rows of check_ip.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export/schema.h"
#include "model/beacon.h"
#include "model/host.h"
#include "report_columns.h"

static struct table table_of_beacons(struct column *columns)
{
	return (struct table){
		.title = "Rows of flare_beacon",
		.event_type = "beaconing",
		.dataset = BEACON_DATASET,
		.columns = columns,
		.n_columns = report_columns_always(columns),
		.all_columns = beacon_columns,
		.n_all_columns = n_beacon_columns,
	};
}

/* Of check_ip's columns those are left out that would be empty; but not who it is. */
static struct table table_of_checks(bool is_host)
{
	return (struct table){
		.title = is_host ? "Addresses of check_ip" : "Names of check_ip",
		.event_type = is_host ? "host" : "domain",
		.dataset = is_host ? HOST_DATASET : DOMAIN_DATASET,
		.columns = is_host ? host_columns : domain_columns,
		.n_columns = 1,
		.all_columns = is_host ? host_columns : domain_columns,
		.n_all_columns = is_host ? n_host_columns : n_domain_columns,
	};
}

int main(int argc, char **argv)
{
	struct column *columns = memory_zero(n_beacon_columns, sizeof(*columns));
	bool is_ecs = argc == 3 && strcmp(argv[2], "ecs") == 0;
	struct table table = { .title = NULL };

	if (argc == 3 && strcmp(argv[1], "beacon") == 0)
		table = table_of_beacons(columns);
	else if (argc == 3 &&
		 (strcmp(argv[1], "host") == 0 || strcmp(argv[1], "domain") == 0))
		table = table_of_checks(strcmp(argv[1], "host") == 0);
	table.timestamp = "";
	table.period_h = CELL_NO_INTEGER;
	if (table.title)
		schema_write(&table, is_ecs ? DOCUMENT_ECS : DOCUMENT_FLARE, stdout);
	else
		fputs("record_schema: beacon|host|domain flare|ecs\n", stderr);
	free(columns);
	return table.title ? 0 : 2;
}
