/*
 * server - the Elasticsearch or OpenSearch that the configuration names: where it
 * is, how one gets in, how it is asked, and what its refusals mean. For the source
 * that reads from it and the exporter that writes to it.
 */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "core/http.h"
#include "core/json.h"
#include "core/memory.h"
#include "model/config.h"

struct server {
	const struct config *config;
	struct arena *arena;	     /* of the run: texts are kept there */
	struct http_options options; /* for http_new() */
	bool writes; /* set after server_open(): what errors are to advise */
};

/* Reads the configuration and opens the tunnel that it asks for, if it does.
 * server_close() is due in any case. */
int server_open(struct server *server, const struct config *config, struct arena *arena,
		struct error *err);

/* Warns of what makes the way there unsafe. Once a run: it may be opened to read, to
 * write, and again when it was lost. */
void server_warn(const struct config *config, struct arena *arena);

/* After the connections: the tunnel may be their way. */
void server_close(struct server *server);

/*
 * One request whose whole reply is read for `paths` (all of the reply is one
 * record). A status other than 2xx is an error that tells the server's reason.
 */
struct server_question {
	const char *method;
	const char *path;
	const char *index; /* what it is about, for errors */
	const char *body;
	bool opens; /* what is to be closed, see http.h */
	const char *const *paths;
	size_t n_paths;
	struct value *answers; /* n_paths of them; copied into the arena */
	long status;	       /* set: of the reply, 0 if none came */
	double bytes_a_second; /* set by server_ask_text(): see http.h */
};
int server_ask(const struct server *server, struct http *http,
	       struct server_question *question, struct arena *arena, struct error *err);

/* Likewise, for the whole reply as a text of the arena; of the question only
 * method, path, index and body are looked at. */
int server_ask_text(const struct server *server, struct http *http,
		    struct server_question *question, const char **text,
		    struct arena *arena, struct error *err);

/* What to do about a status; "" if nothing is known to help. Begins with "; ". */
const char *server_advice(const struct server *server, long status);

/* The error of a reply about an index that is not 2xx, with what to do about it. */
int server_refused(const struct server *server, const char *index,
		   const struct http_reply *reply, struct error *err);

/*
 * What another try may mend. Tries are counted from 1; the pauses after 1 to 8 add
 * up to two minutes, in which a node can restart. A server's Retry-After is
 * honoured up to two minutes as well.
 */
enum { SERVER_MOST_TRIES = 9 };
bool server_may_recover(const struct http_reply *reply);
int64_t server_pause_after(int try, int64_t retry_after_s);

/* 0, or -1 if the user did not want to wait. */
int server_wait(int64_t seconds, struct error *err);

/* Does a name fit one of several patterns joined by commas, such as
 * logstash-flow-*,zeek-*? It may be a pattern itself. "_all" is all of them. */
bool server_index_matches(const char *patterns, const char *name);

/* The part of server_open() that lives in tunnel_to.c. */
int server_open_tunnel(struct server *server, struct error *err);

#endif
