// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "report/wrap.h"
#include "util/buf.h"
#include "util/out.h"
#include "util/progress.h"
#include "util/text.h"

/* What was written to an out of a file since it was opened. */
static char *written(struct out *out)
{
	static char text[4096];
	size_t len;

	fflush(out->file);
	rewind(out->file);
	len = fread(text, 1, sizeof(text) - 1, out->file);
	text[len] = '\0';
	fclose(out->file);
	return text;
}

static struct out open_out(bool color)
{
	struct out out = {.file = tmpfile(), .color = color};

	assert_non_null(out.file);
	return out;
}

static void test_escapes(void **state)
{
	static const struct {
		const char *description, *text, *shown;
	} rows[] = {
		{"plain text, newline and tab stay", "a b\n\tc", "a b\n\tc"},
		{"an escape sequence", "\033[31mred", "\\x1b[31mred"},
		{"a carriage return, which would overwrite the line", "ok\rno", "ok\\x0dno"},
		{"a backspace", "a\bb", "a\\x08b"},
		{"delete", "a\177b", "a\\x7fb"},
		{"UTF-8 stays", "gr\303\274n \342\202\254 \360\237\220\264", "gr\303\274n \342\202\254 \360\237\220\264"},
		{"a byte that is no UTF-8", "a\377b", "a\\xffb"},
		{"a character cut short at the end", "a\342\202", "a\\xe2\\x82"},
		{"a C1 control (CSI as one character)", "a\302\23331m", "a\\xc2\\x9b31m"},
		{"a mark that reverses the text behind it", "a\342\200\256b", "a\\xe2\\x80\\xaeb"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct out out = open_out(true), formatted = open_out(true);
		const char *shown;

		out_text(&out, rows[i].text, strlen(rows[i].text));
		out_puts(&out, rows[i].text);
		out_printf(&formatted, "%s", rows[i].text);
		shown = written(&formatted);
		if (strcmp(shown, rows[i].shown))
			fail_msg("%s: out_printf gave '%s'", rows[i].description, shown);
		shown = written(&out);
		if (strncmp(shown, rows[i].shown, strlen(rows[i].shown)) ||
		    strcmp(shown + strlen(rows[i].shown), rows[i].shown))
			fail_msg("%s: '%s'", rows[i].description, shown);
	}
}

static void test_nul_is_shown(void **state)
{
	struct out out = open_out(false);

	out_text(&out, "a\0b", 3);
	assert_string_equal(written(&out), "a\\x00b");
}

static void test_styles(void **state)
{
	struct out colored = open_out(true), plain = open_out(false);

	out_styled(&colored, STYLE_BAD, "%s", "x\033[0m");
	out_styled(&colored, STYLE_PLAIN, "y");
	out_styled(&plain, STYLE_BAD, "x");
	assert_string_equal(written(&colored), "\033[31mx\\x1b[0m\033[0my");
	assert_string_equal(written(&plain), "x");
}

static void test_rendered(void **state)
{
	static const struct {
		const char *description, *text, *shown;
	} rows[] = {
		{"colour sequences pass", "\033[31mred\033[0m\n", "\033[31mred\033[0m\n"},
		{"several parameters", "\033[1;31mx", "\033[1;31mx"},
		{"no parameter", "\033[mx", "\033[mx"},
		{"a sequence that moves the cursor does not", "\033[2Jx", "\\x1b[2Jx"},
		{"one that is cut short does not", "x\033[31", "x\\x1b[31"},
		{"what sets the title does not", "\033]0;x\a", "\\x1b]0;x\\x07"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct out out = open_out(false);
		const char *shown;

		out_rendered(&out, rows[i].text, strlen(rows[i].text));
		shown = written(&out);
		if (strcmp(shown, rows[i].shown))
			fail_msg("%s: '%s'", rows[i].description, shown);
	}
}

/* The document means the same, and holds nothing that a terminal would act on. */
static void test_json(void **state)
{
	static const char *const values[] = {
		"plain", "a\tb\nc", "esc \033[31m", "delete \177", "C1 \302\233", "reversed \342\200\256",
		"euro \342\202\254", "horse \360\237\220\264", "quote \" and \\ backslash",
	};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		struct out out = open_out(false);
		json_t *value = json_pack("{s:s}", "text", values[i]), *back;
		_cleanup_free_ char *document = json_dumps(value, JSON_INDENT(1));
		char *shown;

		out_json(&out, document, strlen(document));
		shown = written(&out);
		for (const char *c = shown; *c; c++)
			if ((unsigned char)*c < ' ' && *c != '\n')
				fail_msg("%s: byte %02x is left", values[i], *c);
		assert_null(strstr(shown, "\302\233"));
		assert_null(strstr(shown, "\342\200\256"));
		assert_null(strchr(shown, 0177));
		back = json_loads(shown, 0, NULL);
		if (!back || !json_equal(value, back))
			fail_msg("%s: reads back otherwise: %s", values[i], shown);
		json_decref(value);
		json_decref(back);
	}
}

static void test_bytes_as_they_are(void **state)
{
	struct out out = open_out(false);

	out_bytes(&out, "\033[31m\377", 6);
	assert_string_equal(written(&out), "\033[31m\377");
}

static void test_flush(void **state)
{
	struct out full = {.file = fopen("/dev/full", "w")}, good = open_out(false);
	struct error *err = NULL;
	bool broken_pipe = true;

	out_puts(&good, "x");
	assert_works(out_flush(&good, &broken_pipe, &err), err);
	assert_false(broken_pipe);
	fclose(good.file);

	out_puts(&full, "x");
	assert_int_equal(out_flush(&full, &broken_pipe, &err), -1);
	assert_false(broken_pipe);
	assert_int_equal(err->kind, ERROR_ENVIRONMENT);
	assert_non_null(strstr(err->message, strerror(ENOSPC)));
	error_clear(&err);
	/* It stays known, whatever is written later. */
	assert_int_equal(out_flush(&full, &broken_pipe, NULL), -1);
	fclose(full.file);
}

static void test_broken_pipe(void **state)
{
	struct error *err = NULL;
	bool broken_pipe = false;
	struct out out = {0};
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	signal(SIGPIPE, SIG_IGN);
	out.file = fdopen(ends[1], "w");
	out_puts(&out, "x");
	assert_int_equal(out_flush(&out, &broken_pipe, &err), -1);
	assert_true(broken_pipe);
	error_clear(&err);
	fclose(out.file);
}

/* Names from an archive come in notes, steps and their ends. */
static void test_progress(void **state)
{
	FILE *was = out_stderr.file;
	const char *shown;

	out_stderr = open_out(false);
	progress_note("skipped %s", "a\033[2Jb");
	progress_start("reading %s", "c\rd");
	progress_end("stopped at %s", "e\033f");
	shown = written(&out_stderr);
	assert_non_null(strstr(shown, "skipped a\\x1b[2Jb\n"));
	assert_non_null(strstr(shown, "reading c\\x0dd ...\n"));
	assert_non_null(strstr(shown, "stopped at e\\x1bf"));
	assert_null(strchr(shown, '\033'));
	out_stderr.file = was;
}

/* Where there is no terminal a line every now and then says that we live. */
static void test_sign_of_life(void **state)
{
	FILE *was = out_stderr.file;
	struct timespec moment = {.tv_nsec = 3000000};
	const char *shown;

	out_stderr = open_out(false);
	/* So that standard error is no terminal, whoever runs this. */
	assert_int_equal(setenv("TERM", "dumb", 1), 0);
	progress_start("testing");
	progress_update(1, 10, 0, "first");
	progress_tick();
	progress_beat(0.001);
	nanosleep(&moment, NULL);
	progress_update(3, 10, 0, "a\033b");
	nanosleep(&moment, NULL);
	progress_tick();
	progress_tick();
	progress_beat(0);
	progress_update(4, 10, 0, "last");
	progress_end(NULL);
	shown = written(&out_stderr);
	assert_string_equal(shown, "testing ...\n"
			    "testing: 3 of 10, 0.0 s  a\\x1bb\n"
			    "testing: 3 of 10, 0.0 s  a\\x1bb\n"
			    "testing: done (0.0 s)\n");
	out_stderr.file = was;
}

/* What a terminal of so many rows is sent by this. */
static size_t on_terminal(unsigned short rows, void (*draw)(void), char *sent, size_t size)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), was = dup(STDERR_FILENO), slave;
	struct winsize winsize = {.ws_row = rows, .ws_col = 40};
	struct out stderr_was = out_stderr;
	size_t n = 0;
	ssize_t got;

	assert_true(master >= 0 && !grantpt(master) && !unlockpt(master));
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	assert_int_equal(ioctl(slave, TIOCSWINSZ, &winsize), 0);
	setenv("TERM", "xterm", 1);
	fflush(stderr);
	dup2(slave, STDERR_FILENO);
	out_stderr = (struct out){0};
	draw();
	fflush(stderr);
	dup2(was, STDERR_FILENO);
	out_stderr = stderr_was;
	/* What was sent comes in pieces, and an end when nobody can send any more. */
	close(slave);
	while (n < size - 1 && (got = read(master, sent + n, size - 1 - n)) > 0)
		n += got;
	sent[n] = '\0';
	close(master);
	close(was);
	return n;
}

