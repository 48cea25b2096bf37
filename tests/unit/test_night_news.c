// SPDX-License-Identifier: GPL-2.0-only
/* What is new between two nights, and which findings are open after each. */
#include "unit.h"

#include "result/night_news.h"
#include "util/buf.h"
#include "util/text.h"

/* A branch through some nights, each with what it leaves to the next. */
struct walk {
	struct branch_result branch;
	struct observations known;	/* by the last night */
	struct night night;		/* the last one */
	size_t count;
};

static void walk_release(struct walk *w)
{
	observations_release(&w->known);
	night_release(&w->night);
	branch_result_release(&w->branch);
}

static void set_release(struct walk *w, const char *release)
{
	free(w->branch.source.release.version);
	w->branch.source.release.version = xstrdup(release);
}

static struct walk begin(void)
{
	struct walk w = {.branch = {.branch = xstrdup("9.1.y"), .has_source = true}};
	struct series_result *s = ARRAY_ADD(w.branch.series, w.branch.series_count,
					    w.branch.series_alloc);

	s->name = xstrdup("fix");
	s->landed = true;
	set_release(&w, "9.1.7");
	return w;
}

static struct observation *put(struct observations *list, const struct walk *w, enum news_kind kind,
			       const char *is)
{
	struct observation *o = observe(list, kind, is);

	o->release = xstrdup(w->branch.source.release.version);
	return o;
}

/* A test of base, or of ported (`is` a comparison) with a failure when that is bad. */
static void base_test(struct observations *list, const struct walk *w, const char *test,
		      const char *is, const char *kernel_log)
{
	struct observation *o = put(list, w, NEWS_BASE_REGRESSED, is);

	o->state = xstrdup("base");
	o->test = xstrdup(test);
	o->variant = xstrdup("default");
	o->kernel_log = kernel_log ? xstrdup(kernel_log) : NULL;
	if (strcmp(is, "pass") || kernel_log) {
		o->text = kernel_log ? xasprintf("%s, kernel: %s", is, kernel_log) : xstrdup(is);
		o->signature = failure_signature(o->text);
		o->specific = kernel_log != NULL;
	}
}

static void ported_test(struct observations *list, const struct walk *w, const char *test,
			const char *is, const char *failure, bool specific)
{
	struct observation *o = put(list, w, NEWS_PORTED_REGRESSED, is);

	o->series = xstrdup("fix");
	o->state = xstrdup("ported");
	o->test = xstrdup(test);
	o->variant = xstrdup("default");
	o->text = failure ? xasprintf("pass, now %s", failure) : xstrdup(is);
	o->bad = failure;
	o->signature = failure ? failure_signature(failure) : NULL;
	o->specific = specific;
}

static void patch(struct observations *list, const struct walk *w, const char *name, const char *is,
		  const char *why, const char *blocked_by)
{
	struct observation *o = put(list, w, NEWS_VERDICT, is);

	o->series = xstrdup("fix");
	o->patch = xstrdup(name);
	o->text = why ? xasprintf("%s: %s", is, why) : xstrdup("a subject");
	o->bad = why;
	o->signature = why ? failure_signature(why) : NULL;
	o->group = xstrdup(blocked_by);
}

/* One night more, of what was observed; the list goes. */
static void have_night(struct walk *w, struct observations *now, bool judged)
{
	struct night night = {.profile = xstrdup("stable")};
	struct night_before before = {
		.known = w->count ? &w->known : NULL,
		.night = w->count,
		.open = w->night.findings,
		.open_count = w->night.finding_count,
	};

	put(now, w, NEWS_RELEASE, w->branch.source.release.version);
	observations_sort(now);
	now->judged = judged;
	seen_now(&night.seen);
	night_add_branch(&night, &w->branch, &before, now);
	night_finish(&night);
	w->count++;
	night.id = w->count;
	for (size_t i = 0; i < night.finding_count; i++) {
		struct night_finding *f = &night.findings[i];

		f->first_night = f->first_night ? f->first_night : night.id;
		f->last_night = f->last_night ? f->last_night : night.id;
	}
	night_release(&w->night);
	observations_release(&w->known);
	w->night = night;
	/* As the store has it. */
	{
		_cleanup_free_ char *text = observations_text(now);
		struct error *err = NULL;

		assert_works(observations_read(text, &w->known, &err), err);
	}
	observations_release(now);
}

