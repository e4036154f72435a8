/*
 * config - everything a user can set, as one plain struct that every stage
 * reads and none changes once the work begins.
 */
#ifndef MODEL_CONFIG_H
#define MODEL_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "core/settings.h"
#include "model/inside.h"
#include "model/service_settings.h"

/* Whose options they are; see struct setting. */
enum { COMMAND_BEACON = 1, COMMAND_CHECK = 2 };

struct config {
	/* the command itself */
	struct setting_list config_files; /* of -c, in order */
	bool help;
	bool manual;
	const char *completion; /* a shell; NULL: not asked for */
	bool version;

	/* Elasticsearch or OpenSearch */
	const char *es_host;
	int64_t es_port;
	const char *ssh;	/* by whom the server is reached; NULL: straight */
	const char *ssh_config; /* NULL: ssh's own */
	const char *es_index;
	const char *names_index;   /* NULL: es_index */
	const char *context_index; /* NULL: names_index, and alerts beside it */
	bool use_ssl;
	bool ssl;
	const char *ca_file;
	bool insecure;
	const char *fingerprint;
	const char *client_cert;
	const char *client_key;
	const char *proxy;
	int64_t es_timeout_s;
	const char *cursor; /* "auto", "scroll" or "pit" */
	bool allow_partial;
	bool explain_query;
	bool merge; /* the files are saved results */
	/* Source, destination and maybe port; see model/pick.h */
	struct setting_list explain;
	const char *username;
	const char *password;
	const char *password_file;
	const char *api_key;
	const char *api_key_file;
	const char *bearer_token;
	const char *bearer_token_file;
	int64_t kibana_version;
	const char *filter;    /* Lucene */
	const char *prefilter; /* auto, on or off */

	/* names of fields; dotted */
	const char *field_source_ip;
	const char *field_destination_ip;
	const char *field_destination_port;
	const char *field_timestamp;
	const char *field_start; /* NULL: flows are timed by field_timestamp */
	const char *field_bytes_out;
	const char *field_bytes_in;
	const char *field_end;
	const char *field_duration;
	const char *duration_unit; /* s, ms, us or ns */
	const char *field_state;
	const char *field_protocol;
	const char *field_flow_id;
	const char *names_types; /* of records that say names; NULL: any */
	const char *field_tls_name;
	const char *field_http_host;
	const char *field_dns_query;
	const char *field_dns_answers;
	const char *field_dns_type;
	const char *field_source_port;
	const char *field_user_agent;
	const char *field_url;
	const char *field_http_method;
	const char *field_http_status;
	const char *field_tls_version;
	const char *field_tls_issuer;
	const char *field_ja3;
	const char *field_ja4;
	const char *alert_types; /* of records that are alerts; NULL: any */
	const char *field_alert;
	const char *field_alert_severity;
	const char *field_payload;
	const char *event_key;
	const char *event_type;
	bool suricata_defaults;

	/* what is looked at */
	int64_t period_h;
	const char *from;
	const char *to;
	const char *now;
	bool focus_outbound;
	const char *internal_networks; /* besides private ones; NULL: none */
	const char *key;	       /* "src,dst,port", "src,dst" or "src,name" */
	const char *part;	       /* "3/16" of the sources; NULL: all */
	int64_t threads;	       /* 0: as many as processors */
	int64_t max_memory_mb;	       /* 0: most of what there is */

	/* what check_ip makes of it */
	const char *by; /* "auto", "address" or "name" */
	bool srcs;	/* only those; */
	bool dsts;	/* both or neither: either end */
	bool with_inside;
	struct setting_list beacons; /* results of flare_beacon */
	bool processes;
	int64_t watch_s;	     /* 0: one look */
	struct setting_list sockets; /* files of another host */
	bool check;
	bool check_names;
	const char *pcapfile; /* as hot_ip.py has them; NULL: none */
	const char *ip_file;
	const char *pcapf;

	/* Flare's rule */
	int64_t min_occur;
	int64_t min_percent;
	int64_t min_interval_s;
	int64_t window_s;

	/* the score */
	double min_score;
	int64_t min_beats;
	double min_lag;	    /* 0: lists nothing by that */
	double min_long_h;  /* of a connection; likewise */
	int64_t min_strobe; /* minutes; likewise */
	bool flare;	    /* list what Flare would, and nothing else */

	/* what comes out */
	struct setting_list baseline; /* files, or index:NAME; see source/baseline.h */
	bool new_only;
	const char *sort;
	int64_t top; /* 0: all */
	struct setting_list outputs;
	const char *index_names;   /* "auto", "flare" or "ecs" */
	const char *json_names;	   /* "flare" or "ecs" */
	const char *csv_separator; /* "," ";" "|" "tab" or one of its other spellings */
	const char *csv_decimal;   /* "." or ","; NULL: as the separator has it */
	int64_t width;		   /* of a line of text; 0: any. See width_given */
	bool group;
	bool context;
	/* Files, folders and services; of an ini several in one */
	struct setting_list intel;
	struct service_settings services; /* how those are asked */
	bool list_reported;
	bool whois;
	const char *asn_db; /* NULL: none; see enrich/owner.h */
	const char *geo_db;
	const char *location_db;
	bool names;			/* of destinations, from other records */
	bool resolve;			/* ask the network for names, too */
	struct setting_list allowlists; /* files of rules */
	const char *allowlist_history;	/* NULL: none is kept */
	int64_t allowlist_days;		/* so long is long */
	bool show_hidden;
	const char *kibana_url; /* NULL: none; see enrich/links.h */
	const char *evebox_url;
	const char *arkime_url;
	bool verbose;
	bool debug;
	bool quiet;
	bool no_color;

	/* not set by the user, but found out by config_settle() */
	char separator;	      /* between the cells of a CSV */
	bool decimal_comma;   /* of the numbers in them */
	struct inside inside; /* what internal_networks says */
	bool ssh_given;	      /* --ssh stood on the command line, for the source alone */
	bool period_given;    /* -pd stood on the command line */
	bool flare_timing;    /* an ini names field_timestamp but no field_start */
	bool width_given;     /* else it is as wide as the terminal is, or usual */
	bool index_given;     /* es_index is more than a default */
	bool takes_mentions;  /* of files also addresses without flows, see mention.h */
	bool auto_config;     /* -c auto: the source is to choose one */
	const char *secret_file; /* the ini file that holds a secret; NULL: none */
	const struct settings *settings; /* how all of this was read; NULL: it was not */
};

extern const struct setting_group config_settings[];
extern const size_t n_config_settings;

/*
 * What follows from the settings as a whole: the environment's password, the
 * prefix of suricata_defaults, Flare's timing. Texts go into the arena.
 */
int config_settle(struct config *config, const struct settings *settings,
		  struct error *err);

/* The part of it that is about fields. */
void config_settle_fields(struct config *config, const struct settings *settings);

/* Does the setting tell what an index is like, so that another ini file may tell it
 * anew? Not if it stood on the command line, or is an index that was chosen. */
bool config_is_of_index(const struct setting *setting, enum setting_origin origin);

/* Is there an --index? Then a server is needed, though the flows come from files. */
bool config_writes_index(const struct config *config);

/* Is there that, or an index that is a baseline? */
bool config_needs_server(const struct config *config);

/* Does --intel name files or folders, besides services? */
bool config_has_lists(const struct config *config);

/* Is there a --save? It keeps more rows than are shown. */
bool config_saves(const struct config *config);

/* Are there pictures to be drawn, now or from what --save keeps? */
bool config_draws(const struct config *config);

#endif
