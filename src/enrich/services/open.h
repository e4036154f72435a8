/*
 * open - which services are asked, where, and with which keys.
 */
#ifndef ENRICH_SERVICES_OPEN_H
#define ENRICH_SERVICES_OPEN_H

#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"
#include "core/settings.h"
#include "enrich/services/lane.h"
#include "model/service_settings.h"

/* A lane for each service that the list names, once; they and their texts are of the
 * arena, and are freed by lane_free(). *n may be 0. */
int open_lanes(const struct setting_list *intel, const struct service_settings *settings,
	       struct arena *arena, struct lane **lanes, size_t *n, struct error *err);

#endif
