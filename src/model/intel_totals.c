/*
 * intel_totals - what was read of lists and what not, in words: see intel.h.
 */
#include <inttypes.h>

#include "model/intel.h"

const char *intel_totals_text(const struct intel *intel, struct arena *arena)
{
	const struct intel_tally *tally = intel_totals(intel);
	const struct {
		uint64_t n;
		const char *one;
		const char *more;
		bool left_out;
	} counts[] = {
		{ tally->n[INTEL_ADDRESS], "address", "addresses", false },
		{ tally->n[INTEL_NETWORK], "network", "networks", false },
		{ tally->n[INTEL_NAME], "name", "names", false },
		{ tally->n[INTEL_JA3], "JA3 fingerprint", "JA3 fingerprints", false },
		{ tally->n[INTEL_JA4], "JA4 fingerprint", "JA4 fingerprints", false },
		{ tally->not_public, "not public", "not public", true },
		{ tally->too_wide, "too wide", "too wide", true },
		{ tally->expired, "expired", "expired", true },
		{ tally->other, "of no use here", "of no use here", true },
		{ tally->bad, "not understood", "not understood", true },
	};
	const char *text = arena_print(arena, "%" PRIu64 " list%s", tally->n_lists,
				       tally->n_lists == 1 ? "" : "s");
	bool any[2] = { false, false };

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		const char *first = counts[i].left_out ? "; left out: " : ": ";

		if (counts[i].n == 0)
			continue;
		text = arena_print(arena, "%s%s%" PRIu64 " %s", text,
				   any[counts[i].left_out] ? ", " : first, counts[i].n,
				   counts[i].n == 1 ? counts[i].one : counts[i].more);
		any[counts[i].left_out] = true;
	}
	if (tally->first_bad)
		text = arena_print(arena, "%s (the first %s)", text, tally->first_bad);
	if (tally->oldest)
		text = arena_print(arena, "%s; %s is %" PRId64 " days old", text,
				   tally->oldest, tally->oldest_days);
	return text;
}
