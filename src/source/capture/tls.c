/*
 * tls - see tls.h. RFC 5246, RFC 8446, RFC 6066 (names), RFC 7301 (protocols).
 */
#include "source/capture/tls.h"

#include <openssl/bio.h>
#include <openssl/x509.h>
#include <string.h>

#include "core/memory.h"

enum {
	HANDSHAKE = 22,
	RECORD_HEADER = 5,
	MOST_RECORD = 16384 + 2048,

	EXTENSION_NAME = 0,
	EXTENSION_GROUPS = 10,
	EXTENSION_FORMATS = 11,
	EXTENSION_SIGNATURES = 13,
	EXTENSION_PROTOCOLS = 16,
	EXTENSION_VERSIONS = 43,
};

bool tls_may_begin(const uint8_t *data, size_t len)
{
	return len > 0 && data[0] == HANDSHAKE && (len < 2 || data[1] == 3) &&
	       (len < 3 || data[2] <= 4) && (len < 5 || be16(data + 3) <= MOST_RECORD);
}

size_t tls_unwrap(const uint8_t *data, size_t len, uint8_t *messages, bool *is_end)
{
	size_t n = 0;

	*is_end = false;
	while (len > 0) {
		size_t size;

		if (!tls_may_begin(data, len)) {
			*is_end = true;
			break;
		}
		if (len < RECORD_HEADER)
			break;
		size = be16(data + 3);
		data += RECORD_HEADER;
		len -= RECORD_HEADER;
		if (size > len)
			size = len;
		memcpy(messages + n, data, size);
		n += size;
		data += size;
		len -= size;
	}
	return n;
}

/* The first n bytes of it; false: it has fewer. */
static bool take(struct bytes *from, size_t n, struct bytes *part)
{
	*part = *from;
	if (!bytes_skip(from, n))
		return false;
	bytes_limit(part, n);
	return true;
}

/* What has its length before it, in so many bytes. */
static bool take_sized(struct bytes *from, size_t length_bytes, struct bytes *part)
{
	size_t len = 0;

	if (from->len < length_bytes)
		return false;
	for (size_t i = 0; i < length_bytes; i++)
		len = len << 8 | from->at[i];
	bytes_skip(from, length_bytes);
	return take(from, len, part);
}

bool tls_next(struct bytes *messages, uint8_t *type, struct bytes *message)
{
	struct bytes rest = *messages;

	if (rest.len < 4)
		return false;
	*type = rest.at[0];
	bytes_skip(&rest, 1);
	if (!take_sized(&rest, 3, message))
		return false;
	*messages = rest;
	return true;
}

bool tls_next_extension(struct bytes *extensions, uint16_t *type, struct bytes *data)
{
	if (extensions->len < 4)
		return false;
	*type = be16(extensions->at);
	bytes_skip(extensions, 2);
	return take_sized(extensions, 2, data);
}

static void read_name(struct bytes data, struct tls_hello *hello)
{
	enum { HOST = 0 };
	struct bytes list, name;

	if (take_sized(&data, 2, &list) && list.len > 1 && list.at[0] == HOST) {
		bytes_skip(&list, 1);
		if (take_sized(&list, 2, &name))
			hello->name = name;
	}
}

static void read_extension(uint16_t type, struct bytes data, struct tls_hello *hello)
{
	struct bytes list;

	switch (type) {
	case EXTENSION_NAME:
		read_name(data, hello);
		break;
	case EXTENSION_PROTOCOLS:
		if (take_sized(&data, 2, &list))
			take_sized(&list, 1, &hello->protocol);
		break;
	case EXTENSION_VERSIONS:
		if (data.len == 2) /* the server's */
			hello->versions = data;
		else
			take_sized(&data, 1, &hello->versions);
		break;
	case EXTENSION_GROUPS:
		take_sized(&data, 2, &hello->groups);
		break;
	case EXTENSION_FORMATS:
		take_sized(&data, 1, &hello->formats);
		break;
	case EXTENSION_SIGNATURES:
		take_sized(&data, 2, &hello->signatures);
		break;
	default:
		break;
	}
}

/* Both hellos have them at the end, if at all. */
static void read_extensions(struct bytes message, struct tls_hello *hello)
{
	struct bytes extensions, data;
	uint16_t type;

	if (!take_sized(&message, 2, &extensions))
		return;
	hello->extensions = extensions;
	while (tls_next_extension(&extensions, &type, &data))
		read_extension(type, data, hello);
}

/* Version, random bytes and session, which both begin with. */
static bool read_beginning(struct bytes *message, struct tls_hello *hello)
{
	struct bytes random, session;

	*hello = (struct tls_hello){ .version = 0 };
	if (message->len < 2)
		return false;
	hello->version = be16(message->at);
	bytes_skip(message, 2);
	return take(message, 32, &random) && take_sized(message, 1, &session);
}

bool tls_parse_client(struct bytes message, struct tls_hello *hello)
{
	struct bytes compressions;

	if (!read_beginning(&message, hello) ||
	    !take_sized(&message, 2, &hello->ciphers) ||
	    !take_sized(&message, 1, &compressions))
		return false;
	read_extensions(message, hello);
	return true;
}

bool tls_parse_server(struct bytes message, struct tls_hello *hello)
{
	struct bytes compression;

	if (!read_beginning(&message, hello) || !take(&message, 2, &hello->ciphers) ||
	    !take(&message, 1, &compression))
		return false;
	read_extensions(message, hello);
	return true;
}

bool tls_is_grease(uint16_t number)
{
	return (number & 0x0f0f) == 0x0a0a && number >> 8 == (number & 0xff);
}

uint16_t tls_chosen_version(const struct tls_hello *hello)
{
	return hello->versions.len >= 2 ? be16(hello->versions.at) : hello->version;
}

const char *tls_version_text(uint16_t version)
{
	switch (version) {
	case 0x0300:
		return "SSL 3.0";
	case 0x0301:
		return "TLS 1.0";
	case 0x0302:
		return "TLS 1.1";
	case 0x0303:
		return "TLS 1.2";
	case TLS_1_3:
		return "TLS 1.3";
	default:
		return NULL;
	}
}

static char *name_text(const X509_NAME *name)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *text = NULL, *data;
	long len;

	if (!out)
		return NULL;
	/* UTF-8 as it is: who shows it knows what is dangerous. */
	if (X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >
		    0 &&
	    (len = BIO_get_mem_data(out, &data)) > 0)
		text = memory_copy_text(data, (size_t)len);
	BIO_free(out);
	return text;
}

char *tls_issuer(struct bytes message)
{
	struct bytes list, first;
	const unsigned char *at;
	X509 *certificate;
	char *text;

	if (!take_sized(&message, 3, &list) || !take_sized(&list, 3, &first))
		return NULL;
	at = first.at;
	certificate = d2i_X509(NULL, &at, (long)first.len);
	if (!certificate)
		return NULL;
	text = name_text(X509_get_issuer_name(certificate));
	X509_free(certificate);
	return text;
}
