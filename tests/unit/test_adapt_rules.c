// SPDX-License-Identifier: GPL-2.0-only
/* Names and headers that are replaced by rule. */
#include "adapt_steps.h"
#include "adapt_trees.h"

#include "adapt/rename_by_rule.h"
#include "adapt/renamings.h"

static struct renamings rules;

static int read_rules(void **state)
{
#define RULE(name, from, to) \
	"[renaming \"" name "\"]\n\tfrom = " from "\n\tto = \"" to "\"\n\treason = r\n"
	static const char text[] = RULE("plain", "plain", "simple") RULE(
		"fd_file", "fd_file($x)", "$x.file") RULE("swapped", "\"swapped($x, $y)\"",
							  "old_swap($y, $x)")
		RULE("deref", "deref($x)", "*$x") RULE("negate", "negate($x)", "!$x") RULE(
			"address", "address($x)", "&$x") RULE("through", "through($x)", "$x->file")
			RULE("twice", "twice($x)", "($x) + $x") RULE(
				"first_of", "first_of($x)",
				"not_in_b($x)") RULE("first_of", "first_of($x)", "simple($x)")
				RULE("late", "get(late)", "get_late()") RULE(
					"careful", "careful",
					"simple") "\twithout = msleep schedule\n" RULE("sized",
										       "sized($x)",
										       "sizeof($x)")
					RULE("linux/new.h", "<linux/new.h>", "<linux/api.h>")
						RULE("linux/newer.h", "<linux/newer.h>",
						     "<linux/nowhere.h>")
							RULE("linux/newer.h", "<linux/newer.h>",
							     "<linux/api.h>");
	_cleanup_error_ struct error *err = NULL;
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "rules");

	write_tree_file(dir, "rules", text);
	assert_works(renamings_read(path, &rules, &err), err);
	scratch_remove(dir);
	return 0;
}

static int release_rules(void **state)
{
	renamings_release(&rules);
	return 0;
}

#define NAMES "f\nsimple\nfile\nold_swap\nget_late\n"

/* `name` in a line that is added to a function. */
static void test_names(void **state)
{
	static const struct {
		const char *what, *line, *name;
		const char *made; /* NULL: there is no rule */
		const char *more; /* another line of the function; or NULL */
	} rows[] = {
		{ "a word for a word", "x = plain + 1;", "plain", "x = simple + 1;" },
		{ "a name that has no rule", "x = other;", "other", NULL },
		{ "a name that is longer", "x = plain2;", "plain2", NULL },
		{ "a call", "x = fd_file(f);", "fd_file", "x = f.file;" },
		{ "without the brackets the rule does not fit", "x = fd_file;", "fd_file", NULL },
		{ "nor without an argument", "x = fd_file();", "fd_file", NULL },
		{ "nor with two", "x = fd_file(a, b);", "fd_file", NULL },
		{ "nor with more behind it", "x = fd_file(a", "fd_file", NULL },
		{ "an argument that is a call", "x = fd_file(get(a, b));", "fd_file",
		  "x = get(a, b).file;" },
		{ "with brackets of all kinds", "x = fd_file(t[i, j]);", "fd_file",
		  "x = t[i, j].file;" },
		{ "arguments change places", "swapped(a, b + 1);", "swapped",
		  "old_swap(b + 1, a);" },
		{ "what is around it stays", "y = g(1, fd_file(f)) - 2;", "fd_file",
		  "y = g(1, f.file) - 2;" },
		{ "an operand that has operators gets brackets", "x = fd_file(a + b);", "fd_file",
		  "x = (a + b).file;" },
		{ "members need none", "x = fd_file(a->b.c);", "fd_file", "x = a->b.c.file;" },
		{ "operators within brackets need none", "x = fd_file(get(a + b));", "fd_file",
		  "x = get(a + b).file;" },
		{ "an operator behind brackets does", "x = fd_file(get(a) + b);", "fd_file",
		  "x = (get(a) + b).file;" },
		{ "behind ->", "x = through(a + b);", "through", "x = (a + b)->file;" },
		{ "behind *", "x = deref(a + b);", "deref", "x = *(a + b);" },
		{ "behind !", "x = negate(a == b);", "negate", "x = !(a == b);" },
		{ "behind &", "x = address(a + b);", "address", "x = &(a + b);" },
		{ "where no operator is next to it, none", "swapped(a + b, c);", "swapped",
		  "old_swap(c, a + b);" },
		{ "the argument twice", "x = twice(a);", "twice", "x = (a) + a;" },
		{ "the first rule whose names B has", "x = first_of(a);", "first_of",
		  "x = simple(a);" },
		{ "the name is not where the rule begins", "x = get(late);", "late",
		  "x = get_late();" },
		{ "there it is alone", "x = put(late);", "late", NULL },
		{ "a keyword is in every tree", "x = sized(a);", "sized", "x = sizeof(a);" },
		{ "a function without the words", "x = careful;", "careful", "x = simple;",
		  "go(1);" },
		{ "with the first", "x = careful;", "careful", NULL, "msleep(1);" },
		{ "with the second", "x = careful;", "careful", NULL, "schedule();" },
		{ "with one that is longer", "x = careful;", "careful", "x = simple;",
		  "schedule_work();" },
	};
	_cleanup_symbol_index_ struct symbol_index *index =
		symbol_index_of_names(NAMES, strlen(NAMES));
	struct adapt_tree tree = { .index = index };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *more = rows[i].more ? rows[i].more : "go(2);";
		_cleanup_free_ char *old =
			xasprintf("int f(void)\n{\n\t%s\n\treturn 0;\n}\n", more);
		_cleanup_free_ char *new = xasprintf("int f(void)\n{\n\t%s\n\t%s\n\treturn 0;\n}\n",
						     more, rows[i].line);
		_cleanup_free_ char *expected =
			xasprintf("\t%s\n", rows[i].made ? rows[i].made : rows[i].line);
		_cleanup_pieces_ struct pieces pieces = { 0 };
		_cleanup_buf_ struct buf made = { 0 };
		_cleanup_steps_ struct steps steps;
		bool renamed;

		steps_begin(&steps, old, new, old);
		steps.options.tree_b = &tree;
		steps.options.renamings = &rules;
		steps_pieces(&steps, &steps.changes.items[0], &pieces);
		renamed = rename_by_rule(&steps.in, &steps.changes.items[0], &pieces,
					 piece_number(&pieces, rows[i].name));
		pieces_write(&pieces, &made);
		assert_row(rows[i].what, buf_str(&made), expected);
		if (renamed != !!rows[i].made)
			fail_msg("%s: %d", rows[i].what, renamed);
	}
}

