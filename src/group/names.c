/*
 * names - see names.h. Three tables: the names themselves, what was said in
 * each connection, and how often who called which address by which name.
 */
#include "group/names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/index.h"
#include "core/memory.h"
#include "core/text.h"

/* What was said in a connection. */
struct saying {
	uint64_t id;
	int64_t time_us;
	struct address client;
	uint32_t name;
};

/* How often a client, or anybody, used a name for an address, or for any. */
struct usage {
	struct address client; /* all zero: anybody */
	struct address server; /* all zero: any */
	uint32_t name;
	uint32_t count;
	const char *text; /* of the name, so that they can be sorted */
};

struct names {
	struct arena arena;
	const char **texts; /* number 1 is at 0 */
	size_t n_texts;
	size_t texts_capacity;
	struct index by_text;

	struct saying *sayings; /* one a connection */
	size_t n_sayings;
	size_t sayings_capacity;
	struct index by_id;

	struct usage *usages; /* one for each client, server and name */
	size_t n_usages;
	size_t usages_capacity;
	struct index by_usage;
};

static const struct address anybody, anywhere;

struct names *names_new(void)
{
	struct names *names = memory_zero(1, sizeof(*names));

	index_init(&names->by_text);
	index_init(&names->by_id);
	index_init(&names->by_usage);
	return names;
}

void names_free(struct names *names)
{
	if (!names)
		return;
	index_free(&names->by_text);
	index_free(&names->by_id);
	index_free(&names->by_usage);
	arena_free(&names->arena);
	free(names->texts);
	free(names->sayings);
	free(names->usages);
	free(names);
}

static uint64_t hash_of_text(const struct index *index, const void *elements,
			     uint32_t number)
{
	const char *text = ((const char *const *)elements)[number];

	return index_hash_bytes(index->seed, text, strlen(text));
}

static bool is_text(const void *elements, uint32_t number, const void *key)
{
	return strcmp(((const char *const *)elements)[number], key) == 0;
}

/* The number of a text, from 1. */
static uint32_t intern(struct names *names, const char *text)
{
	uint64_t hash = index_hash_bytes(names->by_text.seed, text, strlen(text));
	uint32_t number = index_find(&names->by_text, hash, is_text, names->texts, text);

	if (number != INDEX_NONE)
		return number + 1;
	names->texts = memory_grow(names->texts, names->n_texts, &names->texts_capacity,
				   sizeof(*names->texts));
	names->texts[names->n_texts] = arena_text(&names->arena, text, strlen(text));
	index_add(&names->by_text, hash, (uint32_t)names->n_texts, hash_of_text,
		  names->texts);
	return (uint32_t)++names->n_texts;
}

static uint64_t hash_of_saying(const struct index *index, const void *elements,
			       uint32_t number)
{
	return index_hash(index->seed, ((const struct saying *)elements)[number].id);
}

static bool is_saying(const void *elements, uint32_t number, const void *key)
{
	return ((const struct saying *)elements)[number].id == *(const uint64_t *)key;
}

static uint32_t find_saying(const struct names *names, uint64_t id)
{
	return index_find(&names->by_id, index_hash(names->by_id.seed, id), is_saying,
			  names->sayings, &id);
}

static void add_saying(struct names *names, const struct saying *saying)
{
	uint32_t number = find_saying(names, saying->id);
	struct saying *known;

	if (number == INDEX_NONE) {
		names->sayings =
			memory_grow(names->sayings, names->n_sayings,
				    &names->sayings_capacity, sizeof(*names->sayings));
		names->sayings[names->n_sayings] = *saying;
		index_add(&names->by_id, index_hash(names->by_id.seed, saying->id),
			  (uint32_t)names->n_sayings++, hash_of_saying, names->sayings);
		return;
	}
	known = &names->sayings[number];
	if (saying->time_us < known->time_us ||
	    (saying->time_us == known->time_us &&
	     strcmp(names_text(names, saying->name), names_text(names, known->name)) < 0))
		*known = *saying;
}

static uint64_t hash_of_key(const struct index *index, const struct usage *usage)
{
	uint64_t hash = index_hash(index->seed, usage->name);

	hash = index_hash_bytes(hash, usage->client.bytes, sizeof(usage->client.bytes));
	return index_hash_bytes(hash, usage->server.bytes, sizeof(usage->server.bytes));
}

static uint64_t hash_of_usage(const struct index *index, const void *elements,
			      uint32_t number)
{
	return hash_of_key(index, (const struct usage *)elements + number);
}

static bool is_usage(const void *elements, uint32_t number, const void *wanted)
{
	const struct usage *usage = (const struct usage *)elements + number,
			   *key = wanted;

	return usage->name == key->name &&
	       address_compare(&usage->server, &key->server) == 0 &&
	       address_compare(&usage->client, &key->client) == 0;
}

static void add_usage(struct names *names, const struct usage *usage)
{
	uint64_t hash = hash_of_key(&names->by_usage, usage);
	uint32_t number =
		index_find(&names->by_usage, hash, is_usage, names->usages, usage);

	if (number != INDEX_NONE) {
		names->usages[number].count += usage->count;
		return;
	}
	names->usages = memory_grow(names->usages, names->n_usages,
				    &names->usages_capacity, sizeof(*names->usages));
	names->usages[names->n_usages] = *usage;
	index_add(&names->by_usage, hash, (uint32_t)names->n_usages++, hash_of_usage,
		  names->usages);
}

enum { NAME_TEXT = 256 };

/* In lower case. A NUL would cut it, and what is no UTF-8 every output would show alike:
 * names that look the same are the same. */
