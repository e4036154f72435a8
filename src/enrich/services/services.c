/*
 * services - see services.h.
 */
#include "enrich/services/services.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/log.h"
#include "enrich/services/asking.h"
#include "enrich/services/open.h"

static const int64_t DAY_US = INT64_C(86400) * 1000000;

enum {
	MOST_BYTES = 16 << 20
}; /* of a reply; OTX says megabytes of a name that all know */

struct services {
	const struct service_settings *settings;
	const struct inside *inside;
	struct lane *lanes; /* owned */
	size_t n;
	struct answer *not_asked; /* one a lane, for subjects that nobody gave us */
	struct known known;
	struct cache *cache; /* NULL: none */
	struct http_many_options options;
	struct http_many *many;
	struct arena arena;
};

static int open_cache(struct services *services, struct error *err)
{
	const char *path = services->settings->cache;
	const char *usual = path ? NULL : cache_usual_path(&services->arena);

	if (path || usual)
		return cache_open(path ? path : usual, !path, &services->cache, err);
	log_warn("there is no HOME to keep what services answer in: name a file with "
		 "--cache");
	return 0;
}

int services_open(const struct setting_list *intel,
		  const struct service_settings *settings, const struct inside *inside,
		  struct services **result, struct error *err)
{
	struct services *services = memory_zero(1, sizeof(*services));

	services->settings = settings;
	services->inside = inside;
	if (open_lanes(intel, settings, &services->arena, &services->lanes, &services->n,
		       err) != 0 ||
	    (services->n > 0 && open_cache(services, err) != 0)) {
		services_free(services);
		return -1;
	}
	if (services->n == 0) {
		services_free(services);
		*result = NULL;
		return 0;
	}
	known_init(&services->known, services->n, &services->arena);
	services->not_asked =
		arena_alloc(&services->arena, services->n * sizeof(*services->not_asked));
	for (size_t i = 0; i < services->n; i++)
		services->not_asked[i].verdict =
			(struct verdict){ .service = services->lanes[i].name,
					  .text = "not asked" };
	services->options = (struct http_many_options){
		.proxy = settings->proxy,
		.ca_file = settings->ca_file,
		.timeout_s = settings->timeout_s,
		.most_bytes = MOST_BYTES,
	};
	*result = services;
	return 0;
}

void services_free(struct services *services)
{
	if (!services)
		return;
	http_many_free(services->many);
	cache_close(services->cache);
	for (size_t i = 0; i < services->n; i++)
		lane_free(&services->lanes[i]);
	known_free(&services->known);
	arena_free(&services->arena);
	free(services);
}

static bool is_public(const struct services *services, const struct subject *subject)
{
	return subject_is_public(subject) &&
	       (subject->name || !inside_has(services->inside, &subject->address));
}

static bool is_taken(const struct service *service, const struct subject *subject)
{
	if (subject->name)
		return service->takes_names;
	return service->takes_ipv6 || address_is_ipv4(&subject->address);
}

/* Of a clock that was wrong there may be answers of the day after tomorrow. */
static int find_in_cache(struct services *services, const struct subject *subject,
			 struct lane *lane, struct answer *answer, struct error *err)
{
	int64_t now_us = (int64_t)time(NULL) * 1000000;
	struct verdict verdict = answer->verdict;
	bool found;

	if (!services->cache)
		return 0;
	if (cache_find(services->cache, lane->name, subject,
		       now_us - services->settings->cache_days * DAY_US, &services->arena,
		       &verdict, &found, err) != 0)
		return -1;
	if (!found || verdict.asked_us > now_us + DAY_US ||
	    services->settings->cache_days == 0)
		return 0;
	*answer = (struct answer){ .verdict = verdict, .is_settled = true };
	lane->totals.from_cache++;
	lane->totals.bad += verdict.kind == VERDICT_BAD;
	lane->totals.allowed += verdict.kind == VERDICT_ALLOWED;
	return 0;
}

static void leave_unknown(struct answer *answer, const char *why)
{
	answer->verdict.text = why;
	answer->is_settled = true;
}

