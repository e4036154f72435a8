/*
 * prefilter_readable - is each flow read as the server counts it? See prefilter_asking.h.
 */
#include "source/elastic/gen.h"
#include "source/elastic/prefilter_asking.h"

static void put_about(yajl_gen json, const char *name, const char *what,
		      const char *field)
{
	gen_open_map(json, name);
	gen_open_map(json, what);
	gen_text(json, "field");
	gen_text(json, field);
	gen_close_maps(json, 2);
}

/*
 * Of a keyword only plain IPv4 is left out: what holds ':' is read in any case. A text
 * that is neither would be counted as unreadable, and one with a zone, or of IPv4 mapped
 * into IPv6, is another spelling of what may be left out.
 */
static void put_odd_texts(yajl_gen json, const char *field)
{
#define OCTET "([0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])"
	asking_open_any(json, NULL);
	gen_open_map(json, NULL);
	gen_open_map(json, "bool");
	gen_open_array(json, "must_not");
	gen_clause(json, "regexp", field, OCTET "(\\." OCTET "){3}");
	gen_clause(json, "wildcard", field, "*:*");
	yajl_gen_array_close(json);
	gen_close_maps(json, 2);
	gen_clause(json, "regexp", field, "[0-9.]*%.*");
	gen_clause(json, "regexp", field, "[0:]*:[fF]{4}:.*");
	asking_close_any(json);
#undef OCTET
}

enum check_path {
	ALL,
	ODD,
	N_SRC,
	N_DST,
	N_TIME,
	N_END,
	NO_END,
	MIN_TIME,
	MAX_TIME,
	MIN_PORT,
	MAX_PORT,
	MIN_BYTES,
	MAX_BYTES,
	MIN_BYTES_IN,
	MAX_BYTES_IN,
	MIN_END,
	MAX_END,
	FIRST,
	LAST,
	LAST_END,
	N_CHECK_PATHS,
};

static const char *const check_paths[N_CHECK_PATHS] = {
	[ALL] = "aggregations.all.doc_count",
	[ODD] = "aggregations.odd.doc_count",
	[N_SRC] = "aggregations.src.value",
	[N_DST] = "aggregations.dst.value",
	[N_TIME] = "aggregations.time.count",
	[N_END] = "aggregations.end.count",
	[NO_END] = "aggregations.no_end.doc_count",
	[MIN_TIME] = "aggregations.time.min",
	[MAX_TIME] = "aggregations.time.max",
	[MIN_PORT] = "aggregations.port.min",
	[MAX_PORT] = "aggregations.port.max",
	[MIN_BYTES] = "aggregations.bytes.min",
	[MAX_BYTES] = "aggregations.bytes.max",
	[MIN_BYTES_IN] = "aggregations.bytes_in.min",
	[MAX_BYTES_IN] = "aggregations.bytes_in.max",
	[MIN_END] = "aggregations.end.min",
	[MAX_END] = "aggregations.end.max",
	[FIRST] = "aggregations.passed.first.value",
	[LAST] = "aggregations.passed.last.value",
	[LAST_END] = "aggregations.passed.end.value",
};

_Static_assert((int)N_CHECK_PATHS <= (int)ASKING_MOST_VALUES, "they are asked at once");

static const char *check_body(const struct asking *asking, struct arena *arena)
{
	const char *const *field = asking->field;
	yajl_gen json = gen_begin_aggs();

	gen_open_map(json, "all");
	gen_open_map(json, "filter");
	gen_open_map(json, "match_all");
	gen_close_maps(json, 3);
	put_about(json, "src", "value_count", field[RECORD_SRC]);
	put_about(json, "dst", "value_count", field[RECORD_DST]);
	put_about(json, "time", "stats", field[RECORD_TIME]);
	put_about(json, "port", "stats", field[RECORD_PORT]);
	if (field[RECORD_BYTES])
		put_about(json, "bytes", "stats", field[RECORD_BYTES]);
	if (field[RECORD_BYTES_IN])
		put_about(json, "bytes_in", "stats", field[RECORD_BYTES_IN]);
	if (field[RECORD_END]) {
		put_about(json, "end", "stats", field[RECORD_END]);
		put_about(json, "no_end", "missing", field[RECORD_END]);
	}
	if (!asking->is_ip) {
		gen_open_map(json, "odd");
		gen_text(json, "filter");
		put_odd_texts(json, field[RECORD_DST]);
		gen_close_maps(json, 1);
	}
	gen_open_map(json, "passed");
	asking_put_passed(json, "filter", asking);
	gen_open_map(json, "aggs");
	put_about(json, "first", "min", field[RECORD_TIME]);
	put_about(json, "last", "max", field[RECORD_TIME]);
	if (field[RECORD_END])
		put_about(json, "end", "max", field[RECORD_END]);
	gen_close_maps(json, 2);
	return gen_end_aggs(
		json,
		elastic_count_body(asking->elastic, asking->whole, CLAUSE_FILTER, arena),
		arena);
}

