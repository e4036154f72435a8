/*
 * intel - what lists of reported addresses, networks, names and fingerprints say of a
 * destination. Who reads lists adds to it; then any number of threads may ask. Addresses
 * that are not public are not reported, whatever a list says, unless that is asked for.
 */
#ifndef MODEL_INTEL_H
#define MODEL_INTEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/memory.h"
#include "model/address.h"

enum intel_kind {
	INTEL_ADDRESS,
	INTEL_NETWORK,
	INTEL_NAME,
	INTEL_JA3,
	INTEL_JA4,
	N_INTEL_KINDS
};

enum { INTEL_TEXT = 256, INTEL_ANY_PORT = -1 };

/* One thing that a list reports. */
struct indicator {
	enum intel_kind kind;
	struct address first; /* of an address or a network, which need not be a power */
	struct address last;  /* of two */
	uint16_t port;	      /* 0: any */
	bool is_url; /* of a URL its host: then the names below it are not meant */
	char name[INTEL_TEXT]; /* in lower case; or the fingerprint */
};

/* What was read, in all. */
struct intel_tally {
	uint64_t n[N_INTEL_KINDS];
	uint64_t n_lists;
	uint64_t not_public;   /* left out, as are those */
	uint64_t too_wide;     /* that would report half the world, */
	uint64_t expired;      /* that their list no longer vouches for, */
	uint64_t other;	       /* and those of files, mails and other things */
	uint64_t bad;	       /* lines that were not understood */
	const char *first_bad; /* "feodo.csv:17"; of the run; NULL: none */
	const char *oldest;    /* a list's name, likewise; NULL: none is old */
	int64_t oldest_days;
};

struct intel;

struct intel *intel_new(void);
void intel_free(struct intel *intel); /* accepts NULL */

/* What has expired by then is left out; by itself that is the clock's time. */
void intel_set_now(struct intel *intel, int64_t now_us);
int64_t intel_now(const struct intel *intel);

/* From now on a list may report a private address too, if it names that very one: as one
 * keeps of one's own network. That networks of them are nobody's says nothing. */
void intel_take_private(struct intel *intel);

/* What is added from now on is said by the list of this name; files that follow each
 * other under one name, as events of MISP do, are one list. */
void intel_begin_list(struct intel *intel, const char *name);

/* `what` tells more, or is "". What is left out is counted. */
void intel_add(struct intel *intel, const struct indicator *indicator, const char *what,
	       size_t len);

struct intel_tally *intel_tally(struct intel *intel);
const struct intel_tally *intel_totals(const struct intel *intel);

/* "3 lists: 31021 addresses, 1 network; left out: 4 not public, 1 not understood" */
const char *intel_totals_text(const struct intel *intel, struct arena *arena);

/* Is it reported, by anybody? In no time if it isn't. Of INTEL_ANY_PORT all that is
 * said of any counts. Names are in lower case. */
bool intel_reports(const struct intel *intel, const struct address *address,
		   int32_t port);
bool intel_reports_name(const struct intel *intel, const char *name);

/* All addresses and networks that are reported, each once; false if it was stopped. */
bool intel_each_network(const struct intel *intel,
			bool (*each)(void *context,
				     const struct address_network *network),
			void *context);

/* What was found, of several subjects. Starts zeroed. */
struct intel_hits {
	struct intel_hit *hits; /* owned */
	size_t n;
	size_t capacity;
};
void intel_hits_free(struct intel_hits *hits);

/* `subject` is how the text calls it, NULL for the destination's address; borrowed. */
void intel_find(const struct intel *intel, const struct address *address, int32_t port,
		const char *subject, struct intel_hits *hits);
void intel_find_name(const struct intel *intel, const char *name, const char *subject,
		     struct intel_hits *hits);

/*
 * "ipsum (8); feodo: Emotet; evil.example in urlhaus: malware_download (URL)": what all
 * lists say, each thing once, of very many the first. NULL: nothing. Fills in how many
 * lists there are.
 */
const char *intel_text(const struct intel *intel, struct intel_hits *hits,
		       int64_t *n_lists, struct arena *arena);

#endif
