/*
 * source - where flows come from. A source says how many units of work it has
 * (a file, a piece of a large one, a time window of an index) and reads one
 * unit at a time; different units may be read by different threads at once.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/config.h"
#include "model/flow.h"
#include "model/naming.h"
#include "model/pair.h"
#include "model/share.h"
#include "model/sighting.h"
#include "model/tally.h"

struct mention;

/* Where the flows of a unit go. What is put is borrowed: copy what is kept. */
struct sink {
	void (*put)(void *context, const struct flow *flow);
	void (*put_name)(void *context, const struct naming *naming); /* NULL: no need */
	/* Of files that are lists of addresses, or earlier results: NULL: such are none. */
	void (*put_mention)(void *context, const struct mention *mention);
	/* Then nothing else is wanted, nor given; NULL: flows are. */
	void (*put_sighting)(void *context, const struct sighting *sighting);
	/* Is anything wanted of what this host does? A source need not ask: then what is
	 * not wanted is given as well. NULL: of all. */
	bool (*wants)(void *context, const struct address *source);
	void *context;
	struct tally *tally; /* of this unit: the source counts what is no flow,
				the sink what becomes of flows */
};

/* What is asked of a source, fixed before it opens. */
struct source_request {
	const struct config *config;
	char *const *paths; /* files and folders; for an index none */
	size_t n_paths;
	size_t n_workers;
	bool names;	    /* names are wanted too: see sink.put_name */
	struct share share; /* of the sources; a source may give only flows of it */
	struct pairs_wanted wanted; /* a source may leave out what no such pair needs */
	int64_t from_us;	    /* the period by field_timestamp, both ends in it; */
	int64_t to_us;		    /* an index is only asked for this much */
	struct arena *arena;
};

/* The pairs that sightings are wanted of, for a source that can look for them alone. */
struct source_pairs {
	const struct address *sources; /* sorted, none twice; of the run */
	size_t n_sources;
	const struct address *destinations; /* likewise; */
	size_t n_destinations;		    /* 0: any */
};

/* What a source has not given, as it would have changed nothing that is listed. */
struct left_out {
	uint64_t n_flows; /* 0: nothing */
	uint64_t least;	  /* their destinations have fewer flows than this, */
	bool not_public;  /* or are not public */
	const struct address *sources; /* of those that a filter would pass; of the run */
	size_t n_sources;
};

/* When flows were, of whatever source: the earliest and the latest start, and the last
 * moment of any. */
struct source_span {
	int64_t oldest_us;
	int64_t newest_us;
	int64_t last_us;
};

struct source {
	const char *name;

	/* The state is the source's own, passed to the others; source->close
	 * frees it. On failure there is none. */
	int (*open)(const struct source_request *request, void **state,
		    struct error *err);

	size_t (*n_units)(const void *state);

	/* Does it give only flows of the period? Else they are filtered here. */
	bool (*bounds_period)(const void *state);

	/* Does it leave out flows that are not of the request's share? It need not leave
	 * out all. Then it fills *span with when all flows were, as far as it knows. NULL:
	 * it gives them all. */
	bool (*shares)(const void *state, struct source_span *span);

	/* How much there is to be read, and of what, as progress_add() counts it; 0
	 * if that is not known. */
	uint64_t (*amount)(const void *state, const char **unit);

	/* All flows of the unit, or -1. `worker` < n_workers tells the threads
	 * apart, for what each keeps to itself (a connection). */
	int (*read)(void *state, size_t worker, size_t unit, const struct sink *sink,
		    struct error *err);

	/* After all units: gives what the worker has read and kept back, which it may
	 * do with flows of a unit until its next one. NULL: it never does. */
	void (*flush)(void *state, size_t worker, const struct sink *sink);

	/*
	 * After all units: adds up their tallies, says what was skipped, and
	 * refuses (-1) what holds nothing but damage or nothing at all.
	 */
	int (*finish)(void *state, const struct tally *units, struct tally *total,
		      struct error *err);

	/*
	 * After finish: from here on its units are of what the records beside the flows
	 * say of the period, for a sink that takes sightings. It need not leave out those
	 * of other pairs. What can't be read again is said and left out; there may be no
	 * unit left.
	 */
	int (*again)(void *state, const struct source_pairs *pairs, struct error *err);

	/* After finish: what is missing, for a banner; NULL if nothing is. May be
	 * NULL itself, for a source that gives all or fails. */
	const char *(*incomplete)(const void *state, struct arena *arena);

	/* After finish: *left_out, which is zeroed, tells what was. May be NULL itself. */
	void (*left_out)(const void *state, struct left_out *left_out);

	/* Instead of reading: writes what would be asked, and what there is. NULL: a
	 * source that asks nobody. */
	int (*explain)(const struct source_request *request, FILE *out,
		       struct error *err);

	/* The names of fields that it reads by, of the run; with -c auto they are found
	 * out. NULL: those of the request. */
	const struct config *(*config)(const void *state);

	/* One clause for reports: "3 files", "logstash-flow-* on host:9200". */
	const char *(*describe)(const void *state);

	void (*close)(void *state);
};

/* Files if there are any, else the index. */
const struct source *source_choose(size_t n_paths);

extern const struct source source_files;
extern const struct source source_elastic;

#endif
