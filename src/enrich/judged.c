/*
 * judged - see hosts.h: what lists and services say of addresses and names.
 */
#include <math.h>
#include <stdlib.h>

#include "enrich/hosts.h"

struct asked {
	struct subject subject;
	double score;
	int64_t flows;
	size_t place;
};

/* What a beacon goes to, then what is talked to most, then what came up first. */
static int by_weight(const void *a, const void *b)
{
	const struct asked *x = a, *y = b;
	double score = isnan(x->score) ? 0 : x->score,
	       other = isnan(y->score) ? 0 : y->score;

	if (score != other)
		return score > other ? -1 : 1;
	if (x->flows != y->flows)
		return x->flows > y->flows ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

typedef struct asked nth_fn(const void *rows, size_t i);

static struct asked nth_host(const void *rows, size_t i)
{
	const struct host *host = (const struct host *)rows + i;

	return (struct asked){
		{ .address = host->address }, host->score, host->flows, i
	};
}

static struct asked nth_domain(const void *rows, size_t i)
{
	const struct domain *domain = (const struct domain *)rows + i;

	return (struct asked){ { .name = domain->name }, NAN, domain->times, i };
}

static int ask(nth_fn *nth, const void *rows, size_t n, const struct judges *judges,
	       struct error *err)
{
	struct asked *asked;
	struct subject *subjects;
	int r;

	if (!judges->services)
		return 0;
	asked = memory_zero(n + 1, sizeof(*asked));
	subjects = memory_zero(n + 1, sizeof(*subjects));
	for (size_t i = 0; i < n; i++)
		asked[i] = nth(rows, i);
	qsort(asked, n, sizeof(*asked), by_weight);
	for (size_t i = 0; i < n; i++)
		subjects[i] = asked[i].subject;
	r = services_ask(judges->services, subjects, n, err);
	free(subjects);
	free(asked);
	return r;
}

int hosts_ask(const struct host_list *list, const struct judges *judges,
	      struct error *err)
{
	return ask(nth_host, list->hosts, list->n, judges, err);
}

int domains_ask(const struct domain_list *list, const struct judges *judges,
		struct error *err)
{
	return ask(nth_domain, list->domains, list->n, judges, err);
}

/* The worst of it counts, and any answer more than none. */
static void take(struct verdicts *said, enum verdict_kind *worst,
		 const struct verdict *verdict, struct arena *arena)
{
	if (verdict->kind > *worst) {
		*worst = verdict->kind;
		said->reference = verdict->reference;
	}
	if (verdict->kind == VERDICT_UNKNOWN)
		return;
	if (said->hits == CELL_NO_INTEGER)
		said->hits = 0;
	if (verdict->kind != VERDICT_BAD)
		return;
	said->hits++;
	said->intel = arena_print(arena, "%s%s%s%s%s", said->intel ? said->intel : "",
				  said->intel ? "; " : "", verdict->service,
				  verdict->text ? ": " : "",
				  verdict->text ? verdict->text : "");
}

/* Freed hits of lists first, then the services. */
static void settle(struct verdicts *said, const struct subject *subject,
		   const struct judges *judges, struct intel_hits *hits, double score,
		   struct arena *arena)
{
	enum verdict_kind worst = VERDICT_UNKNOWN;
	size_t n = judges->services ? services_count(judges->services) : 0;

	if (judges->intel) {
		said->intel = intel_text(judges->intel, hits, &said->hits, arena);
		worst = said->hits > 0 ? VERDICT_BAD : VERDICT_NOTHING;
	}
	intel_hits_free(hits);
	for (size_t i = 0; i < n; i++)
		take(said, &worst, services_verdict(judges->services, subject, i), arena);
	if (judges->intel || n > 0)
		said->verdict = verdict_name(worst);
	said->rank =
		(said->hits > 0 ? (double)said->hits : 0) + (isnan(score) ? 0 : score);
}

void hosts_judge(struct host_list *list, const struct judges *judges, struct arena *arena)
{
	const struct intel *intel = judges->intel;

	for (size_t i = 0; i < list->n; i++) {
		struct host *host = &list->hosts[i];
		const struct subject subject = { .address = host->address };
		struct intel_hits hits = { .n = 0 };

		if (intel)
			intel_find(intel, &host->address, INTEL_ANY_PORT, NULL, &hits);
		for (size_t j = 0; intel && j < host->n_asked; j++)
			intel_find_name(intel, host->name_list[j], host->name_list[j],
					&hits);
		settle(&host->said, &subject, judges, &hits, host->score, arena);
	}
}

void domains_judge(struct domain_list *list, const struct judges *judges,
		   struct arena *arena)
{
	for (size_t i = 0; i < list->n; i++) {
		struct domain *domain = &list->domains[i];
		const struct subject subject = { .name = domain->name };
		struct intel_hits hits = { .n = 0 };

		if (judges->intel)
			intel_find_name(judges->intel, domain->name, NULL, &hits);
		settle(&domain->said, &subject, judges, &hits, NAN, arena);
	}
}
