// SPDX-License-Identifier: GPL-2.0-only
/* Locks and references that a change leaves held, takes twice, or gives back twice. */
#include "gates_fixture.h"

#define LOCK "\tmutex_lock(&m);\n"
#define UNLOCK "\tmutex_unlock(&m);\n"
#define LEAVES "\tif (n)\n\t\treturn 1;\n"
#define GET "\tof_node_get(it);\n"
#define PUT "\tof_node_put(it);\n"
#define END "\treturn 0;\n"

/* The body's first line is line 3 of the file. */
static const struct gate_rows in_function = {
	.frame = "int f(struct item *it, int n)\n{\n%s}\n",
	.only = REASON_BIT(REASON_CONTEXT_IMBALANCE) | REASON_BIT(REASON_REFERENCE_IMBALANCE),
	.with_names = true,
	.says = "f()",
};

#define ROWS_HOLD(rows) gate_rows_hold(&in_function, rows, ARRAY_SIZE(rows))

/* What a function that gives everything back becomes. */
#define BALANCED LOCK UNLOCK END
#define BALANCED_REFERENCE GET PUT END

static void ways_out(void **state)
{
	static const struct gate_row rows[] = {
		{ "a return between", BALANCED, LOCK LEAVES UNLOCK END,
		  "context-imbalance 5 high mutex_lock(&m)" },
		{ "a return before", BALANCED, LEAVES LOCK UNLOCK END, "" },
		{ "a return behind", BALANCED, LOCK UNLOCK LEAVES END, "" },
		{ "the end of the function", BALANCED,
		  LOCK "\tif (n) {\n" UNLOCK "\t\treturn 0;\n\t}\n",
		  "context-imbalance 8 high mutex_lock(&m)" },
		{ "a return in a macro's loop without braces", BALANCED,
		  LOCK "\tfor_each(it)\n\t\tif (n)\n\t\t\treturn 1;\n" UNLOCK END,
		  "context-imbalance 6 high mutex_lock(&m)" },
		{ "one in the second half of an #if", BALANCED,
		  LOCK "\tif (n)\n#ifdef A\n\t\tuse(1);\n#else\n\t\treturn 1;\n#endif\n" UNLOCK END,
		  "context-imbalance 8 high mutex_lock(&m)" },
		{ "an end that is not reached", BALANCED, LOCK UNLOCK "\treturn 0;\n\tuse(1);\n",
		  "" },
		{ "given back in the return", BALANCED, LOCK "\treturn mutex_unlock(&m);\n", "" },
		{ "the other half of the if leaves", BALANCED,
		  LOCK "\tif (n)\n\t\tuse(1);\n\telse\n\t\treturn 1;\n" UNLOCK END,
		  "context-imbalance 7 high mutex_lock(&m)" },
		{ "given back in one half that goes on", BALANCED,
		  LOCK "\tif (n) {\n" UNLOCK "\t} else {\n" UNLOCK "\t\treturn 1;\n\t}\n" END, "" },
		{ "given back where the first half leaves, and behind it", BALANCED,
		  LOCK "\tif (n) {\n" UNLOCK
		       "\t\treturn 1;\n\t} else {\n\t\tuse(1);\n\t}\n" UNLOCK END,
		  "" },
		{ "only the half that goes on gives it back", BALANCED,
		  LOCK "\tif (n)\n\t\treturn 1;\n\telse\n\t" UNLOCK END,
		  "context-imbalance 5 high mutex_lock(&m)" },
		{ "a lock that only one half takes", BALANCED,
		  "\tif (n)\n\t\treturn 1;\n\telse\n\t" LOCK "\tuse(1);\n" END UNLOCK,
		  "context-imbalance 8 high mutex_lock(&m)" },
		{ "under a condition of the preprocessor", BALANCED,
		  LOCK "#ifdef A\n\tif (n)\n\t\treturn 1;\n#endif\n" UNLOCK END,
		  "context-imbalance 6 high mutex_lock(&m)" },
		{ "an else behind a directive", BALANCED,
		  LOCK
		  "#ifdef A\n\tif (n)\n\t\tuse(1);\n#endif\n\telse\n\t\treturn 1;\n" UNLOCK END,
		  "context-imbalance 9 high mutex_lock(&m)" },
		{ "a statement in brackets of all kinds is passed", BALANCED,
		  LOCK "\tit->a[n;] = ({ int k; k; });\n" UNLOCK END, "" },
		{ "two ways out, told once", BALANCED,
		  LOCK LEAVES "\tif (it)\n\t\treturn 2;\n" UNLOCK END,
		  "context-imbalance 5 high mutex_lock(&m)" },
		{ "one more way out than before", LOCK LEAVES UNLOCK END,
		  LOCK LEAVES "\tif (it)\n\t\treturn 2;\n" UNLOCK END,
		  "context-imbalance 5 high mutex_lock(&m)" },
		{ "as many ways out as before", LOCK LEAVES UNLOCK END,
		  LOCK "\tuse(1);\n" LEAVES UNLOCK END, "" },
		{ "fewer ways out than before", LOCK LEAVES LEAVES UNLOCK END,
		  LOCK LEAVES UNLOCK END, "" },
		{ "two locks, of which one stays",
		  "\tspin_lock(&s);\n\tspin_unlock(&s);\n" BALANCED,
		  LOCK "\tspin_lock(&s);\n" LEAVES UNLOCK "\tspin_unlock(&s);\n" END,
		  "context-imbalance 6 high mutex_lock(&m); context-imbalance 6 high spin_lock(&s)" },
		{ "only taken", LOCK END, LOCK LEAVES END, "" },
		{ "only given back", UNLOCK END, LEAVES UNLOCK END, "" },
		{ "one that may fail to take it", BALANCED,
		  "\tif (!mutex_trylock(&m))\n\t\treturn 1;\n" LEAVES UNLOCK END, "" },
		{ "a new function", NULL, LOCK LEAVES UNLOCK END,
		  "context-imbalance 5 high mutex_lock(&m)" },
		{ "a new function that is well", NULL, BALANCED, "" },
		{ "no call", BALANCED,
		  "\tmutex_lock = n;\n" LEAVES "\tmutex_unlock(&mutex_lock);\n" END, "" },
		{ "a directive", BALANCED, "#define TAKE mutex_lock(&m)\n" LEAVES UNLOCK END,
		  "context-imbalance 1 high mutex_lock(&m)" },
		{ "in the condition", BALANCED, "\tif (mutex_lock(&m))\n\t\treturn 1;\n" UNLOCK END,
		  "context-imbalance 4 high mutex_lock(&m)" },
	};

	ROWS_HOLD(rows);
}

