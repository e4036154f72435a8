/*
 * json_scan - see json_reader.h. yajl calls back for each bracket, key and value,
 * which is most of the cost of a record of which ten values are wanted out of
 * fifty. Here a value is looked at where it lies, and a key only held against those
 * that can lead to a wanted path. Whatever is not plain (a text that is cut, is no
 * JSON, nests without end) is left to yajl from the beginning of its value, so that
 * yajl alone says what is JSON and what is not; tests/fuzz holds the two against
 * each other.
 */
#include <stdlib.h>
#include <string.h>

#include "core/json_reader.h"
#include "core/lanes.h"
#include "core/memory.h"

enum {
	DEEPEST_SCAN = 128
}; /* of a recursion: hostile brackets must not fill the stack */

struct scan {
	struct json_reader *reader;
	const char *end;
	size_t depth;
};

/* What ends a run of plain bytes in a string: its end, an escape, no JSON. */
static bool is_plain(char c)
{
	return c != '"' && c != '\\' && (unsigned char)c >= ' ';
}

static const char *skip_plain(const char *at, const char *end)
{
	while (end - at >= LANES) {
		uint32_t special = lanes_equal(at, '"') | lanes_equal(at, '\\') |
				   lanes_up_to(at, ' ' - 1);

		if (special)
			return at + lanes_first(special);
		at += LANES;
	}
	while (at < end && is_plain(*at))
		at++;
	return at;
}

