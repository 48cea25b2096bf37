// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/kconfig.h"

static void parse(const char *text, const char *file, struct kconfig *config)
{
	struct error *err = NULL;

	assert_int_equal(kconfig_parse(text, strlen(text), file, config, &err), 0);
	assert_null(err);
}

static void test_parse(void **state)
{
	_cleanup_kconfig_ struct kconfig config = {0};

	(void)state;
	parse("# a comment\n\nCONFIG_KVM=m\n# CONFIG_XEN is not set\n"
	      "CONFIG_SHIFT=20\nCONFIG_NAME=\"a \\\" b\"  \nCONFIG_BASE=0x1000\nCONFIG_LAST=y",
	      "f", &config);
	assert_int_equal(config.count, 6);
	assert_string_equal(config.options[0].symbol, "CONFIG_KVM");
	assert_string_equal(config.options[0].value, "m");
	assert_string_equal(config.options[0].file, "f");
	assert_int_equal(config.options[0].line, 3);
	assert_string_equal(config.options[1].symbol, "CONFIG_XEN");
	assert_string_equal(config.options[1].value, "n");
	assert_int_equal(config.options[1].line, 4);
	assert_string_equal(config.options[3].value, "\"a \\\" b\"");
	assert_string_equal(config.options[5].value, "y");
}

static void test_bad_lines(void **state)
{
	static const char *const bad[] = {
		"KVM=m", "CONFIG_=y", "CONFIG_KVM", "CONFIG_KVM=", "CONFIG_KVM = y",
		"CONFIG_KVM=$(shell rm)", "CONFIG_KVM=\"open", "CONFIG_KVM=\"a\"b", "include other",
		" CONFIG_KVM=y", "CONFIG_KVM=\"a\\\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		_cleanup_kconfig_ struct kconfig config = {0};
		_cleanup_error_ struct error *err = NULL;
		char text[128];

		snprintf(text, sizeof(text), "CONFIG_A=y\n%s\nCONFIG_B=y\n", bad[i]);
		assert_int_equal(kconfig_parse(text, strlen(text), "base.config", &config, &err),
				 -1);
		assert_int_equal(err->kind, ERROR_INPUT);
		assert_non_null(strstr(err->message, "base.config:2:"));
		assert_int_equal(config.count, 0);
	}
}

static void test_embedded_nul(void **state)
{
	_cleanup_kconfig_ struct kconfig config = {0};
	_cleanup_error_ struct error *err = NULL;

	(void)state;
	assert_int_equal(kconfig_parse("CONFIG_A=\"\0\"\n", 13, "f", &config, &err), -1);
}

static void test_compare(void **state)
{
	_cleanup_kconfig_ struct kconfig wanted = {0}, got = {0};
	struct kconfig_gaps gaps = {0};

	(void)state;
	parse("CONFIG_KVM=m\nCONFIG_TTY=y\nCONFIG_GONE=y\nCONFIG_TWICE=y\n", "base.config",
	      &wanted);
	parse("# CONFIG_OFF is not set\nCONFIG_TWICE=m\n# CONFIG_ABSENT is not set\n", "kvm.config",
	      &wanted);
	parse("CONFIG_KVM=y\nCONFIG_TTY=y\nCONFIG_TWICE=m\nCONFIG_OFF=y\n", ".config", &got);
	kconfig_compare(&wanted, &got, &gaps);
	assert_int_equal(gaps.count, 3);
	assert_string_equal(gaps.gaps[0].symbol, "CONFIG_KVM");
	assert_string_equal(gaps.gaps[0].wanted, "m");
	assert_string_equal(gaps.gaps[0].got, "y");
	assert_string_equal(gaps.gaps[0].file, "base.config");
	assert_int_equal(gaps.gaps[0].line, 1);
	assert_string_equal(gaps.gaps[1].symbol, "CONFIG_GONE");
	assert_string_equal(gaps.gaps[1].got, "n");
	assert_string_equal(gaps.gaps[2].symbol, "CONFIG_OFF");
	assert_string_equal(gaps.gaps[2].wanted, "n");
	assert_string_equal(gaps.gaps[2].got, "y");
	assert_string_equal(gaps.gaps[2].file, "kvm.config");
	kconfig_gaps_release(&gaps);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_embedded_nul),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
