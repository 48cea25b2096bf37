// SPDX-License-Identifier: GPL-2.0-only
/* Whole definitions, which are added or removed beside others than in the branch. */
#include "adapt_files.h"

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
	/* What is in front differs, and what follows is not there. */
	check(TWO_WITH(", x") "\n" SIX "\n" SEVEN, TWO_WITH(", x") "\n" ADDED "\n" SIX "\n" SEVEN, TWO "\n" SEVEN,
	      TWO "\n" ADDED "\n" SEVEN, RUNG_MOVED);
	/* It calls what B has further down. */
	check("static void free_it(struct d *d)\n{\n\tput(d);\n}\n\n" TWO_WITH(", x") "\n" SIX "\n" SEVEN,
	      "static void free_it(struct d *d)\n{\n\tput(d);\n}\n\n" TWO_WITH(", x") "\n" ADDED "\n" SIX "\n" SEVEN,
	      TWO "\n" SEVEN "\nstatic void free_it(struct d *d)\n{\n\tput(d);\n}\n", "", RUNG_REFUSED);
	/* What belongs to the one in front stays with it. */
	check(TWO_WITH(", x") "\n" SIX "\n" SEVEN, TWO_WITH(", x") "\n" ADDED "\n" SIX "\n" SEVEN,
	      TWO "EXPORT_SYMBOL(two);\n\n" SEVEN, TWO "EXPORT_SYMBOL(two);\n\n" ADDED "\n" SEVEN, RUNG_FUNCTION);
}

static void test_removed(void **state)
{
	check(ONE "\n" TWO "\n" FIVE "\n" THREE, ONE "\n" FIVE "\n" THREE, FOUR "\n" FIVE "\n" TWO "\n" ONE,
	      FOUR "\n" FIVE "\n" ONE, RUNG_MOVED);
}

/* Values of members may be in any order. */
static void test_designators(void **state)
{
	check("static const struct ops ops = {\n\t.open = open,\n\t.poll = poll,\n};\n",
	      "static const struct ops ops = {\n\t.open = open,\n\t.destroy = destroy,\n\t.poll = poll,\n};\n",
	      "static const struct ops ops = {\n\t.open = open,\n\t.read = read,\n\t.write = write,\n\t.ioctl = ioctl,\n"
	      "\t.mmap = mmap,\n\t.fsync = fsync,\n\t.poll = poll,\n};\n",
	      "static const struct ops ops = {\n\t.open = open,\n\t.destroy = destroy,\n\t.read = read,\n\t.write = write,\n"
	      "\t.ioctl = ioctl,\n\t.mmap = mmap,\n\t.fsync = fsync,\n\t.poll = poll,\n};\n", RUNG_FUNCTION);
	/* Those of an array not. */
	check("static const char *const names[] = {\n\t\"open\",\n\t\"poll\",\n};\n",
	      "static const char *const names[] = {\n\t\"open\",\n\t\"destroy\",\n\t\"poll\",\n};\n",
	      "static const char *const names[] = {\n\t\"open\",\n\t\"read\",\n\t\"write\",\n\t\"ioctl\",\n\t\"mmap\",\n\t\"fsync\",\n"
	      "\t\"poll\",\n};\n", "", RUNG_REFUSED);
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
