// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "report/page_html.h"
#include "report/page_names.h"
#include "report/page_site.h"
#include "report/page_trend.h"
#include "util/buf.h"

static void test_escapes(void **state)
{
	static const struct {
		const char *name, *text, *html;
	} rows[] = {
		{"markup", "</pre><script>alert(1)</script>",
		 "&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;"},
		{"attribute", "a\" onclick='x' b=\"", "a&quot; onclick=&#39;x&#39; b=&quot;"},
		{"entity", "&lt; &amp", "&amp;lt; &amp;amp"},
		{"control bytes", "a\x1b[31mb\x07\r", "a\\x1b[31mb\\x07\\x0d"},
		{"newline and tab stay", "a\n\tb", "a\n\tb"},
		{"no UTF-8", "a\xff\xc3(", "a\\xff\\xc3("},
		{"an overlong '<'", "\xc0\xbc", "\\xc0\\xbc"},
		{"bidirectional override", "a\u202eb\u2066c\u061cd",
		 "a\\xe2\\x80\\xaeb\\xe2\\x81\\xa6c\\xd8\\x9cd"},
		{"C1 control", "\xc2\x9b" "31m", "\\xc2\\x9b31m"},
		{"other scripts", "\u00e4\u6f22", "\u00e4\u6f22"},
		{"empty", "", ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_guarded_ struct guarded text = guarded_copy(rows[i].text, strlen(rows[i].text));
		_cleanup_buf_ struct buf html = {0};

		html_text(&html, text.data, strlen(rows[i].text));
		assert_row(rows[i].name, buf_str(&html), rows[i].html);
	}
}

static void test_conversions(void **state)
{
	_cleanup_buf_ struct buf html = {0};
	const char *volatile none = NULL;

	html_add(&html, "<a title=\"%s\">%.*s|%.2s|%s</a> %d %zu %llu %+lld %+lld %.1f 100%%", "\"", 2,
		 "<<<", "&&&", none, -3, (size_t)7, 18446744073709551615ull, 5ll, -5ll, 0.25);
	assert_string_equal(buf_str(&html),
			    "<a title=\"&quot;\">&lt;&lt;|&amp;&amp;|</a> -3 7 18446744073709551615 +5 -5 "
			    "0.2 100%");
}

static void test_times(void **state)
{
	_cleanup_buf_ struct buf html = {0};

	html_time(&html, "2026-11-24T17:03:59Z");
	html_time(&html, "<b>");
	html_time(&html, "2026-11-24T17:03:59Z0");
	html_time(&html, NULL);
	assert_string_equal(buf_str(&html),
			    "<time datetime=\"2026-11-24T17:03:59Z\">2026-11-24 17:03 UTC</time>&lt;b&gt;"
			    "2026-11-24T17:03:59Z0");
}

/* Of a long text the first and the last lines, and how much is between them. */
static void test_excerpt(void **state)
{
	_cleanup_buf_ struct buf text = {0}, html = {0};
	size_t shown;

	for (int i = 0; i < 100000; i++)
		buf_printf(&text, "line %05d\n", i);
	html_excerpt(&html, buf_str(&text), 1000);
	assert_non_null(strstr(buf_str(&html), "line 00000\n"));
	assert_non_null(strstr(buf_str(&html), "line 99999\n"));
	assert_null(strstr(buf_str(&html), "line 50000"));
	shown = 1100000 - strtoul(strchr(buf_str(&html), '[') + 1, NULL, 10);
	assert_in_range(shown, 900, 1000);
	assert_in_range(html.len, shown, shown + 100);
	/* Lines are whole. */
	assert_non_null(strstr(buf_str(&html), "\n\n<span class=\"cut\">["));

	buf_clear(&html);
	html_excerpt(&html, "short\n", 1000);
	assert_string_equal(buf_str(&html), "short\n");
	/* One line without an end. */
	buf_clear(&text);
	for (int i = 0; i < 5000; i++)
		buf_puts(&text, "x");
	buf_clear(&html);
	html_excerpt(&html, buf_str(&text), 100);
	assert_in_range(html.len, 100, 200);
}

static void test_file_names(void **state)
{
	static const struct {
		const char *name, *starts;
		bool same;
	} rows[] = {
		{"6.1.y", "6.1.y", true},
		{"x86_64/state_test", "x86_64-state_test-", false},
		{"x86_64-state_test", "x86_64-state_test", true},
		{"6.1.Y", "6.1.Y-", false},
		{"6.1.y", "6.1.y-", false},
		{"../../etc/passwd", "etc-passwd-", false},
		{".hidden", "hidden-", false},
		{"", "x-", false},
		{"\u202e\xff", "x-", false},
		{"a b?c#d%2f\"<>", "a-b-c-d-2f-", false},
		{"index.html", "index.html", true},
	};
	struct name_set taken = {0};
	_cleanup_free_ char *same = NULL, *longest = NULL, *very = xmalloc(100001);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *file = page_file_name(&taken, rows[i].name);

		if (rows[i].same ? strcmp(file, rows[i].starts) != 0 :
				   strncmp(file, rows[i].starts, strlen(rows[i].starts)) != 0)
			fail_msg("row \"%s\": %s", rows[i].name, file);
		assert_true(path_is_name(file));
		assert_int_equal(file[strspn(file, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
						   "0123456789._-")], '\0');
	}
	/* Twice the same name is two files. */
	same = page_file_name(&taken, "../../etc/passwd");
	assert_string_equal(same + strlen(same) - 2, "-1");
	memset(very, 'n', 100000);
	very[100000] = '\0';
	longest = page_file_name(&taken, very);
	assert_in_range(strlen(longest), 80, 100);
	name_set_release(&taken);
}

