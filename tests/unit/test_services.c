/*
 * test_services - what services are asked, what their replies mean, when the next request
 * may go out, and what the cache keeps.
 */
#include "helpers.h"

#include <math.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include "enrich/services/cache.h"
#include "enrich/services/lane.h"
#include "enrich/services/reply.h"
#include "enrich/services/services.h"

static struct subject named(const char *name)
{
	return (struct subject){ .name = name };
}

static struct subject addressed(const char *address)
{
	return (struct subject){ .address = address_of(address) };
}

/* A verdict that was read, with what it needs. */
struct reading {
	struct verdict verdict;
	struct arena arena;
	struct error err;
	int r;
};

static struct reading read_reply(const struct service *service, const char *subject,
				 const char *body)
{
	struct subject about = addressed(subject);
	struct reading reading = { .r = 0 };

	reading.r = service->read(body, strlen(body), &about, &reading.arena,
				  &reading.verdict, &reading.err);
	return reading;
}

static void expect_kind(const struct service *service, const char *body,
			enum verdict_kind kind, const char *text)
{
	struct reading reading = read_reply(service, "45.1.2.3", body);

	if (reading.r != 0)
		fail_msg("%s: %s", body, reading.err.text);
	assert_int_equal(reading.verdict.kind, kind);
	if (text)
		assert_string_equal(reading.verdict.text, text);
	else
		assert_null(reading.verdict.text);
	assert_non_null(reading.verdict.reference);
	arena_free(&reading.arena);
}

static void expect_refused(const struct service *service, const char *body)
{
	struct reading reading = { .verdict = { .kind = VERDICT_UNKNOWN } };

	reading = read_reply(service, "45.1.2.3", body);
	assert_int_equal(reading.r, -1);
	assert_int_equal(reading.verdict.kind, VERDICT_UNKNOWN);
	assert_true(reading.err.text[0] != '\0');
	arena_free(&reading.arena);
}

static void otx_is_bad_by_pulses(void **state)
{
	(void)state;
	expect_kind(&service_otx,
		    "{\"validation\": [], \"pulse_info\": {\"count\": 0, "
		    "\"pulses\": []}}",
		    VERDICT_NOTHING, NULL);
	expect_kind(&service_otx,
		    "{\"pulse_info\":{\"count\":1,\"pulses\":[{\"name\":\"Emotet\"}]}}",
		    VERDICT_BAD, "1 pulse: Emotet");
	/* Keys of the same name elsewhere are not meant, nor are those below a pulse. */
	expect_kind(
		&service_otx,
		"{\"name\":\"no\",\"pulse_info\":{\"pulses\":[{\"author\":{\"name\":\"x\"},"
		"\"name\":\"A\"},{\"id\":1},{\"name\":\"C\"},{\"name\":\"D\"}],\"count\":52}}",
		VERDICT_BAD, "52 pulses: A; ; C; ...");
}

static void otx_allows_by_validation(void **state)
{
	(void)state;
	expect_kind(
		&service_otx,
		"{\"validation\":[{\"source\":\"majestic\",\"message\":\"Whitelisted domain\"}],"
		"\"pulse_info\":{\"count\":1,\"pulses\":[{\"name\":\"Emotet\"}]}}",
		VERDICT_ALLOWED, "Whitelisted domain");
	expect_kind(&service_otx,
		    "{\"pulse_info\":{\"count\":1,\"pulses\":[{\"name\":\"E\"}]},"
		    "\"validation\":[\"alexa\"]}",
		    VERDICT_ALLOWED, "alexa");
}

static void abuseipdb_is_bad_by_confidence(void **state)
{
	(void)state;
	expect_kind(&service_abuseipdb,
		    "{\"data\":{\"abuseConfidenceScore\":25,\"totalReports\":1,"
		    "\"isWhitelisted\":false}}",
		    VERDICT_BAD, "confidence 25 %, 1 report");
	expect_kind(&service_abuseipdb,
		    "{\"data\":{\"abuseConfidenceScore\":24,\"totalReports\":3,"
		    "\"isWhitelisted\":null}}",
		    VERDICT_NOTHING, "confidence 24 %, 3 reports");
	expect_kind(&service_abuseipdb,
		    "{\"data\":{\"abuseConfidenceScore\":100,\"totalReports\":9,"
		    "\"isWhitelisted\":true}}",
		    VERDICT_ALLOWED, "whitelisted, confidence 100 %, 9 reports");
}

