/*
 * record - from the texts of a record's fields to a flow: the one place that
 * knows which values make a flow, shared by every source of text records.
 */
#ifndef SOURCE_RECORD_H
#define SOURCE_RECORD_H

#include <stdbool.h>

#include "core/json.h"
#include "model/config.h"
#include "model/flow.h"
#include "model/tally.h"
#include "source/source.h"

enum record_field {
	RECORD_SRC,
	RECORD_DST,
	RECORD_PORT,
	RECORD_TIME,   /* what the gaps are counted by */
	RECORD_LOGGED, /* what the period is held against; absent: the same */
	RECORD_BYTES,
	RECORD_BYTES_IN,
	RECORD_END,	 /* the flow's; a time */
	RECORD_DURATION, /* the flow's; used where there is no end */
	RECORD_STATE,	 /* from which it can be told whether the end was seen */
	RECORD_PROTOCOL, /* of transport: TCP, udp, 17 */
	RECORD_EVENT,
	/* Only looked for where names are wanted: */
	RECORD_ID, /* of the connection, in flows and in what was said in them */
	RECORD_TLS_NAME,
	RECORD_HTTP_HOST,
	RECORD_QUERY,
	RECORD_ANSWERS,	     /* addresses among other things, joined by commas; */
	RECORD_MORE_ANSWERS, /* Suricata has several forms of them */
	/* Only looked for where sightings are wanted: */
	RECORD_QUERY_TYPE, /* query or answer */
	RECORD_SRC_PORT,
	RECORD_USER_AGENT,
	RECORD_URL,
	RECORD_HTTP_METHOD,
	RECORD_HTTP_STATUS,
	RECORD_TLS_VERSION,
	RECORD_TLS_ISSUER,
	RECORD_JA3,
	RECORD_JA4,
	RECORD_ALERT,
	RECORD_SEVERITY,
	RECORD_PAYLOAD,
	N_RECORD_FIELDS,

	/* How many of them there are to find, by what is wanted: */
	N_FLOW_FIELDS = RECORD_ID,
	N_NAME_FIELDS = RECORD_QUERY_TYPE,
};

/* What a record is, as far as the source can tell. */
enum record_kind {
	RECORD_IS_FLOW,
	RECORD_IS_REPORT, /* of a flow that goes on: Zeek's conn_long, open_conn */
	RECORD_IS_OTHER,  /* may hold a name */
};

/* What the fields are called, for errors and for finding them. */
struct record_names {
	const char *field[N_RECORD_FIELDS]; /* NULL: there is none */
	const char *event;	/* what RECORD_EVENT holds if it is a flow; NULL: any */
	bool timed_by_log;	/* RECORD_TIME is when the flow was logged */
	const char *says_names; /* what it holds if a name is said, joined by commas;
				   NULL: any */
	const char *is_alert;	/* likewise if it is an alert */
	double duration_unit_s; /* of RECORD_DURATION */
};

/* How many of the fields a record is looked through for. */
size_t record_n_fields(const struct sink *sink);

/* As the configuration has it. */
struct record_names record_names_of(const struct config *config);

/* Says, of Suricata's flows with an ini of Flare's, what that timing costs. */
void record_warn_of_timing(const struct config *config);

/* What it is by its event field alone. */
enum record_kind record_kind_of(const struct value values[N_RECORD_FIELDS],
				const struct record_names *names);

/* What it is by the name of Zeek's log: conn, ssl, ... */
enum record_kind record_kind_of_zeek(struct value path);

/* A value without text is absent; a record with a source and no port is one of a protocol
 * that has none. Puts the flow, or counts in the sink's tally why there is none; of
 * another record puts the name, if it has one and names are wanted. Where sightings are
 * wanted puts those, and no flow. */
void record_take(const struct value values[N_RECORD_FIELDS],
		 const struct record_names *names, enum record_kind kind, uint64_t line,
		 const struct sink *sink);

bool record_parse_port(struct value value, uint16_t *port); /* or another small number */

/* Does the event stand in the list? Yes, if there is no list or no event. */
bool record_is_listed(struct value event, const char *list);

/* The parts of it that live in record_name.c, */
/* What a name is without the port that HTTP allows and the root's dot that DNS allows;
 * without text if it is an address, which names nobody, or too long. */
struct value record_clean_name(struct value name);
bool record_parse_time(const struct value values[N_RECORD_FIELDS], int64_t *time_us);
bool record_is_dns_port(struct value port);
uint64_t record_id(struct value text);
void record_take_name(const struct value values[N_RECORD_FIELDS],
		      const struct record_names *names, const struct sink *sink);

/* and in record_context.c. */
void record_take_sightings(const struct value values[N_RECORD_FIELDS],
			   const struct record_names *names, const struct sink *sink);

#endif
