/*
 * saved - the words of a saved result, see export/save.c, which writes it, and
 * source/saved.c, which reads it.
 */
#ifndef MODEL_SAVED_H
#define MODEL_SAVED_H

/* Counts up when an older program would misread what is written. */
enum { SAVED_VERSION = 1 };

#define SAVED_KIND "saved" /* what a line is: */
#define SAVED_RUN "run"
#define SAVED_ROW "row"
#define SAVED_PLACES "places"
#define SAVED_END "end"

#define SAVED_VERSION_KEY "version"
#define SAVED_IS_NAMED "is_named"   /* of a row: has the destination a name? */
#define SAVED_ADDRESSES "addresses" /* of places: each, and how many sources it has */
#define SAVED_NAMES "names"	    /* likewise */
#define SAVED_N_ROWS "rows"
#define SAVED_DIGEST "sha256" /* of all lines above the end */
#define SAVED_N_PLACES "places"

#endif
