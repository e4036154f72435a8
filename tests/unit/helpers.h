/*
 * helpers - what several unit tests share: files that hold given bytes, a
 * configuration of defaults, and a sink that collects flows.
 */
#ifndef UNIT_HELPERS_H
#define UNIT_HELPERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/settings.h"
#include "core/stream.h"
#include "model/config.h"
#include "source/source.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum { TEMP_PATH = 64 };

/* A new file with these bytes; the caller unlinks it. */
static inline const char *write_temp(const void *data, size_t len, char path[TEMP_PATH])
{
	FILE *out;
	int fd;

	snprintf(path, TEMP_PATH, "/tmp/flare-unit-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	out = fdopen(fd, "w");
	assert_non_null(out);
	assert_int_equal(fwrite(data, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
	return path;
}

/* A stream of these bytes, whose file has no name any more. */
static inline struct stream *stream_of(const void *data, size_t len)
{
	struct stream *stream = NULL;
	struct error err = { .kind = ERROR_NONE };
	char path[TEMP_PATH];

	if (stream_open(&stream, write_temp(data, len, path), &err) != 0)
		fail_msg("%s", err.text);
	unlink(path);
	return stream;
}

static inline struct address address_of(const char *text)
{
	struct address address = { { 0 } };

	if (!address_parse(text, strlen(text), &address))
		fail_msg("%s is no address", text);
	return address;
}

/* The defaults of flare_beacon and all that hangs on them. */
struct setup {
	struct config config;
	struct arena arena;
	struct settings settings;
};

static inline void setup_init(struct setup *setup)
{
	*setup = (struct setup){ .arena = { NULL } };
	setup->settings = (struct settings){
		.groups = config_settings,
		.n_groups = n_config_settings,
		.section = "beacon",
		.target = &setup->config,
		.arena = &setup->arena,
	};
	settings_init(&setup->settings);
}

static inline void setup_free(struct setup *setup)
{
	settings_free(&setup->settings);
	arena_free(&setup->arena);
}

/* Collects what a source puts. */
struct flows {
	struct flow *flows;
	size_t n;
	size_t capacity;
	struct tally tally;
};

static inline void flows_put(void *context, const struct flow *flow)
{
	struct flows *flows = context;

	flows->flows = memory_grow(flows->flows, flows->n, &flows->capacity,
				   sizeof(*flows->flows));
	flows->flows[flows->n++] = *flow;
}

static inline struct sink flows_sink(struct flows *flows)
{
	return (struct sink){ .put = flows_put,
			      .context = flows,
			      .tally = &flows->tally };
}

static inline void flows_free(struct flows *flows)
{
	free(flows->flows);
	*flows = (struct flows){ .flows = NULL };
}

#endif
