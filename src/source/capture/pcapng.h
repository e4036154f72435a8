/*
 * pcapng - captures in the format of Wireshark. See reader.h for what is alike.
 *
 * Not by libpcap, which has one link type and one length of snapshots for a file and
 * refuses what differs ("an interface has a type 1 different from the type of the first
 * interface"; so up to 1.10 at least): but several interfaces are what the format is
 * for, and mergecap and Wireshark write them.
 */
#ifndef CAPTURE_PCAPNG_H
#define CAPTURE_PCAPNG_H

#include "source/capture/reader.h"

struct pcapng;

bool pcapng_recognise(const char *head, size_t len);
struct pcapng *pcapng_new(struct stream *stream);
void pcapng_free(struct pcapng *pcapng); /* accepts NULL */
int pcapng_next(struct pcapng *pcapng, struct raw_packet *packet, struct error *err);
const char *pcapng_damage(const struct pcapng *pcapng);

#endif
