/*
 * test_intel - what lists of every kind report is found, and nothing else is.
 */
#include "helpers.h"

#include "analyze/rank.h"
#include "model/intel.h"
#include "model/timestamp.h"
#include "source/intel/indicator.h"
#include "source/intel/intel.h"

/* Lists that were read, and what they answer. */
struct read {
	struct intel *intel;
	struct arena arena;
	struct error err;
	int r;
};

static void read_also(struct read *read, const char *name, const void *data, size_t len)
{
	struct stream *stream = stream_of(data, len);

	read->r = intel_read(stream, name, read->intel, &read->arena, &read->err);
	stream_close(stream);
}

static struct read read_list(const char *text)
{
	struct read read = { .intel = intel_new() };

	read_also(&read, "list", text, strlen(text));
	return read;
}

static void read_free(struct read *read)
{
	intel_free(read->intel);
	arena_free(&read->arena);
}

/* "" if nothing is said. */
static const char *said(struct read *read, const char *address, int32_t port)
{
	struct intel_hits hits = { .n = 0 };
	struct address parsed = address_of(address);
	const char *text;
	int64_t n;

	intel_find(read->intel, &parsed, port, NULL, &hits);
	text = intel_text(read->intel, &hits, &n, &read->arena);
	assert_int_equal(text != NULL, intel_reports(read->intel, &parsed, port));
	assert_int_equal(text != NULL, n > 0);
	intel_hits_free(&hits);
	return text ? text : "";
}

static const char *said_of_name(struct read *read, const char *name)
{
	struct intel_hits hits = { .n = 0 };
	const char *text;
	int64_t n;

	intel_find_name(read->intel, name, NULL, &hits);
	text = intel_text(read->intel, &hits, &n, &read->arena);
	assert_int_equal(text != NULL, intel_reports_name(read->intel, name));
	intel_hits_free(&hits);
	return text ? text : "";
}

#define TALLY(read, member) (intel_totals((read)->intel)->member)

/* An indicator as text: "name bad.example", "8.8.8.8-8.8.8.9 port 443 url". */
static const char *parsed(const char *text)
{
	static char result[512];
	struct indicator at;
	char first[ADDRESS_TEXT], last[ADDRESS_TEXT], port[16] = "";

	switch (indicator_parse(text, strlen(text), &at)) {
	case INDICATOR_OTHER:
		return "other";
	case INDICATOR_NONE:
		return "none";
	case INDICATOR_READ:
		break;
	}
	if (at.port)
		snprintf(port, sizeof(port), " port %u", at.port);
	if (at.kind == INTEL_NAME || at.kind == INTEL_JA3 || at.kind == INTEL_JA4)
		snprintf(result, sizeof(result), "%s %s%s%s",
			 at.kind == INTEL_NAME	? "name"
			 : at.kind == INTEL_JA3 ? "ja3"
						: "ja4",
			 at.name, port, at.is_url ? " url" : "");
	else
		snprintf(result, sizeof(result), "%s%s%s%s%s",
			 address_format(&at.first, first),
			 at.kind == INTEL_NETWORK ? "-" : "",
			 at.kind == INTEL_NETWORK ? address_format(&at.last, last) : "",
			 port, at.is_url ? " url" : "");
	return result;
}

