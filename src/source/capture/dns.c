/*
 * dns - see dns.h.
 */
#include "source/capture/dns.h"

#include <string.h>

#include "source/capture/bytes.h"

enum { HEADER = 12, LONGEST_NAME = 255 /* bytes in a message */ };

bool dns_begin(struct dns *dns, const uint8_t *message, size_t len)
{
	if (len < HEADER)
		return false;
	*dns = (struct dns){
		.message = message,
		.len = len,
		.at = HEADER,
		.id = be16(message),
		.is_answer = message[2] & 0x80,
		.opcode = message[2] >> 3 & 15,
		.rcode = message[3] & 15,
		.n_questions = be16(message + 4),
		.n_answers = be16(message + 6),
	};
	return true;
}

static void add_label(struct dns_name *name, const uint8_t *label, size_t len)
{
	if (name->len > 0)
		name->text[name->len++] = '.';
	for (size_t i = 0; i < len; i++) {
		if (label[i] == '.' || label[i] == '\\')
			name->text[name->len++] = '\\';
		name->text[name->len++] = (char)label[i];
	}
}

/*
 * A name, and where what follows it begins. A pointer must lead back before the part
 * that it is in, so that no two of them can go round; nor is a name longer than it may.
 */
static bool read_name(const struct dns *dns, size_t at, struct dns_name *name,
		      size_t *end)
{
	size_t part = at, n_bytes = 1;
	bool has_jumped = false;

	name->len = 0;
	while (at < dns->len) {
		size_t len = dns->message[at];

		if (len == 0) {
			if (!has_jumped)
				*end = at + 1;
			if (name->len == 0)
				name->text[name->len++] = '.';
			return true;
		}
		if (len >> 6 == 3) {
			size_t target;

			if (dns->len - at < 2)
				return false;
			target = be16(dns->message + at) & 0x3fff;
			if (!has_jumped)
				*end = at + 2;
			if (target >= part)
				return false;
			has_jumped = true;
			part = at = target;
			continue;
		}
		n_bytes += len + 1;
		if (len >> 6 != 0 || n_bytes > LONGEST_NAME || dns->len - at <= len)
			return false;
		add_label(name, dns->message + at + 1, len);
		at += len + 1;
	}
	return false;
}

bool dns_next_question(struct dns *dns, struct dns_question *question)
{
	size_t at;

	if (dns->n_questions == 0 || !read_name(dns, dns->at, &question->name, &at) ||
	    dns->len - at < 4)
		return false;
	question->type = be16(dns->message + at);
	question->class = be16(dns->message + at + 2) & 0x7fff;
	dns->at = at + 4;
	dns->n_questions--;
	return true;
}

bool dns_next_answer(struct dns *dns, struct dns_record *record)
{
	const uint8_t *fixed;
	size_t at;

	if (dns->n_questions > 0 || dns->n_answers == 0 ||
	    !read_name(dns, dns->at, &record->name, &at) || dns->len - at < 10)
		return false;
	fixed = dns->message + at;
	record->type = be16(fixed);
	record->class = be16(fixed + 2) & 0x7fff;
	record->ttl_s = be32(fixed + 4);
	record->data_len = be16(fixed + 8);
	record->data_at = at + 10;
	if (record->data_len > dns->len - record->data_at)
		return false;
	dns->at = record->data_at + record->data_len;
	dns->n_answers--;
	return true;
}

bool dns_address(const struct dns *dns, const struct dns_record *record,
		 struct address *address)
{
	const uint8_t *data = dns->message + record->data_at;

	if (record->class != DNS_CLASS_IN)
		return false;
	if (record->type == DNS_TYPE_A && record->data_len == 4) {
		memset(address->bytes, 0, 10);
		memset(address->bytes + 10, 0xff, 2);
		memcpy(address->bytes + 12, data, 4);
		return true;
	}
	if (record->type != DNS_TYPE_AAAA || record->data_len != 16)
		return false;
	memcpy(address->bytes, data, 16);
	return true;
}

bool dns_alias(const struct dns *dns, const struct dns_record *record,
	       struct dns_name *name)
{
	size_t end;

	return record->type == DNS_TYPE_CNAME && record->class == DNS_CLASS_IN &&
	       read_name(dns, record->data_at, name, &end) &&
	       end <= record->data_at + record->data_len;
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool dns_name_is(const struct dns_name *a, const struct dns_name *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++) {
		if (small(a->text[i]) != small(b->text[i]))
			return false;
	}
	return true;
}

bool dns_answers_begin(struct dns_answers *answers, const uint8_t *message, size_t len)
{
	struct dns_question question;

	if (!dns_begin(&answers->dns, message, len) || !answers->dns.is_answer ||
	    answers->dns.opcode != 0)
		return false;
	answers->was_asked = false;
	answers->n_names = 0;
	while (dns_next_question(&answers->dns, &question)) {
		if (answers->was_asked) /* no resolver answers two at once */
			continue;
		answers->was_asked = true;
		answers->asked = answers->names[answers->n_names++] = question.name;
	}
	return answers->dns.n_questions == 0;
}

static bool leads_to(const struct dns_answers *answers, const struct dns_name *name)
{
	for (size_t i = 0; i < answers->n_names; i++) {
		if (dns_name_is(&answers->names[i], name))
			return true;
	}
	return false;
}

bool dns_answers_next(struct dns_answers *answers, struct address *address,
		      const struct dns_name **name)
{
	struct dns_record record;

	while (dns_next_answer(&answers->dns, &record)) {
		if (!answers->was_asked) {
			answers->asked = record.name;
		} else if (!leads_to(answers, &record.name)) {
			continue;
		} else if (answers->n_names < DNS_ALIASES &&
			   dns_alias(&answers->dns, &record,
				     &answers->names[answers->n_names])) {
			answers->n_names++;
			continue;
		}
		if (dns_address(&answers->dns, &record, address)) {
			*name = &answers->asked;
			return true;
		}
	}
	return false;
}
