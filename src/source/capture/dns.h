/*
 * dns - messages of the domain name system, as they are in a packet (RFC 1035; also of
 * multicast DNS and LLMNR, which look the same).
 */
#ifndef CAPTURE_DNS_H
#define CAPTURE_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/address.h"

/* A name as people write it, "www.example.com", without the dot of the root, which is
 * "." itself; any bytes. A dot or backslash in a label has a backslash before it, so that
 * nobody can make one name look like another. */
enum { DNS_NAME_MOST = 2 * 255 };
struct dns_name {
	size_t len;
	char text[DNS_NAME_MOST];
};

enum {
	DNS_TYPE_A = 1,
	DNS_TYPE_CNAME = 5,
	DNS_TYPE_AAAA = 28,
	DNS_CLASS_IN = 1,
};

struct dns_question {
	struct dns_name name;
	uint16_t type;
	uint16_t class;
};

struct dns_record {
	struct dns_name name;
	uint16_t type;
	uint16_t class; /* without the bit that multicast DNS puts in it */
	uint32_t ttl_s;
	size_t data_at; /* in the message */
	size_t data_len;
};

/* A message and how far it was read. */
struct dns {
	const uint8_t *message; /* borrowed */
	size_t len;
	size_t at;
	uint16_t id;
	bool is_answer;
	uint8_t opcode; /* 0: a query */
	uint8_t rcode;
	uint16_t n_questions; /* that are still to be read */
	uint16_t n_answers;   /* likewise */
};

/* False: it is too short to be one. */
bool dns_begin(struct dns *dns, const uint8_t *message, size_t len);

/* The questions, then the records of the answers; false when there are no more, or what
 * follows can't be read. */
bool dns_next_question(struct dns *dns, struct dns_question *question);
bool dns_next_answer(struct dns *dns, struct dns_record *record);

/* What a record leads to; false: it is of another kind. */
bool dns_address(const struct dns *dns, const struct dns_record *record,
		 struct address *address);
bool dns_alias(const struct dns *dns, const struct dns_record *record,
	       struct dns_name *name);

/* Whatever the case of its letters. */
bool dns_name_is(const struct dns_name *a, const struct dns_name *b);

/*
 * The addresses in an answer that the name asked for leads to, over aliases: the next
 * one, and of which name. Aliases must stand before what they lead to, as resolvers of
 * programs want it too. Where nothing is asked, as in what multicast DNS announces, each
 * record's own name counts. At most DNS_ALIASES of them are followed.
 */
enum { DNS_ALIASES = 16 };
struct dns_answers {
	struct dns dns;
	bool was_asked;
	struct dns_name asked; /* if it was */
	size_t n_names;
	struct dns_name names[DNS_ALIASES]; /* it, and what it is an alias of */
};

bool dns_answers_begin(struct dns_answers *answers, const uint8_t *message, size_t len);
bool dns_answers_next(struct dns_answers *answers, struct address *address,
		      const struct dns_name **name);

#endif