/* From what is at hand; what must be asked waits in the lane. */
static int look_up(struct services *services, size_t number, size_t i, struct error *err)
{
	struct known_subject *known = &services->known.subjects[number];
	struct answer *answer = &known->answers[i];
	struct lane *lane = &services->lanes[i];

	if (answer->is_settled || answer->is_waiting)
		return 0;
	answer->verdict.service = lane->name;
	if (!is_public(services, &known->subject))
		leave_unknown(answer, "not public");
	else if (!is_taken(lane->service, &known->subject))
		leave_unknown(answer, "none of those it knows");
	else if (find_in_cache(services, &known->subject, lane, answer, err) != 0)
		return -1;
	if (answer->is_settled)
		return 0;
	if (services->settings->offline) {
		lane->totals.offline++;
		leave_unknown(answer, "not in the cache (--offline)");
	} else if (lane->stopped) {
		lane->totals.not_answered++;
		leave_unknown(answer, lane->stopped);
	} else if (lane->totals.asked + lane_left(lane) >=
		   (size_t)services->settings->most) {
		lane->totals.left_out++;
		leave_unknown(answer, "not asked (intel_most)");
	} else {
		answer->is_waiting = true;
		lane_add(lane, number);
	}
	return 0;
}

static int ask(struct services *services, struct error *err)
{
	struct asking asking = { .lanes = services->lanes,
				 .n_lanes = services->n,
				 .known = &services->known,
				 .cache = services->cache };
	size_t n = 0;

	for (size_t i = 0; i < services->n; i++)
		n += lane_left(&services->lanes[i]);
	if (n == 0)
		return 0;
	if (!services->many)
		services->many = http_many_new(&services->options);
	asking.many = services->many;
	return asking_run(&asking, err);
}

/* What came of it that somebody should know; `before` is how things stood. */
static void warn(const struct lane *lane, const struct lane_totals *before,
		 bool was_stopped, int64_t most)
{
	const struct lane_totals *totals = &lane->totals;
	size_t n_odd = totals->odd - before->odd;
	size_t n_lost = totals->not_answered - before->not_answered - n_odd;

	if (lane->stopped && !was_stopped)
		log_warn("%s: %s; %zu left unknown", lane->name, lane->stopped, n_lost);
	else if (n_lost > 0 && !was_stopped)
		log_warn("%s: no answer about %zu, the last: %s", lane->name, n_lost,
			 lane->last_fault);
	if (n_odd > 0)
		log_warn("%s: %zu not taken, the first %s", lane->name, n_odd,
			 lane->first_odd);
	if (totals->left_out > before->left_out)
		log_warn("%s: not asked about %zu more than intel_most = %" PRId64
			 ": run again, or raise it",
			 lane->name, totals->left_out - before->left_out, most);
}

int services_ask(struct services *services, const struct subject *subjects, size_t n,
		 struct error *err)
{
	struct lane_totals *before = memory_zero(services->n, sizeof(*before));
	bool *was_stopped = memory_zero(services->n, sizeof(*was_stopped));
	int r = 0;

	for (size_t i = 0; i < services->n; i++) {
		before[i] = services->lanes[i].totals;
		was_stopped[i] = services->lanes[i].stopped != NULL;
	}
	for (size_t s = 0; s < n && r == 0; s++) {
		size_t number = known_take(&services->known, &subjects[s]);

		for (size_t i = 0; i < services->n && r == 0; i++)
			r = look_up(services, number, i, err);
	}
	if (r == 0)
		r = ask(services, err);
	for (size_t i = 0; i < services->n && r == 0; i++)
		warn(&services->lanes[i], &before[i], was_stopped[i],
		     services->settings->most);
	free(before);
	free(was_stopped);
	return r;
}

size_t services_count(const struct services *services)
{
	return services->n;
}

const struct verdict *services_verdict(const struct services *services,
				       const struct subject *subject, size_t service)
{
	size_t number = known_find(&services->known, subject);

	if (number == SIZE_MAX)
		return &services->not_asked[service].verdict;
	return &services->known.subjects[number].answers[service].verdict;
}

static const char *totals_of(const struct lane *lane, struct arena *arena)
{
	const struct lane_totals *totals = &lane->totals;
	const struct {
		size_t n;
		const char *what;
	} counts[] = {
		{ totals->from_cache, "from the cache" },
		{ totals->bad, "bad" },
		{ totals->allowed, "allowed" },
		{ totals->not_answered, "not answered" },
		{ totals->left_out, "left out (intel_most)" },
		{ totals->offline, "unknown (--offline)" },
	};
	const char *text = arena_print(arena, "%s: %zu asked", lane->name, totals->asked);

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		if (counts[i].n > 0)
			text = arena_print(arena, "%s, %zu %s", text, counts[i].n,
					   counts[i].what);
	}
	return text;
}

const char *services_totals_text(const struct services *services, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; i < services->n; i++)
		text = arena_print(arena, "%s%s%s", text, i ? "; " : "",
				   totals_of(&services->lanes[i], arena));
	return text;
}
