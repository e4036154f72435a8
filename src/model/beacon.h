/*
 * beacon - a pair that is reported, with the numbers that say why. One row of
 * the result; its columns are described in beacon.c.
 */
#ifndef MODEL_BEACON_H
#define MODEL_BEACON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/memory.h"
#include "model/address.h"
#include "model/context.h"
#include "model/table.h"

/*
 * Quarter octaves of the gaps between calls: bin 0 holds those under 0.3 s, bin i
 * those from 0.25 s * 2^(i/4) to less than 0.25 s * 2^((i+1)/4), the last one
 * whatever is longer, from 61 hours.
 */
enum { INTERVAL_BINS = 80 };

/* Equal parts of the time looked at: quarters of an hour, if that is a day. */
enum { STRIP_PARTS = 96 };

/* Much finer ones, to draw each call by: 5 seconds of a day. */
enum { TICK_SLOTS = 17280 };

/* Of an address; CELL_NO_INTEGER and NULL: not asked or not known. Texts are of the run. */
struct beacon_owner {
	int64_t asn;
	const char *as_name;
	const char *country;
	const char *region;
	const char *city;
};

struct beacon {
	size_t pair; /* number of the pair it is made of */
	struct address src;
	struct address dst;
	int64_t port;
	int64_t name;	       /* of the destination: number of struct names; 0: none */
	const char *dest_name; /* its text, of the run */
	const char *protocol;  /* of all flows: "tcp", "tcp+udp"; NULL: not recorded */
	int64_t services;      /* addresses and ports that --key made one */
	int64_t bytes_out;     /* Flare's sum: without the earliest flow's */
	int64_t dest_degree;   /* listed pairs with the same destination */
	/* Flare's numbers; CELL_NO_INTEGER if too few gaps are left for them: */
	int64_t occurrences; /* gaps that were looked at */
	int64_t percent;     /* of them that are alike, 0 to 100, truncated */
	int64_t interval_s;  /* the usual gap */
	const char *listed;  /* by which rules, joined by "+" */
	const char *intel;   /* who reports it, and as what; of the run; NULL: nobody */
	int64_t intel_hits;  /* how many lists and services; CELL_NO_INTEGER: not asked */
	bool is_raised;	     /* the rank is, for what they say: see listing_raise() */
	/* What a baseline makes of it, see analyze/baseline.h: */
	const char *status;	   /* NULL: there is none */
	struct moment known_since; /* missing likewise */
	double period_before_s;	   /* if it has changed; else NAN */
	/* When it was last seen before it was gone; else missing */
	struct moment back_after;
	double rank;   /* see analyze/rank.h */
	double score;  /* 0 (chance) to 1 (clockwork); NAN: too few flows */
	double rarity; /* 0.05 (all call it) to 1 (nobody else does); multicast: 0.02 */
	double persistence; /* 0 (a moment) to 1 (all day) */
	double period_s;
	double jitter_percent;	/* of the period */
	int64_t beats;		/* gaps of about a period, and one */
	int64_t beats_expected; /* if it had called all the time it was active */
	int64_t same_period;	/* sources that call the same place at this period */
	double lag;		/* see analyze/spike.h; NAN: too few flows */
	double lag_s;		/* the time that stands out so; NAN: none */
	struct moment first_seen;
	struct moment last_seen;
	int64_t hours_active;	   /* hours of the clock with a call in them */
	double prevalence_percent; /* share of all sources that talk to the destination */
	int64_t bytes_in;	   /* from the destination, all flows */
	/* The usual size of a flow and how many are like it, see analyze/sizes.h: */
	int64_t size_out;
	double size_out_percent;
	int64_t size_in;
	double size_in_percent;
	double connected_s;	/* sum of all durations */
	double longest_s;	/* the longest connection */
	int64_t open;		/* connections still open at the end of what was seen */
	int64_t strobe_minutes; /* see analyze/strobe.h */
	const struct series *intervals; /* of the list; INTERVAL_BINS */
	const struct series *strip;	/* likewise; STRIP_PARTS */
	const struct context *context; /* of the run; NULL: not asked, or there is none */
	/* Likewise, and only made for who draws them: */
	const struct series *strip_out; /* bytes in each part; NULL: not known */
	const struct series *strip_in;
	const struct series *ticks; /* TICK_SLOTS with a call in them: the number of the
				       first, then how much higher each next one is */
	const char *in_words;  /* what the numbers say, see analyze/words.h; of the run */
	const char *src_whois; /* of the run; NULL: not asked or not known */
	const char *dest_whois;
	struct beacon_owner src_owner;
	struct beacon_owner dest_owner;
	/* Of --key src,name: reported addresses behind the name, of the run; not kept by --save */
	const struct address *behind;
	size_t n_behind;
	/* As other records have them, see enrich/called.h; of the run */
	const char *dest_names;
	const char *dest_ptr;	 /* by reverse DNS; likewise */
	const char *hidden_by;	 /* the rule of an allowlist; NULL: none. Of the run */
	const char *kibana_link; /* likewise, see enrich/links.h */
	const char *evebox_link;
	const char *arkime_link;
};

/* The series of one row, and what they count. */
struct shape {
	struct series intervals;
	struct series strip;
	struct series strip_out;
	struct series strip_in;
	struct series ticks;
	uint64_t counts[];
};

struct beacon_list {
	struct beacon *beacons; /* owned */
	struct arena texts;	/* what they say: listed */
	struct shape **shapes;	/* owned: what they show */
	size_t n_shapes;
	size_t n;	/* rows to be shown, which come first */
	size_t n_found; /* before --top cut the list */
	size_t n_all;	/* before --focus_outbound did: what --save keeps */
	size_t n_known; /* of these, how many --new_only took away */
};

/* Whose names records go by that are told apart from others': see struct table. */
#define BEACON_DATASET "flare.beacon"

extern const struct column beacon_columns[];
extern const size_t n_beacon_columns;

void beacon_list_free(struct beacon_list *list);

#endif
