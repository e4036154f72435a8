/*
 * service_settings - see service_settings.h.
 */
#include "model/service_settings.h"

#include <string.h>

#define SERVICE_NAME(type, at, name, variable, title, keys) #name,

bool service_is_named(const char *name)
{
	static const char *const names[] = { SERVICES(SERVICE_NAME, , ) };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

#define ANOTHER_NAME(type, at, name, variable, title, keys) ", " #name

const char *service_names(void)
{
	return &(SERVICES(ANOTHER_NAME, , ))[2]; /* behind the first comma */
}