/* Which lock it is: what takes it and its first argument. */
static void one_lock_and_another(void **state)
{
	static const struct gate_row rows[] = {
		{ "another element", BALANCED,
		  "\tmutex_lock(&it->a[1]);\n" LEAVES "\tmutex_unlock(&it->a[2]);\n" END, "" },
		{ "the same element", BALANCED,
		  "\tmutex_lock(&it->a[1]);\n" LEAVES "\tmutex_unlock(&it->a[1]);\n" END,
		  "context-imbalance 5 high mutex_lock(&it->a[1])" },
		{ "of what a call gives", BALANCED,
		  "\tmutex_lock(&at(it, 1)->m);\n" LEAVES "\tmutex_unlock(&at(it, 1)->m);\n" END,
		  "context-imbalance 5 high mutex_lock(&at(it,1)->m)" },
		{ "of what another call gives", BALANCED,
		  "\tmutex_lock(&at(it, 1)->m);\n" LEAVES "\tmutex_unlock(&at(it, 2)->m);\n" END,
		  "" },
		{ "the second argument is another", BALANCED,
		  "\tspin_lock_irqsave(&m, flags);\n" LEAVES
		  "\tspin_unlock_irqrestore(&m, others);\n" END,
		  "context-imbalance 5 high spin_lock(&m)" },
		{ "no argument", BALANCED, "\trtnl_lock();\n" LEAVES "\trtnl_unlock();\n" END,
		  "context-imbalance 5 high rtnl_lock()" },
		{ "another lock of the same name", BALANCED, "\tspin_lock(&m);\n" LEAVES UNLOCK END,
		  "context-imbalance 1 high mutex_lock(&m)" },
		{ "a longer argument", BALANCED, "\tmutex_lock(&mm);\n" LEAVES UNLOCK END,
		  "context-imbalance 1 high mutex_lock(&m)" },
	};

	ROWS_HOLD(rows);
}

/* The value of a subsystem's own lock is looked at: it may fail. */
static void own_locks(void **state)
{
#define OWN "\titem_lock(it);\n\titem_unlock(it);\n" END
	static const struct gate_row rows[] = {
		{ "plain", OWN, "\titem_lock(it);\n" LEAVES "\titem_unlock(it);\n" END,
		  "context-imbalance 5 high item_lock(it)" },
		{ "assigned", OWN, "\tn = item_lock(it);\n" LEAVES "\titem_unlock(it);\n" END, "" },
		{ "asked", OWN,
		  "\tif (item_lock(it))\n\t\treturn 1;\n" LEAVES "\titem_unlock(it);\n" END, "" },
		{ "asked for its contrary", OWN,
		  "\tif (n && !item_lock(it))\n\t\treturn 1;\n" LEAVES "\titem_unlock(it);\n" END,
		  "" },
		{ "given on", OWN,
		  "\tif (!n) {\n\t\titem_unlock(it);\n\t\treturn 0;\n\t}\n\treturn item_lock(it);\n",
		  "" },
		{ "controlled", OWN,
		  "\tif (it)\n\t\titem_lock(it);\n" LEAVES "\titem_unlock(it);\n" END,
		  "context-imbalance 6 high item_lock(it)" },
		{ "another lock's value", BALANCED, "\tn = mutex_lock(&m);\n" LEAVES UNLOCK END,
		  "context-imbalance 5 high mutex_lock(&m)" },
		{ "the value of what gives back", OWN,
		  "\titem_lock(it);\n\tif (n)\n\t\treturn 1;\n\tn = item_unlock(it);\n" END, "" },
	};

	ROWS_HOLD(rows);
}

