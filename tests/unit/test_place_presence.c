// SPDX-License-Identifier: GPL-2.0-only
/* Is what a hunk does in a file already? C code. */
#include "presence_table.h"

/* A function that most rows are about. */
#define TOP "int top(void)\n{\n\treturn 1;\n}\n\n"
#define BOTTOM "\nint bottom(void)\n{\n\treturn 2;\n}\n"
#define PROBE(check) TOP "static int foo_probe(struct foo *foo)\n{\n\tint ret;\n\n" \
	"\tret = foo_init(foo);\n" check "\tfoo_enable(foo);\n\tfoo_start(foo);\n" \
	"\treturn ret;\n}\n" BOTTOM

#define ADD_CHECK "@@ 9 static int foo_probe(struct foo *foo)\n \tint ret;\n \n" \
	" \tret = foo_init(foo);\n" \
	"+\tif (ret)\n+\t\treturn ret;\n \tfoo_enable(foo);\n \tfoo_start(foo);\n \treturn ret;\n"

#define F(body) "int f(struct foo *foo)\n{\n" body "}\n"

/* An error path that is unwound by labels. */
#define ADD_LABEL "@@ 12 static int foo_open(struct foo *foo)\n \tret = foo_get(foo);\n" \
	" \tif (ret)\n" \
	"-\t\treturn ret;\n+\t\tgoto err_clk;\n \n \treturn 0;\n+\n+err_clk:\n" \
	"+\tclk_disable(foo->clk);\n" \
	"+\treturn ret;\n }\n \n"
#define OPEN(fail, label) "static int foo_open(struct foo *foo)\n{\n\tint ret;\n\n" \
	"\tclk_enable(foo->clk);\n" \
	"\tret = foo_get(foo);\n\tif (ret)\n\t\t" fail "\n\n\treturn 0;\n" label "}\n\n" \
	"int last(void)\n{\n}\n"

#define LOCK "@@ 9 static void foo_work(struct foo *foo)\n {\n \tstruct bar *bar = foo->bar;\n" \
	" \n" \
	"+\tmutex_lock(&foo->lock);\n \tbar_update(bar);\n+\tmutex_unlock(&foo->lock);\n" \
	" \tbar_done(bar);\n }\n \n"
#define WORK(name, body) "static void " name "(struct foo *foo)\n{\n" \
	"\tstruct bar *bar = foo->bar;\n\n" \
	body "}\n\n"
#define LOCKED "\tmutex_lock(&foo->lock);\n\tbar_update(bar);\n\tmutex_unlock(&foo->lock);\n" \
	"\tbar_done(bar);\n"
#define BARE "\tbar_update(bar);\n\tbar_done(bar);\n"

#define TWICE "@@ 3 int f(struct foo *foo)\n \tfoo_select(foo);\n+\tfoo_wait_ready(foo);\n" \
	" \tfoo_write(foo);\n \tfoo_read(foo);\n"
#define AGAIN(wait) "\n\tfoo_select(foo);\n" wait "\tfoo_write(foo);\n\tfoo_read(foo);\n"
#define SELECT(wait) "int f(struct foo *foo)\n{\n\tfoo_select(foo);\n" wait \
	"\tfoo_write(foo);\n\tfoo_read(foo);\n"

