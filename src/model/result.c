/*
 * result - see result.h.
 */
#include "model/result.h"

#include <stdlib.h>
#include <string.h>

void result_free(struct result *result)
{
	beacon_list_free(&result->list);
	free(result->places);
	result->places = NULL;
	result->n_places = 0;
}

bool result_is_by_name(const struct result *result)
{
	return strcmp(result->key, "src,name") == 0;
}
