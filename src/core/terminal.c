/*
 * terminal - see terminal.h.
 */
#include "core/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { USUAL_WIDTH = 80, MOST_WIDTH = 10000 };

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

size_t terminal_width(int fd)
{
	struct winsize size = { .ws_col = 0 };
	const char *columns = variable("COLUMNS");
	long width;

	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	width = columns ? strtol(columns, NULL, 10) : 0;
	return width > 0 && width <= MOST_WIDTH ? (size_t)width : USUAL_WIDTH;
}

bool terminal_has_color(int fd)
{
	const char *kind = variable("TERM");

	return isatty(fd) && !variable("NO_COLOR") &&
	       !(kind && strcmp(kind, "dumb") == 0);
}

bool terminal_is_unicode(void)
{
	const char *locale = variable("LC_ALL");

	if (!locale)
		locale = variable("LC_CTYPE");
	if (!locale)
		locale = variable("LANG");
	for (; locale && *locale; locale++) {
		if (strncasecmp(locale, "utf-8", 5) == 0 ||
		    strncasecmp(locale, "utf8", 4) == 0)
			return true;
	}
	return false;
}
