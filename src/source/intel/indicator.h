/*
 * indicator - reads one indicator: an address, a network, a range, an address with a
 * port, a name, a URL, a JA3 or JA4 fingerprint; also written so that nobody clicks on it
 * (hxxp://1.2.3[.]4).
 */
#ifndef SOURCE_INTEL_INDICATOR_H
#define SOURCE_INTEL_INDICATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "model/intel.h"

enum indicator_result {
	INDICATOR_READ,
	INDICATOR_OTHER, /* of something else: a file's digest, a mail address */
	INDICATOR_NONE,
};

/* *indicator is only written if there is one. */
enum indicator_result indicator_parse(const char *text, size_t len,
				      struct indicator *indicator);

/* From the first to the last of two addresses; false if they aren't. */
bool indicator_range(const char *first, size_t first_len, const char *last,
		     size_t last_len, struct indicator *indicator);

#endif
