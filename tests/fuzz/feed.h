/*
 * feed - what the fuzz entries share: bytes become a stream that a format reads
 * as a whole and, if it may be cut, in two pieces, which must give the same.
 */
#ifndef FUZZ_FEED_H
#define FUZZ_FEED_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "core/settings.h"
#include "core/stream.h"
#include "model/config.h"
#include "model/context.h"
#include "model/timestamp.h"
#include "source/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must never happen, in any build. */
#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)

enum { FEED_PATH = 64 };

/* A file in memory; the caller unlinks it. */
static inline const char *feed_file(const uint8_t *data, size_t size,
				    char path[FEED_PATH])
{
	FILE *out;
	int fd;

	snprintf(path, FEED_PATH, "/dev/shm/flare-fuzz-XXXXXX");
	fd = mkstemp(path);
	EXPECT(fd >= 0);
	out = fdopen(fd, "w");
	EXPECT(out && fwrite(data, 1, size, out) == size && fclose(out) == 0);
	return path;
}

/* The defaults; everything of it lives as long as the process. */
static inline const struct config *feed_config(void)
{
	static struct config config;
	static struct arena arena;
	static struct settings settings = { .section = "beacon",
					    .target = &config,
					    .arena = &arena };

	if (!settings.groups) {
		settings.groups = config_settings;
		settings.n_groups = n_config_settings;
		settings_init(&settings);
		log_init(LOG_QUIET, false);
	}
	return &config;
}

/* A sum that tells flows apart, in whatever order they come. */
struct feed {
	uint64_t n;
	uint64_t sum;
	uint64_t seen; /* of sightings, which are read by themselves */
	struct tally tally;
};

static inline void feed_put(void *context, const struct flow *flow)
{
	struct feed *feed = context;
	uint64_t sum = (uint64_t)flow->time_us * 31 + (uint64_t)flow->logged_us * 17 +
		       flow->bytes_out * 7 + flow->bytes_in * 5 + flow->port + flow->id +
		       (uint64_t)flow->duration_us * 3 + flow->state;

	EXPECT(flow->time_us >= 0 && flow->logged_us >= 0);
	/* Sums of times and spans must stay far from where they would wrap. */
	EXPECT(flow->duration_us >= 0 && flow->duration_us <= TIMESTAMP_MAX);
	for (size_t i = 0; i < 16; i++)
		sum = sum * 33 + flow->src.bytes[i] + flow->dst.bytes[i] * UINT64_C(257);
	feed->sum += sum;
	feed->n++;
}

static inline void feed_put_name(void *context, const struct naming *naming)
{
	struct feed *feed = context;
	uint64_t sum = naming->id + (uint64_t)naming->time_us;

	EXPECT(naming->len > 0 && naming->len < 256 && naming->time_us >= 0);
	for (size_t i = 0; i < naming->len; i++)
		sum = sum * 33 + (unsigned char)naming->name[i];
	for (size_t i = 0; i < 16; i++)
		sum = sum * 33 + naming->client.bytes[i] +
		      naming->server.bytes[i] * UINT64_C(257);
	feed->sum += sum;
}

static inline void feed_put_sighting(void *context, const struct sighting *sighting)
{
	struct feed *feed = context;
	uint64_t sum = sighting->id + (uint64_t)sighting->time_us + sighting->kind * 3u +
		       sighting->port * 5u + sighting->src_port * 7u +
		       sighting->is_reply + (uint64_t)sighting->severity * 11;

	EXPECT(sighting->len > 0 && sighting->time_us >= 0);
	EXPECT(context_kind_name((enum context_kind)sighting->kind));
	for (size_t i = 0; i < sighting->len; i++)
		sum = sum * 33 + (unsigned char)sighting->text[i];
	for (size_t i = 0; sighting->payload && i < sighting->payload_len; i++)
		sum = sum * 33 + (unsigned char)sighting->payload[i];
	for (size_t i = 0; i < 16; i++)
		sum = sum * 33 + sighting->src.bytes[i] +
		      sighting->dst.bytes[i] * UINT64_C(257);
	feed->seen += sum;
}

