/*
 * check_manual - see check_manual.h.
 */
#include "check_manual.h"

#include "manual_columns.h"
#include "model/host.h"

static const struct usage_section sections[] = {
	{ "Description", "check_ip takes addresses, or names, from wherever they are, "
			 "and says of each whose it is "
			 "and where, what it is called, who reports it, and which "
			 "program of this host talks to "
			 "it. Without FILE it asks the Elasticsearch or OpenSearch that "
			 "the configuration names." },
};

const struct usage check_usage = {
	.name = "check_ip",
	.version = FLARE_VERSION,
	.purpose =
		"tell who an address is, whether it is known bad, and what talks to it",
	.synopsis = "[OPTION]... [FILE|ADDRESS|NAME]...",
	.intro = "Tells of each address in captures, flow logs, lists or results of "
		 "flare_beacon: whose"
		 "\nit is, where, who reports it, which program talks to it. Without "
		 "FILE: an index.",
	.sections = sections,
	.n_sections = sizeof(sections) / sizeof(sections[0]),
};

void check_manual(const struct settings *settings, FILE *out)
{
	usage_manual(&check_usage, settings, out);
	manual_columns("Columns", "Of addresses. The same names in every format.",
		       host_columns, n_host_columns, out);
	manual_columns("Columns of names", "With --by name.", domain_columns,
		       n_domain_columns, out);
}
