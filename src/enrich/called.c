/*
 * called - see called.h.
 */
#define _DEFAULT_SOURCE /* NI_MAXHOST */

#include "enrich/called.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "core/interrupt.h"
#include "core/log.h"
#include "core/parallel.h"
#include "model/context.h"

enum { MOST_NAMES = 5, MOST_CANDIDATES = 64, MOST_AT_ONCE = 16 };

static bool is_name(const struct context_entry *entry)
{
	return entry->value && *entry->value && context_is_name(entry->kind);
}

static int by_count(const void *a, const void *b)
{
	const struct context_entry *const *x = a, *const *y = b;

	if ((*x)->count != (*y)->count)
		return (*x)->count > (*y)->count ? -1 : 1;
	return strcmp((*x)->value, (*y)->value);
}

static bool is_among(const char *name, const struct context_entry *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcasecmp(name, names[i]->value) == 0)
			return true;
	}
	return false;
}

static const char *names_of(const struct context *context, struct arena *arena)
{
	const struct context_entry *found[MOST_CANDIDATES];
	const char *text = NULL;
	size_t n = 0, n_names = 0;

	for (size_t i = 0; i < context->n && n < MOST_CANDIDATES; i++) {
		if (is_name(&context->entries[i]))
			found[n++] = &context->entries[i];
	}
	if (n > 0)
		qsort(found, n, sizeof(*found), by_count);
	for (size_t i = 0; i < n; i++) {
		/* DNS and TLS say the same: it is one name. */
		if (is_among(found[i]->value, found, n_names))
			continue;
		found[n_names++] = found[i];
		if (n_names <= MOST_NAMES)
			text = arena_print(arena, "%s%s%s", text ? text : "",
					   text ? ", " : "", found[n_names - 1]->value);
	}
	if (n_names > MOST_NAMES)
		text = arena_print(arena, "%s, and %zu more", text, n_names - MOST_NAMES);
	return text;
}

void called_fill(struct beacon_list *list, size_t n, struct arena *arena)
{
	for (size_t i = 0; i < n; i++) {
		struct beacon *beacon = &list->beacons[i];

		if (beacon->context)
			beacon->dest_names = names_of(beacon->context, arena);
	}
}

/* An address, and what it is called. */
struct question {
	const struct address *address;
	char name[NI_MAXHOST]; /* "": it has none */
};

struct resolving {
	struct question *questions;
	atomic_size_t n_answered; /* that it has no name is an answer */
	atomic_size_t n_silent;
};

static socklen_t socket_address(const struct address *address,
				struct sockaddr_storage *to)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)to;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;

	memset(to, 0, sizeof(*to));
	if (address_is_ipv4(address)) {
		v4->sin_family = AF_INET;
		memcpy(&v4->sin_addr, address->bytes + 12, 4);
		return sizeof(*v4);
	}
	v6->sin6_family = AF_INET6;
	memcpy(&v6->sin6_addr, address->bytes, 16);
	return sizeof(*v6);
}

/* Nobody answers: each further question would wait as long. */
static bool is_hopeless(struct resolving *resolving)
{
	return resolving->n_answered == 0 && resolving->n_silent >= MOST_AT_ONCE;
}

static int resolve(void *context, size_t worker, size_t item, struct error *err)
{
	struct resolving *resolving = context;
	struct question *question = &resolving->questions[item];
	struct sockaddr_storage to;
	socklen_t len;
	int r;

	(void)worker;
	if (interrupt_check(err) != 0)
		return -1;
	if (is_hopeless(resolving))
		return 0;
	len = socket_address(question->address, &to);
	r = getnameinfo((const struct sockaddr *)&to, len, question->name,
			sizeof(question->name), NULL, 0, NI_NAMEREQD);
	if (r != 0)
		question->name[0] = '\0';
	if (r == 0 || r == EAI_NONAME)
		resolving->n_answered++;
	else
		resolving->n_silent++;
	return 0;
}

static int by_address(const void *a, const void *b)
{
	const struct question *x = a, *y = b;

	return address_compare(x->address, y->address);
}

/* In order, each address once; returns how many. What is not one host is not asked for. */
static size_t settle(const struct address *addresses, size_t n,
		     struct question *questions)
{
	size_t n_asked = 0, n_kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (!address_is_multicast(&addresses[i]))
			questions[n_asked++].address = &addresses[i];
	}
	if (n_asked > 0)
		qsort(questions, n_asked, sizeof(*questions), by_address);
	for (size_t i = 0; i < n_asked; i++) {
		if (n_kept == 0 || by_address(&questions[n_kept - 1], &questions[i]) != 0)
			questions[n_kept++] = questions[i];
	}
	return n_kept;
}

static const char *answer_of(const struct address *address,
			     const struct question *questions, size_t n,
			     struct arena *arena)
{
	const struct question wanted = { .address = address };
	const struct question *question =
		n > 0 ? bsearch(&wanted, questions, n, sizeof(*questions), by_address)
		      : NULL;

	return question && question->name[0]
		       ? arena_text(arena, question->name, strlen(question->name))
		       : NULL;
}

void called_find(const struct address *addresses, size_t n, const char **names,
		 struct arena *arena)
{
	struct resolving resolving = { .questions = memory_zero(
					       n + 1, sizeof(struct question)) };
	size_t n_questions = settle(addresses, n, resolving.questions);
	struct error ignored;

	parallel_run(MOST_AT_ONCE, n_questions, resolve, &resolving, &ignored);
	if (resolving.n_silent > 0)
		log_warn(
			"--resolve: the resolver gave no answer for %zu of %zu addresses%s",
			n_questions - resolving.n_answered, n_questions,
			is_hopeless(&resolving)
				? ", so that the others were not asked for"
				: "");
	for (size_t i = 0; i < n; i++)
		names[i] =
			answer_of(&addresses[i], resolving.questions, n_questions, arena);
	free(resolving.questions);
}

void called_resolve(struct beacon_list *list, size_t n, struct arena *arena)
{
	struct address *addresses = memory_alloc((n + 1) * sizeof(*addresses));
	const char **names = memory_zero(n + 1, sizeof(*names));

	for (size_t i = 0; i < n; i++)
		addresses[i] = list->beacons[i].dst;
	called_find(addresses, n, names, arena);
	for (size_t i = 0; i < n; i++) {
		if (names[i])
			list->beacons[i].dest_ptr = names[i];
	}
	free(addresses);
	free(names);
}
