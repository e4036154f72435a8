/*
 * format - see format.h.
 */
#include "source/format.h"

/* The sure ones first: whatever has commas in its first line may be CSV, and what this
 * program wrote may be JSON lines with the configured names. */
static const struct format *const formats[] = {
	&format_capture,    &format_list,     &format_found_saved, &format_found_rows,
	&format_found_ecs,  &format_found_csv, &format_zeek_tsv,   &format_zeek_json,
	&format_eve,        &format_json,      &format_csv,
};

const struct format *format_recognise(const char *head, size_t len,
				      const struct config *config)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		if (formats[i]->recognise(head, len, config))
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
