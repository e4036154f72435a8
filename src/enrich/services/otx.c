/*
 * otx - AlienVault OTX: an address or name is bad if it is in a pulse, which is what its
 * users call a report, unless it is on OTX's own list of what is harmless ("validation").
 * https://otx.alienvault.com/assets/static/external_api.html
 */
#include "enrich/services/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "enrich/services/reply.h"

enum { MOST_NAMES = 3, MOST_CHARACTERS = 80 };

enum { PULSE_NAME, PULSE_COUNT, MESSAGE, SOURCE, TITLE, BARE, N_PATHS };

static const char *const paths[N_PATHS] = {
	[PULSE_NAME] = "pulse_info.pulses.name",
	[PULSE_COUNT] = "pulse_info.count",
	[MESSAGE] = "validation.message",
	[SOURCE] = "validation.source",
	[TITLE] = "validation.name",
	[BARE] = "validation",
};

/* Under .co.uk and the like a domain has three labels. */
static bool is_registry(const char *label, size_t len)
{
	static const char *const labels[] = { "ac",  "co", "com", "edu", "gob", "gov",
					      "go",  "gv", "ltd", "mil", "ne",	"net",
					      "nom", "or", "org", "plc", "sch" };

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
		if (strlen(labels[i]) == len && strncmp(labels[i], label, len) == 0)
			return true;
	}
	return false;
}

/*
 * OTX keeps what can be registered ("domain") apart from the names below it ("hostname").
 * Mozilla's list of public suffixes would tell for sure; the usual ones do here, since a
 * pulse of the other kind is all that is missed if they are wrong.
 */
static bool is_domain(const char *name)
{
	const char *last = strrchr(name, '.'), *before = last;

	do
		before--;
	while (before > name && *before != '.');
	if (before == name)
		return true;
	return !memchr(name, '.', (size_t)(before - name)) && strlen(last + 1) == 2 &&
	       is_registry(before + 1, (size_t)(last - before - 1));
}

static void otx_path(const struct subject *subject, char path[SERVICE_PATH])
{
	char room[ADDRESS_TEXT];
	const char *kind = "hostname";

	if (!subject->name)
		kind = address_is_ipv4(&subject->address) ? "IPv4" : "IPv6";
	else if (is_domain(subject->name))
		kind = "domain";
	snprintf(path, SERVICE_PATH, "/api/v1/indicators/%s/%s/general", kind,
		 subject_text(subject, room));
}

static const char *page_of(const struct subject *subject, struct arena *arena)
{
	char room[ADDRESS_TEXT];
	const char *kind = "hostname";

	if (!subject->name)
		kind = "ip";
	else if (is_domain(subject->name))
		kind = "domain";
	return arena_print(arena, "https://otx.alienvault.com/indicator/%s/%s", kind,
			   subject_text(subject, room));
}

struct pulses {
	struct arena *arena;
	const char *names;   /* of the first of them */
	const char *allowed; /* why; NULL: it is not */
	int64_t n;
	int64_t count; /* as the reply has it; -1: it has none */
};

static int on_pulse(void *context, struct json_reader *reader)
{
	struct pulses *pulses = context;
	const char *name;

	if (pulses->n++ < MOST_NAMES) {
		name = reply_text(json_value(reader, PULSE_NAME), MOST_CHARACTERS,
				  pulses->arena);
		pulses->names = pulses->names ? arena_print(pulses->arena, "%s; %s",
							    pulses->names, name)
					      : name;
	}
	return 0;
}

static int on_end(void *context, struct json_reader *reader)
{
	static const int reasons[] = { MESSAGE, TITLE, SOURCE, BARE };
	struct pulses *pulses = context;

	pulses->count = reply_number(json_value(reader, PULSE_COUNT));
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		struct value value = json_value(reader, (size_t)reasons[i]);

		if (value.text && !pulses->allowed)
			pulses->allowed =
				reply_text(value, MOST_CHARACTERS, pulses->arena);
	}
	return 0;
}

static int otx_read(const char *body, size_t len, const struct subject *subject,
		    struct arena *arena, struct verdict *verdict, struct error *err)
{
	struct pulses pulses = { .arena = arena, .count = -1 };

	if (reply_read(body, len, paths, N_PATHS, "pulse_info.pulses", on_pulse, on_end,
		       &pulses, err) != 0)
		return -1;
	if (pulses.count < 0)
		return reply_refuse("pulse_info.count", err);
	verdict->kind = pulses.allowed	? VERDICT_ALLOWED
			: pulses.n == 0 ? VERDICT_NOTHING
					: VERDICT_BAD;
	verdict->count = pulses.count > pulses.n ? pulses.count : pulses.n;
	verdict->text = pulses.allowed;
	verdict->reference = page_of(subject, arena);
	if (verdict->kind == VERDICT_BAD)
		verdict->text =
			arena_print(arena, "%" PRId64 " pulse%s: %s%s", verdict->count,
				    verdict->count == 1 ? "" : "s", pulses.names,
				    verdict->count > MOST_NAMES ? "; ..." : "");
	return 0;
}

/* 10,000 requests an hour are granted; a run has far fewer. */
const struct service service_otx = {
	.url = "https://otx.alienvault.com",
	.key_header = "X-OTX-API-KEY",
	.needs_key = true,
	.takes_names = true,
	.takes_ipv6 = true,
	.at_once = 8,
	.per_second = 10,
	.path = otx_path,
	.read = otx_read,
};
