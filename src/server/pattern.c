/*
 * pattern - which names of indices a pattern is for, see server.h. Who asks the
 * server for them may lack the right to.
 */
#include <string.h>

#include "server/server.h"

/* The pattern ends at a comma. */
static bool matches(const char *pattern, const char *name)
{
	for (; *pattern && *pattern != ',' && *pattern != '*'; pattern++, name++) {
		if (*pattern != *name)
			return false;
	}
	if (*pattern != '*')
		return !*name;
	do {
		if (matches(pattern + 1, name))
			return true;
	} while (*name++);
	return false;
}

bool server_index_matches(const char *patterns, const char *name)
{
	for (const char *at = patterns; *at; at += strcspn(at, ","), at += *at == ',') {
		size_t len = strcspn(at, ",");

		if (matches(at, name) || (len == strlen("_all") && strncmp(at, "_all", len) == 0))
			return true;
	}
	return false;
}
