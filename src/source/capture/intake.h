/*
 * intake - bytes of a stream, as many side by side as are asked for.
 */
#ifndef CAPTURE_INTAKE_H
#define CAPTURE_INTAKE_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/stream.h"

struct intake {
	struct stream *stream; /* borrowed */
	uint8_t *buffer;       /* owned */
	size_t capacity;
	size_t at;
	size_t len;
	size_t shown; /* of what was asked for last, to be passed over */
};

/* It starts zeroed but for the stream. */
void intake_free(struct intake *intake);

/*
 * 1: the next n bytes are at *bytes, until more are asked for; 0: the stream ends before
 * (*len are left: 0 if it ends here); -1: it fails. They are passed over by the next
 * call, unless intake_keep() comes between.
 */
int intake_take(struct intake *intake, size_t n, const uint8_t **bytes, size_t *left,
		struct error *err);

/* What was taken last is to be taken again. */
void intake_keep(struct intake *intake);

#endif
