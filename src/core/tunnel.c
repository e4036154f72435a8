/*
 * tunnel - see tunnel.h. When is it open? ssh tells: once it is let in and has
 * the port, it runs its LocalCommand, which writes to our pipe. To try the port
 * until something answers would be simpler, but anybody on this machine can
 * read the port from ssh's command line and listen there first; what answers
 * would then be given the server's password.
 */
#include "core/tunnel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/helper.h"
#include "core/interrupt.h"
#include "core/last_words.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/ssh.h"

enum {
	ATTEMPTS = 4, /* to have a free port before somebody else takes it */
	GLANCE_MS = 100,
	BATCH_LIMIT_S = 120,  /* as long as sshd itself waits for a login */
	PERSON_LIMIT_S = 900, /* who has to find a password, or a key to touch */
	WORDS_LIMIT_MS = 300, /* for ssh to say why it broke a connection off */
};

struct tunnel {
	const struct tunnel_options *options;
	struct arena arena;
	struct ssh_call call;
	struct helper ssh;

	/* Once it is open, a thread hears what ssh says: a pipe that is full would
	 * stop ssh. `mutex` then guards `words` and `ssh`. */
	pthread_t listener;
	bool listening;
	int wake[2]; /* to end the thread */
	pthread_mutex_t mutex;
	struct last_words words;
};

static void say(void *context, const char *line)
{
	const struct tunnel *tunnel = context;

	/* Where nobody is asked, only the error needs ssh's words: cron sends mail. */
	log_say(tunnel->call.may_ask ? LOG_NORMAL : LOG_VERBOSE, "%s%s",
		strncmp(line, "ssh: ", 5) == 0 ? "" : "ssh: ", line);
}

/* A question needs the terminal in the foreground, and eyes on our messages. */
static bool may_ask(void)
{
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	bool foreground = tty >= 0 && tcgetpgrp(tty) == getpgrp();

	if (tty >= 0)
		close(tty);
	return foreground && isatty(STDERR_FILENO);
}

/* One that is free now. Somebody else may take it before ssh does: see ATTEMPTS. */
static int find_free_port(unsigned *port, struct error *err)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int r = 0;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &len) != 0)
		r = error_set(err, ERROR_IO, "no free port on 127.0.0.1: %s",
			      strerror(errno));
	else
		*port = ntohs(address.sin_port);
	if (fd >= 0)
		close(fd);
	return r;
}

