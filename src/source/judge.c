/*
 * judge - see judge.h.
 */
#include "source/judge.h"

#include "core/log.h"
#include "core/text.h"

/* Of a format whose records are not lines. Of a ring of captures the last one may have
 * but the beginning of a packet. */
static int judge_packets(const char *name, const struct format *format,
			 const struct tally *tally, bool is_alone, struct error *err)
{
	const char *record = format->records;

	if (tally->bad == tally->lines && tally->lines == 1 && is_alone)
		return error_set(err, ERROR_INPUT, "%s: its only %s cannot be read: %s",
				 name, record, tally->first_bad_why);
	if (tally->bad == tally->lines && is_alone)
		return error_set(err, ERROR_INPUT,
				 "%s: none of its %llu %ss can be read; the first: %s",
				 name, (unsigned long long)tally->lines, record,
				 tally->first_bad_why);
	log_warn("%s: %llu of %llu %s%s skipped, the first is %s %llu: %s", name,
		 (unsigned long long)tally->bad, (unsigned long long)tally->lines, record,
		 text_plural(tally->lines), record,
		 (unsigned long long)tally->first_bad_line, tally->first_bad_why);
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
	if (tally->bad == records && records == 1)
		return error_set(err, ERROR_INPUT,
				 "%s: its only record, line %llu, cannot be read: %s",
				 name, (unsigned long long)tally->first_bad_line,
				 tally->first_bad_why);
	if (tally->bad == records)
		return error_set(
			err, ERROR_INPUT,
			"%s: none of its %llu records can be read; the first, line "
			"%llu: %s",
			name, (unsigned long long)records,
			(unsigned long long)tally->first_bad_line, tally->first_bad_why);
	log_warn("%llu of %llu record%s skipped, the first %s:%llu: %s",
		 (unsigned long long)tally->bad, (unsigned long long)records,
		 text_plural(records), name, (unsigned long long)tally->first_bad_line,
		 tally->first_bad_why);
	return 0;
}

static int judge_records(const struct without_flows *files, const struct tally *tally,
			 struct error *err)
{
	const char *address = files->takes_mentions ? " and no address" : "";
	unsigned long long other = tally->other, no_port = tally->no_port;

	if (tally->bad > 0)
		return error_set(
			err, ERROR_INPUT,
			"no flow record%s in %s that can be read: %llu skipped, the "
			"first for: %s; besides %llu record%s of other kinds and %llu "
			"flow%s without a port",
			address, files->description, (unsigned long long)tally->bad,
			tally->first_bad_why, other, text_plural(other), no_port,
			text_plural(no_port));
	return error_set(
		err, ERROR_INPUT,
		"no flow record%s in %s (%llu record%s of other kinds, %llu flow%s "
		"without a port); does the sensor log flows? Suricata: eve-log types "
		"\"flow\"; Zeek: conn.log",
		address, files->description, other, text_plural(other), no_port,
		text_plural(no_port));
}

int judge_no_flows(const struct without_flows *files, const struct tally *tally,
		   struct error *err)
{
	unsigned long long other = tally->other, no_port = tally->no_port;

	if (files->all_packets)
		return error_set(
			err, ERROR_INPUT,
			"no flow in %s (%llu packet%s without IP or at the end of a "
			"connection, %llu flow%s without a port); TCP and UDP make "
			"flows, of Wi-Fi only what is not encrypted",
			files->description, other, text_plural(other), no_port,
			text_plural(no_port));
	if (files->all_results)
		return error_set(
			err, ERROR_INPUT,
			"no flows in %s, but what flare_beacon has found: --merge reads "
			"results of -save, check_ip --beacons those of -json, too",
			files->description);
	if (tally->lines == 0)
		return error_set(err, ERROR_INPUT, "there is nothing in %s",
				 files->description);
	return judge_records(files, tally, err);
}
