/*
 * container - see container.h.
 *
 *     0::/system.slice/docker-3f2a...64 digits....scope
 *     0::/kubepods.slice/.../cri-containerd-3f2a....scope
 *     0::/machine.slice/libpod-3f2a....scope
 *     0::/lxc.payload.web
 */
#include "programs/container.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "programs/procfs.h"

enum { GROUPS_ROOM = 8192, ID_DIGITS = 64, ID_SHOWN = 12 };

/* What stands in a path for whose container it is; the first that fits counts. */
static const struct maker {
	const char *mark;
	const char *name;
} makers[] = {
	{ "cri-containerd", "containerd" },
	{ "crio", "cri-o" },
	{ "libpod", "podman" },
	{ "docker", "docker" },
	{ "kubepods", "kubernetes" },
	{ "", "container" },
};

static size_t hex_digits(const char *text)
{
	size_t n = 0;

	while (isdigit((unsigned char)text[n]) || (text[n] >= 'a' && text[n] <= 'f'))
		n++;
	return n;
}

/* Where an identity of exactly 64 digits begins, at the start of a word. */
static const char *find_id(const char *groups)
{
	for (const char *at = groups; *at;) {
		size_t n = hex_digits(at);

		if (n == ID_DIGITS && at > groups && !isalnum((unsigned char)at[-1]))
			return at;
		at += n ? n : 1;
	}
	return NULL;
}

static const char *by_id(const char *groups, const char *id, struct arena *arena)
{
	const struct maker *maker = makers;

	while (!strstr(groups, maker->mark))
		maker++;
	return arena_print(arena, "%s %.*s", maker->name, ID_SHOWN, id);
}

const char *container_text(const char *groups, struct arena *arena)
{
	static const char *const lxc[] = { "/lxc.payload.", "/lxc/" };
	const char *id = find_id(groups);

	if (id)
		return by_id(groups, id, arena);
	for (size_t i = 0; i < sizeof(lxc) / sizeof(*lxc); i++) {
		const char *at = strstr(groups, lxc[i]);
		size_t skip = strlen(lxc[i]), len = at ? strcspn(at + skip, "/\n") : 0;

		if (len)
			return arena_print(arena, "lxc %.*s", (int)len, at + skip);
	}
	return NULL;
}

const char *container_of(pid_t pid, struct arena *arena)
{
	char groups[GROUPS_ROOM];

	if (procfs_read(pid, "cgroup", groups, sizeof(groups)) <= 0)
		return NULL;
	return container_text(groups, arena);
}

const char *container_of_namespace(uint64_t number, struct arena *arena)
{
	return arena_print(arena, "network namespace %llu", (unsigned long long)number);
}
