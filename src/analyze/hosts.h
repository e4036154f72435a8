/*
 * hosts - from pairs, and from what lists and earlier results mention, to the addresses
 * at their ends, and to the names that were said.
 */
#ifndef ANALYZE_HOSTS_H
#define ANALYZE_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/host.h"
#include "model/inside.h"
#include "model/intel.h"
#include "model/mention.h"
#include "model/naming.h"
#include "model/pair.h"

/* All of it borrowed. */
struct hosts_given {
	const struct pair_list *pairs;
	const struct mentions *mentions;
	const struct name_use *uses;
	size_t n_uses;
};

struct hosts_choice {
	bool srcs; /* who calls, */
	bool dsts; /* who is called; neither: both */
	bool with_inside;
	const struct inside *inside;
	const struct intel *intel; /* whom lists report is not left out; NULL: no list */
};

/* What stands alone in a list is a host, wherever it lies. Freed by host_list_free(). */
void hosts_find(const struct hosts_given *given, const struct hosts_choice *choice,
		struct host_list *list);

/* How hosts are called. */
void hosts_call(const struct hosts_given *given, struct host_list *list);

/* Freed by domain_list_free(). */
void domains_find(const struct hosts_given *given, struct domain_list *list);

#endif
