/*
 * test_packages - which package brought a file, by the databases of dpkg, apk and pacman.
 */
#include "helpers.h"

#include <ftw.h>
#include <sys/stat.h>

#include "programs/package.h"

enum { ROOT = 64, PATH = 512 };

static int remove_one(const char *path, const struct stat *status, int type,
		      struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

static int make_root(void **state)
{
	char *root = memory_copy_text("/tmp/flare-unit-XXXXXX", 22);

	assert_non_null(mkdtemp(root));
	*state = root;
	return 0;
}

static int remove_root(void **state)
{
	nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(*state);
	return 0;
}

/* With the folders above it. */
static void put(const char *root, const char *path, const char *text)
{
	char whole[PATH];
	FILE *out;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	for (char *at = whole + strlen(root) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		mkdir(whole, 0755);
		*at = '/';
	}
	out = fopen(whole, "w");
	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static void expect(const char *root, const char *path, enum program_package known,
		   const char *package)
{
	struct package_query query = { .path = path };
	struct arena arena = { NULL };

	packages_find(root, &query, 1, &arena);
	if (query.known != known)
		fail_msg("%s: %d, not %d", path, query.known, known);
	if (package)
		assert_string_equal(query.package, package);
	arena_free(&arena);
}

static void dpkg_has_a_list_a_package(void **state)
{
	const char *root = *state;

	put(root, "/var/lib/dpkg/info/curl.list", "/.\n/usr\n/usr/bin\n/usr/bin/curl\n");
	put(root, "/var/lib/dpkg/info/libc6:amd64.list",
	    "/usr/lib/libc.so.6\n/sbin/ldconfig");
	put(root, "/var/lib/dpkg/info/curl.md5sums", "/usr/bin/not-this\n");
	expect(root, "/usr/bin/curl", PROGRAM_PACKAGE_OWNED, "curl");
	expect(root, "/usr/lib/libc.so.6", PROGRAM_PACKAGE_OWNED, "libc6");
	expect(root, "/usr/bin/cur", PROGRAM_PACKAGE_NONE, NULL);
	expect(root, "/usr/bin/curl2", PROGRAM_PACKAGE_NONE, NULL);
	expect(root, "/usr/bin/not-this", PROGRAM_PACKAGE_NONE, NULL);
}

static void a_merged_usr_has_two_names(void **state)
{
	const char *root = *state;
	char link[PATH];

	put(root, "/var/lib/dpkg/info/bash.list", "/bin/bash\n");
	expect(root, "/usr/bin/bash", PROGRAM_PACKAGE_NONE, NULL);
	snprintf(link, sizeof(link), "%s/bin", root);
	assert_int_equal(symlink("usr/bin", link), 0);
	expect(root, "/usr/bin/bash", PROGRAM_PACKAGE_OWNED, "bash");
	expect(root, "/usr/sbin/bash", PROGRAM_PACKAGE_NONE, NULL);
}

static void a_file_that_was_put_aside(void **state)
{
	const char *root = *state;

	put(root, "/var/lib/dpkg/info/dash.list", "/usr/bin/sh\n");
	put(root, "/var/lib/dpkg/info/zsh.list", "/usr/bin/sh\n");
	put(root, "/var/lib/dpkg/info/man.list", "/usr/bin/man\n");
	put(root, "/var/lib/dpkg/diversions",
	    "/usr/bin/sh\n/usr/bin/sh.distrib\nzsh\n"
	    "/usr/bin/man\n/usr/bin/man.REAL\n:\n/cut\n/short");
	expect(root, "/usr/bin/sh", PROGRAM_PACKAGE_OWNED, "zsh");
	expect(root, "/usr/bin/sh.distrib", PROGRAM_PACKAGE_OWNED, "dash");
	expect(root, "/usr/bin/man.REAL", PROGRAM_PACKAGE_OWNED, "man");
	expect(root, "/usr/bin/man", PROGRAM_PACKAGE_NONE,
	       NULL); /* the administrator's */
}

static void apk_has_one_file(void **state)
{
	const char *root = *state;

	put(root, "/lib/apk/db/installed",
	    "C:Q1x=\nP:busybox\nV:1.36.1\nF:bin\nR:busybox\na:0:0:755\nF:etc\nR:"
	    "securetty\n\n"
	    "P:curl\nF:usr/bin\nR:curl\nF:\nR:at-the-top\n");
	expect(root, "/bin/busybox", PROGRAM_PACKAGE_OWNED, "busybox");
	expect(root, "/usr/bin/curl", PROGRAM_PACKAGE_OWNED, "curl");
	expect(root, "/at-the-top", PROGRAM_PACKAGE_OWNED, "curl");
	expect(root, "/usr/bin/busybox", PROGRAM_PACKAGE_NONE, NULL);
}

static void pacman_has_a_folder_a_package(void **state)
{
	const char *root = *state;

	put(root, "/var/lib/pacman/local/ALPM_DB_VERSION", "9\n");
	put(root, "/var/lib/pacman/local/gcc-libs-14.2.1+r753-1/files",
	    "%FILES%\nusr/\nusr/lib/libgcc_s.so.1\n\n%BACKUP%\nusr/bin/not-this\tabc\n");
	expect(root, "/usr/lib/libgcc_s.so.1", PROGRAM_PACKAGE_OWNED, "gcc-libs");
	expect(root, "/usr/bin/not-this", PROGRAM_PACKAGE_NONE, NULL);
}

/* Stands in for rpm, whose real database only rpm can make: takes what rpm is given, and
 * answers and ends as it does. */
static const char stand_in[] =
	"#!/bin/sh\n"
	"[ \"$1 $2 $3 $4 $5\" = '-q --file --queryformat %{NAME}\\n --' ] || exit 9\n"
	"case $6 in\n"
	"/usr/bin/curl) echo curl ;;\n"
	"*) echo \"file $6 is not owned by any package\"; exit 1 ;;\n"
	"esac\n";

static void rpm_is_asked(void **state)
{
	const char *root = *state;
	char *path = memory_copy_text(getenv("PATH"), strlen(getenv("PATH")));
	char whole[PATH];

	put(root, "/var/lib/rpm/rpmdb.sqlite", "");
	put(root, "/tools/rpm", stand_in);
	put(root, "/usr/bin/curl", "");
	put(root, "/usr/bin/own", "");
	snprintf(whole, sizeof(whole), "%s/tools/rpm", root);
	assert_int_equal(chmod(whole, 0755), 0);
	snprintf(whole, sizeof(whole), "%s/tools:%s", root, path);
	setenv("PATH", whole, 1);
	expect(root, "/usr/bin/curl", PROGRAM_PACKAGE_OWNED, "curl");
	expect(root, "/usr/bin/own", PROGRAM_PACKAGE_NONE, NULL);
	/* Of a file that was deleted it can't tell. */
	expect(root, "/usr/bin/gone", PROGRAM_PACKAGE_UNKNOWN, NULL);
	snprintf(whole, sizeof(whole), "%s/empty", root);
	setenv("PATH", whole, 1);
	expect(root, "/usr/bin/curl", PROGRAM_PACKAGE_UNKNOWN, NULL);
	setenv("PATH", path, 1);
	free(path);
}

static void without_a_manager_nothing_is_known(void **state)
{
	expect(*state, "/usr/bin/curl", PROGRAM_PACKAGE_UNKNOWN, NULL);
}

static void what_is_no_file_is_not_read(void **state)
{
	const char *root = *state;
	char path[PATH];

	put(root, "/var/lib/dpkg/info/a.list", "/usr/bin/a\n");
	snprintf(path, sizeof(path), "%s/var/lib/dpkg/info/b.list", root);
	assert_int_equal(mkfifo(path, 0644), 0); /* would wait for ever */
	expect(root, "/usr/bin/a", PROGRAM_PACKAGE_OWNED, "a");
	expect(root, "/usr/bin/b", PROGRAM_PACKAGE_NONE, NULL);
}

static void several_at_once(void **state)
{
	const char *root = *state;
	struct package_query queries[] = { { .path = "/usr/bin/b" },
					   { .path = "/usr/bin/none" },
					   { .path = "/usr/bin/a" } };
	struct arena arena = { NULL };

	put(root, "/var/lib/dpkg/info/a.list", "/usr/bin/a\n");
	put(root, "/var/lib/dpkg/info/b.list", "/usr/bin/b\n");
	packages_find(root, queries, COUNT_OF(queries), &arena);
	assert_string_equal(queries[0].package, "b");
	assert_int_equal(queries[1].known, PROGRAM_PACKAGE_NONE);
	assert_string_equal(queries[2].package, "a");
	arena_free(&arena);
}

#define WITH_ROOT(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ROOT(dpkg_has_a_list_a_package),
		WITH_ROOT(a_merged_usr_has_two_names),
		WITH_ROOT(a_file_that_was_put_aside),
		WITH_ROOT(apk_has_one_file),
		WITH_ROOT(pacman_has_a_folder_a_package),
		WITH_ROOT(rpm_is_asked),
		WITH_ROOT(without_a_manager_nothing_is_known),
		WITH_ROOT(what_is_no_file_is_not_read),
		WITH_ROOT(several_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
