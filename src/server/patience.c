/*
 * patience - which refusals are worth another try, and after what pause, see
 * server.h.
 */
#include <string.h>
#include <time.h>

#include "core/interrupt.h"
#include "server/server.h"

enum { LONGEST_PAUSE_S = 30, MOST_ASKED_PAUSE_S = 120 };

/* Overload, a node that is not there for now, a scroll that the server has dropped. */
bool server_may_recover(const struct http_reply *reply)
{
	switch (reply->status) {
	case 429:
	case 502:
	case 503:
	case 504:
		return true;
	case 404:
		return strstr(reply->refusal, "search_context_missing") != NULL;
	default:
		return false;
	}
}

int64_t server_pause_after(int try, int64_t retry_after_s)
{
	int64_t seconds = INT64_C(1) << (try - 1);

	seconds = seconds < LONGEST_PAUSE_S ? seconds : LONGEST_PAUSE_S;
	if (retry_after_s <= seconds)
		return seconds;
	return retry_after_s < MOST_ASKED_PAUSE_S ? retry_after_s : MOST_ASKED_PAUSE_S;
}

int server_wait(int64_t seconds, struct error *err)
{
	struct timespec tenth = { .tv_nsec = 100000000 };

	for (int64_t i = 0; i < seconds * 10; i++) {
		if (interrupt_check(err) != 0)
			return -1;
		nanosleep(&tenth, NULL);
	}
	return interrupt_check(err);
}
