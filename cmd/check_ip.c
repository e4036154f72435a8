/*
 * check_ip - which of these addresses are known bad, where they are, and which program
 * talks to them.
 */
#include "check.h"
#include "check_manual.h"
#include "command.h"
#include "model/host.h"

int main(int argc, char **argv)
{
	const struct command command = {
		COMMAND_CHECK,	&check_usage, host_columns,
		n_host_columns, check_manual, check_run,
	};

	return command_main(&command, argc, argv);
}
