/*
 * reader - the packets of a capture, one after the other: pcap in all forms that libpcap
 * knows, and pcapng.
 */
#ifndef CAPTURE_READER_H
#define CAPTURE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/stream.h"
#include "source/capture/bytes.h"

struct raw_packet {
	int64_t time_us; /* any number, whatever the file says; -1: none that there is */
	bool has_time;
	int link_type;	    /* as libpcap numbers them: DLT_EN10MB */
	struct bytes bytes; /* borrowed until the next one is read */
};

/* Is this the beginning of a capture? */
bool reader_recognise(const char *head, size_t len);

struct reader;

/* The stream is borrowed, and at its beginning. */
int reader_open(struct reader **reader, struct stream *stream, struct error *err);
void reader_close(struct reader *reader); /* accepts NULL */

/* 1, or 0 when there are no more; -1 if the stream fails. */
int reader_next(struct reader *reader, struct raw_packet *packet, struct error *err);

/* After the last one: why it was the last although the file did not end there, "the file
 * ends within it"; said of the packet that could not be read. NULL: all were read. */
const char *reader_damage(const struct reader *reader);

#endif
