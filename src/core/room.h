/*
 * room - how much memory there is, and how much of it is ours. Linux does not refuse
 * memory: it ends who takes too much, so who may take much looks here before.
 */
#ifndef CORE_ROOM_H
#define CORE_ROOM_H

#include <stddef.h>

/* Bytes in use by this process; 0: the system does not tell. */
size_t room_taken(void);

/* Bytes that it may have in all, beside what others use and as its control group
 * allows; SIZE_MAX: the system does not tell. */
size_t room_there_is(void);

#endif
