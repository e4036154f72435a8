/*
 * owner_libloc - owners out of IPFire's location database, Debian's package
 * libloc-database: AS and country. See owner.h.
 */
#include <errno.h>
#include <libloc/as.h>
#include <libloc/database.h>
#include <libloc/libloc.h>
#include <libloc/network.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "enrich/libloc_guard.h"
#include "enrich/owner.h"

struct libloc {
	struct loc_ctx *context;
	struct loc_database *database;
};

static void close_libloc(void *state)
{
	struct libloc *libloc = state;

	if (libloc->database)
		loc_database_unref(libloc->database);
	if (libloc->context)
		loc_unref(libloc->context);
	free(libloc);
}

static int open_libloc(const char *path, void **state, struct error *err)
{
	FILE *file = fopen(path, "re");
	struct libloc *libloc;
	bool is_open = false;

	if (!file)
		return error_set(err, ERROR_IO, "%s", strerror(errno));
	if (!libloc_guard_file(file)) {
		fclose(file);
		return error_set(err, ERROR_INPUT, "a libloc database that is damaged");
	}
	rewind(file);
	libloc = memory_zero(1, sizeof(*libloc));
	if (loc_new(&libloc->context) == 0) {
		loc_set_log_priority(libloc->context,
				     LOG_EMERG); /* we say it ourselves */
		is_open = loc_database_new(libloc->context, &libloc->database, file) == 0;
	}
	fclose(file); /* it is mapped, and the stream has no further use */
	if (!is_open) {
		close_libloc(libloc);
		return error_set(err, ERROR_INPUT, "not a libloc database");
	}
	*state = libloc;
	return 0;
}

static const char *name_by_libloc(void *state, uint32_t asn, struct arena *arena)
{
	struct libloc *libloc = state;
	struct loc_as *as = NULL;
	const char *name;

	if (loc_database_get_as(libloc->database, &as, asn) != 0 || !as)
		return NULL;
	name = loc_as_get_name(as);
	name = name && *name ? arena_text(arena, name, strlen(name)) : NULL;
	loc_as_unref(as);
	return name;
}

static int find_by_libloc(void *state, const struct address *address, struct owner *owner,
			  struct arena *arena)
{
	struct libloc *libloc = state;
	struct loc_network *network = NULL;
	const char *country;
	struct in6_addr ip;

	memcpy(ip.s6_addr, address->bytes, sizeof(ip.s6_addr));
	if (loc_database_lookup(libloc->database, &ip, &network) != 0 || !network)
		return 0; /* it does not tell what is damaged from what is not there */
	owner->asn = loc_network_get_asn(network);
	country = loc_network_get_country_code(network);
	if (country)
		owner->country = owner_country(country, strlen(country), arena);
	if (owner->asn)
		owner->name = name_by_libloc(state, owner->asn, arena);
	loc_network_unref(network);
	return 0;
}

const struct owner_database owner_libloc = {
	.hint = "on Debian, apt-get install libloc-database brings one",
	.open = open_libloc,
	.find = find_by_libloc,
	.name = name_by_libloc,
	.close = close_libloc,
};
