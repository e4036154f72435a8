/*
 * index_template - writes the index templates that are shipped in config/, from the
 * columns of the result:
 *
 *     build/index_template >config/index-template.json
 *     build/index_template typed >config/index-template-es6.json
 */
#include <string.h>

#include "export/template.h"
#include "model/beacon.h"

int main(int argc, char **argv)
{
	const struct table table = {
		.event_type = "beaconing",
		.dataset = BEACON_DATASET,
		.period_h = CELL_NO_INTEGER,
		.all_columns = beacon_columns,
		.n_all_columns = n_beacon_columns,
	};
	bool typed = argc > 1 && strcmp(argv[1], "typed") == 0;

	template_write(&table, "flare-beacons*",
		       typed ? TEMPLATE_TYPED : TEMPLATE_COMPOSABLE, stdout);
	return 0;
}
