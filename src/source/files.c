/*
 * files - log files, folders of them and standard input as a source. Its units
 * are files and, where a file is large and plain, pieces of it.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/log.h"
#include "core/stream.h"
#include "source/format.h"
#include "source/judge.h"
#include "source/record.h"
#include "source/source.h"

/* Small enough to share a day's log among threads, large enough that opening
 * and finding the first line cost nothing beside it. */
enum { PIECE_SIZE = 16 << 20, MOST_HEADERS = 1000 };

struct file {
	const char *path;	     /* of the run */
	const char *name;	     /* for messages */
	const struct format *format; /* NULL: empty */
	struct stream *stream;	     /* of a pipe, opened when planning */
	uint64_t size;		     /* as it is stored; 0 of a pipe */
	bool repeated;
	bool unknown;
	bool result;	  /* of an earlier run, which has no flows */
	int64_t *headers; /* where headers begin in a file that is cut; owned */
	size_t n_headers, headers_capacity;
	size_t first_unit;
	size_t n_units;
};

struct unit {
	size_t file;
	int64_t offset;
	int64_t length;
	size_t n_headers;
};

struct state {
	const struct source_request *request;
	struct file *files;
	size_t n_files, files_capacity;
	struct unit *units;
	size_t n_units, units_capacity;
	const char *description;
};

