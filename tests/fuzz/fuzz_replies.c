/*
 * fuzz_replies - a talk with a server: the first byte says what is wanted of it, the
 * second how its replies are cut, and each line behind the first is a reply. There is no
 * server and no network: see talk.h. When the replies are at their end nobody answers,
 * and then it is asked no more than a few times.
 */
#include "feed.h"
#include "talk.h"

#include "export/export.h"
#include "export/index.h"
#include "model/beacon.h"
#include "source/baseline.h"
#include "source/source.h"

static void expect_error(const struct error *err)
{
	EXPECT(err->kind != ERROR_NONE && *err->text);
	EXPECT(strlen(err->text) < sizeof(err->text));
}

/* A sink counts what it takes. */
struct reading {
	struct feed feed; /* first: names go to it */
	struct tally *unit;
};

static void put_flow(void *context, const struct flow *flow)
{
	struct reading *reading = context;

	feed_put(&reading->feed, flow);
	reading->unit->flows++;
}

/* What the records beside the flows say of a pair. */
static void look_again(const struct source *source, void *state)
{
	struct address addresses[2] = { { { [10] = 0xff, 0xff, 10, 0, 0, 1 } },
					{ { [10] = 0xff, 0xff, 192, 0, 2, 1 } } };
	const struct source_pairs pairs = { .sources = addresses,
					    .n_sources = 1,
					    .destinations = addresses + 1,
					    .n_destinations = 1 };
	struct feed feed = { .n = 0 };
	struct tally tally = { .flows = 0 };
	struct sink sink = { .put_sighting = feed_put_sighting,
			     .context = &feed,
			     .tally = &tally };
	struct error err = { .kind = ERROR_NONE };

	if (source->again(state, &pairs, &err) != 0) {
		expect_error(&err);
		return;
	}
	for (size_t i = 0; i < source->n_units(state); i++)
		source->read(state, 0, i, &sink, &err);
	source->flush(state, 0, &sink);
}

static void read_units(const struct source *source, void *state, bool names,
		       const struct source_request *request)
{
	struct reading reading = { .unit = NULL };
	struct tally total = { .flows = 0 }, *units;
	struct sink sink = { .put = put_flow, .context = &reading };
	struct error err = { .kind = ERROR_NONE };
	struct left_out left_out = { .n_flows = 0 };
	size_t n = source->n_units(state), n_read = 0;
	const char *unit;

	EXPECT(n <= 100000);
	sink.put_name = names ? feed_put_name : NULL;
	units = calloc(n + 1, sizeof(*units));
	EXPECT(units && *source->describe(state));
	source->amount(state, &unit);
	while (n_read < n) {
		sink.tally = reading.unit = &units[n_read];
		if (source->read(state, 0, n_read, &sink, &err) != 0)
			break;
		n_read++;
	}
	if (n_read == n) {
		sink.tally = reading.unit = &units[n > 0 ? n - 1 : 0];
		source->flush(state, 0, &sink);
		if (source->finish(state, units, &total, &err) == 0) {
			source->incomplete(state, request->arena);
			source->left_out(state, &left_out);
			look_again(source, state);
		} else {
			expect_error(&err);
		}
	} else {
		expect_error(&err);
	}
	free(units);
}

static void read_flows(const struct config *config, struct arena *arena)
{
	bool names = config->names;
	struct source_request request = { .config = config,
					  .n_workers = 1,
					  .names = names,
					  .from_us = INT64_C(1763510400) * SECOND_US,
					  .to_us = INT64_C(1763596800) * SECOND_US,
					  .wanted = { .min_flows = 12, .again = true },
					  .arena = arena };
	struct error err = { .kind = ERROR_NONE };
	void *state = NULL;

	if (share_parse(config->part, &request.share, &err) != 0)
		return;
	if (source_elastic.open(&request, &state, &err) != 0) {
		expect_error(&err);
		return;
	}
	read_units(&source_elastic, state, names, &request);
	source_elastic.close(state);
}

static void explain(const struct config *config, struct arena *arena)
{
	struct source_request request = { .config = config,
					  .n_workers = 1,
					  .to_us = INT64_C(1763596800) * SECOND_US,
					  .arena = arena };
	struct error err = { .kind = ERROR_NONE };
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	EXPECT(out);
	if (source_elastic.explain(&request, out, &err) != 0)
		expect_error(&err);
	fclose(out);
	free(text);
}