static void taken_while_held(void **state)
{
	static const struct gate_row rows[] = {
		{ "twice", BALANCED, LOCK LOCK UNLOCK END,
		  "context-imbalance 4 high mutex_lock(&m)" },
		{ "once more, given back between", BALANCED, LOCK UNLOCK LOCK UNLOCK END, "" },
		{ "another one", BALANCED,
		  LOCK "\tmutex_lock(&k);\n" UNLOCK "\tmutex_unlock(&k);\n" END, "" },
		{ "where nothing comes", BALANCED, LOCK "\tgoto out;\n" LOCK "out:\n" UNLOCK END,
		  "" },
		{ "as before", LOCK LOCK UNLOCK END, LOCK LOCK UNLOCK "\tuse(1);\n" END, "" },
		{ "in a half that leaves", BALANCED,
		  LOCK "\tif (n) {\n" UNLOCK "\t\treturn 1;\n\t}\n" LOCK UNLOCK END,
		  "context-imbalance 8 high mutex_lock(&m)" },
		/* Whoever has it can take it again. */
		{ "read_lock", BALANCED,
		  "\tread_lock(&m);\n\tread_lock(&m);\n\tread_unlock(&m);\n" END, "" },
		{ "srcu", BALANCED,
		  "\tmy_rcu_lock(it);\n\tmy_rcu_lock(it);\n\tmy_rcu_unlock(it);\n" END, "" },
		{ "own", BALANCED,
		  "\tmy_item_lock(it);\n\tmy_item_lock(it);\n\tmy_item_unlock(it);\n" END,
		  "context-imbalance 4 high my_item_lock(it)" },
		{ "interrupts", BALANCED,
		  "\tlocal_irq_disable();\n\tlocal_irq_disable();\n\tlocal_irq_enable();\n" END,
		  "" },
		{ "bottom halves", BALANCED,
		  "\tlocal_bh_disable();\n\tlocal_bh_disable();\n\tlocal_bh_enable();\n" END, "" },
		{ "preemption", BALANCED,
		  "\tpreempt_disable();\n\tpreempt_disable();\n\tpreempt_enable();\n" END, "" },
		{ "write_lock", BALANCED,
		  "\twrite_lock(&m);\n\twrite_lock(&m);\n\twrite_unlock(&m);\n" END,
		  "context-imbalance 4 high write_lock(&m)" },
		{ "an argument with such a name", BALANCED,
		  "\tmutex_lock(&it->irq);\n\tmutex_lock(&it->irq);\n\tmutex_unlock(&it->irq);\n" END,
		  "context-imbalance 4 high mutex_lock(&it->irq)" },
	};

	ROWS_HOLD(rows);
}

