/*
 * judge - what is said of files when all was read: what was skipped, and whether what is
 * left is worth going on with.
 */
#ifndef SOURCE_JUDGE_H
#define SOURCE_JUDGE_H

#include "source/format.h"

/* What is wrong with a file as a whole, -1, or worth a warning: so is a capture that says
 * nothing beside others. */
int judge_file(const char *name, const struct format *format, const struct tally *tally,
	       bool is_alone, struct error *err);

/* What the files are in which there is no flow. */
struct without_flows {
	const char *description;
	bool all_packets;    /* captures */
	bool all_results;    /* of earlier runs */
	bool takes_mentions; /* nor is there an address */
};

/* Always -1. */
int judge_no_flows(const struct without_flows *files, const struct tally *tally,
		   struct error *err);

#endif
