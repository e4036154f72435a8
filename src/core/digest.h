/*
 * digest - SHA-256 of bytes that come piece by piece, by OpenSSL; and MD5, for what goes
 * by it.
 */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include <stddef.h>

struct digest;

struct digest *digest_new(void);
struct digest *digest_new_md5(void); /* NULL: this system forbids it */
void digest_add(struct digest *digest, const void *data, size_t len);
void digest_free(struct digest *digest); /* accepts NULL */

/* Of all there was so far, in hexadecimal, of MD5 half as long; returns `text`. Nothing
 * can be added then. */
enum { DIGEST_TEXT = 65 };
const char *digest_text(struct digest *digest, char *text);

#endif