static const struct presence_row insertions[] = {
	{ "a check that is not there", ADD_CHECK, PROBE(""), "ABSENT" },
	{ "a check that is there", ADD_CHECK, PROBE("\tif (ret)\n\t\treturn ret;\n"), "THERE" },
	{ "other white space", ADD_CHECK, PROBE("\tif(ret)\n\t    return  ret;\n\n"), "THERE" },
	{ "a comment between", ADD_CHECK, PROBE("\t/* no clock */\n\tif (ret)\n"
	  "\t\treturn ret; /* */\n"), "THERE" },
	{ "in a comment only", ADD_CHECK, PROBE("\t/*\n\tif (ret)\n\t\treturn ret;\n\t*/\n"),
	  "ABSENT" },
	{ "behind \"//\"", ADD_CHECK, PROBE("\t// if (ret)\n\t//\treturn ret;\n"), "ABSENT" },
	{ "another condition", ADD_CHECK, PROBE("\tif (!ret)\n\t\treturn ret;\n"), "ABSENT" },
	{ "another comparison", ADD_CHECK, PROBE("\tif (ret < 0)\n\t\treturn ret;\n"), "ABSENT" },
	{ "a condition that has grown", ADD_CHECK, PROBE("\tif (ret && foo->strict)\n"
	  "\t\treturn ret;\n"), "ABSENT" },
	{ "another statement under the check", ADD_CHECK, PROBE("\tif (ret)\n\t\tgoto out;\n"),
	  "ABSENT" },
	{ "it checks another call", ADD_CHECK,
	  PROBE("\tfoo_reset(foo);\n\tret = foo_load(foo);\n\tif (ret)\n\t\treturn ret;\n"),
	  "ABSENT" },
	{ "in the next function only", ADD_CHECK,
	  PROBE("") "int baz(struct foo *foo)\n{\n\tret = foo_init(foo);\n\tif (ret)\n"
	  "\t\treturn ret;\n"
	  "\tfoo_enable(foo);\n\tfoo_start(foo);\n\treturn ret;\n}\n", "ABSENT" },
	{ "in \"#if 0\"", ADD_CHECK, PROBE("#if 0\n\tif (ret)\n\t\treturn ret;\n#endif\n"),
	  "ABSENT" },
	{ "the function is not there", ADD_CHECK, TOP BOTTOM, "ABSENT" },
	{ "an empty file", ADD_CHECK, "", "ABSENT" },
	{ "the function moved down", ADD_CHECK,
	  TOP TOP TOP BOTTOM BOTTOM BOTTOM PROBE("\tif (ret)\n\t\treturn ret;\n"), "THERE" },
	{ "the function moved down, without it", ADD_CHECK, TOP TOP TOP BOTTOM BOTTOM BOTTOM
	  PROBE(""), "ABSENT" },

	{ "a lock and its unlock", LOCK, WORK("foo_work", LOCKED), "THERE" },
	{ "no lock", LOCK, WORK("foo_work", BARE), "ABSENT" },
	{ "the lock alone", LOCK, WORK("foo_work", "\tmutex_lock(&foo->lock);\n" BARE), "PART d." },
	{ "the unlock alone", LOCK,
	  WORK("foo_work", "\tbar_update(bar);\n\tmutex_unlock(&foo->lock);\n\tbar_done(bar);\n"),
	  "PART .d" },
	{ "another lock", LOCK, WORK("foo_work", "\tmutex_lock(&bar->lock);\n\tbar_update(bar);\n"
	  "\tmutex_unlock(&bar->lock);\n\tbar_done(bar);\n"), "DOUBT" },
	{ "another kind of lock", LOCK, WORK("foo_work", "\tspin_lock(&foo->lock);\n"
	  "\tbar_update(bar);\n"
	  "\tspin_unlock(&foo->lock);\n\tbar_done(bar);\n"), "DOUBT" },
	{ "a guard", LOCK, WORK("foo_work", "\tguard(mutex)(&foo->lock);\n\n" BARE), "DOUBT" },
	{ "the lock around more", LOCK, WORK("foo_work", "\tmutex_lock(&foo->lock);\n"
	  "\tbar_prepare(bar);\n"
	  "\tbar_update(bar);\n\tbar_sync(bar);\n\tmutex_unlock(&foo->lock);\n\tbar_done(bar);\n"),
	  "THERE" },
	{ "a twin with the lock above", LOCK, WORK("foo_idle", LOCKED) WORK("foo_work", BARE),
	  "ABSENT" },
	{ "a twin with the lock below", LOCK, WORK("foo_work", BARE) WORK("foo_idle", LOCKED),
	  "ABSENT" },
	{ "a twin without the lock", LOCK, WORK("foo_idle", BARE) WORK("foo_work", LOCKED),
	  "THERE" },
	{ "the function twice, once with it", LOCK,
	  "#ifdef A\n" WORK("foo_work", LOCKED) "#else\n" WORK("foo_work", BARE) "#endif\n",
	  "PART? dd" },
	{ "the function twice, the other once with it", LOCK,
	  "#ifdef A\n" WORK("foo_work", BARE) "#else\n" WORK("foo_work", LOCKED) "#endif\n",
	  "PART? dd" },
	{ "its lines once more, further down", LOCK, WORK("foo_work", LOCKED "\n" BARE), "THERE" },
	{ "the function has another name", LOCK, WORK("foo_idle", LOCKED), "THERE" },
	{ "the place twice, once with it", TWICE, SELECT("") AGAIN("\tfoo_wait_ready(foo);\n")
	  "}\n", "PART? d" },
	{ "the place twice, the other once with it", TWICE, SELECT("\tfoo_wait_ready(foo);\n")
	  AGAIN("") "}\n", "PART? d" },
	{ "the place twice, both with it", TWICE, SELECT("\tfoo_wait_ready(foo);\n") AGAIN(
	  "\tfoo_wait_ready(foo);\n") "}\n", "THERE" },
	{ "the place twice, none with it", TWICE, SELECT("") AGAIN("") "}\n", "ABSENT" },

	{ "a statement of many words", "@@ 5 void f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tpm_runtime_set_autosuspend_delay(foo->dev, FOO_DELAY_MS);\n \tfoo_b(foo);\n",
	  "void f(struct foo *foo)\n{\n\tfoo_a(foo);\n"
	  "\tpm_runtime_set_autosuspend_delay(foo->dev,\n"
	  "\t\t\t\t\t FOO_DELAY_MS);\n\tfoo_b(foo);\n}\n", "THERE" },
	{ "with another argument", "@@ 5 void f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tpm_runtime_set_autosuspend_delay(foo->dev, FOO_DELAY_MS);\n \tfoo_b(foo);\n",
	  "void f(struct foo *foo)\n{\n\tfoo_a(foo);\n"
	  "\tpm_runtime_set_autosuspend_delay(foo->dev, 100);\n"
	  "\tfoo_b(foo);\n}\n", "DOUBT" },
	{ "negated", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n+\tif (foo_is_ready(foo))\n"
	  "+\t\treturn foo_kick(foo);\n \tfoo_b(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tif (!foo_is_ready(foo))\n"
	  "\t\treturn foo_kick(foo);\n\tfoo_b(foo);\n}\n", "DOUBT" },
	{ "another bit operation", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tfoo->flags |= FOO_NEEDS_RESET;\n \tfoo_b(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tfoo->flags &= ~FOO_NEEDS_RESET;\n"
	  "\tfoo_b(foo);\n}\n", "DOUBT" },
	{ "another number", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tfoo_set_timeout(foo, 50);\n \tfoo_b(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tfoo_set_timeout(foo, 500);\n"
	  "\tfoo_b(foo);\n}\n", "DOUBT" },
	{ "negated, and more", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tif (foo_queue_empty(foo))\n+\t\treturn foo_flush_queue(foo);\n \tfoo_b(foo);\n",
	  F("\tfoo_a(foo);\n\tif (foo->x && !foo_queue_empty(foo))\n"
	  "\t\treturn foo_flush_queue(foo);\n\tfoo_b(foo);\n"), "DOUBT" },
	{ "moved to the right with all around it", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tfoo_set_timeout(foo, 50);\n \tfoo_b(foo);\n",
	  F("\tif (foo) {\n\t\tfoo_a(foo);\n\t\tfoo_c();\n\t\tfoo_set_timeout(foo, 50);\n"
	  "\t\tfoo_b(foo);\n\t}\n"), "THERE" },
	{ "a stricter condition around it", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tfoo_set_timeout(foo, 50);\n \tfoo_b(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tif (foo->slow)\n"
	  "\t\tfoo_set_timeout(foo, 50);\n\tfoo_b(foo);\n}\n", "DOUBT" },
	{ "the same call on the other side of its neighbour", "@@ 3 int f(struct foo *foo)\n"
	  " \tfoo_a(foo);\n+\tfoo_quiesce_rings(foo);\n \tfoo_b(foo);\n \tfoo_c(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tfoo_b(foo);\n\tfoo_quiesce_rings(foo);\n"
	  "\tfoo_c(foo);\n}\n", "DOUBT" },
	{ "a label and what it does", ADD_LABEL, OPEN("goto err_clk;",
	  "\nerr_clk:\n\tclk_disable(foo->clk);\n\treturn ret;\n"), "THERE" },
	{ "no label yet", ADD_LABEL, OPEN("return ret;", ""), "ABSENT" },
	{ "the label alone", ADD_LABEL, OPEN("return ret;",
	  "\nerr_clk:\n\tclk_disable(foo->clk);\n\treturn ret;\n"), "PART ..dddd" },
	{ "under \"#if 0\"", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tfoo_quiesce_rings(foo);\n \tfoo_b(foo);\n", F("\tfoo_a(foo);\n#if 0\n"
	  "\tfoo_quiesce_rings(foo);\n#endif\n\tfoo_b(foo);\n"), "DOUBT" },
	{ "under #ifdef", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tfoo_quiesce_rings(foo);\n \tfoo_b(foo);\n", F("\tfoo_a(foo);\n#ifdef CONFIG_FOO\n"
	  "\tfoo_quiesce_rings(foo);\n#endif\n\tfoo_b(foo);\n"), "THERE" },
	{ "the branches swapped", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tif (foo->quirk_flag)\n+\t\tfoo_write_slow(foo);\n+\telse\n"
	  "+\t\tfoo_write_fast(foo);\n \tfoo_b(foo);\n", F("\tfoo_a(foo);\n"
	  "\tif (foo->quirk_flag)\n\t\tfoo_write_fast(foo);\n\telse\n\t\tfoo_write_slow(foo);\n"
	  "\tfoo_b(foo);\n"), "DOUBT" },
	{ "two lines in another order", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tfoo_quiesce_rings(foo);\n+\tfoo_drain_queue(foo);\n \tfoo_b(foo);\n", F(
	  "\tfoo_a(foo);\n\tfoo_drain_queue(foo);\n\tfoo_quiesce_rings(foo);\n\tfoo_b(foo);\n"),
	  "DOUBT" },
	{ "another call of the same form", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tdel_timer_sync(&foo->timer);\n \tfoo_b(foo);\n", F("\tfoo_a(foo);\n"
	  "\tmod_timer(&foo->timer);\n\tfoo_b(foo);\n"), "DOUBT" },
	{ "get, not put", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tkobject_put(&foo->kobj_ring);\n \tfoo_b(foo);\n", F("\tfoo_a(foo);\n"
	  "\tkobject_get(&foo->kobj_ring);\n\tfoo_b(foo);\n"), "DOUBT" },
	{ "a check with the opposite name", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tif (foo_is_dead(foo) && foo->ring_size)\n+\t\treturn -ENODEV;\n \tfoo_b(foo);\n",
	  F("\tfoo_a(foo);\n\tif (foo_is_live(foo) && foo->ring_size)\n\t\treturn -ENODEV;\n"
	  "\tfoo_b(foo);\n"), "DOUBT" },
	{ "in a twin, where the function has changed",
	  "@@ 9 static void foo_work(struct foo *foo)\n \tfoo_a(foo);\n \tfoo_b(foo);\n"
	  "+\tsynchronize_irq(foo->irq);\n \tfoo_c(foo);\n",
	  "static void foo_work(struct foo *foo)\n{\n\tfoo_a(foo);\n\tfoo_new(foo);\n"
	  "\tfoo_b(foo);\n\tfoo_c2(foo);\n}\nstatic void foo_idle(struct foo *foo)\n{\n"
	  "\tfoo_a(foo);\n\tfoo_b(foo);\n\tsynchronize_irq(foo->irq);\n\tfoo_c(foo);\n}\n",
	  "ABSENT" },
	{ "a break", "@@ 3 int f(struct foo *foo)\n \tcase FOO_A:\n \t\tfoo_a(foo);\n"
	  "+\t\tbreak;\n \tcase FOO_B:\n \t\tfoo_b(foo);\n", F("\tswitch (x) {\n\tcase FOO_A:\n"
	  "\t\tfoo_a(foo);\n\t\tbreak;\n\tcase FOO_B:\n\t\tfoo_b(foo);\n\t\tbreak;\n\t}\n"),
	  "THERE" },
	{ "a fallthrough in its place", "@@ 3 int f(struct foo *foo)\n \tcase FOO_A:\n"
	  " \t\tfoo_a(foo);\n+\t\tbreak;\n \tcase FOO_B:\n \t\tfoo_b(foo);\n", F(
	  "\tswitch (x) {\n\tcase FOO_A:\n\t\tfoo_a(foo);\n\t\tfallthrough;\n\tcase FOO_B:\n"
	  "\t\tfoo_b(foo);\n\t\tbreak;\n\t}\n"), "DOUBT" },
	{ "three lines, one with another member", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tspin_lock(&foo->ring_lock);\n+\tfoo->ring_head = 0;\n"
	  "+\tspin_unlock(&foo->ring_lock);\n \tfoo_b(foo);\n", F("\tfoo_a(foo);\n"
	  "\tspin_lock(&foo->ring_lock);\n\tfoo->ring_tail = 0;\n"
	  "\tspin_unlock(&foo->ring_lock);\n\tfoo_b(foo);\n"), "DOUBT" },
	{ "a branch with another value", "@@ 9 int f(struct foo *foo)\n \telse if (x == FOO_B)\n"
	  " \t\ty = 2;\n+\telse if (x == FOO_C)\n+\t\ty = 3;\n \treturn y;\n", F(
	  "\tif (x == FOO_A)\n\t\ty = 1;\n\telse if (x == FOO_B)\n\t\ty = 2;\n"
	  "\telse if (x == FOO_C)\n\t\ty = 4;\n\treturn y;\n"), "DOUBT" },
};