static void draw_board(void)
{
	static const char first[] = "one .\ntwo .\n\033[32mthree\033[0m\n", second[] = "one x\033[2J\ntwo y\n";

	assert_int_equal(progress_board_width(), 40);
	progress_board(first, sizeof(first) - 1);
	progress_note("heard");
	progress_start("a step");
	progress_end("over");
	progress_board(second, sizeof(second) - 1);
	progress_board(NULL, 0);
	progress_note("end");
}

static void test_board(void **state)
{
	char sent[4000];

	on_terminal(24, draw_board, sent, sizeof(sent));
	/* Only colours pass; a note goes above; the end of a step is no line; nothing stays. */
	assert_string_equal(sent, "one .\r\ntwo .\r\n\033[32mthree\033[0m\r\n"
			    "\r\033[3A\033[Jheard\r\none .\r\ntwo .\r\n\033[32mthree\033[0m\r\n"
			    "\r\033[Ka step: 0.0 s\r\033[K"
			    "\r\033[3A\033[Jone x\\x1b[2J\r\ntwo y\r\n"
			    "\r\033[2A\033[Jend\r\n");
	/* No more than there is room for. */
	on_terminal(4, draw_board, sent, sizeof(sent));
	assert_non_null(strstr(sent, "\r\033[2A\033[Jheard\r\none .\r\ntwo .\r\n\r\033[K"));
	assert_null(strstr(sent, "three"));
	on_terminal(1, draw_board, sent, sizeof(sent));
	assert_null(strstr(sent, "one"));
	setenv("TERM", "dumb", 1);
	assert_int_equal(progress_board_width(), 0);
}

