/*
 * said - what other records say of a pair, for people: kind by kind, each value with how
 * often and when, and what raised an alert.
 */
#ifndef EXPORT_SAID_H
#define EXPORT_SAID_H

#include "export/paper.h"
#include "model/context.h"

void said_put(const struct context *context, struct paper *paper);

#endif
