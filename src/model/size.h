/*
 * size - a number of bytes in two, so that each flow's sizes can be kept: exact
 * below 2048, above to one part in a thousand, which is enough to tell whether
 * two flows are alike.
 */
#ifndef MODEL_SIZE_H
#define MODEL_SIZE_H

#include <stdint.h>

/* Of a flow whose size was not recorded. */
#define SIZE_UNKNOWN UINT16_MAX

/* Sizes compare as their codes do. FLOW_NO_BYTES gives SIZE_UNKNOWN. */
uint16_t size_code(uint64_t bytes);

/* The smallest size of that code; not of SIZE_UNKNOWN. */
uint64_t size_bytes(uint16_t code);

#endif