static void greynoise_is_bad_by_classification(void **state)
{
	(void)state;
	expect_kind(&service_greynoise,
		    "{\"noise\":true,\"riot\":false,\"classification\":\"malicious\","
		    "\"name\":\"unknown\"}",
		    VERDICT_BAD, "malicious, scans the internet");
	expect_kind(&service_greynoise,
		    "{\"noise\":false,\"riot\":true,\"classification\":\"benign\","
		    "\"name\":\"Public DNS\"}",
		    VERDICT_ALLOWED, "common service: Public DNS");
	expect_kind(&service_greynoise,
		    "{\"noise\":true,\"riot\":true,\"classification\":\"malicious\"}",
		    VERDICT_BAD, "malicious, scans the internet");
	expect_kind(&service_greynoise,
		    "{\"noise\":true,\"riot\":false,\"classification\":\"benign\","
		    "\"name\":\"Shodan\"}",
		    VERDICT_NOTHING, "scans the internet, benign: Shodan");
	expect_kind(&service_greynoise, "{\"noise\":false,\"riot\":false}",
		    VERDICT_NOTHING, NULL);
}

static void other_replies_are_refused(void **state)
{
	static const char *const bodies[] = {
		"",
		" ",
		"{}",
		"[]",
		"null",
		"true",
		"17",
		"\"x\"",
		"<html>",
		"{\"a\":",
		"{\"pulse_info\":{\"count\":1,\"pulses\":[{\"name\":\"cut",
		"{\"pulse_info\":{\"count\":\"many\",\"pulses\":[]}}",
		"{\"pulse_info\":{\"count\":-1}}",
		"{\"pulse_info\":[]}",
		"{\"data\":{\"abuseConfidenceScore\":null}}",
		"{\"data\":[]}",
		"{\"data\":{\"abuseConfidenceScore\":101}}",
		"{\"data\":{\"abuseConfidenceScore\":-3}}",
		"{\"data\":{\"abuseConfidenceScore\":99999999999999999999}}",
		"{\"noise\":1,\"riot\":0}",
		"{\"noise\":true}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		expect_refused(&service_otx, bodies[i]);
		expect_refused(&service_abuseipdb, bodies[i]);
		expect_refused(&service_greynoise, bodies[i]);
	}
}

static void texts_are_cleaned_and_cut(void **state)
{
	static const char hostile[] =
		"  a\x1b[2J\nb\xff\xe2\x80\xaegnp" /* RIGHT-TO-LEFT */;
	struct arena arena = { NULL };
	const char *text =
		reply_text((struct value){ hostile, sizeof(hostile) }, 80, &arena);

	(void)state;
	for (const char *at = text; *at; at++)
		assert_true((unsigned char)*at >= ' ');
	assert_null(strstr(text, "\xe2\x80\xae"));
	assert_int_equal(*text, 'a');
	assert_string_equal(reply_text((struct value){ "abcdef", 6 }, 3, &arena),
			    "abc...");
	assert_string_equal(reply_text((struct value){ NULL, 0 }, 3, &arena), "");
	arena_free(&arena);
}

static void expect_path(const struct service *service, struct subject subject,
			const char *expected)
{
	char path[SERVICE_PATH];

	assert_true(subject_is_public(&subject));
	service->path(&subject, path);
	assert_string_equal(path, expected);
}

