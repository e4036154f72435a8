/*
 * owner_mmdb - owners out of any database in MaxMind's format, nested as MaxMind and
 * DB-IP lay them out or flat as others do. See owner.h.
 */
#include <errno.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "enrich/mmdb_guard.h"
#include "enrich/owner.h"

enum { DEEPEST = 4 };

/* No name is so long; what follows is cut off. */
enum { LONGEST = 200 };

/* Takes a value into the member, if it is one. */
typedef bool take_fn(const MMDB_entry_data_s *data, void *member, struct arena *arena);

static bool take_text(const MMDB_entry_data_s *data, void *member, struct arena *arena)
{
	size_t len = data->data_size < LONGEST ? data->data_size : LONGEST;
	const char *text = data->utf8_string;

	/* "-" is what some write where they know nothing. */
	if (data->type != MMDB_DATA_TYPE_UTF8_STRING || len == 0 || *text == '\0' ||
	    (len == 1 && *text == '-'))
		return false;
	while (len < data->data_size && len > 0 && (text[len] & 0xc0) == 0x80)
		len--; /* not within a character */
	*(const char **)member = arena_text(arena, text, len);
	return true;
}

static bool take_country(const MMDB_entry_data_s *data, void *member, struct arena *arena)
{
	const char *country = NULL;

	if (data->type == MMDB_DATA_TYPE_UTF8_STRING)
		country = owner_country(data->utf8_string, data->data_size, arena);
	if (country)
		*(const char **)member = country;
	return country != NULL;
}

/* "AS15169" or "15169"; 0 if it is neither. */
static uint64_t number_of(const char *text, size_t len)
{
	uint64_t number = 0;

	if (len > 2 && (text[0] == 'A' || text[0] == 'a') &&
	    (text[1] == 'S' || text[1] == 's')) {
		text += 2;
		len -= 2;
	}
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9' || number > UINT32_MAX)
			return 0;
		number = number * 10 + (uint64_t)(text[i] - '0');
	}
	return number;
}

static bool take_asn(const MMDB_entry_data_s *data, void *member, struct arena *arena)
{
	uint64_t number = 0;

	(void)arena;
	if (data->type == MMDB_DATA_TYPE_UINT32)
		number = data->uint32;
	else if (data->type == MMDB_DATA_TYPE_UINT16)
		number = data->uint16;
	else if (data->type == MMDB_DATA_TYPE_UINT64)
		number = data->uint64;
	else if (data->type == MMDB_DATA_TYPE_INT32)
		number = data->int32 > 0 ? (uint64_t)data->int32 : 0;
	else if (data->type == MMDB_DATA_TYPE_UTF8_STRING)
		number = number_of(data->utf8_string, data->data_size);
	if (number == 0 || number > UINT32_MAX)
		return false;
	*(uint32_t *)member = (uint32_t)number;
	return true;
}

/*
 * Where it may stand; of several the first that says something counts. MaxMind (also
 * IP2Location, and DB-IP, whose larger databases have the AS below traits), IPinfo (whose
 * country was a code before it was a name), and what iptoasn, sapics and others make.
 */
static const struct field {
	take_fn *take;
	size_t member;
	const char *path[DEEPEST + 1];
} fields[] = {
#define FIELD(take, member, ...) \
	{ \
		take, offsetof(struct owner, member), \
		{ \
			__VA_ARGS__, NULL \
		} \
	}
	FIELD(take_asn, asn, "autonomous_system_number"),
	FIELD(take_asn, asn, "traits", "autonomous_system_number"),
	FIELD(take_asn, asn, "asn"),
	FIELD(take_text, name, "autonomous_system_organization"),
	FIELD(take_text, name, "traits", "autonomous_system_organization"),
	FIELD(take_text, name, "as_name"),
	FIELD(take_text, name, "as_domain"),
	FIELD(take_country, country, "country", "iso_code"),
	FIELD(take_country, country, "country_code"),
	FIELD(take_country, country, "country"),
	FIELD(take_country, country, "registered_country", "iso_code"),
	FIELD(take_text, region, "subdivisions", "0", "names", "en"),
	FIELD(take_text, region, "region"),
	FIELD(take_text, region, "state1"),
	FIELD(take_text, city, "city", "names", "en"),
	FIELD(take_text, city, "city"),
#undef FIELD
};

static void close_mmdb(void *state)
{
	MMDB_close(state);
	free(state);
}

static int open_mmdb(const char *path, void **state, struct error *err)
{
	MMDB_s *mmdb;
	int r = MMDB_INVALID_METADATA_ERROR;

	mmdb = memory_zero(1, sizeof(*mmdb));
	if (mmdb_guard_file(path))
		r = MMDB_open(path, MMDB_MODE_MMAP, mmdb);
	if (r == MMDB_SUCCESS) {
		*state = mmdb;
		return 0;
	}
	free(mmdb);
	if (r == MMDB_FILE_OPEN_ERROR)
		return error_set(err, ERROR_IO, "%s", strerror(errno));
	return error_set(err, ERROR_INPUT,
			 "not a database in MaxMind's format (mmdb), or damaged");
}

static MMDB_lookup_result_s look_up(const MMDB_s *mmdb, const struct address *address,
				    int *error)
{
	struct sockaddr_in ipv4 = { .sin_family = AF_INET };
	struct sockaddr_in6 ipv6 = { .sin6_family = AF_INET6 };

	memcpy(&ipv4.sin_addr, address->bytes + 12, sizeof(ipv4.sin_addr));
	memcpy(&ipv6.sin6_addr, address->bytes, sizeof(ipv6.sin6_addr));
	return MMDB_lookup_sockaddr(mmdb,
				    address_is_ipv4(address)
					    ? (const struct sockaddr *)&ipv4
					    : (const struct sockaddr *)&ipv6,
				    error);
}

/* Not if something stands there already. */
static bool is_known(const struct owner *owner, const struct field *field)
{
	static const char zeros[sizeof(const char *)] = { 0 };
	const char *member = (const char *)owner + field->member;

	return memcmp(member, zeros,
		      field->take == take_asn ? sizeof(owner->asn) : sizeof(zeros)) != 0;
}

static int find_by_mmdb(void *state, const struct address *address, struct owner *owner,
			struct arena *arena)
{
	const MMDB_s *mmdb = state;
	int error = MMDB_SUCCESS;
	MMDB_lookup_result_s result = look_up(mmdb, address, &error);

	if (error == MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR)
		return 0;
	if (error != MMDB_SUCCESS)
		return -1;
	if (!result.found_entry)
		return 0;
	if (!mmdb_guard_value(mmdb->data_section, mmdb->data_section_size,
			      result.entry.offset))
		return -1;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		MMDB_entry_data_s data;

		if (is_known(owner, &fields[i]))
			continue;
		error = MMDB_aget_value(&result.entry, &data, fields[i].path);
		if (error == MMDB_INVALID_DATA_ERROR)
			return -1;
		if (error == MMDB_SUCCESS && data.has_data)
			fields[i].take(&data, (char *)owner + fields[i].member, arena);
	}
	return 0;
}

const struct owner_database owner_mmdb = {
	.open = open_mmdb,
	.find = find_by_mmdb,
	.close = close_mmdb,
};
