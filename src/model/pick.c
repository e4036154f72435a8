/*
 * pick - see pick.h.
 */
#include "model/pick.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool takes_names(const struct config *config)
{
	return config->key && strcmp(config->key, "src,name") == 0;
}

int pick_parse(const struct config *config, struct pick *pick, struct error *err)
{
	const struct setting_item *words = config->explain.items;
	const char *dst = words[1].value;

	*pick = (struct pick){ .port = PICK_ANY_PORT };
	if (config->explain.n > 3)
		return error_set(err, ERROR_USAGE, "--explain: one pair at a time");
	if (!address_parse(words[0].value, strlen(words[0].value), &pick->src))
		return error_set(err, ERROR_USAGE, "--explain: \"%.100s\" is no address",
				 words[0].value);
	if (!address_parse(dst, strlen(dst), &pick->dst)) {
		if (!takes_names(config) && !config->merge)
			return error_set(err, ERROR_USAGE,
					 "--explain: \"%.100s\" is no address; a name is "
					 "looked for with --key src,name",
					 dst);
		pick->name = dst;
	}
	if (config->explain.n < 3)
		return 0;
	pick->port = strlen(words[2].value) > 5 ? UINT16_MAX + 1
						: strtol(words[2].value, NULL, 10);
	return pick->port <= UINT16_MAX
		       ? 0
		       : error_set(err, ERROR_USAGE, "--explain: %.20s is no port",
				   words[2].value);
}

bool pick_is_destination(const struct pick *pick, const struct address *dst,
			 const char *name)
{
	if (pick->name)
		return name && strcasecmp(pick->name, name) == 0;
	return address_compare(&pick->dst, dst) == 0;
}

const char *pick_text(const struct pick *pick, struct arena *arena)
{
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT];
	const char *text =
		arena_print(arena, "%s to %.200s", address_format(&pick->src, src),
			    pick->name ? pick->name : address_format(&pick->dst, dst));

	return pick->port == PICK_ANY_PORT
		       ? text
		       : arena_print(arena, "%s port %lld", text, (long long)pick->port);
}
