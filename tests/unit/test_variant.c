// SPDX-License-Identifier: GPL-2.0-only
/* Boot variants and settings of tests, as read from their files. */
#include "unit.h"


#include "vm/settings.h"
#include "vm/variant.h"

static char *write_conf(const char *dir, const char *text)
{
	char *path = path_join(dir, "x.conf");
	struct error *err = NULL;

	assert_works(file_write(path, text, strlen(text), 0644, &err), err);
	return path;
}

static void test_variants(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = write_conf(dir,
		"[variant \"npt=1\"]\n\twhat = two stages\n\tparameter = kvm_amd.npt=1\n"
		"[variant \"b\"]\n\tparameter = a.b=1\n\tparameter = quiet\n\tcpu = -smap\n"
		"\tengine = other\n\totherwise = not run\n\ttouches = arch/*/kvm/*\n");
	_cleanup_(variants_release) struct variants v = {0};
	static const char *const kvm[] = {"lib/x.c", "arch/x86/kvm/mmu/mmu.c"};
	struct error *err = NULL;

	assert_works(variants_read(path, &v, &err), err);
	variants_complete(&v, arch_default());
	assert_int_equal(v.count, 2);
	assert_string_equal(v.items[0].name, "npt=1");
	assert_string_equal(v.items[0].what, "two stages");
	assert_string_equal(v.items[0].engine, VARIANT_ENGINE);
	assert_null(v.items[0].cpu);
	assert_string_equal(v.items[1].parameters, "a.b=1 quiet");
	assert_string_equal(v.items[1].cpu, "-smap");
	assert_string_equal(v.items[1].engine, "other");
	assert_string_equal(v.items[1].otherwise, "not run");
	assert_null(v.items[0].otherwise);
	assert_true(variant_concerns(&v.items[0], NULL, 0));
	assert_true(variant_concerns(&v.items[1], kvm, 2));
	assert_false(variant_concerns(&v.items[1], kvm, 1));
	assert_ptr_equal(variants_find(&v, "b"), &v.items[1]);
	assert_null(variants_find(&v, "c"));
	/* The same names again, from another file. */
	assert_fails(variants_read(path, &v, &err), err, "duplicate variant");
	scratch_remove(dir);
}

/* A variant is of one architecture; one that has none gets a default of its own. */
static void test_architectures(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = write_conf(dir,
		"[variant \"npt=1\"]\n\tparameter = a.b=1\n"
		"[variant \"nvhe\"]\n\tarch = arm64\n\tmodel = cortex-a57\n");
	_cleanup_free_ char *bad = NULL;
	_cleanup_(variants_release) struct variants v = {0}, one = {0};
	const struct arch *arm64 = arch_find("arm64");
	struct error *err = NULL;

	assert_works(variants_read(path, &v, &err), err);
	assert_ptr_equal(v.items[0].arch, arch_default());
	assert_ptr_equal(v.items[1].arch, arm64);
	assert_string_equal(v.items[1].model, "cortex-a57");
	variants_complete(&v, arm64);
	assert_int_equal(v.count, 2);
	bad = write_conf(dir, "[variant \"a\"]\n\tarch = vax\n");
	assert_fails(variants_read(bad, &one, &err), err, "not x86_64, arm64");
	variants_release(&one);
	variants_complete(&one, arm64);
	assert_int_equal(one.count, 1);
	assert_ptr_equal(one.items[0].arch, arm64);
	scratch_remove(dir);
}

static void test_no_variants(void **state)
{
	_cleanup_(variants_release) struct variants v = {0};
	struct error *err = NULL;

	assert_works(variants_read("/nonexistent/variants.conf", &v, &err), err);
	variants_complete(&v, arch_default());
	assert_int_equal(v.count, 1);
	assert_string_equal(v.items[0].name, VARIANT_DEFAULT);
	assert_null(v.items[0].parameters);
}

