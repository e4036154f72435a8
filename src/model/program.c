/*
 * program - see program.h.
 */
#include "model/program.h"

#include <netinet/in.h>

/* What is told of a process, part by part: "a", "a, b". */
static const char *join(const char *text, const char *part, struct arena *arena)
{
	return text ? arena_print(arena, "%s, %s", text, part) : part;
}

static const char *file_text(const struct program *program, struct arena *arena)
{
	static const char *const fates[] = {
		[PROGRAM_FILE_UNKNOWN] = "",
		[PROGRAM_FILE_IS_THERE] = "",
		[PROGRAM_FILE_DELETED] = " DELETED",
		[PROGRAM_FILE_REPLACED] = " REPLACED since it was started",
		[PROGRAM_FILE_MEMORY] = " FROM MEMORY, without a file",
	};

	return arena_print(arena, "%s%s", program->path, fates[program->file]);
}

static const char *process_text(const struct program *program, struct arena *arena)
{
	const char *text = arena_print(arena, "pid %lld", (long long)program->pid);

	if (program->user)
		text = join(text, arena_print(arena, "user %s", program->user), arena);
	if (program->path)
		text = join(text, file_text(program, arena), arena);
	if (program->package_known == PROGRAM_PACKAGE_OWNED)
		text = join(text, arena_print(arena, "package %s", program->package),
			    arena);
	if (program->package_known == PROGRAM_PACKAGE_NONE)
		text = join(text, "in no package", arena);
	if (program->services)
		text = join(text, arena_print(arena, "services %s", program->services),
			    arena);
	if (program->container)
		text = join(text, program->container, arena);
	return arena_print(arena, "%s (%s)", program->name ? program->name : "?", text);
}

/* "a process of user alice" */
static const char *somebody(const struct program *program, struct arena *arena)
{
	const char *text = "a process";

	if (program->user)
		text = arena_print(arena, "a process of user %s", program->user);
	return program->container
		       ? arena_print(arena, "%s in %s", text, program->container)
		       : text;
}

const char *program_text(const struct program *program, struct arena *arena)
{
	switch (program->kind) {
	case PROGRAM_SEEN:
		/* Some lists have names, but not of whom. */
		if (program->pid < 0)
			return program->name ? program->name : "?";
		return process_text(program, arena);
	case PROGRAM_HIDDEN:
		return arena_print(arena, "%s%s%s", somebody(program, arena),
				   program->why_not ? ": " : " that only root may see",
				   program->why_not ? program->why_not : "");
	case PROGRAM_ENDED:
		return arena_print(arena, "%s that was gone before it was found",
				   somebody(program, arena));
	case PROGRAM_CLOSED:
		return "no process: closed a moment ago";
	case PROGRAM_KERNEL:
		return "no process: not accepted yet, or the kernel's own";
	case PROGRAM_UNTOLD:
		return "not told by the list";
	}
	return "?";
}

static const char *end_text(const struct address *address, uint16_t port,
			    struct arena *arena)
{
	char text[ADDRESS_TEXT];
	bool is_ipv6 = !address_is_ipv4(address);

	return arena_print(arena, "%s%s%s:%u", is_ipv6 ? "[" : "",
			   address_format(address, text), is_ipv6 ? "]" : "", port);
}

const char *program_socket_text(const struct program_socket *socket, struct arena *arena)
{
	return arena_print(arena, "%s %s -> %s%s%s",
			   socket->protocol == IPPROTO_UDP ? "udp" : "tcp",
			   end_text(&socket->local, socket->local_port, arena),
			   end_text(&socket->remote, socket->remote_port, arena),
			   socket->state ? " " : "", socket->state ? socket->state : "");
}
