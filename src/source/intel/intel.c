/*
 * intel - see intel.h.
 */
#include "source/intel/intel.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#include "core/interrupt.h"
#include "core/log.h"
#include "model/service_settings.h"
#include "source/intel/reading.h"

enum { DAY_S = 86400, OLD_DAYS = 30, MOST_NAME = 60 };

/* The first that knows a file reads it. */
static const struct intel_format *const formats[] = { &intel_json, &intel_digests,
						      &intel_table, &intel_lines };

struct file_id {
	dev_t device;
	ino_t number;
};

struct loading {
	struct intel *intel;
	struct arena *arena;
	struct file_id *seen; /* owned */
	size_t n_seen;
	size_t seen_capacity;
};

static const struct intel_format *recognise(const char *head, size_t len)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		if (formats[i]->recognise(head, len))
			return formats[i];
	}
	return NULL;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Events of MISP are called by number: 5f8a...-....json. */
static bool is_uuid(const char *name)
{
	return strspn(name, "0123456789abcdef-") >= 36;
}

/* "feodo" of lists/feodo.csv.gz; of an event of MISP the folder's. */
static const char *list_name(const char *path, struct arena *arena)
{
	static const char *const endings[] = { ".gz",	".zst",	  ".txt",    ".csv",
					       ".json", ".list",  ".netset", ".ipset",
					       ".tsv",	".intel", ".dat" };
	const char *name = base_name(path);
	size_t len = strlen(name), i = 0;

	if (is_uuid(name) && name > path) {
		const char *end = name - 1, *start = end;

		while (start > path && start[-1] != '/')
			start--;
		if (end > start)
			return arena_text(arena, start, (size_t)(end - start));
	}
	while (i < sizeof(endings) / sizeof(*endings)) {
		size_t n = strlen(endings[i]);

		if (len > n && strncasecmp(name + len - n, endings[i], n) == 0) {
			len -= n;
			i = 0;
		} else {
			i++;
		}
	}
	return arena_text(arena, name, len < MOST_NAME ? len : MOST_NAME);
}

static void note_counts(const struct reading *reading, struct intel *intel,
			struct arena *arena)
{
	struct intel_tally *tally = intel_tally(intel);

	tally->expired += reading->n_expired;
	tally->other += reading->n_other;
	tally->bad += reading->n_bad;
	if (reading->n_bad == 0 || tally->first_bad)
		return;
	tally->first_bad = reading->first_bad
				   ? arena_print(arena, "%s:%" PRIu64, reading->name,
						 reading->first_bad)
				   : reading->name;
}

static int refuse(const char *name, struct error *err)
{
	return error_set(
		err, ERROR_INPUT,
		"%s: no list of addresses, names or fingerprints known here (one a "
		"line, CSV with column titles, JSON of MISP, STIX, OTX, abuse.ch)",
		name);
}

int intel_read(struct stream *stream, const char *name, struct intel *intel,
	       struct arena *arena, struct error *err)
{
	struct reading reading = { .stream = stream,
				   .intel = intel,
				   .name = stream_name(stream) };
	const struct intel_format *format;
	const char *head;
	size_t len;
	int r;

	if (stream_peek(stream, &head, &len, err) != 0)
		return -1;
	if (len == 0) {
		log_warn("%s: an empty list", reading.name);
		return 0;
	}
	format = recognise(head, len);
	if (!format)
		return refuse(reading.name, err);
	log_say(LOG_DEBUG, "%s: %s", reading.name, format->name);
	if (!format->read)
		return 0;
	intel_begin_list(intel, name);
	r = format->read(&reading, err);
	if (r == 0 && reading.n_read + reading.n_expired + reading.n_other == 0 &&
	    reading.n_bad > 0)
		return refuse(reading.name, err);
	if (r == 0 &&
	    reading.n_read + reading.n_expired + reading.n_other + reading.n_bad == 0)
		log_warn("%s: nothing is reported in it", reading.name);
	note_counts(&reading, intel, arena);
	log_say(LOG_VERBOSE, "%s: %" PRIu64 " indicators", reading.name, reading.n_read);
	return r;
}

