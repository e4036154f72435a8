/*
 * test_output - result files appear complete or not at all.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/output.h"

/* What the linker puts in the place of these: see tests/meson.build. */
int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __real_fchmod(int fd, mode_t mode);
int __wrap_fchmod(int fd, mode_t mode);

static bool clock_stands;
static mode_t mode_before; /* the last time that rights were given */

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	int r = __real_clock_gettime(clock, now);

	if (clock_stands)
		now->tv_nsec = 123456789;
	return r;
}

int __wrap_fchmod(int fd, mode_t mode)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	mode_before = st.st_mode & 0777;
	return __real_fchmod(fd, mode);
}

/* Each test runs in a fresh folder of its own. */
struct place {
	char folder[64];
	int before;
};

static int enter_folder(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	strcpy(place->folder, "/tmp/test_output_XXXXXX");
	place->before = open(".", O_RDONLY);
	assert_true(place->before >= 0);
	assert_non_null(mkdtemp(place->folder));
	assert_int_equal(chdir(place->folder), 0);
	*state = place;
	return 0;
}

static void empty_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char path[512];

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlink(path) != 0) {
			empty_folder(path);
			rmdir(path);
		}
	}
	closedir(dir);
}

static int leave_folder(void **state)
{
	struct place *place = *state;

	empty_folder(place->folder);
	assert_int_equal(fchdir(place->before), 0);
	close(place->before);
	rmdir(place->folder);
	free(place);
	return 0;
}

static size_t count_files(void)
{
	DIR *dir = opendir(".");
	size_t n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2;
}

static void make_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void assert_file(const char *path, const char *expected)
{
	char text[256] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, expected);
}

static struct output *open_output(const char *path, bool append)
{
	struct output *output = NULL;
	struct error err = { 0 };

	if (output_open(&output, path, append, &err) != 0)
		fail_msg("%s", err.text);
	return output;
}

/* The whole life of an output; -1 and the error if it could not be. */
static int write_output(const char *path, bool append, const char *text,
			struct error *err)
{
	struct output *output;
	int result;

	if (output_open(&output, path, append, err) != 0)
		return -1;
	fputs(text, output_stream(output));
	result = output_commit(output, err);
	output_free(output);
	return result;
}

static void assert_written(const char *path, bool append, const char *text)
{
	struct error err = { 0 };

	if (write_output(path, append, text, &err) != 0)
		fail_msg("%s", err.text);
}

static void assert_refused(const char *path, bool append, const char *reason)
{
	struct error err = { 0 };

	assert_int_equal(write_output(path, append, "text\n", &err), -1);
	assert_int_equal(err.kind, ERROR_IO);
	if (!strstr(err.text, path) || !strstr(err.text, reason))
		fail_msg("names not %s and %s: %s", path, reason, err.text);
}

static void a_file_appears_only_when_committed(void **state)
{
	struct output *output = open_output("out", false);
	struct error err = { 0 };

	(void)state;
	fputs("whole\n", output_stream(output));
	assert_int_equal(access("out", F_OK), -1);
	assert_int_equal(output_prepare(output, &err), 0);
	assert_int_equal(access("out", F_OK), -1);
	assert_int_equal(output_commit(output, &err), 0);
	assert_file("out", "whole\n");
	output_free(output);
	assert_int_equal(count_files(), 1);
}

static void the_old_file_stays_until_then(void **state)
{
	struct output *output;
	struct error err = { 0 };

	(void)state;
	make_file("out", "old\n");
	output = open_output("out", false);
	fputs("new\n", output_stream(output));
	assert_int_equal(output_prepare(output, &err), 0);
	assert_file("out", "old\n");
	assert_int_equal(output_commit(output, &err), 0);
	output_free(output);
	assert_file("out", "new\n");
}

static void what_is_not_committed_leaves_nothing_behind(void **state)
{
	struct output *fresh = open_output("fresh", false);
	struct output *prepared = open_output("prepared", false);
	struct output *appended = open_output("appended", true);
	struct error err = { 0 };

	(void)state;
	fputs("text\n", output_stream(fresh));
	fputs("text\n", output_stream(prepared));
	fputs("text\n", output_stream(appended));
	assert_int_equal(output_prepare(prepared, &err), 0);
	assert_int_equal(output_prepare(appended, &err), 0);
	output_free(fresh);
	output_free(prepared);
	output_free(appended);
	output_free(NULL);
	assert_int_equal(count_files(), 0);
}

static void a_new_file_obeys_the_umask(void **state)
{
	static const mode_t masks[] = { 027, 002, 077 };
	struct stat st;

	(void)state;
	for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
		mode_t old = umask(masks[i]);

		assert_written("out", false, "text\n");
		umask(old);
		assert_int_equal(stat("out", &st), 0);
		assert_int_equal(st.st_mode & 0777, 0666 & ~masks[i]);
		assert_int_equal(unlink("out"), 0);
	}
}

