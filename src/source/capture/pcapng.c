/*
 * pcapng - see pcapng.h. The format: draft-ietf-opsawg-pcapng.
 */
#include "source/capture/pcapng.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "model/timestamp.h"
#include "source/capture/intake.h"

enum {
	SECTION_BLOCK = 0x0a0d0d0a, /* the same in both byte orders */
	INTERFACE_BLOCK = 1,
	OLD_PACKET_BLOCK = 2,
	SIMPLE_PACKET_BLOCK = 3,
	PACKET_BLOCK = 6,

	ORDER_MAGIC = 0x1a2b3c4d,
	LEAST_BLOCK = 12,
	MOST_BLOCK = 16 << 20, /* as libpcap has it; no packet is as long */
	MOST_INTERFACES = 65536,

	OPTION_END = 0,
	OPTION_RESOLUTION = 9,
	OPTION_OFFSET = 14,
};

struct interface {
	int link_type;
	uint32_t snapped;   /* 0: not */
	uint8_t resolution; /* 10 to the minus that; with the highest bit 2 to the minus
			     */
	int64_t offset_s;
};

struct pcapng {
	struct intake intake;
	bool swapped;		      /* numbers of the section are in big endian */
	struct interface *interfaces; /* of the section; owned */
	size_t n_interfaces;
	size_t capacity;
	const char *damage;
};

bool pcapng_recognise(const char *head, size_t len)
{
	const uint8_t *at = (const uint8_t *)head;

	return len >= LEAST_BLOCK && be32(at) == SECTION_BLOCK &&
	       (be32(at + 8) == ORDER_MAGIC || le32(at + 8) == ORDER_MAGIC);
}

struct pcapng *pcapng_new(struct stream *stream)
{
	struct pcapng *pcapng = memory_zero(1, sizeof(*pcapng));

	pcapng->intake.stream = stream;
	return pcapng;
}

void pcapng_free(struct pcapng *pcapng)
{
	if (!pcapng)
		return;
	intake_free(&pcapng->intake);
	free(pcapng->interfaces);
	free(pcapng);
}

const char *pcapng_damage(const struct pcapng *pcapng)
{
	return pcapng->damage;
}

static uint16_t read16(const struct pcapng *pcapng, const uint8_t *at)
{
	return pcapng->swapped ? be16(at) : le16(at);
}

static uint32_t read32(const struct pcapng *pcapng, const uint8_t *at)
{
	return pcapng->swapped ? be32(at) : le32(at);
}

static uint64_t read64(const struct pcapng *pcapng, const uint8_t *at)
{
	uint64_t first = read32(pcapng, at), second = read32(pcapng, at + 4);

	return pcapng->swapped ? first << 32 | second : second << 32 | first;
}

/* What is left of a block behind so many of its first bytes, without its end. */
static struct bytes rest_of(const uint8_t *block, size_t size, size_t n)
{
	size_t len = size - 4 > n ? size - 4 - n : 0;

	return (struct bytes){ block + n, len, len };
}

/* Takes the next option, with its padding; false: there is none. */
static bool next_option(const struct pcapng *pcapng, struct bytes *options,
			uint16_t *code, struct bytes *value)
{
	size_t len;

	if (options->len < 4)
		return false;
	*code = read16(pcapng, options->at);
	len = read16(pcapng, options->at + 2);
	bytes_skip(options, 4);
	*value = *options;
	if (*code == OPTION_END || !bytes_skip(options, (len + 3) / 4 * 4))
		return false;
	bytes_limit(value, len);
	return true;
}

/* 0, or the damage. */
static const char *add_interface(struct pcapng *pcapng, const uint8_t *block, size_t size)
{
	struct interface interface = { .resolution = 6 };
	struct bytes options = rest_of(block, size, 16), value;
	uint16_t code;

	if (size < 20)
		return "its interface is described in too few bytes";
	if (pcapng->n_interfaces == MOST_INTERFACES)
		return "there are more than 65536 interfaces before it";
	interface.link_type = read16(pcapng, block + 8);
	interface.snapped = read32(pcapng, block + 12);
	while (next_option(pcapng, &options, &code, &value)) {
		if (code == OPTION_RESOLUTION && value.len >= 1)
			interface.resolution = value.at[0];
		if (code == OPTION_OFFSET && value.len >= 8)
			interface.offset_s = (int64_t)read64(pcapng, value.at);
	}
	pcapng->interfaces = memory_grow(pcapng->interfaces, pcapng->n_interfaces,
					 &pcapng->capacity, sizeof(*pcapng->interfaces));
	pcapng->interfaces[pcapng->n_interfaces++] = interface;
	return NULL;
}

/* Of a second, in microseconds; 0 <= part < 2^bits. */
static uint64_t binary_part(uint64_t part, unsigned bits)
{
	/* So that the product has room. */
	if (bits > 40) {
		part >>= bits - 40;
		bits = 40;
	}
	return part * 1000000 >> bits;
}

static uint64_t decimal_part(uint64_t part, unsigned digits)
{
	for (; digits > 6; digits--)
		part /= 10;
	for (; digits < 6; digits++)
		part *= 10;
	return part;
}

