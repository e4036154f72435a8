/*
 * judge - see judge.h.
 */
#include "source/judge.h"

#include "core/log.h"

/* Of a format whose records are not lines. Of a ring of captures the last one may have
 * but the beginning of a packet. */
static int judge_packets(const char *name, const struct format *format,
			 const struct tally *tally, bool is_alone, struct error *err)
{
	const char *record = format->records;

	if (tally->bad == tally->lines && is_alone)
		return error_set(err, ERROR_INPUT,
				 "%s: none of its %llu %ss can be read; the first: %s",
				 name, (unsigned long long)tally->lines, record,
				 tally->first_bad_why);
	log_warn("%s: %llu of %llu %ss skipped, the first is %s %llu: %s", name,
		 (unsigned long long)tally->bad, (unsigned long long)tally->lines, record,
		 record, (unsigned long long)tally->first_bad_line, tally->first_bad_why);
	return 0;
}

int judge_file(const char *name, const struct format *format, const struct tally *tally,
	       bool is_alone, struct error *err)
{
	uint64_t records = tally_records(tally);

	if (tally->bad == 0)
		return 0;
	if (format->records)
		return judge_packets(name, format, tally, is_alone, err);
	if (tally->bad == records)
		return error_set(
			err, ERROR_INPUT,
			"%s: none of its %llu records can be read; the first, line "
			"%llu: %s",
			name, (unsigned long long)records,
			(unsigned long long)tally->first_bad_line, tally->first_bad_why);
	log_warn("%llu of %llu records skipped, the first %s:%llu: %s",
		 (unsigned long long)tally->bad, (unsigned long long)records, name,
		 (unsigned long long)tally->first_bad_line, tally->first_bad_why);
	return 0;
}

int judge_no_flows(const char *description, bool all_packets, bool takes_mentions,
		   const struct tally *tally, struct error *err)
{
	if (all_packets)
		return error_set(
			err, ERROR_INPUT,
			"no flow in %s (%llu packets without IP or at the end of a "
			"connection, %llu flows without a port); TCP and UDP make "
			"flows, of Wi-Fi only what is not encrypted",
			description, (unsigned long long)tally->other,
			(unsigned long long)tally->no_port);
	return error_set(
		err, ERROR_INPUT,
		"no flow record%s in %s (%llu records of other kinds, %llu flows without "
		"a port); does the sensor log flows? Suricata: eve-log types \"flow\"; "
		"Zeek: conn.log",
		takes_mentions ? " and no address" : "", description,
		(unsigned long long)tally->other, (unsigned long long)tally->no_port);
}
