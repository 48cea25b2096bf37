// SPDX-License-Identifier: GPL-2.0-only
/* Variables that are read before they are assigned, and releases of what nobody took. */
#include "gates_fixture.h"

#define END "\treturn 0;\n"
#define DECLARED "\tstruct item *p;\n\tint v;\n\n"

/* The body's first line is line 3 of the file. */
static const struct gate_rows unset = {
	.frame = "int f(struct item *it, int n)\n{\n" DECLARED "%s}\n",
	.only = REASON_BIT(REASON_UNSET_VARIABLE),
	.with_names = true,
	.says = "f(): ",
};

static void reads(void **state)
{
	static const struct gate_row rows[] = {
		{ "a test in front of the assignment", "\tp = find(n);\n\tuse(p->count);\n" END,
		  "\tif (!p)\n\t\treturn 1;\n\tp = find(n);\n\tuse(p->count);\n" END,
		  "unset-variable 6 refuses p" },
		{ "a test behind it", "\tp = find(n);\n\tuse(p->count);\n" END,
		  "\tp = find(n);\n\tif (!p)\n\t\treturn 1;\n\tuse(p->count);\n" END, "" },
		{ "in unlikely()", END, "\tif (unlikely(!p))\n\t\treturn 1;\n\tp = it;\n" END,
		  "unset-variable 6 refuses p" },
		{ "in IS_ERR()", END, "\tif (IS_ERR(p))\n\t\treturn 1;\n\tp = it;\n" END,
		  "unset-variable 6 refuses p" },
		{ "a member", END, "\tn = p->count;\n\tp = it;\n" END, "unset-variable 6 refuses p" },
		{ "by itself", END, "\tn = *p;\n\tp = it;\n" END, "unset-variable 6 refuses p" },
		{ "a member is set", END, "\tp->count = n;\n\tp = it;\n" END,
		  "unset-variable 6 refuses p" },
		{ "a number in a condition", END, "\tif (v < 0)\n\t\treturn 1;\n\tv = n;\n" END,
		  "unset-variable 6 refuses v" },
		{ "returned", END, "\tif (n)\n\t\treturn v;\n\tv = n;\n" END,
		  "unset-variable 7 refuses v" },
		{ "assigned within the condition", END, "\tif ((v = n) < 0)\n\t\treturn v;\n" END, "" },
		{ "never assigned", END, "\tif (v < 0)\n\t\treturn 1;\n" END,
		  "unset-variable 6 refuses v" },
		{ "given to a function, which may be a macro", END,
		  "\tuse(v);\n\tif (v < 0)\n\t\treturn 1;\n" END, "" },
		{ "its address", END, "\tif (take_two(n, &v) || v)\n\t\treturn 1;\n" END, "" },
		{ "only its type", END, "\tn = sizeof(*p);\n\tp = it;\n\tif (!p)\n\t\treturn 1;\n" END,
		  "" },
		{ "its type, then a member", END, "\tn = sizeof *p;\n\tn += p->count;\n" END,
		  "unset-variable 7 refuses p" },
		{ "behind a label that is gone back to", END,
		  "again:\n\tif (n > 2 && v)\n\t\treturn 1;\n\tv = n++;\n\tgoto again;\n", "" },
		{ "in a loop, whose last round may have set it", END,
		  "\twhile (n--) {\n\t\tif (n > 2 && v)\n\t\t\treturn 1;\n\t\tv = n;\n\t}\n" END, "" },
		{ "in a macro with a block", END,
		  "\teach_of(n, 2) {\n\t\tif (v)\n\t\t\treturn 1;\n\t\tv = n;\n\t}\n" END, "" },
		{ "in a case", END,
		  "\tswitch (n) {\n\tcase 1:\n\t\tif (v)\n\t\t\treturn 1;\n\t\tv = 1;\n\t}\n" END, "" },
		{ "assigned in an #if", END, "#ifdef A\n\tv = 1;\n#endif\n\tif (v)\n\t\treturn 1;\n" END,
		  "" },
		{ "a member of that name", END, "\tif (it->v)\n\t\treturn 1;\n\tv = n;\n" END, "" },
		{ "as before", "\tif (v)\n\t\treturn 1;\n\tv = n;\n" END,
		  "\tif (v)\n\t\treturn 2;\n\tv = n;\n" END, "" },
		{ "declared with a value", END,
		  "\tint w = n;\n\n\tif (w)\n\t\treturn 1;\n" END, "" },
		{ "an array", END, "\tint w[2];\n\n\tif (w)\n\t\treturn 1;\n" END, "" },
		{ "static", END, "\tstatic int w;\n\n\tif (w)\n\t\treturn 1;\n" END, "" },
		{ "a structure", END, "\tstruct item w;\n\n\tif (w.count)\n\t\treturn 1;\n" END, "" },
		{ "two of one name", END,
		  "\tif (n) {\n\t\tint v = 1;\n\n\t\treturn v;\n\t}\n\tif (v)\n\t\treturn 1;\n" END, "" },
	};

	gate_rows_hold(&unset, rows, ARRAY_SIZE(rows));
}

