/*
 * mmdb_guard - whether libmaxminddb can be let at a value. Up to 1.12 it goes down into
 * what is nested by calling itself, however deep, and follows pointers that lead to more
 * pointers as long as it takes: a file of some megabytes that was made for that ends the
 * program, or takes all memory.
 */
#ifndef ENRICH_MMDB_GUARD_H
#define ENRICH_MMDB_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The value at `offset` of a data section lies in it, with all that it points to, and is
 * not made of more parts than any real one. */
bool mmdb_guard_value(const uint8_t *section, size_t size, size_t offset);

/* So is what the file says of itself, which MMDB_open() reads; also true if it says
 * nothing, as that is found out soon enough. */
bool mmdb_guard_file(const char *path);

#endif