static void labels(void **state)
{
	static const struct gate_row rows[] = {
		{ "a jump over what gives back", BALANCED,
		  LOCK "\tif (n)\n\t\tgoto out;\n" UNLOCK "out:\n" END,
		  "context-imbalance 7 high mutex_lock(&m)" },
		{ "a jump to what gives back", BALANCED,
		  LOCK "\tif (n)\n\t\tgoto out;\n\tuse(1);\nout:\n" UNLOCK END, "" },
		{ "a jump without it to what gives back", BALANCED,
		  "\tif (n)\n\t\tgoto out;\n" LOCK "out:\n" UNLOCK END,
		  "context-imbalance 6 high mutex_lock(&m)" },
		{ "only jumps lead there", BALANCED,
		  LOCK "\tif (n)\n\t\tgoto out;\n" UNLOCK "\treturn 0;\nout:\n" UNLOCK
		       "\treturn 1;\n",
		  "" },
		{ "only jumps lead there, which hold it", BALANCED,
		  LOCK "\tif (n)\n\t\tgoto out;\n" UNLOCK "\treturn 0;\nout:\n\treturn 1;\n",
		  "context-imbalance 9 high mutex_lock(&m)" },
		{ "two jumps that differ", BALANCED,
		  LOCK "\tif (n)\n\t\tgoto out;\n" UNLOCK
		       "\tif (it)\n\t\tgoto out;\n\treturn 0;\nout:\n" UNLOCK END,
		  "context-imbalance 8 high mutex_lock(&m)" },
		{ "the first jump that differs is told", BALANCED,
		  LOCK
		  "\tif (n)\n\t\tgoto out;\n" UNLOCK
		  "\tif (it)\n\t\tgoto out;\n\tif (n)\n\t\tgoto out;\n\treturn 0;\nout:\n" UNLOCK
			  END,
		  "context-imbalance 8 high mutex_lock(&m)" },
		{ "a second lock that differs", "\tspin_lock(&s);\n\tspin_unlock(&s);\n" BALANCED,
		  LOCK "\tif (n)\n\t\tgoto out;\n" UNLOCK
		       "\tif (it)\n\t\tgoto out;\n\tspin_lock(&s);\n\tgoto out;\n"
		       "out:\n" UNLOCK "\tspin_unlock(&s);\n" END,
		  "context-imbalance 10 high mutex_lock(&m); context-imbalance 10 high spin_lock(&s)" },
		{ "back, with it", BALANCED,
		  "again:\n" LOCK "\tif (n)\n\t\tgoto again;\n" UNLOCK END,
		  "context-imbalance 6 high mutex_lock(&m)" },
		{ "back, without it", BALANCED,
		  "again:\n" LOCK "\tif (n) {\n" UNLOCK "\t\tgoto again;\n\t}\n" UNLOCK END, "" },
		{ "the same as before, at another label",
		  LOCK "\tif (n)\n\t\tgoto a;\n" UNLOCK "a:\n" END,
		  LOCK "\tif (n)\n\t\tgoto b;\n" UNLOCK "b:\n" END,
		  "context-imbalance 7 high mutex_lock(&m)" },
		{ "the same as before", LOCK "\tif (n)\n\t\tgoto a;\n" UNLOCK "a:\n" END,
		  LOCK "\tif (n)\n\t\tgoto a;\n" UNLOCK "a:\n\tuse(1);\n" END, "" },
		{ "a way out instead of the label",
		  LOCK "\tif (n)\n\t\tgoto a;\n" UNLOCK "a:\n" END,
		  LOCK "\tif (n)\n\t\treturn 1;\n" UNLOCK "a:\n" END,
		  "context-imbalance 5 high mutex_lock(&m)" },
		{ "a label of the same beginning", BALANCED,
		  LOCK "\tif (n)\n\t\tgoto out;\n" UNLOCK
		       "\treturn 0;\nouter:\n\treturn 2;\nout:\n" UNLOCK END,
		  "" },
	};

	ROWS_HOLD(rows);
}

/* The label is named. */
static void named_labels(void **state)
{
	static const struct gate_row rows[] = {
		{ "a lock", BALANCED, LOCK "\tif (n)\n\t\tgoto a_label;\n" UNLOCK "a_label:\n" END,
		  "context-imbalance 7 high mutex_lock(&m)" },
		{ "a reference", BALANCED_REFERENCE,
		  GET "\tif (n)\n\t\tgoto a_label;\n" PUT "a_label:\n" END,
		  "reference-imbalance 7 high of_node_get(it)" },
	};
	struct gate_rows named = in_function;

	named.says = "a_label";
	gate_rows_hold(&named, rows, ARRAY_SIZE(rows));
}

/* However deep conditions, blocks and loops are nested, the stack is not. */
static void deep_nesting(void **state)
{
	static const char *const parts[] = {
		"\tif (n)\n",
		"\t{\n",
		"\twhile (n)\n",
		"\tdo\n",
		"\telse\n",
		"\tswitch (n)\n",
		"\tif (n);\nelse\n",
		"\tswitch (n) {\n",
		"\teach_item(it, n) {\n",
	};

	for (size_t p = 0; p < ARRAY_SIZE(parts); p++) {
		struct buf after = { 0 };
		struct gate_row row = { parts[p], BALANCED, NULL, "" };

		buf_puts(&after, LOCK UNLOCK);
		for (int i = 0; i < 60000; i++)
			buf_puts(&after, parts[p]);
		buf_puts(&after, ";\n");
		for (int i = 0; i < 60000 && strchr(parts[p], '{'); i++)
			buf_puts(&after, "}\n");
		buf_puts(&after, END);
		row.after = buf_str(&after);
		gate_rows_hold(&in_function, &row, 1);
		buf_release(&after);
	}
}