/* Is what there is of it within the limits? None at all is fine. */
static bool is_within(const struct value answers[N_CHECK_PATHS], enum check_path min,
		      enum check_path max, int64_t least, int64_t most)
{
	int64_t low = 0, high = 0;

	if (!answers[min].text && !answers[max].text)
		return true;
	return asking_number(answers[min], &low) && asking_number(answers[max], &high) &&
	       low >= least && high <= most;
}

static int64_t count_of(struct value value)
{
	int64_t number;

	return asking_number(value, &number) ? number : 0;
}

/* Of an array the first is taken, but counts go by each of it. */
static int check_single(struct asking *asking, const struct value answers[N_CHECK_PATHS])
{
	int64_t n = count_of(answers[ALL]);
	const char *const *field = asking->field;

	if (count_of(answers[N_SRC]) != n)
		return asking_give_up(asking, "some flows have several %s",
				      field[RECORD_SRC]);
	if (count_of(answers[N_DST]) != n)
		return asking_give_up(asking, "some flows have several %s",
				      field[RECORD_DST]);
	if (count_of(answers[N_TIME]) != n)
		return asking_give_up(asking, "some flows have several %s, or none",
				      field[RECORD_TIME]);
	if (field[RECORD_END] &&
	    count_of(answers[N_END]) + count_of(answers[NO_END]) != n)
		return asking_give_up(asking, "some flows have several %s",
				      field[RECORD_END]);
	return 0;
}

/* Flows that can't be read are counted, and are nobody's; so all are to be readable. */
static int check_readable(struct asking *asking,
			  const struct value answers[N_CHECK_PATHS])
{
	/* Numbers below it are taken for seconds; beyond the other no number is exact. */
	static const int64_t LEAST_MS = INT64_C(100000000000);
	static const int64_t MOST_BYTES = INT64_C(1) << 53;
	const int64_t most_ms = TIMESTAMP_MAX / 1000 - 1;
	const struct {
		enum record_field field;
		enum check_path min;
		enum check_path max;
		int64_t least;
		int64_t most;
	} limits[] = {
		{ RECORD_TIME, MIN_TIME, MAX_TIME, LEAST_MS, most_ms },
		{ RECORD_END, MIN_END, MAX_END, LEAST_MS, most_ms },
		{ RECORD_PORT, MIN_PORT, MAX_PORT, 0, UINT16_MAX },
		{ RECORD_BYTES, MIN_BYTES, MAX_BYTES, 0, MOST_BYTES },
		{ RECORD_BYTES_IN, MIN_BYTES_IN, MAX_BYTES_IN, 0, MOST_BYTES },
	};

	if (count_of(answers[ODD]) > 0)
		return asking_give_up(asking,
				      "%s holds texts that are no addresses, or others "
				      "spelled differently",
				      asking->field[RECORD_DST]);
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		if (!is_within(answers, limits[i].min, limits[i].max, limits[i].least,
			       limits[i].most))
			return asking_give_up(asking,
					      "not all %s are what they should be",
					      asking->field[limits[i].field]);
	}
	return 0;
}

int asking_check_flows(struct asking *asking)
{
	struct arena arena = { NULL };
	struct value answers[N_CHECK_PATHS];
	int r = asking_ask_values(asking, check_body(asking, &arena), check_paths,
				  N_CHECK_PATHS, answers, &arena);

	if (r == 0)
		r = check_single(asking, answers);
	if (r == 0)
		r = check_readable(asking, answers);
	if (r == 0 && (!asking_number(answers[FIRST], &asking->first_ms) ||
		       !asking_number(answers[LAST], &asking->last_ms)))
		r = asking_give_up(asking, "there is nothing to be read");
	if (r == 0 && !asking_number(answers[LAST_END], &asking->end_ms))
		asking->end_ms = -1;
	arena_free(&arena);
	return r;
}
