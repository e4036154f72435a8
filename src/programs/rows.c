/*
 * rows - see rows.h.
 */
#include "programs/rows.h"

#include <netinet/in.h>
#include <string.h>

/* Words that ss and netstat have for connections that are over. */
static bool is_over(struct word state)
{
	static const char *const words[] = { "time-wait", "time_wait",	"fin-wait-1",
					     "fin_wait1", "fin_wait_1", "fin-wait-2",
					     "fin_wait2", "fin_wait_2", "last-ack",
					     "last_ack",  "closing",	"closed" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (word_is(state, words[i]))
			return true;
	}
	return false;
}

static const char *kept_text(struct listing *listing, struct word word)
{
	return word.len ? arena_text(&listing->kept->arena, word.text, word.len) : NULL;
}

static struct program *stand_in(struct listing *listing, enum program_kind kind)
{
	struct program **place =
		kind == PROGRAM_CLOSED ? &listing->closed : &listing->untold;
	const struct program program = { .kind = kind,
					 .pid = -1,
					 .parent_pid = -1,
					 .uid = -1,
					 .started_us = -1,
					 .from = listing->path };

	if (!*place)
		*place = kept_program(listing->kept, &program);
	return *place;
}

static void keep(struct listing *listing, struct program_socket *ends, struct word state)
{
	struct kept_socket *kept;

	if (listing->wanted &&
	    !listing->wanted(listing->context, &ends->remote, ends->remote_port))
		return;
	ends->state = kept_text(listing, state);
	kept = kept_socket(listing->kept, ends, 0);
	if (kept && !kept->stand_in)
		kept->stand_in = stand_in(listing, is_over(state) ? PROGRAM_CLOSED
								  : PROGRAM_UNTOLD);
	listing->last = kept;
}

bool row_put(struct listing *listing, const struct row *row)
{
	struct program_socket ends = { .protocol = row->protocol,
				       .uid = -1,
				       .first_us = -1,
				       .last_us = -1,
				       .line = listing->line };
	enum row_end local = word_end(row->local, &ends.local, &ends.local_port);
	enum row_end remote = word_end(row->remote, &ends.remote, &ends.remote_port);

	listing->last = NULL;
	listing->last_program = NULL;
	if (local == ROW_END_BAD || remote == ROW_END_BAD) {
		row_bad(listing, "no address and port in numbers",
			local == ROW_END_BAD ? row->local : row->remote);
		return false;
	}
	listing->n_rows++;
	if (remote == ROW_END_ADDRESS)
		keep(listing, &ends, row->state);
	else if (row->protocol == IPPROTO_UDP)
		listing->n_unconnected_udp++;
	else
		listening_add(&listing->kept->listening, 0, ends.local_port);
	return true;
}

/* What tells one program of a list from another. */
struct program_key {
	int64_t pid;
	struct word name;
};

static bool same_program(const void *elements, uint32_t number, const void *key)
{
	struct program *const *programs = elements;
	const struct program *program = programs[number];
	const struct program_key *wanted = key;
	size_t len = program->name ? strlen(program->name) : 0;

	if (program->pid != wanted->pid)
		return false;
	if (wanted->pid >= 0 && (len == 0 || wanted->name.len == 0))
		return true;
	return len == wanted->name.len &&
	       memcmp(program->name, wanted->name.text, len) == 0;
}

/* Those without a number by their name. */
static uint64_t hash_key(const struct index *index, const struct program_key *key)
{
	if (key->pid >= 0)
		return index_hash(index->seed, (uint64_t)key->pid);
	return index_hash_bytes(index->seed, key->name.text, key->name.len);
}

static uint64_t hash_of(const struct index *index, const void *elements, uint32_t number)
{
	struct program *const *programs = elements;
	const char *name = programs[number]->name ? programs[number]->name : "";

	return hash_key(index, &(struct program_key){ programs[number]->pid,
						      { name, strlen(name) } });
}

static struct program *add_program(struct listing *listing, const struct program_key *key)
{
	const struct program new = { .kind = PROGRAM_SEEN,
				     .pid = key->pid,
				     .parent_pid = -1,
				     .uid = -1,
				     .started_us = -1,
				     .name = kept_text(listing, key->name),
				     .from = listing->path };
	struct program *program = kept_program(listing->kept, &new);

	if (!program)
		return NULL;
	listing->programs = memory_grow(listing->programs, listing->n_programs,
					&listing->programs_capacity, sizeof(program));
	listing->programs[listing->n_programs] = program;
	index_add(&listing->index, hash_key(&listing->index, key),
		  (uint32_t)listing->n_programs++, hash_of, listing->programs);
	return program;
}

static struct program *program_of(struct listing *listing, const struct program_key *key)
{
	uint32_t at = index_find(&listing->index, hash_key(&listing->index, key),
				 same_program, listing->programs, key);

	return at == INDEX_NONE ? add_program(listing, key) : listing->programs[at];
}

void row_owner(struct listing *listing, int64_t pid, struct word name)
{
	/* Texts end at a NUL: what a list has behind one is no name. */
	struct program_key key = { pid, { name.text, strnlen(name.text, name.len) } };
	struct program *program;

	if (!listing->last || (pid < 0 && key.name.len == 0))
		return;
	program = program_of(listing, &key);
	if (!program)
		return;
	if (!program->name)
		program->name = kept_text(listing, key.name);
	kept_own(listing->kept, listing->last, program);
	listing->last_program = program;
}

void row_is_closed(struct listing *listing)
{
	if (listing->last)
		listing->last->stand_in = stand_in(listing, PROGRAM_CLOSED);
}

void row_name(struct listing *listing, struct word name)
{
	if (!listing->last_program)
		row_owner(listing, -1, name);
	else if (!listing->last_program->name)
		listing->last_program->name = kept_text(listing, name);
}

void row_task(struct listing *listing, int64_t pid, struct word name, struct word user,
	      struct word services)
{
	listing->n_rows++;
	listing->last_task = NULL;
	if (listing->n_tasks == MOST_PROGRAMS)
		return;
	listing->tasks = memory_grow(listing->tasks, listing->n_tasks,
				     &listing->tasks_capacity, sizeof(*listing->tasks));
	listing->last_task = &listing->tasks[listing->n_tasks];
	*listing->last_task =
		(struct listed_task){ .pid = pid,
				      .name = kept_text(listing, name),
				      .user = kept_text(listing, user),
				      .services = kept_text(listing, services),
				      .from = listing->path,
				      .order = listing->n_tasks++ };
}

enum { MOST_SERVICES = 2048 };

void row_more_services(struct listing *listing, struct word services)
{
	struct listed_task *task = listing->last_task;
	size_t len;

	if (!task || services.len == 0)
		return;
	len = task->services ? strlen(task->services) : 0;
	if (len + services.len > MOST_SERVICES)
		return;
	task->services =
		arena_print(&listing->kept->arena, "%s%s%.*s", len ? task->services : "",
			    len ? " " : "", (int)services.len, services.text);
}

enum { SHOWN = 48 };

void row_bad(struct listing *listing, const char *why, struct word what)
{
	listing->n_bad_rows++;
	listing->n_bad++;
	if (!listing->first_bad)
		listing->first_bad = arena_print(
			&listing->kept->arena, "%s:%llu: %s: \"%.*s\"", listing->path,
			(unsigned long long)listing->line, why,
			(int)(what.len < SHOWN ? what.len : SHOWN), what.text);
}
