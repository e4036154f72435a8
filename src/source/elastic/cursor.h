/*
 * cursor - how one goes through the records of a window page by page: by a
 * scroll, which every version has and which is fastest; or by a point in time and
 * search_after, for servers without scrolls (Amazon's OpenSearch Serverless).
 */
#ifndef ELASTIC_CURSOR_H
#define ELASTIC_CURSOR_H

#include "source/elastic/elastic.h"

enum { CURSOR_PAGE = 10000 }; /* index.max_result_window, the most a page may hold */

struct cursor_request {
	const char *path;
	const char *body;
};

struct cursor {
	struct elastic *elastic;
	const struct elastic_window *window;
	const char *index;
	/* Of the drain; what is made for each page is freed earlier */
	struct arena *arena;
	struct arena page;
	struct cursor_request request;
	bool is_pit;
	struct value id; /* of the scroll or point in time, the latest; text NULL: none */
	long status;	 /* of the last page's reply; 0: none came. The drain sets it */

	/* Of a point in time: */
	bool by_time;	   /* the order may have equals, see cursor_look() */
	const char *after; /* sort value behind which the next page begins; NULL: first */
	const char *held;  /* sort value of hits that come again; NULL: none do */
	bool is_stuck;	   /* the page does not say where the next one begins */
};

void cursor_init(struct cursor *cursor, struct elastic *elastic,
		 const struct elastic_window *window, const char *index,
		 struct arena *arena);

/* Before the first page. */
int cursor_open(struct cursor *cursor, struct http *http, struct drain_outcome *outcome,
		struct error *err);

/* The first page was refused: is there another way? Then it was opened. */
bool cursor_try_other(struct cursor *cursor, struct http *http,
		      const struct error *refusal);

/* Asks for the next page; valid until the next call. */
const struct cursor_request *cursor_next(struct cursor *cursor);

/* Can cursor_next() be called before this page is read? */
bool cursor_is_foreseen(const struct cursor *cursor, const char *page, size_t len);

/* Before a page is read: sees where the next one will begin. */
int cursor_look(struct cursor *cursor, const char *page, size_t len, struct error *err);

/* Is the hit to be taken now, or does it come again with the next page? */
bool cursor_passes(const struct cursor *cursor, struct value sort);

/* After it was read: the ids in it. */
void cursor_learn(struct cursor *cursor, struct value scroll_id, struct value pit_id);

/* Before a page that is not the first: is it known where it begins? Else the same
 * page would come again, and its flows would count twice. */
int cursor_check_next(const struct cursor *cursor, struct error *err);

/* Of a first page that is not all there: the scroll it opened is to be closed. */
void cursor_glean(struct cursor *cursor, const char *page, size_t len);

/* Frees what the server holds: by its id, another user's is none of our business. */
void cursor_close(struct cursor *cursor, struct http *http);

#endif
