/*
 * executable - see executable.h.
 */
#define _DEFAULT_SOURCE
#include "programs/executable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/digest.h"
#include "programs/procfs.h"

/* MOST_BYTES: a file with a hole of terabytes costs its maker nothing, us days. */
#define MOST_BYTES (INT64_C(1) << 30)
enum { PATH_ROOM = 4096 + 64, BLOCK = 65536 };

static const char deleted_mark[] = " (deleted)";

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The path in the process's own file system, which may be a container's. */
static bool look_up(pid_t pid, const char *path, struct stat *status)
{
	char whole[PATH_ROOM + 64];

	snprintf(whole, sizeof(whole), "/proc/%ld/root%s", (long)pid, path);
	return lstat(whole, status) == 0;
}

/*
 * The kernel puts " (deleted)" behind the path, which a file may also be called; and a
 * file that was updated is deleted with another one in its place. So we look.
 */
static enum program_file what_became_of(pid_t pid, char *path, const struct stat *run)
{
	size_t len = strlen(path), mark = strlen(deleted_mark);
	struct stat there;

	if (strncmp(path, "/memfd:", 7) == 0 && run && run->st_nlink == 0) {
		if (len > mark && strcmp(path + len - mark, deleted_mark) == 0)
			path[len - mark] = '\0';
		return PROGRAM_FILE_MEMORY;
	}
	if (run && look_up(pid, path, &there) && is_same(&there, run))
		return PROGRAM_FILE_IS_THERE;
	if (len > mark && strcmp(path + len - mark, deleted_mark) == 0) {
		path[len - mark] = '\0';
		return look_up(pid, path, &there) ? PROGRAM_FILE_REPLACED
						  : PROGRAM_FILE_DELETED;
	}
	return PROGRAM_FILE_UNKNOWN;
}

int executable_open(pid_t pid, struct program *program, struct arena *arena)
{
	char path[PATH_ROOM], name[64];
	struct stat status;
	bool has_status;
	int fd;

	if (!procfs_link(pid, "exe", path, sizeof(path))) {
		program->why_not = errno == ENOENT
					   ? "it ended, or is the kernel's own"
					   : arena_print(arena, "its executable: %s",
							 strerror(errno));
		return -1;
	}
	snprintf(name, sizeof(name), "/proc/%ld/exe", (long)pid);
	has_status = stat(name, &status) == 0;
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		program->why_not =
			arena_print(arena, "its executable: %s", strerror(errno));
	program->file = what_became_of(pid, path, has_status ? &status : NULL);
	program->path = arena_text(arena, path, strlen(path));
	return fd;
}

struct hashed {
	dev_t device;
	ino_t inode;
	struct timespec changed;
	off_t size;
	const char *sha256;
};

void executables_free(struct executables *executables)
{
	free(executables->all);
	*executables = (struct executables){ .n = 0 };
}

static const char *find(const struct executables *executables, const struct stat *status)
{
	for (size_t i = 0; i < executables->n; i++) {
		const struct hashed *at = &executables->all[i];

		if (at->device == status->st_dev && at->inode == status->st_ino &&
		    at->size == status->st_size &&
		    at->changed.tv_sec == status->st_ctim.tv_sec &&
		    at->changed.tv_nsec == status->st_ctim.tv_nsec)
			return at->sha256;
	}
	return NULL;
}

/* NULL: it can't be read. A running program can't be written to, so it has an end. */
static const char *hash(int fd, struct arena *arena)
{
	struct digest *digest = digest_new();
	char *block = memory_alloc(BLOCK), text[DIGEST_TEXT];
	const char *sha256 = NULL;
	int64_t done = 0;
	ssize_t got;

	while ((got = read(fd, block, BLOCK)) > 0 && done <= MOST_BYTES) {
		digest_add(digest, block, (size_t)got);
		done += got;
	}
	if (got == 0)
		sha256 = arena_text(arena, digest_text(digest, text), DIGEST_TEXT - 1);
	free(block);
	digest_free(digest);
	return sha256;
}

void executable_hash(struct executables *executables, int fd, struct program *program,
		     struct arena *arena)
{
	struct stat status;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return;
	if (status.st_size > MOST_BYTES) {
		program->why_not = "its executable is larger than 1 GiB: not hashed";
		return;
	}
	program->sha256 = find(executables, &status);
	if (program->sha256)
		return;
	program->sha256 = hash(fd, arena);
	if (!program->sha256) {
		program->why_not =
			arena_print(arena, "its executable: %s", strerror(errno));
		return;
	}
	executables->all = memory_grow(executables->all, executables->n,
				       &executables->capacity, sizeof(*executables->all));
	executables->all[executables->n++] = (struct hashed){ .device = status.st_dev,
							      .inode = status.st_ino,
							      .changed = status.st_ctim,
							      .size = status.st_size,
							      .sha256 = program->sha256 };
}