/* -1: it is no moment that can be told. */
static int64_t time_of(const struct interface *interface, uint64_t ticks)
{
	unsigned power = interface->resolution & 0x7f;
	uint64_t second = 1, seconds, part_us;

	if (interface->resolution & 0x80) {
		if (power > 63)
			return -1;
		seconds = ticks >> power;
		part_us = binary_part(ticks & ((UINT64_C(1) << power) - 1), power);
	} else {
		if (power > 19)
			return -1;
		for (unsigned i = 0; i < power; i++)
			second *= 10;
		seconds = ticks / second;
		part_us = decimal_part(ticks % second, power);
	}
	if (seconds > TIMESTAMP_MAX / SECOND_US ||
	    interface->offset_s > TIMESTAMP_MAX / SECOND_US ||
	    interface->offset_s < -TIMESTAMP_MAX / SECOND_US)
		return -1;
	return ((int64_t)seconds + interface->offset_s) * SECOND_US + (int64_t)part_us;
}

static const char *set_bytes(struct raw_packet *packet, struct bytes rest,
			     size_t captured, size_t wire)
{
	if (captured > rest.len)
		return "it says that it is longer than its block";
	packet->bytes =
		(struct bytes){ rest.at, captured, wire > captured ? wire : captured };
	return NULL;
}

/* Both kinds have the same numbers, only that of the interface is shorter in the old. */
static const char *take_packet(const struct pcapng *pcapng, const uint8_t *block,
			       size_t size, struct raw_packet *packet)
{
	bool is_old = read32(pcapng, block) == OLD_PACKET_BLOCK;
	const struct interface *interface;
	size_t number;
	uint64_t ticks;

	if (size < 32)
		return "its block is too short";
	number = is_old ? read16(pcapng, block + 8) : read32(pcapng, block + 8);
	if (number >= pcapng->n_interfaces)
		return "its interface is not described before it";
	interface = &pcapng->interfaces[number];
	ticks = (uint64_t)read32(pcapng, block + 12) << 32 | read32(pcapng, block + 16);
	packet->link_type = interface->link_type;
	packet->has_time = true;
	packet->time_us = time_of(interface, ticks);
	return set_bytes(packet, rest_of(block, size, 28), read32(pcapng, block + 20),
			 read32(pcapng, block + 24));
}

/* It has no time, and as much of the packet as fits. */
static const char *take_simple(const struct pcapng *pcapng, const uint8_t *block,
			       size_t size, struct raw_packet *packet)
{
	struct bytes rest = rest_of(block, size, 12);
	size_t wire, captured;

	if (size < 16)
		return "its block is too short";
	if (pcapng->n_interfaces == 0)
		return "its interface is not described before it";
	captured = wire = read32(pcapng, block + 8);
	if (captured > rest.len)
		captured = rest.len;
	if (pcapng->interfaces[0].snapped > 0 && captured > pcapng->interfaces[0].snapped)
		captured = pcapng->interfaces[0].snapped;
	packet->link_type = pcapng->interfaces[0].link_type;
	packet->has_time = false;
	return set_bytes(packet, rest, captured, wire);
}

/* The whole block, 1; 0 at the end or at damage, -1 if the stream fails. */
static int next_block(struct pcapng *pcapng, const uint8_t **block, size_t *size,
		      struct error *err)
{
	size_t left;
	int r = intake_take(&pcapng->intake, LEAST_BLOCK, block, &left, err);

	if (r == 1 && be32(*block) == SECTION_BLOCK) {
		pcapng->swapped = be32(*block + 8) == ORDER_MAGIC;
		pcapng->n_interfaces = 0;
		if (!pcapng->swapped && le32(*block + 8) != ORDER_MAGIC) {
			pcapng->damage = "a section begins there, but in no byte order";
			return 0;
		}
	}
	if (r == 1) {
		*size = read32(pcapng, *block + 4);
		if (*size < LEAST_BLOCK || *size > MOST_BLOCK || *size % 4 != 0) {
			pcapng->damage = "there is no block of a possible length";
			return 0;
		}
		intake_keep(&pcapng->intake);
		r = intake_take(&pcapng->intake, *size, block, &left, err);
	}
	if (r == 0 && left > 0)
		pcapng->damage = "the file ends within it";
	if (r == 1 && read32(pcapng, *block + *size - 4) != *size) {
		pcapng->damage = "its block has two lengths that differ";
		return 0;
	}
	return r;
}

int pcapng_next(struct pcapng *pcapng, struct raw_packet *packet, struct error *err)
{
	const uint8_t *block;
	size_t size;

	while (!pcapng->damage) {
		int r = next_block(pcapng, &block, &size, err);

		if (r != 1)
			return r;
		switch (read32(pcapng, block)) {
		case INTERFACE_BLOCK:
			pcapng->damage = add_interface(pcapng, block, size);
			break;
		case PACKET_BLOCK:
		case OLD_PACKET_BLOCK:
			pcapng->damage = take_packet(pcapng, block, size, packet);
			return !pcapng->damage;
		case SIMPLE_PACKET_BLOCK:
			pcapng->damage = take_simple(pcapng, block, size, packet);
			return !pcapng->damage;
		default: /* names, statistics, keys and whatever may come */
			break;
		}
	}
	return 0;
}
