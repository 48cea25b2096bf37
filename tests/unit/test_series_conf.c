// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"


#include "series/series_conf.h"

static struct series_conf *parsed(const char *text)
{
	struct series_conf *conf = NULL;
	struct error *err = NULL;

	assert_works(series_conf_parse("series.conf", text, strlen(text), NULL, &conf, &err), err);
	return conf;
}

/* The last letters of the paths chosen, "12" for a/1 and a/2. */
static void assert_chosen(const struct series_conf *conf, const char *branch, const char *profile,
			  const char *series, const char *expected)
{
	_cleanup_free_ const struct series_entry **entries = NULL;
	char chosen[32] = "";
	size_t count;

	series_conf_select(conf, branch, profile, series, &entries, &count);
	for (size_t i = 0; i < count; i++)
		chosen[i] = entries[i]->path[strlen(entries[i]->path) - 1];
	assert_string_equal(chosen, expected);
}

static void order_comments_and_series(void **state)
{
	_cleanup_series_conf_ struct series_conf *conf =
		parsed("# first\n\n  b/3 # why\n\ta/1\r\n#a/9\nb/x/2");
	_cleanup_free_ const char **names = series_conf_names(conf);

	assert_chosen(conf, NULL, NULL, NULL, "312");
	assert_chosen(conf, NULL, NULL, "b", "32");
	assert_chosen(conf, NULL, NULL, "c", "");
	assert_int_equal(conf->entries[1].line_number, 4);
	assert_string_equal(names[0], "b");
	assert_string_equal(names[1], "a");
	assert_null(names[2]);
}

static void guards_decide(void **state)
{
	_cleanup_series_conf_ struct series_conf *conf =
		parsed("+6.1.y a/1\n-stable a/2\n+6.1.y -stable a/3\n-stable +6.1.y a/4\n"
		       "+!6.1.y a/5\n-!stable a/6\n+6.1.y +6.6.y a/7\n");

	assert_chosen(conf, "6.1.y", "stable", NULL, "1467");
	assert_chosen(conf, "6.1.y", "distro", NULL, "12347");
	assert_chosen(conf, "6.6.y", "stable", NULL, "567");
	assert_chosen(conf, NULL, NULL, NULL, "245");
}

static void errors_name_the_line(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "a/1\n+ a/2\n", "series.conf:2: +: not a guard" },
		{ "-6.1/y a/2\n", "series.conf:1: -6.1/y: not a guard" },
		{ "+6.1.y\n", "series.conf:1: guards without a patch" },
		{ "\n+6.1.y # a/1\n", "series.conf:2: guards without a patch" },
		{ "a/1 -p1\n", "series.conf:1: -p1: text after" },
		{ "../1\n", "series.conf:1: ../1: the path has to stay" },
		{ "a/../../1\n", "has to stay" },
		{ "/etc/1\n", "has to stay" },
		{ "a/.git/1\n", "has to stay" },
		{ "alone\n", "series.conf:1: alone: the path has to begin with the folder" },
		{ "a..b/1\n", "has to begin with the folder" },
		{ "a.lock/1\n", "has to begin with the folder" },
		{ "a/1\nb/1\n+x a/1\n", "series.conf:3: a/1: duplicate entry, already on line 1" },
		{ "a/\x01z\n", "series.conf:1: a/?z: a control character" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct series_conf *conf = NULL;
		struct error *err = NULL;

		assert_fails(series_conf_parse("series.conf", cases[i].text, strlen(cases[i].text),
					       NULL, &conf, &err), err, cases[i].message);
		assert_null(conf);
	}
}

static void all_errors_at_once(void **state)
{
	static const char text[] = "a/1\n+ a/2\n../3\na/1\n-x a/4\n";
	struct series_conf *conf = NULL;
	struct error *err = NULL;

	assert_int_equal(series_conf_parse("c", text, strlen(text), NULL, &conf, &err), -1);
	assert_string_equal(err->message, "c:2: +: not a guard like +6.1.y, -stable or +!distro\n"
			    "c:3: ../3: the path has to stay below the folder of the patches\n"
			    "c:4: a/1: duplicate entry, already on line 1");
	error_clear(&err);
	assert_works(series_conf_parse("c", "-x a/1\n+y a/2\n+z a/3\n", 21, NULL, &conf, &err), err);
	assert_int_equal(series_conf_check(conf, "c", (const char *const[]){ "y", NULL }, &err), -1);
	assert_string_equal(err->message, "c:1: -x: no branch or profile of that name; there are: y\n"
			    "c:3: +z: no branch or profile of that name; there are: y");
	error_clear(&err);
	series_conf_free(conf);
}

static void files_have_to_be_there(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *series = path_join(dir, "a");
	_cleanup_free_ char *patch = path_join(dir, "a/1.patch");
	_cleanup_free_ char *path = path_join(dir, "series.conf");
	_cleanup_series_conf_ struct series_conf *conf = NULL;
	struct error *err = NULL;

	assert_works(dir_make(series, &err), err);
	assert_works(file_write(patch, "x", 1, 0644, &err), err);
	assert_works(file_write(path, "a/1.patch\n", 10, 0644, &err), err);
	assert_works(series_conf_read(path, dir, &conf, &err), err);
	assert_int_equal(conf->entry_count, 1);
	series_conf_free(TAKE_PTR(conf));
	assert_works(file_write(path, "a/1.patch\na/2.patch\n", 20, 0644, &err), err);
	assert_fails(series_conf_read(path, dir, &conf, &err), err, "series.conf:2: ");
	assert_fails(series_conf_parse("s", "a/1.patch/x", 11, dir, &conf, &err), err, "no such file");
	scratch_remove(dir);
}

static void guards_name_what_is_there(void **state)
{
	static const char text[] = "a/1.patch\n+6.1.y -!stable a/2.patch\n+6.12 a/3.patch\n";
	static const char *const known[] = { "6.1.y", "6.12.y", "stable", NULL };
	static const char *const all[] = { "6.1.y", "6.12", "stable", NULL };
	_cleanup_series_conf_ struct series_conf *conf = NULL;
	struct error *err = NULL;

	assert_works(series_conf_parse("s", text, strlen(text), NULL, &conf, &err), err);
	assert_works(series_conf_check(conf, "s", all, &err), err);
	assert_fails(series_conf_check(conf, "s", known, &err), err, "s:3: +6.12: ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_comments_and_series),
		cmocka_unit_test(guards_decide),
		cmocka_unit_test(errors_name_the_line),
		cmocka_unit_test(all_errors_at_once),
		cmocka_unit_test(files_have_to_be_there),
		cmocka_unit_test(guards_name_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
