/*
 * bare_drain - the peer that a client of Elasticsearch is measured against: goes
 * through scrolls with libcurl alone and looks at nothing but their ids.
 *
 *     bare_drain URL THREADS < REQUESTS
 *
 * Each line of standard input is one scroll: the path of its first request, a tab
 * and the body. Prints the bytes of all pages and the seconds it took.
 */
#include <curl/curl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_SCROLLS = 10000, LONGEST_ID = 4096, MOST_THREADS = 64 };

struct scroll {
	char *path;
	char *body;
};

static struct job {
	const char *url;
	struct scroll scrolls[MOST_SCROLLS];
	size_t n_scrolls;
	pthread_mutex_t mutex; /* of the next two */
	size_t next;
	unsigned long long n_bytes;
} job = { .mutex = PTHREAD_MUTEX_INITIALIZER };

/* A page: only its beginning is kept, in which the id is. */
struct page {
	char head[LONGEST_ID * 2];
	size_t head_len;
	size_t len;
};

static void die(const char *what)
{
	fprintf(stderr, "bare_drain: %s\n", what);
	exit(1);
}

static size_t on_data(char *data, size_t size, size_t count, void *context)
{
	struct page *page = context;
	size_t len = size * count, room = sizeof(page->head) - 1 - page->head_len;

	if (room > len)
		room = len;
	memcpy(page->head + page->head_len, data, room);
	page->head_len += room;
	page->head[page->head_len] = '\0';
	page->len += len;
	return len;
}

static void ask(CURL *curl, const char *method, const char *path, const char *body,
		struct page *page)
{
	struct curl_slist *headers =
		curl_slist_append(NULL, "Content-Type: application/json");
	char url[2048];
	long status = 0;

	snprintf(url, sizeof(url), "%s%s", job.url, path);
	page->head_len = page->len = 0;
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, page);
	curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 262144L);
	if (curl_easy_perform(curl) != CURLE_OK)
		die(url);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200)
		die(page->head);
	curl_slist_free_all(headers);
}

static void read_id(const struct page *page, char id[LONGEST_ID])
{
	static const char key[] = "\"_scroll_id\":\"";
	const char *at = strstr(page->head, key);

	if (!at)
		die("a page without a scroll id");
	at += strlen(key);
	snprintf(id, LONGEST_ID, "%.*s", (int)strcspn(at, "\""), at);
}

/* An empty page is the last one: it has not the beginning of a hit. */
static bool has_hits(const struct page *page)
{
	return strstr(page->head, "\"hits\":[{") != NULL;
}

static unsigned long long drain(CURL *curl, const struct scroll *scroll)
{
	const char *filter = strstr(scroll->path, "filter_path=");
	char path[1024], id[LONGEST_ID], body[LONGEST_ID + 64];
	struct page page;
	unsigned long long n_bytes = 0;

	snprintf(path, sizeof(path), "/_search/scroll?%s", filter ? filter : "");
	ask(curl, "POST", scroll->path, scroll->body, &page);
	for (;;) {
		n_bytes += page.len;
		read_id(&page, id);
		if (!has_hits(&page))
			break;
		snprintf(body, sizeof(body), "{\"scroll\":\"5m\",\"scroll_id\":\"%s\"}",
			 id);
		ask(curl, "POST", path, body, &page);
	}
	snprintf(body, sizeof(body), "{\"scroll_id\":[\"%s\"]}", id);
	ask(curl, "DELETE", "/_search/scroll", body, &page);
	return n_bytes;
}

static void *work(void *unused)
{
	CURL *curl = curl_easy_init();

	(void)unused;
	pthread_mutex_lock(&job.mutex);
	while (job.next < job.n_scrolls) {
		const struct scroll *scroll = &job.scrolls[job.next++];
		unsigned long long n_bytes;

		pthread_mutex_unlock(&job.mutex);
		n_bytes = drain(curl, scroll);
		pthread_mutex_lock(&job.mutex);
		job.n_bytes += n_bytes;
	}
	pthread_mutex_unlock(&job.mutex);
	curl_easy_cleanup(curl);
	return NULL;
}

static void read_scrolls(void)
{
	char *line = NULL;
	size_t capacity = 0;

	while (job.n_scrolls < MOST_SCROLLS && getline(&line, &capacity, stdin) > 0) {
		char *tab = strchr(line, '\t');

		if (!tab)
			die("a line without a tab");
		*tab = '\0';
		tab[1 + strcspn(tab + 1, "\n")] = '\0';
		job.scrolls[job.n_scrolls++] =
			(struct scroll){ strdup(line), strdup(tab + 1) };
	}
	free(line);
}

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	int n_threads = argc == 3 ? atoi(argv[2]) : 0;
	pthread_t threads[MOST_THREADS];
	double begun_s;

	if (n_threads < 1 || n_threads > MOST_THREADS)
		die("usage: bare_drain URL THREADS < REQUESTS");
	job.url = argv[1];
	curl_global_init(CURL_GLOBAL_DEFAULT);
	read_scrolls();
	begun_s = now_s();
	for (int i = 0; i < n_threads; i++)
		pthread_create(&threads[i], NULL, work, NULL);
	for (int i = 0; i < n_threads; i++)
		pthread_join(threads[i], NULL);
	printf("%llu %.3f\n", job.n_bytes, now_s() - begun_s);
	return 0;
}
