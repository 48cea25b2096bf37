// SPDX-License-Identifier: GPL-2.0-only
/* Variables of the file that are objects in one branch and pointers in the other. */
#include "adapt_steps.h"

#include "adapt/pointers.h"

#define OBJECT "static struct class c;\n"
#define POINTER "static struct class *c;\n"
#define F(vars, body) "int f(struct d *d)\n{\n" vars "\n" body "\treturn 0;\n}\n"

struct shape_row {
	const char *what;
	const char *in_a, *in_b; /* how each file declares the variable */
	const char *line;	 /* that is added to f() in A */
	const char *made;	 /* NULL: refused */
	const char *b_more;	 /* another line of f() in B; or NULL */
	const char *vars;	 /* of f(); or NULL */
};

static void check_shape(const struct shape_row *row)
{
	const char *vars = row->vars ? row->vars : "", *more = row->b_more ? row->b_more : "";
	_cleanup_free_ char *a_old =
		xasprintf("%sint f(struct d *d)\n{\n%s\n\treturn 0;\n}\n", row->in_a, vars);
	_cleanup_free_ char *a_new = xasprintf(
		"%sint f(struct d *d)\n{\n%s\n\t%s\n\treturn 0;\n}\n", row->in_a, vars, row->line);
	_cleanup_free_ char *b_old =
		xasprintf("%sint f(struct d *d)\n{\n%s\n%s\treturn 0;\n}\n", row->in_b, vars, more);
	_cleanup_free_ char *expected = xasprintf("\t%s\n", row->made ? row->made : row->line);
	bool changed = true, settled, differs = row->made && strcmp(row->made, row->line);
	_cleanup_pieces_ struct pieces pieces = { 0 };
	_cleanup_buf_ struct buf made = { 0 };
	_cleanup_steps_ struct steps steps;
	struct adapt_change *change;

	steps_begin(&steps, a_old, a_new, b_old);
	change = &steps.changes.items[0];
	steps_pieces(&steps, change, &pieces);
	settled = pointers_settle(&steps.in, change, &pieces, &changed);
	pieces_write(&pieces, &made);
	assert_row(row->what, buf_str(&made), expected);
	if (settled != !!row->made || changed != differs)
		fail_msg("%s: settled %d, changed %d", row->what, settled, changed);
	assert_row(row->what, change->text ? change->text : "",
		   settled && !changed	      ? "" :
		   !strcmp(row->in_b, OBJECT) ? "c is not a pointer in this branch" :
						"c is a pointer in this branch");
}

static void check_shapes(const struct shape_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_shape(&rows[i]);
}

static void test_pointer_in_b(void **state)
{
	static const struct shape_row rows[] = {
		{ "a member", OBJECT, POINTER, "x = c.name;", "x = c->name;" },
		{ "its address, as B passes it", OBJECT, POINTER, "add(&c);", "add(c);",
		  "\tadd(c);\n" },
		{ "as B does not pass it", OBJECT, POINTER, "add(&c);", NULL, "\tadd(1);\n" },
		{ "B passes it to another function", OBJECT, POINTER, "add(&c);", NULL,
		  "\tremove(c);\n" },
		{ "as a later argument", OBJECT, POINTER, "add(1, &c);", "add(1, c);" },
		{ "as a value", OBJECT, POINTER, "x = &c;", "x = c;" },
		{ "behind return it is not known", OBJECT, POINTER, "return &c;", NULL },
		{ "the address of a member", OBJECT, POINTER, "x = &c.name;", "x = &c->name;" },
		{ "a bitwise and", OBJECT, POINTER, "x = (y) & c;", NULL },
		{ "of an array's item", OBJECT, POINTER, "x = y[1] & c;", NULL },
		{ "the object itself", OBJECT, POINTER, "x = c;", NULL },
		{ "two of them", OBJECT, POINTER, "x = &c, y = c.name, z = &c;",
		  "x = c, y = c->name, z = c;" },
		{ "a member of that name", OBJECT, POINTER, "x = d->c.name;", "x = d->c.name;" },
		{ "a member of an object", OBJECT, POINTER, "x = d.c.name;", "x = d.c.name;" },
		{ "a tag of that name", OBJECT, POINTER, "x = sizeof(struct c);",
		  "x = sizeof(struct c);" },
		{ "a variable of the function", OBJECT, POINTER, "x = c.name;", "x = c.name;", NULL,
		  "\tstruct class c;\n" },
	};

	check_shapes(rows, ARRAY_SIZE(rows));
}