static void paths_are_as_documented(void **state)
{
	(void)state;
	expect_path(&service_otx, addressed("45.1.2.3"),
		    "/api/v1/indicators/IPv4/45.1.2.3/general");
	expect_path(&service_otx, addressed("2a00::1"),
		    "/api/v1/indicators/IPv6/2a00::1/general");
	expect_path(&service_otx, named("evil.com"),
		    "/api/v1/indicators/domain/evil.com/general");
	expect_path(&service_otx, named("cdn.evil.com"),
		    "/api/v1/indicators/hostname/cdn.evil.com/general");
	expect_path(&service_otx, named("evil.co.uk"),
		    "/api/v1/indicators/domain/evil.co.uk/general");
	expect_path(&service_otx, named("www.evil.co.uk"),
		    "/api/v1/indicators/hostname/www.evil.co.uk/general");
	expect_path(&service_otx, named("co.example.com"),
		    "/api/v1/indicators/hostname/co.example.com/general");
	expect_path(&service_abuseipdb, addressed("2a00::1"),
		    "/api/v2/check?maxAgeInDays=90&ipAddress=2a00%3A%3A1");
	expect_path(&service_greynoise, addressed("45.1.2.3"), "/v3/community/45.1.2.3");
}

static void what_is_internal_is_not_public(void **state)
{
	static const char *const addresses[] = {
		"10.0.0.1",
		"172.31.0.1",
		"192.168.1.1",
		"127.0.0.1",
		"169.254.0.1",
		"0.0.0.0",
		"100.64.0.1",
		"100.127.255.255",
		"224.0.0.1",
		"255.255.255.255",
		"192.0.2.1",
		"198.18.0.1",
		"240.0.0.1",
		"::",
		"::1",
		"fe80::1",
		"fc00::1",
		"ff02::1",
		"2001:db8::1",
		"64:ff9b::8.8.8.8",
		"2002:808:808::1",
		"2001::1",
		"100::1",
	};
	static const char *const names[] = {
		"",
		"host",
		"a.local",
		"x.lan",
		"y.internal",
		"z.home.arpa",
		"home.arpa",
		"4.3.2.1.in-addr.arpa",
		"0.ip6.arpa",
		"localhost",
		"a.localhost",
		"1.2.3.4",
		"a..b",
		".a.b",
		"a.b.",
		"A.b",
		"a b.c",
		"a/b.c",
		"a.b?c",
		"x.%41",
		"evil.com/..",
		"fritz.box",
		"a.fritz.box",
		"a.123",
	};
	struct subject subject;
	char longest[300];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(addresses); i++) {
		subject = addressed(addresses[i]);
		if (subject_is_public(&subject))
			fail_msg("%s", addresses[i]);
	}
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		subject = named(names[i]);
		if (subject_is_public(&subject))
			fail_msg("\"%s\"", names[i]);
	}
	memset(longest, 'a', sizeof(longest));
	memcpy(longest + 64, ".com", 5);
	subject = named(longest);
	assert_false(subject_is_public(&subject));
	subject = named(longest + 1);
	assert_true(subject_is_public(&subject));
	subject = addressed("100.63.0.1");
	assert_true(subject_is_public(&subject));
	subject = addressed("2a00::1");
	assert_true(subject_is_public(&subject));
}

/* A lane with questions, and a clock that a test moves. */
struct scene {
	struct lane lane;
	struct arena arena;
	struct verdict verdict;
	double now_s;
};

static void scene_open(struct scene *scene, size_t n)
{
	*scene = (struct scene){ .now_s = 1000 };
	scene->lane = (struct lane){ .service = &service_otx,
				     .name = "otx",
				     .title = "OTX",
				     .variable = "OTX_API_KEY",
				     .header = "X: y",
				     .per_second = 10,
				     .arena = &scene->arena };
	for (size_t i = 0; i < n; i++)
		lane_add(&scene->lane, i);
}

static void scene_close(struct scene *scene)
{
	lane_free(&scene->lane);
	arena_free(&scene->arena);
}

