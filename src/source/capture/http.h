/*
 * http - the heads of requests and answers of HTTP/1.
 */
#ifndef CAPTURE_HTTP_H
#define CAPTURE_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/json.h"

/* All borrowed; text is NULL where there is none. */
struct http_head {
	bool is_request;
	struct value method;
	struct value url; /* as it was sent */
	struct value status;
	struct value host;
	struct value agent;
};

/* May a head begin so? A part of the beginning will do. */
bool http_may_begin(const char *text, size_t len);

/* The length of the head with the blank line that ends it; 0: it goes on. What is before
 * `from` was looked at before. */
size_t http_head_length(const char *text, size_t len, size_t from);

/* Also of one that is cut. False: it is none. */
bool http_parse(const char *text, size_t len, struct http_head *head);

#endif