/* "kind: text" of all news, a line each. */
static char *news_of(const struct walk *w)
{
	struct buf text = {0};

	buf_puts(&text, "");
	for (size_t i = 0; i < w->night.news_count; i++)
		buf_printf(&text, "%s: %s\n", news_kind_name(w->night.news[i].kind),
			   w->night.news[i].text);
	return buf_detach(&text);
}

static void expect(const struct walk *w, const char *news, size_t open)
{
	_cleanup_free_ char *found = news_of(w);

	assert_string_equal(found, news);
	assert_int_equal(w->night.open, open);
}

#define WALK _cleanup_(walk_release) struct walk w = begin(); struct observations now = {0}

static void test_the_first_night_is_the_baseline(void **state)
{
	WALK;

	base_test(&now, &w, "a", "pass", NULL);
	base_test(&now, &w, "b", "fail", NULL);
	patch(&now, &w, "1.patch", "clean", NULL, NULL);
	patch(&now, &w, "2.patch", "refused", "context differs", NULL);
	have_night(&w, &now, true);
	/* What base always failed is no regression; a patch that is refused is to be dealt with. */
	expect(&w, "release: 9.1.7, looked at for the first time\n"
		   "verdict: fix/2.patch: refused: context differs\n", 1);
}

static void test_base_regressed_and_passes_again(void **state)
{
	WALK;

	base_test(&now, &w, "a", "pass", NULL);
	have_night(&w, &now, true);
	set_release(&w, "9.1.8");
	base_test(&now, &w, "a", "fail", NULL);
	ported_test(&now, &w, "a", "same", NULL, false);
	have_night(&w, &now, true);
	expect(&w, "release: 9.1.8, was 9.1.7\nbase-regressed: a: fail, was pass at 9.1.7\n", 1);
	assert_string_equal(w.night.findings[0].good_release, "9.1.7");
	assert_string_equal(w.night.findings[0].release, "9.1.8");
	/* Not looked at: open, and last seen in the night before. */
	have_night(&w, &now, false);
	expect(&w, "", 1);
	assert_int_equal(w.night.findings[0].first_night, 2);
	assert_int_equal(w.night.findings[0].last_night, 2);
	/* Still so at the next release: the good one stays what it was. */
	set_release(&w, "9.1.9");
	base_test(&now, &w, "a", "fail", NULL);
	have_night(&w, &now, true);
	expect(&w, "release: 9.1.9, was 9.1.8\n", 1);
	assert_string_equal(w.night.findings[0].good_release, "9.1.7");
	assert_int_equal(w.night.findings[0].last_night, 4);
	set_release(&w, "9.1.10");
	base_test(&now, &w, "a", "pass", NULL);
	have_night(&w, &now, true);
	expect(&w, "release: 9.1.10, was 9.1.9\nfixed: a: passes again\n", 0);
}

static void test_a_crash_that_fails_is_not_fixed(void **state)
{
	WALK;

	base_test(&now, &w, "a", "pass", NULL);
	have_night(&w, &now, true);
	base_test(&now, &w, "a", "crash", NULL);
	have_night(&w, &now, true);
	expect(&w, "base-regressed: a: crash, was pass at the same release\n", 1);
	base_test(&now, &w, "a", "fail", NULL);
	have_night(&w, &now, true);
	expect(&w, "base-regressed: a: fail (before: a: crash)\n", 1);
}

