// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "util/buf.h"
#include "vm/ktap.h"

/* Every event as one line of text, to compare with what is expected. */
static void note(const struct ktap_event *event, void *data)
{
	static const char *const names[] = {"version", "ready", "leaving", "note", "plan", "start",
					    "output", "kernel", "result", "garbage"};
	struct buf *seen = data;

	buf_puts(seen, names[event->kind]);
	if (event->kind == KTAP_RESULT)
		buf_printf(seen, " %u %s %s '%s' %.2f", event->number, event->name,
			   outcome_name(event->outcome), event->message, event->seconds);
	else if (event->kind == KTAP_START)
		buf_printf(seen, " %u %s", event->number, event->name);
	else if (event->kind == KTAP_PLAN)
		buf_printf(seen, " %u", event->number);
	else if (event->kind == KTAP_OUTPUT || event->kind == KTAP_KERNEL ||
		 event->kind == KTAP_NOTE)
		buf_printf(seen, " '%s'", event->text);
	buf_puts(seen, "\n");
}

/* Feed `text` in pieces of `step` bytes. */
static char *parse(const char *text, size_t len, size_t step)
{
	struct buf seen = {0};
	struct ktap_parser *parser = ktap_new(note, &seen);

	for (size_t at = 0; at < len; at += step)
		ktap_feed(parser, text + at, len - at < step ? len - at : step);
	ktap_free(parser);
	return buf_detach(&seen);
}

static void expect(const char *text, const char *wanted)
{
	static const size_t steps[] = {1, 3, 100000};

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		_cleanup_free_ char *seen = parse(text, strlen(text), steps[i]);

		assert_string_equal(seen, wanted);
	}
}

static void test_document(void **state)
{
	expect("KTAP version 1\n"
	       "#guest: Linux 6.1.192 x86_64\n"
	       "#guest: ready\n"
	       "1..62\r\n"
	       "#guest: test 1 x86_64/smm_test\n"
	       "# hello\n"
	       "#kernel: WARNING: CPU: 0 PID: 7 at mmu.c:5570\n"
	       "ok 1 x86_64/smm_test # (1.23 s)\n"
	       "ok 2 a # SKIP 1..0 # SKIP - no (VMX) (0.03 s)\n"
	       "ok 3 b # SKIP  (0.03 s)\n"
	       "not ok 4 c # exit 254 (0.40 s)\n"
	       "not ok 5 d # TIMEOUT after 120 s (120.02 s)\n"
	       "#guest: leaving\n"
	       "not ok 6 e # signal 11 (12345.99 s)\n",
	       "version\n"
	       "note 'Linux 6.1.192 x86_64'\n"
	       "ready\n"
	       "plan 62\n"
	       "start 1 x86_64/smm_test\n"
	       "output 'hello'\n"
	       "kernel 'WARNING: CPU: 0 PID: 7 at mmu.c:5570'\n"
	       "result 1 x86_64/smm_test pass '' 1.23\n"
	       "result 2 a skip 'no (VMX)' 0.03\n"
	       "result 3 b skip '' 0.03\n"
	       "result 4 c fail 'exit 254' 0.40\n"
	       "result 5 d timeout 'after 120 s' 120.02\n"
	       "leaving\n"
	       "result 6 e fail 'signal 11' 12345.99\n");
}

static void test_output_forges_nothing(void **state)
{
	expect("# ok 1 a # (0.00 s)\n"
	       "# #guest: ready\n"
	       "# #kernel: BUG: x\n"
	       "# KTAP version 1\n"
	       "# not ok 1 a\n"
	       "# \n",
	       "output 'ok 1 a # (0.00 s)'\n"
	       "output '#guest: ready'\n"
	       "output '#kernel: BUG: x'\n"
	       "output 'KTAP version 1'\n"
	       "output 'not ok 1 a'\n"
	       "output ''\n");
}

static void test_nonsense_is_garbage(void **state)
{
	static const char *const lines[] = {
		"ok", "ok 1", "ok 1 a", "ok 1 a #", "ok 1 a # (1 s)", "ok 1 a # (1.5 s) x",
		"ok 0 a # (0.00 s)", "ok -1 a # (0.00 s)", "ok 99999999999 a # (0.00 s)",
		"ok 1  # (0.00 s)", "ok 1 a # (99999999999999999999.00 s)", "nok 1 a # (0.00 s)",
		"1..", "1..x", "1..3x", "1..-3", "1..4294967297", "KTAP version 2", "#", "#x",
		"#guest: test 1 a b", "#guest: test 1 ", " ok 1 a # (0.00 s)",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		_cleanup_free_ char *text = xasprintf("%s\n", lines[i]);

		expect(text, "garbage\n");
	}
	expect("#guest: test x y\n", "note 'test x y'\n");
	expect("\n\r\n", "");
	expect("ok 1 a # (0.00 s)", "");	/* not ended */
}

static void test_bytes_are_made_printable(void **state)
{
	static const char text[] = "# a\0b\x1b[2J\xff \xc3\xa4\tc\n";
	_cleanup_free_ char *seen = parse(text, sizeof(text) - 1, 4);

	assert_string_equal(seen, "output 'a\\x00b\\x1b[2J\\xff \xc3\xa4\tc'\n");
}

static void test_long_line_is_cut(void **state)
{
	size_t len = 1 << 20;
	_cleanup_free_ char *text = xmalloc(len);
	_cleanup_free_ char *seen = NULL;

	memset(text, 'x', len);
	memcpy(text, "# ", 2);
	text[len - 1] = '\n';
	seen = parse(text, len, 1000);
	assert_true(strlen(seen) > 4000 && strlen(seen) < 4200);
}

static void test_outcome_names(void **state)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		assert_int_equal(outcome_from_name(outcome_name(i)), i);
	assert_int_equal(outcome_from_name("passed"), -1);
	assert_string_equal(outcome_name(OUTCOME_NOT_BUILT), "not-built");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_output_forges_nothing),
		cmocka_unit_test(test_nonsense_is_garbage),
		cmocka_unit_test(test_bytes_are_made_printable),
		cmocka_unit_test(test_long_line_is_cut),
		cmocka_unit_test(test_outcome_names),
	};

	return cmocka_run_group_tests_name("ktap", tests, NULL, NULL);
}
