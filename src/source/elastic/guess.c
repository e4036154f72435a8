/*
 * guess - see guess.h. A name is cut into words (source.ip, srcIp,
 * src_ip); a row below says which words tell who is meant and which what of it, and
 * each word that says neither makes the name less likely.
 */
#include "source/elastic/guess.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
	MOST_WORDS = 12,
	WORD_SIZE = 24,
	LEAST_SCORE = 55, /* below it a name is nonsense as often as not */
	WITHIN = 25,	  /* of the best; others would only confuse */
	/* what makes a name less likely: */
	PER_RANK = 2,	/* a word further down the list */
	JOINED = 3,	/* srcip, not src_ip */
	BY_TYPE = 12,	/* nothing says what it is but the type */
	POOR_TYPE = 30, /* kept by a mapping that nobody made */
	STRANGE = 12,	/* a word that says something else */
	USUAL = 1,	/* a word that says nothing */
	AGAINST = 60,	/* a word of another thing */
};

enum {
	NUMBERS = MAPPED_INTEGER | MAPPED_REAL | MAPPED_BLURRED,
	TEXTS = MAPPED_KEYWORD | MAPPED_TEXT,
};

#define SOURCE_WORDS "source src orig originator original client initiator s"
#define DESTINATION_WORDS "destination dest dst resp responder respond server target d"
#define ADDRESS_WORDS "ip h addr address ipv4 ip4 ipv6 ip6"

/* What stands before a flow's fields in one ecosystem or the other. */
static const char usual[] =
	"id ids flow flows event events conn connection network net netflow ipfix sflow "
	"data eve suricata zeek bro json packet packets session traffic transport l3 l4 "
	"layer3 "
	"layer4 time timestamp switched milliseconds seconds fields record total stats";

/* What else has addresses, ports and times. */
static const char others[] =
	"nat xlate translated post mac geo name domain hostname mask prefix as asn whois "
	"tunnel "
	"inner outer dhcp dns http tls ssl smb ssh rdp smtp ftp snmp x509 certificate "
	"threat indicator enrichments "
	"related resolved answers forwarded process file user host hash package registry "
	"observer agent ecs cloud container url email rule service alert created "
	"ingested "
	"modified accessed expires uptime boot response request body missed missing";

struct role {
	enum record_field field;
	int base;
	unsigned good;	  /* types that it should have */
	unsigned poor;	  /* types that it may have all the same */
	const char *who;  /* words, the best first; one has to be there. NULL: none has */
	const char *what; /* likewise */
	const char *against; /* besides `others`; NULL: nothing */
};

static const struct role roles[] = {
	{ RECORD_SRC, 100, MAPPED_IP, TEXTS, SOURCE_WORDS, ADDRESS_WORDS, NULL },
	{ RECORD_DST, 100, MAPPED_IP, TEXTS, DESTINATION_WORDS, ADDRESS_WORDS, NULL },
	{ RECORD_PORT, 100, MAPPED_INTEGER, TEXTS | MAPPED_REAL | MAPPED_BLURRED,
	  DESTINATION_WORDS, "port p", SOURCE_WORDS },
	{ RECORD_TIME, 100, MAPPED_DATE, TEXTS | NUMBERS, "start begin first starttime",
	  NULL, "end last seen" },
	/* Where nothing says so: Zeek's ts is when a connection began. */
	{ RECORD_TIME, 70, MAPPED_DATE | NUMBERS, 0, NULL, "ts timestamp",
	  "write end last" },
	{ RECORD_LOGGED, 100, MAPPED_DATE, NUMBERS, NULL, "timestamp ts time",
	  "end last stop duration" },
	{ RECORD_BYTES, 100, MAPPED_INTEGER, TEXTS | MAPPED_REAL | MAPPED_BLURRED,
	  "toserver " SOURCE_WORDS, "bytes octets", DESTINATION_WORDS },
	/* Of a record that has but one direction. */
	{ RECORD_BYTES, 66, MAPPED_INTEGER, 0, NULL, "bytes octets",
	  "toclient " DESTINATION_WORDS },
	{ RECORD_BYTES_IN, 100, MAPPED_INTEGER, TEXTS | MAPPED_REAL | MAPPED_BLURRED,
	  "toclient " DESTINATION_WORDS, "bytes octets", SOURCE_WORDS },
	{ RECORD_END, 100, MAPPED_DATE, TEXTS | NUMBERS, "end last stop endtime", NULL,
	  "start first seen" },
	{ RECORD_DURATION, 100, NUMBERS, TEXTS, NULL, "duration age", NULL },
	{ RECORD_STATE, 100, TEXTS, 0, "conn connection", "state", NULL },
	{ RECORD_STATE, 100, TEXTS, 0, "flow", "reason", NULL },
	{ RECORD_PROTOCOL, 100, TEXTS, 0, NULL, "transport proto", "app application" },
	{ RECORD_ID, 100, TEXTS | MAPPED_INTEGER, 0, "flow session connection conn", "id",
	  "community parent" },
	{ RECORD_ID, 100, TEXTS, 0, NULL, "uid", "group owner parent" },
	{ RECORD_EVENT, 100, TEXTS, 0, "event", "dataset type", NULL },
	{ RECORD_EVENT, 90, TEXTS, 0, NULL, "_path", NULL },
	{ RECORD_EVENT, 80, TEXTS, 0, "event", "action", NULL },
	{ RECORD_EVENT, 70, TEXTS, 0, NULL, "type", NULL },
};

