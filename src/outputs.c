/*
 * outputs - see outputs.h.
 */
#include "outputs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/interrupt.h"
#include "core/output.h"
#include "core/terminal.h"
#include "export/export.h"

struct destination {
	const struct exporter *exporter;
	struct output *file; /* NULL: the exporter has a place of its own */
	bool on_terminal;
	void *place;
};

static int add_place(struct outputs *outputs, const struct exporter *exporter,
		     const char *name, const struct config *config, struct arena *arena,
		     struct error *err)
{
	void *place = NULL;

	if (exporter->place->open(name, config, arena, &place, err) != 0)
		return -1;
	outputs->destinations[outputs->n++] =
		(struct destination){ .exporter = exporter, .place = place };
	return 0;
}

static int add_file(struct outputs *outputs, const struct exporter *exporter,
		    const char *path, struct error *err)
{
	struct output *file = NULL;

	if (output_open(&file, path, exporter->appends, err) != 0)
		return -1;
	outputs->destinations[outputs->n++] =
		(struct destination){ .exporter = exporter,
				      .file = file,
				      .on_terminal = strcmp(path, "-") == 0 &&
						     isatty(STDOUT_FILENO) };
	return 0;
}

/* The second one would silently take the first one's place. */
static int refuse_twice(const struct setting_list *list, size_t n, struct error *err)
{
	const char *name = list->items[n].value;
	bool is_file = !exporter_find(list->items[n].setting)->place;

	for (size_t i = 0; i < n; i++) {
		if ((!exporter_find(list->items[i].setting)->place) != is_file ||
		    strcmp(list->items[i].value, name) != 0 ||
		    (is_file && strcmp(name, "-") == 0))
			continue;
		return error_set(err, ERROR_USAGE, "--%s: %s is already the %s of --%s",
				 list->items[n].setting->option, name,
				 is_file ? "file" : "name",
				 list->items[i].setting->option);
	}
	return 0;
}

/* Text of a single pair is more than a row of a table. */
static const struct exporter *in_full(const struct exporter *exporter,
				      const struct config *config)
{
	return exporter == &exporter_text && config->explain.n > 0 ? &exporter_explain
								   : exporter;
}

/* Files first: to try them costs nothing. */
static int add_all(struct outputs *outputs, bool files, const struct config *config,
		   struct arena *arena, struct error *err)
{
	const struct setting_list *list = &config->outputs;

	for (size_t i = 0; i < list->n; i++) {
		const struct exporter *exporter = exporter_find(list->items[i].setting);
		const char *name = list->items[i].value;

		if (!exporter->place != files)
			continue;
		if (refuse_twice(list, i, err) != 0)
			return -1;
		if (files ? add_file(outputs, in_full(exporter, config), name, err) != 0
			  : add_place(outputs, exporter, name, config, arena, err) != 0)
			return -1;
	}
	return 0;
}

/* Opened before the work begins: a folder that is missing shows at once. */
int outputs_open(struct outputs *outputs, const struct config *config,
		 struct arena *arena, struct error *err)
{
	outputs->n = 0;
	outputs->config = config;
	outputs->destinations =
		memory_zero(config->outputs.n + 1, sizeof(*outputs->destinations));
	if (add_all(outputs, true, config, arena, err) != 0 ||
	    add_all(outputs, false, config, arena, err) != 0)
		return -1;
	return config->outputs.n > 0
		       ? 0
		       : add_file(outputs, in_full(&exporter_text, config), "-", err);
}

static int commit_files(struct outputs *outputs, struct error *err)
{
	struct output **files = memory_zero(outputs->n, sizeof(*files));
	size_t n = 0;
	int r;

	for (size_t i = 0; i < outputs->n; i++) {
		if (outputs->destinations[i].file)
			files[n++] = outputs->destinations[i].file;
	}
	r = output_commit_all(files, n, err);
	free(files);
	return r;
}

static size_t width_of(const struct config *config, const struct destination *to)
{
	enum { USUAL = 120 }; /* fits the page of a mail and half of a wide screen */

	if (config->width_given)
		return (size_t)config->width;
	return to->on_terminal ? terminal_width(STDOUT_FILENO) : USUAL;
}

static struct presentation presentation_of(const struct config *config,
					   const struct destination *to)
{
	return (struct presentation){
		.width = width_of(config, to),
		.color = to->on_terminal && !config->no_color &&
			 terminal_has_color(STDOUT_FILENO),
		.unicode = terminal_is_unicode(),
		.on_terminal = to->on_terminal,
		.separator = config->separator,
		.decimal_comma = config->decimal_comma,
		.ecs = strcmp(config->json_names, "ecs") == 0,
	};
}

static int prepare_files(struct outputs *outputs, const struct table *table,
			 struct error *err)
{
	for (size_t i = 0; i < outputs->n; i++) {
		struct destination *to = &outputs->destinations[i];
		struct presentation presentation;

		if (!to->file)
			continue;
		presentation = presentation_of(outputs->config, to);
		to->exporter->write(table, &presentation, output_stream(to->file));
		if (output_prepare(to->file, err) != 0)
			return -1;
	}
	return interrupt_check(err);
}

static int fill_places(struct outputs *outputs, const struct table *table,
		       struct error *err)
{
	for (size_t i = 0; i < outputs->n; i++) {
		struct destination *to = &outputs->destinations[i];

		if (!to->file && to->exporter->place->fill(to->place, table, err) != 0)
			return -1;
	}
	return 0;
}

/* A place that fails costs no file: the reading may have taken hours. */
int outputs_write(struct outputs *outputs, const struct table *table, struct error *err)
{
	struct error file_err;
	int r;

	if (prepare_files(outputs, table, err) != 0)
		return -1;
	r = fill_places(outputs, table, err);
	if (r == 0)
		return commit_files(outputs, err);
	if (!interrupted())
		commit_files(outputs, &file_err); /* one error is told, the first */
	return -1;
}

bool outputs_are_seen(const struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->n; i++) {
		if (outputs->destinations[i].on_terminal &&
		    (outputs->destinations[i].exporter == &exporter_text ||
		     outputs->destinations[i].exporter == &exporter_explain))
			return true;
	}
	return false;
}

void outputs_free(struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->n; i++) {
		struct destination *to = &outputs->destinations[i];

		output_free(to->file);
		if (!to->file)
			to->exporter->place->close(to->place);
	}
	free(outputs->destinations);
	*outputs = (struct outputs){ .n = 0 };
}