#define REPLACE "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n \n-\tfoo->len = strlen(name);\n" \
	"+\tfoo->len = strnlen(name, FOO_MAX);\n \tfoo_b(foo);\n \treturn 0;\n"
#define REPLACED(line) "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\n" line "\tfoo_b(foo);\n" \
	"\treturn 0;\n}\n"

static const struct presence_row replacements[] = {
	{ "the new line", REPLACE, REPLACED("\tfoo->len = strnlen(name, FOO_MAX);\n"), "THERE" },
	{ "the old line", REPLACE, REPLACED("\tfoo->len = strlen(name);\n"), "ABSENT" },
	{ "both lines", REPLACE, REPLACED("\tfoo->len = strlen(name);\n"
	  "\tfoo->len = strnlen(name, FOO_MAX);\n"), "DOUBT" },
	{ "neither line", REPLACE, REPLACED(""), "ABSENT" },
	{ "a third form", REPLACE, REPLACED("\tfoo->len = strnlen(name, sizeof(foo->name));\n"),
	  "DOUBT" },
	{ "the new one has grown", REPLACE, REPLACED(
	  "\tfoo->len = min(strnlen(name, FOO_MAX), limit);\n"), "THERE" },
	{ "a stricter comparison", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tif (len > foo->size)\n+\tif (len >= foo->size)\n \t\treturn -EINVAL;\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tif (len > foo->size)\n"
	  "\t\treturn -EINVAL;\n}\n", "ABSENT" },
	{ "a stricter comparison that is there", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tif (len > foo->size)\n+\tif (len >= foo->size)\n \t\treturn -EINVAL;\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tif (len >= foo->size)\n"
	  "\t\treturn -EINVAL;\n}\n", "THERE" },
	{ "a condition that is extended", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tif (!foo->dev)\n+\tif (!foo->dev || foo->dead)\n \t\treturn -EINVAL;\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tif (!foo->dev)\n\t\treturn -EINVAL;\n}\n",
	  "ABSENT" },
	{ "a condition that is shortened, not yet", "@@ 3 int f(struct foo *foo)\n"
	  " \tfoo_a(foo);\n-\tif (!foo->dev || foo->dead)\n+\tif (!foo->dev)\n"
	  " \t\treturn -EINVAL;\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tif (!foo->dev || foo->dead)\n"
	  "\t\treturn -EINVAL;\n}\n", "ABSENT" },
	{ "a condition that is shortened, and here another one", "@@ 3 int f(struct foo *foo)\n"
	  " \tfoo_a(foo);\n-\tif (!foo->dev || foo->dead)\n+\tif (!foo->dev)\n"
	  " \t\treturn -EINVAL;\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tif (!foo->dev || foo_is_dead(foo))\n"
	  "\t\treturn -EINVAL;\n}\n", "ABSENT" },
	{ "a cast that is dropped, not yet", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tfoo->len = (u8)foo_len(foo);\n+\tfoo->len = foo_len(foo);\n \tfoo_b(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tfoo->len = (u8)foo_len(foo);\n"
	  "\tfoo_b(foo);\n}\n", "ABSENT" },
	{ "a cast that is dropped, another one here", "@@ 3 int f(struct foo *foo)\n"
	  " \tfoo_a(foo);\n-\tfoo->len = (u8)foo_len(foo);\n+\tfoo->len = foo_len(foo);\n"
	  " \tfoo_b(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tfoo->len = (u16)foo_len(foo);\n"
	  "\tfoo_b(foo);\n}\n", "ABSENT" },
	{ "an allocation's flag", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tp = kzalloc(size, GFP_KERNEL);\n+\tp = kzalloc(size, GFP_ATOMIC);\n"
	  " \tfoo_b(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tp = kzalloc(size, GFP_KERNEL);\n"
	  "\tfoo_b(foo);\n\tq = kzalloc(size, GFP_ATOMIC);\n}\n", "ABSENT" },
	{ "an allocation's flag that is there", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tp = kzalloc(size, GFP_KERNEL);\n+\tp = kzalloc(size, GFP_ATOMIC);\n"
	  " \tfoo_b(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tp = kzalloc(size, GFP_ATOMIC);\n"
	  "\tfoo_b(foo);\n\tq = kzalloc(size, GFP_KERNEL);\n}\n", "THERE" },
	{ "a line that moves down, not yet", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tfoo_irq_enable(foo);\n \tfoo_b(foo);\n+\tfoo_irq_enable(foo);\n \tfoo_c(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tfoo_irq_enable(foo);\n\tfoo_b(foo);\n"
	  "\tfoo_c(foo);\n}\n", "ABSENT" },
	{ "a line that has moved down", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tfoo_irq_enable(foo);\n \tfoo_b(foo);\n+\tfoo_irq_enable(foo);\n \tfoo_c(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tfoo_b(foo);\n\tfoo_irq_enable(foo);\n"
	  "\tfoo_c(foo);\n}\n", "THERE" },
	{ "a line that moves up, not yet", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "+\tfoo_irq_enable(foo);\n \tfoo_b(foo);\n-\tfoo_irq_enable(foo);\n \tfoo_c(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tfoo_b(foo);\n\tfoo_irq_enable(foo);\n"
	  "\tfoo_c(foo);\n}\n", "ABSENT" },
	{ "a line that moves, on both sides here", "@@ 3 int f(struct foo *foo)\n"
	  " \tfoo_a(foo);\n-\tfoo_irq_enable(foo);\n \tfoo_b(foo);\n+\tfoo_irq_enable(foo);\n"
	  " \tfoo_c(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tfoo_irq_enable(foo);\n\tfoo_b(foo);\n"
	  "\tfoo_irq_enable(foo);\n\tfoo_c(foo);\n}\n", "PART .d" },
	{ "two lines that swap, not yet", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tfoo_free_irq(foo);\n \tfoo_stop(foo);\n+\tfoo_free_irq(foo);\n \tfoo_b(foo);\n",
	  "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n\tfoo_free_irq(foo);\n\tfoo_stop(foo);\n"
	  "\tfoo_b(foo);\n}\n", "ABSENT" },
	{ "another callee", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tBUG_ON(foo->refs > FOO_LIMIT);\n+\tWARN_ON(foo->refs > FOO_LIMIT);\n"
	  " \tfoo_b(foo);\n", F("\tfoo_a(foo);\n\tASSERT(foo->refs > FOO_LIMIT);\n"
	  "\tfoo_b(foo);\n"), "ABSENT" },
	{ "neither the old nor the new callee", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tdel_timer(&foo->timer);\n+\tdel_timer_sync(&foo->timer);\n \tfoo_b(foo);\n", F(
	  "\tfoo_a(foo);\n\ttimer_delete(&foo->timer);\n\tfoo_b(foo);\n"), "ABSENT" },
	{ "a condition that is dropped, another one here", "@@ 3 int f(struct foo *foo)\n"
	  " \tfoo_a(foo);\n-\tif (foo->enabled)\n-\t\tfoo_irq_mask(foo);\n"
	  "+\tfoo_irq_mask(foo);\n \tfoo_b(foo);\n",
	  F("\tfoo_a(foo);\n\tif (foo_is_enabled(foo))\n\t\tfoo_irq_mask(foo);\n\tfoo_b(foo);\n"),
	  "DOUBT" },
	{ "a flag that is dropped, another one here", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tirq_request(foo, IRQF_SHARED | IRQF_ONESHOT);\n"
	  "+\tirq_request(foo, IRQF_SHARED);\n \tfoo_b(foo);\n",
	  F("\tfoo_a(foo);\n\tirq_request(foo, IRQF_SHARED | IRQF_NO_THREAD);\n\tfoo_b(foo);\n"),
	  "ABSENT" },
	{ "another loop", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tfor (i = 0; i <= foo->count; i++)\n+\tfor (i = 0; i < foo->count; i++)\n"
	  " \t\tfoo_b(foo);\n", F("\tfoo_a(foo);\n\tfor (i = 1; i <= foo->count; i++)\n"
	  "\t\tfoo_b(foo);\n"), "ABSENT" },
	{ "an inverted mask", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tval &= FOO_MASK_A;\n+\tval &= FOO_MASK_A | FOO_MASK_B;\n \tfoo_b(foo);\n", F(
	  "\tfoo_a(foo);\n\tval &= FOO_MASK_A | ~FOO_MASK_B;\n\tfoo_b(foo);\n"), "ABSENT" },
	{ "a cast of the product", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tsize = pages * PAGE_SIZE;\n+\tsize = (size_t)pages * PAGE_SIZE;\n \tfoo_b(foo);\n",
	  F("\tfoo_a(foo);\n\tsize = (size_t)(pages * PAGE_SIZE);\n\tfoo_b(foo);\n"), "ABSENT" },
	{ "brackets, not yet", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tlen = base + size * foo->unit_width;\n+\tlen = (base + size) * foo->unit_width;\n"
	  " \tfoo_b(foo);\n", F("\tfoo_a(foo);\n\tlen = base + size * foo->unit_width;\n"
	  "\tfoo_b(foo);\n"), "ABSENT" },
	{ "a part of the brackets", "@@ 3\n #define A 1\n-#define FOO_SIZE(x)\tx * 4\n"
	  "+#define FOO_SIZE(x)\t((x) * 4)\n #define B 1\n", "\n\n#define A 1\n"
	  "#define FOO_SIZE(x)\t(x * 4)\n#define B 1\n", "ABSENT" },
	{ "braces, not yet", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n-\tif (foo->x)\n"
	  "+\tif (foo->x) {\n \t\tfoo_b(foo);\n \t\tfoo_c(foo);\n+\t}\n \tfoo_d(foo);\n", F(
	  "\tfoo_a(foo);\n\tif (foo->x)\n\t\tfoo_b(foo);\n\t\tfoo_c(foo);\n\tfoo_d(foo);\n"),
	  "ABSENT" },
	{ "a stray semicolon", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tif (foo->ring_base);\n+\tif (foo->ring_base)\n \t\tfoo_b(foo);\n", F(
	  "\tfoo_a(foo);\n\tif (foo->ring_base);\n\t\tfoo_b(foo);\n"), "ABSENT" },
	{ "const, not yet", "@@ 3\n \n-static struct file_operations foo_fops = {\n"
	  "+static const struct file_operations foo_fops = {\n \t.open = foo_open,\n", "\n\n\n"
	  "static struct file_operations foo_fops = {\n\t.open = foo_open,\n};\n", "ABSENT" },
	{ "without const, not yet", "@@ 3\n \n"
	  "-static const struct file_operations foo_fops = {\n"
	  "+static struct file_operations foo_fops = {\n \t.open = foo_open,\n", "\n\n\n"
	  "static const struct file_operations foo_fops = {\n\t.open = foo_open,\n};\n", "ABSENT" },
	{ "another type", "@@ 3 int f(struct foo *foo)\n {\n-\tunsigned int ring_count;\n"
	  "+\tint ring_count;\n \tfoo_b(foo);\n", F("\tunsigned long int ring_count;\n"
	  "\tfoo_b(foo);\n"), "ABSENT" },
	{ "another label, which is used elsewhere", "@@ 3 int f(struct foo *foo)\n"
	  " \tret = foo_c(foo);\n \tif (ret)\n-\t\tgoto err_free;\n+\t\tgoto err_unmap;\n"
	  " \tfoo_b(foo);\n", F("\tret = foo_c(foo);\n\tif (ret)\n\t\tgoto err_free;\n"
	  "\tfoo_b(foo);\n\tret = foo_d(foo);\n\tif (ret)\n\t\tgoto err_unmap;\nerr_unmap:\n"
	  "\tu();\nerr_free:\n\tv();\n"), "ABSENT" },
	{ "a sign, not yet", "@@ 3 int f(struct foo *foo)\n \tif (!foo)\n-\t\treturn EINVAL;\n"
	  "+\t\treturn -EINVAL;\n \tfoo_b(foo);\n", F("\tif (!foo)\n\t\treturn EINVAL;\n"
	  "\tfoo_b(foo);\n"), "ABSENT" },
	{ "without the sign, not yet", "@@ 3 int f(struct foo *foo)\n \tif (!foo)\n"
	  "-\t\treturn -EPROBE_DEFER;\n+\t\treturn EPROBE_DEFER;\n \tfoo_b(foo);\n", F(
	  "\tif (!foo)\n\t\treturn -EPROBE_DEFER;\n\tfoo_b(foo);\n"), "ABSENT" },
	{ "a line of a macro", "@@ 3\n #define foo(x) do {\t\\\n \tbar(x);\t\t\\\n"
	  "+\tbaz_barrier(x);\t\\\n } while (0)\n", "\n\n#define foo(x) do {\t\\\n"
	  "\tbar(x);\t\t\\\n} while (0)\n", "ABSENT" },
};