/* Relative luminance of one of the 256 colours of xterm, as WCAG 2 has it. */
static double luminance(int color)
{
	static const int cube[] = {0, 95, 135, 175, 215, 255};
	static const double weights[] = {0.2126, 0.7152, 0.0722};
	double sum = 0;

	for (int i = 0, divisor = 36; i < 3; i++, divisor /= 6) {
		int level = color >= 232 ? 8 + 10 * (color - 232) :
			    cube[(color - 16) / divisor % 6];
		double part = level / 255.0;

		/* ((part + 0.055) / 1.055) ^ 2.4 by a polynomial, to the third digit. */
		sum += weights[i] * part * (part * (part * 0.305306 + 0.682171) + 0.012523);
	}
	return sum;
}

static void test_contrast(void **state)
{
	static const enum style styles[] = {STYLE_GOOD, STYLE_BAD, STYLE_DOUBT, STYLE_FAINT};
	struct out rich = {.color = true, .rich = true}, poor = {.color = true};

	assert_true(luminance(231) > 0.99 && luminance(16) < 0.01);
	for (size_t i = 0; i < ARRAY_SIZE(styles); i++) {
		const char *sequence = out_style_sequence(&rich, styles[i]);
		double seen;
		int color;

		assert_int_equal(sscanf(sequence, "\033[38;5;%dm", &color), 1);
		assert_true(color >= 16);
		seen = luminance(color);
		if ((seen + 0.05) / 0.05 < 4 || 1.05 / (seen + 0.05) < 4)
			fail_msg("colour %d: %.2f on black, %.2f on white", color,
				 (seen + 0.05) / 0.05, 1.05 / (seen + 0.05));
		/* Of eight, neither yellow nor one that may be the background. */
		assert_string_not_equal(out_style_sequence(&poor, styles[i]), "\033[33m");
		assert_string_not_equal(out_style_sequence(&poor, styles[i]), "\033[90m");
	}
	rich.color = false;
	assert_string_equal(out_style_sequence(&rich, STYLE_BAD), "");
}

