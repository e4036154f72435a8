/*
 * intake - see intake.h.
 */
#include "source/capture/intake.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

enum { FIRST_SIZE = 262144 };

void intake_free(struct intake *intake)
{
	free(intake->buffer);
	intake->buffer = NULL;
}

static void make_room(struct intake *intake, size_t n)
{
	if (intake->at + n <= intake->capacity)
		return;
	if (intake->at > 0) {
		memmove(intake->buffer, intake->buffer + intake->at,
			intake->len - intake->at);
		intake->len -= intake->at;
		intake->at = 0;
	}
	if (n > intake->capacity) {
		intake->capacity = n > FIRST_SIZE ? n : FIRST_SIZE;
		intake->buffer = memory_resize(intake->buffer, intake->capacity, 1);
	}
}

int intake_take(struct intake *intake, size_t n, const uint8_t **bytes, size_t *left,
		struct error *err)
{
	intake->at += intake->shown;
	intake->shown = 0;
	if (intake->len - intake->at < n)
		make_room(intake, n);
	while (intake->len - intake->at < n) {
		size_t got;

		if (stream_read(intake->stream, (char *)intake->buffer + intake->len,
				intake->capacity - intake->len, &got, err) != 0)
			return -1;
		if (got == 0) {
			*left = intake->len - intake->at;
			return 0;
		}
		intake->len += got;
	}
	*bytes = intake->buffer + intake->at;
	intake->shown = n;
	return 1;
}

void intake_keep(struct intake *intake)
{
	intake->shown = 0;
}