#define IF(condition) "\tif (" condition ")\n\t\treturn 1;\n"
#define SET "\tp = it;\n\tv = n;\n"
#define UNSET(line, name) "unset-variable " line " refuses " name

/* Forms in which a place can only read a variable, and such in which it may do more. */
static void forms(void **state)
{
	static const struct gate_row rows[] = {
		{ "likely()", END, IF("likely(v)") SET END, UNSET("6", "v") },
		{ "IS_ERR_OR_NULL()", END, IF("IS_ERR_OR_NULL(p)") SET END, UNSET("6", "p") },
		{ "PTR_ERR()", END, IF("PTR_ERR(p) == n") SET END, UNSET("6", "p") },
		{ "WARN_ON()", END, IF("WARN_ON(v < n)") SET END, UNSET("6", "v") },
		{ "WARN_ON_ONCE()", END, IF("WARN_ON_ONCE(v < n)") SET END, UNSET("6", "v") },
		{ "BUG_ON()", END, IF("BUG_ON(v < n)") SET END, UNSET("6", "v") },
		{ "a test that is not known", END, "\tmaybe(!p);\n" IF("!p") END, "" },
		{ "a test that is not known, in one that is", END, IF("likely(maybe(v))") IF("v") END, "" },
		{ "compared: ==", END, IF("v == n") END, UNSET("6", "v") },
		{ "compared: !=", END, IF("v != n") END, UNSET("6", "v") },
		{ "compared: <=", END, IF("v <= n") END, UNSET("6", "v") },
		{ "compared: >=", END, IF("v >= n") END, UNSET("6", "v") },
		{ "assigned with something", END, "\tv += n;\n" IF("v") END, "" },
		{ "shifted in a condition", END, IF("(v <<= 1)") IF("v") END, "" },
		{ "counted up behind", END, IF("v++") END, "" },
		{ "counted up in front", END, IF("++v") END, "" },
		{ "counted down behind", END, IF("v--") END, "" },
		{ "counted down in front", END, IF("--v") END, "" },
		{ "its address in a condition", END, IF("&v == n") IF("v") END, "" },
		{ "an element", END, IF("p[0]") IF("!p") END, "" },
		{ "called", END, IF("v(n)") IF("v") END, "" },
		{ "what a pointer points to, in brackets", END, "\tn = (*p);\n" SET END, UNSET("6", "p") },
		{ "what a pointer points to, negated", END, "\tn = !*p;\n" SET END, UNSET("6", "p") },
		{ "what a pointer points to, behind &&", END, "\tn = n && *p;\n" SET END, UNSET("6", "p") },
		{ "what a pointer points to, behind ||", END, "\tn = n || *p;\n" SET END, UNSET("6", "p") },
		{ "a factor, as far as can be told", END, "\tn = n * v;\n" IF("v") END, "" },
		{ "the first word that is returned", END, "\treturn v + n;\n", UNSET("6", "v") },
		{ "another word of what is returned", END, "\treturn n + v;\n", "" },
		{ "only its size, without brackets", END, "\tn = sizeof p;\n\tn += p->count;\n" END,
		  UNSET("7", "p") },
		{ "only the size of a member", END, "\tn = sizeof(p->count);\n\tn += p->count;\n" END,
		  UNSET("7", "p") },
		{ "only its type", END, "\ttypeof(p) q = it;\n\n\tn += p->count;\n" END, UNSET("8", "p") },
		{ "only the type of what it points to", END,
		  "\t__typeof__(*p) *q = it;\n\n\tn += p->count;\n" END, UNSET("8", "p") },
		{ "in an else", END, "\tif (n)\n\t\tn = 1;\n\telse if (v)\n\t\treturn 1;\n" SET END,
		  UNSET("8", "v") },
		{ "in a block", END, "\t{\n\t" IF("v") "\t}\n" SET END, UNSET("7", "v") },
		{ "assigned on one way before", END, "\tif (n)\n\t\tv = 1;\n" IF("v") END, "" },
		{ "the condition of a loop", END, "\twhile (v)\n\t\tv = 0;\n" END, "" },
		{ "behind another of its length", END, IF("w") IF("v") END, UNSET("8", "v") },
		{ "behind one that begins so", END, IF("vw") IF("v") END, UNSET("8", "v") },
		{ "both", END, IF("v") IF("!p") SET END, UNSET("8", "p") "; " UNSET("6", "v") },
	};
	struct gate_rows exact = unset;

	gate_rows_hold(&unset, rows, ARRAY_SIZE(rows));
	exact.says = "f(): v is used before it is assigned";
	gate_rows_hold(&exact, &(struct gate_row){ "what is said", END, IF("v") END, UNSET("6", "v") }, 1);
	exact.frame = "int g(int n)\n{\n\treturn n;\n}\n\nint f(int n)\n{\n\tint v;\n\n%s}\n";
	gate_rows_hold(&exact, &(struct gate_row){ "the second of two functions", END, IF("v") END,
						   UNSET("10", "v") }, 1);
}

