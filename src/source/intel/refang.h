/*
 * refang - what is written so that nobody clicks on it, as it was meant: 1.2.3[.]4.
 */
#ifndef SOURCE_INTEL_REFANG_H
#define SOURCE_INTEL_REFANG_H

#include <stddef.h>

/* Never longer than it was; `plain` has room for that. Returns its length. */
size_t refang(const char *text, size_t len, char *plain);

#endif
