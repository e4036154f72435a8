/*
 * check_given - what check_ip is to look at: files, and addresses and names that stand on
 * the command line themselves; also in the words of hot_ip.py.
 */
#ifndef CHECK_GIVEN_H
#define CHECK_GIVEN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/config.h"
#include "model/mention.h"

struct check_given {
	char **paths; /* of the arena */
	size_t n_paths;
	struct mentions mentions; /* of the command line */
	bool by_name;	       /* names are asked for; else it depends on what there is */
	bool is_index_implied; /* by nothing being given that says otherwise */
	bool by_sockets; /* nothing else is given: what sockets lead to is checked */
};

/*
 * Settles what depends on each other: where hot_ip's options are used, its result files
 * are written as well. Freed by check_given_free(), also after a failure.
 */
int check_given_settle(struct config *config, char *const *operands, size_t n_operands,
		       struct arena *arena, struct check_given *given, struct error *err);

/* Is there nothing that stands for itself, so that the index is to be asked, or what
 * sockets lead to is meant? */
bool check_given_is_empty(const struct check_given *given);

void check_given_free(struct check_given *given);

#endif
