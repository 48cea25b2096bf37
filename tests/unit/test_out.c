// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include <jansson.h>

#include "util/buf.h"
#include "util/out.h"
#include "util/progress.h"

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
	};

	out_open_standard();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