enum { N_ROLES = sizeof(roles) / sizeof(*roles) };

struct words {
	char word[MOST_WORDS][WORD_SIZE];
	size_t n;
};

/* A name is cut at what is no letter, and before a capital after a small one. What
 * begins with '_' keeps it: Zeek's _path is another thing than a path. */
static struct words cut(const char *name)
{
	struct words words = { .n = 0 };
	size_t len = 0;

	for (const char *at = name; *at && words.n < MOST_WORDS; at++) {
		bool is_first = at == name && *at == '_';
		bool begins = at > name && isupper((unsigned char)*at) &&
			      islower((unsigned char)at[-1]);

		if (len > 0 && (begins || !isalnum((unsigned char)*at))) {
			words.n++;
			len = 0;
		}
		if ((isalnum((unsigned char)*at) || is_first) && words.n < MOST_WORDS &&
		    len < WORD_SIZE - 1) {
			words.word[words.n][len++] = (char)tolower((unsigned char)*at);
			words.word[words.n][len] = '\0';
		}
	}
	if (len > 0)
		words.n++;
	return words;
}

/* The word's place in a list joined by blanks, or -1. */
static int place(const char *list, const char *word, size_t len)
{
	int rank = 0;

	for (const char *at = list; at && *at; rank++) {
		size_t n = strcspn(at, " ");

		if (n == len && strncmp(at, word, len) == 0)
			return rank;
		at += n + strspn(at + n, " ");
	}
	return -1;
}

/* srcip, dstport: both in one word. */
static bool is_joined(const struct role *role, const char *word, int *who, int *what)
{
	size_t len = strlen(word);

	/* "sip" is a protocol, "sh" a shell. */
	for (size_t i = 1; role->who && role->what && len > 3 && i < len; i++) {
		int first = place(role->who, word, i);
		int second = place(role->what, word + i, len - i);

		if (first < 0 || second < 0)
			continue;
		*who = first;
		*what = second;
		return true;
	}
	return false;
}

/* How much less likely one word makes it; notes what the word says. */
static int judge(const struct role *role, const char *word, int *who, int *what)
{
	size_t len = strlen(word);
	int rank;

	if (place(role->against, word, len) >= 0)
		return AGAINST;
	rank = place(role->who, word, len);
	if (rank >= 0 && *who < 0) {
		*who = rank;
		return rank * PER_RANK;
	}
	rank = place(role->what, word, len);
	if (rank >= 0 && *what < 0) {
		*what = rank;
		return rank * PER_RANK;
	}
	if (place(others, word, len) >= 0)
		return AGAINST;
	if (is_joined(role, word, who, what))
		return JOINED + (*who + *what) * PER_RANK;
	return place(usual, word, len) >= 0 ? USUAL : STRANGE;
}