static void test_a_warning_of_the_kernel(void **state)
{
	WALK;

	base_test(&now, &w, "a", "pass", NULL);
	base_test(&now, &w, "b", "pass", NULL);
	have_night(&w, &now, true);
	set_release(&w, "9.1.8");
	base_test(&now, &w, "a", "pass", "WARNING: CPU: 0 PID: 17 at mmu.c:512");
	base_test(&now, &w, "b", "pass", "WARNING: CPU: 1 PID: 99 at mmu.c:512");
	have_night(&w, &now, true);
	/* One failure, whichever test shows it. */
	expect(&w, "release: 9.1.8, was 9.1.7\n"
		   "base-regressed: 2 tests: pass, kernel: WARNING: CPU: 0 PID: 17 at mmu.c:512, was pass "
		   "at 9.1.7\n", 1);
	assert_int_equal(w.night.findings[0].member_count, 2);
	/* One of them passes again. */
	base_test(&now, &w, "a", "pass", NULL);
	base_test(&now, &w, "b", "pass", "WARNING: CPU: 1 PID: 7 at mmu.c:512");
	have_night(&w, &now, true);
	expect(&w, "fixed: 1 of 2: a\n", 1);
	/* And a third has it. */
	base_test(&now, &w, "b", "pass", "WARNING: CPU: 1 PID: 7 at mmu.c:512");
	base_test(&now, &w, "c", "pass", NULL);
	have_night(&w, &now, true);
	base_test(&now, &w, "b", "pass", "WARNING: CPU: 1 PID: 7 at mmu.c:512");
	base_test(&now, &w, "c", "pass", "WARNING: CPU: 1 PID: 7 at mmu.c:512");
	have_night(&w, &now, true);
	expect(&w, "base-regressed: the same failure: c\n", 1);
}

static void test_ported_regressed_is_told_apart(void **state)
{
	WALK;

	base_test(&now, &w, "a", "pass", NULL);
	ported_test(&now, &w, "a", "same", NULL, false);
	have_night(&w, &now, true);
	set_release(&w, "9.1.8");
	base_test(&now, &w, "a", "pass", NULL);
	ported_test(&now, &w, "a", "regressed", "fail (exit 254)", false);
	have_night(&w, &now, true);
	expect(&w, "release: 9.1.8, was 9.1.7\nported-regressed: a: pass, now fail (exit 254)\n", 1);
	/* The same test, in another way. */
	ported_test(&now, &w, "a", "regressed", "fail (signal 11)", false);
	have_night(&w, &now, true);
	expect(&w, "ported-regressed: a: pass, now fail (signal 11) "
		   "(before: a: pass, now fail (exit 254))\n", 1);
	/* Another number is not another way. */
	ported_test(&now, &w, "a", "regressed", "fail (signal 6)", false);
	have_night(&w, &now, true);
	expect(&w, "", 1);
	/* Nothing is ported any more. */
	w.branch.series[0].landed = false;
	have_night(&w, &now, true);
	expect(&w, "fixed: a: pass, now fail (signal 6): no longer asked for, or nothing is ported any "
		   "more\n", 0);
}

static void test_flaky_and_fixed_are_no_findings(void **state)
{
	WALK;

	ported_test(&now, &w, "a", "same", NULL, false);
	ported_test(&now, &w, "b", "same", NULL, false);
	base_test(&now, &w, "c", "fail", NULL);
	have_night(&w, &now, true);
	ported_test(&now, &w, "a", "flaky", NULL, false);
	ported_test(&now, &w, "b", "fixed", NULL, false);
	base_test(&now, &w, "c", "pass", NULL);
	have_night(&w, &now, true);
	expect(&w, "flaky: a: flaky\nfixed: b: fixed by the patches: fixed\n"
		   "fixed: c: pass at 9.1.7, was fail\n", 0);
	ported_test(&now, &w, "a", "flaky", NULL, false);
	ported_test(&now, &w, "b", "fixed", NULL, false);
	have_night(&w, &now, true);
	expect(&w, "", 0);
}