static void test_object_in_b(void **state)
{
	static const struct shape_row rows[] = {
		{ "a member", POINTER, OBJECT, "x = c->name;", "x = c.name;" },
		{ "itself, as B passes it", POINTER, OBJECT, "add(c);", "add(&c);",
		  "\tadd(&c);\n" },
		{ "as B does not pass it", POINTER, OBJECT, "add(c);", NULL, "\tadd(c);\n" },
		{ "with more behind it", POINTER, OBJECT, "add(c, 1);", "add(&c, 1);",
		  "\tadd(&c, 2);\n" },
		{ "as a later argument", POINTER, OBJECT, "add(1, c);", "add(1, &c);" },
		{ "as a value", POINTER, OBJECT, "x = c;", "x = &c;" },
		{ "in a condition", POINTER, OBJECT, "x = !c;", NULL },
		{ "with an operator behind it", POINTER, OBJECT, "x = c + 1;", NULL },
		{ "two of them", POINTER, OBJECT, "x = c, y = c->name, z = c;",
		  "x = &c, y = c.name, z = &c;" },
	};

	check_shapes(rows, ARRAY_SIZE(rows));
}

/* Only objects and pointers to structures are told apart. */
static void test_others(void **state)
{
	static const struct shape_row rows[] = {
		{ "the same in both", OBJECT, OBJECT, "x = c.name;", "x = c.name;" },
		{ "not in B", OBJECT, "", "x = c.name;", "x = c.name;" },
		{ "not in A", "", POINTER, "x = c.name;", "x = c.name;" },
		{ "a number", "static int c;\n", "static int *c;\n", "x = c;", "x = c;" },
		{ "an array in A", "static struct class c[4];\n", POINTER, "x = c;", "x = c;" },
		{ "an array in B", OBJECT, "static struct class *c[4];\n", "x = c.name;",
		  "x = c.name;" },
		{ "a pointer to a pointer", OBJECT, "static struct class **c;\n", "x = c.name;",
		  "x = c.name;" },
		{ "a longer name", OBJECT, POINTER, "x = cc.name;", "x = cc.name;" },
	};

	check_shapes(rows, ARRAY_SIZE(rows));
}

/* Neither outside of functions nor what the change does not add. */
static void test_not_added(void **state)
{
	_cleanup_pieces_ struct pieces pieces = { 0 };
	_cleanup_steps_ struct steps steps;
	bool changed = true;

	steps_begin(&steps, OBJECT "int z;\n", OBJECT "void *x = &c;\nint z;\n",
		    POINTER "int z;\n");
	steps_pieces(&steps, &steps.changes.items[0], &pieces);
	assert_true(pointers_settle(&steps.in, &steps.changes.items[0], &pieces, &changed));
	assert_false(changed);
	pieces_release(&pieces);
	steps_end(&steps);

	steps_begin(&steps, OBJECT F("", ""), OBJECT F("", "\tx = c.name;\n"), POINTER F("", ""));
	steps_pieces(&steps, &steps.changes.items[0], &pieces);
	pieces.items[piece_number(&pieces, "c")].added = false;
	assert_true(pointers_settle(&steps.in, &steps.changes.items[0], &pieces, &changed));
	assert_false(changed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pointer_in_b),
		cmocka_unit_test(test_object_in_b),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_not_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