static void note_age(struct loading *loading, const char *path, const struct stat *status)
{
	struct intel_tally *tally = intel_tally(loading->intel);
	int64_t days = ((int64_t)time(NULL) - (int64_t)status->st_mtime) / DAY_S;

	if (days < OLD_DAYS || days <= tally->oldest_days)
		return;
	tally->oldest_days = days;
	tally->oldest = arena_text(loading->arena, path, strlen(path));
}

static int read_file(struct loading *loading, const char *path, struct error *err)
{
	struct stream *stream = NULL;
	int r = stream_open(&stream, path, err);

	if (r == 0)
		r = intel_read(stream, list_name(path, loading->arena), loading->intel,
			       loading->arena, err);
	stream_close(stream);
	return r;
}

/* What is given twice would say everything twice. */
static bool is_seen(struct loading *loading, const struct stat *status)
{
	for (size_t i = 0; i < loading->n_seen; i++) {
		if (loading->seen[i].device == status->st_dev &&
		    loading->seen[i].number == status->st_ino)
			return true;
	}
	loading->seen = memory_grow(loading->seen, loading->n_seen,
				    &loading->seen_capacity, sizeof(*loading->seen));
	loading->seen[loading->n_seen++] =
		(struct file_id){ status->st_dev, status->st_ino };
	return false;
}

static int load_path(struct loading *loading, const char *path, bool found_in_folder,
		     struct error *err);

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int load_folder(struct loading *loading, const char *path, struct error *err)
{
	struct dirent **entries;
	int n = scandir(path, &entries, visible, alphasort);
	int r = 0;

	if (n < 0)
		return error_set(err, ERROR_IO, "--intel: %s: %s", path, strerror(errno));
	for (int i = 0; i < n; i++) {
		if (r == 0)
			r = load_path(loading,
				      arena_print(loading->arena, "%s/%s", path,
						  entries[i]->d_name),
				      true, err);
		free(entries[i]);
	}
	free(entries);
	return r;
}

/* A link to a folder may lead back up. */
static bool is_left_out(const char *path, const struct stat *status)
{
	struct stat link;

	if (!S_ISDIR(status->st_mode))
		return !S_ISREG(status->st_mode) ||
		       strcmp(base_name(path), "manifest.json") == 0;
	return lstat(path, &link) == 0 && S_ISLNK(link.st_mode);
}

static int load_path(struct loading *loading, const char *path, bool found_in_folder,
		     struct error *err)
{
	struct stat status;

	if (interrupt_check(err) != 0)
		return -1;
	if (stat(path, &status) != 0) {
		if (errno == ENOENT && !path[strcspn(path, "./")])
			error_set(err, ERROR_IO,
				  "--intel: %s is no file here, and no service: "
				  "there are %s",
				  path, service_names());
		else
			error_set(err, ERROR_IO, "--intel: %s: %s", path,
				  strerror(errno));
	} else if (found_in_folder && is_left_out(path, &status)) {
		return 0;
	} else if (S_ISDIR(status.st_mode)) {
		return load_folder(loading, path, err);
	} else if (is_seen(loading, &status)) {
		return 0;
	} else {
		note_age(loading, path, &status);
		if (read_file(loading, path, err) == 0)
			return 0;
		error_wrap(err, "--intel");
	}
	if (!found_in_folder || err->kind == ERROR_INTERRUPTED)
		return -1;
	log_warn("%s; the rest of it is passed over", err->text);
	return 0;
}

int intel_load(const struct setting_list *paths, struct intel *intel, struct arena *arena,
	       struct error *err)
{
	struct loading loading = { .intel = intel, .arena = arena };
	int r = 0;

	for (size_t i = 0; i < paths->n && r == 0; i++) {
		if (!service_is_named(paths->items[i].value))
			r = load_path(&loading, paths->items[i].value, false, err);
	}
	free(loading.seen);
	return r;
}
