/*
 * output - see output.h.
 */
#include "core/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/memory.h"

enum { LINKS_MAX = 40, LINK_TEXT = 4096, NAME_ATTEMPTS = 100 };

enum way {
	WAY_STANDARD, /* standard output */
	WAY_DEVICE,   /* a pipe or device that cannot be replaced */
	WAY_REPLACE,
	WAY_APPEND,
};

struct output {
	enum way way;
	int fd;		    /* of the file aside or the device; -1: none */
	int fault;	    /* errno of output_prepare, 0 if it went well */
	const char *path;   /* as the user named it */
	const char *target; /* the same, links followed */
	const char *aside;  /* the file to take the target's name; NULL: none */
	FILE *stream;	    /* gathers in text[len]; NULL once prepared */
	char *text;
	size_t len;
	struct arena arena;
};

static const char *remedy(int fault)
{
	switch (fault) {
	case ENOENT:
		return "; create its folder first";
	case ENOTDIR:
		return "; a part of this path is a file";
	case EISDIR:
		return "; name a file in it";
	case EACCES:
	case EPERM:
	case EROFS:
		return "; choose a place where you may write";
	case ENOSPC:
	case EDQUOT:
		return "; make room or choose another disk";
	case EFBIG:
		return "; raise the limit on the size of files (ulimit -f)";
	default:
		return "";
	}
}

static int refuse(const struct output *output, int fault, struct error *err)
{
	const char *name = output->way == WAY_STANDARD ? "standard output" : output->path;

	return error_set(err, ERROR_IO, "cannot write %s: %s%s", name, strerror(fault),
			 remedy(fault));
}

/* Up to and with the last slash, for "%.*s". */
static int folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (int)(slash - path) + 1 : 0;
}

/*
 * Renaming would replace a symbolic link, not the file it stands for. Not
 * realpath(): the file may not exist yet.
 */
static int follow_links(struct output *output)
{
	char link[LINK_TEXT];
	const char *at = output->path;

	for (int i = 0; i < LINKS_MAX; i++) {
		ssize_t len = readlink(at, link, sizeof(link) - 1);

		if (len < 0) {
			output->target = at;
			return 0;
		}
		link[len] = '\0';
		at = arena_print(&output->arena, "%.*s%s",
				 link[0] == '/' ? 0 : folder_length(at), at, link);
	}
	errno = ELOOP;
	return -1;
}

/* Opens a file of a new name beside the target. */
static int create_aside(struct output *output, mode_t mode)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int folder = folder_length(output->target);
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	for (int i = 0; i < NAME_ATTEMPTS; i++) {
		const char *name = arena_print(
			&output->arena, "%.*s.%.64s.%ld-%09ld-%d", folder, output->target,
			output->target + folder, (long)getpid(), now.tv_nsec, i);

		output->fd = open(name, flags, mode);
		if (output->fd >= 0) {
			output->aside = name;
			return 0;
		}
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}

/*
 * Gives the file aside the owner and rights of the one it will replace. If the
 * group cannot be kept, its rights are not given to another.
 */
static void keep_rights(int fd, const struct stat *old)
{
	mode_t mode = old->st_mode & 0777;

	if (fchown(fd, old->st_uid, old->st_gid) != 0 &&
	    fchown(fd, (uid_t)-1, old->st_gid) != 0)
		mode &= ~(mode_t)S_IRWXG;
	/* A file system without rights refuses; then there are none to keep. */
	(void)fchmod(fd, mode);
}

/* `old` is the file to be replaced, or NULL. */
static int open_replace(struct output *output, const struct stat *old)
{
	output->way = WAY_REPLACE;
	/* A folder's owner may rename over a file that is marked read-only. */
	if (old && access(output->target, W_OK) != 0)
		return -1;
	if (create_aside(output, old ? 0600 : 0666) != 0)
		return -1;
	if (old)
		keep_rights(output->fd, old);
	return 0;
}

/*
 * Only tries: the file is opened when there is something to append, so that a
 * failed run leaves no empty file and a log rotated meanwhile stays closed.
 */
static int open_append(struct output *output, bool exists)
{
	int folder = folder_length(output->target);
	int fd;

	output->way = WAY_APPEND;
	if (!exists)
		return access(folder ? arena_text(&output->arena, output->target,
						  (size_t)folder)
				     : ".",
			      W_OK | X_OK);
	fd = open(output->path, O_WRONLY | O_APPEND | O_CLOEXEC);
	return fd < 0 ? -1 : close(fd);
}