/* What there is to hear now; false once there is no more to come. */
static bool hear(struct tunnel *tunnel)
{
	char data[4096];
	ssize_t n;

	while ((n = read(tunnel->ssh.words, data, sizeof(data))) > 0)
		last_words_take(&tunnel->words, data, (size_t)n);
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

/* Its LocalCommand is run by the user's shell; whatever that writes, it ran. */
static bool says_open(const struct tunnel *tunnel)
{
	char data[64];

	return read(tunnel->ssh.out, data, sizeof(data)) > 0;
}

static int failed(const struct tunnel *tunnel, struct error *err)
{
	char text[LAST_WORDS_TEXT], fate[64];

	last_words_text(&tunnel->words, text);
	if (!*text)
		return error_set(
			err, ERROR_SERVER,
			"--ssh %s: ssh did not open the tunnel and did not say why; %s; %s",
			tunnel->options->by,
			helper_fate(&tunnel->ssh, fate, sizeof(fate)),
			ssh_remedy(&tunnel->call, text));
	return error_set(err, ERROR_SERVER, "--ssh %s: no tunnel; ssh says \"%s\"; %s",
			 tunnel->options->by, text, ssh_remedy(&tunnel->call, text));
}

static int too_late(const struct tunnel *tunnel, int limit_s, struct error *err)
{
	char text[LAST_WORDS_TEXT];

	last_words_text(&tunnel->words, text);
	return error_set(
		err, ERROR_SERVER,
		"--ssh %s: ssh has not opened the tunnel within %d seconds%s%s%s; try "
		"it by hand: is the host up, and the way to it open?",
		tunnel->options->by, limit_s, *text ? "; it says \"" : "", text,
		*text ? "\"" : "");
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void await(const struct tunnel *tunnel)
{
	struct pollfd fds[] = { { .fd = tunnel->ssh.out, .events = POLLIN },
				{ .fd = tunnel->ssh.words, .events = POLLIN } };

	/* A pipe whose other end is closed is always ready: then wait by the clock. */
	if (poll(fds, 2, GLANCE_MS) > 0 && ((fds[0].revents | fds[1].revents) & POLLHUP))
		poll(NULL, 0, GLANCE_MS / 5);
}

/* 0: it is open; 1: it may be another time, with another port; -1. */
static int wait_until_open(struct tunnel *tunnel, struct error *err)
{
	int limit_s = tunnel->call.may_ask ? PERSON_LIMIT_S : BATCH_LIMIT_S;
	int64_t deadline_ms = now_ms() + (int64_t)limit_s * 1000;
	char text[LAST_WORDS_TEXT];

	while (!says_open(tunnel)) {
		bool ended = helper_ended(&tunnel->ssh);

		hear(tunnel);
		if (interrupt_check(err) != 0)
			return -1;
		if (ended) {
			last_words_end(&tunnel->words);
			last_words_text(&tunnel->words, text);
			return ssh_is_worth_another_try(&tunnel->call, text)
				       ? 1
				       : failed(tunnel, err);
		}
		if (now_ms() > deadline_ms)
			return too_late(tunnel, limit_s, err);
		await(tunnel);
	}
	return 0;
}

/* One try. As wait_until_open(); ssh runs only if it is 0. */
static int start(struct tunnel *tunnel, struct error *err)
{
	const char *argv[SSH_MOST_ARGUMENTS];
	int r;

	if (find_free_port(&tunnel->call.local_port, err) != 0)
		return -1;
	ssh_arguments(&tunnel->call, argv, &tunnel->arena);
	log_say(LOG_VERBOSE, "running %s", ssh_command(argv, &tunnel->arena));
	if (helper_start(&tunnel->ssh, argv, err) != 0)
		return error_set(err, ERROR_IO,
				 "--ssh %s: %s; the package openssh-client has it",
				 tunnel->options->by, err->text);
	r = wait_until_open(tunnel, err);
	if (r != 0) {
		helper_stop(&tunnel->ssh);
		helper_free(&tunnel->ssh);
		last_words_forget(&tunnel->words);
	}
	return r;
}

static void *listen_to_ssh(void *opaque)
{
	struct tunnel *tunnel = opaque;
	struct pollfd fds[] = { { .fd = tunnel->ssh.words, .events = POLLIN },
				{ .fd = tunnel->wake[0], .events = POLLIN } };

	while (fds[1].revents == 0) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			break;
		pthread_mutex_lock(&tunnel->mutex);
		if (fds[0].revents && !hear(tunnel)) {
			last_words_end(&tunnel->words);
			fds[0].fd = -1; /* poll() leaves it out */
		}
		pthread_mutex_unlock(&tunnel->mutex);
	}
	return NULL;
}

/* Signals are for the threads that wait for the server, not for this one. */
static int start_listening(struct tunnel *tunnel, struct error *err)
{
	sigset_t all, old;
	int number = 0;

	hear(tunnel);
	last_words_forget(&tunnel->words); /* greetings are not why it ended */
	if (pipe(tunnel->wake) != 0)
		return error_set(err, ERROR_IO, "--ssh: no pipe: %s", strerror(errno));
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	number = pthread_create(&tunnel->listener, NULL, listen_to_ssh, tunnel);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	tunnel->listening = number == 0;
	return number == 0 ? 0
			   : error_set(err, ERROR_IO, "--ssh: no thread: %s",
				       strerror(number));
}

static void stop_listening(struct tunnel *tunnel)
{
	if (tunnel->wake[1] >= 0)
		close(tunnel->wake[1]); /* the reading end sees it go */
	if (tunnel->listening)
		pthread_join(tunnel->listener, NULL);
	if (tunnel->wake[0] >= 0)
		close(tunnel->wake[0]);
}

static void tunnel_free(struct tunnel *tunnel)
{
	pthread_mutex_destroy(&tunnel->mutex);
	arena_free(&tunnel->arena);
	free(tunnel);
}

static int start_with_a_port(struct tunnel *tunnel, struct error *err)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		int r = start(tunnel, err);

		if (r <= 0)
			return r;
	}
	return error_set(
		err, ERROR_IO,
		"--ssh %s: ports of 127.0.0.1 that were free were taken before ssh had "
		"them, several times; try again",
		tunnel->options->by);
}

