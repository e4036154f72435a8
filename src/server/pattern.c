/*
 * pattern - which names of indices a pattern is for, see server.h. Who asks the
 * server for them may lack the right to.
 */
#include <string.h>

#include "server/server.h"

static bool is_at_end(const char *pattern)
{
	return !*pattern || *pattern == ',';
}

/* The pattern ends at a comma. Only the last star is tried at several places: what those
 * before it have taken needs no second thought, and many of them no more time. */
static bool matches(const char *pattern, const char *name)
{
	const char *behind_star = NULL, *from = name;

	while (*name || !is_at_end(pattern)) {
		if (*pattern == '*') {
			behind_star = ++pattern;
			from = name;
		} else if (*name && !is_at_end(pattern) && *pattern == *name) {
			pattern++;
			name++;
		} else if (behind_star && *from) {
			pattern = behind_star;
			name = ++from;
		} else {
			return false;
		}
	}
	return true;
}

bool server_index_matches(const char *patterns, const char *name)
{
	for (const char *at = patterns; *at; at += strcspn(at, ","), at += *at == ',') {
		size_t len = strcspn(at, ",");

		if (matches(at, name) ||
		    (len == strlen("_all") && strncmp(at, "_all", len) == 0))
			return true;
	}
	return false;
}
