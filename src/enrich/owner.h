/*
 * owner - whose an address is and where it is, offline: the autonomous system that
 * announces it, country and city, out of the databases that the configuration names. A
 * kind of database is one file and one row in owner.c.
 */
#ifndef ENRICH_OWNER_H
#define ENRICH_OWNER_H

#include <stdint.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/address.h"
#include "model/config.h"

/* What is not known is 0 or NULL. Texts are of the run; a database may hold any bytes. */
struct owner {
	uint32_t asn;
	const char *name;    /* of the AS */
	const char *country; /* two capital letters, ISO 3166 */
	/* Of it, where the city lies; in English if there is a choice */
	const char *region;
	const char *city;
};

/* Databases that are open, and the answers that they gave. */
struct owners;

/*
 * Opens asn_db, geo_db and location_db, as far as they are named. One that is missing or
 * damaged is said so, once, and does without. What is known of an AS is taken from the
 * first of these that knows it; of a place, from geo_db before asn_db. Others add what
 * is not known yet, if what they know fits to it.
 */
struct owners *owners_open(const struct config *config, struct arena *arena);

/* Asks once for each distinct address, and for none that is private, multicast or
 * reserved: of those nothing is known. Valid until the next call. */
const struct owner *owners_find(struct owners *owners, const struct address *address);

void owners_close(struct owners *owners);

/* A kind of database. */
struct owner_database {
	const char *hint; /* how one comes by it; NULL: nothing to be said */

	/* On failure the error says what is wrong with the file, which is there. */
	int (*open)(const char *path, void **state, struct error *err);

	/* Fills in what it knows; *owner is zeroed, texts go into the arena. -1: damaged, in
	 * what concerns this address. */
	int (*find)(void *state, const struct address *address, struct owner *owner,
		    struct arena *arena);

	/* The name of an AS that others found, or NULL; NULL if it knows none by number. */
	const char *(*name)(void *state, uint32_t asn, struct arena *arena);

	void (*close)(void *state);
};

extern const struct owner_database owner_libloc;
extern const struct owner_database owner_mmdb;

/* What a database says of a country, as a country: NULL unless it is two letters that
 * stand for one. */
const char *owner_country(const char *text, size_t len, struct arena *arena);

#endif
