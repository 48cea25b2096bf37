// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_fixture.h"

#include "git/config.h"
#include "kernel/branch.h"
#include "kernel/version.h"

static void test_version_compare(void **state)
{
	/* Each is older than the next. */
	static const char *const order[] = {
		"5.10.262-1", "6.1~rc1-1", "6.1", "6.1-1", "6.1.9-1", "6.1.187-1", "6.1.190-1~deb11u1",
		"6.1.190-1", "6.1.190-1+b1", "6.1.190-2", "6.1.190-10", "6.1.192-rc0",
		"6.1.192-rc1", "6.1.192-rc1-g0123456789ab", "6.1.192-rc2", "6.1.192-rc10", "6.1.192",
		"6.1.192-1",
		"6.12.117-1~deb12u1", "6.12.117-1", "7.3.4-1~bpo13+1", "7.3.4-1",
		"99999999999999999999.1", "100000000000000000000.0", "1:0.1",
	};

	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		for (size_t j = 0; j < ARRAY_SIZE(order); j++) {
			int got = version_compare(order[i], order[j]);

			if ((got > 0) - (got < 0) != (i > j) - (i < j))
				fail_msg("%s and %s: %d", order[i], order[j], got);
		}
	assert_int_equal(version_compare("6.01.0", "6.1.00"), 0);
	assert_true(version_compare("1.0a", "1.0+") < 0);
	assert_true(version_compare("1.0~~", "1.0~") < 0);
}

static void test_version_valid(void **state)
{
	assert_true(version_valid("6.1.192-2"));
	assert_true(version_valid("6.12.117-1~deb12u1"));
	assert_false(version_valid(""));
	assert_false(version_valid("v6.1"));
	assert_false(version_valid("6.1/../x"));
	assert_false(version_valid("6..1"));
	assert_false(version_valid("6.1_1"));
	assert_false(version_valid("6.1.lock"));
}

static void test_makefile_version(void **state)
{
	static const char text[] = "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\nEXTRAVERSION = -rc3\n";
	struct error *err = NULL;
	char *version = NULL;

	assert_int_equal(version_from_makefile(text, strlen(text), &version, &err), 0);
	assert_string_equal(version, "6.12.0-rc3");
	free(version);
	assert_int_equal(version_from_makefile("all:\n\tcc\n", 9, &version, &err), -1);
	expect_error(&err, ERROR_INPUT, "VERSION");
	assert_int_equal(version_from_makefile("VERSION = ../\nPATCHLEVEL = 1\n", 28, &version, &err),
			 -1);
	expect_error(&err, ERROR_INPUT, "version");
}

static void test_takes(void **state)
{
	assert_true(branch_takes("6.1.y", "6.1.192-2"));
	assert_true(branch_takes("6.1.y", "6.1"));
	assert_false(branch_takes("6.1.y", "6.12.1"));
	assert_false(branch_takes("6.1.y", "5.6.1"));
	assert_true(branch_takes("vendor-6.1", "5.4.1"));
	assert_true(branch_takes("6.1.y-rt", "6.6.1"));
}

static struct branch *load(struct fixture *f, const char *text, struct error **err)
{
	char *path = path_join(f->dir, "6.1.y.conf");
	struct branch *branch = NULL;
	int rc;

	write_text(path, text);
	rc = branch_load(path, &branch, err);
	assert_int_equal(rc, branch ? 0 : -1);
	free(path);
	return branch;
}

static void test_load(void **state)
{
	struct fixture *f = *state;
	struct error *err = NULL;
	struct branch *b = load(f,
		"[branch]\n\tlongterm = true\n\teol = 2027-12\n\tarch = x86_64\n"
		"[source \"a.b\"]\n\ttype = apt\n\tpackage = linux-source-6.1\n"
		"\tsuite = bookworm-security\n\tsuite = sid\n"
		"[source \"git\"]\n\ttype = git\n\turl = https://example.org/l.git\n"
		"\tbranch = linux-6.1.y\n"
		"[source \"tar\"]\n\ttype = tarball\n\tpath = l.tar\n\tversion = 6.1.5\n"
		"[build]\n\tfragment = base.config\n\tfragment = kvm.config\n\tmodule = kvm\n"
		"[tests]\n\tfolder = tools/t\n\tvariant = npt=1\n", &err);
	char *tar = path_join(f->dir, "l.tar");

	assert_non_null(b);
	assert_string_equal(b->name, "6.1.y");
	assert_true(b->longterm);
	assert_string_equal(b->eol, "2027-12");
	assert_string_equal(b->arch->name, "x86_64");
	assert_false(branch_ended(b, "2027-11-30"));
	assert_false(branch_ended(b, "2027-12-31"));
	assert_true(branch_ended(b, "2028-01-01"));
	assert_int_equal(b->source_count, 3);
	assert_string_equal(b->sources[0].name, "a.b");
	assert_int_equal(b->sources[0].kind, SOURCE_APT);
	assert_string_equal(b->sources[0].suites[1], "sid");
	assert_null(b->sources[0].suites[2]);
	assert_int_equal(b->sources[1].kind, SOURCE_GIT);
	assert_true(b->sources[1].is_url);
	assert_string_equal(b->sources[2].location, tar);
	assert_false(b->sources[2].is_url);
	assert_string_equal(b->fragments[1], "kvm.config");
	assert_string_equal(b->tests_folder, "tools/t");
	free(tar);
	branch_free(&b);
}