#define REMOVE "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n \tfoo_b(foo);\n" \
	"-\tfoo_flush_all_rings(foo);\n" \
	" \tfoo_c(foo);\n \treturn 0;\n"

#define TWO_UNLOCKS "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n-\tfoo_unlock_bus(foo);\n" \
	" \tfoo_b(foo);\n \tfoo_unlock_bus(foo);\n"

static const struct presence_row removals[] = {
	{ "a line that is there", REMOVE, "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n"
	  "\tfoo_b(foo);\n\tfoo_flush_all_rings(foo);\n\tfoo_c(foo);\n\treturn 0;\n}\n", "ABSENT" },
	{ "a line that is not there", REMOVE, "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n"
	  "\tfoo_b(foo);\n\tfoo_c(foo);\n\treturn 0;\n}\n", "GONE" },
	{ "a line with another argument here", REMOVE, "int f(struct foo *foo)\n{\n"
	  "\tfoo_a(foo);\n\tfoo_b(foo);\n\tfoo_flush_all_rings(foo, true);\n\tfoo_c(foo);\n"
	  "\treturn 0;\n}\n", "ABSENT" },
	{ "a line with a condition here", REMOVE, "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n"
	  "\tfoo_b(foo);\n\tif (foo->busy)\n\t\tfoo_flush_all_rings(foo);\n\tfoo_c(foo);\n"
	  "\treturn 0;\n}\n", "ABSENT" },
	{ "a line with another name here", REMOVE, "int f(struct foo *foo)\n{\n\tfoo_a(foo);\n"
	  "\tfoo_b(foo);\n\t__foo_flush_all_rings(foo);\n\tfoo_c(foo);\n\treturn 0;\n}\n",
	  "ABSENT" },
	{ "a line that is elsewhere in the function", REMOVE, "int f(struct foo *foo)\n{\n"
	  "\tfoo_flush_all_rings(foo);\n\tfoo_a(foo);\n\tfoo_b(foo);\n\tfoo_c(foo);\n"
	  "\treturn 0;\n}\n", "ABSENT" },
	{ "the function is not there", REMOVE, TOP BOTTOM, "ABSENT" },
	{ "a function that is there", "@@ 6\n }\n \n"
	  "-static void foo_dump_state(struct foo *foo)\n-{\n"
	  "-\tpr_info(\"%d\\n\", foo->state);\n-}\n-\n int bottom(void)\n {\n",
	  TOP "static void foo_dump_state(struct foo *foo)\n{\n"
	  "\tpr_info(\"%d\\n\", foo->state);\n}\n" BOTTOM, "ABSENT" },
	{ "a function that is there with another body", "@@ 6\n }\n \n"
	  "-static void foo_dump_state(struct foo *foo)\n-{\n"
	  "-\tpr_info(\"%d\\n\", foo->state);\n-}\n-\n int bottom(void)\n {\n",
	  TOP "static void foo_dump_state(struct foo *foo, int level)\n{\n"
	  "\tfoo_print(level, foo);\n}\n" BOTTOM, "ABSENT" },
	{ "a function that is not there", "@@ 6\n }\n \n"
	  "-static void foo_dump_state(struct foo *foo)\n-{\n"
	  "-\tpr_info(\"%d\\n\", foo->state);\n-}\n-\n int bottom(void)\n {\n",
	  TOP BOTTOM, "GONE" },
	{ "two lines, one gone", "@@ 3 int f(struct foo *foo)\n \tfoo_a(foo);\n"
	  "-\tfoo_quiesce_rings(foo);\n \tfoo_b(foo);\n-\tfoo_drain_queue(foo);\n"
	  " \tfoo_c(foo);\n", F("\tfoo_a(foo);\n\tfoo_quiesce_rings(foo);\n\tfoo_b(foo);\n"
	  "\tfoo_c(foo);\n"), "PART .d" },
	{ "a line that goes to another function, not yet", "@@ 3 int f(struct foo *foo)\n"
	  " \tfoo_a(foo);\n-\tfoo_irq_enable_all(foo);\n \tfoo_b(foo);\n"
	  "@@ 20 int g(struct foo *foo)\n \tfoo_x(foo);\n+\tfoo_irq_enable_all(foo);\n"
	  " \tfoo_y(foo);\n", F("\tfoo_a(foo);\n\tfoo_b(foo);\n") "int g(struct foo *foo)\n{\n"
	  "\tfoo_x(foo);\n\tfoo_y(foo);\n}\n", "GONE ABSENT" },
	{ "one of two equal lines, gone", TWO_UNLOCKS,
	  F("\tfoo_a(foo);\n\tfoo_b(foo);\n\tfoo_unlock_bus(foo);\n"), "GONE" },
	{ "one of two equal lines, both there", TWO_UNLOCKS,
	  F("\tfoo_a(foo);\n\tfoo_unlock_bus(foo);\n\tfoo_b(foo);\n\tfoo_unlock_bus(foo);\n"),
	  "ABSENT" },
	{ "one of two equal lines, the other gone", TWO_UNLOCKS,
	  F("\tfoo_a(foo);\n\tfoo_unlock_bus(foo);\n\tfoo_b(foo);\n"), "ABSENT" },
	{ "a label that moves down, not yet", "@@ 9 int f(struct foo *foo)\n \treturn 0;\n \n"
	  "-err_b:\n-\tput_b(foo);\n err_a:\n \tput_a(foo);\n+err_b:\n+\tput_b(foo);\n"
	  " \treturn ret;\n", F("\treturn 0;\n\nerr_b:\n\tput_b(foo);\nerr_a:\n\tput_a(foo);\n"
	  "\treturn ret;\n"), "ABSENT" },
	{ "a line of a condition, joined here", "@@ 3 int f(struct foo *foo)\n \tif (foo->a ||\n"
	  "-\t    foo->broken_hw ||\n \t    foo->c)\n \t\treturn 0;\n",
	  F("\tif (foo->a || foo->broken_hw || foo->c)\n\t\treturn 0;\n"), "ABSENT" },
};

