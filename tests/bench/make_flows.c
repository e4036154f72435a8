/*
 * make_flows - a day of made-up flows for tests/bench, the same with every run.
 *
 *     make_flows eve|mixed|zeek FLOWS PAIRS
 *
 * eve: Suricata's flow records. mixed: the same, each beside nine records of other
 * kinds. zeek: conn.log as TSV. The flows come in the order of their times, as logs do;
 * one pair of a hundred calls by the clock, the others by chance, a few very often and
 * most a few times.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_US (INT64_C(86400) * 1000000)
#define MIDNIGHT_US (INT64_C(1763596800) * 1000000) /* 2025-11-20T00:00:00Z */

enum { N_HOSTS = 1000, N_OTHERS = 9 };

struct made {
	uint64_t number;
	int64_t start_us;
	int64_t lasted_us;
	unsigned src;
	unsigned dst;
	unsigned bytes_out;
	unsigned bytes_in;
};

/* splitmix64 */
static uint64_t next_random(void)
{
	static uint64_t state = 1;
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static double chance(void)
{
	return (double)(next_random() >> 11) / 9007199254740992.0;
}

static struct made make(uint64_t number, uint64_t n_flows, uint64_t n_pairs)
{
	double u = chance();
	uint64_t pair = (uint64_t)((double)n_pairs * u * u * u);
	int64_t step_us = DAY_US / (int64_t)n_flows;
	struct made made = { .number = number,
			     .start_us = MIDNIGHT_US + (int64_t)number * step_us,
			     .lasted_us = (int64_t)(chance() * chance() * 20e6) };

	if (number % 100 == 0) { /* by the clock: 60 s are `every` flows */
		uint64_t every = n_flows / 1440 + 1;

		pair = n_pairs - 1 - number / 100 % (every / 100 + 1);
	}
	made.src = (unsigned)(pair % N_HOSTS);
	made.dst = (unsigned)(pair / 4);
	made.bytes_out = (unsigned)(100 + chance() * chance() * 20000);
	made.bytes_in = (unsigned)(200 + chance() * chance() * 200000);
	return made;
}

static void format_time(int64_t time_us, char text[64])
{
	int64_t second = (time_us - MIDNIGHT_US) / 1000000;

	snprintf(text, 64, "2025-11-%02dT%02d:%02d:%02d.%06d+0000",
		 (int)(20 + second / 86400), (int)(second / 3600 % 24),
		 (int)(second / 60 % 60), (int)(second % 60), (int)(time_us % 1000000));
}

static void format_ends(const struct made *made, char src[20], char dst[20])
{
	snprintf(src, 20, "10.0.%u.%u", made->src / 250, made->src % 250 + 1);
	snprintf(dst, 20, "%u.%u.%u.%u", 100 + (made->dst >> 20) % 60,
		 made->dst >> 12 & 255, made->dst >> 4 & 255, made->dst & 15);
}

static void put_eve(const struct made *made)
{
	char logged[64], start[64], end[64], src[20], dst[20];

	format_time(made->start_us + made->lasted_us, logged);
	format_time(made->start_us, start);
	format_time(made->start_us + made->lasted_us, end);
	format_ends(made, src, dst);
	printf("{\"timestamp\":\"%s\",\"flow_id\":%" PRIu64 ",\"in_iface\":\"eth0\","
	       "\"event_type\":\"flow\",\"src_ip\":\"%s\",\"src_port\":%u,\"dest_ip\":\"%s\","
	       "\"dest_port\":443,\"proto\":\"TCP\",\"app_proto\":\"tls\",\"flow\":{"
	       "\"pkts_toserver\":%u,\"pkts_toclient\":%u,\"bytes_toserver\":%u,"
	       "\"bytes_toclient\":%u,\"start\":\"%s\",\"end\":\"%s\",\"age\":%d,"
	       "\"state\":\"closed\",\"reason\":\"timeout\",\"alerted\":false},\"tcp\":{"
	       "\"tcp_flags\":\"1b\",\"syn\":true,\"fin\":true,\"psh\":true,\"ack\":true,"
	       "\"state\":\"closed\"}}\n",
	       logged, UINT64_C(1000000000000000) + made->number, src,
	       1024 + (unsigned)(made->number % 60000), dst, made->bytes_out / 500 + 1,
	       made->bytes_in / 900 + 1, made->bytes_out, made->bytes_in, start, end,
	       (int)(made->lasted_us / 1000000));
}

/* What Suricata logs beside a flow: names asked for, certificates, pages, files. */
static void put_others(const struct made *made)
{
	static const char *const kinds[] = { "dns", "tls", "http", "fileinfo", "dns" };
	char logged[64], src[20], dst[20];

	format_time(made->start_us, logged);
	format_ends(made, src, dst);
	for (unsigned i = 0; i < N_OTHERS; i++) {
		const char *kind = kinds[i % 5];

		printf("{\"timestamp\":\"%s\",\"flow_id\":%" PRIu64
		       ",\"in_iface\":\"eth0\","
		       "\"event_type\":\"%s\",\"src_ip\":\"%s\",\"src_port\":%u,"
		       "\"dest_ip\":\"%s\",\"dest_port\":443,\"proto\":\"TCP\",\"tx_id\":%u,"
		       "\"%s\":{\"version\":3,\"type\":\"answer\",\"id\":%u,\"flags\":\"8180\","
		       "\"hostname\":\"host-%u.example\",\"url\":\"\\/a\\/%u\\/index.html?q=%u\","
		       "\"subject\":\"CN=host-%u.example\",\"issuerdn\":\"C=US, O=Example, "
		       "CN=Example R3\",\"fingerprint\":\"0a:1b:2c:3d:4e:5f:60:71:82:93:a4:b5:"
		       "c6:d7:e8:f9\",\"http_user_agent\":\"Mozilla\\/5.0 (X11; Linux x86_64) "
		       "AppleWebKit\\/537.36\",\"length\":%u}}\n",
		       logged, UINT64_C(1000000000000000) + made->number, kind, src,
		       1024 + (unsigned)(made->number % 60000), dst, i, kind, i * 7919u,
		       made->dst, i, made->bytes_out, made->dst, made->bytes_in);
	}
}

static void put_zeek(const struct made *made)
{
	char src[20], dst[20];

	format_ends(made, src, dst);
	printf("%" PRId64 ".%06d\tC%015" PRIx64
	       "\t%s\t%u\t%s\t443\ttcp\tssl\t%.6f\t%u\t%u\tSF\tT"
	       "\tF\t0\tShADadFf\t%u\t%u\t%u\t%u\t-\n",
	       made->start_us / 1000000, (int)(made->start_us % 1000000), made->number,
	       src, 1024 + (unsigned)(made->number % 60000), dst,
	       (double)made->lasted_us / 1e6, made->bytes_out, made->bytes_in,
	       made->bytes_out / 500 + 1, made->bytes_out + 400, made->bytes_in / 900 + 1,
	       made->bytes_in + 400);
}

static void put_zeek_header(void)
{
	puts("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"
	     "#path\tconn\n#open\t2025-11-20-00-00-00\n"
	     "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\t"
	     "duration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\t"
	     "missed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\t"
	     "tunnel_parents\n"
	     "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\t"
	     "count\tstring\tbool\tbool\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]");
}

int main(int argc, char **argv)
{
	uint64_t n_flows = argc == 4 ? strtoull(argv[2], NULL, 10) : 0;
	uint64_t n_pairs = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;

	if (n_flows == 0 || n_pairs == 0) {
		fputs("usage: make_flows eve|mixed|zeek FLOWS PAIRS\n", stderr);
		return 2;
	}
	if (strcmp(argv[1], "zeek") == 0)
		put_zeek_header();
	for (uint64_t i = 0; i < n_flows; i++) {
		struct made made = make(i, n_flows, n_pairs);

		if (strcmp(argv[1], "zeek") == 0)
			put_zeek(&made);
		else
			put_eve(&made);
		if (strcmp(argv[1], "mixed") == 0)
			put_others(&made);
	}
	return fflush(stdout) != 0;
}
