/*
 * allow_rule_parse - reads one line of an allowlist, see allow_rule.h.
 */
#include "filter/allow_rule.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "filter/allow_words.h"
#include "model/flow.h"
#include "model/timestamp.h"

static int again(const char *term, struct error *err)
{
	return error_set(err, ERROR_USAGE, "%s is given twice", term);
}

static int read_network(const char *word, const char *term, bool *has,
			struct address_network *network, struct error *err)
{
	if (*has)
		return again(term, err);
	if (!address_network_parse(word, strlen(word), network))
		return error_set(
			err, ERROR_USAGE,
			"\"%.80s\" is no address and no network such as 10.0.0.0/8",
			word);
	*has = true;
	return 0;
}

static int read_dst(const char *word, struct arena *arena, struct allow_rule *rule,
		    struct error *err)
{
	(void)arena;
	return read_network(word, "a destination", &rule->has_dst, &rule->dst, err);
}

static int read_src(const char *word, struct arena *arena, struct allow_rule *rule,
		    struct error *err)
{
	(void)arena;
	return read_network(word, "a source", &rule->has_src, &rule->src, err);
}

static bool read_port(const char **at, uint16_t *port)
{
	char *end;
	unsigned long number = strtoul(*at, &end, 10);

	if (**at < '0' || **at > '9' || number > UINT16_MAX)
		return false;
	*at = end;
	*port = (uint16_t)number;
	return true;
}

/* "443", "8000-8100", with "/tcp" or "/udp" behind. */
static bool read_port_range(const char **at, struct allow_ports *ports)
{
	if (!read_port(at, &ports->from))
		return false;
	ports->to = ports->from;
	if (**at == '-' && (++*at, !read_port(at, &ports->to)))
		return false;
	ports->protocols = 0;
	if (strncmp(*at, "/tcp", 4) == 0)
		ports->protocols = FLOW_TCP;
	else if (strncmp(*at, "/udp", 4) == 0)
		ports->protocols = FLOW_UDP;
	*at += ports->protocols ? 4 : 0;
	return ports->from <= ports->to && (**at == ',' || **at == '\0');
}

static int read_ports(const char *word, struct arena *arena, struct allow_rule *rule,
		      struct error *err)
{
	const char *at = word;

	(void)arena;
	if (rule->n_ports > 0)
		return again("port", err);
	do {
		if (rule->n_ports == ALLOW_MOST_PORTS)
			return error_set(err, ERROR_USAGE,
					 "more than %d ports: make it two rules",
					 ALLOW_MOST_PORTS);
		if (!read_port_range(&at, &rule->ports[rule->n_ports++]))
			return error_set(
				err, ERROR_USAGE,
				"\"%.80s\" is no port such as 443, 80,8000-8100 or 53/udp",
				word);
	} while (*at++ == ',');
	return 0;
}

static int read_asn(const char *word, struct arena *arena, struct allow_rule *rule,
		    struct error *err)
{
	const char *digits = word;
	char *end;
	unsigned long long number;

	(void)arena;
	if ((digits[0] == 'A' || digits[0] == 'a') &&
	    (digits[1] == 'S' || digits[1] == 's'))
		digits += 2;
	number = strtoull(digits, &end, 10);
	if (*digits < '0' || *digits > '9' || *end || number == 0 || number > UINT32_MAX)
		return error_set(err, ERROR_USAGE,
				 "\"%.80s\" is no number of a network such as AS15169",
				 word);
	if (rule->asn)
		return again("an AS number", err);
	rule->asn = (int64_t)number;
	return 0;
}

static int read_owner(const char *word, struct arena *arena, struct allow_rule *rule,
		      struct error *err)
{
	if (rule->owner)
		return again("owner", err);
	if (!*word)
		return error_set(err, ERROR_USAGE, "owner needs a name");
	rule->owner = text_lower(word, strlen(word), arena);
	return 0;
}

static bool is_plain_ascii(const char *text)
{
	while (*text && isascii((unsigned char)*text))
		text++;
	return !*text;
}

/* What can be no domain, in words; NULL: it may be one. */
static const char *wrong_with(const char *domain)
{
	struct address address;

	if (!is_plain_ascii(domain))
		return "is not as logs have names: write what begins with xn--";
	if (address_parse(domain, strlen(domain), &address))
		return "is an address, and no name";
	if (!*domain || *domain == '.' || strchr(domain, '*') || strstr(domain, ".."))
		return "is no name such as example.com or *.example.com; a * stands for whole "
		       "labels, and only at the beginning";
	return NULL;
}

/* "*.example.com" and "example.com" say the same: the domain and all below it. */
static int read_name(const char *word, struct arena *arena, struct allow_rule *rule,
		     struct error *err)
{
	const char *domain = strncmp(word, "*.", 2) == 0 ? word + 2 : word, *wrong;
	size_t len = strlen(domain);

	if (rule->domain)
		return again("name", err);
	while (len > 0 && domain[len - 1] == '.')
		len--;
	domain = text_lower(domain, len, arena);
	wrong = wrong_with(domain);
	if (wrong)
		return error_set(err, ERROR_USAGE, "\"%.80s\" %s", word, wrong);
	rule->domain = domain;
	return 0;
}

