/*
 * helper - see helper.h.
 *
 * Why our process group: Ctrl-C goes to all of the terminal's foreground group,
 * and a tunnel must outlive it by as long as it takes to clear what is open on
 * the server. In a group or session of its own the helper would be safe from
 * it, but could not ask for a password: reading the terminal from the
 * background stops a process (SIGTTIN), and a new session has no terminal at
 * all. Ignored signals stay ignored across exec, and ssh leaves them so (it
 * looks before it sets handlers of its own, as rsh did; it does unblock
 * signals, so a mask would not do). SIGTERM and SIGHUP are as SIGINT: timeout(1),
 * systemd, a shell's `kill %1` and a terminal that is closed send them to
 * everybody at once. That leaves SIGQUIT for us to end it by; ssh then takes
 * its leave of the server in good order.
 */
#include "core/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { STOP_LIMIT_MS = 2000, STOP_PAUSE_MS = 10 };

/* The pipes on their way to the helper: [0] is ours to read, [1] its to write. */
struct pipes {
	int out[2];
	int words[2];
	int trouble[2]; /* the errno of a program that could not be run */
};

static void close_both(int ends[2])
{
	for (size_t i = 0; i < 2; i++) {
		if (ends[i] >= 0)
			close(ends[i]);
	}
}

static void pipes_close(struct pipes *pipes)
{
	close_both(pipes->out);
	close_both(pipes->words);
	close_both(pipes->trouble);
}

static int make_pipe(int ends[2])
{
	if (pipe(ends) != 0)
		return -1;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	return 0;
}

static int pipes_open(struct pipes *pipes)
{
	*pipes = (struct pipes){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
	return make_pipe(pipes->out) == 0 && make_pipe(pipes->words) == 0 &&
			       make_pipe(pipes->trouble) == 0
		       ? 0
		       : -1;
}

static void set_action(int number, void (*action)(int))
{
	struct sigaction set;

	memset(&set, 0, sizeof(set));
	sigemptyset(&set.sa_mask);
	set.sa_handler = action;
	sigaction(number, &set, NULL);
}

/*
 * Should we be killed (SIGKILL, want of memory), the kernel tells the helper to
 * end too. Only Linux has this (it is why we fork and do not posix_spawn);
 * elsewhere it would live on until its connection is cut.
 */
static void end_with(pid_t parent)
{
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGQUIT);
#endif
	if (getppid() != parent)
		_exit(127);
}

/* In the new process; only what is safe between fork and exec. */
static void become(const char *const *argv, const struct pipes *pipes, pid_t parent)
{
	const struct rlimit no_core = { 0, 0 }; /* SIGQUIT is no crash */
	int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
	char *const *arguments;
	int number;

	set_action(SIGINT, SIG_IGN);
	set_action(SIGTERM, SIG_IGN);
	set_action(SIGHUP, SIG_IGN);
	set_action(SIGQUIT, SIG_DFL);
	set_action(SIGPIPE, SIG_DFL);
	set_action(SIGXFSZ, SIG_DFL);
	setrlimit(RLIMIT_CORE, &no_core);
	end_with(parent);
	if (input >= 0)
		dup2(input, STDIN_FILENO);
	dup2(pipes->out[1], STDOUT_FILENO);
	dup2(pipes->words[1], STDERR_FILENO);
	/* execvp changes nothing of them; its prototype is older than const. */
	memcpy(&arguments, &argv, sizeof(arguments));
	execvp(argv[0], arguments);
	number = errno;
	if (write(pipes->trouble[1], &number, sizeof(number)) < 0)
		_exit(126);
	_exit(127);
}

static int no_blocking(int fd)
{
	return fcntl(fd, F_SETFL, O_NONBLOCK);
}

static int cannot_run(const char *program, int number, struct error *err)
{
	if (number == ENOENT)
		return error_set(err, ERROR_IO,
				 "%s: there is no such program in the folders of PATH",
				 program);
	return error_set(err, ERROR_IO, "%s cannot be run: %s", program,
			 strerror(number));
}

/* The pipe is closed by a successful exec: nothing to read is good news. */
static int exec_trouble(int fd)
{
	int number = 0;
	ssize_t n;

	do
		n = read(fd, &number, sizeof(number));
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(number) ? number : 0;
}

int helper_start(struct helper *helper, const char *const *argv, struct error *err)
{
	pid_t parent = getpid(), pid = -1;
	struct pipes pipes;
	int number;

	if (pipes_open(&pipes) == 0)
		pid = fork();
	if (pid == 0)
		become(argv, &pipes, parent);
	if (pid < 0) {
		number = errno;
		pipes_close(&pipes);
		return cannot_run(argv[0], number, err);
	}
	close(pipes.trouble[1]);
	pipes.trouble[1] = -1;
	number = exec_trouble(pipes.trouble[0]);
	if (number) {
		pipes_close(&pipes);
		waitpid(pid, NULL, 0);
		return cannot_run(argv[0], number, err);
	}
	close(pipes.trouble[0]);
	close(pipes.out[1]);
	close(pipes.words[1]);
	no_blocking(pipes.out[0]);
	no_blocking(pipes.words[0]);
	*helper = (struct helper){ .pid = pid,
				   .out = pipes.out[0],
				   .words = pipes.words[0] };
	return 0;
}

bool helper_ended(struct helper *helper)
{
	if (!helper->ended)
		helper->ended =
			waitpid(helper->pid, &helper->status, WNOHANG) == helper->pid;
	return helper->ended;
}

const char *helper_fate(const struct helper *helper, char *text, size_t room)
{
	if (WIFSIGNALED(helper->status))
		snprintf(text, room, "it was ended by signal %d",
			 WTERMSIG(helper->status));
	else
		snprintf(text, room, "it ended with status %d",
			 WEXITSTATUS(helper->status));
	return text;
}

void helper_stop(struct helper *helper)
{
	if (helper_ended(helper))
		return;
	kill(helper->pid, SIGQUIT);
	kill(helper->pid, SIGCONT); /* stopped by Ctrl-Z it could not end */
	for (int ms = 0; ms < STOP_LIMIT_MS; ms += STOP_PAUSE_MS) {
		if (helper_ended(helper))
			return;
		poll(NULL, 0, STOP_PAUSE_MS);
	}
	kill(helper->pid, SIGKILL);
	while (waitpid(helper->pid, &helper->status, 0) < 0 && errno == EINTR)
		;
	helper->ended = true;
}

void helper_free(struct helper *helper)
{
	close(helper->out);
	close(helper->words);
}
