/*
 * mmdb_guard - see mmdb_guard.h. The format: "MaxMind DB File Format Specification", 2.0.
 */
#include "enrich/mmdb_guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

/* A city with names in all languages has 150. On the stack so many take a megabyte. */
enum { MOST_VALUES = 4096 };

enum { EXTENDED = 0, POINTER = 1, MAP = 7, ARRAY = 11, BOOLEAN = 14 };

struct part {
	unsigned type;
	size_t size;  /* what it is made of: bytes, items, or pairs of them */
	size_t begin; /* behind what tells type and size */
	size_t pointer;
};

static uint32_t number(const uint8_t *bytes, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum = sum << 8 | bytes[i];
	return sum;
}

/* The pointer's first three bits are those of its control byte. */
static bool read_pointer(const uint8_t *section, size_t size, uint8_t control,
			 struct part *part)
{
	static const uint32_t offsets[] = { 0, 2048, 526336, 0 };
	size_t kind = control >> 3 & 3, n = kind + 1;

	if (size - part->begin < n)
		return false;
	part->pointer = offsets[kind] + number(section + part->begin, n);
	if (kind < 3)
		part->pointer += (size_t)(control & 7) << 8 * n;
	part->begin += n;
	part->size = 0;
	return true;
}

static bool read_part(const uint8_t *section, size_t size, size_t at, struct part *part)
{
	static const uint32_t least[] = { 0, 29, 285, 65821 };
	uint8_t control;
	size_t more;

	if (at >= size)
		return false;
	control = section[at++];
	*part = (struct part){ .type = control >> 5, .size = control & 31U, .begin = at };
	if (part->type == POINTER)
		return read_pointer(section, size, control, part);
	if (part->type == EXTENDED) {
		if (part->begin >= size)
			return false;
		part->type = 7U + section[part->begin++];
	}
	more = part->size > 28 ? part->size - 28 : 0;
	if (size - part->begin < more)
		return false;
	if (more)
		part->size = least[more] + number(section + part->begin, more);
	part->begin += more;
	return true;
}

bool mmdb_guard_value(const uint8_t *section, size_t size, size_t offset)
{
	size_t pointers[MOST_VALUES], n_pointers = 1, n = 0;

	pointers[0] = offset;
	for (size_t i = 0; i < n_pointers; i++) {
		size_t at = pointers[i], pending = 1;

		for (; pending > 0; pending--) {
			struct part part;

			if (++n > MOST_VALUES || !read_part(section, size, at, &part))
				return false;
			at = part.begin;
			if (part.type == POINTER && n_pointers == MOST_VALUES)
				return false;
			if (part.type == POINTER)
				pointers[n_pointers++] = part.pointer;
			else if (part.type == MAP || part.type == ARRAY)
				pending += part.type == MAP ? 2 * part.size : part.size;
			else if (part.type != BOOLEAN && size - at < part.size)
				return false;
			else if (part.type != BOOLEAN)
				at += part.size;
		}
	}
	return true;
}

/* Behind the last mark of the file's last bytes. */
static bool is_sound_end(const uint8_t *bytes, size_t n)
{
	static const char mark[] = "\xab\xcd\xefMaxMind.com";
	const size_t len = sizeof(mark) - 1;

	for (size_t at = n; at >= len; at--) {
		if (memcmp(bytes + at - len, mark, len) == 0)
			return mmdb_guard_value(bytes + at, n - at, 0);
	}
	return true;
}

bool mmdb_guard_file(const char *path)
{
	enum { MOST_METADATA = 128 * 1024 };
	FILE *file = fopen(path, "re");
	uint8_t *bytes = memory_alloc(MOST_METADATA);
	bool is_sound = true;

	if (file &&
	    (fseek(file, -MOST_METADATA, SEEK_END) == 0 || fseek(file, 0, SEEK_SET) == 0))
		is_sound = is_sound_end(bytes, fread(bytes, 1, MOST_METADATA, file));
	if (file)
		fclose(file);
	free(bytes);
	return is_sound;
}
