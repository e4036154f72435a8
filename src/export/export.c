/*
 * export - see export.h.
 */
#include "export/export.h"

#include "model/config.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define OUTPUT(name, help_) \
	{ \
		SETTING_AT(struct config, outputs), .option = name "_out", .flag = name, \
						    .value = "FILE", .help = help_ \
	}

/* Two lists in one order, for C cannot build the first from constants that
 * stand in other files. */
static const struct setting settings[] = {
	OUTPUT("text", "write aligned text to FILE (- for standard output)"),
	OUTPUT("csv", "write CSV, for Excel and others, to FILE"),
	OUTPUT("html", "write a web page to FILE"),
	OUTPUT("json", "append one line of JSON for each row to FILE"),
	{ SETTING_AT(struct config, outputs), .option = "save_out", .flag = "save",
	  .commands = COMMAND_BEACON, .value = "FILE",
	  .help = "keep the whole result in FILE, for --merge",
	  .more = "Every row there is, whatever --top and --focus_outbound show, to the last "
		  "digit; see \"Past one machine\"." },
	{ SETTING_AT(struct config, outputs), .option = "index", .value = "NAME",
	  .help = "write each row to this index of the server",
	  .more = "An index, alias or data stream of the server that es_host and the like "
		  "name, also if the flows came from files; see \"Writing to an index\"." },
	{ SETTING_AT(struct config, outputs), .option = "out", .commands = COMMAND_CHECK,
	  .value = "DIR", .help = "write hot_ip's result files to this folder",
	  .more = "out_IP.txt, ip_location.txt and malicious_results.txt; of names out_DNS.txt and "
		  "maliciousDNS.txt. It is made if it is not there." },
};

static const struct exporter *const exporters[] = {
	&exporter_text, &exporter_csv,	 &exporter_html,   &exporter_json,
	&exporter_save, &exporter_index, &exporter_folder,
};

_Static_assert(COUNT(settings) == COUNT(exporters), "an option for each exporter");

const struct setting_group export_settings = { "Output", settings, COUNT(settings) };

const struct setting *exporter_setting(const struct exporter *exporter)
{
	for (size_t i = 0; i < COUNT(exporters); i++) {
		if (exporters[i] == exporter)
			return &settings[i];
	}
	return NULL;
}

const struct exporter *exporter_find(const struct setting *setting)
{
	for (size_t i = 0; i < COUNT(settings); i++) {
		if (setting == &settings[i])
			return exporters[i];
	}
	return NULL;
}
