/*
 * source - see source.h.
 */
#include "source/source.h"

const struct source *source_choose(size_t n_paths)
{
	return n_paths > 0 ? &source_files : &source_elastic;
}
