/*
 * rights - why even root may be shown less than there is: what this process lacks, as
 * far as the kernel tells.
 */
#ifndef PROGRAMS_RIGHTS_H
#define PROGRAMS_RIGHTS_H

#include <stdbool.h>

/* Without CAP_SYS_PTRACE root may not look into processes that have more rights. */
bool rights_lack_ptrace(void);

/* Are there processes outside of what we are in, that /proc can't show? */
bool rights_lack_processes(void);

/* Is /proc mounted so that it hides others' processes? */
bool rights_lack_proc(void);

/* The same of the text of /proc/PID/status, and of /proc/PID/mounts. */
bool rights_status_lacks_ptrace(const char *status);
bool rights_mounts_hide(const char *mounts);

#endif
