/*
 * progress - see progress.h. A thread of its own writes the line, so that those
 * who work only add to a counter.
 */
#include "core/progress.h"

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"

/* Like the log, one for the process: there is only one terminal. */
static struct {
	const char *unit;
	uint64_t total;
	atomic_uint_least64_t done;
	atomic_bool active;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t ended;
	double begun_s;
	bool is_ended;
} line = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static const double MOST = 1e18;

/* With commas between the thousands, whatever the locale. */
static const char *grouped(uint64_t number, char text[32])
{
	char plain[32];
	int len = snprintf(plain, sizeof(plain), "%" PRIu64, number);
	char *at = text;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*at++ = ',';
		*at++ = plain[i];
	}
	*at = '\0';
	return text;
}

const char *progress_text(const char *unit, uint64_t done, uint64_t total, double seconds,
			  char text[PROGRESS_TEXT])
{
	/* What is beyond any count is cut, not wrapped around. */
	double rate = seconds > 0 ? fmin((double)done / seconds, MOST) : 0;
	char a[32], b[32], c[32];
	size_t len =
		(size_t)snprintf(text, PROGRESS_TEXT, "%s: %s", unit, grouped(done, a));

	if (total > 0)
		len += (size_t)snprintf(text + len, PROGRESS_TEXT - len,
					" of %s (%.0f %%)", grouped(total, b),
					done < total ? 100 * (double)done / (double)total
						     : 100);
	len += (size_t)snprintf(text + len, PROGRESS_TEXT - len, ", %s a second",
				grouped((uint64_t)rate, c));
	/* A guess after less than two seconds is none. */
	if (total > done && rate > 0 && seconds >= 2) {
		uint64_t left = (uint64_t)fmin((double)(total - done) / rate + 0.5, MOST);

		snprintf(text + len, PROGRESS_TEXT - len,
			 ", %" PRIu64 ":%02" PRIu64 " left", left / 60, left % 60);
	}
	return text;
}

/* Five times a second, until the work is done. */
static void *show(void *argument)
{
	char text[PROGRESS_TEXT];

	(void)argument;
	pthread_mutex_lock(&line.mutex);
	while (!line.is_ended) {
		struct timespec next;

		clock_gettime(CLOCK_REALTIME, &next);
		next.tv_nsec += 200000000;
		next.tv_sec += next.tv_nsec / 1000000000;
		next.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&line.ended, &line.mutex, &next);
		if (!line.is_ended)
			log_line_over(progress_text(line.unit, atomic_load(&line.done),
						    line.total, clock_s() - line.begun_s,
						    text));
	}
	pthread_mutex_unlock(&line.mutex);
	return NULL;
}

static bool is_wanted(void)
{
	const char *terminal = getenv("TERM");

	return log_wants(LOG_NORMAL) && isatty(STDERR_FILENO) &&
	       !(terminal && strcmp(terminal, "dumb") == 0);
}

void progress_begin(const char *unit, uint64_t total)
{
	line.begun_s = clock_s();
	if (!is_wanted())
		return;
	line.unit = unit;
	line.total = total;
	line.is_ended = false;
	atomic_store(&line.done, 0);
	pthread_cond_init(&line.ended, NULL);
	atomic_store(&line.active, pthread_create(&line.thread, NULL, show, NULL) == 0);
}

void progress_add(uint64_t n)
{
	if (atomic_load_explicit(&line.active, memory_order_relaxed))
		atomic_fetch_add_explicit(&line.done, n, memory_order_relaxed);
}

void progress_take_back(uint64_t n)
{
	if (atomic_load_explicit(&line.active, memory_order_relaxed))
		atomic_fetch_sub_explicit(&line.done, n, memory_order_relaxed);
}

double progress_end(void)
{
	double seconds = clock_s() - line.begun_s;

	if (!atomic_exchange(&line.active, false))
		return seconds;
	pthread_mutex_lock(&line.mutex);
	line.is_ended = true;
	pthread_cond_signal(&line.ended);
	pthread_mutex_unlock(&line.mutex);
	pthread_join(line.thread, NULL);
	pthread_cond_destroy(&line.ended);
	log_line_over("");
	return seconds;
}