static void loops(void **state)
{
	static const struct gate_row rows[] = {
		{ "each round gives it back", BALANCED, "\twhile (n) {\n" LOCK UNLOCK "\t}\n" END,
		  "" },
		{ "left out of a round with it", BALANCED,
		  "\twhile (n) {\n" LOCK "\t\tif (it)\n\t\t\treturn 1;\n" UNLOCK "\t}\n" END,
		  "context-imbalance 6 high mutex_lock(&m)" },
		{ "a round keeps it", BALANCED,
		  "\twhile (n) {\n" LOCK "\t}\n\tif (it) {\n" UNLOCK "\t\treturn 1;\n\t}\n" END,
		  "context-imbalance 10 high mutex_lock(&m)" },
		{ "a round that leaves says nothing of what is behind", BALANCED,
		  LOCK "\twhile (n) {\n" UNLOCK "\t\treturn 1;\n\t}\n" END,
		  "context-imbalance 8 high mutex_lock(&m)" },
		{ "a break of a loop that may end", BALANCED,
		  "\twhile (n) {\n" LOCK "\t\tif (it) {\n" UNLOCK "\t\t\tbreak;\n\t\t}\n" UNLOCK
		  "\t}\n" END,
		  "" },
		{ "do", BALANCED, "\tdo {\n" LOCK UNLOCK "\t} while (n);\n" END, "" },
		{ "do, which keeps it", BALANCED,
		  "\tdo {\n" LOCK "\t} while (n);\n\tif (it) {\n" UNLOCK "\t\treturn 1;\n\t}\n" END,
		  "context-imbalance 10 high mutex_lock(&m)" },
		{ "do with a condition that gives it back", BALANCED,
		  "\tdo\n" LOCK "\twhile (n);\n" UNLOCK END, "" },
		{ "for", BALANCED, "\tfor (; n; n--)\n\t" LOCK UNLOCK END, "" },
		/* Without an end only a break leads out. */
		{ "for ever", BALANCED,
		  LOCK "\tfor (;;) {\n\t\tif (n) {\n" UNLOCK "\t\t\treturn 1;\n\t\t}\n\t}\n", "" },
		{ "for ever with a step", BALANCED,
		  LOCK "\tfor (;; n++) {\n\t\tif (n) {\n" UNLOCK "\t\t\treturn 1;\n\t\t}\n\t}\n",
		  "" },
		{ "while 1", BALANCED,
		  LOCK "\twhile (1) {\n\t\tif (n) {\n" UNLOCK "\t\t\treturn 1;\n\t\t}\n\t}\n", "" },
		{ "while true", BALANCED,
		  LOCK "\twhile (true) {\n\t\tif (n) {\n" UNLOCK "\t\t\treturn 1;\n\t\t}\n\t}\n",
		  "" },
		{ "for with an end", BALANCED,
		  LOCK "\tfor (; n;) {\n\t\tif (n) {\n" UNLOCK "\t\t\treturn 1;\n\t\t}\n\t}\n",
		  "context-imbalance 10 high mutex_lock(&m)" },
		{ "for with a beginning", BALANCED,
		  LOCK "\tfor (n = 1; n;) {\n\t\tif (n) {\n" UNLOCK "\t\t\treturn 1;\n\t\t}\n\t}\n",
		  "context-imbalance 10 high mutex_lock(&m)" },
		{ "while 1 and more", BALANCED,
		  LOCK "\twhile (1 && n) {\n\t\tif (n) {\n" UNLOCK "\t\t\treturn 1;\n\t\t}\n\t}\n",
		  "context-imbalance 10 high mutex_lock(&m)" },
		{ "while n", BALANCED,
		  LOCK "\twhile (n) {\n\t\tif (n) {\n" UNLOCK "\t\t\treturn 1;\n\t\t}\n\t}\n",
		  "context-imbalance 10 high mutex_lock(&m)" },
		{ "a break with it", BALANCED,
		  "\tfor (;;) {\n" LOCK "\t\tif (n)\n\t\t\tbreak;\n" UNLOCK "\t}\n" END,
		  "context-imbalance 9 high mutex_lock(&m)" },
		{ "a break with it, given back behind", BALANCED,
		  "\tfor (;;) {\n" LOCK "\t\tif (n)\n\t\t\tbreak;\n" UNLOCK "\t}\n" UNLOCK END,
		  "" },
		{ "the first break counts", BALANCED,
		  "\tfor (;;) {\n" LOCK "\t\tif (n)\n\t\t\tbreak;\n" UNLOCK
		  "\t\tif (it)\n\t\t\tbreak;\n\t}\n" UNLOCK END,
		  "" },
		{ "a break of a loop within is none of it", BALANCED,
		  LOCK "\tfor (;;) {\n\t\twhile (n)\n\t\t\tbreak;\n\t\tif (n) {\n" UNLOCK
		       "\t\t\treturn 1;\n\t\t}\n\t}\n",
		  "" },
		{ "a break before a loop within is its own", BALANCED,
		  "\tfor (;;) {\n" LOCK "\t\tif (n)\n\t\t\tbreak;\n" UNLOCK
		  "\t\twhile (it)\n\t\t\tbreak;\n\t}\n" END,
		  "context-imbalance 11 high mutex_lock(&m)" },
		{ "continue goes nowhere else", BALANCED,
		  "\twhile (n) {\n" LOCK "\t\tif (it) {\n" UNLOCK "\t\t\tcontinue;\n\t\t}\n" UNLOCK
		  "\t}\n" END,
		  "" },
		{ "a macro that makes a loop", BALANCED,
		  "\teach_item(it, n) {\n" LOCK "\t\tif (n) {\n" UNLOCK
		  "\t\t\tbreak;\n\t\t}\n" UNLOCK "\t}\n" END,
		  "" },
		{ "a macro that makes a loop and is left", BALANCED,
		  "\teach_item(it, n) {\n" LOCK "\t\tif (n)\n\t\t\treturn 1;\n" UNLOCK "\t}\n" END,
		  "context-imbalance 6 high mutex_lock(&m)" },
		{ "a loop that may end counts as ended", BALANCED,
		  "\twhile (n) {\n" LOCK "\t\tif (it)\n\t\t\tbreak;\n" UNLOCK "\t}\n" END, "" },
		{ "a macro's loop counts as ended", BALANCED,
		  "\teach_item(it, n) {\n" LOCK "\t\tif (it)\n\t\t\tbreak;\n" UNLOCK "\t}\n" END,
		  "" },
		{ "a do counts as ended", BALANCED,
		  "\tdo {\n" LOCK "\t\tif (it)\n\t\t\tbreak;\n" UNLOCK "\t} while (n);\n" END, "" },
		{ "a macro with a block takes", BALANCED,
		  "\tmutex_lock(&m) {\n\t\tif (n)\n\t\t\treturn 1;\n\t}\n" UNLOCK END,
		  "context-imbalance 5 high mutex_lock(&m)" },
	};

	ROWS_HOLD(rows);
}

