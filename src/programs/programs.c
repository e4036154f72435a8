/*
 * programs - see programs.h.
 */
#include "programs/programs.h"

#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "core/clock.h"
#include "core/figures.h"
#include "core/interrupt.h"
#include "core/progress.h"
#include "core/text.h"
#include "programs/state.h"

/*
 * A short connection is met if it is there at a look, so looks come as close as is
 * cheap: 10 ms apart, or more if they would take over a third of one processor. Only our
 * own time counts: on a busy host looks take long, and are needed all the same.
 */
static const double SHORTEST_PAUSE_S = 0.010, LONGEST_PAUSE_S = 1, PAUSE_PER_LOOK = 2;

struct programs *programs_new(programs_wanted_fn *wanted, void *context)
{
	struct programs *programs = memory_zero(1, sizeof(*programs));

	programs->wanted = wanted;
	programs->context = context;
	kept_init(&programs->kept);
	listing_init(&programs->listing, &programs->kept, wanted, context);
	return programs;
}

void programs_free(struct programs *programs)
{
	if (!programs)
		return;
	if (programs->host)
		host_free(programs->host);
	free(programs->host);
	listing_free(&programs->listing);
	kept_free(&programs->kept);
	free(programs);
}

static struct host *host_of(struct programs *programs)
{
	if (!programs->host) {
		programs->host = memory_zero(1, sizeof(*programs->host));
		host_init(programs->host, &programs->kept, programs->wanted,
			  programs->context);
	}
	return programs->host;
}

int programs_look(struct programs *programs, struct error *err)
{
	struct host *host = host_of(programs);

	if (host_look(host, err) != 0)
		return -1;
	/* Ended just then, or nowhere to be found? A second look tells. */
	if (host->n_unanswered > 0 && host_look(host, err) != 0)
		return -1;
	host_settle(host);
	return 0;
}

static double own_time_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double pause_after(double look_s)
{
	double pause_s = PAUSE_PER_LOOK * look_s;

	if (pause_s < SHORTEST_PAUSE_S)
		return SHORTEST_PAUSE_S;
	return pause_s < LONGEST_PAUSE_S ? pause_s : LONGEST_PAUSE_S;
}

/* Until the end, or until Ctrl-C. */
static int look_until(struct host *host, double end_s, struct error *err)
{
	double last_s = 0, start_s = clock_s();
	uint64_t told_ms = 0;

	while (!interrupted()) {
		double begun_s = clock_s(), own_s = own_time_s(), pause_s, left_s;

		if (host_look(host, err) != 0)
			return -1;
		pause_s = pause_after(own_time_s() - own_s);
		if (last_s > 0 && begun_s - last_s > host->gap_s)
			host->gap_s = begun_s - last_s;
		last_s = begun_s;
		progress_add((uint64_t)(1000 * (begun_s - start_s)) - told_ms);
		told_ms = (uint64_t)(1000 * (begun_s - start_s));
		left_s = end_s - clock_s();
		if (left_s <= 0)
			break;
		poll(NULL, 0, (int)(1000 * (pause_s < left_s ? pause_s : left_s)));
	}
	return 0;
}

int programs_watch(struct programs *programs, double seconds, struct error *err)
{
	struct host *host = host_of(programs);
	double begun_s = clock_s();
	int result;

	progress_begin("milliseconds watched (Ctrl-C: enough)",
		       (uint64_t)(1000 * seconds));
	result = look_until(host, begun_s + seconds, err);
	progress_end();
	programs->watched_s += clock_s() - begun_s;
	if (result == 0)
		host_settle(host);
	return result;
}

int programs_read(struct programs *programs, const char *path, struct error *err)
{
	return listing_read(&programs->listing, path, err);
}

/* Of this host those with a number of looks, of files the others. */
static uint64_t count_sockets(const struct programs *programs, bool of_host)
{
	uint64_t n = 0;

	for (size_t i = 0; i < programs->kept.n_sockets; i++)
		n += (programs->kept.sockets[i]->socket.n_seen > 0) == of_host;
	return n;
}

static const char *found_text(const struct programs *programs, bool of_host,
			      struct arena *arena)
{
	uint64_t sockets = count_sockets(programs, of_host), n = 0;
	char a[FIGURES_TEXT], b[FIGURES_TEXT];

	for (size_t i = 0; i < programs->kept.n_programs; i++) {
		const struct program *program = programs->kept.programs[i];

		n += program->kind == PROGRAM_SEEN && (program->from == NULL) == of_host;
	}
	return arena_print(arena, "%s socket%s to what was asked for, %s process%s",
			   figures_count((int64_t)sockets, a), text_plural(sockets),
			   figures_count((int64_t)n, b), n == 1 ? "" : "es");
}

const char *programs_totals_text(const struct programs *programs, struct arena *arena)
{
	const char *host = NULL, *files = NULL;
	char looks[FIGURES_TEXT], took[FIGURES_TEXT];

	if (programs->host)
		host = arena_print(arena, "%s look%s at this host in %s: %s",
				   figures_count((int64_t)programs->host->n_looks, looks),
				   text_plural(programs->host->n_looks),
				   figures_seconds(programs->watched_s > 0
							   ? programs->watched_s
							   : programs->host->seconds,
						   took),
				   found_text(programs, true, arena));
	if (programs->listing.n_files)
		files = arena_print(arena, "%llu list%s of sockets: %s",
				    (unsigned long long)programs->listing.n_files,
				    text_plural(programs->listing.n_files),
				    found_text(programs, false, arena));
	if (host && files)
		return arena_print(arena, "%s; %s", host, files);
	return host ? host : files ? files : "nothing was looked at";
}

const char *programs_limits_text(const struct programs *programs, struct arena *arena)
{
	const char *host =
		programs->host ? host_limits_text(programs->host, arena) : NULL;
	const char *files = listing_limits_text(&programs->listing, arena);

	if (host && files)
		return arena_print(arena, "%s %s", host, files);
	return host ? host : files;
}
