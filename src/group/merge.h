/*
 * merge - from the tables to one list.
 */
#ifndef GROUP_MERGE_H
#define GROUP_MERGE_H

#include "group/table.h"

/* Empties and frees the tables, N_TABLES of them; `others` are more sources that
 * count. See pairs_finish(). */
void merge_tables(struct table *tables, enum pairs_key key, const struct pairs_wanted *wanted,
		  const struct address *others, size_t n_others, size_t n_threads,
		  struct pair_list *list);

#endif
