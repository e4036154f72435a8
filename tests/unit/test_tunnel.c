/*
 * test_tunnel - how ssh is started, heard and ended, with a program in its place
 * that does what the destination says. Real ones: tests/engines/test_tunnel.py.
 */
#include "helpers.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "core/interrupt.h"
#include "core/log.h"
#include "core/tunnel.h"

static const char program[] =
	"#!/bin/sh\n"
	"dir=${0%/*}\n"
	"echo $$ >$dir/pid\n"
	"printf '%s\\n' \"$@\" >$dir/arguments\n"
	"for to; do case $to in 127.0.0.1:*) port=${to#*:}; port=${port%%:*} ;; esac; done\n"
	"case $to in\n"
	"*aged*) case \"$*\" in *ForkAfter*) echo 'command-line: line 0: Bad configuration"
	" option: forkafterauthentication' >&2; exit 255 ;; esac; echo open; exec sleep 60 ;;\n"
	"*open*) echo open; exec sleep 60 ;;\n"
	"*noisy*) yes noise | head -n 100000 >&2; echo open; exec sleep 60 ;;\n"
	"*denied*) echo hello >&2; echo 'Permission denied (publickey).' >&2; exit 255 ;;\n"
	"*silent*) exit 7 ;;\n"
	"*taken*) echo \"bind [127.0.0.1]:$port: Address already in use\" >&2\n"
	"	echo 'Could not request local forwarding.' >&2; exit 255 ;;\n"
	"*busy*) echo $port >>$dir/ports\n"
	"	[ $(wc -l <$dir/ports) = 2 ] && { echo open; exec sleep 60; }\n"
	"	echo \"bind [127.0.0.1]:$port: Address already in use\" >&2; exit 255 ;;\n"
	"*stubborn*) trap '' QUIT; echo open; exec sleep 60 ;;\n"
	"*dies*) echo greeting >&2; echo open; sleep 0.3; echo 'Broken pipe' >&2; exit 255 ;;\n"
	"*forbidden*) echo open; sleep 0.2\n"
	"	echo 'channel 2: open failed: administratively prohibited: no' >&2\n"
	"	exec sleep 60 ;;\n"
	"*closed*) echo open; sleep 0.2\n"
	"	echo 'channel 2: open failed: connect failed: Connection refused' >&2\n"
	"	exec sleep 60 ;;\n"
	"*slow*) exec sleep 60 ;;\n"
	"esac\n";

static char folder[] = "/tmp/flare-tunnel-XXXXXX";

static const char *in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static int make_program(void **state)
{
	char path[128];
	FILE *out;

	(void)state;
	log_init(LOG_QUIET, false);
	assert_non_null(mkdtemp(folder));
	out = fopen(in_folder("ssh"), "w");
	assert_non_null(out);
	fputs(program, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(in_folder("ssh"), 0700), 0);
	snprintf(path, sizeof(path), "%s:/usr/bin:/bin", folder);
	assert_int_equal(setenv("PATH", path, 1), 0);
	return 0;
}

