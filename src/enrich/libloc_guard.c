/*
 * libloc_guard - see libloc_guard.h. The format is version 1 of libloc 0.9: a header of
 * numbers, the highest byte first, and parts of rows of one size.
 */
#include "enrich/libloc_guard.h"

#include <stdint.h>
#include <string.h>

enum {
	HEADER = 72,
	TEXTS = 16,    /* in the header: three offsets of texts, */
	SECTIONS = 28, /* and where each part begins, and how long it is */
	N_TEXTS = 3,
	ROW = 8,      /* of an AS or a country, */
	ROW_TEXT = 4, /* the offset of its name in it */
	NODE = 12,    /* of the tree: two nodes below it and a network */
	NETWORK = 12,
	BLOCK_ROWS = 4096, /* read at once */
};

enum section { AS, NETWORKS, TREE, COUNTRIES, POOL, N_SECTIONS };

struct part {
	uint32_t offset;
	uint32_t length;
};

static uint32_t number(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
	       at[3];
}

static bool is_at(FILE *file, uint32_t offset)
{
	return fseek(file, (long)offset, SEEK_SET) == 0;
}

static bool holds_parts(FILE *file, const struct part parts[N_SECTIONS])
{
	long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;

	for (size_t i = 0; i < N_SECTIONS; i++) {
		if ((int64_t)parts[i].offset + parts[i].length > size)
			return false;
	}
	return true;
}

/* Else the last text would go on behind it. */
static bool pool_ends(FILE *file, struct part pool)
{
	return pool.length > 0 && is_at(file, pool.offset + pool.length - 1) &&
	       getc(file) == '\0';
}

static bool names_are_texts(FILE *file, struct part part, uint32_t pool_length)
{
	uint8_t row[ROW];

	if (!is_at(file, part.offset))
		return false;
	for (uint32_t n = part.length / ROW; n > 0; n--) {
		if (fread(row, ROW, 1, file) != 1 ||
		    number(row + ROW_TEXT) >= pool_length)
			return false;
	}
	return true;
}

static bool is_node(const uint8_t *node, uint32_t n_nodes, uint32_t n_networks)
{
	uint32_t network = number(node + 8);

	return number(node) < n_nodes && number(node + 4) < n_nodes &&
	       (network == UINT32_MAX || network < n_networks);
}

static bool tree_is_closed(FILE *file, struct part tree, struct part networks)
{
	static const size_t most = BLOCK_ROWS;
	uint8_t nodes[BLOCK_ROWS * NODE];
	uint32_t n_nodes = tree.length / NODE;

	if (n_nodes == 0 || !is_at(file, tree.offset))
		return false;
	for (uint32_t left = n_nodes; left > 0;) {
		size_t n = left < most ? left : most;

		if (fread(nodes, NODE, n, file) != n)
			return false;
		for (size_t i = 0; i < n; i++) {
			if (!is_node(nodes + i * NODE, n_nodes,
				     networks.length / NETWORK))
				return false;
		}
		left -= (uint32_t)n;
	}
	return true;
}

bool libloc_guard_file(FILE *file)
{
	struct part parts[N_SECTIONS];
	uint8_t header[HEADER];

	rewind(file);
	if (fread(header, HEADER, 1, file) != 1 || memcmp(header, "LOCDBXX", 7) != 0)
		return true;
	for (size_t i = 0; i < N_SECTIONS; i++)
		parts[i] = (struct part){ number(header + SECTIONS + 8 * i),
					  number(header + SECTIONS + 8 * i + 4) };
	for (size_t i = 0; i < N_TEXTS; i++) {
		if (number(header + TEXTS + 4 * i) >= parts[POOL].length)
			return false;
	}
	return holds_parts(file, parts) && pool_ends(file, parts[POOL]) &&
	       names_are_texts(file, parts[AS], parts[POOL].length) &&
	       names_are_texts(file, parts[COUNTRIES], parts[POOL].length) &&
	       tree_is_closed(file, parts[TREE], parts[NETWORKS]);
}
