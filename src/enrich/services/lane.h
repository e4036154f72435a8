/*
 * lane - the questions for one service: when the next one may be sent, and what becomes
 * of one that was, by the reply to it. It keeps to the service's rate, waits as long as it
 * is asked to, tries again what may be answered then, and stops when it is no use to go
 * on. It has no clock and no connections of its own.
 */
#ifndef ENRICH_SERVICES_LANE_H
#define ENRICH_SERVICES_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/http_many.h"
#include "core/memory.h"
#include "enrich/services/service.h"

enum { LANE_MOST_AT_ONCE = 16 };

struct question {
	size_t subject;	 /* the caller's number of it */
	bool is_sent;	 /* once, at least */
	unsigned failed; /* tries */
	double not_before_s;
};

struct lane_totals {
	size_t asked;	     /* subjects about which a request was sent, */
	size_t not_answered; /* those that got no answer, sent or not, and */
	size_t odd;	     /* those among them whose question was refused as such */
	size_t from_cache;
	size_t bad;
	size_t allowed;
	size_t left_out; /* beyond intel_most */
	size_t offline;	 /* not in the cache, and nobody was to be asked */
};

struct lane {
	const struct service *service;
	const char *name;     /* "otx" */
	const char *title;    /* "AlienVault OTX" */
	const char *variable; /* "OTX_API_KEY" */
	const char *url;      /* in use; without a slash at its end */
	const char *header;   /* with the key; NULL: there is none */
	double per_second;

	struct question *waiting; /* owned; those from `next` on */
	size_t n_waiting;
	size_t waiting_capacity;
	size_t next;
	struct question *again; /* owned; to be tried once more */
	size_t n_again;
	size_t again_capacity;
	struct question running[LANE_MOST_AT_ONCE];
	bool is_running[LANE_MOST_AT_ONCE];
	unsigned n_running;

	double next_s;		/* by its rate */
	double paused_until_s;	/* since it was asked to wait */
	double waited_s;	/* in all, for that */
	unsigned n_waits;	/* without an answer in between, and without being told */
	unsigned n_failed;	/* tries in a row */
	const char *stopped;	/* why nothing more is asked; NULL: it goes on */
	const char *last_fault; /* NULL: none */
	const char *first_odd;	/* likewise */
	struct arena *arena;	/* for texts */
	struct lane_totals totals;
};

void lane_free(struct lane *lane);

void lane_add(struct lane *lane, size_t subject);

/* How many there are that have no outcome yet. */
size_t lane_left(const struct lane *lane);

/* When the next one may be sent; INFINITY: not before a reply comes. */
double lane_ready_s(const struct lane *lane);

/* Takes the next one; its place among those running. Only if lane_ready_s() has come. */
size_t lane_send(struct lane *lane, double now_s);

enum lane_outcome {
	LANE_ANSWERED, /* the verdict is filled in, */
	LANE_AGAIN,    /* it will be sent again, */
	LANE_NO_ANSWER /* or never; the verdict is unknown, and its text says why */
};

/* Judges the reply to the question at that place, which is free then. */
enum lane_outcome lane_take(struct lane *lane, size_t place, double now_s,
			    const struct http_many_reply *reply,
			    const struct subject *subject, struct verdict *verdict);

/* One after the other, those that are left once it has stopped; false: there is none. */
bool lane_drop(struct lane *lane, size_t *subject);

#endif
