// SPDX-License-Identifier: GPL-2.0-only
/* The table of architectures, and what its rows say of machine code. */
#include "unit.h"

#include <elf.h>

#include "arch/arch.h"

static void test_names(void **state)
{
	_cleanup_free_ char *names = arch_names();

	assert_string_equal(names, "x86_64, arm64");
	assert_string_equal(arch_default()->name, "x86_64");
	assert_ptr_equal(arch_find("arm64"), arch_of_object(EM_AARCH64));
	assert_ptr_equal(arch_find("x86_64"), arch_of_object(EM_X86_64));
	assert_null(arch_find("aarch64"));
	/* What was kept before there was a second one stays found. */
	assert_string_equal(arch_default()->build.key, "");
	assert_string_not_equal(arch_find("arm64")->build.key, "");
	assert_true(arch_has_engine(arch_find("arm64"), "qemu"));
	assert_false(arch_has_engine(arch_find("arm64"), "bochs"));
}

static struct arch_jump jump_of(uint32_t word, size_t at)
{
	unsigned char bytes[12] = {0};

	for (int i = 0; i < 4; i++)
		bytes[at + i] = word >> 8 * i;
	return arch_find("arm64")->object.jump(bytes, at, sizeof(bytes));
}

/* As "objdump -d" shows them at address 4 of a section. */
static void test_arm64_jumps(void **state)
{
	static const struct {
		uint32_t word;
		int64_t to;
	} jumps[] = {
		{0x14000002, 8},		/* b 0xc */
		{0x97fffffe, -8},		/* bl 0xfffffffffffffffc */
		{0x54000040, 8},		/* b.eq 0xc */
		{0x54ffffe1, -4},		/* b.ne 0x0 */
		{0xb4000043, 8},		/* cbz x3, 0xc */
		{0x35ffffe3, -4},		/* cbnz w3, 0x0 */
		{0x37080043, 8},		/* tbnz w3, #1, 0xc */
		{0x3607ffe3, -4},		/* tbz w3, #0, 0x0 */
		{0x58000043, 8},		/* ldr x3, 0xc */
	};
	static const uint32_t none[] = {
		0xd503201f,			/* nop */
		0xd65f03c0,			/* ret */
		0x52800541,			/* mov w1, #42 */
		0xf9400001,			/* ldr x1, [x0] */
		0x91001000,			/* add x0, x0, #4 */
	};

	for (size_t i = 0; i < ARRAY_SIZE(jumps); i++) {
		struct arch_jump jump = jump_of(jumps[i].word, 4);

		assert_int_equal(jump.width, 4);
		assert_int_equal(jump.to, jumps[i].to);
		/* Neither between two instructions nor beyond the end. */
		assert_int_equal(jump_of(jumps[i].word, 2).width, 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		assert_int_equal(jump_of(none[i], 4).width, 0);
	/* Another register, another bit, another condition: another instruction. */
	assert_true(jump_of(0xb4000043, 4).kind != jump_of(0xb4000044, 4).kind);
	assert_true(jump_of(0x37080043, 4).kind != jump_of(0x37100043, 4).kind);
	assert_true(jump_of(0x54000040, 4).kind != jump_of(0x54000041, 4).kind);
	assert_true(jump_of(0x54000040, 4).kind == jump_of(0x54ffffe0, 4).kind);
	assert_int_equal(arch_find("arm64")->object.jump((const unsigned char *)"\0\0", 0, 2).width,
			 0);
}

/* An instruction's registers stand where its relocation is: they have to be compared. */
static void test_arm64_relocations(void **state)
{
	const struct arch_object *arm64 = &arch_find("arm64")->object;

	assert_int_equal(arm64->reloc_width(R_AARCH64_ABS64), 8);
	assert_int_equal(arm64->reloc_width(R_AARCH64_PREL32), 4);
	assert_int_equal(arm64->reloc_width(R_AARCH64_CALL26), 0);
	assert_int_equal(arm64->reloc_width(R_AARCH64_ADR_PREL_PG_HI21), 0);
	assert_true(arm64->reloc_is_pointer(R_AARCH64_ABS64));
	assert_false(arm64->reloc_is_pointer(R_AARCH64_CALL26));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_arm64_jumps),
		cmocka_unit_test(test_arm64_relocations),
	};

	return cmocka_run_group_tests_name("arch", tests, NULL, NULL);
}
