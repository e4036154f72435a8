/*
 * service_port - which side of a connection is the service, as far as the numbers of the
 * ports tell: for sources that see both directions of it.
 */
#ifndef SOURCE_SERVICE_PORT_H
#define SOURCE_SERVICE_PORT_H

#include <stdbool.h>
#include <stdint.h>

/* Does what goes from one port to the other come back from a service? */
bool service_port_answers(uint16_t src_port, uint16_t dst_port);

/* Is it where names are asked for: DNS, multicast DNS, LLMNR? */
bool service_port_is_dns(uint16_t port);

#endif
