// SPDX-License-Identifier: GPL-2.0-only
#include "vm/console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "guest/complaint.h"
#include "guest/protocol.h"
#include "util/alloc.h"
#include "util/text.h"

#define FILE_LIMIT (16 << 20)
#define TAIL_LIMIT (128 << 10)

int console_open(struct console *console, const char *path, struct error **err)
{
	*console = (struct console){.left = FILE_LIMIT};
	console->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (console->fd < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	return 0;
}

/* A log that cannot grow must not stop the work. */
static void put(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return;
		bytes += n;
		len -= n;
	}
}

void console_add(struct console *console, const char *bytes, size_t len)
{
	static const char cut[] = "\n[the rest of this log was cut]\n";
	struct buf *tail = &console->tail;
	size_t n = len < console->left ? len : console->left;

	console->seen += len;
	if (n) {
		put(console->fd, bytes, n);
		console->left -= n;
		if (!console->left)
			put(console->fd, cut, sizeof(cut) - 1);
	}
	if (len > TAIL_LIMIT) {
		bytes += len - TAIL_LIMIT;
		len = TAIL_LIMIT;
	}
	buf_add(tail, bytes, len);
	if (tail->len > 2 * TAIL_LIMIT) {
		memmove(tail->data, tail->data + tail->len - TAIL_LIMIT, TAIL_LIMIT);
		tail->len = TAIL_LIMIT;
		tail->data[tail->len] = '\0';
	}
}

void console_mark(struct console *console)
{
	buf_clear(&console->tail);
}

/* Past "[    4.123456] " and "[    T1] " at the start of a kernel message. */
static const char *skip_stamps(const char *line)
{
	while (*line == '[') {
		size_t n = strspn(line + 1, " 0123456789.TC");

		if (line[n + 1] != ']')
			break;
		line += n + 2;
		line += *line == ' ';
	}
	return line;
}

static bool has_line(const struct buf *log, const char *line)
{
	size_t len = strlen(line);

	for (const char *at = buf_str(log); (at = strstr(at, line)); at += len)
		if ((at == log->data || at[-1] == '\n') && at[len] == '\n')
			return true;
	return false;
}

static unsigned int count_lines(const struct buf *log)
{
	unsigned int lines = 0;

	for (size_t i = 0; i < log->len; i++)
		lines += log->data[i] == '\n';
	return lines;
}

char *console_complaints(const struct console *console, struct buf *log)
{
	const char *at = buf_str(&console->tail), *end = at + console->tail.len;
	unsigned int lines = count_lines(log);
	char *first = NULL;

	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		size_t len = (newline ? newline : end) - at;
		_cleanup_free_ char *text = NULL;
		const char *line;

		if (len > OUTPUT_LINE_MAX)
			len = OUTPUT_LINE_MAX;
		text = text_printable(at, len && at[len - 1] == '\r' ? len - 1 : len, true);
		line = skip_stamps(text);
		at = newline ? newline + 1 : end;
		if (!is_kernel_complaint(line))
			continue;
		if (lines < KERNEL_LINES_MAX && !has_line(log, line)) {
			buf_printf(log, "%s\n", line);
			lines++;
		}
		if (!first || strstr(line, "Kernel panic")) {
			free(first);
			first = xstrdup(line);
		}
	}
	return first;
}

void console_last_lines(const struct console *console, unsigned int lines, struct buf *to)
{
	const char *start = buf_str(&console->tail), *end = start + console->tail.len;
	const char *at = end;
	_cleanup_buf_ struct buf plain = {0};
	_cleanup_free_ char *text = NULL;

	while (at > start && (at == end || at[-1] != '\n' || --lines))
		at--;
	for (; at < end; at++)
		if (*at != '\r')
			buf_add(&plain, at, 1);
	text = text_printable(buf_str(&plain), plain.len, true);
	buf_puts(to, text);
}

void console_close(struct console *console)
{
	if (console->fd >= 0)
		close(console->fd);
	console->fd = -1;
	buf_release(&console->tail);
}