static void row_insertions(void **state)
{
	(void)state;
	presence_rows(insertions, ARRAY_SIZE(insertions));
}

static void row_replacements(void **state)
{
	(void)state;
	presence_rows(replacements, ARRAY_SIZE(replacements));
}

/* What only looks gone in one hunk, another one can confirm. */
#define ADD_RANGE_CHECK "@@ 3 int f(int a)\n \tfoo_begin(a);\n+\tfoo_check_range(a);\n \tfoo_end(a);\n"
#define DROP_FLUSH "@@ 9 int g(int a)\n \tbar_begin(a);\n-\tbar_flush_all(a);\n \tbar_end(a);\n"
#define F_WITH(check) "int f(int a)\n{\n\tfoo_begin(a);\n" check "\tfoo_end(a);\n}\n\n"
#define G_FLUSHES_FIRST "int g(int a)\n{\n\tbar_flush_all(a);\n\tbar_begin(a);\n\tbar_end(a);\n}\n"

static void row_confirmed(void **state)
{
	static const struct presence_row rows[] = {
		{ "a line that is elsewhere in the function, alone", DROP_FLUSH,
		  F_WITH("") G_FLUSHES_FIRST, "ABSENT" },
		{ "behind a hunk that is there", ADD_RANGE_CHECK DROP_FLUSH,
		  F_WITH("\tfoo_check_range(a);\n") G_FLUSHES_FIRST, "THERE GONE" },
		{ "behind one that is not", ADD_RANGE_CHECK DROP_FLUSH, F_WITH("") G_FLUSHES_FIRST,
		  "ABSENT ABSENT" },
	};

	(void)state;
	presence_rows(rows, ARRAY_SIZE(rows));
}

static void row_removals(void **state)
{
	(void)state;
	presence_rows(removals, ARRAY_SIZE(removals));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(row_insertions),
		cmocka_unit_test(row_replacements),
		cmocka_unit_test(row_removals),
		cmocka_unit_test(row_confirmed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
