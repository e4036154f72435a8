/*
 * fuzz_mentions - any bytes, read as a list of addresses and as rows that were found; and
 * the hosts and names that are made of them.
 */
#include "feed.h"

#include <math.h>

#include "analyze/hosts.h"
#include "model/mention.h"
#include "model/pair.h"

static void put(void *context, const struct mention *mention)
{
	EXPECT(mention->has_address || mention->name);
	EXPECT(isnan(mention->score) || mention->score >= 0);
	mentions_add(context, mention);
}

static void refuse(void *context, const struct flow *flow)
{
	(void)context;
	EXPECT(!flow); /* a list has none */
}

static struct mentions read_as(const struct format *format, const char *path)
{
	struct mentions mentions = { .items = NULL };
	struct tally tally = { .flows = 0 };
	struct sink sink = {
		.put = refuse, .put_mention = put, .context = &mentions, .tally = &tally
	};
	struct piece piece = { .config = feed_config(), .length = -1 };
	struct error err;

	EXPECT(stream_open(&piece.stream, path, &err) == 0);
	format->read(&piece, &sink, &err);
	stream_close(piece.stream);
	EXPECT(tally.mentions == mentions.n);
	return mentions;
}

/* Each address and each name that was mentioned is a row, once. */
static void make_rows(const struct mentions *mentions)
{
	const struct pair_list pairs = { .n = 0 };
	const struct inside inside = { .n = 0 };
	const struct hosts_given given = { .pairs = &pairs, .mentions = mentions };
	const struct hosts_choice choice = { .with_inside = true, .inside = &inside };
	struct host_list hosts;
	struct domain_list domains;

	hosts_find(&given, &choice, &hosts);
	hosts_call(&given, &hosts);
	domains_find(&given, &domains);
	EXPECT(hosts.n <= 2 * mentions->n && domains.n <= mentions->n);
	for (size_t i = 0; i < hosts.n; i++)
		EXPECT(hosts.hosts[i].order == (int64_t)i + 1);
	host_list_free(&hosts);
	domain_list_free(&domains);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct format *const formats[] = { &format_list, &format_found_rows,
							&format_found_ecs,
							&format_found_csv };
	char path[FEED_PATH];

	feed_file(data, size, path);
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		struct mentions mentions = read_as(formats[i], path);

		make_rows(&mentions);
		mentions_free(&mentions);
	}
	unlink(path);
	return 0;
}
