/*
 * fuzz_host - any bytes, read as what a host tells of itself, by the first byte: whose
 * container a process is in, the kernel's tables of sockets, and the lists of files of
 * package managers.
 */
#include "feed.h"

#include <netinet/in.h>
#include <sys/stat.h>

#include "programs/container.h"
#include "programs/package.h"
#include "programs/sockets.h"

static void read_groups(const char *text)
{
	struct arena arena = { .blocks = NULL };
	const char *container = container_text(text, &arena);

	/* A file of lines; one of them may not become several. */
	EXPECT(!container || (strchr(container, ' ') && !strchr(container, '\n')));
	EXPECT(!container || strlen(container) <= strlen(text) + strlen("kubernetes "));
	arena_free(&arena);
}

static void put_socket(void *context, const struct seen_socket *seen)
{
	const struct socket_table *table = context;

	EXPECT(seen->protocol == table->protocol && !address_is_unset(&seen->remote));
	EXPECT(table->is_ipv6 ||
	       (address_is_ipv4(&seen->local) && address_is_ipv4(&seen->remote)));
}

/* As fuzz_host's own, of one process at a time. */
static const char *folder_of(const char *name, char path[2 * FEED_PATH])
{
	static char folder[] = "/dev/shm/flare-fuzz-host-XXXXXX";
	static bool is_made;

	if (!is_made)
		EXPECT(mkdtemp(folder));
	is_made = true;
	snprintf(path, 2 * FEED_PATH, "%s/%s", folder, name);
	return folder;
}

/* A file in that folder, with the folders above it; its root. */
static const char *put_file(const char *name, const char *text, size_t len)
{
	char path[2 * FEED_PATH];
	const char *root = folder_of(name, path);
	FILE *out;

	for (char *at = path + strlen(root) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		mkdir(path, 0700);
		*at = '/';
	}
	out = fopen(path, "w");
	EXPECT(out && fwrite(text, 1, len, out) == len && fclose(out) == 0);
	return root;
}

static void read_sockets(const char *text, size_t len)
{
	for (size_t i = 0; i < N_SOCKET_TABLES; i++) {
		const struct socket_table *table = &socket_tables[i];
		struct socket_table copy = *table;
		struct socket_sink sink = { .put = put_socket, .context = &copy };
		const char *root = put_file(table->file, text, len);
		char path[2 * FEED_PATH];
		struct error err;

		EXPECT(sockets_proc(root, table, &sink, &err) == 0);
		EXPECT(table->protocol == IPPROTO_UDP || sink.n_unconnected_udp == 0);
		folder_of(table->file, path);
		unlink(path);
	}
}

static bool has_word(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= len; i++) {
		if (memcmp(text + i, word, n) == 0)
			return true;
	}
	return false;
}

/* Who brought a file: somebody, with a name, or nobody. */
static void read_packages(bool (*ask)(const char *root, struct package_query *queries,
				      size_t n, struct arena *arena),
			  const char *file, const char *text, size_t len)
{
	struct package_query queries[] = {
		{ .path = "/usr/bin/curl", .alias = "/bin/curl" }, { .path = "/x" }
	};
	struct arena arena = { .blocks = NULL };
	const char *root = put_file(file, text, len);
	char path[2 * FEED_PATH];

	for (size_t i = 0; i < 2; i++) {
		queries[i].path_len = strlen(queries[i].path);
		queries[i].alias_len = queries[i].alias ? strlen(queries[i].alias) : 0;
	}
	EXPECT(ask(root, queries, 2, &arena));
	for (size_t i = 0; i < 2; i++) {
		const struct package_query *query = &queries[i];

		EXPECT((query->known == PROGRAM_PACKAGE_OWNED) ==
		       (query->package != NULL));
		/* Nobody owns a file that no line names; one that was put aside is
		 * called otherwise. */
		EXPECT(!query->package || ask == package_dpkg ||
		       has_word(text, len, strrchr(query->path, '/') + 1));
	}
	folder_of(file, path);
	unlink(path);
	arena_free(&arena);
}

static void read_dpkg(const char *text, size_t len)
{
	/* What was put aside, and the paths of a package: what is the one may be the
	 * other. */
	put_file("var/lib/dpkg/diversions", text, len);
	read_packages(package_dpkg, "var/lib/dpkg/info/some.list", text, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (size == 0)
		return 0;
	text = malloc(size);
	EXPECT(text);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	switch (*data) {
	case 'c':
		read_groups(text);
		break;
	case 's':
		read_sockets(text, size - 1);
		break;
	case 'd':
		read_dpkg(text, size - 1);
		break;
	case 'a':
		read_packages(package_apk, "lib/apk/db/installed", text, size - 1);
		break;
	default:
		read_packages(package_pacman, "var/lib/pacman/local/some-1-1/files", text,
			      size - 1);
	}
	free(text);
	return 0;
}