static void test_load_errors(void **state)
{
	static const struct {
		const char *text, *part;
	} cases[] = {
		{"[branch]\nlongterm = true\n", "no [source]"},
		{"[branch]\nlongtern = true\n[source \"a\"]\ntype = apt\npackage = x\n",
		 "unknown key branch.longtern"},
		{"[source \"a\"]\ntype = apt\npackage = x\nurl = y\n", "unknown key source.a.url"},
		{"[source \"a\"]\ntype = rsync\n", "not apt, tarball, git, folder or rc"},
		{"[source \"a\"]\npackage = x\ntype = apt\n", "begin with its type"},
		{"[source \"a\"]\ntype = apt\n", "no package"},
		{"[source]\ntype = apt\n", "unknown key source.type"},
		{"[source \"a\"]\ntype = apt\npackage = x\n[build]\nfragmnt = y\n", "unknown key build.fragmnt"},
		{"[source \"a\"]\ntype = apt\npackage = x\n[test]\nfolder = y\n", "unknown key test.folder"},
		{"[source \"a\"]\ntype = git\nurl = https://x/\n", "no branch"},
		{"[source \"a\"]\ntype = git\nurl = -x\nbranch = b\n", "source.a.url"},
		{"[source \"a\"]\ntype = git\nurl = https://x/\nbranch = --upload-pack\n",
		 "source.a.branch"},
		{"[source \"a\"]\ntype = tarball\nurl = https://x/\n", "no sha256"},
		{"[source \"a\"]\ntype = tarball\npath = x\nsha256 = 12\n", "64 hex digits"},
		{"[source \"a\"]\ntype = tarball\npath = x\npath = y\n", "set twice"},
		{"[source \"a\"]\ntype = apt\npackage = ../x\n", "a package name"},
		{"[source \"a\"]\ntype = folder\nurl = https://x/\n", "unknown key source.a.url"},
		{"[source \"a\"]\ntype = folder\n", "no path"},
		{"[branch]\neol = 2027\n[source \"a\"]\ntype = apt\npackage = x\n", "YYYY-MM"},
		{"[branch]\narch = vax\n[source \"a\"]\ntype = apt\npackage = x\n",
		 "branch.arch = vax: not x86_64"},
		{"[branch]\neol = 2027-1x\n[source \"a\"]\ntype = apt\npackage = x\n", "YYYY-MM"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error *err = NULL;
		struct branch *b = load(*state, cases[i].text, &err);

		assert_null(b);
		assert_non_null(strstr(err->message, "6.1.y.conf"));
		expect_error(&err, ERROR_INPUT, cases[i].part);
	}
}

static void test_list(void **state)
{
	static const char *const names[] = {"6.12.y", "5.10.y", "7.3", "6.1.y"};
	struct fixture *f = *state;
	struct error *err = NULL;
	char **list;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char *path = path_join(f->dir, "%s.conf", names[i]);

		write_text(path, "");
		free(path);
	}
	assert_int_equal(branch_list(f->dir, &list, &err), 0);
	assert_string_equal(list[0], "5.10.y");
	assert_string_equal(list[1], "6.1.y");
	assert_string_equal(list[2], "6.12.y");
	assert_string_equal(list[3], "7.3");
	assert_null(list[4]);
	config_free_strings(&list);
	assert_int_equal(branch_list("/nonexistent", &list, &err), -1);
	expect_error(&err, ERROR_INPUT, "/nonexistent");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_version_compare),
		cmocka_unit_test(test_version_valid),
		cmocka_unit_test(test_makefile_version),
		cmocka_unit_test(test_takes),
		cmocka_unit_test_setup_teardown(test_load, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_load_errors, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_list, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
