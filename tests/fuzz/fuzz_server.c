/*
 * fuzz_server - any bytes, read as what a server answers to single questions: which
 * fields it has, which hosts it counts, and why it refuses.
 */
#include "feed.h"

#include "core/json_tree.h"
#include "server/server.h"
#include "source/elastic/fields.h"
#include "source/elastic/mapping.h"
#include "source/elastic/prefilter_buckets.h"
#include "source/record.h"

static void read_plans(const char *text, struct arena *arena)
{
	const struct record_names names = record_names_of(feed_config());
	const struct elastic_plans plans = elastic_plan(text, names.field, arena);

	for (size_t i = 0; i < plans.n; i++) {
		const struct elastic_plan *plan = &plans.plans[i];

		EXPECT(plan->doc_value[RECORD_SRC] || plan->source[RECORD_SRC]);
		for (size_t j = 0; plan->indices && j < plan->n_indices; j++)
			EXPECT(plan->indices[j]);
	}
}

static void read_buckets(const char *text, struct arena *arena)
{
	struct buckets buckets = { .n = 0 };

	if (!buckets_read(text, &buckets, arena))
		return;
	for (size_t i = 0; i < buckets.n; i++)
		EXPECT(buckets.keys[i]);
}

/* At once and byte by byte: the same fields of the same types. */
static void read_fields(const uint8_t *data, size_t size)
{
	struct elastic_mapping whole = { .n = 0 }, pieces = { .n = 0 };
	struct mapping_reader *at_once = mapping_reader_new(&whole);
	struct mapping_reader *slow = mapping_reader_new(&pieces);
	struct error err;
	int r = mapping_feed(at_once, (const char *)data, size, &err), slow_r = 0;

	for (size_t i = 0; i < size && slow_r == 0; i++)
		slow_r = mapping_feed(slow, (const char *)data + i, 1, &err);
	EXPECT(r == slow_r && whole.n == pieces.n);
	for (size_t i = 0; i < whole.n; i++)
		EXPECT(whole.fields[i].types == pieces.fields[i].types);
	mapping_reader_free(at_once);
	mapping_reader_free(slow);
	elastic_mapping_free(&whole);
	elastic_mapping_free(&pieces);
}

static void read_refusal(const char *text)
{
	const struct server server = { .options = { .url = "http://localhost:9200" } };
	struct http_reply reply = { .status = 400 };
	struct error err = { .kind = ERROR_NONE };

	snprintf(reply.refusal, sizeof(reply.refusal), "%s", text);
	EXPECT(server_refused(&server, "flows", &reply, &err) == -1);
	EXPECT(err.kind == ERROR_SERVER && strlen(err.text) < sizeof(err.text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { .blocks = NULL };
	char *text = malloc(size + 1);

	EXPECT(text);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	read_plans(text, &arena);
	read_buckets(text, &arena);
	read_fields(data, size);
	read_refusal(text);
	yajl_tree_free(json_tree_parse(text));
	free(text);
	arena_free(&arena);
	return 0;
}
