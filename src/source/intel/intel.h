/*
 * intel - reads threat intelligence: plain lists, tables and JSON of the usual feeds,
 * told apart by content, plain, gzip or zstd, also whole folders of them.
 */
#ifndef SOURCE_INTEL_INTEL_H
#define SOURCE_INTEL_INTEL_H

#include "core/error.h"
#include "core/memory.h"
#include "core/settings.h"
#include "core/stream.h"
#include "model/intel.h"

/*
 * Reads the files and folders into `intel`; names of services are passed over. A line that is not understood is counted; a
 * file without any that is, or of another kind, is an error if it was named and a warning
 * if it lay in a folder. Texts of the tally go into the arena.
 */
int intel_load(const struct setting_list *paths, struct intel *intel, struct arena *arena,
	       struct error *err);

/* What an open stream holds, as the list of this name: the part that knows no folders. */
int intel_read(struct stream *stream, const char *name, struct intel *intel,
	       struct arena *arena, struct error *err);

#endif
