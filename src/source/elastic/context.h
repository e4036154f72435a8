/*
 * context - the second look at an index: which records are asked for that say something
 * of the listed pairs.
 */
#ifndef ELASTIC_CONTEXT_H
#define ELASTIC_CONTEXT_H

#include "source/elastic/cut.h"

/* The index that such records are in, as the configuration has it. */
const char *elastic_context_index(const struct config *config, const char *names_index,
				  struct arena *arena);

/*
 * From here on records are asked for, not flows: takes over all names of fields, and cuts
 * the period. There are no windows, and a warning tells, if no index has such records.
 * The windows that there were are freed.
 */
int elastic_look_again(struct elastic *elastic, struct http *http,
		       const struct elastic_window *whole,
		       const struct source_pairs *pairs, struct elastic_windows *windows,
		       struct error *err);

#endif