/* How a variable is declared, and was before. */
static void declarations(void **state)
{
#define DECL(declaration) "\t" declaration ";\n\n"
	static const struct gate_row rows[] = {
		{ "the first of two", END, DECL("int w, x") IF("w") END, UNSET("8", "w") },
		{ "the second of two", END, DECL("int x = n, w") IF("w") END, UNSET("8", "w") },
		{ "extern", END, DECL("extern int w") IF("w") END, "" },
		{ "register", END, DECL("register int w") IF("w") END, "" },
		{ "a union", END, DECL("union item w") IF("w") END, "" },
		{ "a pointer to a union", END, DECL("union item *w") IF("w") END, UNSET("8", "w") },
		{ "a parameter", END, IF("n") END, "" },
		{ "it had a value before", DECL("int w = n") IF("w") END, DECL("int w") IF("w") END,
		  UNSET("8", "w") },
		{ "it was a static one before", DECL("static int w") IF("w") END, DECL("int w") IF("w") END,
		  UNSET("8", "w") },
		{ "it had none before either", DECL("int w") IF("w") END, DECL("long w") IF("w") END, "" },
		{ "it was assigned before", DECL("int w") "\tw = n;\n" IF("w") END, DECL("int w") IF("w") END,
		  UNSET("8", "w") },
		{ "the file is new", NULL, IF("v") END, UNSET("6", "v") },
	};

	gate_rows_hold(&unset, rows, ARRAY_SIZE(rows));
}

