/*
 * folder - the result files of hot_ip.py, line for line as it writes them, in a folder:
 * of addresses out_IP.txt, ip_location.txt and malicious_results.txt, of names
 * out_DNS.txt and maliciousDNS.txt.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/log.h"
#include "core/output.h"
#include "core/text.h"
#include "export/export.h"
#include "model/host.h"

#define UNKNOWN "XX"
#define PAGES "https://otx.alienvault.com/indicator/"

enum { MOST_FILES = 3, ADDRESS_WIDTH = 15 };

struct state {
	const char *path;
	struct arena *arena;
};

struct writing {
	const struct table *table;
	size_t row;
	FILE *out;
};

static int open_folder(const char *name, const struct config *config, struct arena *arena,
		       void **result, struct error *err)
{
	struct state *state;
	struct stat status;

	(void)config;
	if (mkdir(name, 0777) != 0 && errno != EEXIST)
		return error_set(err, ERROR_IO, "--out %s: %s", name, strerror(errno));
	if (stat(name, &status) != 0)
		return error_set(err, ERROR_IO, "--out %s: %s", name, strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return error_set(err, ERROR_USAGE, "--out %s: it is no folder", name);
	state = memory_zero(1, sizeof(*state));
	state->path = name;
	state->arena = arena;
	*result = state;
	return 0;
}

static void close_folder(void *state)
{
	free(state);
}

static struct cell cell_of(const struct writing *writing, const char *name)
{
	struct table all = *writing->table;

	all.columns = all.all_columns; /* also those that are not shown */
	all.n_columns = all.n_all_columns;
	return table_cell(&all, writing->row, table_column(&all, name));
}

/* Cells are hostile: a line stays a line. */
static void put_text(const char *text, FILE *out)
{
	const char *end = text + strlen(text);

	while (text < end)
		text_put(text_next_shown(&text, end), out);
}

static void put_cell(const struct writing *writing, const char *name,
		     const char *otherwise)
{
	struct cell cell = cell_of(writing, name);

	put_text(cell.missing || !*cell.text ? otherwise : cell.text, writing->out);
}

static void put_address(const struct writing *writing, int width, const char *behind)
{
	char text[ADDRESS_TEXT];

	fprintf(writing->out, "%*s%s", width,
		address_format(cell_of(writing, "ip").address, text), behind);
}

static void put_place(const struct writing *writing)
{
	put_cell(writing, "country", UNKNOWN);
	putc('-', writing->out);
	put_cell(writing, "region", UNKNOWN);
	putc('-', writing->out);
	put_cell(writing, "city", UNKNOWN);
}

static bool is_bad(const struct writing *writing)
{
	struct cell verdict = cell_of(writing, "verdict");

	return !verdict.missing && strcmp(verdict.text, "bad") == 0;
}

static void write_ip(const struct writing *writing)
{
	put_address(writing, 0, "\n");
}

/* Addresses of one's own network have no place. */
static void write_location(const struct writing *writing)
{
	if (address_scope(cell_of(writing, "ip").address))
		return;
	put_address(writing, ADDRESS_WIDTH, ": ");
	put_place(writing);
	putc('\n', writing->out);
}

static void write_malicious(const struct writing *writing)
{
	char text[ADDRESS_TEXT];
	const struct address *address = cell_of(writing, "ip").address;
	struct cell reference = cell_of(writing, "reference");

	if (!is_bad(writing))
		return;
	put_address(writing, ADDRESS_WIDTH, "   potentially malicious   ");
	put_place(writing);
	fputs("   ", writing->out);
	if (reference.missing)
		fprintf(writing->out, PAGES "ip/%s", address_format(address, text));
	else
		put_text(reference.text, writing->out);
	putc('\n', writing->out);
}

static void write_dns(const struct writing *writing)
{
	put_cell(writing, "name", "");
	putc('\n', writing->out);
}

static void write_malicious_dns(const struct writing *writing)
{
	struct cell reference = cell_of(writing, "reference");

	if (!is_bad(writing))
		return;
	put_cell(writing, "name", "");
	fputs("\n ", writing->out);
	if (reference.missing) {
		fputs(PAGES "hostname/", writing->out);
		put_cell(writing, "name", "");
	} else {
		put_text(reference.text, writing->out);
	}
	putc('\n', writing->out);
}

struct file {
	const char *name;
	void (*write)(const struct writing *writing);
};

static const struct file of_addresses[] = {
	{ "out_IP.txt", write_ip },
	{ "ip_location.txt", write_location },
	{ "malicious_results.txt", write_malicious },
};

static const struct file of_names[] = {
	{ "out_DNS.txt", write_dns },
	{ "maliciousDNS.txt", write_malicious_dns },
};

struct place {
	int64_t order;
	size_t row;
};

static int by_order(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->order > y->order) - (x->order < y->order);
}

/* As they came up, whatever the order of the table. */
static void write_rows(const struct table *table, const struct file *file, FILE *out)
{
	struct writing writing = { .table = table, .out = out };
	struct place *places = memory_zero(table->n_rows + 1, sizeof(*places));

	for (size_t i = 0; i < table->n_rows; i++) {
		writing.row = i;
		places[i] = (struct place){ cell_of(&writing, "order").integer, i };
	}
	qsort(places, table->n_rows, sizeof(*places), by_order);
	for (size_t i = 0; i < table->n_rows; i++) {
		writing.row = places[i].row;
		file->write(&writing);
	}
	free(places);
}

static int fill_folder(void *opaque, const struct table *table, struct error *err)
{
	const struct state *state = opaque;
	bool is_names = strcmp(table->dataset, DOMAIN_DATASET) == 0;
	const struct file *files = is_names ? of_names : of_addresses;
	size_t n = is_names ? sizeof(of_names) / sizeof(*of_names)
			    : sizeof(of_addresses) / sizeof(*of_addresses);
	struct output *outputs[MOST_FILES] = { NULL };
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		const char *path =
			arena_print(state->arena, "%s/%s", state->path, files[i].name);

		r = output_open(&outputs[i], path, false, err);
		if (r != 0)
			break;
		write_rows(table, &files[i], output_stream(outputs[i]));
		r = output_prepare(outputs[i], err);
	}
	if (r == 0)
		r = output_commit_all(outputs, n, err);
	for (size_t i = 0; i < n; i++)
		output_free(outputs[i]);
	for (size_t i = 0; i < n && r == 0; i++)
		log_say(LOG_NORMAL, "written: %s/%s", state->path, files[i].name);
	return r;
}

static const struct exporter_place folder = { open_folder, fill_folder, close_folder };

const struct exporter exporter_folder = { .name = "out", .place = &folder };
