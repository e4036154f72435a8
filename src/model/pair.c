/*
 * pair - see pair.h.
 */
#include "model/pair.h"

#include <stdlib.h>

void pair_list_free(struct pair_list *list)
{
	for (size_t i = 0; i < list->n_parts; i++) {
		free(list->flows[i].times_us);
		free(list->flows[i].sizes);
		free(list->flows[i].behind);
	}
	free(list->flows);
	free(list->pairs);
	free(list->places);
	*list = (struct pair_list){ .pairs = NULL };
}
