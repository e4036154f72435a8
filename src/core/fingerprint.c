/*
 * fingerprint - see fingerprint.h.
 */
#include "core/fingerprint.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string.h>

static int digit(char character)
{
	if (isdigit((unsigned char)character))
		return character - '0';
	return tolower((unsigned char)character) - 'a' + 10;
}

bool fingerprint_parse(const char *text, struct fingerprint *fingerprint)
{
	struct fingerprint parsed;
	size_t n = 0;

	for (; *text; text++) {
		if (*text == ':')
			continue;
		if (!isxdigit((unsigned char)text[0]) ||
		    !isxdigit((unsigned char)text[1]) || n == FINGERPRINT_SIZE)
			return false;
		parsed.bytes[n++] = (uint8_t)(digit(text[0]) << 4 | digit(text[1]));
		text++;
	}
	if (n == FINGERPRINT_SIZE)
		*fingerprint = parsed;
	return n == FINGERPRINT_SIZE;
}

static bool has_fingerprint(X509 *certificate, const struct fingerprint *wanted)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	return certificate && X509_digest(certificate, EVP_sha256(), digest, &len) == 1 &&
	       len == FINGERPRINT_SIZE && memcmp(digest, wanted->bytes, len) == 0;
}

/* One certificate of those that the server sent becomes the authority that the
 * others are held against; OpenSSL then verifies as ever. */
static int verify(X509_STORE_CTX *context, void *argument)
{
	const struct fingerprint *wanted = argument;
	STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(context);
	STACK_OF(X509) * trusted;
	int verified = 0;

	if (has_fingerprint(X509_STORE_CTX_get0_cert(context), wanted)) {
		X509_STORE_CTX_set_error(context, X509_V_OK);
		return 1;
	}
	trusted = sk_X509_new_null();
	for (int i = 0; trusted && i < sk_X509_num(sent); i++) {
		if (!has_fingerprint(sk_X509_value(sent, i), wanted) ||
		    sk_X509_push(trusted, sk_X509_value(sent, i)) == 0)
			continue;
		X509_STORE_CTX_set0_trusted_stack(context, trusted);
		verified = X509_verify_cert(context) == 1;
	}
	sk_X509_free(trusted);
	/* libcurl goes by this, not by what is returned. */
	X509_STORE_CTX_set_error(context,
				 verified ? X509_V_OK : X509_V_ERR_CERT_UNTRUSTED);
	return verified;
}

CURLcode fingerprint_trust(CURL *curl, void *ssl_context, void *fingerprint)
{
	(void)curl;
	SSL_CTX_set_cert_verify_callback(ssl_context, verify, fingerprint);
	return CURLE_OK;
}
