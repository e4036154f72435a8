/*
 * prefilter_pays - see prefilter_pays.h. Measured with 10 million flows of a day on one
 * node, Elasticsearch 8.19 or OpenSearch 3.4, read by two workers.
 */
#include "source/elastic/prefilter_pays.h"

#include <inttypes.h>

#include "source/elastic/elastic.h"

/*
 * A destination that is left out has less than min_flows flows, so these are the
 * most. The server's number of destinations is an estimate, off by a few percent.
 */
bool prefilter_may_pay(uint64_t n_flows, uint64_t n_destinations, uint64_t min_flows)
{
	return 1.05 * (double)n_destinations * (double)(min_flows - 1) >=
	       (double)n_flows / 4;
}

/* Estimates, so there is room to err. */
enum {
	KEPT_A_PIECE = 50000,
	SEEN_A_PIECE = 110000,
	MOST_PIECES = 64,
	MOST_KEPT = 4 * 60000
};

static uint64_t pieces_of(uint64_t n, uint64_t most)
{
	return n / most + 1;
}

/* One shard knows the largest counts; several only if each gives all that it has. */
size_t prefilter_n_pieces(const struct prefilter_sample *sample)
{
	uint64_t n = pieces_of(sample->n_kept * sample->n_parts, KEPT_A_PIECE);

	if (sample->n_shards > 1 && pieces_of(sample->n_destinations, SEEN_A_PIECE) > n)
		n = pieces_of(sample->n_destinations, SEEN_A_PIECE);
	return n > MOST_PIECES || sample->n_kept * sample->n_parts > MOST_KEPT
		       ? 0
		       : (size_t)n;
}

/*
 * What it costs, in flows that could be read meanwhile. All 10 million took 45 s, 4.5 us
 * each; 3.51 million of them 34.5 s with 215,000 destinations named in 23 windows (49 s in
 * OpenSearch). That is 19 s more than the flows alone, 4 us for each name in each window
 * (7). 18,000 names did not show. To count destinations took 2 to 4 s in one piece, and
 * half a second more for each further piece; the sample took 1.6 s. A tenth of the flows
 * is to be gained, since all of this is estimated.
 */
static const double A_NAME = 1, QUESTIONS = 0.1, A_PIECE = 0.01, GAIN = 0.1;

/* Windows that name destinations are nearly as large as can be staged, see
 * cut.c; a few are needed to keep several workers busy. */
static double windows_of(double n_flows)
{
	enum { LEAST = 8 };
	double n = 1 + n_flows / (0.8 * ELASTIC_MOST_A_WINDOW);

	return n > LEAST ? n : LEAST;
}

static const char *object_to_time(const struct prefilter_sample *sample, size_t n_pieces,
				  struct arena *arena)
{
	const double n_flows = (double)sample->n_flows;
	double n_dropped = (double)(sample->n_dropped * sample->n_parts);
	double n_names = (double)(sample->n_kept * sample->n_parts);
	double least = QUESTIONS + GAIN + A_PIECE * (double)n_pieces +
		       A_NAME * n_names * windows_of(n_flows - n_dropped) / n_flows;

	if (n_dropped >= least * n_flows)
		return NULL;
	return arena_print(
		arena,
		"about %.0f %% of the flows could be left out, and %.0f %% are "
		"needed to make up for the questions",
		100 * n_dropped / n_flows, 100 * least);
}

/*
 * Replies are packed where the way is slow, 22 bytes a flow then; requests are not. A
 * quarter is left for the replies to the questions and for what the sample has wrong.
 */
static const char *object_to_bytes(const struct prefilter_sample *sample,
				   struct arena *arena)
{
	enum { PACKED_FLOW = 22, SYNTAX = 3 };
	double n_dropped = (double)(sample->n_dropped * sample->n_parts);
	double clause = (double)((sample->n_key_bytes + SYNTAX * sample->n_kept) *
				 sample->n_parts);

	if (sample->bytes_a_second >= ELASTIC_FAST)
		return NULL;
	if (clause * windows_of((double)sample->n_flows - n_dropped) <=
	    0.75 * n_dropped * PACKED_FLOW)
		return NULL;
	return arena_print(arena,
			   "to name about %" PRIu64
			   " destinations would send more than it saves",
			   sample->n_kept * sample->n_parts);
}

const char *prefilter_objection(const struct prefilter_sample *sample,
				struct arena *arena)
{
	size_t n_pieces = prefilter_n_pieces(sample);
	const char *objection;

	if (n_pieces == 0)
		return arena_print(arena,
				   "about %" PRIu64 " of %" PRIu64
				   " destinations have %" PRIu64
				   " flows or more, too many to ask for by name",
				   sample->n_kept * sample->n_parts,
				   sample->n_destinations, sample->min_flows);
	objection = object_to_time(sample, n_pieces, arena);
	return objection ? objection : object_to_bytes(sample, arena);
}

/* The questions are asked by then; only the names are still to be paid for. */
bool prefilter_still_pays(uint64_t n_flows, uint64_t n_kept, size_t n_names)
{
	double names = A_NAME * (double)n_names * windows_of((double)n_kept);

	return (double)n_kept + names <= 0.85 * (double)n_flows;
}
