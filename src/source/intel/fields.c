/*
 * fields - see fields.h.
 */
#include "source/intel/fields.h"

#include <string.h>
#include <strings.h>

#include "model/timestamp.h"

enum { MOST_NAMES = 40 };

/* Best first. */
static const char *const names[N_INTEL_FIELDS][MOST_NAMES] = {
	[FIELD_PATTERN] = { "pattern" },
	[FIELD_VALUE] = { "indicator",
			  "ioc_value",
			  "ioc",
			  "value",
			  "dst_ip",
			  "dest_ip",
			  "dstip",
			  "destination_ip",
			  "destination.ip",
			  "ip_address",
			  "ipaddress",
			  "ip",
			  "ip_addr",
			  "address",
			  "addr",
			  "network",
			  "cidr",
			  "subnet",
			  "netblock",
			  "url",
			  "domain",
			  "domain_name",
			  "fqdn",
			  "hostname",
			  "host",
			  "ja3_md5",
			  "ja3_hash",
			  "ja3",
			  "ja4_hash",
			  "ja4_fingerprint",
			  "ja4",
			  "observable",
			  "src_ip",
			  "source_ip",
			  "source.ip" },
	[FIELD_TYPE] = { "ioc_type", "indicator_type", "type" },
	[FIELD_PORT] = { "dst_port", "dest_port", "dstport", "destination_port", "port" },
	[FIELD_WHAT] = { "malware_printable",
			 "malware",
			 "malware_family",
			 "fk_malware",
			 "signature",
			 "threat",
			 "threat_name",
			 "listingreason",
			 "meta.desc",
			 "description",
			 "info",
			 "threat_type",
			 "name",
			 "title",
			 "tags",
			 "tag",
			 "comment",
			 "category",
			 "source",
			 "meta.source",
			 "confidence",
			 "confidence_level",
			 "score" },
	[FIELD_FOR_DETECTION] = { "to_ids", "is_active" },
	[FIELD_WITHDRAWN] = { "deleted", "revoked" },
	[FIELD_EXPIRES] = { "valid_until", "expiration", "expiration_date" },
	[FIELD_ID] = { "id" },
};

/* Ranks of FIELD_VALUE that only feeds use, up to "ioc". */
enum { LAST_PLAIN = 3 };

/* Kinds of things that flows show, as feeds call them. */
static const char *const types[] = {
	"ip-dst",
	"ip-src",
	"ip-dst|port",
	"ip-src|port",
	"domain",
	"domain|ip",
	"hostname",
	"hostname|port",
	"url",
	"uri",
	"ja3-fingerprint-md5",
	"ip:port",
	"ipv4",
	"ipv6",
	"ip",
	"cidr",
	"network",
	"ipv4-cidr",
	"fqdn",
	"host",
	"ja3",
	"Intel::ADDR",
	"Intel::SUBNET",
	"Intel::DOMAIN",
	"Intel::URL",
	"Intel::JA3",
	"ja4",
	"ja4-fingerprint",
	"Intel::JA4",
};

static bool is_text(struct value value, const char *text)
{
	return value.len == strlen(text) && strncasecmp(value.text, text, value.len) == 0;
}

bool fields_find(struct value name, enum intel_field *field, int *rank)
{
	for (size_t i = 0; i < N_INTEL_FIELDS; i++) {
		for (int j = 0; j < MOST_NAMES && names[i][j]; j++) {
			if (!is_text(name, names[i][j]))
				continue;
			*field = (enum intel_field)i;
			*rank = j + 1;
			return true;
		}
	}
	return false;
}

bool fields_is_plain(int rank)
{
	return rank <= LAST_PLAIN;
}

void fields_clear(struct fields *fields)
{
	for (size_t i = 0; i < N_INTEL_FIELDS; i++)
		fields->texts[i].rank = 0;
}

static bool says_nothing(struct value text)
{
	return text.len == 0 || is_text(text, "none") || is_text(text, "null") ||
	       is_text(text, "n/a") || is_text(text, "-");
}

void fields_put(struct fields *fields, enum intel_field field, int rank,
		struct value text)
{
	struct field_text *at = &fields->texts[field];