/* Sends the next one when it may be sent, and answers it. */
static enum lane_outcome exchange(struct scene *scene,
				  const struct http_many_reply *reply)
{
	struct subject subject = addressed("45.1.2.3");
	double ready_s = lane_ready_s(&scene->lane);
	size_t place;

	assert_true(ready_s < 1e9);
	if (ready_s > scene->now_s)
		scene->now_s = ready_s;
	place = lane_send(&scene->lane, scene->now_s);
	scene->verdict = (struct verdict){ .kind = VERDICT_UNKNOWN };
	return lane_take(&scene->lane, place, scene->now_s, reply, &subject,
			 &scene->verdict);
}

static struct http_many_reply status_reply(long status)
{
	return (struct http_many_reply){ .status = status, .body = "" };
}

static void requests_keep_to_the_rate(void **state)
{
	struct http_many_reply reply = status_reply(404);
	struct scene scene;

	(void)state;
	scene_open(&scene, 21);
	for (size_t i = 0; i < 21; i++)
		assert_int_equal(exchange(&scene, &reply), LANE_ANSWERED);
	/* The first gap is shorter by what a request may be late. */
	assert_true(fabs(scene.now_s - 1001.99) < 1e-6);
	assert_int_equal(lane_left(&scene.lane), 0);
	assert_true(isinf(lane_ready_s(&scene.lane)));
	/* What was not used is not saved up. */
	scene.now_s += 100;
	lane_add(&scene.lane, 1);
	lane_add(&scene.lane, 2);
	exchange(&scene, &reply);
	assert_true(lane_ready_s(&scene.lane) > scene.now_s + 0.08);
	scene_close(&scene);
}

static void no_more_at_once_than_suits(void **state)
{
	struct http_many_reply reply = status_reply(404);
	struct subject subject = addressed("45.1.2.3");
	struct verdict verdict;
	struct scene scene;

	(void)state;
	scene_open(&scene, 20);
	for (size_t i = 0; i < service_otx.at_once; i++) {
		scene.now_s = fmax(scene.now_s, lane_ready_s(&scene.lane));
		assert_true(lane_send(&scene.lane, scene.now_s) == i);
	}
	assert_true(isinf(lane_ready_s(&scene.lane)));
	lane_take(&scene.lane, 3, scene.now_s, &reply, &subject, &verdict);
	assert_true(lane_ready_s(&scene.lane) < 1e9);
	assert_true(lane_send(&scene.lane, scene.now_s + 1) == 3);
	scene_close(&scene);
}

static void a_server_error_is_tried_three_times(void **state)
{
	struct http_many_reply reply = status_reply(500);
	struct scene scene;

	(void)state;
	scene_open(&scene, 1);
	assert_int_equal(exchange(&scene, &reply), LANE_AGAIN);
	assert_int_equal(exchange(&scene, &reply), LANE_AGAIN);
	assert_true(scene.now_s >= 1000.5);
	assert_int_equal(exchange(&scene, &reply), LANE_NO_ANSWER);
	assert_true(scene.now_s >= 1001.5);
	assert_string_equal(scene.verdict.text, "no answer: HTTP 500");
	assert_int_equal(scene.lane.totals.asked, 1);
	assert_int_equal(scene.lane.totals.not_answered, 1);
	scene_close(&scene);
}

static void what_others_wait_for_does_not_hold_up_the_rest(void **state)
{
	struct http_many_reply failing = status_reply(500), good = status_reply(404);
	struct scene scene;

	(void)state;
	scene_open(&scene, 2);
	assert_int_equal(exchange(&scene, &failing), LANE_AGAIN);
	assert_int_equal(exchange(&scene, &good), LANE_ANSWERED);
	assert_true(scene.now_s < 1000.2);
	assert_int_equal(exchange(&scene, &good), LANE_ANSWERED);
	assert_true(scene.now_s >= 1000.5);
	scene_close(&scene);
}

