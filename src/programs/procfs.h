/*
 * procfs - reading /proc, whose processes come and go while one looks: one that is
 * gone is no error, it just has nothing to tell.
 */
#ifndef PROGRAMS_PROCFS_H
#define PROGRAMS_PROCFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The processes that /proc shows, the newest numbers first: those that are in a hurry
 * to go. The array is the caller's to free. */
size_t procfs_pids(pid_t **pids);

/* The first bytes of /proc/PID/FILE, ended by a NUL; -1: cannot be read (errno). */
ssize_t procfs_read(pid_t pid, const char *file, char *text, size_t room);

/* Where /proc/PID/FILE leads to; false: cannot be read (errno). */
bool procfs_link(pid_t pid, const char *file, char *text, size_t room);

/* The number in a link such as "socket:[4711]" or "net:[4026531833]"; 0: it is none. */
uint64_t procfs_number(const char *link, const char *kind);

#endif
