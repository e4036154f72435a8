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
	if (!digest->context || EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1)
		abort(); /* only for want of memory */
	return digest;
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

const char *digest_text(struct digest *digest, char text[DIGEST_TEXT])
{
	unsigned char sum[EVP_MAX_MD_SIZE];

	EVP_DigestFinal_ex(digest->context, sum, NULL);
	for (size_t i = 0; i < DIGEST_TEXT / 2; i++)
		snprintf(text + 2 * i, 3, "%02x", sum[i]);
	return text;
}
