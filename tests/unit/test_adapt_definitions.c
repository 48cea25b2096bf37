// SPDX-License-Identifier: GPL-2.0-only
/* What a change does to definitions, and the rest of a file that only B has. */
#include "adapt_table.h"

#define SET(more) "static int set(struct d *d, int value" more ")\n{\n\treturn d->regs + value;\n}\n\n"
#define USER(name, call) "int " name "(struct d *d)\n{\n\treturn " call ";\n}\n\n"

static void test_parameters(void **state)
{
	static const struct row rows[] = {
		{ "a caller that only B has passes the old arguments",
		  SET("") USER("one", "set(d, 1)"),
		  SET(", int mask") USER("one", "set(d, 1, 3)"),
		  SET("") USER("one", "set(d, 1)") USER("two", "set(d, 2)"),
		  NULL,
		  RUNG_REFUSED },
		{ "a caller that only B has calls another function",
		  SET("") USER("one", "set(d, 1)"),
		  SET(", int mask") USER("one", "set(d, 1, 3)"),
		  SET("") USER("one", "set(d, 1)") USER("two", "other(d, 2)"),
		  SET(", int mask") USER("one", "set(d, 1, 3)") USER("two", "other(d, 2)"),
		  RUNG_EXACT },
		{ "the callers are changed by another part, in the source tree as well",
		  SET("") USER("one", "set(d, 1)"),
		  SET(", int mask") USER("one", "set(d, 1)"),
		  SET("") USER("one", "set(d, 1)"),
		  SET(", int mask") USER("one", "set(d, 1)"),
		  RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

static void test_gone(void **state)
{
	static const struct row rows[] = {
		{ "a removed function that B still calls",
		  SET("") USER("one", "set(d, 1)"),
		  USER("one", "d->regs + 1"),
		  SET("") USER("one", "set(d, 1)") USER("two", "set(d, 2)"),
		  NULL,
		  RUNG_REFUSED },
		{ "a removed member that B still uses",
		  "struct d {\n\tint regs;\n\tint count;\n};\n\n" USER("one", "d->count"),
		  "struct d {\n\tint regs;\n};\n\n" USER("one", "d->regs"),
		  "struct d {\n\tint regs;\n\tint count;\n};\n\n" USER("one", "d->count") USER("two", "d->count"),
		  NULL,
		  RUNG_REFUSED },
		{ "a removed member that B does not use any more",
		  "struct d {\n\tint regs;\n\tint count;\n};\n\n" USER("one", "d->count"),
		  "struct d {\n\tint regs;\n};\n\n" USER("one", "d->regs"),
		  "struct d {\n\tint regs;\n\tint count;\n};\n\n" USER("one", "d->count") USER("two", "d->regs"),
		  "struct d {\n\tint regs;\n};\n\n" USER("one", "d->regs") USER("two", "d->regs"),
		  RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

static void test_there_already(void **state)
{
	static const struct row rows[] = {
		{ "an added member that B has, of another type",
		  "struct d {\n\tint regs;\n\tint last;\n};\n",
		  "struct d {\n\tint regs;\n\tu32 flags;\n\tint last;\n};\n",
		  "struct d {\n\tu64 flags;\n\tint first;\n\tint regs;\n\tint last;\n};\n",
		  NULL,
		  RUNG_REFUSED },
		{ "an added constant that B has, at another place",
		  "enum s {\n\tDEAD,\n\tLIVE,\n};\n",
		  "enum s {\n\tDEAD,\n\tGONE,\n\tLIVE,\n};\n",
		  "enum s {\n\tGONE,\n\tBORN,\n\tDEAD,\n\tLIVE,\n};\n",
		  NULL,
		  RUNG_REFUSED },
		{ "an added macro that B has, of another value",
		  "#define REG_A 1\n#define REG_B 2\n",
		  "#define REG_A 1\n#define REG_B 2\n#define REG_C 3\n",
		  "#define REG_C 7\n\n#define REG_A 1\n#define REG_B 2\n",
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

/* A bit that the branch has given to another flag. */
static void test_bits(void **state)
{
	static const struct row rows[] = {
		{ "an added flag whose bit is taken",
		  "#define Q_ONE BIT(0)\n#define Q_TWO BIT(1)\n",
		  "#define Q_ONE BIT(0)\n#define Q_TWO BIT(1)\n#define Q_NEW BIT(2)\n",
		  "#define Q_ONE BIT(0)\n#define Q_TWO BIT(1)\n#define Q_OLD BIT(2)\n",
		  NULL,
		  RUNG_REFUSED },
		{ "an added flag whose bit is taken by one of another group",
		  "#define Q_ONE BIT(0)\n#define Q_TWO BIT(1)\n",
		  "#define Q_ONE BIT(0)\n#define Q_TWO BIT(1)\n#define Q_NEW BIT(2)\n",
		  "#define Q_ONE BIT(0)\n#define Q_TWO BIT(1)\n\n#define P_OLD BIT(2)\n",
		  "#define Q_ONE BIT(0)\n#define Q_TWO BIT(1)\n#define Q_NEW BIT(2)\n\n#define P_OLD BIT(2)\n",
		  RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_gone),
		cmocka_unit_test(test_there_already),
		cmocka_unit_test(test_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
