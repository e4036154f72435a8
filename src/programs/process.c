/*
 * process - see process.h.
 */
#define _DEFAULT_SOURCE /* struct stat's makers, getpwuid_r() */
#include "programs/process.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/timestamp.h"
#include "programs/container.h"
#include "programs/executable.h"
#include "programs/procfs.h"

/* COMMAND_ROOM: longer command lines are cut, as program.h promises. */
enum { STAT_ROOM = 1024, COMMAND_ROOM = 4097, NAME_ROOM = 64, USER_ROOM = 4096 };

struct stat_line {
	pid_t parent;
	uint64_t started;
};

/* proc_pid_stat(5): the name may hold anything, so what follows is behind the last ')';
 * there the second field is the parent and the twentieth the start. */
static bool read_stat(pid_t pid, struct stat_line *line)
{
	char text[STAT_ROOM];
	const char *at;
	long parent;
	unsigned long long started;

	if (procfs_read(pid, "stat", text, sizeof(text)) <= 0)
		return false;
	at = strrchr(text, ')');
	if (!at || sscanf(at + 1,
			  " %*c %ld %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s"
			  " %*s %*s %*s %*s %llu",
			  &parent, &started) != 2)
		return false;
	*line = (struct stat_line){ .parent = (pid_t)parent, .started = started };
	return true;
}

uint64_t process_started(pid_t pid)
{
	struct stat_line line;

	return read_stat(pid, &line) ? line.started : 0;
}

/* When the host was started, of /proc/stat: "btime 1732230000". */
static int64_t host_started_us(void)
{
	FILE *in = fopen("/proc/stat", "re");
	long long seconds = -1;
	char line[256];

	while (in && seconds < 0 && fgets(line, sizeof(line), in)) {
		if (sscanf(line, "btime %lld", &seconds) != 1)
			seconds = -1;
	}
	if (in)
		fclose(in);
	return seconds < 0 ? -1 : seconds * SECOND_US;
}

static int64_t started_us(uint64_t ticks)
{
	int64_t host = host_started_us(), a_second = sysconf(_SC_CLK_TCK);

	if (host < 0 || a_second <= 0 || ticks > INT64_MAX / SECOND_US)
		return -1;
	return host + (int64_t)ticks * SECOND_US / a_second;
}

static const char *read_name(pid_t pid, struct arena *arena)
{
	char text[NAME_ROOM];
	ssize_t len = procfs_read(pid, "comm", text, sizeof(text));

	if (len <= 0)
		return NULL;
	return arena_text(arena, text, (size_t)len - (text[len - 1] == '\n'));
}

/* Arguments end with NUL each; a process may have written anything there. */
static const char *read_command_line(pid_t pid, struct arena *arena)
{
	char text[COMMAND_ROOM];
	ssize_t len = procfs_read(pid, "cmdline", text, sizeof(text));

	while (len > 0 && text[len - 1] == '\0')
		len--;
	if (len <= 0)
		return NULL;
	for (ssize_t i = 0; i < len; i++) {
		if (text[i] == '\0')
			text[i] = ' ';
	}
	return arena_text(arena, text, (size_t)len);
}

const char *user_text(int64_t uid, struct arena *arena)
{
	char room[USER_ROOM];
	struct passwd user, *found = NULL;

	if (getpwuid_r((uid_t)uid, &user, room, sizeof(room), &found) == 0 && found)
		return arena_text(arena, found->pw_name, strlen(found->pw_name));
	return arena_print(arena, "%lld", (long long)uid);
}

/* Whom it runs as. */
static int64_t read_uid(pid_t pid)
{
	char path[NAME_ROOM];
	struct stat status;

	snprintf(path, sizeof(path), "/proc/%ld", (long)pid);
	return stat(path, &status) == 0 ? (int64_t)status.st_uid : -1;
}

/* Has it the same root folder as we? */
static bool is_elsewhere(pid_t pid)
{
	char path[NAME_ROOM];
	struct stat its, ours;

	snprintf(path, sizeof(path), "/proc/%ld/root/", (long)pid);
	return stat(path, &its) == 0 && stat("/", &ours) == 0 &&
	       (its.st_dev != ours.st_dev || its.st_ino != ours.st_ino);
}

void process_let_go(struct process *process)
{
	if (process->executable >= 0)
		close(process->executable);
	process->executable = -1;
}

bool process_describe(pid_t pid, uint64_t space, bool is_foreign, struct arena *arena,
		      struct process *process)
{
	struct stat_line line;
	struct program *program = &process->program;

	*process = (struct process){ .executable = -1 };
	if (!read_stat(pid, &line))
		return false;
	process->started = line.started;
	process->is_elsewhere = is_elsewhere(pid);
	*program = (struct program){
		.kind = PROGRAM_SEEN,
		.pid = pid,
		.parent_pid = line.parent > 0 ? line.parent : -1,
		.name = read_name(pid, arena),
		.parent = line.parent > 0 ? read_name(line.parent, arena) : NULL,
		.uid = read_uid(pid),
		.command_line = read_command_line(pid, arena),
		.started_us = started_us(line.started),
	};
	if (program->uid >= 0)
		program->user = user_text(program->uid, arena);
	program->container = container_of(pid, arena);
	if (!program->container && is_foreign)
		program->container = container_of_namespace(space, arena);
	process->executable = executable_open(pid, program, arena);
	/* All of it is one process's, not half of the next one's with that number. */
	if (process_started(pid) == line.started)
		return true;
	process_let_go(process);
	return false;
}
