/*
 * digest - see digest.h.
 */
#include "core/digest.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/memory.h"

struct digest {
	EVP_MD_CTX *context;
};

struct digest *digest_new(void)
{
	struct digest *digest = memory_alloc(sizeof(*digest));

	digest->context = EVP_MD_CTX_new();
	if (!digest->context ||
	    EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1)
		abort(); /* only for want of memory */
	return digest;
}

/* Forbidden where only what is safe may be used, which it is not. */
struct digest *digest_new_md5(void)
{
	struct digest *digest = memory_alloc(sizeof(*digest));

	digest->context = EVP_MD_CTX_new();
	if (digest->context && EVP_DigestInit_ex(digest->context, EVP_md5(), NULL) == 1)
		return digest;
	digest_free(digest);
	return NULL;
}

void digest_add(struct digest *digest, const void *data, size_t len)
{
	EVP_DigestUpdate(digest->context, data, len);
}

void digest_free(struct digest *digest)
{
	if (digest)
		EVP_MD_CTX_free(digest->context);
	free(digest);
}

const char *digest_text(struct digest *digest, char *text)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	EVP_DigestFinal_ex(digest->context, sum, &len);
	for (size_t i = 0; i < len; i++)
		snprintf(text + 2 * i, 3, "%02x", sum[i]);
	return text;
}
