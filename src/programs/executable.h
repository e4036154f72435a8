/*
 * executable - the file that a process was started from: where it is, whether it still
 * is there, and its SHA-256, which the kernel lets one read though it be deleted.
 */
#ifndef PROGRAMS_EXECUTABLE_H
#define PROGRAMS_EXECUTABLE_H

#include <stdint.h>
#include <sys/types.h>

#include "core/memory.h"
#include "model/program.h"

/* Fills in the path and what became of it; opens the file. -1: why_not says why. */
int executable_open(pid_t pid, struct program *program, struct arena *arena);

/* Hashes by file: many processes of one program are read once. */
struct executables {
	struct hashed *all; /* owned */
	size_t n;
	size_t capacity;
};
void executables_free(struct executables *executables);

/* Fills in sha256, or why_not. */
void executable_hash(struct executables *executables, int fd, struct program *program,
		     struct arena *arena);

#endif
