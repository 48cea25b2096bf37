// SPDX-License-Identifier: GPL-2.0-only
/* Whole definitions, which are added or removed beside others than in the branch. */
#include "adapt_table.h"

#define ONE "static int one(struct d *d)\n{\n\treturn d->one;\n}\n"
#define TWO_WITH(more) "static int two(struct d *d)\n{\n\tkick(d" more ");\n\td->size--;\n\n\treturn 1;\n}\n"
#define TWO TWO_WITH("")
#define SIX "static void six(struct c *c,\n\t\tstruct caps *caps)\n{\n\tstruct d *d = to_d(c);\n\n" \
	"\tif (d->flags & LOCAL) {\n\t\tif (d->dir == READ)\n\t\t\tcaps->dirs = BIT(TO_MEM);\n\t\telse\n" \
	"\t\t\tcaps->dirs = BIT(TO_DEV);\n\t}\n}\n"
#define SEVEN "static int seven(struct c *c,\n\t\t struct config *config)\n{\n\tstruct d *d = to_d(c);\n\n" \
	"\tmemcpy(&d->config, config, sizeof(*config));\n\td->configured = true;\n\n\treturn 0;\n}\n"
#define THREE "static void three(struct d *d, int n)\n{\n\td->many = n;\n\tkick(d);\n}\n"
#define FOUR "void four(struct e *e)\n{\n\tfor (;;)\n\t\tspin(e);\n}\n"
#define FIVE "static bool five(u32 mask)\n{\n\treturn hweight32(mask) > 3;\n}\n"
#define ADDED "/* All at once. */\nstatic void added(struct d *d)\n{\n\tlist_del(&d->node);\n\tfree_it(d);\n}\n"

static void test_added(void **state)
{
	static const struct row rows[] = {
		{ "a function, whose neighbours differ",
		  TWO_WITH(", x") "\n" SIX "\n" SEVEN,
		  TWO_WITH(", x") "\n" ADDED "\n" SIX "\n" SEVEN,
		  TWO "\n" SEVEN,
		  TWO "\n" ADDED "\n" SEVEN,
		  RUNG_MOVED },
		{ "a function that calls one further down in B",
		  "static void free_it(struct d *d)\n{\n\tput(d);\n}\n\n" TWO_WITH(", x") "\n" SIX "\n" SEVEN,
		  "static void free_it(struct d *d)\n{\n\tput(d);\n}\n\n" TWO_WITH(", x") "\n" ADDED "\n" SIX "\n" SEVEN,
		  TWO "\n" SEVEN "\nstatic void free_it(struct d *d)\n{\n\tput(d);\n}\n",
		  NULL,
		  RUNG_REFUSED },
		{ "a function behind an EXPORT_SYMBOL",
		  TWO_WITH(", x") "\n" SIX "\n" SEVEN,
		  TWO_WITH(", x") "\n" ADDED "\n" SIX "\n" SEVEN,
		  TWO "EXPORT_SYMBOL(two);\n\n" SEVEN,
		  TWO "EXPORT_SYMBOL(two);\n\n" ADDED "\n" SEVEN,
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

static void test_removed(void **state)
{
	static const struct row rows[] = {
		{ "a function is removed, whose neighbours differ",
		  ONE "\n" TWO "\n" FIVE "\n" THREE,
		  ONE "\n" FIVE "\n" THREE,
		  FOUR "\n" FIVE "\n" TWO "\n" ONE,
		  FOUR "\n" FIVE "\n" ONE,
		  RUNG_MOVED },
	};

	CHECK_ROWS(rows);
}

/* Values of members may be in any order. */
static void test_designators(void **state)
{
	static const struct row rows[] = {
		{ "a designated member between others of B",
		  "static const struct ops ops = {\n\t.open = open,\n\t.poll = poll,\n};\n",
		  "static const struct ops ops = {\n\t.open = open,\n\t.destroy = destroy,\n\t.poll = poll,\n};\n",
		  "static const struct ops ops = {\n\t.open = open,\n\t.read = read,\n\t.write = write,\n\t.ioctl = ioctl,\n"
		        "\t.mmap = mmap,\n\t.fsync = fsync,\n\t.poll = poll,\n};\n",
		  "static const struct ops ops = {\n\t.open = open,\n\t.destroy = destroy,\n\t.read = read,\n\t.write = write,\n"
		        "\t.ioctl = ioctl,\n\t.mmap = mmap,\n\t.fsync = fsync,\n\t.poll = poll,\n};\n",
		  RUNG_FUNCTION },
		{ "an array element between others of B",
		  "static const char *const names[] = {\n\t\"open\",\n\t\"poll\",\n};\n",
		  "static const char *const names[] = {\n\t\"open\",\n\t\"destroy\",\n\t\"poll\",\n};\n",
		  "static const char *const names[] = {\n\t\"open\",\n\t\"read\",\n\t\"write\",\n\t\"ioctl\",\n\t\"mmap\",\n\t\"fsync\",\n"
		        "\t\"poll\",\n};\n",
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_added),
		cmocka_unit_test(test_removed),
		cmocka_unit_test(test_designators),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