static int remove_program(void **state)
{
	static const char *const names[] = { "ssh", "pid", "arguments", "ports" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		unlink(in_folder(names[i]));
	return rmdir(folder);
}

static int open_by(const char *by, struct tunnel **tunnel, struct error *err)
{
	/* Outlives each tunnel. */
	static struct tunnel_options options;

	options = (struct tunnel_options){ .by = by, .to_host = "es", .to_port = 9200 };
	return tunnel_open(tunnel, &options, err);
}

static struct tunnel *opened(const char *by)
{
	struct error err = { .kind = ERROR_NONE };
	struct tunnel *tunnel = NULL;

	if (open_by(by, &tunnel, &err) != 0)
		fail_msg("%s: %s", by, err.text);
	return tunnel;
}

static void expect_failure(const char *by, enum error_kind kind, const char *words)
{
	struct error err = { .kind = ERROR_NONE };
	struct tunnel *tunnel = NULL;

	assert_int_equal(open_by(by, &tunnel, &err), -1);
	assert_null(tunnel);
	assert_int_equal(err.kind, kind);
	if (!strstr(err.text, words))
		fail_msg("no \"%s\" in \"%s\"", words, err.text);
}

static void expect_explained(struct tunnel *tunnel, const char *words)
{
	struct error err = { .kind = ERROR_NONE };
	int r = 0;

	for (int i = 0; i < 20 && r == 0; i++)
		r = tunnel_explain(tunnel, &err);
	assert_int_equal(r, -1);
	assert_int_equal(err.kind, ERROR_SERVER);
	if (!strstr(err.text, words))
		fail_msg("no \"%s\" in \"%s\"", words, err.text);
}

static const char *read_file(const char *name)
{
	static char text[4096];
	FILE *in = fopen(in_folder(name), "r");
	size_t len;

	assert_non_null(in);
	len = fread(text, 1, sizeof(text) - 1, in);
	text[len] = '\0';
	fclose(in);
	return text;
}

static pid_t pid_of_ssh(void)
{
	return (pid_t)strtol(read_file("pid"), NULL, 10);
}

/* Gone, and waited for: a zombie could still be sent signals. */
static void expect_nothing_left(pid_t pid)
{
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void leads_from_a_port_here_to_the_server(void **state)
{
	struct tunnel *tunnel = opened("open");
	char line[64];

	(void)state;
	snprintf(line, sizeof(line), "-L\n127.0.0.1:%u:es:9200\n", tunnel_port(tunnel));
	assert_non_null(strstr(read_file("arguments"), line));
	assert_false(tunnel_ended(tunnel));
	tunnel_close(tunnel);
	expect_nothing_left(pid_of_ssh());
}

static void the_host_is_given_to_ssh_as_ssh_takes_it(void **state)
{
	static const struct {
		const char *by;
		const char *host;
		const char *port;
	} cases[] = {
		{ "open", "open", NULL },
		{ "me@open", "me@open", NULL },
		{ "me@open:2222", "me@open", "2222" },
		{ "me@work@open:22", "me@work@open", "22" },
		{ "ssh://me@open:2222", "ssh://me@open:2222", NULL },
		{ "open@::1", "open@::1", NULL },
		{ "open@[::1]", "open@::1", NULL },
		{ "open@[::1]:2222", "open@::1", "2222" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct tunnel *tunnel = opened(cases[i].by);
		const char *arguments = read_file("arguments");
		char text[64];

		snprintf(text, sizeof(text), "\n--\n%s\n", cases[i].host);
		assert_string_equal(strstr(arguments, "\n--\n"), text);
		snprintf(text, sizeof(text), "-p\n%s\n",
			 cases[i].port ? cases[i].port : "");
		assert_int_equal(strstr(arguments, text) != NULL, cases[i].port != NULL);
		tunnel_close(tunnel);
	}
}

static void what_is_no_host_is_refused(void **state)
{
	(void)state;
	expect_failure("-oProxyCommand=open", ERROR_USAGE, "no host");
	expect_failure("me@-oProxyCommand=open", ERROR_USAGE, "no host");
	expect_failure("-oProxyCommand=open@open", ERROR_USAGE, "no host");
	expect_failure("me@[-oProxyCommand=open]", ERROR_USAGE, "no host");
	expect_failure("me@", ERROR_USAGE, "no host");
	expect_failure("[]", ERROR_USAGE, "no host");
	expect_failure(":22", ERROR_USAGE, "no host");
	expect_failure("me@open:ssh", ERROR_USAGE, "\"ssh\" is no port");
	expect_failure("me@open:", ERROR_USAGE, "is no port");
}

static void why_ssh_gives_up_is_told_in_its_words(void **state)
{
	(void)state;
	expect_failure("denied", ERROR_SERVER,
		       "\"hello / Permission denied (publickey).\"");
	expect_nothing_left(pid_of_ssh());
	expect_failure("silent", ERROR_SERVER, "it ended with status 7");
	expect_nothing_left(pid_of_ssh());
}

static void a_port_that_was_taken_is_changed_for_another(void **state)
{
	struct tunnel *tunnel = opened("busy");
	const char *second = strchr(read_file("ports"), '\n');

	(void)state;
	assert_non_null(second);
	assert_int_equal(strtoul(second, NULL, 10), tunnel_port(tunnel));
	tunnel_close(tunnel);
	expect_failure("taken", ERROR_IO, "were taken before ssh had them");
	expect_nothing_left(pid_of_ssh());
}

static void an_ssh_that_lacks_our_newest_option_will_do(void **state)
{
	(void)state;
	tunnel_close(opened("aged"));
	expect_nothing_left(pid_of_ssh());
}

static void signals_to_everybody_do_not_end_it(void **state)
{
	struct tunnel *tunnel = opened("open");
	pid_t pid = pid_of_ssh();

	(void)state;
	assert_int_equal(getpgid(pid), getpgrp()); /* or it could not ask questions */
	kill(pid, SIGINT);
	kill(pid, SIGTERM);
	kill(pid, SIGHUP);
	poll(NULL, 0, 100);
	assert_false(tunnel_ended(tunnel));
	tunnel_close(tunnel);
	expect_nothing_left(pid);
}

static void one_that_will_not_end_is_killed(void **state)
{
	struct tunnel *tunnel = opened("stubborn");

	(void)state;
	tunnel_close(tunnel);
	expect_nothing_left(pid_of_ssh());
}

static void one_that_is_stopped_is_ended_too(void **state)
{
	struct tunnel *tunnel = opened("open");
	pid_t pid = pid_of_ssh();

	(void)state;
	kill(pid, SIGSTOP);
	tunnel_close(tunnel);
	expect_nothing_left(pid);
}

static void much_that_ssh_says_stops_nobody(void **state)
{
	(void)state;
	tunnel_close(opened("noisy"));
}

static void a_tunnel_that_ended_is_the_reason(void **state)
{
	struct tunnel *tunnel = opened("dies");

	(void)state;
	expect_explained(tunnel,
			 "ended in the middle of the run: it ended with status 255; ssh "
			 "says \"Broken pipe\"");
	assert_true(tunnel_ended(tunnel));
	tunnel_close(tunnel);
	expect_nothing_left(pid_of_ssh());

	tunnel = opened("open");
	kill(pid_of_ssh(), SIGKILL);
	expect_explained(tunnel, "it was ended by signal 9");
	tunnel_close(tunnel);
}

static void a_server_that_is_not_reached_from_there_is_the_reason(void **state)
{
	struct tunnel *tunnel = opened("forbidden");

	(void)state;
	expect_explained(tunnel, "AllowTcpForwarding");
	tunnel_close(tunnel);
	tunnel = opened("closed");
	expect_explained(tunnel, "does not reach es:9200");
	tunnel_close(tunnel);
}

static void a_tunnel_that_is_open_and_silent_is_no_reason(void **state)
{
	struct tunnel *tunnel = opened("open");
	struct error err = { .kind = ERROR_NONE };

	(void)state;
	assert_int_equal(tunnel_explain(tunnel, &err), 0);
	assert_int_equal(err.kind, ERROR_NONE);
	tunnel_close(tunnel);
}

static void a_program_that_is_not_there_is_named(void **state)
{
	char *path = memory_copy_text(getenv("PATH"), strlen(getenv("PATH")));

	(void)state;
	setenv("PATH", "/nonexistent", 1);
	expect_failure("open", ERROR_IO, "openssh-client");
	setenv("PATH", path, 1);
	free(path);
}

/* The last one: nothing takes an interruption back. */
static void the_user_may_interrupt_the_wait(void **state)
{
	(void)state;
	interrupt_init();
	raise(SIGTERM);
	expect_failure("slow", ERROR_INTERRUPTED, "interrupted");
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leads_from_a_port_here_to_the_server),
		cmocka_unit_test(the_host_is_given_to_ssh_as_ssh_takes_it),
		cmocka_unit_test(what_is_no_host_is_refused),
		cmocka_unit_test(why_ssh_gives_up_is_told_in_its_words),
		cmocka_unit_test(a_port_that_was_taken_is_changed_for_another),
		cmocka_unit_test(an_ssh_that_lacks_our_newest_option_will_do),
		cmocka_unit_test(signals_to_everybody_do_not_end_it),
		cmocka_unit_test(one_that_will_not_end_is_killed),
		cmocka_unit_test(one_that_is_stopped_is_ended_too),
		cmocka_unit_test(much_that_ssh_says_stops_nobody),
		cmocka_unit_test(a_tunnel_that_ended_is_the_reason),
		cmocka_unit_test(a_server_that_is_not_reached_from_there_is_the_reason),
		cmocka_unit_test(a_tunnel_that_is_open_and_silent_is_no_reason),
		cmocka_unit_test(a_program_that_is_not_there_is_named),
		cmocka_unit_test(the_user_may_interrupt_the_wait),
	};

	return cmocka_run_group_tests(tests, make_program, remove_program);
}
