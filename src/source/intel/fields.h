/*
 * fields - which columns of a table, or members of an object, tell what is reported and
 * what is said of it, by their names in the feeds there are. Of several that tell the
 * same the best known one counts.
 */
#ifndef SOURCE_INTEL_FIELDS_H
#define SOURCE_INTEL_FIELDS_H

#include <stdbool.h>

#include "source/intel/reading.h"

enum intel_field {
	FIELD_PATTERN, /* of STIX */
	FIELD_VALUE,
	FIELD_TYPE,
	FIELD_PORT,
	FIELD_WHAT,
	FIELD_FOR_DETECTION, /* MISP's to_ids, OTX' is_active: it counts unless it is false */
	FIELD_WITHDRAWN,
	FIELD_EXPIRES, /* STIX' valid_until, OTX' expiration: from then on it does not count */
	FIELD_ID,
	N_INTEL_FIELDS,
};

enum { FIELD_TEXT = 2048 };

/* What one row or object says. */
struct fields {
	struct field_text {
		char text[FIELD_TEXT];
		size_t len;
		int rank; /* 0: nothing is said */
	} texts[N_INTEL_FIELDS];
	bool only_typed; /* a value counts only if its type is told, */
	bool strict;	 /* and a type only if it is known: JSON has types of all kinds */
};

/* The field that a name stands for, and how well, from 1, which is best; false: none. */
bool fields_find(struct value name, enum intel_field *field, int *rank);

/* Is the value of that rank one that nothing else is called like? */
bool fields_is_plain(int rank);

void fields_clear(struct fields *fields);
void fields_put(struct fields *fields, enum intel_field field, int rank,
		struct value text);
struct value fields_get(const struct fields *fields, enum intel_field field);

/* Reports what they say, with what is said above them if they say nothing themselves. */
void fields_report(const struct fields *fields, struct value said_above,
		   struct reading *reading);

/* STIX: [ipv4-addr:value = '1.2.3.4'], and several of them joined by OR. */
void pattern_report(struct value pattern, struct value what, struct reading *reading);

#endif
