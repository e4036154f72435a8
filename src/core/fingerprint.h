/*
 * fingerprint - trust in a server by the SHA-256 of its certificate, or of the
 * authority's that signed it: what Elasticsearch prints when it first starts.
 */
#ifndef CORE_FINGERPRINT_H
#define CORE_FINGERPRINT_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

enum { FINGERPRINT_SIZE = 32 };

struct fingerprint {
	uint8_t bytes[FINGERPRINT_SIZE];
};

/* 64 hexadecimal digits, with or without colons. */
bool fingerprint_parse(const char *text, struct fingerprint *fingerprint);

/*
 * For CURLOPT_SSL_CTX_FUNCTION, with the fingerprint as its argument, which must
 * outlive the connection: a chain is trusted if its first certificate has the
 * fingerprint, or if it leads to one that has. Needs libcurl with OpenSSL.
 */
CURLcode fingerprint_trust(CURL *curl, void *ssl_context, void *fingerprint);

#endif
