// SPDX-License-Identifier: GPL-2.0-only
#include "util/out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

struct out out_stdout, out_stderr;

/* The null device in place of a descriptor that is closed. */
static void open_closed(int fd, int flags)
{
	int opened;

	if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
		return;
	opened = open("/dev/null", flags);
	/* The lowest free number is taken, and those below are open by now. */
	if (opened >= 0 && opened != fd)
		close(opened);
}

void out_open_standard(void)
{
	open_closed(STDIN_FILENO, O_RDONLY);
	/* Read only: the first write fails, as it would have without us. */
	open_closed(STDOUT_FILENO, O_RDONLY);
	open_closed(STDERR_FILENO, O_WRONLY);
}

FILE *out_file(const struct out *out)
{
	return out->file ? out->file : out == &out_stderr ? stderr : stdout;
}

static void write_bytes(struct out *out, const char *data, size_t len)
{
	if (len && fwrite(data, 1, len, out_file(out)) != len && !out->error)
		out->error = errno ? errno : EIO;
}

/* Length of a colour sequence at the start of the text, or 0. */
static size_t color_sequence(const char *text, size_t len)
{
	size_t i = 2;

	if (len < 3 || text[0] != '\033' || text[1] != '[')
		return 0;
	while (i < len && strchr("0123456789;", text[i]) && text[i])
		i++;
	return i < len && text[i] == 'm' ? i + 1 : 0;
}

void out_text(struct out *out, const char *text, size_t len)
{
	_cleanup_free_ char *printable = text_printable(text, len, true);

	write_bytes(out, printable, strlen(printable));
}

void out_puts(struct out *out, const char *text)
{
	out_text(out, text, strlen(text));
}

void out_printf(struct out *out, const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	out_puts(out, text);
}

/*
 * Of the 256, those in the middle between black and white: each has a contrast of at least 4 : 1
 * with both (WCAG 2's formula). A terminal's own eight are what its user chose; of these yellow
 * is hardly seen on white, and "bright black" on neither of some.
 */
const char *out_style_sequence(const struct out *out, enum style style)
{
	static const struct {
		const char *plain, *rich;
	} sequences[] = {
		[STYLE_PLAIN] = {"", ""},
		[STYLE_GOOD] = {"\033[32m", "\033[38;5;28m"},
		[STYLE_BAD] = {"\033[31m", "\033[38;5;161m"},
		[STYLE_DOUBT] = {"\033[35m", "\033[38;5;130m"},
		[STYLE_FAINT] = {"", "\033[38;5;243m"},
		[STYLE_STRONG] = {"\033[1m", "\033[1m"},
	};

	if (!out->color)
		return "";
	return out->rich ? sequences[style].rich : sequences[style].plain;
}

void out_styled(struct out *out, enum style style, const char *fmt, ...)
{
	const char *sequence = out_style_sequence(out, style);
	_cleanup_free_ char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	write_bytes(out, sequence, strlen(sequence));
	out_puts(out, text);
	if (*sequence)
		write_bytes(out, "\033[0m", 4);
}

void out_rendered(struct out *out, const char *text, size_t len)
{
	size_t start = 0;

	for (size_t i = 0; i < len; i++) {
		size_t color = color_sequence(text + i, len - i);

		if (!color)
			continue;
		out_text(out, text + start, i - start);
		write_bytes(out, text + i, color);
		start = i + color;
		i = start - 1;
	}
	out_text(out, text + start, len - start);
}

/* The code point of a well-formed UTF-8 character, and its length. */
static unsigned code_point(const char *text, size_t len, size_t *ret_len)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc0 ? 2 : 1;
	unsigned code = n > 1 ? s[0] & (0xff >> (n + 1)) : s[0];

	if (n > len)
		n = 1;
	for (size_t i = 1; i < n; i++)
		code = code << 6 | (s[i] & 0x3f);
	*ret_len = n;
	return code;
}

void out_json(struct out *out, const char *document, size_t len)
{
	_cleanup_buf_ struct buf escaped = { 0 };

	for (size_t i = 0; i < len;) {
		size_t n = text_printable_length(document + i, len - i);
		unsigned code;

		if (n || document[i] == '\n') {
			n = n ? n : 1;
			buf_add(&escaped, document + i, n);
		} else {
			code = code_point(document + i, len - i, &n);
			if (code > 0xffff)
				buf_printf(&escaped, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
					   0xdc00 + ((code - 0x10000) & 0x3ff));
			else
				buf_printf(&escaped, "\\u%04x", code);
		}
		i += n;
	}
	write_bytes(out, buf_str(&escaped), escaped.len);
}

void out_bytes(struct out *out, const void *data, size_t len)
{
	write_bytes(out, data, len);
}

void out_wipe_line(struct out *out)
{
	write_bytes(out, "\r\033[K", 4);
}

void out_wipe_lines(struct out *out, size_t above)
{
	_cleanup_free_ char *sequence = above ? xasprintf("\r\033[%zuA\033[J", above) :
					xstrdup("\r\033[K");

	write_bytes(out, sequence, strlen(sequence));
}

int out_flush(struct out *out, bool *ret_broken_pipe, struct error **err)
{
	if (fflush(out_file(out)) && !out->error)
		out->error = errno ? errno : EIO;
	*ret_broken_pipe = out->error == EPIPE;
	if (!out->error)
		return 0;
	errno = out->error;
	return error_errno(err, ERROR_ENVIRONMENT, "writing standard %s", out == &out_stderr ? "error" : "output");
}
