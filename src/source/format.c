/*
 * format - see format.h.
 */
#include "source/format.h"

#include <stdio.h>

/* The sure ones first: whatever has commas in its first line may be CSV, and what this
 * program wrote may be JSON lines with the configured names. */
static const struct format *const formats[] = {
	&format_capture,   &format_list,      &format_found_saved, &format_found_rows,
	&format_found_ecs, &format_found_csv, &format_zeek_tsv,	   &format_zeek_json,
	&format_eve,	   &format_vpc,	      &format_json,	   &format_csv,
};

enum { N_FORMATS = sizeof(formats) / sizeof(*formats) };

static bool is_taken(const struct format *format, const struct config *config)
{
	return config->takes_mentions || !format->holds_mentions;
}

const struct format *format_recognise(const char *head, size_t len,
				      const struct config *config)
{
	for (size_t i = 0; i < N_FORMATS; i++) {
		if (is_taken(formats[i], config) &&
		    formats[i]->recognise(head, len, config))
			return formats[i];
	}
	return NULL;
}

bool format_is_result(const char *head, size_t len, const struct config *config)
{
	struct config taking = *config;
	const struct format *format;

	taking.takes_mentions = true;
	format = format_recognise(head, len, &taking);
	return format && format->is_result;
}

const char *format_list_all(const struct config *config, char text[FORMAT_LIST])
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < N_FORMATS && len < FORMAT_LIST; i++) {
		if (is_taken(formats[i], config) && formats[i]->listed_as)
			len += (size_t)snprintf(text + len, FORMAT_LIST - len, "%s%s",
						len ? ", " : "", formats[i]->listed_as);
	}
	return text;
}
