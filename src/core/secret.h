/*
 * secret - passwords and keys that are kept in files, and who else can read
 * those files.
 */
#ifndef CORE_SECRET_H
#define CORE_SECRET_H

#include "core/error.h"
#include "core/memory.h"

/* The first line of the file, without its end; of the arena. "-" is standard
 * input. Warns if others than the owner can read it. */
int secret_read(const char *path, struct arena *arena, const char **secret,
		struct error *err);

/* Warns if others than its owner can read the file, which holds `what`. */
void secret_check(const char *path, const char *what);

/* For an Authorization header; of the arena. */
const char *secret_base64(const char *text, struct arena *arena);

#endif
