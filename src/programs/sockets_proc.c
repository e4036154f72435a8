/*
 * sockets_proc - the kernel's tables of sockets as text: /proc/net/tcp, proc(5).
 *
 *     sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid ...
 *      0: 0100007F:A711 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0 ...
 */
#include "programs/sockets.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Eight digits are a word of the address as this machine keeps it in memory. */
static bool read_word(const char *text, uint8_t bytes[4])
{
	uint32_t word = 0;

	for (int i = 0; i < 8; i++) {
		int digit = (unsigned char)text[i];

		if (!isxdigit(digit))
			return false;
		word = word << 4 | (uint32_t)(isdigit(digit) ? digit - '0'
							     : tolower(digit) - 'a' + 10);
	}
	memcpy(bytes, &word, sizeof(word));
	return true;
}

static bool read_address(const char *text, bool is_ipv6, struct address *address)
{
	static const struct address mapped = { { [10] = 0xff, [11] = 0xff } };
	size_t n = is_ipv6 ? 4 : 1;

	if (strlen(text) != 8 * n)
		return false;
	*address = mapped;
	for (size_t i = 0; i < n; i++) {
		if (!read_word(text + 8 * i, address->bytes + (is_ipv6 ? 4 * i : 12)))
			return false;
	}
	return true;
}

static bool read_row(const char *row, const struct socket_table *table,
		     struct seen_socket *seen)
{
	unsigned local_port, remote_port, state, uid;
	char local[33], remote[33];
	unsigned long long inode;

	if (sscanf(row,
		   " %*d: %32[0-9A-Fa-f]:%4x %32[0-9A-Fa-f]:%4x %2x %*s %*s %*s %u %*d "
		   "%llu",
		   local, &local_port, remote, &remote_port, &state, &uid, &inode) != 7)
		return false;
	*seen = (struct seen_socket){ .protocol = table->protocol,
				      .state = (uint8_t)state,
				      .local_port = (uint16_t)local_port,
				      .remote_port = (uint16_t)remote_port,
				      .uid = uid,
				      .inode = inode };
	return read_address(local, table->is_ipv6, &seen->local) &&
	       read_address(remote, table->is_ipv6, &seen->remote);
}

int sockets_proc(const char *folder, const struct socket_table *table,
		 struct socket_sink *sink, struct error *err)
{
	struct seen_socket seen;
	char path[64], row[512];
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", folder, table->file);
	in = fopen(path, "re");
	if (!in && errno == ENOENT)
		return 0;
	if (!in)
		return error_set(err, ERROR_IO, "%s: %s", path, strerror(errno));
	while (fgets(row, sizeof(row), in)) {
		if (read_row(row, table, &seen))
			socket_put(sink, &seen);
	}
	fclose(in);
	return 0;
}
