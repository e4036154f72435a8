/*
 * room - see room.h. Sources: proc(5), and the kernel's cgroup-v1 and cgroup-v2
 * documents.
 */
#include "core/room.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

size_t room_taken(void)
{
	unsigned long in_all, resident = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	if (!file)
		return 0;
	if (fscanf(file, "%lu %lu", &in_all, &resident) != 2)
		resident = 0;
	fclose(file);
	return (size_t)resident * (size_t)sysconf(_SC_PAGESIZE);
}

/* A number at the beginning of a file; false if there is none: "max" is no limit. */
static bool read_number(const char *path, size_t *number)
{
	unsigned long long found;
	FILE *file = fopen(path, "re");
	bool is_there = file && fscanf(file, "%llu", &found) == 1;

	if (file)
		fclose(file);
	if (is_there)
		*number = found < SIZE_MAX ? (size_t)found : SIZE_MAX;
	return is_there;
}

/* What the system can give, without taking it from others. */
static size_t available(void)
{
	char line[128];
	unsigned long kilobytes;
	size_t result = SIZE_MAX;
	FILE *file = fopen("/proc/meminfo", "re");

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "MemAvailable: %lu kB", &kilobytes) == 1)
			result = (size_t)kilobytes * 1024;
	}
	if (file)
		fclose(file);
	return result;
}

/* The group of version 2 that this process is in: "0::/path". */
static void group_path(char *path, size_t size, const char *file_name)
{
	char line[512] = "";
	FILE *file = fopen("/proc/self/cgroup", "re");

	while (file && fgets(line, sizeof(line), file) && strncmp(line, "0::/", 4) != 0)
		line[0] = '\0';
	if (file)
		fclose(file);
	line[strcspn(line, "\n")] = '\0';
	snprintf(path, size, "/sys/fs/cgroup%s/%s", line[0] ? line + 3 : "", file_name);
}

/* The group's limit, less what others in it use. */
static size_t group_room(const char *limit_path, const char *usage_path)
{
	size_t limit, usage = 0, taken = room_taken();

	if (!read_number(limit_path, &limit))
		return SIZE_MAX;
	read_number(usage_path, &usage);
	usage = usage > taken ? usage - taken : 0;
	/* Pages of files count as used, and are given up when they are needed: half of
	 * the limit is there in any case. */
	return limit - usage > limit / 2 && usage < limit ? limit - usage : limit / 2;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t room_there_is(void)
{
	char limit[600], usage[600];
	size_t room = available();

	if (room != SIZE_MAX)
		room += room_taken();
	group_path(limit, sizeof(limit), "memory.max");
	group_path(usage, sizeof(usage), "memory.current");
	room = least(room, group_room(limit, usage));
	/* Within a container its own group is the root. */
	room = least(room, group_room("/sys/fs/cgroup/memory.max",
				      "/sys/fs/cgroup/memory.current"));
	return least(room, group_room("/sys/fs/cgroup/memory/memory.limit_in_bytes",
				      "/sys/fs/cgroup/memory/memory.usage_in_bytes"));
}
