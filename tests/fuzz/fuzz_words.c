/*
 * fuzz_words - any text as the value of a setting that has a language of its own, by the
 * first byte: times, shares, networks, fingerprints, names of indices, the address of a
 * server, and the file of a secret. What is taken is in range, and means the same when it
 * is read again.
 */
#include "feed.h"

#include "core/fingerprint.h"
#include "core/secret.h"
#include "export/index.h"
#include "filter/period.h"
#include "model/inside.h"
#include "model/range.h"
#include "model/share.h"
#include "server/server.h"

static const int64_t NOW_US = INT64_C(1763596800) * SECOND_US;

/* The first line is --from, the second --to. */
static void read_period(char *text, struct arena *arena)
{
	struct config config = *feed_config();
	struct filter_bounds bounds;
	struct error err = { .kind = ERROR_NONE };

	(void)arena;
	config.from = text;
	config.to = strchr(text, '\n');
	if (config.to) {
		*strchr(text, '\n') = '\0';
		config.to++;
	}
	if (period_check(&config, &err) != 0) {
		EXPECT(err.kind == ERROR_USAGE);
		return;
	}
	if (period_resolve(&config, true, NOW_US, &bounds, &err) != 0)
		EXPECT(err.kind == ERROR_USAGE);
	else
		EXPECT(bounds.from_us >= 0 && bounds.from_us <= bounds.to_us);
}

static void read_share(char *text, struct arena *arena)
{
	static const struct address somebody = { { [10] = 0xff, 0xff, 192, 0, 2, 9 } };
	struct share share;
	struct error err = { .kind = ERROR_NONE };
	size_t n = 0;

	(void)arena;
	if (share_parse(text, &share, &err) != 0) {
		EXPECT(err.kind == ERROR_USAGE);
		return;
	}
	EXPECT(share.part >= 1 && share.part <= share.parts);
	EXPECT(share.parts <= SHARE_MOST_PARTS);
	for (struct share each = { 1, share.parts }; each.part <= each.parts; each.part++)
		n += share_has(&each, &somebody);
	EXPECT(n == 1);
}

struct networks {
	struct address next; /* that none has covered yet */
	size_t n;
	const struct address *last;
};