static bool read_span(const char **at, double *seconds)
{
	static const char units[] = "smhd";
	static const double sizes[] = { 1, 60, 3600, 86400 };
	const char *unit;
	char *end;

	/* strtod() takes 0x10, too. */
	if (**at < '0' || **at > '9' || tolower((unsigned char)(*at)[1]) == 'x')
		return false;
	*seconds = strtod(*at, &end);
	*at = end;
	unit = **at ? strchr(units, **at) : NULL;
	if (unit) {
		*seconds *= sizes[unit - units];
		++*at;
	}
	return isfinite(*seconds);
}

/* A single period stands for what is as near to it as clocks are: a twentieth. */
static int read_period(const char *word, struct arena *arena, struct allow_rule *rule,
		       struct error *err)
{
	const char *at = word;
	double from, to;
	bool good = read_span(&at, &from);

	(void)arena;
	if (rule->period_from_s <= rule->period_to_s)
		return again("period", err);
	to = from;
	if (good && *at == '-')
		good = (++at, read_span(&at, &to));
	else if (good) {
		from *= 0.95;
		to *= 1.05;
	}
	if (!good || *at || to < from)
		return error_set(err, ERROR_USAGE,
				 "\"%.80s\" is no period such as 60, 1000-1100 or 17m",
				 word);
	rule->period_from_s = from;
	rule->period_to_s = to;
	return 0;
}

static int read_until(const char *word, struct arena *arena, struct allow_rule *rule,
		      struct error *err)
{
	(void)arena;
	if (rule->until_us != INT64_MAX)
		return again("until", err);
	/* A bare number would be taken for seconds since 1970. */
	if (strlen(word) < 10 || !strchr(word, '-') ||
	    timestamp_parse(word, strlen(word), &rule->until_us) != TIMESTAMP_OK)
		return error_set(err, ERROR_USAGE,
				 "\"%.80s\" is no day such as 2027-01-01", word);
	return 0;
}

static const struct term {
	const char *word;
	int (*read)(const char *value, struct arena *arena, struct allow_rule *rule,
		    struct error *err);
} terms[] = {
	{ "dst", read_dst },	   { "dest", read_dst },    { "to", read_dst },
	{ "src", read_src },	   { "from", read_src },    { "port", read_ports },
	{ "as", read_asn },	   { "owner", read_owner }, { "name", read_name },
	{ "period", read_period }, { "until", read_until },
};

static bool is_as_number(const char *word)
{
	return (word[0] == 'A' || word[0] == 'a') && (word[1] == 'S' || word[1] == 's') &&
	       word[2] && strspn(word + 2, "0123456789") == strlen(word + 2);
}

/* What stands by itself tells by its look what it is. */
static int read_bare(const char *word, struct arena *arena, struct allow_rule *rule,
		     struct error *err)
{
	struct address_network network;

	if (address_network_parse(word, strlen(word), &network))
		return read_dst(word, arena, rule, err);
	if (is_as_number(word))
		return read_asn(word, arena, rule, err);
	/* 10.0.0.0/99 and 10.0.0 are mistakes, not names. */
	if (strchr(word, '.') && !strpbrk(word, "/:\"") &&
	    word[strspn(word, "0123456789.")] != '\0')
		return read_name(word, arena, rule, err);
	return error_set(
		err, ERROR_USAGE,
		"\"%.80s\" is no network, no AS number and no name; the terms are dst, from, "
		"port, as, owner, name, period and until",
		word);
}

static int read_term(struct allow_words *words, const char *word, struct allow_rule *rule,
		     struct error *err)
{
	for (size_t i = 0; i < sizeof(terms) / sizeof(*terms); i++) {
		const char *value;

		if (strcmp(word, terms[i].word) != 0)
			continue;
		value = allow_words_next(words, err);
		if (value)
			return terms[i].read(value, words->arena, rule, err);
		return err->kind != ERROR_NONE ? -1
					       : error_set(err, ERROR_USAGE,
							   "\"%s\" needs a value", word);
	}
	return read_bare(word, words->arena, rule, err);
}

static bool says_something(const struct allow_rule *rule)
{
	return rule->has_dst || rule->has_src || rule->n_ports > 0 || rule->asn ||
	       rule->owner || rule->domain || rule->period_from_s <= rule->period_to_s;
}

int allow_rule_parse(const char *line, size_t len, struct arena *arena,
		     struct allow_rule *rule, struct error *err)
{
	struct allow_words words = { line, line + len, arena };
	struct allow_rule read = { .until_us = INT64_MAX,
				   .period_from_s = 1,
				   .period_to_s = 0 };
	const char *word;
	size_t n = 0;

	*err = (struct error){ .kind = ERROR_NONE };
	if (memchr(line, '\0', len))
		return error_set(err, ERROR_USAGE, "a NUL character");
	while ((word = allow_words_next(&words, err))) {
		n++;
		if (read_term(&words, word, &read, err) != 0)
			return -1;
	}
	if (err->kind != ERROR_NONE)
		return -1;
	if (n == 0)
		return 0;
	if (!says_something(&read))
		return error_set(err, ERROR_USAGE, "it would hide every row: say which");
	allow_words_texts(&words, line, &read.text, &read.reason);
	*rule = read;
	return 1;
}
