/*
 * check_programs - see check_programs.h.
 */
#include "check_programs.h"

#include <stdlib.h>

#include "core/interrupt.h"
#include "core/log.h"
#include "programs/programs.h"

/* Addresses in order, to be looked for among all sockets of a host. */
struct wanted {
	struct address *addresses;
	size_t n;
};

static int by_address(const void *a, const void *b)
{
	return address_compare(a, b);
}

static bool is_wanted(void *context, const struct address *remote, uint16_t port)
{
	const struct wanted *wanted = context;

	(void)port;
	return wanted->n > 0 && bsearch(remote, wanted->addresses, wanted->n,
					sizeof(*wanted->addresses), by_address);
}

static struct wanted wanted_of(const struct host_list *list)
{
	struct wanted wanted = {
		.addresses = memory_alloc((list->n + 1) * sizeof(*wanted.addresses)),
		.n = list->n,
	};

	for (size_t i = 0; i < list->n; i++)
		wanted.addresses[i] = list->hosts[i].address;
	qsort(wanted.addresses, wanted.n, sizeof(*wanted.addresses), by_address);
	return wanted;
}

static int look(const struct config *config, struct programs *programs, struct error *err)
{
	for (size_t i = 0; i < config->sockets.n; i++) {
		if (programs_read(programs, config->sockets.items[i].value, err) != 0)
			return -1;
	}
	if (config->sockets.n > 0)
		return 0;
	if (config->watch_s == 0)
		return programs_look(programs, err);
	if (programs_watch(programs, (double)config->watch_s, err) != 0)
		return -1;
	interrupt_forget(); /* it was long enough, and what was seen is to be told */
	return 0;
}

/* A copy: the programs' own texts end before the report is written. */
static const char *joined(const char *all, const char *more, struct arena *arena)
{
	if (!more)
		return all;
	return arena_print(arena, "%s%s%s", all ? all : "", all ? "; " : "", more);
}

static const char *sockets_text(const struct program_found *found, struct arena *arena)
{
	enum { MOST_TOLD = 5 };
	const char *text = NULL;

	for (size_t i = 0; i < found->n_sockets && i < MOST_TOLD; i++)
		text = joined(text, program_socket_text(found->sockets[i], arena), arena);
	if (found->n_sockets > MOST_TOLD)
		text = arena_print(arena, "%s; and %zu more", text,
				   found->n_sockets - MOST_TOLD);
	return text;
}

static void tell(struct host *host, const struct program_found *found, size_t n,
		 struct arena *arena)
{
	for (size_t i = 0; i < n; i++) {
		const struct program *program = found[i].program;

		host->programs =
			joined(host->programs, program_text(program, arena), arena);
		host->command_lines =
			joined(host->command_lines, program->command_line, arena);
		host->sha256 = joined(host->sha256, program->sha256, arena);
		host->sockets =
			joined(host->sockets, sockets_text(&found[i], arena), arena);
	}
}

void check_programs_free(struct check_programs *looked)
{
	programs_free(looked->programs);
	check_remotes_free(&looked->remotes);
}

int check_programs_meet(struct check_programs *looked, const struct config *config,
			const struct intel *intel, struct mentions *mentions,
			struct error *err)
{
	check_remotes_init(&looked->remotes, config, intel);
	looked->programs = programs_new(check_remotes_want, &looked->remotes);
	if (look(config, looked->programs, err) != 0)
		return -1;
	check_remotes_mention(&looked->remotes, looked->programs, mentions);
	return 0;
}

static void tell_all(const struct programs *programs, struct checked *checked,
		     struct arena *arena)
{
	for (size_t i = 0; i < checked->hosts.n; i++) {
		struct host *host = &checked->hosts.hosts[i];
		const struct program_found *found;
		size_t n = programs_find(programs, &host->address, PROGRAMS_ANY_PORT,
					 arena, &found);

		tell(host, found, n, arena);
	}
	checked->programs = programs_totals_text(programs, arena);
	checked->limits = programs_limits_text(programs, arena);
}

static int look_for(const struct config *config, struct checked *checked,
		    struct arena *arena, struct error *err)
{
	struct wanted wanted = wanted_of(&checked->hosts);
	struct programs *programs = programs_new(is_wanted, &wanted);
	int r = look(config, programs, err);

	if (r == 0)
		tell_all(programs, checked, arena);
	programs_free(programs);
	free(wanted.addresses);
	return r;
}

int check_programs(struct check_programs *looked, const struct config *config,
		   struct checked *checked, struct arena *arena, struct error *err)
{
	if (looked->programs) {
		checked->hosts.n_inside += looked->remotes.n_inside;
		tell_all(looked->programs, checked, arena);
		return 0;
	}
	if (!config->processes && config->watch_s == 0 && config->sockets.n == 0)
		return 0;
	if (checked->by_name) {
		log_warn("programs talk to addresses, so no name has any (--processes, "
			 "--watch, --sockets): --by address");
		return 0;
	}
	return look_for(config, checked, arena, err);
}
