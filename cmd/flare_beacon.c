/*
 * flare_beacon - finds hosts that call home.
 */
#include "beacon_manual.h"
#include "command.h"
#include "model/beacon.h"
#include "pipeline.h"

static int run(struct config *config, char *const *operands, size_t n_operands,
	       struct arena *arena, struct error *err)
{
	return pipeline_run(config, operands, n_operands, arena, err);
}

int main(int argc, char **argv)
{
	const struct command command = {
		COMMAND_BEACON,	  &beacon_usage, beacon_columns,
		n_beacon_columns, beacon_manual, run,
	};

	return command_main(&command, argc, argv);
}
