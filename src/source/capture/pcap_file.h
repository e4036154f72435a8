/*
 * pcap_file - captures in the format of tcpdump, read by libpcap out of our own stream,
 * so that they may be packed or come through a pipe. See reader.h for what is alike.
 */
#ifndef CAPTURE_PCAP_FILE_H
#define CAPTURE_PCAP_FILE_H

#include "source/capture/reader.h"

struct pcap_file;

bool pcap_file_recognise(const char *head, size_t len);
int pcap_file_open(struct pcap_file **file, struct stream *stream, struct error *err);
void pcap_file_close(struct pcap_file *file); /* accepts NULL */
int pcap_file_next(struct pcap_file *file, struct raw_packet *packet, struct error *err);
const char *pcap_file_damage(const struct pcap_file *file);

#endif
