/*
 * service_port - see service_port.h.
 */
#include "source/service_port.h"

#include <stddef.h>

/* Below 1024, or what is often listened on above. */
static bool is_service(uint16_t port)
{
	static const uint16_t known[] = { 1080, 1433, 1521, 1723, 1883, 3128, 3306,
					  3389, 5060, 5222, 5432, 5900, 5985, 6379,
					  6667, 8000, 8080, 8443, 8888, 9200 };

	for (size_t i = 0; port >= 1024 && i < sizeof(known) / sizeof(*known); i++) {
		if (known[i] == port)
			return true;
	}
	return port > 0 && port < 1024;
}

bool service_port_answers(uint16_t src_port, uint16_t dst_port)
{
	return is_service(src_port) && !is_service(dst_port);
}

bool service_port_is_dns(uint16_t port)
{
	return port == 53 || port == 5353 || port == 5355;
}