static int score(const struct role *role, const struct mapped_field *field,
		 const struct words *words)
{
	int sum = role->base, who = -1, what = -1;

	if (!(field->types & (role->good | role->poor)))
		return 0;
	if (!(field->types & role->good))
		sum -= POOR_TYPE;
	if (*field->name == '@') /* of two, @timestamp is the one that everybody means */
		sum++;
	for (size_t i = 0; i < words->n; i++)
		sum -= judge(role, words->word[i], &who, &what);
	if (role->who && who < 0)
		return 0;
	if (role->what && what < 0) {
		if (!(field->types & MAPPED_IP))
			return 0;
		sum -= BY_TYPE;
	}
	return sum;
}

/* A copy of another field, under which the plan finds it by itself. */
static bool is_variant(const struct elastic_mapping *mapping, const char *name)
{
	const char *dot = strrchr(name, '.');
	char base[256];

	if (!dot || (size_t)(dot - name) >= sizeof(base))
		return false;
	snprintf(base, sizeof(base), "%.*s", (int)(dot - name), name);
	return elastic_mapping_types(mapping, base) != 0;
}

struct guesses {
	const char *names[ELASTIC_MOST_GUESSES];
	int scores[ELASTIC_MOST_GUESSES];
	size_t n;
};

/* Of equals the shorter name, and then the first by the alphabet: the order of the
 * reply is anybody's. */
static bool is_better(int sum, const char *name, int than, const char *other)
{
	size_t len = strlen(name), other_len = strlen(other);

	if (sum != than)
		return sum > than;
	return len != other_len ? len < other_len : strcmp(name, other) < 0;
}

/* Its place among the best; ELASTIC_MOST_GUESSES: it has none. */
static size_t place_among(const struct guesses *guesses, const char *name, int sum)
{
	size_t at = guesses->n;

	while (at > 0 &&
	       is_better(sum, name, guesses->scores[at - 1], guesses->names[at - 1]))
		at--;
	return at;
}

static void insert(struct guesses *guesses, size_t at, const char *name, int sum)
{
	if (guesses->n < ELASTIC_MOST_GUESSES)
		guesses->n++;
	for (size_t i = guesses->n - 1; i > at; i--) {
		guesses->names[i] = guesses->names[i - 1];
		guesses->scores[i] = guesses->scores[i - 1];
	}
	guesses->names[at] = name;
	guesses->scores[at] = sum;
}

static int best_score(const struct mapped_field *field, enum record_field which)
{
	struct words words = cut(field->name);
	int best = 0;

	for (size_t i = 0; i < N_ROLES; i++) {
		int sum = roles[i].field == which ? score(&roles[i], field, &words) : 0;

		best = sum > best ? sum : best;
	}
	return best;
}

size_t elastic_guess(const struct elastic_mapping *mapping, enum record_field field,
		     const char *names[ELASTIC_MOST_GUESSES])
{
	struct guesses guesses = { .n = 0 };
	size_t n = 0;

	for (size_t i = 0; i < mapping->n; i++) {
		const char *name = mapping->fields[i].name;
		int sum = best_score(&mapping->fields[i], field);
		size_t at = place_among(&guesses, name, sum);

		/* Last, as it goes through all fields. */
		if (sum >= LEAST_SCORE && at < ELASTIC_MOST_GUESSES &&
		    !is_variant(mapping, name))
			insert(&guesses, at, name, sum);
	}
	while (n < guesses.n && guesses.scores[n] >= guesses.scores[0] - WITHIN) {
		names[n] = guesses.names[n];
		n++;
	}
	return n;
}

const char *elastic_guess_text(const struct elastic_mapping *mapping,
			       enum record_field field, struct arena *arena)
{
	const char *names[ELASTIC_MOST_GUESSES];
	size_t n = elastic_guess(mapping, field, names);
	const char *text = n > 0 ? names[0] : NULL;

	for (size_t i = 1; i < n; i++)
		text = arena_print(arena, "%s%s%s", text, i + 1 < n ? ", " : " or ",
				   names[i]);
	return text;
}
