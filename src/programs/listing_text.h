/*
 * listing_text - a list as text in memory: UTF-8, or the bytes of whatever code page a
 * Windows console had; UTF-16, which PowerShell writes, is made UTF-8.
 */
#ifndef PROGRAMS_LISTING_TEXT_H
#define PROGRAMS_LISTING_TEXT_H

#include <stddef.h>

#include "core/error.h"

/* The text is the caller's to free. Fails above 64 MiB: no such list is that large. */
int listing_text_read(const char *path, char **text, size_t *len, struct error *err);

#endif
