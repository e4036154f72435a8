/*
 * libloc_guard - whether a database may be given to libloc, which follows offsets to
 * texts without a look at where they lead.
 */
#ifndef ENRICH_LIBLOC_GUARD_H
#define ENRICH_LIBLOC_GUARD_H

#include <stdbool.h>
#include <stdio.h>

/* All parts lie in the file, and all texts in theirs, which ends with the end of one.
 * Also true if it is no such database, as libloc finds that out. Reads from its
 * beginning. */
bool libloc_guard_file(FILE *file);

#endif
