/*
 * beacon_schema - writes the schemas of records that are shipped in config/, from the
 * columns of the result:
 *
 *     build/beacon_schema >config/beacon.schema.json
 *     build/beacon_schema ecs >config/beacon-ecs.schema.json
 */
#include <stdlib.h>
#include <string.h>

#include "export/schema.h"
#include "model/beacon.h"
#include "report.h"

int main(int argc, char **argv)
{
	struct column *columns = memory_zero(n_beacon_columns, sizeof(*columns));
	bool is_ecs = argc > 1 && strcmp(argv[1], "ecs") == 0;
	const struct table table = {
		.title = "Rows of flare_beacon",
		.event_type = "beaconing",
		.timestamp = "",
		.dataset = BEACON_DATASET,
		.period_h = CELL_NO_INTEGER,
		.columns = columns,
		.n_columns = report_columns_always(columns),
		.all_columns = beacon_columns,
		.n_all_columns = n_beacon_columns,
	};

	schema_write(&table, is_ecs ? DOCUMENT_ECS : DOCUMENT_FLARE, stdout);
	free(columns);
	return 0;
}