	if (says_nothing(text) || (at->rank > 0 && at->rank <= rank))
		return;
	at->len = text.len < FIELD_TEXT ? text.len : FIELD_TEXT;
	memcpy(at->text, text.text, at->len);
	at->rank = rank;
}

struct value fields_get(const struct fields *fields, enum intel_field field)
{
	const struct field_text *at = &fields->texts[field];

	return at->rank > 0 ? (struct value){ at->text, at->len }
			    : (struct value){ "", 0 };
}

static bool is_true(struct value text)
{
	return is_text(text, "true") || is_text(text, "1") || is_text(text, "yes");
}

static bool has_word(struct value text, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= text.len; i++) {
		if (strncasecmp(text.text + i, word, len) == 0)
			return true;
	}
	return false;
}

/* A "type" of a table may be anything: a botnet, say. */
static bool is_of_no_flow(struct value type)
{
	static const char *const words[] = { "hash",  "md5",	"sha1",	  "sha2",
					     "mail",  "file",	"link",	  "yara",
					     "mutex", "regkey", "comment" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (has_word(type, words[i]))
			return true;
	}
	return false;
}

static bool is_known_type(struct value type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (is_text(type, types[i]))
			return true;
	}
	return false;
}

/* What nobody is to be warned of. */
static bool is_off(const struct fields *fields)
{
	struct value detect = fields_get(fields, FIELD_FOR_DETECTION);

	return (detect.len > 0 && !is_true(detect)) ||
	       is_true(fields_get(fields, FIELD_WITHDRAWN));
}

/* A time that can't be read is as good as none. */
static bool has_expired(const struct fields *fields, const struct reading *reading)
{
	struct value expires = fields_get(fields, FIELD_EXPIRES);
	int64_t time_us;

	return expires.len > 0 &&
	       timestamp_parse(expires.text, expires.len, &time_us) == TIMESTAMP_OK &&
	       time_us <= intel_now(reading->intel);
}

/* An observation of STIX is called like an attribute of MISP, but accuses nobody. */
static bool is_of_stix(const struct fields *fields)
{
	struct value id = fields_get(fields, FIELD_ID);

	for (size_t i = 0; i + 1 < id.len; i++) {
		if (id.text[i] == '-' && id.text[i + 1] == '-')
			return true;
	}
	return false;
}

/* "1.2.3.4" and "443" in two columns. */
static void report_with_port(struct value value, struct value port, struct value what,
			     struct reading *reading)
{
	char both[FIELD_TEXT + 8];

	if (port.len == 0 || port.len > 5 || value.len > FIELD_TEXT ||
	    memchr(value.text, '|', value.len)) {
		reading_take(reading, value, what);
		return;
	}
	memcpy(both, value.text, value.len);
	both[value.len] = '|';
	memcpy(both + value.len + 1, port.text, port.len);
	reading_take(reading, (struct value){ both, value.len + 1 + port.len }, what);
}

void fields_report(const struct fields *fields, struct value said_above,
		   struct reading *reading)
{
	struct value value = fields_get(fields, FIELD_VALUE);
	struct value type = fields_get(fields, FIELD_TYPE);
	struct value what = fields_get(fields, FIELD_WHAT);
	struct value pattern = fields_get(fields, FIELD_PATTERN);

	if (said_above.len > 0 && what.len == 0)
		what = said_above;
	if ((pattern.len == 0 && value.len == 0) || is_off(fields)) {
		reading->n_other += pattern.len + value.len > 0;
		return;
	}
	if (has_expired(fields, reading)) {
		reading->n_expired++;
		return;
	}
	if (pattern.len > 0 && is_text(type, "indicator"))
		pattern_report(pattern, what, reading);
	else if (value.len == 0 || is_of_stix(fields) ||
		 (type.len > 0 && !is_known_type(type) &&
		  (fields->strict || is_of_no_flow(type))))
		reading->n_other++;
	else if (type.len > 0 || !fields->only_typed)
		report_with_port(value, fields_get(fields, FIELD_PORT), what, reading);
}