static void indicators_are_written_in_many_ways(void **state)
{
	static const char *const cases[][2] = {
		{ "8.8.8.8", "8.8.8.8" },
		{ " \"8.8.8.8\" ", "8.8.8.8" },
		{ "8[.]8.8(.)8", "8.8.8.8" },
		{ "8.8.8.8:443", "8.8.8.8 port 443" },
		{ "8.8.8[.]8[:]443", "8.8.8.8 port 443" },
		{ "T13d1516h2_8daaf6152771_B186095e22b6",
		  "ja4 t13d1516h2_8daaf6152771_b186095e22b6" },
		{ "qd0i000000_8daaf6152771_b186095e22b6",
		  "ja4 qd0i000000_8daaf6152771_b186095e22b6" },
		{ "t13d1516h2_8daaf6152771_b186095e22bg", "none" },
		{ "t13d1516h2_8daaf6152771_b186095e22b", "none" },
		{ "t130200_1301_234ea6891581", "none" },
		{ "2a00::1", "2a00::1" },
		{ "[2a00::1]:443", "2a00::1 port 443" },
		{ "[2a00::1]", "2a00::1" },
		{ "8.8.8.0/24", "8.8.8.0-8.8.8.255" },
		{ "8.8.8.7/24", "8.8.8.0-8.8.8.255" },
		{ "8.8.8.8/32", "8.8.8.8" },
		{ "2a00::/32", "2a00::-2a00:0:ffff:ffff:ffff:ffff:ffff:ffff" },
		{ "8.8.8.4-8.8.8.9", "8.8.8.4-8.8.8.9" },
		{ "Bad.Example", "name bad.example" },
		{ "bad.example.", "name bad.example" },
		{ "*.bad.example", "name bad.example" },
		{ ".bad.example", "name bad.example" },
		{ "bad[.]example", "name bad.example" },
		{ "xn--bcher-kva.xn--p1ai", "name xn--bcher-kva.xn--p1ai" },
		{ "||bad.example^$third-party", "name bad.example" },
		{ "bad.example:8080", "name bad.example port 8080" },
		{ "http://bad.example/x?y", "name bad.example url" },
		{ "hxxps[://]bad[.]example:8443/x", "name bad.example port 8443 url" },
		{ "hxxp://8.8.8[.]8/x", "8.8.8.8 url" },
		{ "http://good.example@8.8.8.8/", "8.8.8.8 url" },
		{ "http://good.example\\@8.8.8.8/", "name good.example url" },
		{ "bad.example/path", "name bad.example url" },
		{ "AAAABBBBCCCCDDDDEEEEFFFF00001111",
		  "ja3 aaaabbbbccccddddeeeeffff00001111" },
		{ "da39a3ee5e6b4b0d3255bfef95601890afd80709", "other" },
		{ "who@bad.example", "other" },
		{ "", "none" },
		{ "com", "none" },
		{ "localhost", "none" },
		{ "8.8.8", "none" },
		{ "8.8.8.256", "none" },
		{ "8.8.8.8.8", "none" },
		{ "8.8.8.8/33", "none" },
		{ "8.8.8.8/x", "8.8.8.8 url" },
		{ "8.8.8.8:99999", "none" },
		{ "fe80::1%eth0", "none" },
		{ "[2a00::1", "none" },
		{ "[", "none" },
		{ "a..example", "none" },
		{ "sentence", "none" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(parsed(cases[i][0]), cases[i][1]);
}

static void plain_lists_tell_what_stands_behind(void **state)
{
	struct read read = read_list("# remark\n; another\n// third\n\n"
				     "8.8.8.8\t7\n"
				     "8.8.4.4 # Trickbot, C2\n"
				     "9.9.9.0/28 ; SBL1\n"
				     "9.9.8.1 9.9.8.9\n"
				     "9.9.7.1 - 9.9.7.3\n"
				     "bad.example,phishing\n"
				     "what is this\n");

	(void)state;
	assert_string_equal(said(&read, "8.8.8.8", 80), "list (7)");
	assert_string_equal(said(&read, "8.8.4.4", 80), "list: Trickbot, C2");
	assert_string_equal(said(&read, "9.9.9.15", 80), "list: SBL1");
	assert_string_equal(said(&read, "9.9.9.16", 80), "");
	assert_string_equal(said(&read, "9.9.8.1", 80), "list");
	assert_string_equal(said(&read, "9.9.8.9", 80), "list");
	assert_string_equal(said(&read, "9.9.8.10", 80), "");
	assert_string_equal(said(&read, "9.9.7.2", 80), "list");
	assert_string_equal(said_of_name(&read, "x.bad.example"), "list: phishing");
	assert_int_equal(TALLY(&read, bad), 1);
	assert_non_null(strstr(TALLY(&read, first_bad), ":11"));
	read_free(&read);
}

static void a_port_is_meant_alone(void **state)
{
	struct read read = read_list("8.8.8.8:443\n");

	(void)state;
	assert_string_equal(said(&read, "8.8.8.8", 443), "list");
	assert_string_equal(said(&read, "8.8.8.8", 80), "");
	assert_string_equal(said(&read, "8.8.8.8", INTEL_ANY_PORT), "list");
	read_free(&read);
}

static void a_url_is_not_all_of_its_domain(void **state)
{
	struct read read = read_list("https://files.example/x.exe\nbad.example\n");

	(void)state;
	assert_string_equal(said_of_name(&read, "files.example"), "list (URL)");
	assert_string_equal(said_of_name(&read, "files.example."), "list (URL)");
	assert_string_equal(said_of_name(&read, "www.files.example"), "");
	assert_string_equal(said_of_name(&read, "www.bad.example"), "list");
	assert_string_equal(said_of_name(&read, "notbad.example"), "");
	assert_string_equal(said_of_name(&read, "example"), "");
	read_free(&read);
}

static void hosts_files_name_those_that_go_nowhere(void **state)
{
	struct read read =
		read_list("127.0.0.1 localhost\n0.0.0.0 bad.example worse.example # x\n"
			  "0.0.0.0 0.0.0.0\n::1 ip6-localhost\n");

	(void)state;
	assert_string_equal(said_of_name(&read, "bad.example"), "list");
	assert_string_equal(said_of_name(&read, "worse.example"), "list");
	assert_int_equal(TALLY(&read, n[INTEL_NAME]), 2);
	assert_int_equal(TALLY(&read, bad), 0);
	read_free(&read);
}

static void what_is_not_public_or_too_wide_is_left_out(void **state)
{
	struct read read =
		read_list("10.0.0.0/8\n192.168.1.1\n224.0.0.1\nfe80::1\n0.0.0.0/0\n"
			  "8.0.0.0/7\n::/0\n2000::/3\n8.8.8.0/24\n192.0.0.0/8\n"
			  "1.0.0.0-9.255.255.255\n8.8.8.9-8.8.8.1\n8.8.8.8-2a00::1\n");

	(void)state;
	assert_int_equal(TALLY(&read, not_public), 4);
	assert_int_equal(TALLY(&read, too_wide), 7);
	assert_int_equal(TALLY(&read, n[INTEL_NETWORK]), 2);
	assert_string_equal(said(&read, "10.0.0.1", 80), "");
	assert_string_equal(said(&read, "192.168.1.1", 80), "");
	assert_string_equal(said(&read, "192.1.1.1", 80), "list");
	assert_string_equal(said(&read, "8.8.8.8", 80), "list");
	read_free(&read);
}

static void a_private_address_is_reported_by_who_names_it(void **state)
{
	static const char list[] = "10.0.0.0/8\n192.168.1.1 lab\nfd00::5\n10.1.2.3/32\n"
				   "127.0.0.1\n::1\n0.0.0.1\n240.0.0.1\n224.0.0.1\n"
				   "192.0.0.0/8\nhttp://172.16.0.9/x\n";
	struct read read = { .intel = intel_new() };

	(void)state;
	intel_take_private(read.intel);
	read_also(&read, "list", list, strlen(list));
	assert_string_equal(said(&read, "192.168.1.1", 80), "list: lab");
	assert_string_equal(said(&read, "fd00::5", 80), "list");
	assert_string_equal(said(&read, "10.1.2.3", 80), "list");
	assert_string_equal(said(&read, "172.16.0.9", 80), "list (URL)");
	assert_string_equal(said(&read, "10.0.0.1", 80), "");
	assert_string_equal(said(&read, "192.168.1.2", 80), "");
	assert_string_equal(said(&read, "127.0.0.1", 80), "");
	assert_string_equal(said(&read, "::1", 80), "");
	assert_string_equal(said(&read, "0.0.0.1", 80), "");
	assert_string_equal(said(&read, "240.0.0.1", 80), "");
	assert_int_equal(TALLY(&read, not_public), 6);
	assert_int_equal(TALLY(&read, n[INTEL_NETWORK]), 1);
	read_free(&read);
}

static void tables_are_read_by_their_titles(void **state)
{
	struct read read = read_list("first_seen;dst_ip;dst_port;malware\n"
				     "2025-01-01;8.8.8.8;443;\"Some; RAT\"\n"
				     "2025-01-01;none of that;1;x\n"
				     "2025-01-01;;1;x\n");

	(void)state;
	assert_string_equal(said(&read, "8.8.8.8", 443), "list: Some; RAT");
	assert_string_equal(said(&read, "8.8.8.8", 80), "");
	assert_int_equal(TALLY(&read, bad), 2);
	assert_non_null(strstr(TALLY(&read, first_bad), ":3"));
	read_free(&read);
}

/* A row that begins with an empty cell is no remark. */
static void semicolons_part_cells(void **state)
{
	struct read read = read_list(
		";malware;ip\r\n;RAT;8.8.8.8\r\n# old;;9.9.9.9\r\n;;9.9.9.8\r\n");

	(void)state;
	assert_string_equal(said(&read, "8.8.8.8", 80), "list: RAT");
	assert_string_equal(said(&read, "9.9.9.8", 80), "list");
	assert_string_equal(said(&read, "9.9.9.9", 80), "");
	read_free(&read);
}

static void titles_may_stand_in_a_remark(void **state)
{
	struct read read = read_list(
		"################\n# exported, 2 entries, see url\n"
		"# \"first_seen\",\"ioc_id\",\"ioc_value\",\"ioc_type\",\"malware_printable\",\"tags\"\n"
		"\"2025-01-01\", \"1\", \"8.8.8.8:443\", \"ip:port\", \"SomeRAT\", \"a,b\"\n"
		"\"2025-01-01\", \"2\", \"bad.example\", \"domain\", \"SomeRAT\", \"None\"\n"
		"\"2025-01-01\", \"3\", \"evil.exe\", \"filename\", \"SomeRAT\", \"\"\n"
		"# Number of entries: 3\n");

	(void)state;
	assert_string_equal(said(&read, "8.8.8.8", 443), "list: SomeRAT");
	assert_string_equal(said_of_name(&read, "bad.example"), "list: SomeRAT");
	assert_string_equal(said_of_name(&read, "evil.exe"), "");
	assert_int_equal(TALLY(&read, other), 1);
	assert_int_equal(TALLY(&read, bad), 0);
	read_free(&read);
}

static void zeek_s_own_lists_are_read(void **state)
{
	struct read read =
		read_list("#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\n"
			  "8.8.8.8\tIntel::ADDR\tsome\tSomeRAT\n"
			  "bad.example/x\tIntel::URL\tsome\t-\n"
			  "a@b.example\tIntel::EMAIL\tsome\t-\n");

	(void)state;
	assert_string_equal(said(&read, "8.8.8.8", 80), "list: SomeRAT");
	assert_string_equal(said_of_name(&read, "bad.example"), "list: some (URL)");
	assert_int_equal(TALLY(&read, other), 1);
	read_free(&read);
}

static void fingerprints_are_found(void **state)
{
	struct read read =
		read_list("# ja3_md5,Firstseen,Lastseen,Listingreason\n"
			  "0123456789abcdef0123456789ABCDEF,2025,2025,Some RAT\n");

	(void)state;
	assert_string_equal(said_of_name(&read, "0123456789abcdef0123456789abcdef"),
			    "list: Some RAT");
	assert_int_equal(TALLY(&read, n[INTEL_JA3]), 1);
	read_free(&read);
}

static void misp_events_say_what_is_for_detection(void **state)
{
	struct read read = read_list(
		"{\"Event\":{\"info\":\"Some campaign\",\"Attribute\":["
		"{\"type\":\"ip-dst\",\"value\":\"8.8.8.8\",\"to_ids\":true,\"comment\":\"C2\"},"
		"{\"type\":\"ip-dst|port\",\"value\":\"8.8.4.4|443\",\"to_ids\":true},"
		"{\"type\":\"domain\",\"value\":\"seen.example\",\"to_ids\":false},"
		"{\"type\":\"domain\",\"value\":\"gone.example\",\"to_ids\":true,\"deleted\":true},"
		"{\"type\":\"link\",\"value\":\"https://report.example/\",\"to_ids\":true},"
		"{\"type\":\"sha256\",\"value\":\"00\",\"to_ids\":true}],"
		"\"ShadowAttribute\":[{\"type\":\"ip-dst\",\"value\":\"9.9.9.9\"}],"
		"\"Object\":[{\"name\":\"domain-ip\",\"Attribute\":["
		"{\"type\":\"domain|ip\",\"value\":\"bad.example|9.9.9.10\",\"to_ids\":true}]}],"
		"\"Galaxy\":[{\"GalaxyCluster\":[{\"type\":\"mitre\",\"value\":\"x.example\"}]}]}}");

	(void)state;
	assert_int_equal(read.r, 0);
	assert_string_equal(said(&read, "8.8.8.8", 1), "list: C2");
	assert_string_equal(said(&read, "8.8.4.4", 443), "list: Some campaign");
	assert_string_equal(said(&read, "8.8.4.4", 80), "");
	assert_string_equal(said_of_name(&read, "bad.example"), "list: domain-ip");
	assert_string_equal(said(&read, "9.9.9.10", 80), "list: domain-ip");
	assert_string_equal(said(&read, "9.9.9.9", 80), "");
	assert_string_equal(said_of_name(&read, "seen.example"), "");
	assert_string_equal(said_of_name(&read, "gone.example"), "");
	assert_string_equal(said_of_name(&read, "report.example"), "");
	assert_string_equal(said_of_name(&read, "x.example"), "");
	read_free(&read);
}

static void stix_accuses_by_patterns_alone(void **state)
{
	struct read read = read_list(
		"{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":["
		"{\"type\":\"indicator\",\"id\":\"indicator--1\",\"name\":\"Some C2\","
		"\"pattern\":\"[ipv4-addr:value = '8.8.8.8' OR domain-name:value='bad.example']\","
		"\"external_references\":[{\"url\":\"https://report.example/\"}]},"
		"{\"type\":\"indicator\",\"id\":\"indicator--2\","
		"\"pattern\":\"[ipv4-addr:value ISSUBSET '9.9.9.0/24'] OR [url:value IN "
		"('http://a.example/','http://b.example/')]\"},"
		"{\"type\":\"indicator\",\"id\":\"indicator--3\",\"pattern\":"
		"\"[ipv4-addr:value = '8.8.4.4' AND file:size = 3]\"},"
		"{\"type\":\"indicator\",\"id\":\"indicator--4\",\"revoked\":true,\"pattern\":"
		"\"[ipv4-addr:value = '8.8.4.5']\"},"
		"{\"type\":\"url\",\"id\":\"url--1\",\"value\":\"http://seen.example/\"}]}");

	(void)state;
	assert_int_equal(read.r, 0);
	assert_string_equal(said(&read, "8.8.8.8", 80), "list: Some C2");
	assert_string_equal(said_of_name(&read, "bad.example"), "list: Some C2");
	assert_string_equal(said(&read, "9.9.9.9", 80), "list");
	assert_string_equal(said_of_name(&read, "a.example"), "list (URL)");
	assert_string_equal(said_of_name(&read, "b.example"), "list (URL)");
	assert_string_equal(said(&read, "8.8.4.4", 80), "");
	assert_string_equal(said(&read, "8.8.4.5", 80), "");
	assert_string_equal(said_of_name(&read, "report.example"), "");
	assert_string_equal(said_of_name(&read, "seen.example"), "");
	read_free(&read);
}

/* At 2026-03-01. */
static void what_has_expired_accuses_nobody(void **state)
{
	static const char stix[] =
		"{\"type\":\"indicator\",\"pattern\":\"[ipv4-addr:value = '8.8.8.1']\","
		"\"valid_until\":\"2026-02-28T23:59:59.999Z\"}"
		"{\"type\":\"indicator\",\"valid_until\":\"2026-03-01T00:00:00Z\","
		"\"pattern\":\"[ipv4-addr:value = '8.8.8.2']\"}"
		"{\"type\":\"indicator\",\"pattern\":\"[ipv4-addr:value = '8.8.8.3']\","
		"\"valid_until\":\"2026-03-01T00:00:01Z\"}"
		"{\"type\":\"indicator\",\"pattern\":\"[ipv4-addr:value = '8.8.8.4']\","
		"\"valid_until\":\"when it is over\"}";
	static const char otx[] =
		"{\"name\":\"pulse\",\"indicators\":["
		"{\"indicator\":\"9.9.9.1\",\"type\":\"IPv4\",\"expiration\":\"2020-01-01T00:00:00\"},"
		"{\"indicator\":\"9.9.9.2\",\"type\":\"IPv4\",\"expiration\":null}]}";
	static const char table[] =
		"ip,valid_until\n9.9.8.1,2026-01-01\n9.9.8.2,2027-01-01\n";
	struct read read = { .intel = intel_new() };
	int64_t now_us;

	(void)state;
	timestamp_parse("2026-03-01", 10, &now_us);
	intel_set_now(read.intel, now_us);
	read_also(&read, "stix", stix, strlen(stix));
	assert_int_equal(read.r, 0);
	read_also(&read, "otx", otx, strlen(otx));
	assert_int_equal(read.r, 0);
	read_also(&read, "table", table, strlen(table));
	assert_int_equal(read.r, 0);
	assert_string_equal(said(&read, "8.8.8.1", 1), "");
	assert_string_equal(said(&read, "8.8.8.2", 1), "");
	assert_string_equal(said(&read, "8.8.8.3", 1), "stix");
	assert_string_equal(said(&read, "8.8.8.4", 1), "stix");
	assert_string_equal(said(&read, "9.9.9.1", 1), "");
	assert_string_equal(said(&read, "9.9.9.2", 1), "otx: pulse");
	assert_string_equal(said(&read, "9.9.8.1", 1), "");
	assert_string_equal(said(&read, "9.9.8.2", 1), "table");
	assert_int_equal(TALLY(&read, expired), 4);
	assert_int_equal(TALLY(&read, other), 0);
	assert_non_null(strstr(intel_totals_text(read.intel, &read.arena), "4 expired"));
	/* A list of nothing else is no mistake. */
	read_also(&read, "old", table, strlen("ip,valid_until\n9.9.8.1,2026-01-01\n"));
	assert_int_equal(read.r, 0);
	read_free(&read);
}

static void other_json_is_read_by_its_names(void **state)
{
	struct read read = { .intel = intel_new() };
	static const char feodo[] =
		"[\n{\"ip_address\":\"8.8.8.8\",\"port\":443,\"malware\":\"SomeRAT\"}]";
	static const char fox[] = "{\"12\":[{\"ioc_value\":\"8.8.4.4:80\",\"ioc_type\":"
				  "\"ip:port\",\"malware_printable\":\"OtherRAT\"}]}";
	static const char pulse[] =
		"{\"results\":[{\"name\":\"A pulse\",\"indicators\":["
		"{\"indicator\":\"9.9.9.9\",\"type\":\"IPv4\",\"is_active\":1},"
		"{\"indicator\":\"9.9.9.8\",\"type\":\"IPv4\",\"is_active\":0},"
		"{\"indicator\":\"evil.exe\",\"type\":\"FileHash-MD5\"}],"
		"\"references\":[\"https://report.example/\"]}]}";
	static const char plain[] = "[\"9.9.7.7\", \"bad.example\", 17, null]";

	(void)state;
	read_also(&read, "feodo", feodo, strlen(feodo));
	read_also(&read, "threatfox", fox, strlen(fox));
	read_also(&read, "otx", pulse, strlen(pulse));
	read_also(&read, "array", plain, strlen(plain));
	assert_string_equal(said(&read, "8.8.8.8", 443), "feodo: SomeRAT");
	assert_string_equal(said(&read, "8.8.4.4", 80), "threatfox: OtherRAT");
	assert_string_equal(said(&read, "9.9.9.9", 80), "otx: A pulse");
	assert_string_equal(said(&read, "9.9.9.8", 80), "");
	assert_string_equal(said(&read, "9.9.7.7", 80), "array");
	assert_string_equal(said_of_name(&read, "bad.example"), "array");
	assert_string_equal(said_of_name(&read, "report.example"), "");
	assert_int_equal(TALLY(&read, bad), 0);
	read_free(&read);
}

static void several_lists_are_told_in_one_text(void **state)
{
	struct read read = { .intel = intel_new() };
	static const char first
		[] = "8.8.8.8 7\n8.8.8.8 7\n",
	   second[] =
		   "ip,port,malware\n8.8.8.8,,A\n8.8.8.8,,B\n8.8.8.8,,C\n8.8.8.8,,D\n8.8.8.8,,A\n";

	(void)state;
	read_also(&read, "first", first, strlen(first));
	read_also(&read, "second", second, strlen(second));
	assert_string_equal(said(&read, "8.8.8.8", 80),
			    "first (7); second: A, B, C, ...");
	read_free(&read);
}

static void files_of_one_name_are_one_list(void **state)
{
	struct read read = { .intel = intel_new() };

	(void)state;
	read_also(&read, "misp", "8.8.8.8 A\n", 10);
	read_also(&read, "misp", "8.8.8.8 B\n", 10);
	assert_string_equal(said(&read, "8.8.8.8", 80), "misp: A, B");
	assert_int_equal(TALLY(&read, n_lists), 1);
	read_free(&read);
}

/* Else a result that is saved and merged again would come out in another order. */
static void a_rank_is_lowered_to_what_it_was(void **state)
{
	(void)state;
	for (double rank = 0; rank <= 1; rank += 0.001) {
		double raised = rank_raise(rank);

		assert_true(raised >= 0.5 && raised <= 1);
		assert_true(rank_raise(rank_lower(raised)) == raised);
	}
}

static void very_much_is_cut(void **state)
{
	struct read read = { .intel = intel_new() };
	char line[400] = "8.8.8.8 ", name[80];
	const char *text;

	(void)state;
	memset(line + 8, 'x', 300);
	memcpy(line + 8 + 78, "\xe2\x82\xac", 3); /* not to be cut in two */
	line[308] = '\n';
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "list %d", i);
		read_also(&read, name, line, 309);
	}
	text = said(&read, "8.8.8.8", 80);
	assert_true(strlen(text) < 700);
	assert_non_null(strstr(text, "xxx...; list 1: "));
	assert_null(strstr(text, "\xe2"));
	assert_non_null(strstr(text, " more"));
	read_free(&read);
}

static void what_is_no_list_is_refused(void **state)
{
	static const char *const cases[] = {
		"This is a letter.\nIt is about nothing.\n",
		"PK\x03\x04 and so on\n",
		"{\"a\": [1, 2",
		"{\"a\": }",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct read read = read_list(cases[i]);

		assert_int_equal(read.r, -1);
		assert_int_equal(read.err.kind, ERROR_INPUT);
		read_free(&read);
	}
}

static void a_list_may_be_empty(void **state)
{
	struct read read = read_list("# nobody today\n");

	(void)state;
	assert_int_equal(read.r, 0);
	read_free(&read);
	read = read_list("");
	assert_int_equal(read.r, 0);
	read_free(&read);
}

/* Deep, long, unended, and with bytes that are no text. */
static void hostile_lists_do_no_harm(void **state)
{
	enum { N = 200000 };
	char *deep = memset(malloc(N), '[', N);
	static const char quote[] = "ip,malware\n8.8.8.8,\"never closed\n9.9.9.9,x\n";
	static const char nul[] = "8.8.8.8\n9.9.9.9 a\0b\n";
	struct read read = { .intel = intel_new() };

	(void)state;
	read_also(&read, "deep", deep, N);
	assert_int_equal(read.r, -1);
	for (size_t i = 0; i + 6 < N; i += 6)
		memcpy(deep + i, "{\"a\":[", 6);
	read_also(&read, "deeper", deep, N / 6 * 6);
	assert_int_equal(read.r, -1);
	memset(deep, '8', N);
	read_also(&read, "long", deep, N);
	assert_int_equal(read.r, -1);
	read_also(&read, "quote", quote, strlen(quote));
	assert_int_equal(read.r, -1);
	assert_non_null(strstr(read.err.text, ":2: a quote"));
	read_also(&read, "nul", nul, sizeof(nul) - 1);
	assert_string_equal(said_of_name(&read, ""), "");
	free(deep);
	read_free(&read);
}

static void ranges_are_found_at_both_ends(void **state)
{
	struct read read = read_list("8.8.8.3-8.8.9.5\n2a00::ffff-2a00::2:0001\n"
				     "255.255.255.0-255.255.255.255\n");

	(void)state;
	assert_string_equal(said(&read, "8.8.8.2", 80), "");
	assert_string_equal(said(&read, "8.8.8.3", 80), "list");
	assert_string_equal(said(&read, "8.8.9.0", 80), "list");
	assert_string_equal(said(&read, "8.8.9.5", 80), "list");
	assert_string_equal(said(&read, "8.8.9.6", 80), "");
	assert_string_equal(said(&read, "2a00::fffe", 80), "");
	assert_string_equal(said(&read, "2a00::ffff", 80), "list");
	assert_string_equal(said(&read, "2a00::2:1", 80), "list");
	assert_string_equal(said(&read, "2a00::2:2", 80), "");
	read_free(&read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(indicators_are_written_in_many_ways),
		cmocka_unit_test(plain_lists_tell_what_stands_behind),
		cmocka_unit_test(a_port_is_meant_alone),
		cmocka_unit_test(a_url_is_not_all_of_its_domain),
		cmocka_unit_test(hosts_files_name_those_that_go_nowhere),
		cmocka_unit_test(what_is_not_public_or_too_wide_is_left_out),
		cmocka_unit_test(a_private_address_is_reported_by_who_names_it),
		cmocka_unit_test(tables_are_read_by_their_titles),
		cmocka_unit_test(semicolons_part_cells),
		cmocka_unit_test(titles_may_stand_in_a_remark),
		cmocka_unit_test(zeek_s_own_lists_are_read),
		cmocka_unit_test(fingerprints_are_found),
		cmocka_unit_test(misp_events_say_what_is_for_detection),
		cmocka_unit_test(stix_accuses_by_patterns_alone),
		cmocka_unit_test(what_has_expired_accuses_nobody),
		cmocka_unit_test(other_json_is_read_by_its_names),
		cmocka_unit_test(several_lists_are_told_in_one_text),
		cmocka_unit_test(files_of_one_name_are_one_list),
		cmocka_unit_test(a_rank_is_lowered_to_what_it_was),
		cmocka_unit_test(very_much_is_cut),
		cmocka_unit_test(what_is_no_list_is_refused),
		cmocka_unit_test(a_list_may_be_empty),
		cmocka_unit_test(hostile_lists_do_no_harm),
		cmocka_unit_test(ranges_are_found_at_both_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
