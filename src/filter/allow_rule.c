/*
 * allow_rule - what a rule holds for, see allow_rule.h.
 */
#include "filter/allow_rule.h"

#include <string.h>

#include "model/flow.h"

/* Does the name lie in that domain, or is it its root? Both in lower case. */
static bool is_in_domain(const char *name, const char *domain)
{
	size_t name_len = strlen(name), len = strlen(domain);

	while (name_len > 0 && name[name_len - 1] == '.')
		name_len--;
	if (name_len < len || memcmp(name + name_len - len, domain, len) != 0)
		return false;
	return name_len == len || name[name_len - len - 1] == '.';
}

/* One that lies elsewhere may be the one that matters. */
static bool all_in_domain(const struct allow_subject *subject, const char *domain)
{
	for (size_t i = 0; i < subject->n_names; i++) {
		if (!is_in_domain(subject->names[i], domain))
			return false;
	}
	return subject->n_names > 0;
}

/* Of a row of several protocols, each must be allowed. */
static bool has_port(const struct allow_rule *rule, const struct allow_subject *subject)
{
	uint8_t left = subject->protocols;
	bool any = false;

	for (size_t i = 0; i < rule->n_ports; i++) {
		const struct allow_ports *ports = &rule->ports[i];

		if (subject->port < ports->from || subject->port > ports->to)
			continue;
		if (!ports->protocols)
			return true;
		any = any || subject->protocols & ports->protocols;
		left &= (uint8_t)~ports->protocols;
	}
	return any && left == 0;
}

/* IPv4 is kept within IPv6, but lies in none of its networks: ::/0 is all of IPv6. */
static bool lies_in(const struct address *address, const struct address_network *network)
{
	enum { V4 = 96 };

	return address_in_network(address, network) &&
	       (network->bits >= V4 || !address_is_ipv4(address));
}

/* A star stands for any text; all else, unlike in a shell, for itself. The last star
 * alone need ever take more. */
static bool fits(const char *text, const char *pattern)
{
	const char *star = NULL, *resume = text;

	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			resume = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	return pattern[strspn(pattern, "*")] == '\0';
}

bool allow_rule_holds(const struct allow_rule *rule, const struct allow_subject *subject)
{
	if (rule->has_dst && !lies_in(subject->dst, &rule->dst))
		return false;
	if (rule->has_src && !lies_in(subject->src, &rule->src))
		return false;
	if (rule->n_ports > 0 && !has_port(rule, subject))
		return false;
	if (rule->asn && rule->asn != subject->asn)
		return false;
	if (rule->owner && (!subject->owner || !fits(subject->owner, rule->owner)))
		return false;
	if (rule->domain && !all_in_domain(subject, rule->domain))
		return false;
	/* A period that is not there is in no range. */
	return rule->period_from_s > rule->period_to_s ||
	       (subject->period_s >= rule->period_from_s &&
		subject->period_s <= rule->period_to_s);
}
