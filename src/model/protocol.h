/*
 * protocol - the protocols of a pair's flows, flags of enum flow_protocol, as text:
 * "tcp", "tcp+udp", "other".
 */
#ifndef MODEL_PROTOCOL_H
#define MODEL_PROTOCOL_H

#include <stdint.h>

#include "model/flow.h"

/* NULL: not recorded. */
const char *protocol_text(uint8_t protocols);

/* The other way round; NULL gives 0. */
uint8_t protocol_flags(const char *text);

#endif