/* --- trends */

/* Nights of one branch, the newest first: base passes 50 tests, ported as many as `ported` says. */
static void make_nights(size_t count, size_t (*ported)(size_t night), struct nights *ret)
{
	*ret = (struct nights){.items = xcalloc(count + 1, sizeof(*ret->items)), .count = count};
	for (size_t i = 0; i < count; i++) {
		struct night *night = &ret->items[i];
		struct night_branch *b = ARRAY_ADD(night->branches, night->branch_count, night->branch_alloc);

		night->seen.at = xasprintf("night %zu", count - 1 - i);
		b->branch = xstrdup("6.1.y");
		b->tests = 60;
		b->base_passed = 50;
		b->ported_passed = ported(count - 1 - i);
	}
}

static size_t bad_once(size_t night)
{
	return night == 613 ? 7 : 49;
}

/* One bad night of a thousand is seen; the last is told as it was. */
static void test_trend_shows_a_bad_night(void **state)
{
	struct trend trend;
	struct nights nights;
	size_t bad = 0;

	make_nights(1000, bad_once, &nights);
	trend_make(&nights, "6.1.y", &trend);
	assert_int_equal(trend.count, TREND_POINTS);
	assert_int_equal(trend.nights, 1000);
	assert_int_equal(trend.least, 7);
	assert_int_equal(trend.most, 50);
	assert_string_equal(trend.first, "night 0");
	assert_string_equal(trend.last, "night 999");
	assert_int_equal(trend.newest.ported, 49);
	for (size_t i = 0; i < trend.count; i++) {
		assert_int_equal(trend.points[i].base, 50);
		bad += trend.points[i].ported == 7;
	}
	assert_int_equal(bad, 1);
	assert_int_equal(trend.points[613 * TREND_POINTS / 1000].ported, 7);
	trend_make(&nights, "6.6.y", &trend);
	assert_int_equal(trend.count, 0);
	nights_release(&nights);
}

static size_t as_many(size_t night)
{
	return night;
}

/* Of a few each is a point. Nights that tested nothing are none. */
static void test_trend_of_few_nights(void **state)
{
	struct trend trend;
	struct nights nights;

	make_nights(4, as_many, &nights);
	nights.items[2].branches[0].tests = 0;
	trend_make(&nights, "6.1.y", &trend);
	assert_int_equal(trend.count, 3);
	assert_int_equal(trend.points[0].ported, 0);
	assert_int_equal(trend.points[1].ported, 2);
	assert_int_equal(trend.points[2].ported, 3);
	nights_release(&nights);
	nights = (struct nights){0};
	trend_make(&nights, "6.1.y", &trend);
	assert_int_equal(trend.count, 0);
}

/* --- the folder */

static char *content(const char *folder, const char *name)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);
	struct buf text = {0};
	struct error *err = NULL;

	if (file_read(path, 1000, &text, &err))
		error_clear(&err);
	return buf_detach(&text);
}

static int write_site(const char *path, const char *text, struct error **err)
{
	_cleanup_(site_release) struct page_site site = {0};
	struct buf page = {.data = (char *)text, .len = strlen(text)};

	if (site_begin(path, &site, err) || site_add(&site, "index.html", &page, err) ||
	    site_add(&site, "a/b/c.html", &page, err))
		return -1;
	return site_publish(&site, err);
}

