// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "kernel/check.h"
#include "result/check.h"

static void test_lines(void **state)
{
	struct check_result result = {0};

	check_cmd_line(&result, "#SYMVER kvm_mmu_page_fault 0x1234abcd");
	check_cmd_line(&result, "#SYMVER no_number");
	check_cmd_line(&result, "#SYMVER a b");
	check_cmd_line(&result, " #SYMVER a 0x1");
	check_cmd_line(&result, "savedcmd_a.o := gcc");
	check_cmd_line(&result, "#SYMVER bad\033name 0x2");
	assert_int_equal(result.exported_count, 2);
	assert_string_equal(result.exported[0].name, "kvm_mmu_page_fault");
	assert_true(result.exported[0].crc == 0x1234abcd);
	assert_string_equal(result.exported[1].name, "bad\\x1bname");
	check_log_line(&result, "stablehand: sparse read /a/src/b.c");
	check_log_line(&result, "stablehand: sparse gave up on /c/6.1.y/src/arch/x86/kvm/x86.c");
	check_log_line(&result, "stablehand: sparse gave up on ../virt/kvm/kvm_main.c");
	check_log_line(&result, "arch/x86/kvm/x86.c: stablehand: sparse gave up on x");
	assert_int_equal(result.checked, 1);
	assert_int_equal(result.not_checked_count, 2);
	assert_string_equal(result.not_checked[0], "arch/x86/kvm/x86.c");
	assert_string_equal(result.not_checked[1], "virt/kvm/kvm_main.c");
	check_result_release(&result);
}

static void export(struct check_result *result, const char *line)
{
	check_cmd_line(result, line);
}

static void test_compare(void **state)
{
	struct check_result base = {0}, ported = {0};
	struct check_comparison check = {0};

	export(&base, "#SYMVER a 0x1");
	export(&base, "#SYMVER b 0x2");
	export(&base, "#SYMVER d 0x4");
	export(&ported, "#SYMVER a 0x1");
	export(&ported, "#SYMVER b 0x9");
	export(&ported, "#SYMVER c 0x3");
	check_comparison_take(&check, &base, &ported);
	check_result_release(&base);
	check_result_release(&ported);
	assert_int_equal(check.exported, 3);
	assert_int_equal(check.symbol_count, 3);
	assert_string_equal(check.symbols[0].name, "b");
	assert_int_equal(check.symbols[0].change, ABI_CHANGED);
	assert_string_equal(check.symbols[1].name, "c");
	assert_int_equal(check.symbols[1].change, ABI_ADDED);
	assert_string_equal(check.symbols[2].name, "d");
	assert_int_equal(check.symbols[2].change, ABI_REMOVED);
	check_comparison_release(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
