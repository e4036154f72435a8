/*
 * rights - see rights.h.
 */
#include "programs/rights.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "programs/procfs.h"

/* capability.h's number; proc_ns.h's PROC_PID_INIT_INO, the same since Linux 3.8. */
enum { SYS_PTRACE = 19, LINK_ROOM = 64, STATUS_ROOM = 4096, MOUNTS_ROOM = 65536 };
static const uint64_t FIRST_PID_NAMESPACE = 0xeffffffc;

bool rights_status_lacks_ptrace(const char *status)
{
	const char *line = strstr(status, "\nCapEff:");
	uint64_t rights;

	return line && sscanf(line, "\nCapEff: %" SCNx64, &rights) == 1 &&
	       !(rights >> SYS_PTRACE & 1);
}

bool rights_lack_ptrace(void)
{
	char status[STATUS_ROOM];

	return procfs_read(getpid(), "status", status, sizeof(status)) > 0 &&
	       rights_status_lacks_ptrace(status);
}

bool rights_lack_processes(void)
{
	char link[LINK_ROOM];
	uint64_t number = procfs_link(getpid(), "ns/pid", link, sizeof(link))
				  ? procfs_number(link, "pid")
				  : 0;

	return number != 0 && number != FIRST_PID_NAMESPACE;
}

/* "proc /proc proc rw,hidepid=invisible 0 0"; 0 and "off" hide nothing. */
bool rights_mounts_hide(const char *mounts)
{
	static const char place[] = " /proc proc ", option[] = "hidepid=";

	for (const char *line = mounts; *line;) {
		size_t len = strcspn(line, "\n");
		const char *at = strstr(line, place);
		const char *value = at && at < line + len ? strstr(at, option) : NULL;

		if (value && value < line + len) {
			value += sizeof(option) - 1;
			if (*value != '0' && strncmp(value, "off", 3) != 0)
				return true;
		}
		line += len + (line[len] == '\n');
	}
	return false;
}

bool rights_lack_proc(void)
{
	char mounts[MOUNTS_ROOM];

	return procfs_read(getpid(), "mounts", mounts, sizeof(mounts)) > 0 &&
	       rights_mounts_hide(mounts);
}
