/*
 * config_files - the ini files that a run is told of, and those that are part of
 * the program: what config/ holds is compiled in, so that -c selks.ini and -c auto
 * work wherever the program was put, without a folder that has to be found.
 */
#ifndef MODEL_CONFIG_FILES_H
#define MODEL_CONFIG_FILES_H

#include "model/config.h"

/* An ini file of config/, as it was when the program was built. */
struct shipped_config {
	const char *name; /* "selks.ini" */
	const char *text;
};

extern const struct shipped_config shipped_configs[];
extern const size_t n_shipped_configs;

/*
 * Reads the files of -c in their order: what a later one sets wins. "auto" must be
 * the last; it is only noted. A name without a folder that is no file here may be
 * that of a shipped one, with or without its ".ini".
 */
int config_read_files(struct config *config, struct settings *settings,
		      struct error *err);

/*
 * The settled configuration as it would be with a shipped one for what an index is
 * like: names of fields, es_index, names_index and filter. What stands on the command
 * line stays, as with -c; so does an index that was given, and a filter is added to
 * the shipped one's. Anything else stays as it is: the server, the rules.
 */
int config_with(const struct config *config, const struct shipped_config *shipped,
		struct config *result, struct error *err);

#endif
