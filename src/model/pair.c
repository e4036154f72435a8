/*
 * pair - see pair.h.
 */
#include "model/pair.h"

#include <stdlib.h>

void pair_list_free(struct pair_list *list)
{
	free(list->pairs);
	free(list->times_us);
	free(list->sizes);
	*list = (struct pair_list){ .pairs = NULL };
}
