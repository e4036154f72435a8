/*
 * schema - what records are like, as JSON Schema (draft 2020-12), for who takes them
 * in.
 */
#ifndef EXPORT_SCHEMA_H
#define EXPORT_SCHEMA_H

#include <stdio.h>

#include "export/document.h"
#include "model/table.h"

/*
 * By DOCUMENT_FLARE or DOCUMENT_ECS names. The columns of the table are in every record,
 * all_columns may be; what else it holds for records is the same in all of them, except
 * for its times.
 */
void schema_write(const struct table *table, enum document_names names, FILE *out);

#endif