static void tidy(const struct naming *naming, char text[NAME_TEXT])
{
	size_t len = naming->len < NAME_TEXT ? naming->len : NAME_TEXT - 1;
	const char *at = naming->name, *end = at + len;
	char *to = text;

	while (at < end) {
		const char *from = at;

		text_next(&at, end);
		if (at - from > 1) {
			memcpy(to, from, (size_t)(at - from));
			to += at - from;
		} else {
			*to++ = *from > 0 ? (char)tolower(*from) : '?';
		}
	}
	*to = '\0';
}

void names_add(struct names *names, const struct naming *naming)
{
	char text[NAME_TEXT];
	struct usage usage = { .client = naming->client,
			       .server = naming->server,
			       .count = 1 };

	tidy(naming, text);
	usage.name = intern(names, text);
	usage.text = names_text(names, usage.name);
	add_usage(names, &usage);
	usage.client = anybody;
	add_usage(names, &usage);
	usage.client = naming->client;
	usage.server = anywhere;
	add_usage(names, &usage);
	if (naming->id)
		add_saying(names, &(struct saying){ naming->id, naming->time_us,
						    naming->client, usage.name });
}

void names_join(struct names *to, const struct names *from)
{
	for (size_t i = 0; i < from->n_sayings; i++) {
		struct saying saying = from->sayings[i];

		saying.name = intern(to, names_text(from, saying.name));
		add_saying(to, &saying);
	}
	for (size_t i = 0; i < from->n_usages; i++) {
		struct usage usage = from->usages[i];

		usage.name = intern(to, usage.text);
		usage.text = names_text(to, usage.name);
		add_usage(to, &usage);
	}
}

size_t names_uses(const struct names *names, struct name_use **uses)
{
	size_t n = 0;

	*uses = memory_zero(names->n_usages + 1, sizeof(**uses));
	for (size_t i = 0; i < names->n_usages; i++) {
		const struct usage *usage = &names->usages[i];

		if (address_compare(&usage->client, &anybody) != 0 &&
		    address_compare(&usage->server, &anywhere) != 0)
			(*uses)[n++] = (struct name_use){ usage->client, usage->server,
							  usage->text, usage->count };
	}
	return n;
}

static int by_ends(const void *a, const void *b)
{
	const struct usage *x = a, *y = b;
	int order = address_compare(&x->client, &y->client);

	return order ? order : address_compare(&x->server, &y->server);
}

static int by_preference(const void *a, const void *b)
{
	const struct usage *x = a, *y = b;
	int order = by_ends(a, b);

	if (order == 0 && x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return order ? order : strcmp(x->text, y->text);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Numbers in the order of the texts, whichever came first to whichever worker. */
static void renumber(struct names *names)
{
	const char **sorted = memory_alloc((names->n_texts + 1) * sizeof(*sorted));
	uint32_t *number = memory_zero(names->n_texts + 1, sizeof(*number));

	for (size_t i = 0; i < names->n_texts; i++)
		sorted[i] = names->texts[i];
	qsort(sorted, names->n_texts, sizeof(*sorted), by_text);
	for (size_t i = 0; i < names->n_texts; i++)
		number[intern(names, sorted[i])] = (uint32_t)i + 1;
	for (size_t i = 0; i < names->n_sayings; i++)
		names->sayings[i].name = number[names->sayings[i].name];
	for (size_t i = 0; i < names->n_usages; i++)
		names->usages[i].name = number[names->usages[i].name];
	memcpy(names->texts, sorted, names->n_texts * sizeof(*sorted));
	free(sorted);
	free(number);
}

/* A program that makes up a new name for each call must not vanish by that: what
 * a client says only once does not tell a connection from the others. */
static bool recurs(const struct names *names, const struct address *client, uint32_t name)
{
	const struct usage key = { .client = *client, .server = anywhere, .name = name };
	uint32_t number =
		index_find(&names->by_usage, hash_of_key(&names->by_usage, &key),
			   is_usage, names->usages, &key);

	return number != INDEX_NONE && names->usages[number].count > 1;
}

static void drop_made_up_names(struct names *names)
{
	for (size_t i = 0; i < names->n_sayings; i++) {
		if (!recurs(names, &names->sayings[i].client, names->sayings[i].name))
			names->sayings[i].name = 0;
	}
}

/* Only the name that each pair of ends uses most is looked for from now on. */
void names_settle(struct names *names)
{
	size_t n = 0;

	if (names->n_texts == 0)
		return;
	drop_made_up_names(names); /* while they can be found by their numbers */
	renumber(names);
	qsort(names->usages, names->n_usages, sizeof(*names->usages), by_preference);
	for (size_t i = 0; i < names->n_usages; i++) {
		if (n == 0 || by_ends(&names->usages[n - 1], &names->usages[i]) != 0)
			names->usages[n++] = names->usages[i];
	}
	names->n_usages = n;
}

static uint32_t most_used(const struct names *names, const struct address *client,
			  const struct address *server)
{
	const struct usage key = { .client = *client, .server = *server };
	const struct usage *usage;

	if (names->n_usages == 0)
		return 0;
	usage = bsearch(&key, names->usages, names->n_usages, sizeof(key), by_ends);
	return usage ? usage->name : 0;
}

uint32_t names_find(const struct names *names, const struct flow *flow)
{
	uint32_t number = flow->id ? find_saying(names, flow->id) : INDEX_NONE;
	uint32_t name;

	if (number != INDEX_NONE && names->sayings[number].name)
		return names->sayings[number].name;
	name = most_used(names, &flow->src, &flow->dst);
	return name ? name : most_used(names, &anybody, &flow->dst);
}

bool names_is_empty(const struct names *names)
{
	return names->n_texts == 0;
}

size_t names_count(const struct names *names)
{
	return names->n_texts;
}

const char *names_text(const struct names *names, uint32_t number)
{
	return number ? names->texts[number - 1] : NULL;
}