static bool is_next(void *context, const struct address *first, unsigned bits)
{
	struct networks *networks = context;
	struct address_network network = { .bits = (uint8_t)bits };

	EXPECT(bits <= 128 && ++networks->n <= 256);
	EXPECT(address_compare(first, &networks->next) == 0);
	memcpy(network.prefix, first->bytes, sizeof(network.prefix));
	/* The last of it, and the one behind that. */
	networks->next = *first;
	for (unsigned bit = bits; bit < 128; bit++) {
		EXPECT(!(first->bytes[bit / 8] & 0x80 >> bit % 8));
		networks->next.bytes[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	}
	EXPECT(address_compare(&networks->next, networks->last) <= 0);
	for (int i = 15; i >= 0 && ++networks->next.bytes[i] == 0; i--)
		;
	return true;
}

static void cover(struct address first, struct address last)
{
	struct networks networks = { .next = first, .last = &last };

	if (address_compare(&first, &last) > 0)
		return;
	EXPECT(range_each_network(&first, &last, is_next, &networks));
	for (int i = 15; i >= 0 && networks.next.bytes[i]-- == 0; i--)
		;
	EXPECT(address_compare(&networks.next, &last) == 0);
}

/* An address, or two of a range, and a list of networks. */
static void read_networks(char *text, struct arena *arena)
{
	struct inside inside = { .n = 0 }, again = { .n = 0 };
	struct address address, other = { { 0 } };
	const char *written;
	char room[ADDRESS_TEXT];
	struct error err;
	size_t len = strcspn(text, "-");

	if (address_parse(text, len, &address)) {
		address_format(&address, room);
		EXPECT(address_parse(room, strlen(room), &other));
		EXPECT(address_compare(&address, &other) == 0);
		if (text[len] &&
		    address_parse(text + len + 1, strlen(text + len + 1), &other))
			cover(address, other);
	}
	if (inside_parse(text, arena, &inside, &err) != 0)
		return;
	written = inside_text(&inside, arena);
	EXPECT((written != NULL) == (inside.n > 0));
	EXPECT(inside_parse(written, arena, &again, &err) == 0 && again.n == inside.n);
	for (size_t i = 0; i < inside.n; i++) {
		memcpy(other.bytes, inside.networks[i].network.prefix,
		       sizeof(other.bytes));
		EXPECT(inside.networks[i].network.bits <= 128);
		EXPECT(inside_has(&inside, &other) == inside_has(&again, &other));
		EXPECT(!inside_has(&inside, &other) ||
		       !inside_is_left_for(&inside, &other));
	}
}

static void read_fingerprint(char *text, struct arena *arena)
{
	struct fingerprint fingerprint, again;
	char hex[2 * FINGERPRINT_SIZE + 1];

	(void)arena;
	if (!fingerprint_parse(text, &fingerprint))
		return;
	for (size_t i = 0; i < FINGERPRINT_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", fingerprint.bytes[i]);
	EXPECT(fingerprint_parse(hex, &again));
	EXPECT(memcmp(&fingerprint, &again, sizeof(again)) == 0);
}

/* It becomes part of a path. The pattern is in the line behind it. */
static void read_index(char *text, struct arena *arena)
{
	char *pattern = strchr(text, '\n');
	struct error err = { .kind = ERROR_NONE };

	(void)arena;
	if (pattern)
		*pattern++ = '\0';
	if (index_check_name(text, &err) == 0) {
		EXPECT(*text && strlen(text) <= 255 && !strpbrk(text, "/\\?#*\"<>|, :"));
		for (const char *at = text; *at; at++)
			EXPECT((unsigned char)*at > ' ' && *at != 127);
		EXPECT(server_index_matches(text, text) &&
		       server_index_matches("*", text));
	} else {
		EXPECT(err.kind == ERROR_USAGE);
	}
	if (pattern)
		server_index_matches(pattern, text);
}

/* No user and no password is left in what is shown. */
static void read_host(char *text, struct arena *arena)
{
	struct config config = *feed_config();
	struct server server;
	struct error err = { .kind = ERROR_NONE };

	config.es_host = text;
	config.ssh = NULL;
	if (server_open(&server, &config, arena, &err) != 0) {
		EXPECT(err.kind == ERROR_USAGE);
		return;
	}
	EXPECT(server.options.url && strstr(server.options.url, "://"));
	EXPECT(!strchr(server.options.url + strcspn(server.options.url, ":") + 3, '@') ||
	       strcspn(strstr(server.options.url, "://") + 3, "/?#") <
		       strcspn(strstr(server.options.url, "://") + 3, "@"));
	for (const char *at = server.options.url; *at; at++)
		EXPECT((unsigned char)*at > ' ' && *at != 127);
	server_close(&server);
}

static void read_secret(char *text, struct arena *arena)
{
	char path[FEED_PATH];
	const char *secret = NULL;
	struct error err = { .kind = ERROR_NONE };

	if (secret_read(feed_file((const uint8_t *)text, strlen(text), path), arena,
			&secret, &err) == 0) {
		EXPECT(*secret && !strpbrk(secret, "\r\n"));
		EXPECT(strlen(secret_base64(secret, arena)) ==
		       (strlen(secret) + 2) / 3 * 4);
	} else {
		EXPECT(err.kind == ERROR_USAGE && strstr(err.text, path));
		/* It is not repeated. */
		EXPECT(strlen(text) < 80 || !strstr(err.text, text));
	}
	unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(char *text, struct arena *arena) = {
		read_period, read_share, read_networks, read_fingerprint,
		read_index,  read_host,	 read_secret,
	};
	enum { N_READERS = sizeof(readers) / sizeof(*readers) };
	struct arena arena = { .blocks = NULL };
	char *text;

	if (size == 0)
		return 0;
	feed_config(); /* keeps warnings quiet */
	text = malloc(size);
	EXPECT(text);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	/* Digits, so that seeds can be read. */
	readers[(uint8_t)(*data - '0') % N_READERS](text, &arena);
	free(text);
	arena_free(&arena);
	return 0;
}
