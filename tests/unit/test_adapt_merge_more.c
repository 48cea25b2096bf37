// SPDX-License-Identifier: GPL-2.0-only
/* Merging atom by atom: names, literals, operators and long texts at their limits. */
#include "adapt_table.h"

#define S(what) \
	"int f(struct d *d)\n{\n\tint ret;\n\n\tret = prepare(d);\n\t" what \
	"\n\tfinish(d);\n\treturn ret;\n}\n"
#define MERGED(what, a, n, b, made) { what, S(a), S(n), S(b), S(made), RUNG_TOKEN }
#define REFUSED(what, a, n, b) { what, S(a), S(n), S(b), NULL, RUNG_REFUSED }
#define NAMES "prepare\nfinish\nd\nret\nflag\n"

static void test_parts_of_names(void **state)
{
#define WORD(what, a, n, b, made, tree) { what, S(a "(d);"), S(n "(d);"), S(b "(d);"), made, RUNG_TOKEN, NAMES tree }
	static const struct row rows[] = {
		WORD("a part in front and one behind", "spi_alloc_host", "devm_spi_alloc_host_now",
		     "spi_alloc_master",
		     S("devm_spi_alloc_master_now(d);"), "devm_spi_alloc_master_now\n"),
		WORD("as much in common at the start as at the end", "ab_x_cd", "ab_x_cd_now",
		     "ab_yy_cd",
		     S("ab_yy_cd_now(d);"), "ab_yy_cd_now\n"),
		WORD("other at the first letter, and at the end", "xhost_get", "xhost_get_now",
		     "yhost_put", NULL,
		     "yhost_put_now\n"),
		WORD("other at the last letter, and at the start", "get_a", "get_a_now", "put_b",
		     NULL, "put_b_now\n"),
		WORD("a piece of the first part", "foob_x", "foob_x_now", "fooc_y", NULL,
		     "fooc_y_now\n"),
		WORD("a first part that goes on in the other", "foo_x", "foo_x_now", "foobar_y",
		     NULL, "foobar_y_now\n"),
		WORD("the change says something else altogether", "ab_x_cd", "other", "ab_yy_cd",
		     S("other(d);"), "other\n"),
		{ "the change adds more than to the word", S("go(ab_x_cd);"),
		  S("go(ab_x_cd_now | flag);"), S("go(ab_yy_cd);"),
		  NULL, 0, NAMES "go\nab_yy_cd_now\n" },
		{ "B has more than the word", S("go(ab_x_cd);"), S("go(ab_x_cd_now);"),
		  S("go(ab_yy_cd | flag);"), NULL, 0,
		  NAMES "go\nab_yy_cd_now\n" },
		{ "A had more than the word", S("go(ab_x_cd | flag);"), S("go(ab_x_cd_now);"),
		  S("go(ab_yy_cd);"), NULL, 0,
		  NAMES "go\nab_yy_cd_now\n" },
	};

	CHECK_ROWS(rows);
}

/* Of some words one side has changed the first, the other the last. */
static void test_words_in_a_row(void **state)
{
#define TELL(text) "tell(d, first, second, third, \"" text "\");"
	static const struct row rows[] = {
		MERGED("six of them", TELL("w1 w2 w3 w4 w5 w6"), TELL("c1 w2 w3 w4 w5 w6"),
		       TELL("w1 b2 b3 b4 b5 b6"),
		       TELL("c1 b2 b3 b4 b5 b6")),
		REFUSED("seven of them", TELL("w1 w2 w3 w4 w5 w6 w7"), TELL("c1 w2 w3 w4 w5 w6 w7"),
			TELL("w1 b2 b3 b4 b5 b6 b7")),
		MERGED("six, the change is to the last", TELL("w1 w2 w3 w4 w5 w6"),
		       TELL("w1 w2 w3 w4 w5 c6"),
		       TELL("b1 b2 b3 b4 b5 w6"), TELL("b1 b2 b3 b4 b5 c6")),
		MERGED("the second one is of neither", TELL("w1 w2 w3"), TELL("c1 w2 w3"),
		       TELL("w1 w2 b3"), TELL("c1 w2 b3")),
		MERGED("the change ends where B begins", TELL("w1 w2 w3 w4"), TELL("c1 c2 w3 w4"),
		       TELL("w1 w2 b3 b4"),
		       TELL("c1 c2 b3 b4")),
		MERGED("B ends where the change begins", TELL("w1 w2 w3 w4"), TELL("w1 w2 c3 c4"),
		       TELL("b1 b2 w3 w4"),
		       TELL("b1 b2 c3 c4")),
		MERGED("the change has more words than A", TELL("w1 w2"), TELL("c1 c2 c3 w2"),
		       TELL("w1 b2"),
		       TELL("c1 c2 c3 b2")),
		MERGED("B has more words than A", TELL("w1 w2"), TELL("c1 w2"), TELL("w1 b2 b3 b4"),
		       TELL("c1 b2 b3 b4")),
		MERGED("likewise at the other end", TELL("w1 w2"), TELL("w1 c2 c3 c4"),
		       TELL("b1 b2 b3 w2"),
		       TELL("b1 b2 b3 c2 c3 c4")),
		MERGED("a logical operator is no part of its operand", "if (p && q)\n\t\tgo(d);",
		       "if (p && r)\n\t\tgo(d);",
		       "if (p || q)\n\t\tgo(d);", "if (p || r)\n\t\tgo(d);"),
	};

	CHECK_ROWS(rows);
}

