/*
 * test_fits - which of the shipped configurations an index could be made for by its
 * fields, and which of those that have flows in it is the best.
 */
#include "mappings.h"

#include "source/elastic/elastic.h"

/* Of the shipped ones, those whose needed fields are all there. */
static void expect(const char *fields, const char *expected)
{
	struct elastic_mapping mapping = { .n = 0 };
	struct setup setup;
	struct error err;
	char joined[1024] = "";

	setup_init(&setup);
	assert_int_equal(config_settle(&setup.config, &setup.settings, &err), 0);
	put_mapping(fields, &mapping);
	for (size_t i = 0; i < n_shipped_configs; i++) {
		struct record_names names;
		struct config config;

		assert_int_equal(
			config_with(&setup.config, &shipped_configs[i], &config, &err),
			0);
		names = record_names_of(&config);
		if (elastic_has_needed(&names, &mapping))
			snprintf(joined + strlen(joined), sizeof(joined) - strlen(joined),
				 "%s ", shipped_configs[i].name);
	}
	assert_string_equal(joined, expected);
	elastic_mapping_free(&mapping);
	setup_free(&setup);
}

static void fields_of_their_own_tell_an_ecosystem(void **state)
{
	(void)state;
	expect(SELKS, "eve.ini selks.ini ");
	expect(EVE_RAW, "eve.ini selks.ini ");
	expect(EVE_NETFLOW, "eve-netflow.ini ");
	expect(ZEEK, "zeek.ini ");
	expect(ZEEK "_path:keyword ", "zeek-streaming.ini zeek.ini ");
	expect(BRO, "bro.ini ");
	expect(WAZUH, "wazuh.ini ");
	expect(PACKETBEAT5, "packetbeat5.ini ");
	expect(SYSLOG, "");
	expect("", "");
}

/* Many name the same fields, and only their flows tell them apart. */
static void an_ecs_could_be_that_of_many(void **state)
{
	(void)state;
	expect(SECURITYONION, "corelight-ecs.ini ecs-zeek-agent.ini ecs-zeek.ini "
			      "securityonion.ini securityonion23.ini ");
	expect(SURICATA_MODULE,
	       "aws-vpc.ini corelight-ecs.ini ecs-suricata-agent.ini ecs-suricata.ini "
	       "ecs-zeek-agent.ini ecs-zeek.ini elastiflow4.ini filebeat-netflow.ini "
	       "securityonion.ini securityonion23.ini ");
	expect(MALCOLM,
	       "aws-vpc.ini corelight-ecs.ini ecs-zeek-agent.ini ecs-zeek.ini "
	       "elastiflow4.ini filebeat-netflow.ini malcolm.ini securityonion.ini "
	       "securityonion23.ini ");
}

static const struct shipped_config named[] = {
	{ "short.ini", "[beacon]\nes_index = logstash-*\n" },
	{ "long.ini", "[beacon]\nes_index = logstash-flow-*\n" },
};

static const struct config with_event = { .event_key = "event_type",
					  .es_index = "logstash-flow-2025.11.20" };
static const struct config without_event = { .es_index = "logstash-flow-2025.11.20" };
static const struct config elsewhere = { .event_key = "event_type", .es_index = "other" };

static struct elastic_fit fit(const struct config *config, uint64_t n, uint64_t n_ever,
			      size_t n_present)
{
	return (struct elastic_fit){ .shipped = &named[0],
				     .config = config,
				     .has_fields = true,
				     .n = n,
				     .n_ever = n_ever,
				     .n_fields = 5,
				     .n_present = n_present };
}

static void expect_order(struct elastic_fit better, struct elastic_fit worse)
{
	assert_true(elastic_compare_fits(&better, &worse) < 0);
	assert_true(elastic_compare_fits(&worse, &better) > 0);
}

static void flows_in_the_period_count_first(void **state)
{
	struct elastic_fit none = fit(&with_event, 0, 0, 0);

	(void)state;
	expect_order(fit(&without_event, 1, 1, 0), fit(&with_event, 0, 1000, 5));
	expect_order(fit(&without_event, 0, 1, 0), none);
	none.has_fields = false;
	expect_order(fit(&with_event, 0, 0, 0), none);
}

/* Zeek's own names without _path: all of its logs would be taken for flows. */
static void who_can_tell_flows_goes_before_who_takes_all(void **state)
{
	(void)state;
	expect_order(fit(&with_event, 10, 10, 2), fit(&without_event, 1000, 1000, 5));
}

/* Malcolm tells a connection by Zeek and once more by Arkime. */
static void more_of_its_fields_outweighs_a_few_more_flows(void **state)
{
	(void)state;
	expect_order(fit(&with_event, 1000, 1000, 5), fit(&with_event, 1125, 1125, 4));
	expect_order(fit(&with_event, 1000000, 1000000, 4), fit(&with_event, 10, 10, 5));
}

static void of_equals_the_name_of_the_index_tells(void **state)
{
	struct elastic_fit longer = fit(&with_event, 10, 10, 5);
	struct elastic_fit nowhere = fit(&elsewhere, 10, 10, 5);
	struct elastic_fit other = fit(&elsewhere, 10, 10, 5);

	(void)state;
	longer.shipped = &named[1];
	expect_order(longer, fit(&with_event, 10, 10, 5));
	expect_order(fit(&with_event, 10, 10, 5), nowhere);
	/* and then the alphabet, so that it is always the same */
	other.shipped = &named[1];
	expect_order(other, nowhere);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_of_their_own_tell_an_ecosystem),
		cmocka_unit_test(an_ecs_could_be_that_of_many),
		cmocka_unit_test(flows_in_the_period_count_first),
		cmocka_unit_test(who_can_tell_flows_goes_before_who_takes_all),
		cmocka_unit_test(more_of_its_fields_outweighs_a_few_more_flows),
		cmocka_unit_test(of_equals_the_name_of_the_index_tells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