static void a_replaced_file_keeps_its_rights(void **state)
{
	struct stat st;

	(void)state;
	make_file("out", "old\n");
	assert_int_equal(chmod("out", 0604), 0);
	assert_written("out", false, "new\n");
	assert_int_equal(stat("out", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0604);
}

/* The old one may have been for fewer than the umask would have the new one for. */
static void nobody_reads_it_before_it_has_its_rights(void **state)
{
	mode_t old = umask(0);

	(void)state;
	make_file("out", "old\n");
	assert_int_equal(chmod("out", 0640), 0);
	mode_before = 0777;
	assert_written("out", false, "new\n");
	umask(old);
	assert_int_equal(mode_before, 0600);
}

static void the_file_behind_a_link_is_replaced(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(mkdir("folder", 0700), 0);
	make_file("folder/target", "old\n");
	assert_int_equal(symlink("target", "folder/second"), 0);
	assert_int_equal(symlink("folder/second", "out"), 0);
	assert_written("out", false, "new\n");
	assert_file("folder/target", "new\n");
	assert_int_equal(lstat("out", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(lstat("folder/second", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
}

static void a_link_to_nothing_makes_its_target(void **state)
{
	(void)state;
	assert_int_equal(symlink("target", "out"), 0);
	assert_written("out", false, "new\n");
	assert_file("target", "new\n");
}

static void links_in_a_circle_are_refused(void **state)
{
	(void)state;
	assert_int_equal(symlink("a", "b"), 0);
	assert_int_equal(symlink("b", "a"), 0);
	assert_refused("a", false, strerror(ELOOP));
}

/* Who could foresee the name that is written aside puts a link there: to a file, and to
 * one that is to be made. */
static void a_link_by_the_name_aside_is_not_written_through(void **state)
{
	char name[64];

	(void)state;
	make_file("precious", "old\n");
	for (int i = 0; i < 2; i++) {
		snprintf(name, sizeof(name), ".out.%ld-123456789-%d", (long)getpid(), i);
		assert_int_equal(symlink(i ? "made" : "precious", name), 0);
	}
	clock_stands = true;
	assert_written("out", false, "new\n");
	clock_stands = false;
	assert_file("out", "new\n");
	assert_file("precious", "old\n");
	assert_int_equal(access("made", F_OK), -1);
	assert_int_equal(count_files(), 4); /* the links are left as they are */
}

static void outputs_to_one_path_do_not_meet_aside(void **state)
{
	struct output *outputs[8];
	struct error err = { 0 };

	(void)state;
	for (int i = 0; i < 8; i++) {
		outputs[i] = open_output("out", false);
		fprintf(output_stream(outputs[i]), "%d\n", i);
	}
	for (int i = 0; i < 8; i++)
		assert_int_equal(output_commit(outputs[i], &err), 0);
	for (int i = 0; i < 8; i++)
		output_free(outputs[i]);
	assert_file("out", "7\n");
	assert_int_equal(count_files(), 1);
}

static void a_name_of_the_greatest_length_is_no_problem(void **state)
{
	char name[256];

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_written(name, false, "text\n");
	assert_file(name, "text\n");
}

static void a_missing_folder_is_found_at_once(void **state)
{
	(void)state;
	assert_refused("missing/out", false, "create its folder");
	assert_refused("missing/out", true, "create its folder");
	assert_refused("missing/", false, "create its folder");
}

static void a_folder_is_no_output_file(void **state)
{
	(void)state;
	assert_refused("/tmp", false, "name a file in it");
	assert_refused("/tmp/", true, "name a file in it");
}

static void an_empty_name_is_wrong_usage(void **state)
{
	struct error err = { 0 };

	(void)state;
	assert_int_equal(write_output("", false, "text\n", &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
}

static int refused_without_rights(void)
{
	struct error err = { 0 };

	if (geteuid() == 0 && setuid(65534) != 0)
		return 2;
	if (write_output("closed/out", false, "text\n", &err) == 0 ||
	    write_output("closed/out", true, "text\n", &err) == 0 ||
	    write_output("locked", false, "text\n", &err) == 0 ||
	    write_output("locked", true, "text\n", &err) == 0)
		return 1;
	return strstr(err.text, "may write") ? 0 : 1;
}

/* In another process, for root may write anywhere. */
static void a_place_without_rights_is_found_at_once(void **state)
{
	const struct place *place = *state;
	int status;
	pid_t child;

	assert_int_equal(chmod(place->folder, 0777), 0);
	assert_int_equal(mkdir("closed", 0555), 0);
	make_file("locked", "old\n");
	assert_int_equal(chmod("locked", 0444), 0);
	child = fork();
	if (child == 0)
		_exit(refused_without_rights());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_file("locked", "old\n");
}

static void a_full_device_is_reported(void **state)
{
	(void)state;
	if (access("/dev/full", W_OK) != 0)
		skip();
	assert_refused("/dev/full", false, "make room");
	assert_refused("/dev/full", true, "make room");
}

static void a_pipe_is_written_to_not_replaced(void **state)
{
	char text[16] = "";
	struct stat st;
	int reader;

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	reader = open("pipe", O_RDONLY | O_NONBLOCK);
	assert_true(reader >= 0);
	assert_written("pipe", false, "text\n");
	assert_int_equal(read(reader, text, sizeof(text) - 1), 5);
	close(reader);
	assert_string_equal(text, "text\n");
	assert_int_equal(stat("pipe", &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
}

static void appending_keeps_what_is_there(void **state)
{
	(void)state;
	assert_written("out", true, "first\n");
	assert_written("out", true, "second\n");
	assert_file("out", "first\nsecond\n");
}

static void with_file_limit(rlim_t size, void (*run)(void))
{
	void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
	struct rlimit old, limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = size;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	run();
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, before);
}

static void append_too_much(void)
{
	assert_refused("out", true, "ulimit");
}

static void write_too_much(void)
{
	assert_refused("out", false, "ulimit");
}

static void what_cannot_be_appended_whole_is_taken_back(void **state)
{
	(void)state;
	make_file("out", "first\n");
	with_file_limit(8, append_too_much);
	assert_file("out", "first\n");
}

static void a_file_that_cannot_be_whole_leaves_the_old_one(void **state)
{
	(void)state;
	make_file("out", "old\n");
	with_file_limit(2, write_too_much);
	assert_file("out", "old\n");
	assert_int_equal(count_files(), 1);
}

static void append_many(int n)
{
	struct error err = { 0 };
	char line[64];

	for (int i = 0; i < 50; i++) {
		snprintf(line, sizeof(line), "%d %d\n", n, i);
		if (write_output("out", true, line, &err) != 0)
			_exit(1);
	}
	_exit(0);
}

static void processes_that_append_lose_nothing(void **state)
{
	size_t n = 0;
	FILE *file;
	int status, c;

	(void)state;
	for (int i = 0; i < 4; i++) {
		pid_t child = fork();

		assert_true(child >= 0);
		if (child == 0)
			append_many(i);
	}
	while (wait(&status) > 0)
		assert_int_equal(status, 0);
	file = fopen("out", "r");
	assert_non_null(file);
	while ((c = getc(file)) != EOF)
		n += c == '\n';
	fclose(file);
	assert_int_equal(n, 200);
}

/* Lets standard output be another file while it writes to `path`. */
static int write_with_standard(int fd, const char *path, struct error *err)
{
	int old, result;

	fflush(stdout);
	old = dup(STDOUT_FILENO);
	assert_true(old >= 0);
	assert_int_equal(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
	result = write_output(path, false, "text\n", err);
	assert_int_equal(dup2(old, STDOUT_FILENO), STDOUT_FILENO);
	close(old);
	return result;
}

static void a_dash_is_standard_output(void **state)
{
	struct error err = { 0 };
	int fd = open("out", O_WRONLY | O_CREAT, 0600);

	(void)state;
	assert_int_equal(write_with_standard(fd, "-", &err), 0);
	close(fd);
	assert_file("out", "text\n");
	assert_int_equal(count_files(), 1);
}

static void standard_output_by_its_file_name_is_not_replaced(void **state)
{
	struct error err = { 0 };
	int fd;

	(void)state;
	make_file("out", "header\n");
	fd = open("out", O_WRONLY | O_APPEND);
	assert_int_equal(write_with_standard(fd, "/dev/stdout", &err), 0);
	close(fd);
	assert_file("out", "header\ntext\n");
}

static void a_reader_who_left_is_no_failure(void **state)
{
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	struct error err = { 0 };
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	assert_int_equal(write_with_standard(ends[1], "-", &err), 0);
	close(ends[1]);
	signal(SIGPIPE, before);
}

static void a_full_standard_output_is_reported(void **state)
{
	struct error err = { 0 };
	int fd = open("/dev/full", O_WRONLY);

	(void)state;
	if (fd < 0)
		skip();
	assert_int_equal(write_with_standard(fd, "-", &err), -1);
	close(fd);
	assert_non_null(strstr(err.text, "standard output"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_appears_only_when_committed),
		TEST(the_old_file_stays_until_then),
		TEST(what_is_not_committed_leaves_nothing_behind),
		TEST(a_new_file_obeys_the_umask),
		TEST(a_replaced_file_keeps_its_rights),
		TEST(nobody_reads_it_before_it_has_its_rights),
		TEST(the_file_behind_a_link_is_replaced),
		TEST(a_link_to_nothing_makes_its_target),
		TEST(links_in_a_circle_are_refused),
		TEST(a_link_by_the_name_aside_is_not_written_through),
		TEST(outputs_to_one_path_do_not_meet_aside),
		TEST(a_name_of_the_greatest_length_is_no_problem),
		TEST(a_missing_folder_is_found_at_once),
		TEST(a_folder_is_no_output_file),
		TEST(an_empty_name_is_wrong_usage),
		TEST(a_place_without_rights_is_found_at_once),
		TEST(a_full_device_is_reported),
		TEST(a_pipe_is_written_to_not_replaced),
		TEST(appending_keeps_what_is_there),
		TEST(what_cannot_be_appended_whole_is_taken_back),
		TEST(a_file_that_cannot_be_whole_leaves_the_old_one),
		TEST(processes_that_append_lose_nothing),
		TEST(a_dash_is_standard_output),
		TEST(standard_output_by_its_file_name_is_not_replaced),
		TEST(a_reader_who_left_is_no_failure),
		TEST(a_full_standard_output_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