static void switches(void **state)
{
#define SWITCH(cases) "\tswitch (n) {\n" cases "\t}\n"
	static const struct gate_row rows[] = {
		{ "each case begins as the switch did", BALANCED,
		  LOCK SWITCH("\tcase 1:\n" UNLOCK
			      "\t\treturn 1;\n\tcase 2:\n\t\treturn 2;\n\tdefault:\n\t\tbreak;\n")
			  UNLOCK END,
		  "context-imbalance 9 high mutex_lock(&m)" },
		{ "each case gives it back", BALANCED,
		  LOCK SWITCH("\tcase 1:\n" UNLOCK "\t\treturn 1;\n\tcase 2:\n" UNLOCK
			      "\t\treturn 2;\n\tdefault:\n\t\tbreak;\n") UNLOCK END,
		  "" },
		{ "unless the one above goes on", BALANCED,
		  LOCK SWITCH("\tcase 1:\n" UNLOCK "\tcase 2:\n\t\treturn 2;\n\tdefault:\n" UNLOCK
			      "\t\treturn 3;\n") UNLOCK END,
		  "" },
		{ "the first break counts", BALANCED,
		  SWITCH("\tcase 1:\n" LOCK "\t\tbreak;\n\tdefault:\n\t\treturn 0;\n") UNLOCK END,
		  "" },
		{ "the first break counts and keeps it", BALANCED,
		  SWITCH("\tcase 1:\n" LOCK "\t\tbreak;\n\tdefault:\n" LOCK UNLOCK
			 "\t\treturn 0;\n") END,
		  "context-imbalance 12 high mutex_lock(&m)" },
		{ "no break", BALANCED, LOCK SWITCH("\tcase 1:\n\tdefault:\n" UNLOCK) END, "" },
		{ "a case in a block of its own", BALANCED,
		  LOCK SWITCH("\tcase 1: {\n" UNLOCK
			      "\t\treturn 1;\n\t}\n\tcase 2:\n\t\treturn 2;\n") UNLOCK END,
		  "context-imbalance 10 high mutex_lock(&m)" },
		{ "a case amid a block", BALANCED,
		  LOCK SWITCH("\tcase 1:\n\t\tif (it) {\n" UNLOCK
			      "\t\t\treturn 1;\n\tcase 2:\n\t\t\tuse(2);\n\t\t}\n" UNLOCK
			      "\t\treturn 2;\n") UNLOCK END,
		  "" },
		{ "a break of a switch is none of the loop around it", BALANCED,
		  LOCK "\tfor (;;) {\n" SWITCH("\tcase 1:\n\t\tbreak;\n\tdefault:\n" UNLOCK
					       "\t\treturn 1;\n") "\t}\n",
		  "" },
		{ "a switch of one case without braces", BALANCED,
		  LOCK "\tswitch (n)\n\tcase 1:\n\t\treturn 1;\n" UNLOCK END,
		  "context-imbalance 6 high mutex_lock(&m)" },
	};

	ROWS_HOLD(rows);
}

