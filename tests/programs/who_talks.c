/*
 * who_talks - prints which programs talk to addresses, as src/programs/ tells it: for
 * tests/programs/run.py, which starts such programs, and for a look by hand.
 *
 * usage: who_talks [--watch SECONDS] [--list FILE]... [ADDRESS[,PORT]]...
 * Without an address all sockets are looked at, and none printed: for measurements.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/interrupt.h"
#include "programs/programs.h"

enum { MOST_ADDRESSES = 64 };

struct wanted {
	struct address addresses[MOST_ADDRESSES];
	int32_t ports[MOST_ADDRESSES];
	size_t n;
};

static bool is_wanted(void *context, const struct address *remote, uint16_t port)
{
	const struct wanted *wanted = context;

	for (size_t i = 0; i < wanted->n; i++) {
		if (address_compare(&wanted->addresses[i], remote) == 0 &&
		    (wanted->ports[i] == PROGRAMS_ANY_PORT || wanted->ports[i] == port))
			return true;
	}
	return wanted->n == 0;
}

static void print_text(const char *key, const char *text)
{
	printf("\t%s=%s", key, text ? text : "-");
}

static void print_program(const struct program *program)
{
	static const char *const kinds[] = { "seen",   "hidden", "ended",
					     "closed", "kernel", "untold" };
	static const char *const files[] = { "unknown", "there", "deleted", "replaced",
					     "memory" };
	static const char *const packages[] = { "unknown", "none", "owned" };

	printf("program\tkind=%s\tpid=%lld\tparent=%lld\tuid=%lld", kinds[program->kind],
	       (long long)program->pid, (long long)program->parent_pid,
	       (long long)program->uid);
	print_text("name", program->name);
	print_text("parent_name", program->parent);
	print_text("user", program->user);
	print_text("command", program->command_line);
	print_text("path", program->path);
	print_text("file", files[program->file]);
	print_text("sha256", program->sha256);
	print_text("packaged", packages[program->package_known]);
	print_text("package", program->package);
	print_text("services", program->services);
	print_text("container", program->container);
	print_text("why_not", program->why_not);
	print_text("from", program->from);
	printf("\tstarted_us=%lld\n", (long long)program->started_us);
}

static void print_socket(const struct program_socket *socket, struct arena *arena)
{
	printf("socket\ttext=%s\tuid=%lld\tseen=%u\tspan_us=%lld\tline=%llu\n",
	       program_socket_text(socket, arena), (long long)socket->uid, socket->n_seen,
	       (long long)(socket->last_us - socket->first_us),
	       (unsigned long long)socket->line);
}

static void print_found(const struct programs *programs, const struct wanted *wanted)
{
	struct arena arena = { NULL };
	const char *limits = programs_limits_text(programs, &arena);

	for (size_t i = 0; i < wanted->n; i++) {
		const struct program_found *found;
		size_t n = programs_find(programs, &wanted->addresses[i],
					 wanted->ports[i], &arena, &found);

		for (size_t k = 0; k < n; k++) {
			print_program(found[k].program);
			printf("text\t%s\n", program_text(found[k].program, &arena));
			for (size_t s = 0; s < found[k].n_sockets; s++)
				print_socket(found[k].sockets[s], &arena);
		}
	}
	printf("totals\t%s\nlimits\t%s\n", programs_totals_text(programs, &arena),
	       limits ? limits : "-");
	arena_free(&arena);
}

static bool add_wanted(struct wanted *wanted, const char *text)
{
	const char *comma = strchr(text, ',');
	size_t len = comma ? (size_t)(comma - text) : strlen(text);

	if (wanted->n == MOST_ADDRESSES ||
	    !address_parse(text, len, &wanted->addresses[wanted->n]))
		return false;
	wanted->ports[wanted->n++] = comma ? atoi(comma + 1) : PROGRAMS_ANY_PORT;
	return true;
}

int main(int argc, char **argv)
{
	struct wanted wanted = { .n = 0 };
	struct error err = { .kind = ERROR_NONE };
	struct programs *programs = programs_new(is_wanted, &wanted);
	double watch = 0;
	bool has_list = false;
	int result = 0;

	interrupt_init();
	for (int i = 1; result == 0 && i < argc; i++) {
		if (strcmp(argv[i], "--watch") == 0 && i + 1 < argc) {
			watch = atof(argv[++i]);
		} else if (strcmp(argv[i], "--list") == 0 && i + 1 < argc) {
			has_list = true;
			result = programs_read(programs, argv[++i], &err);
		} else if (!add_wanted(&wanted, argv[i])) {
			result = error_set(&err, ERROR_USAGE, "%s: no address", argv[i]);
		}
	}
	if (result == 0 && watch > 0)
		result = programs_watch(programs, watch, &err);
	else if (result == 0 && !has_list)
		result = programs_look(programs, &err);
	if (result == 0)
		print_found(programs, &wanted);
	else
		fprintf(stderr, "who_talks: %s\n", err.text);
	programs_free(programs);
	return result == 0 ? 0 : error_exit_status(&err);
}
