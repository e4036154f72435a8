/*
 * bytes - a part of a packet, and the numbers in it. Nothing here looks whether bytes
 * are there: who reads them has asked before.
 */
#ifndef CAPTURE_BYTES_H
#define CAPTURE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	const uint8_t *at; /* borrowed */
	size_t len;	   /* so many were captured, */
	size_t wire;	   /* and so many there were: no fewer */
};

/* False, and nothing is changed, if so many were not captured. */
static inline bool bytes_skip(struct bytes *bytes, size_t n)
{
	if (n > bytes->len)
		return false;
	bytes->at += n;
	bytes->len -= n;
	bytes->wire -= n;
	return true;
}

/* What comes behind so many was never part of it: padding, a checksum. */
static inline void bytes_limit(struct bytes *bytes, size_t n)
{
	if (bytes->wire > n)
		bytes->wire = n;
	if (bytes->len > n)
		bytes->len = n;
}

static inline uint16_t be16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint16_t le16(const uint8_t *at)
{
	return (uint16_t)(at[1] << 8 | at[0]);
}

static inline uint32_t be32(const uint8_t *at)
{
	return (uint32_t)be16(at) << 16 | be16(at + 2);
}

static inline uint32_t le32(const uint8_t *at)
{
	return (uint32_t)le16(at + 2) << 16 | le16(at);
}

#endif
