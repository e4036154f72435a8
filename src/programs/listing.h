/*
 * listing - the sockets and processes of another host, from what ss, netstat or tasklist
 * wrote there. Rows are told apart by their form, never by headings: those are in the
 * language of that host, and several tools may have written to one file.
 */
#ifndef PROGRAMS_LISTING_H
#define PROGRAMS_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/index.h"
#include "core/memory.h"
#include "model/program.h"
#include "programs/kept.h"
#include "programs/programs.h"
#include "programs/tasklist.h"

/* A process that tasklist tells of. */
struct listed_task {
	int64_t pid;
	const char *name;
	const char *user;
	const char *services;
	const char *from;
	size_t order;
};

struct listing {
	struct kept *kept; /* borrowed, as is what it asks */
	programs_wanted_fn *wanted;
	void *context;

	struct program **programs; /* owned; they themselves are of what is kept */
	size_t n_programs;
	size_t programs_capacity;
	struct index index; /* of them by number and name */
	struct program *untold;
	struct program *closed;
	struct listed_task *tasks; /* owned */
	size_t n_tasks;
	size_t tasks_capacity;

	uint64_t n_files;
	uint64_t n_bad;
	const char *first_bad; /* "ss.txt:17: no address: ..." */
	uint64_t n_unconnected_udp;

	/* Of the file being read. */
	const char *path;
	uint64_t line;
	uint64_t n_rows; /* understood, though perhaps nobody asked for them */
	uint64_t n_bad_rows;
	struct kept_socket *last; /* the row before, if it was asked for */
	struct program *last_program;
	struct listed_task *last_task;
	struct tasklist_table table;
};

void listing_init(struct listing *listing, struct kept *kept, programs_wanted_fn *wanted,
		  void *context);
void listing_free(struct listing *listing);

int listing_read(struct listing *listing, const char *path, struct error *err);

/* What the lists did not tell; NULL: nothing. */
const char *listing_limits_text(const struct listing *listing, struct arena *arena);

#endif