static void a_wait_is_kept_and_ends(void **state)
{
	struct http_many_reply reply = status_reply(429), good = status_reply(404);
	struct scene scene;

	(void)state;
	scene_open(&scene, 2);
	reply.retry_after_s = 30;
	assert_int_equal(exchange(&scene, &reply), LANE_AGAIN);
	assert_int_equal(exchange(&scene, &good), LANE_ANSWERED);
	assert_true(scene.now_s >= 1030);
	assert_int_equal(exchange(&scene, &good), LANE_ANSWERED);
	/* It counts as asked about once. */
	assert_int_equal(scene.lane.totals.asked, 2);
	assert_int_equal(scene.lane.totals.not_answered, 0);
	scene_close(&scene);
}

static void who_wants_ever_more_time_is_left(void **state)
{
	struct http_many_reply reply = status_reply(429), good = status_reply(404);
	struct scene scene;
	size_t n = 0, subject;

	(void)state;
	scene_open(&scene, 10);
	while (!scene.lane.stopped && n++ < 100)
		exchange(&scene, &reply);
	assert_int_equal(n, 5); /* 1 + 2 + 4 + 8 seconds */
	assert_true(scene.now_s >= 1015 && scene.now_s < 1016);
	assert_true(isinf(lane_ready_s(&scene.lane)));
	for (n = 0; lane_drop(&scene.lane, &subject); n++)
		;
	assert_int_equal(n, 9);
	assert_int_equal(scene.lane.totals.not_answered, 10);
	scene_close(&scene);

	/* However patient, not for more than some minutes in all. */
	scene_open(&scene, 100);
	reply.retry_after_s = 50;
	for (n = 0; !scene.lane.stopped && n < 50; n++)
		exchange(&scene, n % 2 ? &good : &reply);
	assert_true(scene.lane.stopped && scene.now_s < 1200);
	scene_close(&scene);

	scene_open(&scene, 2);
	reply.retry_after_s = 3600 * 5;
	assert_int_equal(exchange(&scene, &reply), LANE_NO_ANSWER);
	assert_non_null(strstr(scene.lane.stopped, "in 5 hours"));
	scene_close(&scene);
}

static void a_refused_key_stops_the_service(void **state)
{
	struct http_many_reply reply = status_reply(403);
	struct scene scene;

	(void)state;
	scene_open(&scene, 2);
	assert_int_equal(exchange(&scene, &reply), LANE_NO_ANSWER);
	assert_non_null(strstr(scene.lane.stopped, "OTX_API_KEY"));
	assert_true(isinf(lane_ready_s(&scene.lane)));
	scene_close(&scene);
}

static void a_question_that_is_refused_stops_nothing(void **state)
{
	struct http_many_reply reply = status_reply(400);
	struct scene scene;

	(void)state;
	reply.body = "{\"detail\": \"malformed\x1b[0m\"}";
	reply.len = strlen(reply.body);
	scene_open(&scene, 30);
	for (size_t i = 0; i < 30; i++)
		assert_int_equal(exchange(&scene, &reply), LANE_NO_ANSWER);
	assert_null(scene.lane.stopped);
	assert_int_equal(scene.lane.totals.odd, 30);
	assert_non_null(strstr(scene.lane.first_odd, "malformed"));
	assert_null(strchr(scene.lane.first_odd, '\x1b'));
	scene_close(&scene);
}

static void who_never_answers_is_left(void **state)
{
	struct http_many_reply reply = { .fault = "Connection refused", .body = "" };
	struct scene scene;
	size_t n = 0;

	(void)state;
	scene_open(&scene, 100);
	for (; !scene.lane.stopped; n++)
		exchange(&scene, &reply);
	assert_int_equal(n, 12);
	assert_string_equal(scene.lane.stopped, "out of reach: Connection refused");
	scene_close(&scene);
}

/* A cache in a folder of its own. */
struct cached {
	char folder[TEMP_PATH];
	char path[TEMP_PATH + 32];
	struct cache *cache;
	struct arena arena;
	struct error err;
};

static void cached_open(struct cached *cached)
{
	*cached = (struct cached){ .cache = NULL };
	snprintf(cached->folder, sizeof(cached->folder), "/tmp/flare-unit-XXXXXX");
	assert_non_null(mkdtemp(cached->folder));
	snprintf(cached->path, sizeof(cached->path), "%s/v.sqlite", cached->folder);
	assert_int_equal(cache_open(cached->path, false, &cached->cache, &cached->err),
			 0);
	assert_non_null(cached->cache);
}

