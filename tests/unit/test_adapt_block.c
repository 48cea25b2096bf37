// SPDX-License-Identifier: GPL-2.0-only
#include "adapt_table.h"

#define ENTRY(name, more) "\t[" name "] = {\n\t\t.set = set,\n\t\t.get = get,\n" more "\t\t.ports = 4,\n\t},\n"
#define TABLE(entries) "static const struct chip chips[] = {\n" entries "};\n"

/* Entries with the same lines: the change belongs to one of them. */
static void test_entries(void **state)
{
	static const struct row rows[] = {
		{ "entries with the same lines in another order",
		  TABLE(ENTRY("CHIP_A", "") ENTRY("CHIP_B", "")),
		  TABLE(ENTRY("CHIP_A", "") ENTRY("CHIP_B", "\t\t.quirks = SLOW,\n")),
		  TABLE(ENTRY("CHIP_B", "") ENTRY("CHIP_A", "")),
		  NULL,
		  RUNG_REFUSED },
		{ "the entry is not there",
		  TABLE(ENTRY("CHIP_A", "") ENTRY("CHIP_B", "")),
		  TABLE(ENTRY("CHIP_A", "") ENTRY("CHIP_B", "\t\t.quirks = SLOW,\n")),
		  TABLE(ENTRY("CHIP_A", "")),
		  NULL,
		  RUNG_REFUSED },
		{ "the entry has a name that only B has",
		  TABLE(ENTRY("CHIP_A", "") ENTRY("CHIP_B", "")),
		  TABLE(ENTRY("CHIP_A", "") ENTRY("CHIP_B", "\t\t.quirks = SLOW,\n")),
		  TABLE(ENTRY("CHIP_A", "") ENTRY("OLD_CHIP_B", "")),
		  TABLE(ENTRY("CHIP_A", "") ENTRY("OLD_CHIP_B", "\t\t.quirks = SLOW,\n")),
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

#define IDS(entries) "static const struct id ids[] = {\n\t{ DEVICE(0x1af4, 0x1000), GEN1 },\n" entries "\t{ }\n};\n"
#define ID(id, gen) "\t{ DEVICE(0x1af4, " id "), " gen " },\n"

/* An entry is known by its numbers. */
static void test_ids(void **state)
{
	static const struct row rows[] = {
		{ "an entry with these IDs is there, with other data",
		  IDS(ID("0x1001", "GEN1")),
		  IDS(ID("0x1001", "GEN1") ID("0x1003", "GEN2")),
		  IDS(ID("0x1003", "GEN1") ID("0x1001", "GEN1")),
		  NULL,
		  RUNG_REFUSED },
		{ "added next to an entry with other IDs",
		  IDS(ID("0x1001", "GEN1")),
		  IDS(ID("0x1001", "GEN1") ID("0x1003", "GEN2")),
		  IDS(ID("0x1002", "GEN1") ID("0x1001", "GEN1")),
		  IDS(ID("0x1002", "GEN1") ID("0x1001", "GEN1") ID("0x1003", "GEN2")),
		  RUNG_FUNCTION },
		{ "the entry that is changed is not there",
		  IDS(ID("0x1001", "GEN1")),
		  IDS(ID("0x1001", "GEN2")),
		  IDS(""),
		  NULL,
		  RUNG_REFUSED },
		{ "the entry that is changed has another ID",
		  IDS(ID("0x1001", "GEN1")),
		  IDS(ID("0x1001", "GEN2")),
		  IDS(ID("0x1009", "GEN1")),
		  NULL,
		  RUNG_REFUSED },
		{ "the entry that is removed has another ID",
		  IDS(ID("0x1001", "GEN1")),
		  IDS(""),
		  IDS(ID("0x1009", "GEN1")),
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

#define SWITCH(cases) "int ctl(struct d *d, int cmd)\n{\n\tswitch (cmd) {\n" cases "\t}\n\treturn 0;\n}\n"
#define CASE(name, more) "\tcase " name ":\n\t\tif (!d->up)\n\t\t\treturn -EIO;\n" more "\t\td->used++;\n\t\tbreak;\n"

static void test_cases(void **state)
{
	static const struct row rows[] = {
		{ "cases with the same lines in another order",
		  SWITCH(CASE("GET", "") CASE("SET", "")),
		  SWITCH(CASE("GET", "") CASE("SET", "\t\tmark(d);\n")),
		  SWITCH(CASE("SET", "") CASE("GET", "")),
		  NULL,
		  RUNG_REFUSED },
		{ "a case in front that only B has",
		  SWITCH(CASE("GET", "") CASE("SET", "")),
		  SWITCH(CASE("GET", "") CASE("SET", "\t\tmark(d);\n")),
		  SWITCH(CASE("NEW", "") CASE("GET", "") CASE("SET", "")),
		  SWITCH(CASE("NEW", "") CASE("GET", "") CASE("SET", "\t\tmark(d);\n")),
		  RUNG_OFFSET },
	};

	CHECK_ROWS(rows);
}

#define SCAN(open, more, close) \
	"void scan(struct d *d)\n{\n\tstruct port *port;\n\n\tlist_for_each_entry(port, &d->ports, node) {\n" open \
	"\t\tstop(port);\n" more "\t\tclear(port);\n\t\tstart(port);\n" close "\t}\n}\n"
#define SCAN_DEEPER(open, more, close) \
	"void scan(struct d *d)\n{\n\tstruct port *port;\n\n\tlist_for_each_entry(port, &d->ports, node) {\n" open \
	"\t\t\tstop(port);\n" more "\t\t\tclear(port);\n\t\t\tstart(port);\n" close "\t}\n}\n"

/* What a jump leaves is the same: not a loop, or a switch, that only B has around the place. */
static void test_jumps(void **state)
{
	static const struct row rows[] = {
		{ "continue within a loop that only B has",
		  SCAN("", "", ""),
		  SCAN("", "\t\tif (port->dead)\n\t\t\tcontinue;\n", ""),
		  SCAN_DEEPER("\t\tfor (i = 0; i < 4; i++) {\n", "", "\t\t}\n"),
		  NULL,
		  RUNG_REFUSED },
		{ "break within a switch that only B has",
		  SCAN("", "", ""),
		  SCAN("", "\t\tif (port->dead)\n\t\t\tbreak;\n", ""),
		  SCAN_DEEPER("\t\tswitch (port->kind) {\n\t\tcase ONE:\n", "", "\t\t}\n"),
		  NULL,
		  RUNG_REFUSED },
		{ "continue within an if that only B has",
		  SCAN("", "", ""),
		  SCAN("", "\t\tif (port->dead)\n\t\t\tcontinue;\n", ""),
		  SCAN_DEEPER("\t\tif (port->up) {\n", "", "\t\t}\n"),
		  SCAN_DEEPER("\t\tif (port->up) {\n", "\t\t\tif (port->dead)\n\t\t\t\tcontinue;\n", "\t\t}\n"),
		  RUNG_FUNCTION },
		{ "a case added behind one that falls through in B",
		  SWITCH("\tcase A:\n\t\tone(d);\n\t\tbreak;\n\tdefault:\n\t\tany(d);\n"),
		  SWITCH("\tcase A:\n\t\tone(d);\n\t\tbreak;\n\tcase B:\n\t\ttwo(d);\n\t\tbreak;\n\tdefault:\n\t\tany(d);\n"),
		  SWITCH("\tcase A:\n\t\tone(d);\n\t\tfallthrough;\n\tdefault:\n\t\tany(d);\n"),
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

#define SECTION(name, more) "config " name "\n\ttristate \"" name "\"\n\tdepends on PCI\n\tselect CRC8\n" more "\tselect REGMAP\n\n"

/* Files that are no C have sections, too. */
static void test_sections(void **state)
{
	static const struct row rows[] = {
		{ "Kconfig: sections in another order",
		  SECTION("ONE", "") SECTION("TWO", ""),
		  SECTION("ONE", "") SECTION("TWO", "\tselect I2C\n"),
		  SECTION("TWO", "") SECTION("ONE", ""),
		  NULL,
		  RUNG_REFUSED },
		{ "Kconfig: another section is missing",
		  SECTION("ONE", "") SECTION("TWO", ""),
		  SECTION("ONE", "") SECTION("TWO", "\tselect I2C\n"),
		  SECTION("TWO", ""),
		  SECTION("TWO", "\tselect I2C\n"),
		  RUNG_OFFSET },
	};

	CHECK_ROWS(rows);
}

#define STOP(open, more, close) \
	"void stop(struct d *d, int ret)\n{\n\tif (ret)" open "\n\t\tpower_off(d);\n" more close "\td->ret = ret;\n}\n"

/* What goes into a block would always run where B has no braces. */
static void test_braces(void **state)
{
	static const struct row rows[] = {
		{ "added to a block where B has a single statement",
		  STOP(" {", "\t\tnote(d);\n", "\t}\n"),
		  STOP(" {", "\t\tmark_dead(d);\n\t\tnote(d);\n", "\t}\n"),
		  STOP("", "", ""),
		  NULL,
		  RUNG_REFUSED },
		{ "added behind a single statement",
		  STOP("", "", ""),
		  "void stop(struct d *d, int ret)\n{\n\tif (ret)\n\t\tpower_off(d);\n\tadded(d);\n\td->ret = ret;\n}\n",
		  STOP("", "", "\tmore(d);\n"),
		  "void stop(struct d *d, int ret)\n{\n\tif (ret)\n\t\tpower_off(d);\n\tadded(d);\n\tmore(d);\n\td->ret = ret;\n}\n",
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

#define ELSE(open, body, close) \
	"void stop(struct d *d, int *ret)\n{\n\tif (d->on)\n\t\tgo(d);\n\telse" open "\n" body close \
	"\td->ret = *ret;\n}\n"
#define IF(open, body, close) \
	"void stop(struct d *d, int *ret)\n{\n\tif (d->on)" open "\n" body close "\td->ret = *ret;\n}\n"

/* Whatever the single statement is. */
static void test_single_statements(void **state)
{
	static const struct row rows[] = {
		{ "a call below else",
		  ELSE(" {", "\t\tpower_off(d);\n", "\t}\n"),
		  ELSE(" {", "\t\tpower_off(d);\n\t\tmark(d);\n", "\t}\n"),
		  ELSE("", "\t\tpower_off(d);\n", ""),
		  NULL,
		  RUNG_REFUSED },
		{ "a store through a pointer",
		  IF(" {", "\t\t*ret = power_off(d);\n", "\t}\n"),
		  IF(" {", "\t\t*ret = power_off(d);\n\t\tmark(d);\n", "\t}\n"),
		  IF("", "\t\t*ret = power_off(d);\n", ""),
		  NULL,
		  RUNG_REFUSED },
		{ "a counter",
		  IF(" {", "\t\t++d->off_count;\n", "\t}\n"),
		  IF(" {", "\t\t++d->off_count;\n\t\tmark(d);\n", "\t}\n"),
		  IF("", "\t\t++d->off_count;\n", ""),
		  NULL,
		  RUNG_REFUSED },
		{ "a call through a pointer",
		  ELSE(" {", "\t\t(*d->power_off)(d);\n", "\t}\n"),
		  ELSE(" {", "\t\t(*d->power_off)(d);\n\t\tmark(d);\n", "\t}\n"),
		  ELSE("", "\t\t(*d->power_off)(d);\n", ""),
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

/* B has the block further in or out, or without what A has around it. */
static void test_depth(void **state)
{
	static const struct row rows[] = {
		{ "one block fewer around it",
		  "int f(struct d *d)\n{\n\tif (d->a) {\n\t\tif (d->b) {\n\t\t\tone(d, 1);\n\t\t\ttwo(d, 2);\n\t\t}\n\t}\n\treturn 0;\n}\n",
		  "int f(struct d *d)\n{\n\tif (d->a) {\n\t\tif (d->b) {\n\t\t\tone(d, 1);\n\t\t\tadd(d);\n\t\t\ttwo(d, 2);\n\t\t}\n\t}\n\treturn 0;\n}\n",
		  "int f(struct d *d)\n{\n\tif (d->a) {\n\t\tone(d, 1);\n\t\ttwo(d, 2);\n\t}\n\treturn 0;\n}\n",
		  "int f(struct d *d)\n{\n\tif (d->a) {\n\t\tone(d, 1);\n\t\tadd(d);\n\t\ttwo(d, 2);\n\t}\n\treturn 0;\n}\n",
		  RUNG_FUNCTION },
		{ "only what is behind the place is further in",
		  "int f(struct d *d)\n{\n\tone(d, 1);\n\tlast_one(d);\n\nout:\n\tput_it(d, 2);\n\treturn 0;\n}\n",
		  "int f(struct d *d)\n{\n\tone(d, 1);\n\tlast_one(d);\n\nout:\n\tif (d->again) {\n\t\tqueue(d);\n\t}\n\n"
		        "\tput_it(d, 2);\n\treturn 0;\n}\n",
		  "int f(struct d *d)\n{\n\tone(d, 1);\n\tlast_one(d);\n\nout:\n\tif (d)\n\t\tput_it(d, 2);\n\treturn 0;\n}\n",
		  "int f(struct d *d)\n{\n\tone(d, 1);\n\tlast_one(d);\n\nout:\n\tif (d->again) {\n\t\tqueue(d);\n\t}\n\n"
		        "\tif (d)\n\t\tput_it(d, 2);\n\treturn 0;\n}\n",
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_jumps),
		cmocka_unit_test(test_sections),
		cmocka_unit_test(test_braces),
		cmocka_unit_test(test_single_statements),
		cmocka_unit_test(test_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
