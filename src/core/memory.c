/*
 * memory - see memory.h.
 */
#include "core/memory.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK = 16384, ARENA_ALIGN = 16 };

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
	max_align_t data[];
};

static void out_of_memory(void)
{
	fputs("flare: out of memory\n", stderr);
	exit(1);
}

/* glibc takes the size that was freed last for the one below which it keeps memory;
 * then blocks of flows would stay beside what is made of them. */
void memory_set_up(void)
{
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, 128 << 10);
#endif
}

void *memory_alloc(size_t size)
{
	void *result = malloc(size ? size : 1);

	if (!result)
		out_of_memory();
	return result;
}

void *memory_zero(size_t count, size_t size)
{
	void *result = calloc(count ? count : 1, size ? size : 1);

	if (!result)
		out_of_memory();
	return result;
}

void *memory_resize(void *old, size_t count, size_t size)
{
	void *result;

	if (size && count > SIZE_MAX / size)
		out_of_memory();
	result = realloc(old, count && size ? count * size : 1);
	if (!result)
		out_of_memory();
	return result;
}

char *memory_copy_text(const char *text, size_t len)
{
	char *copy = memory_alloc(len + 1);

	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

void *memory_grow(void *array, size_t used, size_t *capacity, size_t size)
{
	if (used < *capacity)
		return array;
	*capacity = *capacity ? *capacity * 2 : 8;
	return memory_resize(array, *capacity, size);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	void *result;

	size = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
	if (!block || block->size - block->used < size) {
		size_t room = size > ARENA_BLOCK ? size : ARENA_BLOCK;

		block = memory_zero(1, sizeof(*block) + room);
		block->size = room;
		block->next = arena->blocks;
		arena->blocks = block;
	}
	result = (char *)block->data + block->used;
	block->used += size;
	return result;
}

const char *arena_text(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	memcpy(copy, text, len);
	return copy;
}

const char *arena_print(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		return "";
	text = arena_alloc(arena, (size_t)len + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	return text;
}

void arena_free(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *next = arena->blocks->next;

		free(arena->blocks);
		arena->blocks = next;
	}
}
