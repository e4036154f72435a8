/*
 * digest - SHA-256 of bytes that come piece by piece, by OpenSSL.
 */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include <stddef.h>

struct digest;

struct digest *digest_new(void);
void digest_add(struct digest *digest, const void *data, size_t len);
void digest_free(struct digest *digest); /* accepts NULL */

/* Of all there was so far, in hexadecimal; returns `text`. Nothing can be added then. */
enum { DIGEST_TEXT = 65 };
const char *digest_text(struct digest *digest, char text[DIGEST_TEXT]);

#endif
