/*
 * owner - see owner.h.
 */
#include "enrich/owner.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/index.h"
#include "core/log.h"

enum { ASN_DB, GEO_DB, LOCATION_DB, N_DATABASES };

static const struct row {
	const struct owner_database *database;
	const char *key;
	size_t path; /* offset of the setting */
} rows[N_DATABASES] = {
	[ASN_DB] = { &owner_mmdb, "asn_db", offsetof(struct config, asn_db) },
	[GEO_DB] = { &owner_mmdb, "geo_db", offsetof(struct config, geo_db) },
	[LOCATION_DB] = { &owner_libloc, "location_db",
			  offsetof(struct config, location_db) },
};

/* Who knows best comes first. */
static const int by_as[N_DATABASES] = { ASN_DB, GEO_DB, LOCATION_DB };
static const int by_place[N_DATABASES] = { GEO_DB, ASN_DB, LOCATION_DB };

struct answer {
	struct address address;
	struct owner owner;
};

struct owners {
	struct arena *arena;
	const char *paths[N_DATABASES]; /* NULL: not named */
	void *states[N_DATABASES];	/* NULL: not open */
	bool is_damaged[N_DATABASES];	/* and was said to be */
	struct index index;
	struct answer *answers;
	size_t n_answers;
	size_t capacity;
};

/* A pipe can't be looked up in, and to open it might take forever. */
static int check_file(const char *path, struct error *err)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return error_set(err, ERROR_IO, "%s", strerror(errno));
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_INPUT, "not a file");
	return 0;
}

static bool is_default(const struct config *config, const void *member)
{
	return config->settings &&
	       settings_origin(config->settings, member) == ORIGIN_DEFAULT;
}

/* Who has named another database need not have ours. */
static bool is_missed(const struct owners *owners, const struct config *config, int i,
		      bool any)
{
	const char *member = (const char *)config + rows[i].path;

	return owners->paths[i] && !owners->states[i] &&
	       !(any && is_default(config, member));
}

static void warn(const struct owners *owners, const struct config *config,
		 const struct error *errors)
{
	bool any = false;

	for (int i = 0; i < N_DATABASES; i++)
		any = any || owners->states[i];
	for (int i = 0; i < N_DATABASES; i++) {
		const char *hint = rows[i].database->hint;

		if (is_missed(owners, config, i, any))
			log_warn("--whois: %s: %s%s%s%s", owners->paths[i],
				 errors[i].text, hint ? "; " : "", hint ? hint : "",
				 any ? "" : ". Public addresses stay unnamed");
	}
}

struct owners *owners_open(const struct config *config, struct arena *arena)
{
	struct owners *owners = memory_zero(1, sizeof(*owners));
	struct error errors[N_DATABASES];

	owners->arena = arena;
	index_init(&owners->index);
	for (int i = 0; i < N_DATABASES; i++) {
		const char **path = &owners->paths[i];

		memcpy(path, (const char *)config + rows[i].path, sizeof(*path));
		if (*path && check_file(*path, &errors[i]) == 0 &&
		    rows[i].database->open(*path, &owners->states[i], &errors[i]) != 0)
			owners->states[i] = NULL;
	}
	warn(owners, config, errors);
	return owners;
}

void owners_close(struct owners *owners)
{
	for (int i = 0; i < N_DATABASES; i++) {
		if (owners->states[i])
			rows[i].database->close(owners->states[i]);
	}
	index_free(&owners->index);
	free(owners->answers);
	free(owners);
}

static void ask(struct owners *owners, int i, const struct address *address,
		struct owner *owner)
{
	*owner = (struct owner){ .asn = 0 };
	if (!owners->states[i] ||
	    rows[i].database->find(owners->states[i], address, owner, owners->arena) ==
		    0 ||
	    owners->is_damaged[i])
		return;
	owners->is_damaged[i] = true;
	log_warn(
		"--whois: %s: damaged; some addresses stay unnamed, or are named by others "
		"alone",
		owners->paths[i]);
}

/* A name must not come to another's number. */
static void add_as(struct owner *owner, const struct owner *more)
{
	if (!owner->asn && !owner->name)
		owner->asn = more->asn;
	if (!owner->name && owner->asn == more->asn)
		owner->name = more->name;
}

/* Nor a city to another country. */
static void add_place(struct owner *owner, const struct owner *more)
{
	bool fits;

	if (!owner->country && !owner->region && !owner->city)
		owner->country = more->country;
	fits = owner->country
		       ? more->country && strcmp(owner->country, more->country) == 0
		       : !more->country;
	if (fits && !owner->region && !owner->city) {
		owner->region = more->region;
		owner->city = more->city;
	}
}

static struct owner look_up(struct owners *owners, const struct address *address)
{
	struct owner owner = { .asn = 0 }, found[N_DATABASES];

	for (int i = 0; i < N_DATABASES; i++)
		ask(owners, i, address, &found[i]);
	for (int i = 0; i < N_DATABASES; i++) {
		add_as(&owner, &found[by_as[i]]);
		add_place(&owner, &found[by_place[i]]);
	}
	for (int i = 0; i < N_DATABASES && owner.asn && !owner.name; i++) {
		if (owners->states[i] && rows[i].database->name)
			owner.name = rows[i].database->name(owners->states[i], owner.asn,
							    owners->arena);
	}
	return owner;
}

static bool is_answer_for(const void *answers, uint32_t number, const void *address)
{
	return address_compare(&((const struct answer *)answers)[number].address,
			       address) == 0;
}

static uint64_t hash_address(const struct index *index, const struct address *address)
{
	return index_hash_bytes(index->seed, address->bytes, sizeof(address->bytes));
}

static uint64_t hash_answer(const struct index *index, const void *answers,
			    uint32_t number)
{
	return hash_address(index, &((const struct answer *)answers)[number].address);
}

const struct owner *owners_find(struct owners *owners, const struct address *address)
{
	static const struct owner nobody = { .asn = 0 };
	uint64_t hash = hash_address(&owners->index, address);
	uint32_t number;

	if (address_scope(address))
		return &nobody;
	number =
		index_find(&owners->index, hash, is_answer_for, owners->answers, address);
	if (number == INDEX_NONE) {
		number = (uint32_t)owners->n_answers;
		owners->answers =
			memory_grow(owners->answers, owners->n_answers, &owners->capacity,
				    sizeof(*owners->answers));
		owners->answers[owners->n_answers++] =
			(struct answer){ *address, look_up(owners, address) };
		index_add(&owners->index, hash, number, hash_answer, owners->answers);
	}
	return &owners->answers[number].owner;
}

/* XX and ZZ stand for none. */
const char *owner_country(const char *text, size_t len, struct arena *arena)
{
	char code[2];

	if (len != 2)
		return NULL;
	for (size_t i = 0; i < 2; i++) {
		code[i] = (char)(text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A'
								  : text[i]);
		if (code[i] < 'A' || code[i] > 'Z')
			return NULL;
	}
	if (memcmp(code, "XX", 2) == 0 || memcmp(code, "ZZ", 2) == 0)
		return NULL;
	return arena_text(arena, code, 2);
}
