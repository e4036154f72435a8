/*
 * inorder - some first bytes of what one side of a TCP connection says, put in order.
 * What comes twice counts the first time.
 */
#ifndef CAPTURE_INORDER_H
#define CAPTURE_INORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source/capture/bytes.h"

/* Certificates are some kB; no request that a browser makes has a longer head. */
enum { INORDER_MOST = 16384, INORDER_GAPS = 4 };

struct inorder {
	uint8_t *data; /* owned */
	size_t capacity;
	size_t len;    /* without a gap, from the first on */
	uint32_t base; /* sequence number of the first */
	size_t n_ahead;
	struct {
		size_t from;
		size_t to;
	} ahead[INORDER_GAPS]; /* what is there behind gaps */
};

/* Empty; what is behind that sequence number is wanted. */
void inorder_begin(struct inorder *inorder, uint32_t seq);
void inorder_free(struct inorder *inorder);

/* How much memory adding so many there would take, of which it has `capacity`; 0: they
 * are before or beyond what is wanted. */
size_t inorder_needs(const struct inorder *inorder, uint32_t seq, size_t len);

/* Is it further on than can be kept? */
bool inorder_is_beyond(const struct inorder *inorder, uint32_t seq);

void inorder_add(struct inorder *inorder, uint32_t seq, struct bytes bytes);

/* The first n of those without a gap are not wanted any more. */
void inorder_drop(struct inorder *inorder, size_t n);

#endif