static void add_file(struct state *state, const char *path)
{
	struct arena *arena = state->request->arena;
	struct file *file;

	state->files = memory_grow(state->files, state->n_files, &state->files_capacity,
				   sizeof(*state->files));
	file = &state->files[state->n_files++];
	*file = (struct file){ .format = NULL };
	file->path = arena_text(arena, path, strlen(path));
	file->name = strcmp(path, "-") == 0 ? "standard input" : file->path;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int add_path(struct state *state, const char *path, bool found_in_folder,
		    struct error *err);

/* All files below, in the order of their names, without hidden ones. */
static int add_folder(struct state *state, const char *path, struct error *err)
{
	struct dirent **entries;
	int n = scandir(path, &entries, visible, alphasort);
	int r = 0;

	if (n < 0)
		return error_set(err, ERROR_IO, "%s: %s", path, strerror(errno));
	for (int i = 0; i < n; i++) {
		const char *below = arena_print(state->request->arena, "%s/%s", path,
						entries[i]->d_name);

		if (r == 0)
			r = add_path(state, below, true, err);
		free(entries[i]);
	}
	free(entries);
	return r;
}

static int add_path(struct state *state, const char *path, bool found_in_folder,
		    struct error *err)
{
	struct stat status;

	if (strcmp(path, "-") != 0 && stat(path, &status) != 0) {
		if (!found_in_folder)
			return error_set(err, ERROR_IO, "%s: %s", path, strerror(errno));
		log_warn("%s: skipped: %s", path, strerror(errno));
		return 0;
	}
	/* A link to a folder may lead back up. */
	if (found_in_folder && S_ISDIR(status.st_mode) && lstat(path, &status) == 0 &&
	    S_ISLNK(status.st_mode))
		return 0;
	if (strcmp(path, "-") != 0 && S_ISDIR(status.st_mode))
		return add_folder(state, path, err);
	if (found_in_folder && !S_ISREG(status.st_mode))
		return 0;
	add_file(state, path);
	return 0;
}

static void add_unit(struct state *state, struct file *file, int64_t offset,
		     int64_t length)
{
	state->units = memory_grow(state->units, state->n_units, &state->units_capacity,
				   sizeof(*state->units));
	if (file->n_units++ == 0)
		file->first_unit = state->n_units;
	state->units[state->n_units++] = (struct unit){
		.file = (size_t)(file - state->files),
		.offset = offset,
		.length = length,
		.n_headers = file->n_headers,
	};
}

static void cut_section(struct state *state, struct file *file, int64_t from, int64_t to)
{
	for (int64_t at = from; at < to; at += PIECE_SIZE) {
		int64_t left = to - at;

		/* The last piece takes a remainder that is not worth its own. */
		if (left < PIECE_SIZE + PIECE_SIZE / 2) {
			add_unit(state, file, at, left);
			return;
		}
		add_unit(state, file, at, PIECE_SIZE);
	}
}

static void add_header(struct file *file, int64_t at)
{
	file->headers = memory_grow(file->headers, file->n_headers,
				    &file->headers_capacity, sizeof(*file->headers));
	file->headers[file->n_headers++] = at;
}

/* Where headers begin; a file with very many is a trick or no log. */
static int find_headers(struct file *file, struct stream *stream, int64_t size,
			struct error *err)
{
	int64_t at = 0;

	while (at < size && file->n_headers <= MOST_HEADERS) {
		add_header(file, at);
		if (file->format->next_header(stream, at, &at, err) != 0)
			return -1;
	}
	return 0;
}

static void cut_sections(struct state *state, struct file *file, int64_t size)
{
	size_t n = file->n_headers;

	if (n == 0)
		cut_section(state, file, 0, size);
	for (size_t i = 0; i < n; i++) {
		file->n_headers = i + 1; /* those that the section's pieces must know */
		cut_section(state, file, file->headers[i],
			    i + 1 < n ? file->headers[i + 1] : size);
	}
}

static int cut_file(struct state *state, struct file *file, struct stream *stream,
		    struct error *err)
{
	int64_t size = stream_size(stream);
	bool cut = file->format->can_cut && stream_can_seek(stream) &&
		   size >= 2 * PIECE_SIZE && state->request->n_workers > 1;

	if (cut && file->format->next_header &&
	    find_headers(file, stream, size, err) != 0)
		return -1;
	if (cut && file->n_headers <= MOST_HEADERS)
		cut_sections(state, file, size);
	else
		add_unit(state, file, 0, -1);
	return 0;
}

/* Mails, and logs of other kinds. */
#define ADDRESSES_OF_TEXT \
	"; addresses that stand in other text: grep -oE '([0-9]+\\[?\\.\\]?){3}[0-9]+' FILE | " \
	"check_ip -"

/* Says what the unknown file starts with; its bytes are made visible by log. */
static int explain_unknown(const struct file *file, const char *head, size_t len,
			   const struct config *config, struct error *err)
{
	char formats[FORMAT_LIST];
	const char *end = memchr(head, '\n', len);
	size_t line = end ? (size_t)(end - head) : len;

	if (len >= 2 &&
	    (memcmp(head, "\xff\xfe", 2) == 0 || memcmp(head, "\xfe\xff", 2) == 0))
		return error_set(
			err, ERROR_INPUT,
			"%s: it is written in UTF-16, as Windows does; save it as UTF-8 "
			"(iconv -f UTF-16 -t UTF-8)",
			file->name);
	return error_set(
		err, ERROR_INPUT,
		"%s: not a log known here (%s; plain, gzip or zstd)%s. It begins: %.*s",
		file->name, format_list_all(config, formats),
		config->takes_mentions && !memchr(head, '\0', len) ? ADDRESSES_OF_TEXT
								   : "",
		(int)(line < 80 ? line : 80), head);
}

static int plan_file(struct state *state, struct file *file, struct error *err)
{
	struct stream *stream = NULL;
	const char *head;
	size_t len;
	int r = -1;

	if (stream_open(&stream, file->path, err) != 0 ||
	    stream_peek(stream, &head, &len, err) != 0)
		goto out;
	file->format = format_recognise(head, len, state->request->config);
	file->result = format_is_result(head, len, state->request->config);
	if (!file->format && len > 0) {
		explain_unknown(file, head, len, state->request->config, err);
		file->unknown = true;
		goto out;
	}
	r = 0;
	if (!file->format)
		goto out;
	log_say(LOG_DEBUG, "%s: %s", file->name, file->format->name);
	if (!stream_is_file(stream)) { /* what was peeked at cannot be read again */
		add_unit(state, file, 0, -1);
		file->stream = stream;
		return 0;
	}
	r = cut_file(state, file, stream, err);
out:
	stream_close(stream);
	return r;
}

static void warn_of_repeated(const struct file *file, const struct file *before)
{
	if (strcmp(file->name, before->name) == 0)
		log_warn("%s was given twice: read once", file->name);
	else
		log_warn("%s is %s, which was given before: read once", file->name,
			 before->name);
}

/* A file given twice would count each of its flows twice. */
static void skip_repeated(struct state *state)
{
	struct stat *seen = memory_zero(state->n_files, sizeof(*seen));

	for (size_t i = 0; i < state->n_files; i++) {
		struct file *file = &state->files[i];

		if (strcmp(file->path, "-") == 0 ? fstat(STDIN_FILENO, &seen[i]) != 0
						 : stat(file->path, &seen[i]) != 0)
			continue;
		file->size = S_ISREG(seen[i].st_mode) ? (uint64_t)seen[i].st_size : 0;
		for (size_t j = 0; j < i && !file->repeated; j++) {
			if (!state->files[j].repeated &&
			    seen[j].st_ino == seen[i].st_ino &&
			    seen[j].st_dev == seen[i].st_dev) {
				warn_of_repeated(file, &state->files[j]);
				file->repeated = true;
			}
		}
	}
	free(seen);
}

static bool any_by_configured_times(const struct state *state)
{
	for (size_t i = 0; i < state->n_files; i++) {
		if (state->files[i].format && state->files[i].format->configured_times)
			return true;
	}
	return false;
}

/* A folder may hold thousands of other things. */
static void warn_of_unknown(const struct state *state)
{
	enum { MOST_NAMED = 10 };
	size_t n = 0;

	for (size_t i = 0; i < state->n_files; i++) {
		if (state->files[i].unknown && n++ < MOST_NAMED)
			log_warn("%s: skipped, not a log known here",
				 state->files[i].name);
	}
	if (n > MOST_NAMED)
		log_warn("%zu more files skipped, likewise", n - MOST_NAMED);
}

/* In a folder or a glob, files of other kinds may lie about; but when none of
 * what was given is known, that is the failure. */
static int plan_all(struct state *state, struct error *err)
{
	size_t n_known = 0;

	for (size_t i = 0; i < state->n_files; i++) {
		struct file *file = &state->files[i];

		if (file->repeated)
			continue;
		if (plan_file(state, file, err) == 0)
			n_known++;
		else if (!file->unknown)
			return -1;
	}
	if (n_known == 0 && state->n_files > 0)
		return -1;
	if (any_by_configured_times(state))
		record_warn_of_timing(state->request->config);
	warn_of_unknown(state);
	return 0;
}

static void describe_state(struct state *state)
{
	struct arena *arena = state->request->arena;
	size_t n = 0;

	for (size_t i = 0; i < state->n_files; i++)
		n += !state->files[i].repeated;
	if (n == 1)
		state->description = state->files[0].name;
	else
		state->description = arena_print(arena, "%zu files", n);
}

static void close_files(void *opaque)
{
	struct state *state = opaque;

	for (size_t i = 0; i < state->n_files; i++) {
		stream_close(state->files[i].stream);
		free(state->files[i].headers);
	}
	free(state->files);
	free(state->units);
	free(state);
}

static int open_files(const struct source_request *request, void **result,
		      struct error *err)
{
	struct state *state = memory_zero(1, sizeof(*state));
	int r = 0;

	state->request = request;
	if (request->config->filter)
		r = error_set(
			err, ERROR_USAGE,
			"filter: a server's query cannot filter files; remove it, or "
			"filter the files before (jq, zeek-cut)");
	if (r == 0 && request->config->auto_config)
		r = error_set(
			err, ERROR_USAGE,
			"-c auto: it asks an index, but what files are, their content "
			"tells; leave it out");
	if (r == 0 && request->config->ssh_given)
		r = error_set(err, ERROR_USAGE,
			      "--ssh: it leads to a server, but files are read from "
			      "here; leave "
			      "one of them out (ssh HOST cat FILE | flare_beacon - reads "
			      "a file from there)");
	for (size_t i = 0; i < request->n_paths && r == 0; i++)
		r = add_path(state, request->paths[i], false, err);
	if (r == 0 && state->n_files == 0)
		r = error_set(err, ERROR_INPUT, "%s: there is no file in it",
			      request->paths[0]);
	if (r == 0)
		skip_repeated(state);
	if (r != 0 || plan_all(state, err) != 0) {
		close_files(state);
		return -1;
	}
	describe_state(state);
	*result = state;
	return 0;
}

static size_t count_units(const void *opaque)
{
	const struct state *state = opaque;

	return state->n_units;
}

static bool bounds_period(const void *opaque)
{
	(void)opaque;
	return false;
}

/* One pipe, and the end is not known. */
/* The same units once more, without those of pipes. */
static int again(void *opaque, const struct source_pairs *pairs, struct error *err)
{
	struct state *state = opaque;
	size_t n = 0;

	(void)pairs, (void)err;
	for (size_t i = 0; i < state->n_units; i++) {
		const struct file *file = &state->files[state->units[i].file];

		if (file->stream)
			log_warn("%s can't be read a second time, so it says nothing for "
				 "--context; write it to a file first",
				 file->name);
		else
			state->units[n++] = state->units[i];
	}
	state->n_units = n;
	return 0;
}

static uint64_t amount(const void *opaque, const char **unit)
{
	const struct state *state = opaque;
	uint64_t sum = 0;

	*unit = "bytes";
	for (size_t i = 0; i < state->n_files; i++) {
		if (state->files[i].repeated)
			continue;
		if (state->files[i].size == 0)
			return 0;
		sum += state->files[i].size;
	}
	return sum;
}

static int read_unit(void *opaque, size_t worker, size_t number, const struct sink *sink,
		     struct error *err)
{
	struct state *state = opaque;
	const struct unit *unit = &state->units[number];
	const struct file *file = &state->files[unit->file];
	struct piece piece = {
		.config = state->request->config,
		.offset = unit->offset,
		.length = unit->length,
		.headers = file->headers,
		.n_headers = unit->n_headers,
		.stream = file->stream,
	};
	int r;

	(void)worker;
	if (!piece.stream && stream_open(&piece.stream, file->path, err) != 0)
		return -1;
	r = file->format->read(&piece, sink, err);
	if (!file->stream)
		stream_close(piece.stream);
	return r;
}

/* Of files that are empty nothing is known. */
static bool all_packets(const struct state *state)
{
	size_t n = 0;

	for (size_t i = 0; i < state->n_files; i++) {
		const struct format *format = state->files[i].format;

		if (format && !format->records)
			return false;
		n += format != NULL;
	}
	return n > 0;
}

/* Where flare_beacon found nothing, there is nothing to check, and nothing wrong. */
static bool all_results(const struct state *state)
{
	const struct source_request *request = state->request;
	/* An empty file does not tell what it is; --beacons does. */
	bool are_said_to_be = request->config->beacons.n >= request->n_paths;

	for (size_t i = 0; i < state->n_files; i++) {
		const struct format *format = state->files[i].format;

		if (state->files[i].unknown ||
		    (format ? !format->is_result : !are_said_to_be))
			return false;
	}
	return true;
}

static uint64_t n_taken(const struct tally *tally)
{
	return tally->flows + tally->outside + tally->dropped + tally->others +
	       tally->mentions;
}

static int judge_without_flows(const struct state *state, const struct tally *total,
			       struct error *err)
{
	struct without_flows files = {
		.description = state->description,
		.all_packets = all_packets(state),
		.all_results = state->n_files > 0,
		.takes_mentions = state->request->config->takes_mentions,
	};

	for (size_t i = 0; i < state->n_files; i++)
		files.all_results = files.all_results &&
				    (state->files[i].result || state->files[i].repeated);
	return judge_no_flows(&files, total, err);
}

static int finish(void *opaque, const struct tally *units, struct tally *total,
		  struct error *err)
{
	const struct state *state = opaque;

	for (size_t i = 0; i < state->n_files; i++) {
		const struct file *file = &state->files[i];
		struct tally sum = { .flows = 0 };

		for (size_t j = 0; j < file->n_units; j++)
			tally_append(&sum, &units[file->first_unit + j]);
		if (file->format && judge_file(file->name, file->format, &sum,
					       state->n_files == 1, err) != 0)
			return -1;
		tally_append(total, &sum);
	}
	if (n_taken(total) == 0 && !all_results(state))
		return judge_without_flows(state, total, err);
	return 0;
}

static const char *describe(const void *opaque)
{
	const struct state *state = opaque;

	return state->description;
}

const struct source source_files = {
	.name = "files",
	.open = open_files,
	.n_units = count_units,
	.bounds_period = bounds_period,
	.amount = amount,
	.read = read_unit,
	.finish = finish,
	.again = again,
	.describe = describe,
	.close = close_files,
};
