/*
 * template - what an index is to be like that is made by writing to a name of a
 * pattern: for indices by the day, or that roll over.
 */
#ifndef EXPORT_TEMPLATE_H
#define EXPORT_TEMPLATE_H

#include <stdio.h>

#include "model/table.h"

enum template_kind {
	TEMPLATE_COMPOSABLE, /* _index_template: Elasticsearch 7.8, OpenSearch 1 */
	TEMPLATE_TYPED,	     /* _template: Elasticsearch 5 and 6 */
};

/* The types of all columns of the table, by either names. */
void template_write(const struct table *table, const char *pattern,
		    enum template_kind kind, FILE *out);

#endif
