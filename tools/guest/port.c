// SPDX-License-Identifier: GPL-2.0-only
#include "arch.h"
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "protocol.h"

/* 10 s in all. */
#define PORT_WAITS 1000
#define PORT_WAIT_US 10000

static int port = -1;

int port_open(void)
{
	struct termios raw;

	port = open(GUEST_PORT, O_RDWR | O_NOCTTY | O_CLOEXEC);
	/* One of virtio's comes up by itself, when its driver has heard of it from the host. */
	for (int i = 0; !GUEST_PORT_IS_TTY && port < 0 && i < PORT_WAITS; i++) {
		usleep(PORT_WAIT_US);
		port = open(GUEST_PORT, O_RDWR | O_NOCTTY | O_CLOEXEC);
	}
	if (port < 0)
		return -1;
	if (!GUEST_PORT_IS_TTY)
		return unlink(GUEST_PORT);
	if (tcgetattr(port, &raw))
		return -1;
	cfmakeraw(&raw);
	cfsetspeed(&raw, B115200);
	raw.c_cflag |= CLOCAL | CREAD;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(port, TCSANOW, &raw))
		return -1;
	return unlink(GUEST_PORT);
}

static void put(const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(port, bytes, len);

		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			bytes += n;
			len -= n;
		}
	}
}

void say(const char *fmt, ...)
{
	char text[COMMAND_MAX + 256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= sizeof(text)) {
		n = sizeof(text) - 1;
		text[n - 1] = '\n';
	}
	put(text, n);
}

void say_line(const char *tag, const char *line, size_t len)
{
	char text[OUTPUT_LINE_MAX + 64];
	size_t start = strlen(tag);

	if (len > OUTPUT_LINE_MAX)
		len = OUTPUT_LINE_MAX;
	memcpy(text, tag, start);
	memcpy(text + start, line, len);
	text[start + len] = '\n';
	put(text, start + len + 1);
}

bool port_read(char *line, size_t size)
{
	static char chunk[COMMAND_MAX];
	static size_t at, have;
	size_t len = 0;

	for (;;) {
		char c;

		if (at == have) {
			ssize_t n = read(port, chunk, sizeof(chunk));

			if (n < 0 && errno == EINTR)
				continue;
			if (n <= 0)
				return false;
			have = n;
			at = 0;
		}
		c = chunk[at++];
		if (c == '\n')
			break;
		if (len + 1 < size)
			line[len++] = c;
	}
	line[len] = '\0';
	return true;
}
