// SPDX-License-Identifier: GPL-2.0-only
/* Variables of B that a change leaves without use. */
#include "adapt_table.h"

#define USER(declarations, body) \
	"int user(struct file *file)\n{\n" declarations "\tint rc;\n\n" body "\treturn rc;\n}\n"
#define OLD "\tlink = take_link(sb);\n\tif (bad(link))\n\t\treturn 1;\n\trc = last(link);\n"
#define NEW "\tlink = get_link(file->link);\n\tif (bad(link))\n\t\treturn 1;\n\trc = last(link);\n"

/* A uses it elsewhere, B does not; what it was made of goes with it. */
static void test_dropped(void **state)
{
	static const struct row rows[] = {
		{ "a variable that only A uses elsewhere, and what it was made of",
		  USER("\tstruct sb *sb = SB(file);\n\tvoid *link;\n", OLD "\tuse(sb);\n"),
		  USER("\tstruct sb *sb = SB(file);\n\tvoid *link;\n", NEW "\tuse(sb);\n"),
		  USER("\tstruct inode *inode = file->inode;\n\tstruct sb *sb = SB(inode);\n\tvoid *link;\n", OLD),
		  USER("\tvoid *link;\n", NEW),
		  RUNG_TOKEN },
		{ "the first of several in a declaration",
		  USER("\tvoid *sb, *link;\n", OLD "\tuse(sb);\n"),
		  USER("\tvoid *sb, *link;\n", NEW "\tuse(sb);\n"),
		  USER("\tvoid *sb, *link;\n", OLD),
		  USER("\tvoid *link;\n", NEW),
		  RUNG_TOKEN },
		{ "the last of several in a declaration",
		  USER("\tvoid *link, *sb = 0;\n", OLD "\tuse(sb);\n"),
		  USER("\tvoid *link, *sb = 0;\n", NEW "\tuse(sb);\n"),
		  USER("\tvoid *link, *sb = 0;\n", OLD),
		  USER("\tvoid *link;\n", NEW),
		  RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

#define TAKE "\tlink = take_link(sb);\n\tif (!link)\n\t\treturn -ENOMEM;\n\n"
#define TAKE_OF_B "\tlink = take_link(sb);\n\tif (!link) {\n\t\trc = -ENOMEM;\n\t\tgoto out;\n\t}\n\n"
#define REST "\trc = last(link);\n\tuse(sb, rc);\n"

/* A label of B to which only what is removed went. */
static void test_label(void **state)
{
	static const struct row rows[] = {
		{ "a label to which only what is removed went",
		  USER("\tvoid *link;\n", TAKE REST),
		  USER("\tvoid *link;\n", REST),
		  USER("\tvoid *link;\n", TAKE_OF_B REST "out:\n"),
		  USER("\tvoid *link;\n", REST),
		  RUNG_TOKEN },
		{ "a label to which another goto leads",
		  USER("\tvoid *link;\n", TAKE REST),
		  USER("\tvoid *link;\n", REST),
		  USER("\tvoid *link;\n", TAKE_OF_B REST "\tif (rc)\n\t\tgoto out;\n\tmore();\nout:\n"),
		  USER("\tvoid *link;\n", REST "\tif (rc)\n\t\tgoto out;\n\tmore();\nout:\n"),
		  RUNG_TOKEN },
		{ "a label to which a macro may lead",
		  USER("\tvoid *link;\n", TAKE REST),
		  USER("\tvoid *link;\n", REST),
		  "#define LEAVE() goto out\n" USER("\tvoid *link;\n", TAKE_OF_B REST "out:\n"),
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

static void test_kept(void **state)
{
	static const struct row rows[] = {
		{ "unused in the source tree as well",
		  USER("\tvoid *sb, *link;\n", OLD),
		  USER("\tvoid *sb, *link;\n", NEW),
		  USER("\tvoid *sb, *link;\n", OLD),
		  USER("\tvoid *sb, *link;\n", NEW),
		  RUNG_EXACT },
		{ "its initializer may have side effects",
		  USER("\tvoid *sb = find(1);\n\tvoid *link;\n", OLD "\tuse(sb);\n"),
		  USER("\tvoid *sb = find(1);\n\tvoid *link;\n", NEW "\tuse(sb);\n"),
		  USER("\tvoid *sb = find(1);\n\tvoid *link;\n", OLD),
		  USER("\tvoid *sb = find(1);\n\tvoid *link;\n", NEW),
		  RUNG_EXACT },
		{ "a macro of the file may use it",
		  "#define M(x) use(x, sb)\n" USER("\tvoid *sb, *link;\n", OLD "\tuse(sb);\n"),
		  "#define M(x) use(x, sb)\n" USER("\tvoid *sb, *link;\n", NEW "\tuse(sb);\n"),
		  "#define M(x) use(x, sb)\n" USER("\tvoid *sb, *link;\n", OLD),
		  "#define M(x) use(x, sb)\n" USER("\tvoid *sb, *link;\n", NEW),
		  RUNG_EXACT },
		{ "never used in B",
		  USER("\tvoid *link;\n", OLD),
		  USER("\tvoid *link;\n", NEW),
		  USER("\tvoid *link, *spare;\n", OLD),
		  USER("\tvoid *link, *spare;\n", NEW),
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dropped),
		cmocka_unit_test(test_label),
		cmocka_unit_test(test_kept),
	};

	return cmocka_run_group_tests_name("adapt_unused", tests, NULL, NULL);
}
