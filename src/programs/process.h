/*
 * process - what /proc tells of one process. What may vanish with it is taken at once;
 * what takes time (the hash of its file, the package) is for later.
 */
#ifndef PROGRAMS_PROCESS_H
#define PROGRAMS_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/memory.h"
#include "model/program.h"

struct process {
	struct program program;
	uint64_t started;  /* clock ticks since the host was; with the number it is unique
			    */
	int executable;	   /* open, for its hash; -1: it could not be opened */
	bool is_elsewhere; /* its files are not ours: a container, a chroot */
};

/* When it was started; 0: it is gone. */
uint64_t process_started(pid_t pid);

/* `is_foreign`: it lives in another network namespace than we, of that number. False:
 * it is gone. Texts are the arena's. */
bool process_describe(pid_t pid, uint64_t space, bool is_foreign, struct arena *arena,
		      struct process *process);

/* Closes the executable. */
void process_let_go(struct process *process);

/* The name of a user, or the number as text. */
const char *user_text(int64_t uid, struct arena *arena);

#endif