static void test_verdicts(void **state)
{
	WALK;

	patch(&now, &w, "1.patch", "clean", NULL, NULL);
	patch(&now, &w, "2.patch", "moved", NULL, NULL);
	patch(&now, &w, "3.patch", "clean", NULL, NULL);
	have_night(&w, &now, true);
	patch(&now, &w, "1.patch", "present", NULL, NULL);
	patch(&now, &w, "2.patch", "refused", "context differs", NULL);
	patch(&now, &w, "3.patch", "blocked", "needs 2.patch", "2.patch");
	have_night(&w, &now, true);
	/* What waits for a refused patch is one with it. */
	expect(&w, "verdict: fix/1.patch: present now (was clean): drop it\n"
		   "verdict: fix/2.patch: refused: context differs, and 1 that needs it (was moved)\n", 1);
	assert_int_equal(w.night.findings[0].member_count, 2);
	/* A night that judged nothing leaves it open. */
	have_night(&w, &now, false);
	expect(&w, "", 1);
	patch(&now, &w, "1.patch", "present", NULL, NULL);
	patch(&now, &w, "2.patch", "refused", "the function is gone", NULL);
	patch(&now, &w, "3.patch", "blocked", "needs 2.patch", "2.patch");
	have_night(&w, &now, true);
	expect(&w, "verdict: fix/2.patch: refused: the function is gone, and 1 that needs it (before: "
		   "fix/2.patch: refused: context differs, and 1 that needs it)\n", 1);
	patch(&now, &w, "2.patch", "adapted", NULL, NULL);
	patch(&now, &w, "3.patch", "clean", NULL, NULL);
	patch(&now, &w, "4.patch", "clean", NULL, NULL);
	have_night(&w, &now, true);
	expect(&w, "verdict: fix/1.patch: no longer given to the branch (was present)\n"
		   "verdict: fix/4.patch: new, clean\n"
		   "fixed: fix/2.patch: adapted now\n", 0);
}

static void test_blocked_in_a_ring_ends(void **state)
{
	WALK;

	patch(&now, &w, "1.patch", "blocked", "needs 2.patch", "2.patch");
	patch(&now, &w, "2.patch", "blocked", "needs 1.patch", "1.patch");
	patch(&now, &w, "3.patch", "blocked", "needs 3.patch", "3.patch");
	have_night(&w, &now, true);
	assert_int_equal(w.night.open, 3);
}

static void test_signatures(void **state)
{
	static const struct {
		const char *text, *signature;
	} rows[] = {
		{"exit 254", "exit N"},
		{"WARNING: CPU: 0 PID: 17 at arch/x86/kvm/mmu.c:512 f+0x1a/0x2b0",
		 "WARNING: CPU: N PID: N at arch/xN/kvm/mmu.c:N f+N/N"},
		{"BUG: unable at ffffffff81234567", "BUG: unable at N"},
		{"  two \t lines\nof it ", "two lines of it"},
		{"deadbeef1 stays a word in adeadbeefy", "N stays a word in adeadbeefy"},
		{"facade", "facade"}, {"", ""}, {"   ", ""}, {"0x", "N"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *found = failure_signature(rows[i].text);

		assert_row(rows[i].text, found, rows[i].signature);
	}
}

static void test_a_long_failure_is_cut(void **state)
{
	char text[4096];
	_cleanup_free_ char *signature = NULL, *again = NULL;

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	/* A character of two bytes at the cut. */
	memcpy(text + 159, "\xc3\xa4", 2);
	signature = failure_signature(text);
	assert_true(strlen(signature) < 180);
	again = text_printable(signature, strlen(signature), false);
	assert_string_equal(signature, again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_first_night_is_the_baseline),
		cmocka_unit_test(test_base_regressed_and_passes_again),
		cmocka_unit_test(test_a_crash_that_fails_is_not_fixed),
		cmocka_unit_test(test_a_warning_of_the_kernel),
		cmocka_unit_test(test_ported_regressed_is_told_apart),
		cmocka_unit_test(test_flaky_and_fixed_are_no_findings),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_blocked_in_a_ring_ends),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_a_long_failure_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
