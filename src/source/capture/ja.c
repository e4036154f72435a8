/*
 * ja - see ja.h.
 */
#include "source/capture/ja.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/digest.h"
#include "core/memory.h"

enum { EXTENSION_NAME = 0, EXTENSION_PROTOCOLS = 16, JA4_HASH = 12 };

/* A list that is put in a digest with something between its numbers. */
struct listing {
	struct digest *digest;
	bool is_hex;
	char between;
	size_t n; /* so far */
};

static void list_number(struct listing *listing, uint16_t number)
{
	char text[8];
	int len = snprintf(text, sizeof(text), listing->is_hex ? "%04x" : "%u", number);

	if (listing->n++ > 0)
		digest_add(listing->digest, &listing->between, 1);
	digest_add(listing->digest, text, (size_t)len);
}

static void list_numbers(struct listing listing, struct bytes numbers)
{
	for (; numbers.len >= 2; bytes_skip(&numbers, 2)) {
		if (!tls_is_grease(be16(numbers.at)))
			list_number(&listing, be16(numbers.at));
	}
}

static void list_extensions(struct listing listing, struct bytes extensions)
{
	struct bytes data;
	uint16_t type;

	while (tls_next_extension(&extensions, &type, &data)) {
		if (!tls_is_grease(type))
			list_number(&listing, type);
	}
}

const char *ja3(const struct tls_hello *hello, char text[JA3_TEXT])
{
	struct digest *digest = digest_new_md5();
	const struct listing decimal = { .digest = digest, .between = '-' };
	struct listing formats = decimal;
	char version[8];

	if (!digest)
		return NULL;
	digest_add(digest, version,
		   (size_t)snprintf(version, sizeof(version), "%u,", hello->version));
	list_numbers(decimal, hello->ciphers);
	digest_add(digest, ",", 1);
	list_extensions(decimal, hello->extensions);
	digest_add(digest, ",", 1);
	list_numbers(decimal, hello->groups);
	digest_add(digest, ",", 1);
	for (size_t i = 0; i < hello->formats.len; i++)
		list_number(&formats, hello->formats.at[i]);
	digest_text(digest, text);
	digest_free(digest);
	return text;
}

/* The numbers that JA4 counts, to be freed. */
static uint16_t *take_numbers(struct bytes numbers, size_t *n)
{
	uint16_t *list = memory_alloc(numbers.len + sizeof(*list));

	*n = 0;
	for (; numbers.len >= 2; bytes_skip(&numbers, 2)) {
		if (!tls_is_grease(be16(numbers.at)))
			list[(*n)++] = be16(numbers.at);
	}
	return list;
}

static uint16_t *take_extensions(struct bytes extensions, size_t *n)
{
	uint16_t *list = memory_alloc(extensions.len + sizeof(*list));
	struct bytes data;
	uint16_t type;

	*n = 0;
	while (tls_next_extension(&extensions, &type, &data)) {
		if (!tls_is_grease(type))
			list[(*n)++] = type;
	}
	return list;
}

static int by_number(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* Sorted; of no numbers at all there are zeroes. */
static void put_hash(uint16_t *numbers, size_t n, struct bytes signatures,
		     char text[JA4_HASH + 1])
{
	struct digest *digest = digest_new();
	struct listing hexadecimal = { .digest = digest, .is_hex = true, .between = ',' };
	char whole[DIGEST_TEXT];

	if (n > 0)
		qsort(numbers, n, sizeof(*numbers), by_number);
	for (size_t i = 0; i < n; i++)
		list_number(&hexadecimal, numbers[i]);
	hexadecimal.n = 0;
	if (signatures.len > 0) {
		digest_add(digest, "_", 1);
		list_numbers(hexadecimal, signatures);
	}
	memcpy(text, digest_text(digest, whole), JA4_HASH);
	text[JA4_HASH] = '\0';
	digest_free(digest);
	if (n == 0 && signatures.len == 0)
		memset(text, '0', JA4_HASH);
}

static const char *ja4_version(const struct tls_hello *hello)
{
	uint16_t highest = 0;

	for (struct bytes list = hello->versions; list.len >= 2; bytes_skip(&list, 2)) {
		if (!tls_is_grease(be16(list.at)) && be16(list.at) > highest)
			highest = be16(list.at);
	}
	switch (highest ? highest : hello->version) {
	case TLS_1_3:
		return "13";
	case 0x0303:
		return "12";
	case 0x0302:
		return "11";
	case 0x0301:
		return "10";
	case 0x0300:
		return "s3";
	case 0x0002:
		return "s2";
	default:
		return "00";
	}
}

static bool is_alphanumeric(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The first and last character of the first protocol; of other bytes the first and last
 * digit. */
static void put_protocol(struct bytes protocol, char text[3])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t first, last;

	memcpy(text, "00", 3);
	if (protocol.len == 0)
		return;
	first = protocol.at[0];
	last = protocol.at[protocol.len - 1];
	if (is_alphanumeric(first) && is_alphanumeric(last)) {
		text[0] = (char)first;
		text[1] = (char)last;
	} else {
		text[0] = digits[first >> 4];
		text[1] = digits[last & 15];
	}
}

static size_t at_most_99(size_t n)
{
	return n < 99 ? n : 99;
}

const char *ja4(const struct tls_hello *hello, char text[JA4_TEXT])
{
	char ciphers_hash[JA4_HASH + 1], extensions_hash[JA4_HASH + 1], protocol[3];
	size_t n_ciphers, n_extensions, n_hashed = 0;
	uint16_t *ciphers = take_numbers(hello->ciphers, &n_ciphers);
	uint16_t *extensions = take_extensions(hello->extensions, &n_extensions);
	bool has_name = false;

	put_hash(ciphers, n_ciphers, (struct bytes){ .len = 0 }, ciphers_hash);
	for (size_t i = 0; i < n_extensions; i++) {
		has_name = has_name || extensions[i] == EXTENSION_NAME;
		if (extensions[i] != EXTENSION_NAME &&
		    extensions[i] != EXTENSION_PROTOCOLS)
			extensions[n_hashed++] = extensions[i];
	}
	put_hash(extensions, n_hashed, hello->signatures, extensions_hash);
	put_protocol(hello->protocol, protocol);
	snprintf(text, JA4_TEXT, "t%s%c%02zu%02zu%s_%s_%s", ja4_version(hello),
		 has_name ? 'd' : 'i', at_most_99(n_ciphers), at_most_99(n_extensions),
		 protocol, ciphers_hash, extensions_hash);
	free(ciphers);
	free(extensions);
	return text;
}
