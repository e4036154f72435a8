/*
 * inorder - see inorder.h.
 */
#include "source/capture/inorder.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

enum { FIRST_SIZE = 1024 };

void inorder_begin(struct inorder *inorder, uint32_t seq)
{
	inorder->base = seq;
	inorder->len = inorder->n_ahead = 0;
}

void inorder_free(struct inorder *inorder)
{
	free(inorder->data);
	*inorder = (struct inorder){ .base = 0 };
}

/* Sequence numbers go round; what is further off than half of them is before. */
static int32_t offset_of(const struct inorder *inorder, uint32_t seq)
{
	uint32_t difference = seq - inorder->base;

	return difference <= INT32_MAX ? (int32_t)difference
				       : -(int32_t)(UINT32_MAX - difference) - 1;
}

bool inorder_is_beyond(const struct inorder *inorder, uint32_t seq)
{
	return offset_of(inorder, seq) >= INORDER_MOST;
}

/* What of it is wanted: from, in *bytes of them, and *to; false: nothing. */
static bool wanted_part(const struct inorder *inorder, uint32_t seq, size_t len,
			size_t *from, size_t *to, size_t *skipped)
{
	int64_t offset = offset_of(inorder, seq), end = offset + (int64_t)len;

	if (end > INORDER_MOST)
		end = INORDER_MOST;
	if (end <= (int64_t)inorder->len || offset >= end)
		return false;
	*skipped = offset < (int64_t)inorder->len
			   ? (size_t)((int64_t)inorder->len - offset)
			   : 0;
	*from = (size_t)(offset + (int64_t)*skipped);
	*to = (size_t)end;
	return true;
}

size_t inorder_needs(const struct inorder *inorder, uint32_t seq, size_t len)
{
	size_t from, to, skipped, size = FIRST_SIZE;

	if (!wanted_part(inorder, seq, len, &from, &to, &skipped))
		return 0;
	while (size < to)
		size *= 2;
	return size > inorder->capacity ? size : inorder->capacity;
}

/* What was behind a gap may be next to the rest now. */
static void close_gaps(struct inorder *inorder)
{
	for (size_t i = 0; i < inorder->n_ahead;) {
		if (inorder->ahead[i].from > inorder->len) {
			i++;
			continue;
		}
		if (inorder->ahead[i].to > inorder->len)
			inorder->len = inorder->ahead[i].to;
		inorder->ahead[i] = inorder->ahead[--inorder->n_ahead];
		i = 0;
	}
}

void inorder_add(struct inorder *inorder, uint32_t seq, struct bytes bytes)
{
	size_t from, to, skipped, size = inorder_needs(inorder, seq, bytes.len);

	if (!wanted_part(inorder, seq, bytes.len, &from, &to, &skipped))
		return;
	if (from > inorder->len && inorder->n_ahead == INORDER_GAPS)
		return;
	if (size > inorder->capacity) {
		inorder->data = memory_resize(inorder->data, size, 1);
		inorder->capacity = size;
	}
	memcpy(inorder->data + from, bytes.at + skipped, to - from);
	if (from > inorder->len) {
		inorder->ahead[inorder->n_ahead].from = from;
		inorder->ahead[inorder->n_ahead++].to = to;
		return;
	}
	inorder->len = to;
	close_gaps(inorder);
}

void inorder_drop(struct inorder *inorder, size_t n)
{
	size_t end = inorder->len;

	for (size_t i = 0; i < inorder->n_ahead; i++) {
		if (inorder->ahead[i].to > end)
			end = inorder->ahead[i].to;
	}
	if (n > 0)
		memmove(inorder->data, inorder->data + n, end - n);
	inorder->base += (uint32_t)n;
	inorder->len -= n;
	for (size_t i = 0; i < inorder->n_ahead; i++) {
		inorder->ahead[i].from -= n;
		inorder->ahead[i].to -= n;
	}
}
