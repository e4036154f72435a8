/*
 * container - which container a process lives in, as far as its control group tells.
 */
#ifndef PROGRAMS_CONTAINER_H
#define PROGRAMS_CONTAINER_H

#include <stdint.h>
#include <sys/types.h>

#include "core/memory.h"

/* "docker 0123456789ab"; NULL: in none that we know of. */
const char *container_of(pid_t pid, struct arena *arena);

/* The same of the text of /proc/PID/cgroup. */
const char *container_text(const char *groups, struct arena *arena);

/* "network namespace 4026532281" */
const char *container_of_namespace(uint64_t number, struct arena *arena);

#endif