static void read_baseline(const struct config *config, struct arena *arena)
{
	struct baseline_tally tally = { .rows = 0 };
	struct baseline baseline;
	struct error err = { .kind = ERROR_NONE };
	bool exists = true;

	baseline_init(&baseline, "src,dst,port");
	baseline.now_us = INT64_C(1763596800) * SECOND_US;
	if (baseline_read_index(config, "found", arena, &baseline, &tally, &exists,
				&err) != 0)
		expect_error(&err);
	else
		EXPECT(baseline.n <= tally.rows);
	baseline_free(&baseline);
}

static void write_rows(const struct config *config, struct arena *arena)
{
	static struct beacon rows[3];
	static const char *const key[] = { "src_ip", "dest_ip", "dest_port", NULL };
	struct table table = { .columns = beacon_columns,
			       .n_columns = n_beacon_columns,
			       .all_columns = beacon_columns,
			       .n_all_columns = n_beacon_columns,
			       .rows = rows,
			       .row_size = sizeof(*rows),
			       .n_rows = 3,
			       .event_type = "beaconing",
			       .timestamp = "2025-11-20T00:00:00Z",
			       .period_h = 24,
			       .dataset = "flare.beacon",
			       .key = key };
	struct server server;
	struct index_target target = { .name = "found",
				       .path = "/found",
				       .reads = "flows-*",
				       .type = "",
				       .arena = arena };
	struct document document;
	struct index_counts counts = { 0 };
	struct rows shown;
	struct error err = { .kind = ERROR_NONE };
	bool exists = true;
	int r;

	for (size_t i = 0; i < 3; i++)
		rows[i].port = (int64_t)i;
	EXPECT(server_open(&server, config, arena, &err) == 0);
	target.server = server;
	target.server.writes = target.patient = true;
	target.http = __wrap_http_new(&target.server.options);
	document_init(&document, &table, beacon_columns, n_beacon_columns, DOCUMENT_ECS,
		      arena);
	rows_init(&shown, &table);
	r = index_look(&target, &exists, &err);
	if (r == 0)
		r = index_may_write(&target, exists, &err);
	if (r == 0)
		r = index_prepare(&target, &document, &err);
	if (r == 0)
		r = index_write(&target, &document, &shown, &counts, &err);
	if (r != 0)
		expect_error(&err);
	EXPECT(counts.created <= counts.written && counts.written + counts.kept <= 3);
	EXPECT(r != 0 || counts.written + counts.kept == 3);
	rows_free(&shown);
	document_free(&document);
	__wrap_http_free(target.http);
	server_close(&target.server);
}

static void want(char what, struct config *config, struct arena *arena)
{
	switch (what) {
	case 'p':
		config->cursor = "pit";
		break;
	case 'n':
		config->names = true;
		break;
	case 'f':
		config->prefilter = "on";
		break;
	case 's':
		config->part = "1/2";
		break;
	case 'm':
		config->allow_partial = true;
		break;
	case 'a':
		config->auto_config = true;
		break;
	case 'e':
		explain(config, arena);
		return;
	case 'b':
		read_baseline(config, arena);
		return;
	case 'w':
		write_rows(config, arena);
		return;
	default:
		break;
	}
	read_flows(config, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config config = { .help = false };
	struct arena arena = { .blocks = NULL };
	struct settings settings = { .groups = config_settings,
				     .n_groups = n_config_settings,
				     .section = "beacon",
				     .target = &config,
				     .arena = &arena };
	struct error err;

	if (size < 3)
		return 0;
	feed_config(); /* keeps warnings quiet */
	settings_init(&settings);
	EXPECT(config_settle(&config, &settings, &err) == 0);
	config.settings = &settings;
	config.es_index = "flows-*";
	config.threads = 1;
	talk = (struct talk){ .at = data + 3,
			      .end = data + size,
			      .step = 1 + data[1] * 8u };
	want((char)data[0], &config, &arena);
	settings_free(&settings);
	arena_free(&arena);
	return 0;
}