/* Half of all hosts are asked for. */
static inline bool feed_wants(void *context, const struct address *source)
{
	(void)context;
	return source->bytes[15] % 2;
}

/* The second look. */
static inline void feed_look(const struct format *format, struct piece *piece,
			     struct feed *feed)
{
	struct tally tally = { .flows = 0 };
	struct sink sink = { .put_sighting = feed_put_sighting,
			     .wants = feed_wants,
			     .context = feed,
			     .tally = &tally };
	struct error err = { .kind = ERROR_NONE };

	if (format->read(piece, &sink, &err) != 0)
		EXPECT(err.kind != ERROR_NONE);
	EXPECT(tally.flows == 0);
}

static inline int feed_read(const struct format *format, struct piece *piece,
			    struct feed *feed)
{
	const struct sink sink = { .put = feed_put,
				   .put_name = feed_put_name,
				   .context = feed,
				   .tally = &feed->tally };
	struct error err = { .kind = ERROR_NONE };

	if (format->read(piece, &sink, &err) == 0)
		return 0;
	EXPECT(err.kind != ERROR_NONE && strlen(err.text) < sizeof(err.text));
	return -1;
}

enum { FEED_HEADERS = 64 };

/* The file in two pieces, cut at `at`, each headed as files.c would. */
static inline void feed_cut(const struct format *format, struct stream *stream,
			    int64_t at, struct feed *feed)
{
	int64_t size = stream_size(stream), headers[FEED_HEADERS], from = 0, to = size;
	struct error err;
	size_t n_headers = 0;

	for (; from < size; from = to) {
		if (n_headers == FEED_HEADERS)
			return;
		headers[n_headers++] = from;
		if (format->next_header)
			EXPECT(format->next_header(stream, from, &to, &err) == 0);
		EXPECT(to > from && to <= size);
		for (int64_t start = from, end; start < to; start = end) {
			struct feed part = { .n = 0 };
			struct piece piece = { .stream = stream,
					       .config = feed_config(),
					       .offset = start,
					       .headers = headers,
					       .n_headers = n_headers };

			end = start < at && at < to ? at : to;
			piece.length = end - start;
			EXPECT(feed_read(format, &piece, &part) == 0);
			feed_look(format, &piece, &part);
			feed->n += part.n;
			feed->sum += part.sum;
			feed->seen += part.seen;
			tally_append(&feed->tally, &part.tally);
		}
	}
	feed->tally.flows = 1; /* it came to the end */
}

static inline void feed_compare(const struct feed *whole, const struct feed *cut)
{
	EXPECT(cut->n == whole->n);
	EXPECT(cut->sum == whole->sum);
	EXPECT(cut->seen == whole->seen);
	EXPECT(cut->tally.other == whole->tally.other);
	EXPECT(cut->tally.no_port == whole->tally.no_port);
	EXPECT(cut->tally.bad == whole->tally.bad);
	EXPECT(cut->tally.lines == whole->tally.lines);
	EXPECT(cut->tally.first_bad_line == whole->tally.first_bad_line);
}

static inline void feed_format(const struct format *format, const uint8_t *data,
			       size_t size)
{
	struct feed whole = { .n = 0 }, cut = { .n = 0 };
	struct piece piece = { .config = feed_config(), .length = -1 };
	struct error err;
	char path[FEED_PATH];
	const char *head;
	size_t len;

	if (stream_open(&piece.stream, feed_file(data, size, path), &err) == 0) {
		if (stream_peek(piece.stream, &head, &len, &err) == 0) {
			format_recognise(head, len, piece.config);
			feed_read(format, &piece, &whole);
			if (stream_can_seek(piece.stream) &&
			    stream_seek(piece.stream, 0, &err) == 0)
				feed_look(format, &piece, &whole);
		}
		if (format->can_cut && size > 1 && stream_can_seek(piece.stream)) {
			feed_cut(format, piece.stream,
				 (int64_t)(1 + data[size / 2] % (size - 1)), &cut);
			if (cut.tally.flows)
				feed_compare(&whole, &cut);
		}
		stream_close(piece.stream);
	}
	unlink(path);
}

#endif
