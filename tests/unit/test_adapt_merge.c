// SPDX-License-Identifier: GPL-2.0-only
/* Lines that the change and B have both altered, merged atom by atom. */
#include "adapt_table.h"

/* A statement of a function in the same surroundings. */
#define S(what) \
	"int f(struct d *d)\n{\n\tint ret;\n\n\tret = prepare(d);\n\t" what \
	"\n\tfinish(d);\n\treturn ret;\n}\n"
#define MERGED(what, a, n, b, made) { what, S(a), S(n), S(b), S(made), RUNG_TOKEN }
#define REFUSED(what, a, n, b) { what, S(a), S(n), S(b), NULL, RUNG_REFUSED }

static void test_one_word(void **state)
{
#define NAMES "prepare\nfinish\nd\nret\n"
	static const struct row rows[] = {
		{ "a prefix is put before another word", S("d->p = spi_alloc_host(d);"),
		  S("d->p = devm_spi_alloc_host(d);"),
		  S("d->p = spi_alloc_master(d);"), S("d->p = devm_spi_alloc_master(d);"),
		  RUNG_TOKEN,
		  NAMES "devm_spi_alloc_master\np\n" },
		{ "which the tree does not have", S("d->p = spi_alloc_host(d);"),
		  S("d->p = devm_spi_alloc_host(d);"),
		  S("d->p = spi_alloc_master(d);"), NULL, 0, NAMES "p\n" },
		{ "a part is put behind another word", S("host_lock_it(d);"),
		  S("host_lock_it_now(d);"), S("bus_lock_it(d);"),
		  S("bus_lock_it_now(d);"), RUNG_TOKEN, NAMES "bus_lock_it_now\n" },
		{ "the words have no part in common", S("stop_it(d);"), S("stop_it_now(d);"),
		  S("halt(d);"), NULL, 0,
		  NAMES "halt_now\nhalt\n" },
		{ "the words have only a piece of a part in common", S("hostlock(d);"),
		  S("hostlock_now(d);"), S("hostloop(d);"),
		  NULL, 0, NAMES "hostloop_now\n" },
		{ "or of its end", S("ablock(d);"), S("ablock_now(d);"), S("unlock(d);"), NULL, 0,
		  NAMES "unlock_now\n" },
		{ "numbers are no words", S("d->p = 0x1_0;"), S("d->p = 0x1_0_1;"),
		  S("d->p = 0x1_2;"), NULL, 0,
		  NAMES "p\n" },
	};

	CHECK_ROWS(rows);
#undef NAMES
}

static void test_neighbours(void **state)
{
	static const struct row rows[] = {
		MERGED("the change is to the first, B's to the second", "const int v = read_it(d);",
		       "const long v = read_it(d);", "volatile int v = read_it(d);",
		       "volatile long v = read_it(d);"),
		MERGED("the change is to the second, B's to the first", "const int v = read_it(d);",
		       "volatile int v = read_it(d);", "const long v = read_it(d);",
		       "volatile long v = read_it(d);"),
		MERGED("three words, of which one stays", "const unsigned int v = read_it(d);",
		       "volatile unsigned int v = read_it(d);",
		       "const unsigned long v = read_it(d);",
		       "volatile unsigned long v = read_it(d);"),
		MERGED("an operator between them", "go(mask | bits);", "go(mask | more);",
		       "go(tags & bits);", "go(tags & more);"),
		REFUSED("an operator is part of its operand", "go(&old);", "go(&new);",
			"go(*old);"),
	};

	CHECK_ROWS(rows);
}

