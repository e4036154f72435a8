/*
 * service_settings - how services on the internet are asked what they know: the settings
 * that every command has which asks them. A command keeps a struct of them among its own
 * and takes the rows into its table:
 *
 *     static const struct setting services[] = {
 *             SERVICE_SETTINGS(struct config, services)
 *     };
 */
#ifndef MODEL_SERVICE_SETTINGS_H
#define MODEL_SERVICE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/settings.h"

/*
 * One line a service: its name, the environment variable that has its key, what it is
 * called in sentences, and where its key is to be had. The first two arguments are handed
 * through.
 */
#define SERVICES(X, type, at) \
	X(type, at, otx, "OTX_API_KEY", "AlienVault OTX", \
	  "https://otx.alienvault.com/api") \
	X(type, at, abuseipdb, "ABUSEIPDB_API_KEY", "AbuseIPDB", \
	  "https://www.abuseipdb.com/account/api") \
	X(type, at, greynoise, "GREYNOISE_API_KEY", "GreyNoise", \
	  "https://viz.greynoise.io/account")

/* How one service is reached; NULL: not said. */
struct service_access {
	const char *key;
	const char *key_file;
	const char *url; /* in place of its own: "https://host/prefix" */
};

#define SERVICE_ACCESS(type, at, name, variable, title, keys) struct service_access name;

struct service_settings {
	SERVICES(SERVICE_ACCESS, , )
	bool offline;	     /* nobody is asked: what the cache has must do */
	const char *cache;   /* a file; NULL: the usual one */
	int64_t cache_days;  /* what is older is asked for anew */
	int64_t most;	     /* subjects that a service is asked about in a run */
	int64_t rate;	     /* requests a second to each; 0: as fits the service */
	int64_t timeout_s;   /* of one request */
	const char *proxy;   /* NULL: as http_proxy and https_proxy say */
	const char *ca_file; /* NULL: the system's */
};

#define SERVICE_ROWS(type, at, name, variable, title, keys) \
	{ SETTING_AT(type, at.name.key), \
	  .key = #name "_key", \
	  .secret = true, \
	  .value = "KEY", \
	  .help = "key for " title "; ini only", \
	  .more = "Better kept in the environment variable " variable \
		  ", which wins over the ini file. To be had at " keys "." }, \
		{ SETTING_AT(type, at.name.key_file), .key = #name "_key_file", \
		  .value = "FILE", .help = "that key, in the first line of a file" }, \
		{ SETTING_AT(type, at.name.url), .key = #name "_url", .value = "URL", \
		  .help = "ask this server in place of " title "'s own" },

/* The rows of a command's table; `at` is its member of the struct above. */
#define SERVICE_SETTINGS(type, at) \
	{ SETTING_AT(type, at.offline), .is_rare = true, .key = "offline", \
	  .option = "offline", .help = "ask no service; what the cache has must do" }, \
		{ SETTING_AT(type, at.cache), .key = "cache", .value = "FILE", \
		  .help = "where answers of services are kept", \
		  .more = "Without it $XDG_CACHE_HOME/flare_beacon/verdicts.sqlite, or that in " \
			  "~/.cache." }, \
		{ SETTING_AT(type, at.cache_days), \
		  .key = "cache_days", \
		  .standard = "7", \
		  .value = "DAYS", \
		  .min = 0, \
		  .max = 3650, \
		  .help = "older answers are asked for anew" }, \
		{ SETTING_AT(type, at.most), \
		  .key = "intel_most", \
		  .standard = "500", \
		  .value = "N", \
		  .min = 0, \
		  .max = 1000000, \
		  .help = "ask each service about no more than this in a run", \
		  .more = "What the cache knows does not count. A warning says what was left out." }, \
		{ SETTING_AT(type, at.rate), \
		  .key = "intel_rate", \
		  .standard = "0", \
		  .value = "N", \
		  .min = 0, \
		  .max = 10000, \
		  .help = "requests a second to each service; 0: as fits it" }, \
		{ SETTING_AT(type, at.timeout_s), \
		  .key = "intel_timeout", \
		  .standard = "20", \
		  .value = "SECONDS", \
		  .min = 1, \
		  .max = 3600, \
		  .help = "a request to a service takes no longer" }, \
		{ SETTING_AT(type, at.proxy), .key = "intel_proxy", .value = "URL", \
		  .help = "ask services through this proxy", \
		  .more = "Without it http_proxy, https_proxy and no_proxy of the environment " \
			  "count." }, \
		{ SETTING_AT(type, at.ca_file), .key = "intel_ca_file", .value = "FILE", \
		  .help = "who signs their certificates (PEM), if not one the system knows" }, \
		SERVICES(SERVICE_ROWS, type, at)

/* Is that the name of a service, and so not of a file? "./otx" is a file. */
bool service_is_named(const char *name);

/* "otx, abuseipdb, greynoise" */
const char *service_names(void);

#endif
