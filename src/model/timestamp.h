/*
 * timestamp - moments as int64 microseconds since 1970-01-01T00:00Z, and the
 * calendar arithmetic that strict C11 hides (timegm).
 */
#ifndef MODEL_TIMESTAMP_H
#define MODEL_TIMESTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECOND_US INT64_C(1000000)
#define HOUR_US (3600 * SECOND_US)

/* Moments outside of [1970, 2200) are taken for damage, not for time. */
#define TIMESTAMP_MAX (INT64_C(7258118400) * SECOND_US)

enum { TIMESTAMP_TEXT = 32 }; /* room for any text written here */

enum timestamp_fault {
	TIMESTAMP_OK,
	TIMESTAMP_MALFORMED,
	TIMESTAMP_OUT_OF_RANGE, /* well-formed, but not in [1970, 2200) */
};

/*
 * Reads ISO 8601 ("2025-11-20T00:01:04.639633+0000", also with a space, "Z",
 * "+02:00" or no zone for UTC, 0 to 9 fraction digits, or a bare date),
 * Kibana's "Nov 20, 2025 @ 08:30:00.000" and decimal epochs, whose unit (s, ms, us, ns) is told from their size. The
 * text need not end with NUL. On a fault *time_us is untouched.
 */
enum timestamp_fault timestamp_parse(const char *text, size_t len, int64_t *time_us);

/* "2025-11-20T00:01:04.639633Z"; without the fraction if it is whole seconds. */
const char *timestamp_format(int64_t time_us, char text[TIMESTAMP_TEXT]);

/*
 * What the user may type for --from, --to and --now: anything timestamp_parse
 * takes, "now", or "now" less or more a span: "now-7d", "now-90m", "now+1h"
 * (s, m, h, d, w). `now_us` is what "now" means.
 */
bool timestamp_parse_moment(const char *text, int64_t now_us, int64_t *time_us);

#endif