/* B's file may have the names without its tree being known. */
static void test_names_of_file(void **state)
{
	_cleanup_pieces_ struct pieces pieces = { 0 };
	_cleanup_steps_ struct steps steps;

	steps_begin(&steps, "int a;\n", "int a;\nint b = plain;\n", "int a = simple;\n");
	steps_pieces(&steps, &steps.changes.items[0], &pieces);
	assert_false(rename_by_rule(&steps.in, &steps.changes.items[0], &pieces, 3));
	steps.options.renamings = &rules;
	assert_true(rename_by_rule(&steps.in, &steps.changes.items[0], &pieces, 3));
	assert_true(piece_is(&pieces, 3, "simple"));
	assert_true(pieces.items[3].added);
	assert_int_equal(pieces.items[3].kind, ATOM_WORD);
	assert_int_equal(pieces.items[3].id, atom_table_word(steps.in.table, "simple", 6));
}

static void test_headers(void **state)
{
	static const struct {
		const char *what, *line;
		const char *made; /* NULL: refused */
		bool kept;	  /* not added by the change */
	} rows[] = {
		{ "B has it", "#include <linux/api.h>", "#include <linux/api.h>" },
		{ "B has it under another name", "#include <linux/new.h>",
		  "#include <linux/api.h>" },
		{ "the first name that B has", "#include <linux/newer.h>",
		  "#include <linux/api.h>" },
		{ "B has it under no name", "#include <linux/only_a.h>", NULL },
		{ "A lacks it, too", "#include <linux/neither.h>", "#include <linux/neither.h>" },
		{ "of an architecture", "#include <asm/cpu.h>", "#include <asm/cpu.h>" },
		{ "of all architectures", "#include <asm/generic.h>", "#include <asm/generic.h>" },
		{ "of user space", "#include <linux/user.h>", "#include <linux/user.h>" },
		{ "a file next to it", "#include \"only_a.h\"", "#include \"only_a.h\"" },
		{ "no include", "#define only_a <linux/only_a.h>",
		  "#define only_a <linux/only_a.h>" },
		{ "B's own line", "#include <linux/only_a.h>", "#include <linux/only_a.h>", true },
		{ "not closed", "#include <linux/only_a.h", "#include <linux/only_a.h" },
	};
	char *dir = scratch_make(), *folders[2];
	struct adapt_tree trees[2];

	for (size_t i = 0; i < ARRAY_SIZE(trees); i++) {
		make_tree(dir, i ? "b" : "a", "", "int a;\n", &folders[i], &trees[i]);
		write_tree_file(folders[i], "arch/arm/include/asm/cpu.h", "");
		write_tree_file(folders[i], "include/asm-generic/generic.h", "");
		write_tree_file(folders[i], "include/uapi/linux/user.h", "");
	}
	write_tree_file(folders[0], "include/linux/only_a.h", "");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *new = xasprintf("int a;\n%s\n", rows[i].line);
		_cleanup_free_ char *expected =
			xasprintf("%s\n", rows[i].made ? rows[i].made : rows[i].line);
		_cleanup_pieces_ struct pieces pieces = { 0 };
		_cleanup_buf_ struct buf made = { 0 };
		_cleanup_steps_ struct steps steps;
		struct adapt_change *change;
		bool swapped = false, stands;

		steps_begin(&steps, "int a;\n", new, "int a;\n");
		steps.options.tree_a = &trees[0];
		steps.options.tree_b = &trees[1];
		steps.options.renamings = &rules;
		change = &steps.changes.items[0];
		steps_pieces(&steps, change, &pieces);
		pieces.items[0].added = !rows[i].kept;
		stands = rename_include(&steps.in, change, &pieces, 0, &swapped);
		pieces_write(&pieces, &made);
		assert_row(rows[i].what, buf_str(&made), expected);
		assert_row(rows[i].what, stands ? "stands" : change->text,
			   rows[i].made ? "stands" :
					  "header linux/only_a.h does not exist in this branch");
		assert_int_equal(swapped, rows[i].made && strcmp(rows[i].made, rows[i].line));
	}
	for (size_t i = 0; i < ARRAY_SIZE(trees); i++) {
		symbol_index_free(trees[i].index);
		free(folders[i]);
	}
	scratch_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_names_of_file),
		cmocka_unit_test(test_headers),
	};

	return cmocka_run_group_tests(tests, read_rules, release_rules);
}
