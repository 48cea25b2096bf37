// SPDX-License-Identifier: GPL-2.0-only
/* Changes between statements stay between statements. */
#include "adapt_table.h"

#define SETUP(body) \
	"static int setup(struct net *net, struct info *info)\n{\n\tint err;\n\n" \
	"\tinit_lists(info);\n" body "\treturn 0;\n}\n"

/* A has a statement in one line, B in two. */
static void test_statement_in_two_lines(void **state)
{
	static const struct row rows[] = {
		{ "a statement in one line, in two in B",
		  SETUP("\tnet->own_info->data = count_init(net, sizeof(u32));\n"),
		  SETUP("\tinfo->data = count_init(net, sizeof(u32));\n"),
		  SETUP("\tnet->own_info->data =\n\t\tcount_init(net, FAMILY, sizeof(u32));\n"),
		  SETUP("\tinfo->data =\n\t\tcount_init(net, FAMILY, sizeof(u32));\n"),
		  RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

/* B has the brace on a line of its own: what is added goes behind it. */
static void test_brace_on_its_own_line(void **state)
{
	static const struct row rows[] = {
		{ "the brace is on a line of its own in B",
		  SETUP("\tif (info && info->len > 0) {\n\t\tif (parse(info->ie, info->len+2, &info->group) == 0)\n"
		      "\t\t\tinfo->on = 1;\n\t}\n"),
		  SETUP("\tif (info && info->len > 0) {\n\t\tif (info->len > MAX)\n\t\t\treturn -EINVAL;\n"
		      "\t\tif (parse(info->ie, info->len + 3, &info->group) == 0)\n\t\t\tinfo->on = 1;\n\t}\n"),
		  SETUP("\tif (info && info->len > 0)\n\t{\n\t\tif (parse(info->ie, info->len+2, &info->group) == 0)\n"
		      "\t\t\tinfo->on = 1;\n\t}\n"),
		  SETUP("\tif (info && info->len > 0)\n\t{\n\t\tif (info->len > MAX)\n\t\t\treturn -EINVAL;\n"
		      "\t\tif (parse(info->ie, info->len + 3, &info->group) == 0)\n\t\t\tinfo->on = 1;\n\t}\n"),
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

#define TABLE(entries) \
	"static const struct quirk quirks[] = {\n" entries "\t{}\n};\n"
#define ENTRY(id, who) \
	"\tVENDOR(" id ", /* " who " */\n\t       FLAG_RAW),\n"

/* An entry of a table does not go into the entry of another. */
static void test_entry_of_a_table(void **state)
{
	static const struct row rows[] = {
		{ "an entry in front of one that only B has",
		  TABLE(ENTRY("0x2622", "the first of all makers") ENTRY("0x2772", "Musical devices")
		      ENTRY("0x2ab6", "Teac or Tascam devices")),
		  TABLE(ENTRY("0x2622", "the first of all makers") "\tVENDOR(0x2708, /* Audient */\n\t       FLAG_NONE),\n"
		      ENTRY("0x2772", "Musical devices") ENTRY("0x2ab6", "Teac or Tascam devices")),
		  TABLE(ENTRY("0x2622", "the first of all makers") ENTRY("0x278b", "Rotel?")
		      ENTRY("0x2ab6", "Teac or Tascam devices")),
		  TABLE(ENTRY("0x2622", "the first of all makers") "\tVENDOR(0x2708, /* Audient */\n\t       FLAG_NONE),\n"
		      ENTRY("0x278b", "Rotel?") ENTRY("0x2ab6", "Teac or Tascam devices")),
		  RUNG_FUNCTION },
		{ "an entry behind the last, which has no comma",
		  "enum kind {\n\tKIND_A,\n\tKIND_B\n};\n",
		  "enum kind {\n\tKIND_A,\n\tKIND_B,\n\tKIND_MAX,\n};\n",
		  "enum kind {\n\tKIND_A,\n\tKIND_B\n};\n",
		  "enum kind {\n\tKIND_A,\n\tKIND_B,\n\tKIND_MAX,\n};\n",
		  RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

/* In A within braces, in B the only statement of an if: it would be no part of it. */
static void test_if_without_braces(void **state)
{
	static const struct row rows[] = {
		{ "the block is a single statement in B",
		  SETUP("\tif (!info->on) {\n\t\tclose_it(info->file);\n\t\tinfo->file = NULL;\n\t}\n"),
		  SETUP("\tif (!info->on) {\n\t\tflush_it(info->file);\n\t\tclose_it(info->file);\n"
		      "\t\tinfo->file = NULL;\n\t}\n"),
		  SETUP("\tif (!info->on)\n\t\tclose_it(info->file);\n"),
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

/* What follows a line that the change replaces stays behind it, whatever B has next. */
static void test_behind_its_line(void **state)
{
	static const struct row rows[] = {
		{ "added behind a call that the change replaces",
		  SETUP("\tfill_info(net, info, false);\n\tcopy_out(net, info);\n"),
		  SETUP("\terr = fill_info(net, info, false);\n\tif (err)\n\t\treturn err;\n\tcopy_out(net, info);\n"),
		  SETUP("\tfill_info(net, info);\n\tfill_more(net, info);\n\tcopy_out(net, info);\n"),
		  SETUP("\terr = fill_info(net, info);\n\tif (err)\n\t\treturn err;\n\tfill_more(net, info);\n"
		      "\tcopy_out(net, info);\n"),
		  RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

/* A check that the change moves, in a function that is left elsewhere in B. */
static void test_moved_return(void **state)
{
#define CHECK(leave) "\tinfo->kind = find_kind(info, net);\n\tif (!info->kind) {\n" leave "\t}\n"
#define MORE "\tif (info->on)\n\t\tfirst_of(net);\n\tsecond_of(net);\n\tthird_of(net);\n\tfourth_of(net);\n" \
	"\tfifth_of(net);\n\tsixth_of(net);\n"

	static const struct row rows[] = {
		{ "a check that moves, with goto in place of return in B",
		  SETUP("\ttake_it(net);\n" MORE CHECK("\t\treturn -ENXIO_AGAIN;\n") "\tlast_of(net);\n"),
		  SETUP("\ttake_it(net);\n" CHECK("\t\treturn -ENXIO_AGAIN;\n") MORE "\tlast_of(net);\n"),
		  SETUP("\ttake_it(net);\n" MORE CHECK("\t\terr = -ENXIO_AGAIN;\n\t\tgoto out;\n")
		      "\tlast_of(net);\nout:\n\tgive_it(net);\n"),
		  SETUP("\ttake_it(net);\n" CHECK("\t\terr = -ENXIO_AGAIN;\n\t\tgoto out;\n") MORE
		      "\tlast_of(net);\nout:\n\tgive_it(net);\n"),
		  RUNG_SUBSTITUTION },
	};

	CHECK_ROWS(rows);
}

/* A statement that the change alters and B does not have does not come with it. */
static void test_altered_and_lacking(void **state)
{
	static const struct row rows[] = {
		{ "a statement that is altered and that B lacks",
		  SETUP("\tswitch_mode(info);\n\ttell(net, \"mode %d of %d\", info->mode, info->count);\n"
		      "\tif (info->mode)\n\t\tset_one(info, net);\n"),
		  SETUP("\tswitch_mode(info);\n\ttell(net, \"mode %d of %d\", mode, info->count);\n"
		      "\tif (mode)\n\t\tset_one(info, net);\n"),
		  SETUP("\tswitch_mode(info);\n\tif (info->mode)\n\t\tset_one(info, net);\n"),
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

/* Lines that go on, comments and lists are not cut in two. */
static void test_what_goes_on(void **state)
{
	static const struct row rows[] = {
		{ "Makefile: the list ends where A's goes on",
		  "obj += a.o \\\n\tb.o \\\n\tc.o\n\nccflags += x\n",
		  "obj += a.o \\\n\tb.o \\\n\tnew.o \\\n\tc.o\n\nccflags += x\n",
		  "obj += a.o \\\n\tb.o\n\nccflags += x\n",
		  NULL,
		  RUNG_REFUSED },
		{ "Makefile: another line above",
		  "obj += a.o \\\n\tb.o \\\n\tc.o\n\nccflags += x\n",
		  "obj += a.o \\\n\tb.o \\\n\tnew.o \\\n\tc.o\n\nccflags += x\n",
		  "obj += z.o \\\n\tb.o \\\n\tc.o\n\nccflags += x\n",
		  "obj += z.o \\\n\tb.o \\\n\tnew.o \\\n\tc.o\n\nccflags += x\n",
		  RUNG_FUNCTION },
		{ "the lines are in a comment in B",
		  SETUP("\tone(net);\n\ttwo(net);\n"),
		  SETUP("\tone(net);\n\tadded(net);\n\ttwo(net);\n"),
		  SETUP("\t/*\n\t * Not here:\n\tone(net);\n\ttwo(net);\n\t */\n"),
		  NULL,
		  RUNG_REFUSED },
		{ "the list has no comma at its end in B",
		  "static const char *const names[] = {\n\t\"clk\",\n\t\"phy\",\n};\n",
		  "static const char *const names[] = {\n\t\"clk\",\n\t\"phy\",\n\t\"aux\",\n};\n",
		  "static const char *const names[] = {\n\t\"clk\",\n\t\"phy\"\n};\n",
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

/* Every line on its own, and with the ends that B's lines have. */
static void test_line_ends(void **state)
{
	static const struct row rows[] = {
		{ "B ends without a newline",
		  "int a;\n",
		  "int a;\nint b;\n",
		  "int a;",
		  "int a;\nint b;\n",
		  RUNG_FUNCTION },
		{ "B's lines end in CR LF",
		  "int a;\nint z;\n",
		  "int a;\nint b;\nint z;\n",
		  "int a;\r\nint z;\r\n",
		  "int a;\r\nint b;\r\nint z;\r\n",
		  RUNG_FUNCTION },
		{ "A's lines end in CR LF",
		  "int a;\r\nint z;\r\n",
		  "int a;\r\nint b;\r\nint z;\r\n",
		  "int a;\nint z;\n",
		  "int a;\nint b;\nint z;\n",
		  RUNG_FUNCTION },
		{ "B's lines end in either",
		  "int a;\nint z;\n",
		  "int a;\nint b;\nint z;\n",
		  "int a;\r\nint z;\n",
		  "int a;\r\nint b;\nint z;\n",
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statement_in_two_lines),
		cmocka_unit_test(test_brace_on_its_own_line),
		cmocka_unit_test(test_entry_of_a_table),
		cmocka_unit_test(test_if_without_braces),
		cmocka_unit_test(test_behind_its_line),
		cmocka_unit_test(test_moved_return),
		cmocka_unit_test(test_altered_and_lacking),
		cmocka_unit_test(test_what_goes_on),
		cmocka_unit_test(test_line_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
