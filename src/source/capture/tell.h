/*
 * tell - hands on what is said in packets: names, and sightings of two hosts. What is not
 * wanted is passed over.
 */
#ifndef CAPTURE_TELL_H
#define CAPTURE_TELL_H

#include "core/json.h"
#include "source/capture/connection.h"
#include "source/capture/dns.h"
#include "source/capture/http.h"
#include "source/capture/tls.h"
#include "source/source.h"

/* What is said where and when. All borrowed. */
struct saying {
	const struct sink *sink;
	const struct connection *connection;
	int64_t time_us;
	int side; /* who says it */
};

/* A head, and once the answer has come or none will: method and status. */
void tell_request(const struct saying *saying, const struct http_head *head);
void tell_outcome(const struct saying *saying, struct value method, struct value status);

void tell_client_hello(const struct saying *saying, const struct tls_hello *hello);
void tell_version(const struct saying *saying, uint16_t version);
void tell_certificate(const struct saying *saying, struct bytes message);

/* A message of DNS, whatever it is. */
void tell_dns(const struct saying *saying, const uint8_t *message, size_t len);

#endif
