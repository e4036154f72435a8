/*
 * memory - allocation that works or ends the program, so that no caller
 * checks and no path stays untested; and the arena, for what lives as long as
 * the run.
 */
#ifndef CORE_MEMORY_H
#define CORE_MEMORY_H

#include <stddef.h>

/* Before anything else: what is large goes back to the system when it is freed. */
void memory_set_up(void);

void *memory_alloc(size_t size);
void *memory_zero(size_t count, size_t size);
void *memory_resize(void *old, size_t count, size_t size);
char *memory_copy_text(const char *text, size_t len);

/*
 * Makes room for one more element: returns the array, perhaps moved, with
 * *capacity doubled when *capacity elements are in use.
 */
void *memory_grow(void *array, size_t used, size_t *capacity, size_t size);

/* Strings and small nodes of the run, freed together. Starts zeroed. */
struct arena {
	struct arena_block *blocks;
};

/* `size` bytes aligned for any type, zeroed; owned by the arena. */
void *arena_alloc(struct arena *arena, size_t size);
const char *arena_text(struct arena *arena, const char *text, size_t len);
const char *arena_print(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void arena_free(struct arena *arena);

#endif
