/*
 * whois - see whois.h.
 */
#include "enrich/whois.h"

#include <errno.h>
#include <libloc/as.h>
#include <libloc/database.h>
#include <libloc/libloc.h>
#include <libloc/network.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"

struct whois {
	struct loc_ctx *context;
	struct loc_database *database;
	struct arena *arena;
};

static void open_database(struct whois *whois, const char *path)
{
	FILE *file = path ? fopen(path, "re") : NULL;
	bool opened = false;

	if (!path)
		return;
	if (file)
		opened = loc_new(&whois->context) == 0 &&
			 loc_database_new(whois->context, &whois->database, file) == 0;
	if (!opened)
		log_warn("--whois: %s: %s; on Debian, apt-get install libloc-database brings "
			 "one. Public addresses stay unnamed",
			 path, file ? "not a libloc database" : strerror(errno));
	/* libloc maps the file and keeps no use for the stream. */
	if (file)
		fclose(file);
}

static void close_database(struct whois *whois)
{
	if (whois->database)
		loc_database_unref(whois->database);
	if (whois->context)
		loc_unref(whois->context);
}

/* "AS15169 Google LLC, US"; without a name "AS64500, DE". */
static const char *describe(struct whois *whois, struct loc_network *network)
{
	uint32_t number = loc_network_get_asn(network);
	const char *country = loc_network_get_country_code(network);
	struct loc_as *as = NULL;
	const char *name = NULL;
	const char *text;

	if (number && loc_database_get_as(whois->database, &as, number) == 0)
		name = loc_as_get_name(as);
	if (number)
		text = arena_print(whois->arena, "AS%u%s%s%s%s", number, name ? " " : "",
				   name ? name : "", country && *country ? ", " : "",
				   country ? country : "");
	else
		text = country && *country ? arena_print(whois->arena, "%s", country) : NULL;
	if (as)
		loc_as_unref(as);
	return text;
}

static const char *look_up(struct whois *whois, const struct address *address)
{
	const char *scope = address_scope(address);
	struct loc_network *network = NULL;
	struct in6_addr ip;
	const char *text;

	if (scope || !whois->database)
		return scope;
	memcpy(ip.s6_addr, address->bytes, sizeof(ip.s6_addr));
	if (loc_database_lookup(whois->database, &ip, &network) != 0 || !network)
		return NULL;
	text = describe(whois, network);
	loc_network_unref(network);
	return text;
}

/* A place in a beacon where the answer for an address goes. */
struct question {
	const struct address *address;
	const char **answer;
};

static int by_address(const void *a, const void *b)
{
	const struct question *x = a, *y = b;

	return address_compare(x->address, y->address);
}

void whois_enrich(struct beacon_list *list, const struct config *config,
		  struct arena *arena)
{
	struct whois whois = { .arena = arena };
	size_t n = list->n * 2;
	struct question *questions = memory_zero(n, sizeof(*questions));

	for (size_t i = 0; i < list->n; i++) {
		struct beacon *beacon = &list->beacons[i];

		questions[2 * i] = (struct question){ &beacon->src, &beacon->src_whois };
		questions[2 * i + 1] = (struct question){ &beacon->dst, &beacon->dest_whois };
	}
	open_database(&whois, config->location_db);
	qsort(questions, n, sizeof(*questions), by_address);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && by_address(&questions[i - 1], &questions[i]) == 0)
			*questions[i].answer = *questions[i - 1].answer;
		else
			*questions[i].answer = look_up(&whois, questions[i].address);
	}
	close_database(&whois);
	free(questions);
}