static void cached_close(struct cached *cached)
{
	cache_close(cached->cache);
	arena_free(&cached->arena);
	unlink(cached->path);
	rmdir(cached->folder);
}

static bool finds(struct cached *cached, const char *service, struct subject subject,
		  int64_t since_us, struct verdict *verdict)
{
	bool found;

	assert_int_equal(cache_find(cached->cache, service, &subject, since_us,
				    &cached->arena, verdict, &found, &cached->err),
			 0);
	return found;
}

static void the_cache_gives_back_what_it_was_given(void **state)
{
	const struct verdict bad = { .kind = VERDICT_BAD,
				     .service = "otx",
				     .count = 3,
				     .text = "3 pulses: A",
				     .reference = "https://x/",
				     .asked_us = 5000 };
	struct subject address = addressed("45.1.2.3"), name = named("evil.com");
	struct verdict verdict = { .service = "otx" };
	struct cached cached;
	struct stat about;

	(void)state;
	cached_open(&cached);
	assert_int_equal(stat(cached.path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	cache_put(cached.cache, &address, &bad);
	cache_flush(cached.cache);
	assert_true(finds(&cached, "otx", address, 5000, &verdict));
	assert_int_equal(verdict.kind, VERDICT_BAD);
	assert_int_equal(verdict.count, 3);
	assert_string_equal(verdict.text, "3 pulses: A");
	assert_string_equal(verdict.reference, "https://x/");
	assert_int_equal(verdict.asked_us, 5000);
	assert_true(verdict.from_cache);
	assert_false(finds(&cached, "otx", address, 5001, &verdict));
	assert_false(finds(&cached, "otx", name, 0, &verdict));
	assert_false(finds(&cached, "greynoise", address, 0, &verdict));
	cached_close(&cached);
}

static void the_cache_outlives_the_run(void **state)
{
	struct verdict nothing = { .kind = VERDICT_NOTHING,
				   .service = "otx",
				   .asked_us = 9 };
	struct subject name = named("fine.com");
	struct verdict verdict = { .service = "otx" };
	struct cached cached;

	(void)state;
	cached_open(&cached);
	cache_put(cached.cache, &name, &nothing);
	nothing.asked_us = 10; /* told anew */
	cache_put(cached.cache, &name, &nothing);
	cache_close(cached.cache);
	assert_int_equal(cache_open(cached.path, false, &cached.cache, &cached.err), 0);
	assert_true(finds(&cached, "otx", name, 0, &verdict));
	assert_int_equal(verdict.kind, VERDICT_NOTHING);
	assert_int_equal(verdict.asked_us, 10);
	assert_null(verdict.text);
	cached_close(&cached);
}

/* As the file of somebody else would have it. */
static void put_row(const struct cached *cached, const char *values)
{
	char sql[200];
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(cached->path, &db), SQLITE_OK);
	snprintf(sql, sizeof(sql),
		 "REPLACE INTO verdicts VALUES('otx', 'fine.com', %s, 9)", values);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void a_row_that_no_service_gave_is_not_believed(void **state)
{
	struct verdict verdict = { .service = "otx" };
	struct cached cached;

	(void)state;
	cached_open(&cached);
	put_row(&cached, "3, 1, 'a' || char(27) || '[2J' || char(8238) || 'b', NULL");
	assert_true(finds(&cached, "otx", named("fine.com"), 0, &verdict));
	assert_string_equal(verdict.text, "a\uFFFD[2J\uFFFDb");
	put_row(&cached, "3, -1, 'a', NULL");
	assert_false(finds(&cached, "otx", named("fine.com"), 0, &verdict));
	put_row(&cached, "3, 1, NULL, NULL");
	assert_false(finds(&cached, "otx", named("fine.com"), 0, &verdict));
	put_row(&cached, "4, 1, 'a', NULL");
	assert_false(finds(&cached, "otx", named("fine.com"), 0, &verdict));
	cached_close(&cached);
}

static void services_are_found_by_name_alone(void **state)
{
	(void)state;
	assert_true(service_is_named("otx"));
	assert_true(service_is_named("abuseipdb"));
	assert_true(service_is_named("greynoise"));
	assert_false(service_is_named("./otx"));
	assert_false(service_is_named("OTX"));
	assert_false(service_is_named("otx.txt"));
	assert_false(service_is_named(""));
}

/* A command's way: nobody is asked when there is nothing to ask, or --offline. */
static void offline_nobody_is_asked(void **state)
{
	struct setting_item items[] = { { .value = "list.txt" },
					{ .value = "otx" },
					{ .value = "otx" },
					{ .value = "greynoise" } };
	struct setting_list intel = { .items = items, .n = COUNT_OF(items) };
	struct inside inside = { .n = 0 };
	struct subject subjects[] = { addressed("45.1.2.3"), addressed("10.0.0.1"),
				      named("evil.com") };
	struct service_settings settings = {
		.offline = true, .cache_days = 7, .most = 500, .timeout_s = 1
	};
	struct services *services = NULL;
	struct arena arena = { NULL };
	struct error err;
	struct cached cached;

	(void)state;
	cached_open(&cached);
	settings.cache = cached.path;
	assert_int_equal(services_open(&intel, &settings, &inside, &services, &err), 0);
	assert_int_equal(services_count(services), 2);
	assert_string_equal(services_verdict(services, &subjects[0], 0)->text,
			    "not asked");
	assert_int_equal(services_ask(services, subjects, COUNT_OF(subjects), &err), 0);
	for (size_t i = 0; i < COUNT_OF(subjects); i++)
		assert_int_equal(services_verdict(services, &subjects[i], 0)->kind,
				 VERDICT_UNKNOWN);
	assert_string_equal(services_verdict(services, &subjects[0], 0)->text,
			    "not in the cache (--offline)");
	assert_string_equal(services_verdict(services, &subjects[1], 0)->text,
			    "not public");
	assert_string_equal(services_totals_text(services, &arena),
			    "otx: 0 asked, 2 unknown (--offline); greynoise: 0 asked, "
			    "1 unknown (--offline)");
	services_free(services);
	intel.n = 1;
	assert_int_equal(services_open(&intel, &settings, &inside, &services, &err), 0);
	assert_null(services);
	arena_free(&arena);
	cached_close(&cached);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(otx_is_bad_by_pulses),
		cmocka_unit_test(otx_allows_by_validation),
		cmocka_unit_test(abuseipdb_is_bad_by_confidence),
		cmocka_unit_test(greynoise_is_bad_by_classification),
		cmocka_unit_test(other_replies_are_refused),
		cmocka_unit_test(texts_are_cleaned_and_cut),
		cmocka_unit_test(paths_are_as_documented),
		cmocka_unit_test(what_is_internal_is_not_public),
		cmocka_unit_test(requests_keep_to_the_rate),
		cmocka_unit_test(no_more_at_once_than_suits),
		cmocka_unit_test(a_server_error_is_tried_three_times),
		cmocka_unit_test(what_others_wait_for_does_not_hold_up_the_rest),
		cmocka_unit_test(a_wait_is_kept_and_ends),
		cmocka_unit_test(who_wants_ever_more_time_is_left),
		cmocka_unit_test(a_refused_key_stops_the_service),
		cmocka_unit_test(a_question_that_is_refused_stops_nothing),
		cmocka_unit_test(who_never_answers_is_left),
		cmocka_unit_test(the_cache_gives_back_what_it_was_given),
		cmocka_unit_test(the_cache_outlives_the_run),
		cmocka_unit_test(a_row_that_no_service_gave_is_not_believed),
		cmocka_unit_test(services_are_found_by_name_alone),
		cmocka_unit_test(offline_nobody_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
