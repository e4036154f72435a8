/*
 * tls - what TLS says before it encrypts: the client's and the server's hello and, up to
 * TLS 1.2, the server's certificate.
 */
#ifndef CAPTURE_TLS_H
#define CAPTURE_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source/capture/bytes.h"

/* May records of a handshake begin so? A part of the beginning will do. */
bool tls_may_begin(const uint8_t *data, size_t len);

/*
 * What the handshake's messages are, without the records around them, as far as they are
 * there: into `messages`, which has room for len bytes. Returns how many; *is_end if what
 * follows is none of them.
 */
size_t tls_unwrap(const uint8_t *data, size_t len, uint8_t *messages, bool *is_end);

enum {
	TLS_CLIENT_HELLO = 1,
	TLS_SERVER_HELLO = 2,
	TLS_CERTIFICATE = 11,
	TLS_SERVER_DONE = 14,
	TLS_1_3 = 0x0304,
};

/* The next message: its type and what is in it; false: it is not there as a whole. */
bool tls_next(struct bytes *messages, uint8_t *type, struct bytes *message);

/* All borrowed; empty where there is none. Lists are as in the message: of 16-bit
 * numbers, but formats. */
struct tls_hello {
	uint16_t version; /* what is said to old servers and clients */
	struct bytes ciphers;
	struct bytes extensions; /* see tls_next_extension() */
	struct bytes name;	 /* that the client asks for; any bytes */
	struct bytes protocol;	 /* the first that it offers: "h2" */
	struct bytes versions;	 /* offered, or the one chosen */
	struct bytes groups;
	struct bytes formats;
	struct bytes signatures;
};

bool tls_parse_client(struct bytes message, struct tls_hello *hello);
bool tls_parse_server(struct bytes message, struct tls_hello *hello);

bool tls_next_extension(struct bytes *extensions, uint16_t *type, struct bytes *data);

/* Made up by clients so that servers learn to pass over what they don't know: RFC 8701.
 */
bool tls_is_grease(uint16_t number);

/* What the server chose: TLS_1_3 */
uint16_t tls_chosen_version(const struct tls_hello *hello);

/* "TLS 1.3"; NULL: there is no such version. */
const char *tls_version_text(uint16_t version);

/* The issuer in the first certificate of the message, "CN=R3,O=Let's Encrypt,C=US"; to be
 * freed; NULL: it can't be read. */
char *tls_issuer(struct bytes message);

#endif
