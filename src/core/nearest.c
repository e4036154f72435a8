/*
 * nearest - see nearest.h.
 */
#include "core/nearest.h"

#include <stdbool.h>
#include <string.h>

void nearest_begin(struct nearest *nearest, const char *name)
{
	size_t len = strlen(name);

	*nearest = (struct nearest){ .name = name, .distance = len / 3 + 1 + (len > 3) };
}

static size_t least_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance, for names of up to 63 characters; two letters that have changed
 * places are one fault, as they are to who types. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][64]; /* of a's length so far; the two before it */
	size_t n = strlen(b);
	size_t i = 0;

	if (n >= 64)
		return n;
	for (size_t j = 0; j <= n; j++)
		rows[0][j] = j;
	for (i = 1; a[i - 1]; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			row[j] = above[j - 1] + (a[i - 1] != b[j - 1]);
			row[j] = least_of(row[j], least_of(row[j - 1], above[j]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least_of(row[j], rows[(i + 1) % 3][j - 2] + 1);
		}
	}
	return rows[(i + 2) % 3][n];
}

/* Who types but the beginning of a name has it right so far. */
static size_t distance_to(const struct nearest *nearest, const char *known)
{
	enum { LEAST_BEGINNING = 3 };
	size_t len = strlen(nearest->name);

	if (len >= LEAST_BEGINNING && strncmp(nearest->name, known, len) == 0)
		return known[len] ? 1 : 0;
	return distance(nearest->name, known);
}

/* Of two that are as near the one of the same length: letters change places more often
 * than they get lost. */
void nearest_offer(struct nearest *nearest, const char *known)
{
	size_t len = strlen(nearest->name), d;
	bool is_closer;

	if (!known)
		return;
	d = distance_to(nearest, known);
	is_closer = nearest->best && d == nearest->distance && strlen(known) == len &&
		    strlen(nearest->best) != len;
	if (d < nearest->distance || is_closer) {
		nearest->distance = d;
		nearest->best = known;
	}
}