static char *cut_in(const char *locale, const char *text, size_t width)
{
	setenv("LC_ALL", locale, 1);
	return text_cut(text, width);
}

static void test_width(void **state)
{
	static const struct {
		const char *locale, *text;
		size_t width;
		const char *cut;
	} cases[] = {
		{"C.UTF-8", "abcdef", 6, "abcdef"},
		{"C.UTF-8", "abcdef", 5, "abcd\u2026"},
		{"C", "abcdef", 5, "ab..."},
		{"C", "abcdef", 3, "..."},
		{"C.UTF-8", "ab cdef", 4, "ab\u2026"},
		/* Two columns each: a character is there as a whole or not at all. */
		{"C.UTF-8", "\u6f22\u5b57\u6f22", 6, "\u6f22\u5b57\u6f22"},
		{"C.UTF-8", "\u6f22\u5b57\u6f22", 5, "\u6f22\u5b57\u2026"},
		{"C.UTF-8", "\u6f22\u5b57\u6f22", 4, "\u6f22\u2026"},
		{"C", "\u6f22\u5b57\u6f22", 5, "\u6f22..."},
		/* A mark on a letter takes none. */
		{"C.UTF-8", "e\u0301e\u0301", 2, "e\u0301e\u0301"},
		{"C.UTF-8", "", 3, ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *cut = cut_in(cases[i].locale, cases[i].text, cases[i].width);

		if (strcmp(cut, cases[i].cut))
			fail_msg("%s at %zu: '%s'", cases[i].text, cases[i].width, cut);
	}
	assert_int_equal(text_width("\u6f22x\u0301", strlen("\u6f22x\u0301")), 3);
	assert_int_equal(text_width("a\tb", 3), 10);
	assert_int_equal(text_width("\xff\xfe", 2), 2);
}

static const char *wrapped(const char *columns, const char *text)
{
	struct out out = open_out(false);

	if (columns)
		setenv("COLUMNS", columns, 1);
	else
		unsetenv("COLUMNS");
	wrap_text(&out, "  word  ", "        ", text);
	return written(&out);
}

static void test_wrap(void **state)
{
	static const struct {
		const char *columns, *text, *lines;
	} cases[] = {
		{NULL, "one two three four five six seven", "  word  one two three four five six seven\n"},
		{"24", "one two three four five six seven",
		 "  word  one two three\n          four five six\n          seven\n"},
		{"24", "a\n\n  b c", "  word  a\n\n          b c\n"},
		/* A line that goes on stays as far in as it began. */
		{"24", "  if (a &&  b) return c;",
		 "  word    if (a &&  b)\n            return c;\n"},
		/* A word that no line has place for. */
		{"24", "x abcdefghijklmnopqrstuvwxyz y",
		 "  word  x\n          abcdefghijklmnopqrstuvwxyz\n          y\n"},
		{"1", "one two", "  word  one two\n"},
		{"-5", "one two", "  word  one two\n"},
		{"24", "trailing   ", "  word  trailing\n"},
		{"24", "an\033[31m escape", "  word  an\\x1b[31m\n          escape\n"},
		{"24", "", ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *lines = wrapped(cases[i].columns, cases[i].text);

		if (strcmp(lines, cases[i].lines))
			fail_msg("at %s:\n%s", cases[i].columns, lines);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_nul_is_shown),
		cmocka_unit_test(test_styles),
		cmocka_unit_test(test_rendered),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_bytes_as_they_are),
		cmocka_unit_test(test_flush),
		cmocka_unit_test(test_broken_pipe),
		cmocka_unit_test(test_progress),
		cmocka_unit_test(test_sign_of_life),
		cmocka_unit_test(test_board),
		cmocka_unit_test(test_contrast),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_wrap),
	};

	out_open_standard();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