int tunnel_open(struct tunnel **result, const struct tunnel_options *options,
		struct error *err)
{
	struct tunnel *tunnel = memory_zero(1, sizeof(*tunnel));

	tunnel->options = options;
	tunnel->call = (struct ssh_call){ .config_file = options->ssh_config,
					  .to_host = options->to_host,
					  .to_port = options->to_port,
					  .may_ask = may_ask() };
	tunnel->wake[0] = tunnel->wake[1] = -1;
	tunnel->words = (struct last_words){ .say = say, .context = tunnel };
	pthread_mutex_init(&tunnel->mutex, NULL);
	if (ssh_read_host(&tunnel->call, options->by, &tunnel->arena, err) != 0 ||
	    start_with_a_port(tunnel, err) != 0) {
		tunnel_free(tunnel);
		return -1;
	}
	if (start_listening(tunnel, err) != 0) {
		tunnel_close(tunnel);
		return -1;
	}
	log_say(LOG_VERBOSE, "the tunnel by %s is open: 127.0.0.1:%u leads to %s:%u",
		options->by, tunnel->call.local_port, options->to_host, options->to_port);
	*result = tunnel;
	return 0;
}

unsigned tunnel_port(const struct tunnel *tunnel)
{
	return tunnel->call.local_port;
}

bool tunnel_ended(struct tunnel *tunnel)
{
	bool ended;

	if (!tunnel)
		return false;
	pthread_mutex_lock(&tunnel->mutex);
	ended = helper_ended(&tunnel->ssh);
	pthread_mutex_unlock(&tunnel->mutex);
	return ended;
}

/* ssh goes on, but could not connect us at its other end. */
static int explain_refusal(const struct tunnel *tunnel, const char *text,
			   struct error *err)
{
	const struct tunnel_options *options = tunnel->options;

	if (!strstr(text, "open failed"))
		return 0;
	return error_set(
		err, ERROR_SERVER,
		"--ssh %s: the tunnel is open, but does not reach %s:%u; ssh says \"%s\"; "
		"%s",
		options->by, options->to_host, options->to_port, text,
		strstr(text, "prohibited")
			? "does sshd there allow it (AllowTcpForwarding and PermitOpen in "
			  "its sshd_config)?"
			: "that is the server as seen from there: are es_host and es_port "
			  "(-eh, -ep) right, and is it up?");
}

int tunnel_explain(struct tunnel *tunnel, struct error *err)
{
	char text[LAST_WORDS_TEXT], fate[64];
	bool ended = false;

	/* The connection breaks off a moment before ssh has ended, or has said why. */
	for (int ms = 0; ms < WORDS_LIMIT_MS; ms += GLANCE_MS / 5) {
		pthread_mutex_lock(&tunnel->mutex);
		ended = helper_ended(&tunnel->ssh);
		last_words_text(&tunnel->words, text);
		pthread_mutex_unlock(&tunnel->mutex);
		if (*text && ended)
			break;
		poll(NULL, 0, GLANCE_MS / 5);
	}
	if (!ended)
		return explain_refusal(tunnel, text, err);
	return error_set(
		err, ERROR_SERVER,
		"--ssh %s: the tunnel ended in the middle of the run: %s%s%s%s; is the "
		"way to that host stable? Try again",
		tunnel->options->by, helper_fate(&tunnel->ssh, fate, sizeof(fate)),
		*text ? "; ssh says \"" : "", text, *text ? "\"" : "");
}

void tunnel_close(struct tunnel *tunnel)
{
	if (!tunnel)
		return;
	pthread_mutex_lock(&tunnel->mutex);
	helper_stop(&tunnel->ssh);
	pthread_mutex_unlock(&tunnel->mutex);
	stop_listening(tunnel);
	helper_free(&tunnel->ssh);
	log_say(LOG_VERBOSE, "the tunnel by %s is closed", tunnel->options->by);
	tunnel_free(tunnel);
}
