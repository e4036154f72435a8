/*
 * pcap_file - see pcap_file.h.
 */
#define _GNU_SOURCE /* fopencookie() */

#include "source/capture/pcap_file.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "model/timestamp.h"

enum { BUFFER_SIZE = 65536 };

struct pcap_file {
	pcap_t *pcap;
	struct stream *stream;
	bool failed; /* the stream; then: */
	struct error err;
	bool ended;
	int link_type;
	char damage[PCAP_ERRBUF_SIZE + 64]; /* empty: none */
	char buffer[BUFFER_SIZE];	    /* of the FILE, whose own are small */
};

bool pcap_file_recognise(const char *head, size_t len)
{
	/* Microseconds, nanoseconds, and what a patched tcpdump wrote: in both orders. */
	static const uint32_t magics[] = { 0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34 };
	uint32_t number;

	if (len < sizeof(number))
		return false;
	memcpy(&number, head, sizeof(number));
	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++) {
		if (number == magics[i] || number == __builtin_bswap32(magics[i]))
			return true;
	}
	return false;
}

static ssize_t read_cookie(void *cookie, char *buffer, size_t size)
{
	struct pcap_file *file = cookie;
	size_t got = 0;

	if (!file->failed && !file->ended)
		file->failed =
			stream_read(file->stream, buffer, size, &got, &file->err) != 0;
	file->ended = !file->failed && got == 0;
	return file->failed ? -1 : (ssize_t)got;
}

/* What libpcap can't read although the stream can. */
static int refuse(const struct pcap_file *file, const char *why, struct error *err)
{
	if (file->failed) {
		*err = file->err;
		return -1;
	}
	return error_set(err, ERROR_INPUT, "%s: it begins as a capture does, but: %s",
			 stream_name(file->stream), why);
}

int pcap_file_open(struct pcap_file **result, struct stream *stream, struct error *err)
{
	static const cookie_io_functions_t functions = { .read = read_cookie };
	struct pcap_file *file = memory_zero(1, sizeof(*file));
	char why[PCAP_ERRBUF_SIZE] = "";
	FILE *in;
	int r;

	file->stream = stream;
	in = fopencookie(file, "r", functions);
	if (!in) {
		free(file);
		return error_set(err, ERROR_IO, "%s: no memory", stream_name(stream));
	}
	setvbuf(in, file->buffer, _IOFBF, sizeof(file->buffer));
	file->pcap = pcap_fopen_offline_with_tstamp_precision(
		in, PCAP_TSTAMP_PRECISION_MICRO, why);
	if (!file->pcap) {
		fclose(in);
		r = refuse(file, why, err);
		free(file);
		return r;
	}
	file->link_type = pcap_datalink(file->pcap);
	*result = file;
	return 0;
}

void pcap_file_close(struct pcap_file *file)
{
	if (file)
		pcap_close(file->pcap); /* and the FILE */
	free(file);
}

/* The file's seconds have no sign, but libpcap takes them for such that have: after 2038
 * they come back negative. Whoever reads it knows that there is no time before 1970. */
static int64_t time_of(const struct timeval *time)
{
	int64_t second = time->tv_sec;

	if (second < 0 && second >= INT32_MIN)
		second += INT64_C(1) << 32;
	if (second < 0 || second > TIMESTAMP_MAX / SECOND_US)
		return -1;
	return second * SECOND_US + (int64_t)time->tv_usec;
}

int pcap_file_next(struct pcap_file *file, struct raw_packet *packet, struct error *err)
{
	struct pcap_pkthdr *header;
	const u_char *data;
	int r;

	if (file->damage[0])
		return 0;
	r = pcap_next_ex(file->pcap, &header, &data);
	if (r == 1) {
		packet->time_us = time_of(&header->ts);
		packet->has_time = true;
		packet->link_type = file->link_type;
		packet->bytes = (struct bytes){ .at = data,
						.len = header->caplen,
						.wire = header->len > header->caplen
								? header->len
								: header->caplen };
		return 1;
	}
	if (file->failed) {
		*err = file->err;
		return -1;
	}
	if (r == PCAP_ERROR && file->ended)
		snprintf(file->damage, sizeof(file->damage), "the file ends within it");
	else if (r == PCAP_ERROR)
		snprintf(file->damage, sizeof(file->damage), "there is no packet: %s",
			 pcap_geterr(file->pcap));
	return 0;
}

const char *pcap_file_damage(const struct pcap_file *file)
{
	return file->damage[0] ? file->damage : NULL;
}
