/*
 * service - what one threat intelligence service is asked, and what its replies mean: pure
 * functions, which know nothing of connections. A service is one file here and one line of
 * SERVICES in model/service_settings.h.
 */
#ifndef ENRICH_SERVICES_SERVICE_H
#define ENRICH_SERVICES_SERVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/service_settings.h"
#include "model/verdict.h"

enum { SERVICE_PATH = 512 };

struct service {
	const char *url;	/* "https://otx.alienvault.com" */
	const char *key_header; /* "X-OTX-API-KEY" */
	bool needs_key;		/* it answers nobody without one */
	bool takes_names;
	bool takes_ipv6;
	unsigned at_once;    /* requests under way */
	unsigned per_second; /* requests begun */

	/* What stands behind the URL; the subject is public and one that it takes. */
	void (*path)(const struct subject *subject, char path[SERVICE_PATH]);

	/*
	 * What a reply with status 200 says: fills in kind, count, text and reference, texts
	 * in the arena. Fails, with the verdict untouched, if it is no such reply.
	 */
	int (*read)(const char *body, size_t len, const struct subject *subject,
		    struct arena *arena, struct verdict *verdict, struct error *err);
};

#define SERVICE_EXTERN(type, at, name, variable, title, keys) \
	extern const struct service service_##name;
SERVICES(SERVICE_EXTERN, , )

#endif
