/*
 * check_remotes - see check_remotes.h.
 */
#include "check_remotes.h"

#include <netinet/in.h>
#include <stdlib.h>

void check_remotes_init(struct check_remotes *remotes, const struct config *config,
			const struct intel *intel)
{
	*remotes = (struct check_remotes){ .config = config, .intel = intel };
	index_init(&remotes->index);
}

void check_remotes_free(struct check_remotes *remotes)
{
	free(remotes->inside);
	index_free(&remotes->index);
}

static uint64_t hash(const struct index *index, const struct address *address)
{
	return index_hash_bytes(index->seed, address->bytes, sizeof(address->bytes));
}

static uint64_t hash_of(const struct index *index, const void *elements, uint32_t number)
{
	const struct address *addresses = elements;

	return hash(index, &addresses[number]);
}

static bool is_same(const void *elements, uint32_t number, const void *key)
{
	const struct address *addresses = elements;

	return address_compare(&addresses[number], key) == 0;
}

static void leave_out(struct check_remotes *remotes, const struct address *address)
{
	uint64_t at = hash(&remotes->index, address);

	if (index_find(&remotes->index, at, is_same, remotes->inside, address) !=
	    INDEX_NONE)
		return;
	remotes->inside = memory_grow(remotes->inside, remotes->n_inside,
				      &remotes->capacity, sizeof(*remotes->inside));
	remotes->inside[remotes->n_inside] = *address;
	index_add(&remotes->index, at, (uint32_t)remotes->n_inside++, hash_of,
		  remotes->inside);
}

bool check_remotes_want(void *context, const struct address *remote, uint16_t port)
{
	struct check_remotes *remotes = context;
	const struct config *config = remotes->config;

	(void)port;
	if (config->with_inside || inside_is_left_for(&config->inside, remote) ||
	    (remotes->intel && intel_reports(remotes->intel, remote, INTEL_ANY_PORT)))
		return true;
	leave_out(remotes, remote);
	return false;
}

struct mentioning {
	const struct config *config;
	struct mentions *mentions;
};

/* By which port the remote is called, or calls; that of a list has no time. */
static void mention(void *context, const struct program_socket *socket, bool is_called)
{
	const struct mentioning *mentioning = context;
	const struct config *config = mentioning->config;
	struct mention mention = mention_nothing();

	if (config->srcs != config->dsts && config->srcs != is_called)
		return;
	mention.has_address = true;
	mention.address = socket->remote;
	mention.calls = is_called;
	mention.port = is_called ? socket->local_port : socket->remote_port;
	mention.protocol = socket->protocol == IPPROTO_TCP ? "tcp" : "udp";
	if (config->watch_s > 0) { /* one look tells of no time but now */
		mention.first.us = socket->first_us;
		mention.last.us = socket->last_us;
	}
	mentions_add(mentioning->mentions, &mention);
}

void check_remotes_mention(const struct check_remotes *remotes,
			   const struct programs *programs, struct mentions *mentions)
{
	struct mentioning mentioning = { remotes->config, mentions };

	programs_each_socket(programs, mention, &mentioning);
}
