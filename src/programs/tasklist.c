/*
 * tasklist - rows of tasklist on Windows, as a table and as CSV. What a column is, is
 * told by how many there are: 5 are plain, 9 those of /v with the user in the seventh,
 * 3 those of /svc with services, or of /m with modules, in the third.
 *
 *     Abbildname                     PID Sitzungsname       Sitz.-Nr. Speichernutzung
 *     ========================= ======== ================ =========== ===============
 *     chrome.exe                    4711 Console                    1       104.520 K
 */
#include "programs/tasklist.h"

#include <string.h>

#include "core/text.h"
#include "programs/rows.h"

enum { OF_SERVICES = 3, OF_VERBOSE = 9, USER_COLUMN = 6 };

/* "N/A", in whatever language, is no user: they have a domain. */
static struct word user_of(struct word word)
{
	if (!memchr(word.text, '\\', word.len))
		word.len = 0;
	return word;
}

/* Nor is it a service ("Nicht zutreffend"), and modules are none. */
static struct word services_of(struct word word)
{
	size_t first = 0;

	while (first < word.len && word.text[first] != ',')
		first++;
	if (memchr(word.text, '/', first) || memchr(word.text, ' ', first) ||
	    (first > 4 && word_is((struct word){ word.text + first - 4, 4 }, ".dll")))
		word.len = 0;
	return word;
}

static bool put_task(struct listing *listing, const struct word *cells, size_t n)
{
	const struct word none = { "", 0 };
	int64_t pid;

	if (n < 2 || cells[0].len == 0 || !word_number(cells[1], UINT32_MAX, &pid))
		return false;
	row_task(listing, pid, cells[0],
		 n == OF_VERBOSE ? user_of(cells[USER_COLUMN]) : none,
		 n == OF_SERVICES ? services_of(cells[2]) : none);
	return true;
}

/* The line of '=' between heading and rows says where the columns are. */
static bool read_columns(struct tasklist_table *table, const char *line, size_t len)
{
	struct tasklist_table read = { .n = 0 };

	for (size_t i = 0; i < len; i++) {
		if (line[i] != '=' && line[i] != ' ')
			return false;
		if (line[i] == '=' && (i == 0 || line[i - 1] == ' ')) {
			if (read.n == TASKLIST_COLUMNS)
				return false;
			read.columns[read.n++].from = i;
		}
		if (line[i] == '=')
			read.columns[read.n - 1].to = i + 1;
	}
	if (read.n < 3 || read.columns[0].from != 0)
		return false;
	*table = read;
	return true;
}

/* Columns are counted in characters: names are of any language. */
static struct word cell(const char *line, size_t len,
			const struct tasklist_column *column, bool is_last)
{
	const char *at = line, *end = line + len, *from = end;
	struct words words;

	for (size_t i = 0; at < end && (is_last || i < column->to); i++) {
		if (i == column->from)
			from = at;
		text_next(&at, end);
	}
	if (from > at)
		from = at;
	words = (struct words){ from, at };
	return words_rest(&words);
}

static bool read_row(struct listing *listing, const char *line, size_t len)
{
	const struct tasklist_table *table = &listing->table;
	struct word cells[TASKLIST_COLUMNS];

	for (size_t i = 0; i < table->n; i++)
		cells[i] = cell(line, len, &table->columns[i], i + 1 == table->n);
	/* Services go on in the next line, below those of the first. */
	if (table->n == OF_SERVICES && cells[0].len == 0 && cells[1].len == 0) {
		row_more_services(listing, services_of(cells[2]));
		return true;
	}
	return put_task(listing, cells, table->n);
}

bool row_of_tasklist(struct listing *listing, const char *line, size_t len)
{
	if (read_columns(&listing->table, line, len)) {
		listing->n_rows++;
		return true;
	}
	if (listing->table.n == 0)
		return false;
	if (read_row(listing, line, len))
		return true;
	listing->table.n = 0; /* something else begins */
	return false;
}

bool row_of_tasklist_csv(struct listing *listing, const char *line, size_t len)
{
	struct word cells[TASKLIST_COLUMNS];
	const char *at = line, *end = line + len;
	size_t n = 0;

	/* tasklist doubles no quotes, and what it writes has none but in window titles,
	 * which stand last. */
	while (n < TASKLIST_COLUMNS && at < end && *at == '"') {
		const char *from = ++at;

		while (at < end && !(*at == '"' && (at + 1 == end || at[1] == ',')))
			at++;
		if (at == end)
			return false;
		cells[n++] = (struct word){ from, (size_t)(at - from) };
		at += at + 1 < end ? 2 : 1;
	}
	return at == end && n >= OF_SERVICES && put_task(listing, cells, n);
}