static void test_literals_at_their_limits(void **state)
{
	static const struct row rows[] = {
		MERGED("a name that begins small is no constant", "wait(d, xABC, q);",
		       "wait(d, xDEF, q);", "wait(d, xGHI, q);",
		       "wait(d, xDEF, q);"),
		MERGED("nor one that goes on small", "wait(d, Long, q);", "wait(d, Longer, q);",
		       "wait(d, Short, q);",
		       "wait(d, Longer, q);"),
		REFUSED("three capitals are one", "wait(d, ABC, q);", "wait(d, DEF, q);",
			"wait(d, GHI, q);"),
		REFUSED("a number behind an operator", "wait(d, ~64, q);", "wait(d, 128, q);",
			"wait(d, 32, q);"),
		MERGED("B has the same number elsewhere in it", "wait(d, ~64, q);",
		       "wait(d, 128, q);", "wait(d, 64, q);",
		       "wait(d, 128, q);"),
		MERGED("a shift that assigns is an assignment", "d->n <<= x;", "d->n = x;",
		       "d->n >>= x;", "d->n = x;"),
		MERGED("so is a plain one", "d->n = x;", "d->n |= x;", "d->n += x;", "d->n |= x;"),
		MERGED("and one that adds", "d->n += x;", "d->n = x;", "d->n -= x;", "d->n = x;"),
		REFUSED("a number that B does not have", "go(d, n + 1);", "go(d, n + 2);",
			"go(d, n);"),
		REFUSED("a constant that B does not have", "go(d, n | OLD);", "go(d, n | NEW);",
			"go(d, n);"),
		MERGED("a number that B does not have is removed", "go(d, n + 1);", "go(d, n);",
		       "go(dev, n);", "go(dev, n);"),
		REFUSED("a comparison is none", "go(d->n >= x);", "go(d->n == x);",
			"go(d->n <= x);"),
		MERGED("B compares with another operator, which the change keeps",
		       "go(d->n < x, 1);", "go(d->n < y, 1);",
		       "go(d->n > x, 1);", "go(d->n > y, 1);"),
	};

	CHECK_ROWS(rows);
}

/* 56 atoms, none of which are alike from line to line. */
#define EIGHT(x) \
	"go1(" x "1, b1);\n\tgo2(c2, b2);\n\tgo3(c3, b3);\n\tgo4(c4, b4);\n\tgo5(c5, b5);\n\tgo6(c6, b6);\n\t" \
	"go7(c7, b7);\n\tgo8(c8, b8);\n\t"

