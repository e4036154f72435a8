/*
 * ahead - see ahead.h. A few buffers go round between the two.
 */
#include "core/ahead.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

enum { N_BUFFERS = 4, BUFFER_SIZE = 262144 };

struct buffer {
	char bytes[BUFFER_SIZE];
	size_t len; /* 0: the end */
	bool failed;
};

struct ahead {
	ahead_read_fn *read;
	void *context;
	pthread_t thread;
	pthread_mutex_t mutex; /* of what follows */
	pthread_cond_t moved;
	size_t n_filled; /* buffers so far, */
	size_t n_used;	 /* and how many of them were read */
	struct error err;
	bool is_over; /* nobody wants more */

	size_t at; /* in the buffer being read */
	struct buffer buffers[N_BUFFERS];
};

/* The next buffer to fill; NULL: nobody wants it. */
static struct buffer *wait_for_room(struct ahead *ahead)
{
	struct buffer *buffer;

	pthread_mutex_lock(&ahead->mutex);
	while (ahead->n_filled - ahead->n_used == N_BUFFERS && !ahead->is_over)
		pthread_cond_wait(&ahead->moved, &ahead->mutex);
	buffer = ahead->is_over ? NULL : &ahead->buffers[ahead->n_filled % N_BUFFERS];
	pthread_mutex_unlock(&ahead->mutex);
	return buffer;
}

static void *work(void *argument)
{
	struct ahead *ahead = argument;
	bool goes_on = true;

	while (goes_on) {
		struct buffer *buffer = wait_for_room(ahead);

		if (!buffer)
			break;
		buffer->failed = ahead->read(ahead->context, buffer->bytes, BUFFER_SIZE,
					     &buffer->len, &ahead->err) != 0;
		goes_on = !buffer->failed && buffer->len > 0;
		pthread_mutex_lock(&ahead->mutex);
		ahead->n_filled++;
		pthread_cond_signal(&ahead->moved);
		pthread_mutex_unlock(&ahead->mutex);
	}
	return NULL;
}

struct ahead *ahead_new(ahead_read_fn *read, void *context)
{
	struct ahead *ahead = memory_alloc(sizeof(*ahead));

	ahead->read = read;
	ahead->context = context;
	ahead->n_filled = ahead->n_used = ahead->at = 0;
	ahead->is_over = false;
	pthread_mutex_init(&ahead->mutex, NULL);
	pthread_cond_init(&ahead->moved, NULL);
	if (pthread_create(&ahead->thread, NULL, work, ahead) == 0)
		return ahead;
	pthread_cond_destroy(&ahead->moved);
	pthread_mutex_destroy(&ahead->mutex);
	free(ahead);
	return NULL;
}

static struct buffer *wait_for_buffer(struct ahead *ahead)
{
	pthread_mutex_lock(&ahead->mutex);
	while (ahead->n_filled == ahead->n_used)
		pthread_cond_wait(&ahead->moved, &ahead->mutex);
	pthread_mutex_unlock(&ahead->mutex);
	return &ahead->buffers[ahead->n_used % N_BUFFERS];
}

static void give_back(struct ahead *ahead)
{
	pthread_mutex_lock(&ahead->mutex);
	ahead->n_used++;
	ahead->at = 0;
	pthread_cond_signal(&ahead->moved);
	pthread_mutex_unlock(&ahead->mutex);
}

/* The last buffer, empty or failed, is never given back: who asks again is told again. */
int ahead_read(struct ahead *ahead, char *buffer, size_t size, size_t *got,
	       struct error *err)
{
	struct buffer *from = wait_for_buffer(ahead);

	if (from->failed) {
		*err = ahead->err;
		return -1;
	}
	*got = from->len - ahead->at < size ? from->len - ahead->at : size;
	memcpy(buffer, from->bytes + ahead->at, *got);
	ahead->at += *got;
	if (*got > 0 && ahead->at == from->len)
		give_back(ahead);
	return 0;
}

void ahead_free(struct ahead *ahead)
{
	if (!ahead)
		return;
	pthread_mutex_lock(&ahead->mutex);
	ahead->is_over = true;
	pthread_cond_signal(&ahead->moved);
	pthread_mutex_unlock(&ahead->mutex);
	pthread_join(ahead->thread, NULL);
	pthread_cond_destroy(&ahead->moved);
	pthread_mutex_destroy(&ahead->mutex);
	free(ahead);
}
