/*
 * check_remotes - what is checked where nothing is given: the addresses that the sockets
 * of this host, or of a list of them, lead to. A part of the way of check_ip.
 */
#ifndef CHECK_REMOTES_H
#define CHECK_REMOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/index.h"
#include "model/address.h"
#include "model/config.h"
#include "model/intel.h"
#include "model/mention.h"
#include "programs/programs.h"

struct check_remotes {
	const struct config *config; /* borrowed */
	const struct intel *intel;   /* likewise; NULL: no list */
	struct address *inside; /* owned; of the network itself: left out, each once */
	size_t n_inside;
	size_t capacity;
	struct index index; /* of these */
};

void check_remotes_init(struct check_remotes *remotes, const struct config *config,
			const struct intel *intel);
void check_remotes_free(struct check_remotes *remotes); /* accepts a zeroed one */

/* Of the remotes as context: a programs_wanted_fn for what lies outside, what lists
 * report, or --inside. */
bool check_remotes_want(void *context, const struct address *remote, uint16_t port);

/* One for each socket of those who call, or are called, as -s and -d have it. */
void check_remotes_mention(const struct check_remotes *remotes,
			   const struct programs *programs, struct mentions *mentions);

#endif
