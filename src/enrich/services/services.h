/*
 * services - asks threat intelligence services on the internet about addresses and names,
 * several requests at once at a rate that suits each, and keeps what they answer in a
 * file, so that nothing is asked twice. For any command:
 *
 *     services_open(&config->intel, &config->services, &config->inside, &services, &err);
 *     services_ask(services, subjects, n, &err);
 *     verdict = services_verdict(services, &subjects[i], 0);
 *
 * What is not public (see model/verdict.h), or lies in internal_networks, never leaves
 * the host. Not for two threads at once, and only behind http_global_init().
 */
#ifndef ENRICH_SERVICES_SERVICES_H
#define ENRICH_SERVICES_SERVICES_H

#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"
#include "core/settings.h"
#include "model/inside.h"
#include "model/service_settings.h"
#include "model/verdict.h"

struct services;

/*
 * Takes the services that are named in --intel, each once, in their order, and finds
 * their keys; what else the list has is passed over. *services is NULL if it names none.
 * Asks nobody. Fails if a key is missing or the cache is damaged or no cache; of one that
 * can't be written it warns, and goes on without. The arguments must outlive it.
 */
int services_open(const struct setting_list *intel,
		  const struct service_settings *settings, const struct inside *inside,
		  struct services **services, struct error *err);

/* What is not kept yet goes into the cache. Accepts NULL. */
void services_free(struct services *services);

/*
 * Finds out what all services say of the subjects: from what is known, from the cache,
 * and what is left by asking, the first first; each subject once, however often it is
 * given or this is called. A service that refuses, is out of reach or has had enough
 * leaves verdicts unknown and is warned of. Fails only if the user interrupts (then what
 * was answered by then is in the cache) or the cache turns out to be damaged.
 */
int services_ask(struct services *services, const struct subject *subjects, size_t n,
		 struct error *err);

/* How many there are. */
size_t services_count(const struct services *services);

/*
 * What is known of a subject; asks nobody. Never NULL: of what was not asked about the
 * verdict is VERDICT_UNKNOWN, and its text says why. Lives as long as `services`.
 */
const struct verdict *services_verdict(const struct services *services,
				       const struct subject *subject, size_t service);

/* "otx: 12 asked, 40 from the cache, 3 bad, 1 not answered; greynoise: ..." */
const char *services_totals_text(const struct services *services, struct arena *arena);

#endif
