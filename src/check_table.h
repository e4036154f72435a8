/*
 * check_table - the rows of check_ip as a table: which columns, in which order, and what
 * was looked at in words.
 */
#ifndef CHECK_TABLE_H
#define CHECK_TABLE_H

#include <stdbool.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/config.h"
#include "model/host.h"
#include "outputs.h"

/* What is told of the run. Texts are of the run; NULL: nothing to say. */
struct checked {
	bool by_name;
	struct host_list hosts;
	struct domain_list domains;
	const char *source; /* one clause: "3 files" */
	const char *incomplete;
	const char *asked;    /* what lists and services were asked, and said */
	const char *programs; /* what was looked at for them, */
	const char *limits;   /* and what could not be seen */
	bool of_sockets;      /* these are what is mentioned */
	bool has_flows;	      /* else all that there is are mentions */
	int64_t n_flows;
	int64_t n_mentions;
	int64_t n_no_port;
	int64_t n_bad;
	bool has_span;	 /* else nothing that was looked at has a time */
	int64_t from_us; /* the period looked at, if there are flows */
	int64_t to_us;
	bool is_ecs;
};

/* Is there a column of that name to order by, of either kind of row? */
int check_table_order(const struct config *config, bool by_name,
		      const struct column **order, struct error *err);

/* Puts the rows in order and writes them. */
int check_table_write(const struct config *config, struct checked *checked,
		      struct outputs *outputs, struct arena *arena, struct error *err);

/* The closing lines on standard error. */
void check_table_summary(const struct checked *checked, bool is_seen,
			 struct arena *arena);

void checked_free(struct checked *checked);

#endif