static void references(void **state)
{
	static const struct gate_row rows[] = {
		{ "a return between", BALANCED_REFERENCE, GET LEAVES PUT END,
		  "reference-imbalance 5 high of_node_get(it)" },
		{ "a jump over what gives back", BALANCED_REFERENCE,
		  GET "\tif (n)\n\t\tgoto out;\n" PUT "out:\n" END,
		  "reference-imbalance 7 high of_node_get(it)" },
		{ "one that is new may be handed over", END, GET LEAVES PUT END, "" },
		{ "one of a new function may be handed over", NULL, GET LEAVES PUT END, "" },
		{ "no lock: taken twice", BALANCED_REFERENCE, GET GET PUT END, "" },
		{ "twice", BALANCED_REFERENCE, GET PUT PUT END,
		  "reference-imbalance 5 high of_node_get(it)" },
		{ "twice, of one that is new", END, GET PUT PUT END,
		  "reference-imbalance 5 high of_node_get(it)" },
		{ "twice as before", GET PUT PUT END, GET PUT PUT "\tuse(1);\n" END, "" },
		{ "a lock twice", BALANCED, LOCK UNLOCK UNLOCK END, "" },
		{ "once each", BALANCED_REFERENCE, GET PUT GET PUT END, "" },
		{ "behind a jump", BALANCED_REFERENCE, GET PUT "\treturn 0;\n" PUT "\treturn 1;\n",
		  "" },
		{ "what was not taken yet", BALANCED_REFERENCE, PUT PUT GET PUT END, "" },
		{ "in one half, and behind", BALANCED_REFERENCE, GET "\tif (n)\n\t" PUT PUT END,
		  "" },
		{ "in both halves, and behind", BALANCED_REFERENCE,
		  GET "\tif (n)\n\t" PUT "\telse\n\t" PUT PUT END,
		  "reference-imbalance 8 high of_node_get(it)" },
		{ "in the half that goes on, and behind", BALANCED_REFERENCE,
		  GET "\tif (n)\n\t\tuse(1);\n\telse\n\t\treturn 1;\n" PUT END,
		  "reference-imbalance 7 high of_node_get(it)" },
		{ "where the one half leaves, and behind", BALANCED_REFERENCE,
		  GET "\tif (n) {\n" PUT "\t\treturn 1;\n\t}\n" PUT END, "" },
		{ "the half that leaves does not count", BALANCED_REFERENCE,
		  GET "\tif (n) {\n" PUT "\t\treturn 1;\n\t} else {\n" PUT "\t}\n" PUT END,
		  "reference-imbalance 10 high of_node_get(it)" },
		{ "the other half that leaves does not count", BALANCED_REFERENCE,
		  GET "\tif (n) {\n" PUT "\t} else {\n" PUT "\t\treturn 1;\n\t}\n" PUT END,
		  "reference-imbalance 10 high of_node_get(it)" },
		{ "in the half that goes on alone, of one that is new", END,
		  GET "\tif (n) {\n\t\treturn 1;\n\t} else {\n" PUT "\t}\n" PUT END,
		  "reference-imbalance 9 high of_node_get(it)" },
		{ "behind a label", BALANCED_REFERENCE,
		  GET "\tif (n)\n\t\tgoto out;\n" PUT "out:\n" PUT END,
		  "reference-imbalance 7 high of_node_get(it)" },
		{ "behind a label nothing is known", BALANCED_REFERENCE, GET PUT "out:\n" PUT END,
		  "" },
		{ "one that may fail", "\tkref_get(it);\n\tkref_put(it, 1);\n" END,
		  "\tkref_get_unless_zero(it);\n" LEAVES "\tkref_put(it, 1);\n" END, "" },
		/* Another value, another object. */
		{ "assigned", BALANCED_REFERENCE, GET PUT "\tit = next;\n" PUT END, "" },
		{ "assigned while it is held", BALANCED_REFERENCE,
		  GET "\tif (n)\n" PUT "\tit = next;\n" END, "" },
		{ "compared", BALANCED_REFERENCE, GET PUT "\tn = it == next;\n" PUT END,
		  "reference-imbalance 6 high of_node_get(it)" },
		{ "another variable is assigned", BALANCED_REFERENCE,
		  GET PUT "\tits = next;\n" PUT END, "reference-imbalance 6 high of_node_get(it)" },
		{ "one of the same beginning is assigned", BALANCED_REFERENCE,
		  GET PUT "\ti = next;\n" PUT END, "reference-imbalance 6 high of_node_get(it)" },
		{ "a member of that name is assigned", BALANCED_REFERENCE,
		  GET PUT "\tn->it = next;\n" PUT END,
		  "reference-imbalance 6 high of_node_get(it)" },
		{ "a member of a structure is assigned", BALANCED_REFERENCE,
		  GET PUT "\tn.it = next;\n" PUT END,
		  "reference-imbalance 6 high of_node_get(it)" },
		{ "what it is a member of is assigned",
		  "\tof_node_get(it->np);\n\tof_node_put(it->np);\n" END,
		  "\tof_node_get(it->np);\n\tof_node_put(it->np);\n\tit = next;\n\tof_node_put(it->np);\n" END,
		  "" },
		{ "a lock is the same one", BALANCED,
		  "\tmutex_lock(m);\n\tm = n;\n\tif (n)\n\t\treturn 1;\n\tmutex_unlock(m);\n" END,
		  "context-imbalance 6 high mutex_lock(m)" },
		{ "of two only the one that is assigned",
		  "\tget_device(a);\n\tget_device(it);\n\tput_device(a);\n\tput_device(it);\n" END,
		  "\tget_device(a);\n\tget_device(it);\n\tput_device(a);\n\tput_device(it);\n\tit = a;\n"
		  "\tput_device(it);\n\tput_device(a);\n" END,
		  "reference-imbalance 9 high get_device(a)" },
	};

	ROWS_HOLD(rows);
}