static void assert_alone(const char *scratch)
{
	_cleanup_free_ char *command = xasprintf("[ $(ls -A %s | wc -l) = 1 ]", scratch);

	assert_int_equal(system(command), 0);
}

static void test_site(void **state)
{
	char *scratch = scratch_make();
	_cleanup_free_ char *page = path_join(scratch, "page"), *slashes = path_join(scratch, "page//");
	_cleanup_free_ char *first = NULL, *second = NULL, *deep = NULL, *extra = NULL;
	struct error *err = NULL;

	assert_works(write_site(page, "one", &err), err);
	first = content(page, "index.html");
	assert_string_equal(first, "one");
	/* All of it is replaced, whatever else came to be there. */
	extra = path_join(page, "extra");
	assert_works(file_write(extra, "x", 1, 0644, &err), err);
	assert_works(write_site(slashes, "two", &err), err);
	second = content(page, "index.html");
	deep = content(page, "a/b/c.html");
	assert_string_equal(second, "two");
	assert_string_equal(deep, "two");
	assert_false(path_exists(extra));
	assert_alone(scratch);
	scratch_remove(scratch);
}

static void test_refuses_folders(void **state)
{
	char *scratch = scratch_make();
	_cleanup_free_ char *page = path_join(scratch, "page"), *file = path_join(page, "mine");
	_cleanup_free_ char *kept = NULL, *below = path_join(file, "page"), *dots = path_join(page, "no/..");
	struct error *err = NULL;

	assert_works(dir_make(page, &err), err);
	assert_works(file_write(file, "mine", 4, 0644, &err), err);
	assert_fails(write_site(page, "one", &err), err, "not empty, and no page of stablehand's");
	assert_fails(write_site(file, "one", &err), err, "Not a directory");
	assert_fails(write_site(below, "one", &err), err, "Not a directory");
	assert_fails(write_site("", "one", &err), err, "no place for a page");
	assert_fails(write_site("/", "one", &err), err, "not empty");
	assert_fails(write_site(dots, "one", &err), err, "no place for a page");
	kept = content(page, "mine");
	assert_string_equal(kept, "mine");
	assert_alone(scratch);
	/* An empty one is as good as none. */
	assert_works(path_remove(file, &err), err);
	assert_works(write_site(page, "one", &err), err);
	scratch_remove(scratch);
}

/* The folder behind a link is replaced, not the link. */
static void test_follows_links(void **state)
{
	char *scratch = scratch_make();
	_cleanup_free_ char *page = path_join(scratch, "page"), *link = path_join(scratch, "link");
	_cleanup_free_ char *text = NULL;
	struct error *err = NULL;
	struct stat st;

	assert_works(write_site(page, "one", &err), err);
	assert_int_equal(symlink("page", link), 0);
	assert_works(write_site(link, "two", &err), err);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	text = content(page, "index.html");
	assert_string_equal(text, "two");
	scratch_remove(scratch);
}

/* What a killed run left goes away, what only looks so stays; the page is untouched by one. */
static void test_killed(void **state)
{
	char *scratch = scratch_make();
	_cleanup_free_ char *page = path_join(scratch, "page"), *other = NULL, *text = NULL, *left = NULL;
	struct error *err = NULL;
	pid_t pid;

	assert_works(write_site(page, "one", &err), err);
	pid = fork();
	if (!pid) {
		struct page_site site;
		struct buf two = {.data = (char *)"two", .len = 3};

		if (site_begin(page, &site, NULL) || site_add(&site, "index.html", &two, NULL))
			_exit(1);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	left = xasprintf("%s.%d.tmp", page, (int)pid);
	other = xasprintf("%s.%d.tmp", page, 999999999);
	assert_true(path_exists(left));
	assert_works(dir_make(other, &err), err);
	text = content(page, "index.html");
	assert_string_equal(text, "one");
	assert_works(write_site(page, "three", &err), err);
	assert_false(path_exists(left));
	assert_true(path_exists(other));
	scratch_remove(scratch);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_conversions),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_excerpt),
		cmocka_unit_test(test_file_names),
		cmocka_unit_test(test_trend_shows_a_bad_night),
		cmocka_unit_test(test_trend_of_few_nights),
		cmocka_unit_test(test_site),
		cmocka_unit_test(test_refuses_folders),
		cmocka_unit_test(test_follows_links),
		cmocka_unit_test(test_killed),
	};

	return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
