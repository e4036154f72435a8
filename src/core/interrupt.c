/*
 * interrupt - see interrupt.h.
 */
#include "core/interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>

/* Mutable and at file scope: a signal handler has no argument. */
static atomic_bool flag;

/* Why the run ended itself. */
enum { NO_REASON, REASON_COMES, REASON_IS_THERE };
static atomic_int reason_state = NO_REASON;
static struct error reason;

static void on_signal(int number)
{
	(void)number;
	atomic_store(&flag, true);
}

void interrupt_init(void)
{
	struct sigaction action, old;

	memset(&action, 0, sizeof(action));
	sigemptyset(&action.sa_mask);
	action.sa_handler = on_signal;
	action.sa_flags = (int)SA_RESETHAND; /* the second one kills */
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* A closed terminal; nohup has it ignored, and then it stays so. */
	sigaction(SIGHUP, NULL, &old);
	if (old.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &action, NULL);
	action.sa_flags = 0;
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	sigaction(SIGXFSZ, &action, NULL);
}

bool interrupted(void)
{
	return atomic_load(&flag);
}

void interrupt_forget(void)
{
	if (atomic_load(&reason_state) != NO_REASON)
		return;
	interrupt_init();
	atomic_store(&flag, false);
}

void interrupt_because(const struct error *why)
{
	int none = NO_REASON;

	if (!atomic_compare_exchange_strong(&reason_state, &none, REASON_COMES))
		return;
	reason = *why;
	atomic_store(&reason_state, REASON_IS_THERE);
	atomic_store(&flag, true);
}

int interrupt_check(struct error *err)
{
	if (!interrupted())
		return 0;
	if (atomic_load(&reason_state) == REASON_IS_THERE) {
		*err = reason;
		return -1;
	}
	return error_set(err, ERROR_INTERRUPTED, "interrupted");
}
