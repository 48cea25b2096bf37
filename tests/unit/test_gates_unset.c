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
		cmocka_unit_test(reads_as_in_source),
		cmocka_unit_test(releases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