/* What is removed as a whole: of a long text it does not matter that a value is another one. */
static void test_long_texts(void **state)
{
	static const struct row rows[] = {
		{ "61 atoms, another number", S("keep(k);\n\t" EIGHT("c") "z = ~64;"),
		  S("keep(k);"),
		  S("keep(k);\n\t" EIGHT("c") "z = ~32;"), S("keep(k);"), RUNG_TOKEN },
		{ "60 atoms, another number", S("keep(k);\n\t" EIGHT("c") "z = 64;"), S("keep(k);"),
		  S("keep(k);\n\t" EIGHT("c") "z = 32;"), NULL, 0 },
		{ "61 atoms, but they are replaced", S("keep(k);\n\t" EIGHT("c") "z = ~64;"),
		  S("keep(k);\n\tz = 128;"),
		  S("keep(k);\n\t" EIGHT("c") "z = ~32;"), NULL, 0 },
		{ "61 atoms, another variable", S("keep(e1);\n\t" EIGHT("e") "z = ~64;"),
		  S("keep(e1);"),
		  S("keep(e1);\n\t" EIGHT("d") "z = ~64;"), S("keep(e1);"), RUNG_TOKEN },
		{ "60 atoms, another variable", S("keep(e1);\n\t" EIGHT("e") "z = 64;"),
		  S("keep(e1);"),
		  S("keep(e1);\n\t" EIGHT("d") "z = 64;"), NULL, 0 },
		{ "60 atoms, a variable that B's file does not have",
		  S("keep(k);\n\t" EIGHT("e") "z = 64;"), S("keep(k);"),
		  S("keep(k);\n\t" EIGHT("d") "z = 64;"), S("keep(k);"), RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

/* A line that is about another variable is removed if it comes back elsewhere: it has moved. */
static void test_moved_lines(void **state)
{
#define TAIL "\nvoid g(struct p *p)\n{\n\tuse(p);\n}\n"
	static const struct row rows[] = {
		{ "up", S("use_it(d);\n\twork_on(w);\n\tput_device(p->dev);"),
		  S("put_device(p->dev);\n\tuse_it(d);\n\twork_on(w);"),
		  S("use_it(d);\n\twork_on(w);\n\tput_device(q->dev);") TAIL,
		  S("put_device(q->dev);\n\tuse_it(d);\n\twork_on(w);") TAIL, RUNG_SUBSTITUTION },
		{ "down", S("put_device(p->dev);\n\tuse_it(d);\n\twork_on(w);"),
		  S("use_it(d);\n\twork_on(w);\n\tput_device(p->dev);"),
		  S("put_device(q->dev);\n\tuse_it(d);\n\twork_on(w);") TAIL,
		  S("use_it(d);\n\twork_on(w);\n\tput_device(q->dev);") TAIL, RUNG_SUBSTITUTION },
		{ "another line comes", S("use_it(d);\n\twork_on(w);\n\tput_device(p->dev);"),
		  S("get_device(p->dev);\n\tuse_it(d);\n\twork_on(w);"),
		  S("use_it(d);\n\twork_on(w);\n\tput_device(q->dev);") TAIL, NULL, 0 },
		{ "with a line of its own that comes back",
		  S("use_it(d);\n\twork_on(w);\n\tput_device(p->dev);\n\tbb++;"),
		  S("bb++;\n\tuse_it(d);\n\twork_on(w);"),
		  S("use_it(d);\n\twork_on(w);\n\tput_device(q->dev);\n\tbb++;") TAIL, NULL, 0 },
	};

	CHECK_ROWS(rows);
#undef TAIL
}

static void test_unary_operators(void **state)
{
	static const struct row rows[] = {
		REFUSED("B reads through the pointer whose address A takes", "go(&old);",
			"go(&new);", "go(*old);"),
		REFUSED("B negates it", "go(&old);", "go(&new);", "go(!old);"),
		MERGED("both take it", "go(&old);", "go(&new);", "go(&other);", "go(&new);"),
		MERGED("a mask in front of it", "go(m & old, 1);", "go(m & get(new), 1);",
		       "go(m & other, 1);", "go(m & get(new), 1);"),
		REFUSED("its address, at the start", "old = 1;", "get(new2) = 1;", "*old = 1;"),
		MERGED("a product is no reading through a pointer", "go(old, 1);",
		       "go(get(new), 1);", "go(7 * old, 1);",
		       "go(7 * get(new), 1);"),
	};

	CHECK_ROWS(rows);
}

/* Lines that go on: brackets that a line opens are closed by the next. */
static void test_brackets(void **state)
{
	static const struct row rows[] = {
		{ "B closes on the line what A closes on the next", S("foo(a, b,\n\t    c, d2);"),
		  S("foo(a, b), bar(\n\t    c, d2);"),
		  S("foo(a, b);"), NULL, 0 },
		{ "both go on", S("foo(a, b,\n\t    c, d2);"), S("foo(a, x,\n\t    c, d2);"),
		  S("foo(a2, b,\n\t    c, d2);"),
		  S("foo(a2, x,\n\t    c, d2);"), RUNG_TOKEN },
		{ "an index is put around it", S("go(old, 1);"), S("go(map[old], 1);"),
		  S("go(other, 1);"), S("go(map[other], 1);"),
		  RUNG_TOKEN },
		{ "braces are put around it", S("x = { old };"), S("x = { { old } };"),
		  S("x = { other };"), S("x = { { other } };"),
		  RUNG_TOKEN },
		{ "brackets of a text are none", S("tell(\"old (\", 1);"), S("tell(\"new\", 1);"),
		  S("tell(\"old (\", two);"),
		  S("tell(\"new\", two);"), RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts_of_names),
		cmocka_unit_test(test_words_in_a_row),
		cmocka_unit_test(test_literals_at_their_limits),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_moved_lines),
		cmocka_unit_test(test_unary_operators),
		cmocka_unit_test(test_brackets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
