/*
 * package_rpm - of Fedora, SUSE and their kin: rpm itself is asked, file by file, since
 * its database has no format that is promised to anybody.
 */
#include "programs/package.h"

#include <ctype.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/helper.h"

enum { PATH_ROOM = 4096, ANSWER_ROOM = 512, PATIENCE_MS = 10000, PAUSE_MS = 10 };

/* It only knows files that are still there. */
static bool is_there(const char *root, const char *file)
{
	char path[2 * PATH_ROOM];

	snprintf(path, sizeof(path), "%s%s", root, file);
	return access(path, F_OK) == 0;
}

static bool has_database(const char *root)
{
	static const char *const folders[] = { "/usr/lib/sysimage/rpm", "/var/lib/rpm" };
	char path[PATH_ROOM];

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		snprintf(path, sizeof(path), "%s%s", root, folders[i]);
		if (access(path, R_OK) == 0)
			return true;
	}
	return false;
}

/* All that it says, up to the room there is; false: it did not end in time. */
static bool hear(struct helper *helper, char *answer, size_t room)
{
	struct pollfd poll_fd = { .fd = helper->out, .events = POLLIN };
	size_t len = 0;

	memset(answer, 0, room);
	for (int ms = 0; ms < PATIENCE_MS; ms += PAUSE_MS) {
		ssize_t got = 1;

		poll(&poll_fd, 1, PAUSE_MS);
		while (len + 1 < room &&
		       (got = read(helper->out, answer + len, room - 1 - len)) > 0)
			len += (size_t)got;
		if (got == 0 || len + 1 == room)
			break;
	}
	for (int ms = 0; ms < PATIENCE_MS && !helper_ended(helper); ms += PAUSE_MS)
		poll(NULL, 0, PAUSE_MS);
	return helper_ended(helper);
}

/* It says on standard output too that there is none: only its status tells. */
static bool ask(const char *root, struct package_query *query, struct arena *arena)
{
	const char *argv[] = { "rpm",	     "-q", "--file",	"--queryformat",
			       "%{NAME}\\n", "--", query->path, NULL };
	char answer[ANSWER_ROOM];
	struct helper helper;
	struct error err;
	bool is_owned;

	query->is_unclear = !is_there(root, query->path);
	if (query->is_unclear)
		return true;
	if (helper_start(&helper, argv, &err) != 0)
		return false;
	query->is_unclear =
		!hear(&helper, answer, sizeof(answer)) || !WIFEXITED(helper.status);
	is_owned = !query->is_unclear && WEXITSTATUS(helper.status) == 0 &&
		   isgraph((unsigned char)*answer);
	if (is_owned)
		package_owns(query, 1, query->path, strlen(query->path), answer,
			     strcspn(answer, "\n"), arena);
	helper_stop(&helper);
	helper_free(&helper);
	return true;
}

bool package_rpm(const char *root, struct package_query *queries, size_t n,
		 struct arena *arena)
{
	if (!has_database(root))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (queries[i].known != PROGRAM_PACKAGE_OWNED &&
		    !ask(root, &queries[i], arena))
			return false;
	}
	return true;
}