static int open_device(struct output *output)
{
	output->way = WAY_DEVICE;
	do {
		output->fd = open(output->path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	} while (output->fd < 0 && errno == EINTR);
	return output->fd < 0 ? -1 : 0;
}

/* Also by the name /dev/stdout: replacing the file behind that would lose
 * what the shell and others have written there. */
static bool is_standard_output(const struct stat *file)
{
	struct stat standard;

	return fstat(STDOUT_FILENO, &standard) == 0 && file->st_dev == standard.st_dev &&
	       file->st_ino == standard.st_ino;
}

static int open_way(struct output *output, bool append)
{
	struct stat file;
	bool exists;

	if (strcmp(output->path, "-") == 0)
		return fstat(STDOUT_FILENO, &file);
	/* First of all by its own name: where the kernel refuses to follow a
	 * stranger's link (fs.protected_symlinks), we may not either. */
	exists = stat(output->path, &file) == 0;
	output->way = WAY_REPLACE;
	if ((!exists && errno != ENOENT) || follow_links(output) != 0)
		return -1;
	if (exists && S_ISDIR(file.st_mode)) {
		errno = EISDIR;
		return -1;
	}
	if (exists && is_standard_output(&file)) {
		output->way = WAY_STANDARD;
		return 0;
	}
	if (exists && !S_ISREG(file.st_mode))
		return open_device(output);
	if (append)
		return open_append(output, exists);
	return open_replace(output, exists ? &file : NULL);
}

int output_open(struct output **result, const char *path, bool append, struct error *err)
{
	struct output *output;

	if (!*path)
		return error_set(err, ERROR_USAGE,
				 "the name of an output file is empty; "
				 "- is standard output");
	output = memory_zero(1, sizeof(*output));
	output->fd = -1;
	output->path = arena_text(&output->arena, path, strlen(path));
	output->stream = open_memstream(&output->text, &output->len);
	if (!output->stream || open_way(output, append) != 0) {
		refuse(output, errno, err);
		output_free(output);
		return -1;
	}
	*result = output;
	return 0;
}

FILE *output_stream(struct output *output)
{
	return output->stream;
}

/* The standard output of a terminal may have been made non-blocking by
 * another program that shares it. */
static bool may_retry(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLOUT };

	if (errno == EAGAIN)
		poll(&ready, 1, -1);
	return errno == EINTR || errno == EAGAIN;
}

static int write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && !may_retry(fd))
			return -1;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

/* Some file systems know no syncing; that is not the fault of the data. */
static int sync_file(int fd)
{
	if (fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP)
		return 0;
	return -1;
}

static int write_aside(struct output *output)
{
	int fd = output->fd;

	if (write_all(fd, output->text, output->len) != 0 || sync_file(fd) != 0)
		return -1;
	/* A file on a server may fail as late as here. */
	output->fd = -1;
	return close(fd);
}

static int end_stream(struct output *output)
{
	bool failed = ferror(output->stream) != 0;

	/* A stream in memory can lack nothing but memory. */
	failed = fclose(output->stream) != 0 || failed;
	output->stream = NULL;
	errno = ENOMEM;
	return failed ? -1 : 0;
}

int output_prepare(struct output *output, struct error *err)
{
	if (output->stream) {
		int result = end_stream(output);

		if (result == 0 && output->way == WAY_REPLACE)
			result = write_aside(output);
		output->fault = result == 0 ? 0 : errno;
	}
	return output->fault ? refuse(output, output->fault, err) : 0;
}

static int write_standard(const struct output *output)
{
	if (fflush(stdout) == 0 &&
	    write_all(STDOUT_FILENO, output->text, output->len) == 0)
		return 0;
	return errno == EPIPE ? 0 : -1;
}

static int take_name(struct output *output)
{
	if (rename(output->aside, output->target) != 0)
		return -1;
	output->aside = NULL;
	return 0;
}

/* Others who append wait here. Where locks are not to be had, as on some
 * network file systems, appending without one is better than not at all. */
static void lock_file(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	while (fcntl(fd, F_SETLKW, &whole) != 0 && errno == EINTR)
		;
}

static int append_to(const struct output *output, int fd, struct error *err)
{
	struct stat before;

	lock_file(fd);
	if (fstat(fd, &before) != 0)
		return refuse(output, errno, err);
	if (write_all(fd, output->text, output->len) == 0 && sync_file(fd) == 0)
		return 0;
	refuse(output, errno, err);
	if (ftruncate(fd, before.st_size) != 0)
		error_wrap(err, "the end of %s is now incomplete", output->path);
	return -1;
}

static int commit_append(const struct output *output, struct error *err)
{
	int fd = open(output->path, O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY | O_CLOEXEC,
		      0666);
	int result;

	if (fd < 0)
		return refuse(output, errno, err);
	result = append_to(output, fd, err);
	if (close(fd) != 0 && result == 0)
		result = refuse(output, errno, err);
	return result;
}

int output_commit(struct output *output, struct error *err)
{
	int result = 0;

	if (output_prepare(output, err) != 0)
		return -1;
	switch (output->way) {
	case WAY_STANDARD:
		result = write_standard(output);
		break;
	case WAY_DEVICE:
		result = write_all(output->fd, output->text, output->len);
		break;
	case WAY_REPLACE:
		result = take_name(output);
		break;
	case WAY_APPEND:
		return commit_append(output, err);
	}
	return result == 0 ? 0 : refuse(output, errno, err);
}

int output_commit_all(struct output *const *outputs, size_t n, struct error *err)
{
	static const enum way order[] = { WAY_STANDARD, WAY_DEVICE, WAY_APPEND,
					  WAY_REPLACE };

	for (size_t j = 0; j < sizeof(order) / sizeof(*order); j++) {
		for (size_t i = 0; i < n; i++) {
			if (outputs[i]->way == order[j] &&
			    output_commit(outputs[i], err) != 0)
				return -1;
		}
	}
	return 0;
}

void output_free(struct output *output)
{
	if (!output)
		return;
	if (output->stream)
		fclose(output->stream);
	if (output->fd >= 0)
		close(output->fd);
	if (output->aside)
		unlink(output->aside);
	free(output->text);
	arena_free(&output->arena);
	free(output);
}
