/*
 * test_ini - ini files as people write them are read, Flare's own among them,
 * and what is wrong is named by file, line and key.
 */
#include "helpers.h"

#include "core/ini.h"
#include "core/log.h"

static int begin(void **state)
{
	struct setup *setup = memory_zero(1, sizeof(*setup));

	unsetenv("FLARE_ES_PASSWORD");
	unsetenv("FLARE_ES_USERNAME");
	setup_init(setup);
	log_init(LOG_QUIET, false);
	*state = setup;
	return 0;
}

static int end(void **state)
{
	setup_free(*state);
	free(*state);
	return 0;
}

static int read_bytes(struct setup *setup, const char *text, size_t len,
		      char path[TEMP_PATH], struct error *err)
{
	int r = ini_read(&setup->settings, write_temp(text, len, path), err);

	unlink(path);
	return r;
}

static void load(struct setup *setup, const char *text)
{
	struct error err = { .kind = ERROR_NONE };
	char path[TEMP_PATH];

	if (read_bytes(setup, text, strlen(text), path, &err) != 0)
		fail_msg("%s", err.text);
}

/* Of the message: where, as "%s:LINE", and the words. */
static void refuse(struct setup *setup, const char *text, int line, const char *words)
{
	struct error err = { .kind = ERROR_NONE };
	char path[TEMP_PATH], where[TEMP_PATH + 16];

	assert_int_equal(read_bytes(setup, text, strlen(text), path, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	snprintf(where, sizeof(where), "%s:%d", path, line);
	if (!strstr(err.text, where) || !strstr(err.text, words))
		fail_msg("not \"%s\" and \"%s\" in: %s", where, words, err.text);
}

/* As Flare's elasticsearch.ini, selks3.ini and selks4.ini have it, which differ
 * in few values. */
#define FLARE_INI(occur, percent, kibana, defaults) \
	"[beacon]\n" \
	"es_host=localhost\nes_index=logstash-flow-*\nes_port=9200\nuse_ssl=False\n" \
	"es_timeout=480\nmin_occur=" occur "\nmin_interval=30\nmin_percent=" percent \
	"\nwindow=2\nthreads=8\nperiod=24\nkibana_version=" kibana \
	"\nverbose=true\ndebug=false\n\n# a query of your own, if you like\n" \
	"#filter=tags:inside -dest_ip:9.9.9.9\n\n# the names of fields\n" \
	"field_source_ip=src_ip\nfield_destination_ip=dest_ip\n" \
	"field_destination_port=dest_port\nfield_timestamp=@timestamp\n" \
	"field_flow_bytes_toserver=bytes_toserver\nfield_flow_id=flow_id\n" \
	"event_type=flow\nevent_key=event_type\n\n# who " \
	"asks\nusername=''\npassword=''\n\n" \
	"# Suricata's names\nsuricata_defaults = " defaults "\n\ndebug=false\n"

static void settle(struct setup *setup)
{
	struct error err = { .kind = ERROR_NONE };

	if (config_settle(&setup->config, &setup->settings, &err) != 0)
		fail_msg("%s", err.text);
}

static void flares_selks_files_load_unchanged(void **state)
{
	struct setup *setup = *state;
	const struct config *config = &setup->config;

	load(setup, FLARE_INI("50", "50", "5", "true"));
	settle(setup);
	assert_string_equal(config->es_host, "localhost");
	assert_int_equal(config->min_occur, 50);
	assert_int_equal(config->threads, 8);
	assert_true(config->verbose);
	assert_false(config->use_ssl);
	assert_null(config->username);
	assert_null(config->password);
	assert_null(config->filter);
	assert_string_equal(config->field_bytes_out, "flow.bytes_toserver");
	assert_true(config->flare_timing);
	assert_null(config->field_start);
}

static void flares_selks3_asks_the_old_way(void **state)
{
	struct setup *setup = *state;

	load(setup, FLARE_INI("10", "5", "4", "true"));
	assert_int_equal(setup->config.kibana_version, 4);
	assert_int_equal(setup->config.min_percent, 5);
}

static void flares_elasticsearch_file_leaves_names_as_they_are(void **state)
{
	struct setup *setup = *state;

	load(setup, FLARE_INI("10", "5", "5", "false"));
	settle(setup);
	assert_string_equal(setup->config.field_bytes_out, "bytes_toserver");
}

static void flares_bro_file_loads_without_an_event_key(void **state)
{
	struct setup *setup = *state;

	load(setup,
	     "[beacon]\nes_host=elasticsearch\nes_index=logstash-bro-*\n"
	     "field_source_ip=source_ip\nfield_destination_ip=destination_ip\n"
	     "field_destination_port=destination_port\nfield_timestamp=@timestamp\n"
	     "field_flow_bytes_toserver=original_bytes\nfield_flow_id=uid\n"
	     "event_type=conn\nusername=''\npassword=''\nsuricata_defaults = false\n");
	settle(setup);
	assert_string_equal(setup->config.es_host, "elasticsearch");
	assert_string_equal(setup->config.event_type, "conn");
	assert_string_equal(setup->config.field_bytes_out, "original_bytes");
}

static void flares_ecs_file_loads_though_flare_could_not_read_it(void **state)
{
	struct setup *setup = *state;

	load(setup, "[beacon]\nuse_ssl=False\nssl=false\nfield_source_ip=source.ip\n"
		    "field_destination_ip=destination.ip\n"
		    "field_destination_port=destination.port\n"
		    "field_flow_bytes_toserver=source.bytes\nfield_flow_id=event.id\n"
		    "event_type=event.type\nusername=''\npassword=''\n");
	settle(setup);
	assert_string_equal(setup->config.field_source_ip, "source.ip");
	assert_false(setup->config.use_ssl);
}

static void the_last_of_a_key_that_occurs_twice_wins(void **state)
{
	struct setup *setup = *state;

	load(setup, "[beacon]\nmin_occur=1\nes_host=a\nmin_occur=2\nes_host=b\n");
	assert_int_equal(setup->config.min_occur, 2);
	assert_string_equal(setup->config.es_host, "b");
}

static void quotes_hold_a_value_and_are_no_part_of_it(void **state)
{
	struct setup *setup = *state;

	load(setup, "[beacon]\nusername = 'Ann Lee'\npassword=\"it's ; # all = of it\"\n"
		    "filter='tag:\"a b\"'  # a comment\nes_index=\"\"\nes_host='x\n");
	assert_string_equal(setup->config.username, "Ann Lee");
	assert_string_equal(setup->config.password, "it's ; # all = of it");
	assert_string_equal(setup->config.filter, "tag:\"a b\"");
	assert_null(setup->config.es_index);
	assert_string_equal(setup->config.es_host, "'x");
}

static void what_looks_like_a_comment_in_a_password_is_kept(void **state)
{
	struct setup *setup = *state;

	load(setup, "[beacon]\npassword=a;b#c d # e ; f\nusername=#1\nfilter=a;b\n");
	assert_string_equal(setup->config.password, "a;b#c d # e ; f");
	assert_string_equal(setup->config.username, "#1");
	assert_string_equal(setup->config.filter, "a;b");
}

static void a_comment_may_follow_a_number_or_a_bool(void **state)
{
	struct setup *setup = *state;

	load(setup,
	     "; first\n[beacon] # section\n  min_occur = 9\t; few\nverbose=True # yes\n"
	     "# last");
	assert_int_equal(setup->config.min_occur, 9);
	assert_true(setup->config.verbose);
}

static void blanks_about_keys_and_values_do_not_count(void **state)
{
	struct setup *setup = *state;

	load(setup, "\n\n [beacon]\n\tes_host  =\t srv.example \t\n\nwindow\t=3");
	assert_string_equal(setup->config.es_host, "srv.example");
	assert_int_equal(setup->config.window_s, 3);
}

static void an_empty_number_is_its_default(void **state)
{
	struct setup *setup = *state;

	load(setup, "[beacon]\nes_port=\nevent_key=\nevent_type=\n");
	assert_int_equal(setup->config.es_port, 9200);
	assert_null(setup->config.event_key);
}

static void a_filter_may_be_of_5000_characters(void **state)
{
	static const char start[] = "[beacon]\nfilter=";
	char text[sizeof(start) + 5000 + 32];
	struct setup *setup = *state;

	memcpy(text, start, sizeof(start));
	memset(text + sizeof(start) - 1, 'f', 5000);
	strcpy(text + sizeof(start) - 1 + 5000, "\nmin_occur=3\n");
	load(setup, text);
	assert_int_equal(strlen(setup->config.filter), 5000);
	assert_int_equal(setup->config.min_occur, 3);
}

static void windows_line_ends_and_byte_order_mark_are_no_part_of_it(void **state)
{
	struct setup *setup = *state;

	load(setup,
	     "\xef\xbb\xbf[beacon]\r\nes_host=a\r\n\r\nusername=''\r\nverbose=true\r\n");
	assert_string_equal(setup->config.es_host, "a");
	assert_null(setup->config.username);
	assert_true(setup->config.verbose);
}

static void an_unknown_key_is_named_with_its_line_and_the_nearest(void **state)
{
	refuse(*state, "[beacon]\n\nmin_ocur=5\n", 3, "did you mean \"min_occur\"?");
	refuse(*state, "[beacon]\n# x\n\nzzzzzzzzzz=5\n", 4,
	       "unknown key \"zzzzzzzzzz\"");
}

static void a_bad_value_is_named_with_its_line_and_key(void **state)
{
	refuse(*state, "[beacon]\nwindow=2\nmin_occur=many\n", 3, "min_occur");
	refuse(*state, "[beacon]\nes_port=70000\n", 2, "1 to 65535");
	refuse(*state, "[beacon]\n\n\nverbose=perhaps\n", 4, "verbose");
}

static void what_stands_outside_of_the_section_is_refused(void **state)
{
	refuse(*state, "# hi\nmin_occur=5\n[beacon]\n", 2, "[beacon]");
	refuse(*state, "[beacon]\nwindow=2\n[other]\nwindow=3\n", 4,
	       "outside of [beacon]");
	refuse(*state, "[beaconing]\nwindow=3\n", 2, "outside of [beacon]");
}

static void a_section_named_like_a_key_is_refused(void **state)
{
	struct error err = { .kind = ERROR_NONE };
	static const char text[] = "[beacon]\nes_host=a\n[beacon:old]\n";
	char path[TEMP_PATH];

	assert_int_equal(read_bytes(*state, text, sizeof(text) - 1, path, &err), -1);
	assert_non_null(strstr(err.text, "[beacon:old]"));
}

static void a_line_that_is_nothing_is_named(void **state)
{
	refuse(*state, "[beacon]\nes_host=a\nwhat is this\n", 3, "");
	refuse(*state, "[beacon\nes_host=a\n", 1, "");
	refuse(*state, "[beacon]\n=5\n", 2, "");
}

static void what_is_no_file_of_text_is_refused(void **state)
{
	static const char binary[] = "[beacon]\nes_host=\0\x01\x02";
	struct setup *setup = *state;
	struct error err = { .kind = ERROR_NONE };
	char path[TEMP_PATH];

	assert_int_equal(ini_read(&setup->settings, "/nowhere/at/all.ini", &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.text, "/nowhere/at/all.ini: No such file"));
	assert_int_equal(ini_read(&setup->settings, "/tmp", &err), -1);
	assert_non_null(strstr(err.text, "/tmp: Is a directory"));
	assert_int_equal(read_bytes(setup, binary, sizeof(binary) - 1, path, &err), -1);
	assert_non_null(strstr(err.text, "not an ini file"));
	assert_string_equal(setup->config.es_host, "localhost");
}

static void an_empty_file_changes_nothing(void **state)
{
	struct setup *setup = *state;

	load(setup, "");
	load(setup, "[beacon]");
	load(setup, "# nothing\n");
	assert_int_equal(setup->config.min_occur, 50);
}

static void the_command_line_wins_over_the_file(void **state)
{
	struct setup *setup = *state;
	char option[] = "-mo", value[] = "100", host[] = "--eshost=cmd";
	char *argv[] = { option, value, host };
	struct error err = { .kind = ERROR_NONE };
	int n_operands;

	assert_int_equal(
		settings_read_arguments(&setup->settings, 3, argv, &n_operands, &err), 0);
	load(setup, "[beacon]\nmin_occur=10\nes_host=file\nwindow=4\n");
	assert_int_equal(setup->config.min_occur, 100);
	assert_string_equal(setup->config.es_host, "cmd");
	assert_int_equal(setup->config.window_s, 4);
	assert_int_equal(settings_origin(&setup->settings, &setup->config.window_s),
			 ORIGIN_FILE);
}

static void field_start_says_how_flows_are_timed(void **state)
{
	struct setup *setup = *state;

	load(setup, "[beacon]\nfield_timestamp=@timestamp\nfield_start=flow.start\n");
	settle(setup);
	assert_false(setup->config.flare_timing);
	assert_string_equal(setup->config.field_start, "flow.start");
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(flares_selks_files_load_unchanged),
		TEST(flares_selks3_asks_the_old_way),
		TEST(flares_elasticsearch_file_leaves_names_as_they_are),
		TEST(flares_bro_file_loads_without_an_event_key),
		TEST(flares_ecs_file_loads_though_flare_could_not_read_it),
		TEST(the_last_of_a_key_that_occurs_twice_wins),
		TEST(quotes_hold_a_value_and_are_no_part_of_it),
		TEST(what_looks_like_a_comment_in_a_password_is_kept),
		TEST(a_comment_may_follow_a_number_or_a_bool),
		TEST(blanks_about_keys_and_values_do_not_count),
		TEST(an_empty_number_is_its_default),
		TEST(a_filter_may_be_of_5000_characters),
		TEST(windows_line_ends_and_byte_order_mark_are_no_part_of_it),
		TEST(an_unknown_key_is_named_with_its_line_and_the_nearest),
		TEST(a_bad_value_is_named_with_its_line_and_key),
		TEST(what_stands_outside_of_the_section_is_refused),
		TEST(a_section_named_like_a_key_is_refused),
		TEST(a_line_that_is_nothing_is_named),
		TEST(what_is_no_file_of_text_is_refused),
		TEST(an_empty_file_changes_nothing),
		TEST(the_command_line_wins_over_the_file),
		TEST(field_start_says_how_flows_are_timed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