/* What the change puts around or in place of A's atoms, and B likewise. */
static void test_one_holds_the_other(void **state)
{
	static const struct row rows[] = {
		MERGED("the change wraps it, B has another name", "use(d->old);",
		       "use(READ_ONCE(d->old));", "use(d->other);",
		       "use(READ_ONCE(d->other));"),
		MERGED("the change replaces it, B wraps it", "d->count = len;", "d->count = size;",
		       "d->count = fit(len);",
		       "d->count = fit(size);"),
		MERGED("B has it as an operand, the change another name", "go(len, 1);",
		       "go(size, 1);",
		       "go(head + len, 1);", "go(head + size, 1);"),
		MERGED("the same operator", "go(len, 1);", "go(size + 2, 1);", "go(head + len, 1);",
		       "go(head + size + 2, 1);"),
		MERGED("the same operator, behind it", "go(len, 1);", "go(size + 2, 1);",
		       "go(len + head, 1);",
		       "go(size + 2 + head, 1);"),
		REFUSED("an operator that binds more", "go(len, 1);", "go(size * 2, 1);",
			"go(head + len, 1);"),
		REFUSED("an operator that binds less", "go(len, 1);", "go(size + 2, 1);",
			"go(head * len, 1);"),
		REFUSED("an operator that binds more, behind it", "go(len, 1);", "go(size * 2, 1);",
			"go(len + head, 1);"),
		REFUSED("an operator that binds less, behind it", "go(len, 1);", "go(size + 2, 1);",
			"go(len * head, 1);"),
		REFUSED("a difference is not taken from another", "go(len, 1);", "go(size - 2, 1);",
			"go(head - len, 1);"),
		MERGED("something is taken from a difference", "go(len, 1);", "go(size - 2, 1);",
		       "go(len - head, 1);",
		       "go(size - 2 - head, 1);"),
		REFUSED("nothing is divided by a quotient", "go(len, 1);", "go(size / 2, 1);",
			"go(head / len, 1);"),
		REFUSED("the change takes A's from something, B's is a difference", "go(len, 1);",
			"go(all - len, 1);",
			"go(size - 2, 1);"),
		MERGED("the change takes something from A's, B's is a difference", "go(len, 1);",
		       "go(len - all, 1);",
		       "go(size - 2, 1);", "go(size - 2 - all, 1);"),
		MERGED("an assignment more has its value on its right", "d->n = len;",
		       "d->n = size + 2;", "d->n = m = len;",
		       "d->n = m = size + 2;"),
		MERGED("operators within brackets bind nothing else", "go(len, 1);",
		       "go(fit(size * 2), 1);",
		       "go(head + len, 1);", "go(head + fit(size * 2), 1);"),
		MERGED("likewise within an index", "go(len, 1);", "go(sizes[i * 2], 1);",
		       "go(head + len, 1);",
		       "go(head + sizes[i * 2], 1);"),
		REFUSED("an operator behind brackets", "go(len, 1);", "go(fit(size) * 2, 1);",
			"go(head + len, 1);"),
		REFUSED("an operator behind an index", "go(len, 1);", "go(sizes[i] * 2, 1);",
			"go(head + len, 1);"),
		MERGED("a member is no operator", "go(len, 1);", "go(d->size, 1);",
		       "go(head + len, 1);", "go(head + d->size, 1);"),
		MERGED("nor is what increments", "go(len, 1);", "go(size++, 1);",
		       "go(head + len, 1);", "go(head + size++, 1);"),
		MERGED("nor is what decrements", "go(len, 1);", "go(size--, 1);",
		       "go(head + len, 1);", "go(head + size--, 1);"),
		MERGED("nor is what a unary one makes", "go(len, 1);", "go(-size, 1);",
		       "go(head + len, 1);", "go(head + -size, 1);"),
		MERGED("a comma is none", "go(len, 1);", "go(size, 2, 1);", "go(head + len, 1);",
		       "go(head + size, 2, 1);"),
		MERGED("B takes the address: another name is as good", "use(old, 1);",
		       "use(new, 1);", "use(&old, 1);",
		       "use(&new, 1);"),
		REFUSED("B takes the address: but not of what a call returns", "use(old, 1);",
			"use(get(old2), 1);", "use(&old, 1);"),
		MERGED("B has a mask, not an address", "use(old, 1);", "use(get(new), 1);",
		       "use(mask & old, 1);",
		       "use(mask & get(new), 1);"),
	};

	CHECK_ROWS(rows);
}

