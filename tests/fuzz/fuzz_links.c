/*
 * fuzz_links - any text as the address of Kibana, EveBox and Arkime and, in the lines
 * behind it, as names of fields: what is refused at the start, or links that are web
 * addresses and nothing more.
 */
#include "feed.h"

#include "enrich/links.h"

enum { N_LINES = 4 };

/* What ends an attribute, a cell, a line or an address is not in it; and whoever is named
 * first is named. */
static void expect_link(const char *link)
{
	size_t scheme = strncmp(link, "https://", 8) == 0 ? 8 : 7;

	EXPECT(strncmp(link, "https://", scheme) == 0 ||
	       strncmp(link, "http://", scheme) == 0);
	EXPECT(link[scheme] && !strchr("/?#", link[scheme]));
	for (const char *at = link; *at; at++)
		EXPECT((unsigned char)*at > ' ' && (unsigned char)*at < 127 &&
		       !strchr("\"<>\\", *at));
}

static void fill_in(const struct config *config, struct arena *arena)
{
	static const char *const addresses[][2] = { { "192.0.2.1", "198.51.100.7" },
						    { "fe80::1", "2001:db8::ffff" } };
	struct beacon rows[2] = { { .port = 443, .services = 1 },
				  { .port = INT64_MIN, .services = 3 } };
	struct beacon_list list = { .beacons = rows, .n = 2, .n_all = 2 };

	for (size_t i = 0; i < 2; i++) {
		EXPECT(address_parse(addresses[i][0], strlen(addresses[i][0]),
				     &rows[i].src));
		EXPECT(address_parse(addresses[i][1], strlen(addresses[i][1]),
				     &rows[i].dst));
		rows[i].first_seen.us = (int64_t)i * HOUR_US;
		rows[i].last_seen.us = i ? TIMESTAMP_MAX : 0;
	}
	links_enrich(&list, config, arena);
	for (size_t i = 0; i < 2; i++) {
		expect_link(rows[i].kibana_link);
		expect_link(rows[i].evebox_link);
		expect_link(rows[i].arkime_link);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config config = *feed_config();
	struct arena arena = { .blocks = NULL };
	struct settings settings = { .groups = config_settings,
				     .n_groups = n_config_settings,
				     .section = "beacon",
				     .target = &config,
				     .arena = &arena };
	char *text = malloc(size + 1), *lines[N_LINES] = { NULL };
	struct error err = { .kind = ERROR_NONE };

	EXPECT(text);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	settings_init(&settings);
	for (size_t i = 0; i < N_LINES; i++) {
		char *end = i ? strchr(lines[i - 1], '\n') : NULL;

		lines[i] = end ? end + 1 : i ? lines[i - 1] + strlen(lines[i - 1]) : text;
		if (end)
			*end = '\0';
	}
	config.kibana_url = config.evebox_url = config.arkime_url = lines[0];
	if (config_settle(&config, &settings, &err) == 0) {
		/* An empty value of an ini is none. */
		config.field_source_ip = *lines[1] ? lines[1] : "src_ip";
		config.field_destination_ip = *lines[2] ? lines[2] : "dest_ip";
		config.field_destination_port = *lines[3] ? lines[3] : "dest_port";
		fill_in(&config, &arena);
	} else {
		EXPECT(err.kind != ERROR_NONE);
	}
	settings_free(&settings);
	arena_free(&arena);
	free(text);
	return 0;
}