static void test_bad_variants(void **state)
{
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{"[variant \"a b\"]\n\twhat = x\n", "not a name"},
		{"[variant \"../x\"]\n\twhat = x\n", "not a name"},
		{"[variant]\n\twhat = x\n", "not a name"},
		{"[variant \"a\"]\n\tparameter = one two\n", "not one word"},
		{"[variant \"a\"]\n\tcolour = red\n", "unknown key colour"},
		{"[variant \"a\"\n", "x.conf"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *dir = scratch_make();
		_cleanup_free_ char *path = write_conf(dir, cases[i].text);
		_cleanup_(variants_release) struct variants v = {0};
		struct error *err = NULL;

		assert_fails(variants_read(path, &v, &err), err, cases[i].complaint);
		scratch_remove(dir);
	}
}

static void test_settings(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = write_conf(dir,
		"[test \"slow_test\"]\n\ton = tcg\n\ttimeout = 600\n\treason = many rounds\n"
		"[test \"x86/big_test\"]\n\targument = -m\n\targument = 1\n\ttimeout = 60\n\tpatience = 700\n\treason = memory\n"
		"[test \"slow_test bochs\"]\n\ttimeout = 7\n\treason = slower still\n");
	_cleanup_(test_settings_release) struct test_settings s = {0};
	const struct test_setting *found;
	struct error *err = NULL;

	assert_works(test_settings_read(path, &s, &err), err);
	found = test_settings_find(&s, "x86_64/slow_test", "qemu", "tcg");
	assert_non_null(found);
	assert_int_equal(found->timeout, 600);
	assert_false(found->alone);
	assert_null(found->arguments[0]);
	assert_null(test_settings_find(&s, "x86_64/slow_test", "qemu", "kvm"));
	/* The same test, otherwise on another engine. */
	found = test_settings_find(&s, "x86_64/slow_test", "bochs", "bochs");
	assert_non_null(found);
	assert_int_equal(found->timeout, 7);
	assert_string_equal(found->reason, "slower still");
	found = test_settings_find(&s, "x86/big_test", "qemu", "kvm");
	assert_non_null(found);
	assert_string_equal(found->arguments[1], "1");
	assert_null(found->arguments[2]);
	assert_int_equal(found->timeout, 60);
	assert_false(found->alone);
	test_settings_have_patience(&s);
	assert_int_equal(found->timeout, 700);
	assert_true(found->alone);
	found = test_settings_find(&s, "x86_64/slow_test", "qemu", "tcg");
	assert_int_equal(found->timeout, 600);
	assert_false(found->alone);
	/* A name with a folder is that one test only. */
	assert_null(test_settings_find(&s, "x86_64/big_test", "qemu", "kvm"));
	assert_null(test_settings_find(&s, "x86/other_test", "qemu", "tcg"));
	scratch_remove(dir);
}

static void test_bad_settings(void **state)
{
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{"[test \"a\"]\n\ttimeout = 5\n", "reason"},
		{"[test \"a\"]\n\treason = x\n\ttimeout = 5s\n", "not seconds"},
		{"[test \"a\"]\n\treason = x\n\ttimeout = 0\n", "not seconds"},
		{"[test \"a\"]\n\treason = x\n\tpatience = much\n", "patience = much: not seconds"},
		{"[test \"a\"]\n\treason = x\n\tskip = true\n", "unknown key test.a.skip"},
		{"[test \"a tcg\"]\n\treason = x\n\ton = kvm\n", "on what twice"},
		{"[test \" tcg\"]\n\treason = x\n", "no test"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *dir = scratch_make();
		_cleanup_free_ char *path = write_conf(dir, cases[i].text);
		_cleanup_(test_settings_release) struct test_settings s = {0};
		struct error *err = NULL;

		assert_fails(test_settings_read(path, &s, &err), err, cases[i].complaint);
		scratch_remove(dir);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_variants),
		cmocka_unit_test(test_architectures),
		cmocka_unit_test(test_no_variants),
		cmocka_unit_test(test_bad_variants),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_bad_settings),
	};

	return cmocka_run_group_tests_name("variant", tests, NULL, NULL);
}
