/*
 * listing - see listing.h.
 */
#include "programs/listing.h"

#include <stdlib.h>
#include <string.h>

#include "core/figures.h"
#include "programs/listing_text.h"
#include "programs/rows.h"

/* In this order; the first that takes a line has it. A row of a table is told by the
 * line of '=' above it, so tables come first. */
static bool (*const kinds[])(struct listing *listing, const char *line, size_t len) = {
	row_of_tasklist, row_of_tasklist_csv, row_of_ss, row_of_netstat, row_of_windows,
};

void listing_init(struct listing *listing, struct kept *kept, programs_wanted_fn *wanted,
		  void *context)
{
	*listing = (struct listing){ .kept = kept, .wanted = wanted, .context = context };
	index_init(&listing->index);
}

void listing_free(struct listing *listing)
{
	free(listing->programs);
	free(listing->tasks);
	index_free(&listing->index);
}

static bool is_blank(struct word line)
{
	return line.len == 0;
}

static void read_line(struct listing *listing, const char *line, size_t len)
{
	struct words words = { line, line + len };
	struct word all = words_rest(&words), first = words_next(&words);

	if (is_blank(all)) { /* tables end so */
		listing->table.n = 0;
		return;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (kinds[i](listing, line, len))
			return;
	}
	/* Headings and what else is around rows is nobody's fault; this looks like one.
	 */
	if (word_protocol(first)) {
		listing->last = NULL;
		listing->last_program = NULL;
		row_bad(listing, "a row of sockets that is not understood", all);
	}
}

/* Lines end with LF, CR LF, or CR CR LF where Windows redirected twice. */
static void read_lines(struct listing *listing, const char *text, size_t len)
{
	const char *end = text + len;

	listing->line = 0;
	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		const char *next = stop ? stop + 1 : end;
		size_t line_len = (size_t)((stop ? stop : end) - text);

		while (line_len > 0 && text[line_len - 1] == '\r')
			line_len--;
		listing->line++;
		read_line(listing, text, line_len);
		text = next;
	}
}

/* Of several with one number the first that was read comes first. */
static int by_pid(const void *a, const void *b)
{
	const struct listed_task *x = a, *y = b;
	int order = (x->pid > y->pid) - (x->pid < y->pid);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static const struct listed_task *task_of(const struct listing *listing, int64_t pid)
{
	size_t from = 0, to = listing->n_tasks;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (listing->tasks[middle].pid < pid)
			from = middle + 1;
		else
			to = middle;
	}
	return from < listing->n_tasks && listing->tasks[from].pid == pid
		       ? &listing->tasks[from]
		       : NULL;
}

static bool fill_in(const char **text, const char *from)
{
	if (*text || !from)
		return false;
	*text = from;
	return true;
}

/* netstat knows the number, tasklist what it is called: of another name it is another
 * process. */
static void join(struct listing *listing)
{
	if (listing->n_tasks)
		qsort(listing->tasks, listing->n_tasks, sizeof(*listing->tasks), by_pid);
	for (size_t i = 0; i < listing->n_programs; i++) {
		struct program *program = listing->programs[i];
		const struct listed_task *task = task_of(listing, program->pid);
		bool is_news;

		if (!task || program->pid < 0 ||
		    (program->name && strcmp(program->name, task->name) != 0))
			continue;
		is_news = fill_in(&program->name, task->name);
		is_news |= fill_in(&program->user, task->user);
		is_news |= fill_in(&program->services, task->services);
		if (is_news && strcmp(program->from, task->from) != 0)
			program->from = arena_print(&listing->kept->arena, "%s, %s",
						    program->from, task->from);
	}
}

enum { SHOWN = 48 };

/* For the error: the first line that has something in it. */
static int not_a_list(const char *path, const char *text, size_t len, struct error *err)
{
	const char *end = text + len, *stop;
	uint64_t line = 1;

	for (; text < end && (*text == '\r' || *text == '\n'); text++)
		line += *text == '\n';
	if (text == end)
		return error_set(err, ERROR_INPUT, "%s: empty: no list of sockets", path);
	for (stop = text; stop < end && stop - text < SHOWN; stop++) {
		if (*stop == '\r' || *stop == '\n' || *stop == '\0')
			break;
	}
	return error_set(err, ERROR_INPUT,
			 "%s:%llu: \"%.*s\" begins neither what ss, netstat nor tasklist "
			 "writes; take `ss -tunap`, `netstat -ano` or `tasklist`",
			 path, (unsigned long long)line, (int)(stop - text), text);
}

static int all_bad(const struct listing *listing, struct error *err)
{
	return error_set(err, ERROR_INPUT,
			 "%s: none of its %llu rows could be read; first %s",
			 listing->path, (unsigned long long)listing->n_bad_rows,
			 listing->first_bad);
}

static void begin_file(struct listing *listing, const char *path)
{
	listing->path = arena_text(&listing->kept->arena, path, strlen(path));
	listing->n_rows = 0;
	listing->n_bad_rows = 0;
	listing->last = NULL;
	listing->last_program = NULL;
	listing->last_task = NULL;
	listing->table.n = 0;
}

int listing_read(struct listing *listing, const char *path, struct error *err)
{
	const char *first_bad = listing->first_bad;
	char *text;
	size_t len;
	int result = 0;

	if (listing_text_read(path, &text, &len, err) != 0)
		return -1;
	begin_file(listing, path);
	listing->first_bad = NULL;
	read_lines(listing, text, len);
	if (listing->n_rows == 0 && listing->n_bad_rows > 0)
		result = all_bad(listing, err);
	else if (listing->n_rows == 0)
		result = not_a_list(path, text, len, err);
	else
		listing->n_files++;
	free(text);
	join(listing);
	if (first_bad)
		listing->first_bad = first_bad;
	return result;
}

static uint64_t count_untold(const struct listing *listing)
{
	uint64_t n = 0;

	for (size_t i = 0; i < listing->kept->n_sockets; i++) {
		const struct kept_socket *socket = listing->kept->sockets[i];

		n += !socket->owners && socket->stand_in &&
		     socket->stand_in->kind == PROGRAM_UNTOLD;
	}
	return n;
}

static const char *add(const char *text, const char *sentence, struct arena *arena)
{
	return text ? arena_print(arena, "%s %s", text, sentence) : sentence;
}

const char *listing_limits_text(const struct listing *listing, struct arena *arena)
{
	uint64_t untold = count_untold(listing);
	char figures[FIGURES_TEXT];
	const char *text = NULL;

	if (untold)
		text = add(text,
			   arena_print(arena,
				       "Of %s socket%s the lists don't tell the process: "
				       "take them as root, with -p (ss, netstat) or -o "
				       "(netstat of Windows).",
				       figures_count((int64_t)untold, figures),
				       untold == 1 ? "" : "s"),
			   arena);
	if (listing->n_unconnected_udp)
		text = add(
			text,
			arena_print(arena,
				    "%s UDP socket%s of the lists %s no remote address.",
				    figures_count((int64_t)listing->n_unconnected_udp,
						  figures),
				    listing->n_unconnected_udp == 1 ? "" : "s",
				    listing->n_unconnected_udp == 1 ? "has" : "have"),
			arena);
	if (listing->n_bad)
		text = add(text,
			   arena_print(arena,
				       "%s row%s of the lists %s not understood, "
				       "first %s.",
				       figures_count((int64_t)listing->n_bad, figures),
				       listing->n_bad == 1 ? "" : "s",
				       listing->n_bad == 1 ? "was" : "were",
				       listing->first_bad),
			   arena);
	return text;
}
