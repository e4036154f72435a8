/*
 * abuseipdb - AbuseIPDB: how sure it is, in percent, that an address does harm, out of
 * the reports of the last 90 days. https://docs.abuseipdb.com/#check-endpoint
 */
#include "enrich/services/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "enrich/services/reply.h"

/* A single report gives a few percent, and many an honest host has one. */
enum { LEAST_SCORE = 25 };

enum { SCORE, REPORTS, WHITELISTED, N_PATHS };

static const char *const paths[N_PATHS] = {
	[SCORE] = "data.abuseConfidenceScore",
	[REPORTS] = "data.totalReports",
	[WHITELISTED] = "data.isWhitelisted",
};

static void abuseipdb_path(const struct subject *subject, char path[SERVICE_PATH])
{
	char address[ADDRESS_TEXT];
	int len =
		snprintf(path, SERVICE_PATH, "/api/v2/check?maxAgeInDays=90&ipAddress=");
	char *at = path + len;

	/* In a query the colons of IPv6 are to be escaped. */
	for (const char *c = address_format(&subject->address, address); *c; c++)
		at += sprintf(at, *c == ':' ? "%%3A" : "%c", *c);
}

struct check {
	int64_t score;
	int64_t reports;
	bool is_whitelisted;
};

static int on_record(void *context, struct json_reader *reader)
{
	struct check *check = context;

	if (check->score >= 0)
		return 0;
	check->score = reply_number(json_value(reader, SCORE));
	check->reports = reply_number(json_value(reader, REPORTS));
	check->is_whitelisted = value_is(json_value(reader, WHITELISTED), "true");
	return 0;
}

static int abuseipdb_read(const char *body, size_t len, const struct subject *subject,
			  struct arena *arena, struct verdict *verdict, struct error *err)
{
	struct check check = { .score = -1 };
	char address[ADDRESS_TEXT];

	if (reply_read(body, len, paths, N_PATHS, NULL, on_record, NULL, &check, err) !=
	    0)
		return -1;
	if (check.score < 0 || check.score > 100)
		return reply_refuse("data.abuseConfidenceScore from 0 to 100", err);
	verdict->kind = check.is_whitelisted	     ? VERDICT_ALLOWED
			: check.score >= LEAST_SCORE ? VERDICT_BAD
						     : VERDICT_NOTHING;
	verdict->count = check.reports > 0 ? check.reports : 0;
	verdict->text =
		arena_print(arena, "%sconfidence %" PRId64 " %%, %" PRId64 " report%s",
			    check.is_whitelisted ? "whitelisted, " : "", check.score,
			    verdict->count, verdict->count == 1 ? "" : "s");
	verdict->reference = arena_print(arena, "https://www.abuseipdb.com/check/%s",
					 address_format(&subject->address, address));
	return 0;
}

/* 1,000 addresses a day are free. */
const struct service service_abuseipdb = {
	.url = "https://api.abuseipdb.com",
	.key_header = "Key",
	.needs_key = true,
	.takes_ipv6 = true,
	.at_once = 4,
	.per_second = 5,
	.path = abuseipdb_path,
	.read = abuseipdb_read,
};