/* White space is that of whoever has changed it. */
static void test_white_space(void **state)
{
	static const struct row rows[] = {
		{ "the change breaks the line that B has altered", S("call_it(d, first, second);"),
		  S("call_it(d,\n\t\tfirst, second);"),
		  S("call_it(dev, first, second);"), S("call_it(dev,\n\t\tfirst, second);"),
		  RUNG_TOKEN },
		{ "B has broken the line", S("call_it(d, first, second);"),
		  S("call_it(d, first, third);"),
		  S("call_it(d,\n\t\tother, second);"), S("call_it(d,\n\t\tother, third);"),
		  RUNG_TOKEN },
		{ "a wrapped word", S("x =\n\t\told;"), S("x = wrap(old);"), S("x =\n\t\tother;"),
		  S("x = wrap(other);"), RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

static void test_literals(void **state)
{
	static const struct row rows[] = {
		REFUSED("another number there", "wait(d, 64, q);", "wait(d, 128, q);",
			"wait(d, 32, q);"),
		MERGED("B has a variable for the number", "wait(d, 64, q);", "wait(d, 128, q);",
		       "wait(d, 64, p);", "wait(d, 128, p);"),
		REFUSED("another constant there", "wait(d, LONG, q);", "wait(d, LONGER, q);",
			"wait(d, SHORT, q);"),
		MERGED("two capitals are no constant", "wait(d, AB, q);", "wait(d, CD, q);",
		       "wait(d, EF, q);", "wait(d, CD, q);"),
		REFUSED("another comparison there", "while (a < d->max)\n\t\ta++;",
			"while (a <= d->max)\n\t\ta++;",
			"while (a != d->max)\n\t\ta++;"),
		MERGED("the comparison stays, the operand is another one",
		       "while (a < d->max)\n\t\ta++;",
		       "while (a <= d->max)\n\t\ta++;", "while (a < d->top)\n\t\ta++;",
		       "while (a <= d->top)\n\t\ta++;"),
		REFUSED("another computation there", "d->n = x + y;", "d->n = x | y;",
			"d->n = x - y;"),
		MERGED("an assignment is none", "d->n = x;", "d->n |= x;", "d->n += x;",
		       "d->n |= x;"),
		REFUSED("a comparison with three characters is none either", "d->n = x == y;",
			"d->n = x != y;", "d->n = x >= y;"),
	};

	CHECK_ROWS(rows);
}

static void test_what_is_removed(void **state)
{
#define TAIL "\nvoid g(struct p *p)\n{\n\tuse(p);\n}\n"
	static const struct row rows[] = {
		{ "it is about another variable, which B's file has",
		  S("use_it(d);\n\tput_device(p->dev);"), S("use_it(d);"),
		  S("use_it(d);\n\tput_device(q->dev);") TAIL, NULL, 0 },
		{ "it is about another variable, as B's file does not have it",
		  S("use_it(d);\n\tput_device(p->dev);"), S("use_it(d);"),
		  S("use_it(d);\n\tput_device(q->dev);"), S("use_it(d);"), RUNG_TOKEN },
		{ "part of the statement is taken away", S("look(d, ret, same, d->attrs);"),
		  S("look(d, ret, d->attrs);"),
		  S("look(d, res, same, d->attrs);"), S("look(d, res, d->attrs);"), RUNG_TOKEN },
		{ "a line that B does not have is altered only in part",
		  S("first(d);\n\ttell(d, \"of %d\", d->mode, d->n);\n\tlast(q);"),
		  S("first(d);\n\ttell(d, \"of %d\", mode, d->n);\n\tlast(qq);"),
		  S("first(d);\n\tlast(q);"), NULL, 0 },
	};

	CHECK_ROWS(rows);
#undef TAIL
}

static void test_callees(void **state)
{
#define OTHER(call) "\nvoid g(struct d *d)\n{\n\t" call "\n}\n"
	static const struct row rows[] = {
		{ "B calls another function with the same arguments", S("timer_delete(&d->t);"),
		  S("timer_shutdown(&d->t);"),
		  S("del_timer(&d->t);") OTHER("timer_delete(&d->o);"), S("timer_shutdown(&d->t);")
		  OTHER("timer_delete(&d->o);"), RUNG_TOKEN },
		{ "B calls another function with other arguments", S("timer_delete(&d->t);"),
		  S("timer_shutdown(&d->t);"),
		  S("del_timer(&d->t, 1);") OTHER("timer_delete(&d->o);"), NULL, 0 },
		{ "with other arguments, but A's is not there", S("timer_delete(&d->t);"),
		  S("timer_shutdown(&d->t);"),
		  S("del_timer(&d->t, 1);"), S("timer_shutdown(&d->t, 1);"), RUNG_TOKEN },
		{ "A's is in the tree", S("timer_delete(&d->t);"), S("timer_shutdown(&d->t);"),
		  S("del_timer(&d->t, 1);"), NULL, 0,
		  "timer_delete\ntimer_shutdown\n" },
		{ "another lock with the same arguments", S("spin_lock(&d->l);"),
		  S("spin_lock_bh(&d->l);"),
		  S("mutex_lock(&d->l);") OTHER("spin_lock(&d->o);"), NULL, 0 },
		{ "a keyword calls nothing", S("while (d->n)\n\t\tstep(d);"),
		  S("if (d->n)\n\t\tstep(d);"), S("for (d->n)\n\t\tstep(d);"),
		  S("if (d->n)\n\t\tstep(d);"), RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
#undef OTHER
}

static void test_nothing_is_lost(void **state)
{
	static const struct row rows[] = {
		REFUSED("both add at the end", "if (code)\n\t\tgo(d);",
			"if (code && !direct)\n\t\tgo(d);", "if (code && seen)\n\t\tgo(d);"),
		MERGED("at either end", "if (code)\n\t\tgo(d);", "if (code && !direct)\n\t\tgo(d);",
		       "if (seen && code)\n\t\tgo(d);",
		       "if (seen && code && !direct)\n\t\tgo(d);"),
		REFUSED("both add the same", "go(d, first);", "go(d, first, NULL);",
			"go(dev, first, NULL);"),
		MERGED("the change removes an argument", "go(d, first, second);", "go(d, second);",
		       "go(dev, first, second);",
		       "go(dev, second);"),
		REFUSED("a bracket would not be closed", "go(d, first);", "go(d, fit(first));",
			"go(d, (first);"),
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_word),
		cmocka_unit_test(test_neighbours),
		cmocka_unit_test(test_one_holds_the_other),
		cmocka_unit_test(test_white_space),
		cmocka_unit_test(test_literals),
		cmocka_unit_test(test_what_is_removed),
		cmocka_unit_test(test_callees),
		cmocka_unit_test(test_nothing_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