/* Given back and no longer taken. */
static void no_longer_taken(void **state)
{
	static const struct gate_row rows[] = {
		{ "a lock", BALANCED, UNLOCK END, "context-imbalance 1 high mutex_lock(&m)" },
		{ "neither", BALANCED, END, "" },
		{ "only given back before", UNLOCK END, UNLOCK "\tuse(1);\n" END, "" },
		{ "only taken before", LOCK END, UNLOCK END, "" },
		{ "another was taken", "\tmutex_lock(&k);\n\tmutex_unlock(&k);\n" END, UNLOCK END,
		  "" },
		{ "a reference", BALANCED_REFERENCE, PUT END, "" },
		{ "one that may fail to take it", BALANCED,
		  "\tif (!mutex_trylock(&m))\n\t\treturn 1;\n" UNLOCK END, "" },
		{ "a new function", NULL, UNLOCK END, "" },
	};

	ROWS_HOLD(rows);
}

/* A function of its own is looked at, not the one beside it. */
static void the_function_of_that_name(void **state)
{
	static const struct gate_rows whole = { .with_names = true };
	static const struct gate_row rows[] = {
		{ "another function left it before",
		  "int g(int n)\n{\n" LOCK LEAVES UNLOCK END "}\nint f(int n)\n{\n" BALANCED "}\n",
		  "int g(int n)\n{\n" LOCK LEAVES UNLOCK END
		  "}\nint f(int n)\n{\n" LOCK LEAVES UNLOCK END "}\n",
		  "context-imbalance 13 high mutex_lock(&m)" },
		{ "two functions",
		  "int g(int n)\n{\n" BALANCED "}\nint f(int n)\n{\n" BALANCED "}\n",
		  "int g(int n)\n{\n" LOCK "\tuse(1);\n" UNLOCK END
		  "}\nint f(int n)\n{\n" LOCK LEAVES UNLOCK END "}\n",
		  "context-imbalance 12 high mutex_lock(&m)" },
		{ "a line that is not of the function", "int g(int n)\n{\n" BALANCED "}\n",
		  "int more;\nint g(int n)\n{\n" BALANCED "}\n", "" },
	};

	gate_rows_hold(&whole, rows, ARRAY_SIZE(rows));
}

/* Of a function's locks 16 are followed, of its labels 64. */
static void limits(void **state)
{
	struct gate_rows counted = in_function;
	struct buf after = { 0 };

	for (int i = 0; i < 17; i++)
		buf_printf(&after, "\tmutex_lock(&m%d);\n", i);
	buf_puts(&after, LEAVES);
	for (int i = 0; i < 17; i++)
		buf_printf(&after, "\tmutex_unlock(&m%d);\n", i);
	buf_puts(&after, END);
	{
		struct gate_row row = {
			"16 locks of 17",
			BALANCED,
			buf_str(&after),
			"context-imbalance 21 high; context-imbalance 21 high; context-imbalance 21 high; context-imbalance 21 high; context-imbalance 21 high; context-imbalance 21 high; context-imbalance 21 high; "
			"context-imbalance 21 high; context-imbalance 21 high; context-imbalance 21 high; context-imbalance 21 high; context-imbalance 21 high; context-imbalance 21 high; context-imbalance 21 high; "
			"context-imbalance 21 high; context-imbalance 21 high",
		};

		counted.with_names = false;
		gate_rows_hold(&counted, &row, 1);
	}
	buf_release(&after);
	for (int others = 63; others < 65; others++) {
		struct buf body = { 0 };
		struct gate_row row = {
			others == 63 ? "64 labels" : "65 labels",
			BALANCED,
			NULL,
			others == 63 ? "context-imbalance 133 high mutex_lock(&m)" : "",
		};

		for (int i = 0; i < others; i++)
			buf_printf(&body, "l%d:\n\tuse(%d);\n", i, i);
		buf_puts(&body, LOCK "\tif (n)\n\t\tgoto out;\n" UNLOCK "out:\n" END);
		row.after = buf_str(&body);
		gate_rows_hold(&in_function, &row, 1);
		buf_release(&body);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ways_out),	   cmocka_unit_test(one_lock_and_another),
		cmocka_unit_test(own_locks),	   cmocka_unit_test(taken_while_held),
		cmocka_unit_test(labels),	   cmocka_unit_test(named_labels),
		cmocka_unit_test(deep_nesting),	   cmocka_unit_test(loops),
		cmocka_unit_test(switches),	   cmocka_unit_test(references),
		cmocka_unit_test(no_longer_taken), cmocka_unit_test(the_function_of_that_name),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests_name("gates: locks and references", tests, NULL, NULL);
}
