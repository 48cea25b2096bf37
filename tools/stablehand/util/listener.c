// SPDX-License-Identifier: GPL-2.0-only
#include "util/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define TABLE_MAX (64 << 20)

int listener_open(int *ret_fd, unsigned int *ret_port, struct error **err)
{
	_cleanup_close_ int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(address);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 4) ||
	    getsockname(fd, (struct sockaddr *)&address, &len))
		return error_errno(err, ERROR_ENVIRONMENT, "listening on 127.0.0.1");
	*ret_port = ntohs(address.sin_port);
	*ret_fd = fd;
	fd = -1;
	return 0;
}

/*
 * Whose is the other end of a connection? A TCP socket does not tell, but the
 * kernel's table has the other end, too, with its owner (proc(5), /proc/net/tcp).
 */
static bool is_ours(const struct sockaddr_in *peer, int fd)
{
	_cleanup_buf_ struct buf table = {0};
	_cleanup_free_ char *ends = NULL;
	struct sockaddr_in here;
	socklen_t len = sizeof(here);
	unsigned int owner;
	const char *row;

	if (getsockname(fd, (struct sockaddr *)&here, &len) ||
	    file_read("/proc/net/tcp", TABLE_MAX, &table, NULL))
		return false;
	ends = xasprintf(": %08X:%04X %08X:%04X ", peer->sin_addr.s_addr, ntohs(peer->sin_port),
			 here.sin_addr.s_addr, ntohs(here.sin_port));
	row = strstr(buf_str(&table), ends);
	return row && sscanf(row + strlen(ends), "%*s %*s %*s %*s %u", &owner) == 1 &&
	       owner == geteuid();
}

int listener_accept(int fd)
{
	for (;;) {
		struct sockaddr_in peer;
		socklen_t len = sizeof(peer);
		int connection = accept4(fd, (struct sockaddr *)&peer, &len,
					 SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (connection < 0 || is_ours(&peer, connection))
			return connection;
		close(connection);
	}
}
