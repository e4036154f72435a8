/*
 * ja - fingerprints of a TLS client by the hello that it sends.
 *
 * JA3 (Salesforce, BSD-3): the numbers in the order of the hello, in MD5. JA4 (FoxIO; of
 * that family the one that is BSD-3): they are sorted, as clients shuffle them by now.
 */
#ifndef CAPTURE_JA_H
#define CAPTURE_JA_H

#include "source/capture/tls.h"

enum { JA3_TEXT = 33, JA4_TEXT = 37 }; /* with NUL */

/* NULL: the system has no MD5. */
const char *ja3(const struct tls_hello *hello, char text[JA3_TEXT]);
const char *ja4(const struct tls_hello *hello, char text[JA4_TEXT]);

#endif
