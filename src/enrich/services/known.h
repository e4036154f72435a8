/*
 * known - what is known in this run of each subject, from whichever service.
 */
#ifndef ENRICH_SERVICES_KNOWN_H
#define ENRICH_SERVICES_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/index.h"
#include "core/memory.h"
#include "model/verdict.h"

struct answer {
	struct verdict verdict;
	bool is_waiting; /* to be asked about */
	bool is_settled; /* it is as good as it gets in this run */
};

struct known_subject {
	struct subject subject;
	struct answer *answers; /* one a service */
};

struct known {
	struct known_subject *subjects; /* owned */
	size_t n;
	size_t capacity;
	size_t n_services;
	struct index index;
	struct arena *arena; /* borrowed: names and answers are kept there, and stay */
};

void known_init(struct known *known, size_t n_services, struct arena *arena);
void known_free(struct known *known);

/* Its number, or SIZE_MAX. */
size_t known_find(const struct known *known, const struct subject *subject);

/* Its number; added, with unknown verdicts, if it was not there. */
size_t known_take(struct known *known, const struct subject *subject);

#endif
