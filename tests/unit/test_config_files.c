/*
 * test_config_files - several ini files after each other, and those that are part of
 * the program.
 */
#include "helpers.h"

#include "model/config_files.h"

static void add(struct setup *setup, const char *path)
{
	const struct setting *setting;
	struct error err;

	setting =
		settings_find_option(&setup->settings, "config", strlen("config"), &err);
	assert_non_null(setting);
	assert_int_equal(
		settings_set(&setup->settings, setting, path, ORIGIN_COMMAND, &err), 0);
}

static void set(struct setup *setup, const char *key, const char *value)
{
	struct error err;

	assert_int_equal(settings_set(&setup->settings,
				      settings_find_key(&setup->settings, key), value,
				      ORIGIN_COMMAND, &err),
			 0);
}

static int read_all(struct setup *setup, struct error *err)
{
	if (config_read_files(&setup->config, &setup->settings, err) != 0)
		return -1;
	return config_settle(&setup->config, &setup->settings, err);
}

static const struct shipped_config *shipped(const char *name)
{
	for (size_t i = 0; i < n_shipped_configs; i++) {
		if (strcmp(shipped_configs[i].name, name) == 0)
			return &shipped_configs[i];
	}
	fail_msg("no %s", name);
	return NULL;
}

static const char *write_ini(const char *text, char path[TEMP_PATH])
{
	return write_temp(text, strlen(text), path);
}

static void of_several_files_the_later_one_wins(void **state)
{
	char a[TEMP_PATH], b[TEMP_PATH];
	struct setup setup;
	struct error err;

	(void)state;
	setup_init(&setup);
	add(&setup, write_ini("[beacon]\nes_host=one\nmin_occur=7\n", a));
	add(&setup, write_ini("[beacon]\nes_host=two\n", b));
	assert_int_equal(read_all(&setup, &err), 0);
	assert_string_equal(setup.config.es_host, "two");
	assert_int_equal(setup.config.min_occur, 7);
	assert_false(setup.config.auto_config);
	assert_false(setup.config.index_given);
	unlink(a);
	unlink(b);
	setup_free(&setup);
}

static void a_file_with_a_secret_is_noted(void **state)
{
	char a[TEMP_PATH], b[TEMP_PATH];
	struct setup setup;
	struct error err;

	(void)state;
	setup_init(&setup);
	add(&setup, write_ini("[beacon]\npassword=x\n", a));
	add(&setup, write_ini("[beacon]\nes_index=mine-*\n", b));
	assert_int_equal(read_all(&setup, &err), 0);
	assert_string_equal(setup.config.secret_file, a);
	assert_true(setup.config.index_given);
	unlink(a);
	unlink(b);
	setup_free(&setup);
}

static void those_of_the_program_need_no_folder(void **state)
{
	static const char *const names[] = { "wazuh", "wazuh.ini" };
	struct setup setup;
	struct error err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		setup_init(&setup);
		add(&setup, names[i]);
		assert_int_equal(read_all(&setup, &err), 0);
		assert_string_equal(setup.config.field_source_ip, "data.src_ip");
		setup_free(&setup);
	}
	setup_init(&setup);
	add(&setup, "wazu");
	assert_int_equal(read_all(&setup, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	setup_free(&setup);
}

static void auto_is_noted_and_comes_last(void **state)
{
	struct setup setup;
	struct error err;

	(void)state;
	setup_init(&setup);
	add(&setup, "selks");
	add(&setup, "auto");
	assert_int_equal(read_all(&setup, &err), 0);
	assert_true(setup.config.auto_config);
	add(&setup, "selks");
	assert_int_equal(read_all(&setup, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	setup_free(&setup);
}

static void every_shipped_file_can_be_read(void **state)
{
	(void)state;
	assert_true(n_shipped_configs >= 21);
	for (size_t i = 0; i < n_shipped_configs; i++) {
		struct config result;
		struct setup setup;
		struct error err;

		setup_init(&setup);
		assert_int_equal(read_all(&setup, &err), 0);
		if (config_with(&setup.config, &shipped_configs[i], &result, &err) != 0)
			fail_msg("%s", err.text);
		assert_false(result.flare_timing);
		assert_non_null(result.field_start);
		setup_free(&setup);
	}
}

static void a_shipped_file_takes_the_place_of_what_an_index_is_called(void **state)
{
	char path[TEMP_PATH];
	struct setup setup;
	struct config result;
	struct error err;

	(void)state;
	setup_init(&setup);
	/* Of Flare's: it names field_timestamp and no field_start. */
	add(&setup, write_ini("[beacon]\nes_host=siem\nmin_occur=7\nduration_unit=ns\n"
			      "field_timestamp=when\nfield_source_ip=who\n",
			      path));
	set(&setup, "field_state", "mine");
	assert_int_equal(read_all(&setup, &err), 0);
	assert_true(setup.config.flare_timing);
	assert_int_equal(config_with(&setup.config, shipped("selks.ini"), &result, &err),
			 0);
	assert_string_equal(result.field_source_ip, "src_ip");
	assert_string_equal(result.field_timestamp, "@timestamp");
	assert_string_equal(result.field_start, "flow.start");
	assert_false(result.flare_timing);
	assert_string_equal(result.duration_unit, "s");
	assert_string_equal(result.es_index, "logstash-flow-*");
	/* All else is not the index's. */
	assert_string_equal(result.field_state, "mine");
	assert_string_equal(result.es_host, "siem");
	assert_int_equal(result.min_occur, 7);
	assert_string_equal(setup.config.field_source_ip, "who");
	unlink(path);
	setup_free(&setup);
}

static void an_index_that_was_given_stays_and_filters_add_up(void **state)
{
	struct setup setup;
	struct config result;
	struct error err;

	(void)state;
	setup_init(&setup);
	set(&setup, "es_index", "mine-*");
	set(&setup, "filter", "dest_port:80 -src_ip:10.0.0.1");
	assert_int_equal(read_all(&setup, &err), 0);
	assert_int_equal(
		config_with(&setup.config, shipped("malcolm.ini"), &result, &err), 0);
	assert_string_equal(result.es_index, "mine-*");
	assert_string_equal(result.filter,
			    "(event.provider:zeek) AND (dest_port:80 -src_ip:10.0.0.1)");
	assert_int_equal(config_with(&setup.config, shipped("selks.ini"), &result, &err),
			 0);
	assert_string_equal(result.filter, "dest_port:80 -src_ip:10.0.0.1");
	setup_free(&setup);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_several_files_the_later_one_wins),
		cmocka_unit_test(a_file_with_a_secret_is_noted),
		cmocka_unit_test(those_of_the_program_need_no_folder),
		cmocka_unit_test(auto_is_noted_and_comes_last),
		cmocka_unit_test(every_shipped_file_can_be_read),
		cmocka_unit_test(
			a_shipped_file_takes_the_place_of_what_an_index_is_called),
		cmocka_unit_test(an_index_that_was_given_stays_and_filters_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
