/*
 * protocol - see protocol.h.
 */
#include "model/protocol.h"

#include <stddef.h>
#include <string.h>

enum { ALL = FLOW_TCP | FLOW_UDP | FLOW_OTHER };

const char *protocol_text(uint8_t protocols)
{
	static const char *const texts[] = {
		[FLOW_TCP] = "tcp",
		[FLOW_UDP] = "udp",
		[FLOW_TCP | FLOW_UDP] = "tcp+udp",
		[FLOW_OTHER] = "other",
		[FLOW_TCP | FLOW_OTHER] = "tcp+other",
		[FLOW_UDP | FLOW_OTHER] = "udp+other",
		[ALL] = "tcp+udp+other",
	};

	return texts[protocols & ALL];
}

uint8_t protocol_flags(const char *text)
{
	static const uint8_t flags[] = { FLOW_TCP, FLOW_UDP, FLOW_OTHER };
	uint8_t protocols = 0;

	for (size_t i = 0; text && i < sizeof(flags); i++) {
		if (strstr(text, protocol_text(flags[i])))
			protocols |= flags[i];
	}
	return protocols;
}
