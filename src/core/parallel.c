/*
 * parallel - see parallel.h.
 */
#include "core/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/memory.h"

struct job {
	parallel_fn *run;
	void *context;
	size_t n_items;
	atomic_size_t next;
	atomic_bool failed;
};

struct worker {
	struct job *job;
	size_t number;
	pthread_t thread;
	bool started;
	bool failed;
	size_t failed_item;
	struct error err;
};

static void *work(void *argument)
{
	struct worker *worker = argument;
	struct job *job = worker->job;

	while (!atomic_load(&job->failed)) {
		size_t item = atomic_fetch_add(&job->next, 1);

		if (item >= job->n_items)
			break;
		if (job->run(job->context, worker->number, item, &worker->err) != 0) {
			worker->failed = true;
			worker->failed_item = item;
			atomic_store(&job->failed, true);
		}
	}
	return NULL;
}

static void run_all(struct worker *workers, size_t n)
{
	for (size_t i = 1; i < n; i++)
		workers[i].started =
			pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
	/* This thread is a worker too; where no thread could be had, it does all. */
	work(&workers[0]);
	for (size_t i = 1; i < n; i++) {
		if (workers[i].started)
			pthread_join(workers[i].thread, NULL);
	}
}

int parallel_run(size_t n_workers, size_t n_items, parallel_fn *run, void *context,
		 struct error *err)
{
	struct job job = { .run = run, .context = context, .n_items = n_items };
	const struct worker *first = NULL;
	struct worker *workers;

	if (n_workers > n_items)
		n_workers = n_items;
	if (n_workers == 0)
		return 0;
	workers = memory_zero(n_workers, sizeof(*workers));
	for (size_t i = 0; i < n_workers; i++) {
		workers[i].job = &job;
		workers[i].number = i;
	}
	run_all(workers, n_workers);
	for (size_t i = 0; i < n_workers; i++) {
		if (workers[i].failed &&
		    (!first || workers[i].failed_item < first->failed_item))
			first = &workers[i];
	}
	if (first)
		*err = first->err;
	free(workers);
	return first ? -1 : 0;
}

size_t parallel_processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n > 0 ? (size_t)n : 1;
}

size_t parallel_workers(int64_t threads)
{
	return threads > 0 ? (size_t)threads : parallel_processors();
}