static void reads_as_in_source(void **state)
{
	static const struct gate_row row = { "as its author wrote it", END,
					     "\tif (v)\n\t\treturn 1;\n\tv = n;\n" END, "" };
	struct gate_rows there = unset;

	there.source_before = "int f(struct item *it, int n)\n{\n\tint v;\n\n\treturn 2;\n}\n";
	there.source_after =
		"int f(struct item *it, int n)\n{\n\tint v;\n\n\tif (v)\n\t\treturn 1;\n\tv = n;\n\treturn 2;\n}\n";
	gate_rows_hold(&there, &row, 1);
}

#define HELD_FRAME "int f(struct item *it, int n)\n{\n%s}\n"
#define FREES "\tif (n) {\n\t\tmutex_unlock(&it->lock);\n\t\treturn 1;\n\t}\n"
#define PUTS "\tif (n) {\n\t\tof_node_put(it);\n\t\treturn 1;\n\t}\n"

static struct gate_rows held_beside(const char *source_after)
{
	return (struct gate_rows){
		.frame = HELD_FRAME,
		.only = REASON_BIT(REASON_CONTEXT_IMBALANCE) |
			REASON_BIT(REASON_REFERENCE_IMBALANCE),
		.with_names = true,
		.says = "f()",
		.source_before = source_after ? "int f(struct item *it, int n)\n{\n\treturn 0;\n}\n" : NULL,
		.source_after = source_after,
	};
}

static void releases(void **state)
{
	static const struct gate_row taken_there[] = {
		{ "where nothing is taken", END, FREES END, "context-imbalance 4 refuses mutex_lock" },
		{ "where it is taken", "\tmutex_lock(&it->lock);\n\tmutex_unlock(&it->lock);\n" END,
		  "\tmutex_lock(&it->lock);\n" FREES "\tmutex_unlock(&it->lock);\n" END, "" },
		{ "where it is taken by another name: only what the walk says", END,
		  "\tstruct mutex *m = &it->lock;\n\n\tmutex_lock(m);\n" FREES
		  "\tmutex_unlock(m);\n" END,
		  "context-imbalance 8 high mutex_lock(m)" },
		{ "where it was released before", "\tmutex_unlock(&it->lock);\n" END,
		  FREES "\tmutex_unlock(&it->lock);\n" END, "" },
		{ "tried for", "\tn = 0;\n" END,
		  "\tif (!mutex_trylock(&it->lock))\n\t\treturn 1;\n" FREES END, "" },
	};
	static const struct gate_row not_taken_there[] = {
		{ "what the author's callers hold", END, FREES END, "" },
	};
	static const struct gate_row unknown[] = {
		{ "a lock", END, FREES END, "context-imbalance 4 high mutex_lock" },
		{ "a reference, which may have been handed over", END, PUTS END, "" },
	};
	static const struct gate_row reference_there[] = {
		{ "a reference that nobody took", END, PUTS END,
		  "reference-imbalance 4 refuses of_node_get" },
		{ "one that is taken", END, "\tof_node_get(it);\n" PUTS "\tof_node_put(it);\n" END, "" },
	};
	struct gate_rows rows;

	rows = held_beside("int f(struct item *it, int n)\n{\n\tmutex_lock(&it->lock);\n" FREES
			   "\tmutex_unlock(&it->lock);\n\treturn 0;\n}\n");
	gate_rows_hold(&rows, taken_there, ARRAY_SIZE(taken_there));
	rows = held_beside("int f(struct item *it, int n)\n{\n" FREES "\treturn 0;\n}\n");
	gate_rows_hold(&rows, not_taken_there, ARRAY_SIZE(not_taken_there));
	rows = held_beside(NULL);
	gate_rows_hold(&rows, unknown, ARRAY_SIZE(unknown));
	rows = held_beside("int f(struct item *it, int n)\n{\n\tof_node_get(it);\n" PUTS
			   "\tof_node_put(it);\n\treturn 0;\n}\n");
	gate_rows_hold(&rows, reference_there, ARRAY_SIZE(reference_there));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(forms),
		cmocka_unit_test(declarations),
		cmocka_unit_test(reads_as_in_source),
		cmocka_unit_test(releases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