static const char *skip_blanks(const struct scan *scan, const char *at)
{
	while (at < scan->end &&
	       (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
		at++;
	return at;
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Behind the escape at `at`; NULL: there is none. */
static const char *skip_escape(const struct scan *scan, const char *at)
{
	if (scan->end - at < 2 || !strchr("\"\\/bfnrtu", at[1]) || !at[1])
		return NULL;
	if (at[1] != 'u')
		return at + 2;
	for (int i = 2; i < 6; i++) {
		if (scan->end - at <= i || !is_hex(at[i]))
			return NULL;
	}
	return at + 6;
}

/* The quotation mark that ends a string. */
static const char *string_end(const struct scan *scan, const char *at, bool *has_escapes)
{
	*has_escapes = false;
	for (;;) {
		at = skip_plain(at, scan->end);
		if (at == scan->end || (*at != '"' && *at != '\\'))
			return NULL;
		if (*at == '"')
			return at;
		*has_escapes = true;
		at = skip_escape(scan, at);
		if (!at)
			return NULL;
	}
}

static const char *skip_digits(const struct scan *scan, const char *at)
{
	const char *from = at;

	while (at < scan->end && *at >= '0' && *at <= '9')
		at++;
	return at > from ? at : NULL;
}

/* Behind a number. At the end of the text there may be more of it to come. */
static const char *number_end(const struct scan *scan, const char *at)
{
	bool has_zero;

	at += *at == '-';
	has_zero = at < scan->end && *at == '0';
	at = has_zero ? at + 1 : skip_digits(scan, at);
	if (at && at < scan->end && *at == '.')
		at = skip_digits(scan, at + 1);
	if (at && at < scan->end && (*at == 'e' || *at == 'E')) {
		at++;
		at += at < scan->end && (*at == '+' || *at == '-');
		at = skip_digits(scan, at);
	}
	return at && at < scan->end ? at : NULL;
}

static const char *word_end(const struct scan *scan, const char *at, const char *word)
{
	size_t len = strlen(word);

	/* A letter more would make it another word. */
	return (size_t)(scan->end - at) > len && memcmp(at, word, len) == 0 ? at + len
									    : NULL;
}

struct decoded {
	struct slot *slot;
	const struct json_node *from;
	const struct json_node *to;
};

static const struct json_node *next_node(const struct json_node *node, const char *key,
					 size_t len)
{
	if (!node || !(node->lengths & UINT64_C(1) << (len < 63 ? len : 63)))
		return NULL;
	for (size_t i = 0; i < node->n_steps; i++) {
		const struct json_step *step = &node->steps[i];

		/* The last byte tells most keys apart, at less than a call. */
		if (step->len == len && step->key[len - 1] == key[len - 1] &&
		    memcmp(step->key, key, len) == 0)
			return step->node;
	}
	return NULL;
}

static int on_decoded(void *context, const unsigned char *text, size_t len)
{
	struct decoded *decoded = context;

	if (decoded->slot)
		json_fill(decoded->slot, (const char *)text, len, false);
	else
		decoded->to = next_node(decoded->from, (const char *)text, len);
	return 1;
}

/* A string with escapes, which are rare: yajl knows what they stand for. */
static void decode(const char *text, size_t len, struct decoded *decoded)
{
	static const yajl_callbacks callbacks = { .yajl_string = on_decoded };
	yajl_handle yajl = yajl_alloc(&callbacks, NULL, decoded);

	if (!yajl)
		abort(); /* its allocator is malloc: out of memory */
	yajl_config(yajl, yajl_dont_validate_strings, 1);
	yajl_parse(yajl, (const unsigned char *)"\"", 1);
	yajl_parse(yajl, (const unsigned char *)text, len);
	yajl_parse(yajl, (const unsigned char *)"\"", 1);
	yajl_free(yajl);
}

static const char *scan_value(struct scan *scan, const char *at,
			      const struct json_node *node, int slot);

static const char *scan_string(struct scan *scan, const char *at, int slot)
{
	bool has_escapes;
	const char *end = string_end(scan, at + 1, &has_escapes);

	if (!end)
		return NULL;
	if (slot >= 0 && has_escapes)
		decode(at + 1, (size_t)(end - at - 1),
		       &(struct decoded){ .slot = &scan->reader->slots[slot] });
	else if (slot >= 0)
		json_fill(&scan->reader->slots[slot], at + 1, (size_t)(end - at - 1),
			  true);
	return end + 1;
}

/* A key and its colon; where it leads to is set. */
static const char *scan_key(struct scan *scan, const char *at,
			    const struct json_node *node, const struct json_node **next)
{
	bool has_escapes;
	const char *end;

	if (at == scan->end || *at != '"')
		return NULL;
	end = string_end(scan, at + 1, &has_escapes);
	if (!end)
		return NULL;
	*next = NULL;
	if (node && has_escapes) {
		struct decoded decoded = { .from = node };

		decode(at + 1, (size_t)(end - at - 1), &decoded);
		*next = decoded.to;
	} else if (end > at + 1) {
		*next = next_node(node, at + 1, (size_t)(end - at - 1));
	}
	at = skip_blanks(scan, end + 1);
	return at < scan->end && *at == ':' ? skip_blanks(scan, at + 1) : NULL;
}

/* Behind a comma or the closing bracket, *closed tells which; else NULL. */
static const char *scan_comma(const struct scan *scan, const char *at, char bracket,
			      bool *closed)
{
	at = skip_blanks(scan, at);
	*closed = at < scan->end && *at == bracket;
	if (*closed)
		return at + 1;
	return at < scan->end && *at == ',' ? skip_blanks(scan, at + 1) : NULL;
}

static const char *scan_map(struct scan *scan, const char *at,
			    const struct json_node *node)
{
	bool closed;

	at = skip_blanks(scan, at);
	if (at < scan->end && *at == '}')
		return at + 1;
	do {
		const struct json_node *next = NULL;

		at = scan_key(scan, at, node, &next);
		if (at)
			at = scan_value(scan, at, next, next ? next->slot : PASS_OVER);
		if (at)
			at = scan_comma(scan, at, '}', &closed);
	} while (at && !closed);
	return at;
}

/* What is passed over for its depth is none, see on_close() of json.c. */
static bool is_record(const struct scan *scan, const char *at,
		      const struct json_node *node)
{
	bool is_container = at < scan->end && (*at == '{' || *at == '[');

	return node && node->is_record_path && !(is_container && scan->depth >= DEEPEST);
}

static const char *scan_array(struct scan *scan, const char *at,
			      const struct json_node *node, int slot)
{
	bool closed;

	at = skip_blanks(scan, at);
	if (at < scan->end && *at == ']')
		return at + 1;
	do {
		bool ends_record = is_record(scan, at, node);

		at = scan_value(scan, at, node, slot);
		if (at && ends_record && !json_end_record(scan->reader))
			return NULL;
		if (at)
			at = scan_comma(scan, at, ']', &closed);
	} while (at && !closed);
	return at;
}

static const char *scan_container(struct scan *scan, const char *at,
				  const struct json_node *node, int slot)
{
	if (scan->depth == DEEPEST_SCAN)
		return NULL;
	if (scan->depth >= DEEPEST)
		node = NULL;
	scan->depth++;
	at = *at == '{' ? scan_map(scan, at + 1, node)
			: scan_array(scan, at + 1, node, node ? slot : PASS_OVER);
	scan->depth--;
	return at;
}

static const char *scan_word(struct scan *scan, const char *at, int slot)
{
	const char *end;

	switch (*at) {
	case 'n':
		return word_end(scan, at, "null"); /* null fills no slot */
	case 't':
		end = word_end(scan, at, "true");
		break;
	case 'f':
		end = word_end(scan, at, "false");
		break;
	default:
		end = number_end(scan, at);
	}
	if (end && slot >= 0)
		json_fill(&scan->reader->slots[slot], at, (size_t)(end - at), true);
	return end;
}

/* Behind the value at `at`, or NULL if it is not plain. */
static const char *scan_value(struct scan *scan, const char *at,
			      const struct json_node *node, int slot)
{
	if (at == scan->end)
		return NULL;
	if (*at == '"')
		return scan_string(scan, at, slot);
	if (*at == '{' || *at == '[')
		return scan_container(scan, at, node, slot);
	return scan_word(scan, at, slot);
}

/* What stands beside the records outlives the text. */
static void keep_values(struct json_reader *reader)
{
	for (size_t i = 0; i < reader->n_slots; i++) {
		struct slot *slot = &reader->slots[i];
		const char *text = slot->text;

		if (!slot->filled || slot->all || text == slot->buffer)
			continue; /* kept already */
		slot->filled = false;
		json_fill(slot, text, slot->len, false);
	}
}

const char *json_scan(struct json_reader *reader, const char *text, const char *end)
{
	struct scan scan = { .reader = reader, .end = end };

	while (reader->is_between) {
		const char *at = skip_blanks(&scan, text), *behind;

		reader->n_records = 0;
		if (at == end)
			return end;
		behind = scan_value(&scan, at, &reader->nodes[0], NO_SLOT);
		if (!behind || (!reader->record_path && !json_end_record(reader)))
			return text;
		text = behind;
		if (reader->record_path) { /* a page, and only one */
			keep_values(reader);
			reader->is_between = false;
		}
	}
	return skip_blanks(&scan, text);
}

static struct json_node *node_of(struct json_reader *reader, const char *path, size_t len)
{
	struct json_node *node;

	for (size_t i = 0; i < reader->n_nodes; i++) {
		node = &reader->nodes[i];
		if (node->path_len == len && memcmp(node->path, path, len) == 0)
			return node;
	}
	node = &reader->nodes[reader->n_nodes++];
	*node = (struct json_node){ .path = path, .path_len = len, .slot = NO_SLOT };
	node->is_record_path = reader->record_path &&
			       strlen(reader->record_path) == len &&
			       memcmp(reader->record_path, path, len) == 0;
	return node;
}

/* The paths that lead to a slot, and its own. A path ends where a key may. */
static void add_nodes(struct json_reader *reader, size_t number)
{
	const struct slot *slot = &reader->slots[number];

	for (size_t len = 1; slot->path && len <= slot->path_len && len < LONGEST_PATH;
	     len++) {
		struct json_node *node;

		if (len < slot->path_len && slot->path[len] != '.')
			continue;
		node = node_of(reader, slot->path, len);
		if (len == slot->path_len && node->slot == NO_SLOT)
			node->slot = (int)number;
	}
}

/* A key may hold dots itself, so it may lead past several paths at once. */
static void add_steps(const struct json_reader *reader, struct json_node *from)
{
	size_t skip = from->path_len ? from->path_len + 1 : 0;

	from->steps = memory_zero(reader->n_nodes, sizeof(*from->steps));
	for (size_t i = 1; i < reader->n_nodes; i++) {
		const struct json_node *to = &reader->nodes[i];
		size_t len = to->path_len - skip;

		if (to->path_len <= skip ||
		    memcmp(to->path, from->path, from->path_len) != 0 ||
		    (skip && to->path[skip - 1] != '.'))
			continue;
		from->steps[from->n_steps++] = (struct json_step){ .key = to->path + skip,
								   .len = len,
								   .node = to };
		from->lengths |= UINT64_C(1) << (len < 63 ? len : 63);
	}
}

void json_scan_init(struct json_reader *reader)
{
	size_t most = 1;

	for (size_t i = 0; i < reader->n_slots; i++)
		most += reader->slots[i].path_len + 1;
	reader->nodes = memory_zero(most, sizeof(*reader->nodes));
	node_of(reader, "", 0);
	for (size_t i = 0; i < reader->n_slots; i++)
		add_nodes(reader, i);
	for (size_t i = 0; i < reader->n_nodes; i++)
		add_steps(reader, &reader->nodes[i]);
}

void json_scan_free(struct json_reader *reader)
{
	for (size_t i = 0; i < reader->n_nodes; i++)
		free(reader->nodes[i].steps);
	free(reader->nodes);
}
