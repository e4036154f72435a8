/*
 * reader - see reader.h.
 */
#include "source/capture/reader.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "source/capture/pcap_file.h"
#include "source/capture/pcapng.h"

struct reader {
	struct pcap_file *pcap; /* of the two one; NULL: it is the other */
	struct pcapng *pcapng;
};

bool reader_recognise(const char *head, size_t len)
{
	return pcap_file_recognise(head, len) || pcapng_recognise(head, len);
}

int reader_open(struct reader **result, struct stream *stream, struct error *err)
{
	struct reader reader = { .pcap = NULL };
	const char *head;
	size_t len;

	if (stream_peek(stream, &head, &len, err) != 0)
		return -1;
	if (pcapng_recognise(head, len))
		reader.pcapng = pcapng_new(stream);
	else if (pcap_file_open(&reader.pcap, stream, err) != 0)
		return -1;
	*result = memory_alloc(sizeof(reader));
	**result = reader;
	return 0;
}

void reader_close(struct reader *reader)
{
	if (!reader)
		return;
	pcap_file_close(reader->pcap);
	pcapng_free(reader->pcapng);
	free(reader);
}

int reader_next(struct reader *reader, struct raw_packet *packet, struct error *err)
{
	return reader->pcap ? pcap_file_next(reader->pcap, packet, err)
			    : pcapng_next(reader->pcapng, packet, err);
}

const char *reader_damage(const struct reader *reader)
{
	return reader->pcap ? pcap_file_damage(reader->pcap)
			    : pcapng_damage(reader->pcapng);
}
