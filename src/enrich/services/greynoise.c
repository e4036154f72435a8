/*
 * greynoise - GreyNoise's community API: who scans the whole internet ("noise"), and
 * which addresses are those of common services ("riot"). It answers some dozens of
 * questions a week without a key. https://docs.greynoise.io/reference/getcommunityip
 */
#include "enrich/services/service.h"

#include <stdio.h>
#include <string.h>

#include "enrich/services/reply.h"

enum { MOST_CHARACTERS = 80 };

enum { NOISE, RIOT, CLASSIFICATION, NAME, N_PATHS };

static const char *const paths[N_PATHS] = {
	[NOISE] = "noise",
	[RIOT] = "riot",
	[CLASSIFICATION] = "classification",
	[NAME] = "name",
};

static void greynoise_path(const struct subject *subject, char path[SERVICE_PATH])
{
	char address[ADDRESS_TEXT];

	snprintf(path, SERVICE_PATH, "/v3/community/%s",
		 address_format(&subject->address, address));
}

struct noise {
	struct arena *arena;
	bool is_read;
	bool is_noise;
	bool is_riot;
	bool is_malicious;
	const char *classification;
	const char *name;
};

static bool is_truth(struct value value)
{
	return value_is(value, "true") || value_is(value, "false");
}

static int on_record(void *context, struct json_reader *reader)
{
	struct noise *noise = context;
	struct value classification = json_value(reader, CLASSIFICATION);

	if (noise->is_read)
		return 0;
	noise->is_read =
		is_truth(json_value(reader, NOISE)) && is_truth(json_value(reader, RIOT));
	noise->is_noise = value_is(json_value(reader, NOISE), "true");
	noise->is_riot = value_is(json_value(reader, RIOT), "true");
	noise->is_malicious = value_is(classification, "malicious") ||
			      value_is(classification, "suspicious");
	noise->classification = reply_text(classification, MOST_CHARACTERS, noise->arena);
	noise->name = reply_text(json_value(reader, NAME), MOST_CHARACTERS, noise->arena);
	return 0;
}

/* "malicious", "common service: Google Public DNS", "scans the internet, benign: X" */
static const char *said(const struct noise *noise)
{
	bool is_named = *noise->name && strcmp(noise->name, "unknown") != 0;
	const char *what = noise->is_malicious ? noise->classification
			   : noise->is_riot    ? "common service"
			   : noise->is_noise   ? "scans the internet"
					       : NULL;

	if (!what)
		return NULL;
	return arena_print(
		noise->arena, "%s%s%s%s%s", what,
		noise->is_malicious && noise->is_noise ? ", scans the internet" : "",
		!noise->is_malicious && noise->is_noise && *noise->classification
			? arena_print(noise->arena, ", %s", noise->classification)
			: "",
		is_named ? ": " : "", is_named ? noise->name : "");
}

static int greynoise_read(const char *body, size_t len, const struct subject *subject,
			  struct arena *arena, struct verdict *verdict, struct error *err)
{
	struct noise noise = { .arena = arena };
	char address[ADDRESS_TEXT];

	if (reply_read(body, len, paths, N_PATHS, NULL, on_record, NULL, &noise, err) !=
	    0)
		return -1;
	if (!noise.is_read)
		return reply_refuse("noise and riot", err);
	/* What does harm is no less harmful for being well known. */
	verdict->kind = noise.is_malicious ? VERDICT_BAD
			: noise.is_riot	   ? VERDICT_ALLOWED
					   : VERDICT_NOTHING;
	verdict->count = 0;
	verdict->text = said(&noise);
	verdict->reference = arena_print(arena, "https://viz.greynoise.io/ip/%s",
					 address_format(&subject->address, address));
	return 0;
}

const struct service service_greynoise = {
	.url = "https://api.greynoise.io",
	.key_header = "key",
	.at_once = 2,
	.per_second = 2,
	.path = greynoise_path,
	.read = greynoise_read,
};
