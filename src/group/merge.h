/*
 * merge - from the tables to one list.
 */
#ifndef GROUP_MERGE_H
#define GROUP_MERGE_H

#include "group/table.h"

/* What is known of flows that are in no table: sources, which may be in one as well,
 * and their span, as in struct table. */
struct absent {
	const struct address *sources; /* borrowed */
	size_t n_sources;
	int64_t oldest_us;
	int64_t newest_us;
	int64_t last_us;
};

/* Empties and frees the tables, N_TABLES of them. See pairs_finish(). */
void merge_tables(struct table *tables, enum pairs_key key,
		  const struct pairs_wanted *wanted, const struct absent *absent,
		  size_t n_threads, struct pair_list *list);

#endif
