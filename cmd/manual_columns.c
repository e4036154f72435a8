/*
 * manual_columns - see manual_columns.h.
 */
#include "manual_columns.h"

#include <ctype.h>

void manual_columns(const char *title, const char *intro, const struct column *columns,
		    size_t n, FILE *out)
{
	fputs(".SH ", out);
	for (; *title; title++)
		fputc(toupper((unsigned char)*title), out);
	fprintf(out, "\n%s\n", intro);
	for (size_t i = 0; i < n; i++)
		fprintf(out, ".TP\n.B %s\n%s%s%s%s.\n", columns[i].name, columns[i].help,
			columns[i].unit ? " (" : "",
			columns[i].unit ? columns[i].unit : "",
			columns[i].unit ? ")" : "");
}
