// SPDX-License-Identifier: GPL-2.0-only
#include "adapt_files.h"

#define TWIN(name, call) \
	"static int " name "(struct d *d)\n{\n\tint ret;\n\n\tret = lock(d);\n\tif (ret)\n" \
	"\t\treturn ret;\n" call "\tunlock(d);\n\treturn 0;\n}\n"

static void test_same_lines(void **state)
{
	check("int a;\nint b;\nint c;\n", "int a;\nint x;\nint b;\nint c;\n",
	      "int a;\nint b;\nint c;\n", "int a;\nint x;\nint b;\nint c;\n", RUNG_EXACT);
	check("int a;\nint b;\nint c;\n", "int a;\nint c;\n", "#include <z.h>\nint a;\nint b;\nint c;\n",
	      "#include <z.h>\nint a;\nint c;\n", RUNG_OFFSET);
}

/* The same lines in two functions: the one of that name is meant, wherever it is. */
static void test_twins(void **state)
{
	check(TWIN("first", "") TWIN("second", ""), TWIN("first", "") TWIN("second", "\tpoke(d);\n"),
	      TWIN("second", "") TWIN("first", ""), TWIN("second", "\tpoke(d);\n") TWIN("first", ""),
	      RUNG_OFFSET);
	/* Under another name, which nothing in A has: renamed. */
	check(TWIN("first", ""), TWIN("first", "\tpoke(d);\n"), TWIN("renamed", ""),
	      TWIN("renamed", "\tpoke(d);\n"), RUNG_MOVED);
	/* Only the twin is there: it is not meant. */
	check(TWIN("first", "") TWIN("second", ""), TWIN("first", "\tpoke(d);\n") TWIN("second", ""),
	      TWIN("second", ""), "", RUNG_REFUSED);
}

#define READ(name, reg, more) \
	"static int read_" name "(struct d *d, u32 *val)\n{\n\tint ret;\n\n\tret = lock(d);\n\tif (ret)\n\t\treturn ret;\n" \
	"\t*val = get(d, " reg ");\n" more "\tunlock(d);\n\treturn 0;\n}\n\n"

/* Of a family of functions one that B has under no name of A's may be the new name of any. */
static void test_family(void **state)
{
	check(READ("temp", "TEMP", "") READ("volt", "VOLT", ""), READ("temp", "TEMP", "") READ("volt", "VOLT", "\tcut(val);\n"),
	      READ("temp", "TEMP", "") READ("power", "POWER", ""), "", RUNG_REFUSED);
	check(READ("temp", "TEMP", "") READ("volt", "VOLT", ""), READ("temp", "TEMP", "") READ("volt", "VOLT", "\tcut(val);\n"),
	      READ("temp", "TEMP", "") READ("in", "VOLT", ""), READ("temp", "TEMP", "") READ("in", "VOLT", "\tcut(val);\n"),
	      RUNG_MOVED);
	/* Only others of it are there. */
	check(READ("temp", "TEMP", "") READ("volt", "VOLT", ""), READ("temp", "TEMP", "") READ("volt", "VOLT", "\tcut(val);\n"),
	      READ("temp", "TEMP", "") READ("curr", "CURR", ""), "", RUNG_REFUSED);
}

#define HALF(kick, check) \
	"int drain(struct q *q)\n{\n\tint n = 0;\n\n\tif (!q" check ")\n\t\treturn 0;\n\tn = q->count;\n\t" kick \
	"(q);\n\treturn n;\n}\n"

/* One of the halves of an #if: that which the change is to, or none. */
static void test_halves(void **state)
{
	check("#ifdef SMP\n" HALF("smp", "") "#else\n" HALF("up", "") "#endif\n",
	      "#ifdef SMP\n" HALF("smp", " || !q->cpus") "#else\n" HALF("up", "") "#endif\n", HALF("up", ""), "",
	      RUNG_REFUSED);
	check("#ifdef SMP\n" HALF("smp", "") "#else\n" HALF("up", "") "#endif\n",
	      "#ifdef SMP\n" HALF("smp", " || !q->cpus") "#else\n" HALF("up", "") "#endif\n", "\n\n" HALF("smp", ""),
	      "\n\n" HALF("smp", " || !q->cpus"), RUNG_OFFSET);
	check("#ifdef SMP\n" HALF("kick", "") "#else\n" HALF("kick", "") "#endif\n",
	      "#ifdef SMP\n" HALF("kick", "") "#else\n" HALF("kick", " || !q->cpus") "#endif\n",
	      "\n#ifdef SMP\n" HALF("kick", "") "#else\n" HALF("kick", "") "#endif\n",
	      "\n#ifdef SMP\n" HALF("kick", "") "#else\n" HALF("kick", " || !q->cpus") "#endif\n", RUNG_OFFSET);
}

static void test_context_differs(void **state)
{
	check("int f(void)\n{\n\tone();\n\ttwo();\n\tthree();\n\tfour();\n}\n",
	      "int f(void)\n{\n\tone();\n\ttwo();\n\tadded();\n\tthree();\n\tfour();\n}\n",
	      "int f(void)\n{\n\tzero();\n\ttwo();\n\tthree();\n\tfive();\n}\n",
	      "int f(void)\n{\n\tzero();\n\ttwo();\n\tadded();\n\tthree();\n\tfive();\n}\n",
	      RUNG_FUNCTION);
}

/* A line that both have changed, in different words. */
static void test_words_of_a_line(void **state)
{
	check("int f(void)\n{\n\thead(a, x ? 2 : 1, ver, CMD);\n\treturn 0;\n}\n",
	      "int f(void)\n{\n\thead(a, 1, ver, CMD);\n\treturn 0;\n}\n",
	      "int f(void)\n{\n\thead(a, x ? 2 : 1, CMD);\n\treturn 0;\n}\n",
	      "int f(void)\n{\n\thead(a, 1, CMD);\n\treturn 0;\n}\n", RUNG_TOKEN);
	check("int f(void)\n{\n\tglobal.cache.last = seq;\n}\n",
	      "int f(void)\n{\n\tWRITE_ONCE(global.cache.last, seq);\n}\n",
	      "int f(void)\n{\n\tavc->cache.last = seq;\n}\n",
	      "int f(void)\n{\n\tWRITE_ONCE(avc->cache.last, seq);\n}\n", RUNG_TOKEN);
}

/* What B has there is not what the change expects: nothing is guessed. */
static void test_other_code(void **state)
{
	check("int f(void)\n{\n\tput(a);\n\treturn 0;\n}\n", "int f(void)\n{\n\treturn 0;\n}\n",
	      "int f(void)\n{\n\twdev_lock(wdev);\n\treturn 0;\n}\n", "", RUNG_REFUSED);
	check("int f(void)\n{\n\tif (ret) {\n\t\tfree(a);\n\t\tgo();\n\t}\n\treturn 0;\n}\n",
	      "int f(void)\n{\n\tif (ret) {\n\t\tx = -1;\n\t\tfree(a);\n\t\tgo();\n\t}\n\treturn 0;\n}\n",
	      "int f(void)\n{\n\tif (!ret)\n\t\tvalid(b);\n\treturn 0;\n}\n", "", RUNG_REFUSED);
}

#define GUARDED(condition) \
	"static int handle(struct vcpu *v, u64 code, bool direct, bool seen)\n{\n\tint r = 0;\n\n" \
	"\tv->count++;\n\tif (" condition ")\n\t\tr = -EFAULT;\n\tv->last = code;\n\treturn r;\n}\n"

/* Where the change adds words, B has words of its own: neither may be lost, nor their order guessed. */
static void test_both_add_words(void **state)
{
	check(GUARDED("code"), GUARDED("code && !direct"), GUARDED("code && seen"), "", RUNG_REFUSED);
	check(GUARDED("code"), GUARDED("!direct && code"), GUARDED("seen && code"), "", RUNG_REFUSED);
	check(GUARDED("code"), GUARDED("code && !direct"), GUARDED("seen && code"),
	      GUARDED("seen && code && !direct"), RUNG_TOKEN);
}

#define WAITS(what) "int f(struct d *d)\n{\n\tint ret;\n\n\tret = prepare(d);\n\t" what "\n\treturn ret;\n}\n"

/* A value that is another one in B is a fact of that branch, not its old spelling. */
static void test_other_value(void **state)
{
	check(WAITS("wait(d, 64, d->q);"), WAITS("wait(d, 128, d->q);"), WAITS("wait(d, 32, d->q);"), "", RUNG_REFUSED);
	check(WAITS("udelay(10);"), WAITS("usleep_range(10, 20);"), WAITS("udelay(50);"), "", RUNG_REFUSED);
	check(WAITS("d->p = get(d, GFP_KERNEL, 1);"), WAITS("d->p = get(d, GFP_KERNEL_ACCOUNT, 1);"),
	      WAITS("d->p = get(d, GFP_ATOMIC, 1);"), "", RUNG_REFUSED);
	check(WAITS("while (a < d->max)\n\t\ta++;"), WAITS("while (a <= d->max)\n\t\ta++;"), WAITS("while (a != d->max)\n\t\ta++;"),
	      "", RUNG_REFUSED);
	/* Another variable is only another name for it. */
	check(WAITS("d->p = get(d, size, 64);"), WAITS("d->p = get(d, size, 128);"), WAITS("d->p = get(d, len, 64);"),
	      WAITS("d->p = get(d, len, 128);"), RUNG_TOKEN);
}

/* What is removed is about something else in B, unless it has moved. */
static void test_other_subject(void **state)
{
	check(WAITS("use(p, d);\n\tput_device(p->dev);"), WAITS("use(p, d);"), WAITS("use(p, d);\n\tput_device(d->dev);"), "",
	      RUNG_REFUSED);
	check(WAITS("use(p, d);\n\tput_device(p->dev);"), WAITS("put_device(p->dev);\n\tuse(p, d);"),
	      WAITS("use(p, d);\n\tput_device(p->dev);"), WAITS("put_device(p->dev);\n\tuse(p, d);"), RUNG_EXACT);
}

/* Operators of both bind as the author of either meant them, or it is refused. */
static void test_operators_of_both(void **state)
{
	check(WAITS("d->count = len;"), WAITS("d->count = len * d->width;"), WAITS("d->count = head + body;"), "",
	      RUNG_REFUSED);
	check(WAITS("d->count = len;"), WAITS("d->count = fit(len);"), WAITS("d->count = head + body;"),
	      WAITS("d->count = fit(head + body);"), RUNG_TOKEN);
}

/* What B's operator or function was chosen for, the change does not know. */
static void test_operands_of_b(void **state)
{
	_cleanup_free_ char *made = NULL;

	check(WAITS("if (ret)\n\t\tset(d, d->bits);\n\telse\n\t\tclear(d, d->bits);"), WAITS("assign(d, d->bits, ret);"),
	      WAITS("if (ret)\n\t\tset(d, &d->bits);\n\telse\n\t\tclear(d, &d->bits);"), "", RUNG_REFUSED);
	/* Another name for the same is as good there. */
	check(WAITS("use(d->old, 1);"), WAITS("use(d->new, 1);"), WAITS("use(&d->old, 1);"), WAITS("use(&d->new, 1);"),
	      RUNG_TOKEN);
	/* Only taken away in A, and so not brought to B. */
	check(WAITS("look(d, ret, same,\n\t     &d->attrs);"), WAITS("look(d, ret, &d->attrs);"), WAITS("look(d, ret, same);"),
	      "", RUNG_REFUSED);
	made = adapt_rung(WAITS("if (!is_null(d->p) && take(d))\n\t\tgo(d);"), WAITS("if (is_null(d->p) && take(d))\n\t\tgo(d);"),
			  WAITS("if (!p_is_null(d->p) && take(d))\n\t\tgo(d);"), "p_is_null\np\ntake\ngo\n", NULL, NULL);
	assert_string_equal(made, WAITS("if (p_is_null(d->p) && take(d))\n\t\tgo(d);"));
	/* B's is another one for a reason, as it has A's, too. */
	check(WAITS("spin_lock(&d->lock);\n\tspin_unlock(&d->lock);"), WAITS("port_lock(d);\n\tspin_unlock(&d->lock);"),
	      WAITS("spin_lock_irqsave(&d->lock, flags);\n\tspin_unlock(&d->lock);")
	      "\nvoid g(struct d *d)\n{\n\tspin_lock(&d->other);\n}\n", "", RUNG_REFUSED);
	/* Another lock; but one of two names for the same. */
	check(WAITS("spin_lock(&d->lock);\n\tspin_unlock(&d->lock);"), WAITS("spin_lock_bh(&d->lock);\n\tspin_unlock(&d->lock);"),
	      WAITS("mutex_lock(&d->lock);\n\tspin_unlock(&d->lock);")
	      "\nvoid g(struct d *d)\n{\n\tspin_lock(&d->other);\n}\n", "", RUNG_REFUSED);
	check(WAITS("timer_delete(&d->timer);"), WAITS("timer_shutdown(&d->timer);"), WAITS("del_timer(&d->timer);")
	      "\nvoid g(struct d *d)\n{\n\ttimer_delete(&d->other);\n}\n", WAITS("timer_shutdown(&d->timer);")
	      "\nvoid g(struct d *d)\n{\n\ttimer_delete(&d->other);\n}\n", RUNG_TOKEN);
}

/* A bracket that is written in a comment is none of the code. */
static void test_comment_removed(void **state)
{
#define BUGGY "\n\t/* The head always comes from set_up()\n\t * and was looked at there inside of lock_all(). It's a\n" \
	"\t * bug if we mess it up. */\n\tBUG_ON(!IS_VALID(d));\n\n\tret = flags(d);"

	check(WAITS(BUGGY), WAITS("if (WARN_ON(!IS_VALID(d)))\n\t\treturn -EIO;\n\n\tret = flags(d);"), WAITS(BUGGY),
	      WAITS("if (WARN_ON(!IS_VALID(d)))\n\t\treturn -EIO;\n\n\tret = flags(d);"), RUNG_EXACT);
}

static void test_already_there(void **state)
{
	check("int f(void)\n{\n\tcreate(dev, pd, qp);\n\tbreak_it();\n}\n",
	      "int f(void)\n{\n\tno_track(&qp->ibqp.res);\n\tcreate(dev, pd, qp);\n\tbreak_it();\n}\n",
	      "int f(void)\n{\n\tcreate(dev, pd, qp);\n\tno_track(&qp->ibqp.res);\n\tbreak_it();\n}\n",
	      "", RUNG_REFUSED);
	check("int g(void)\n{\n}\n", "int f(void)\n{\n\treturn 1;\n}\n\nint g(void)\n{\n}\n",
	      "int f(void)\n{\n\treturn 2;\n}\n\nint g(void)\n{\n}\n", "", RUNG_REFUSED);
	/* A single call, elsewhere in the function; and a member that has a value. */
	check("void f(struct d *d)\n{\n\tstop(d);\n\tfree(d->buf);\n\tfree(d);\n}\n",
	      "void f(struct d *d)\n{\n\tstop(d);\n\tfree(d->name);\n\tfree(d->buf);\n\tfree(d);\n}\n",
	      "void f(struct d *d)\n{\n\tstop(d);\n\tfree(d->buf);\n\tput(d, 1);\n\tput(d, 2);\n\tput(d, 3);\n\tput(d, 4);\n"
	      "\tput(d, 5);\n\tfree(d->name);\n\tfree(d);\n}\n", "", RUNG_REFUSED);
	check("static const struct ops ops = {\n\t.open = open,\n\t.poll = poll,\n};\n",
	      "static const struct ops ops = {\n\t.open = open,\n\t.llseek = none,\n\t.poll = poll,\n};\n",
	      "static const struct ops ops = {\n\t.open = open,\n\t.poll = poll,\n\t.mmap = mmap,\n\t.llseek = some,\n};\n",
	      "", RUNG_REFUSED);
	/* Under another comment; and only a part of it. */
	check("int f(struct p *p)\n{\n\tset_up_all(p);\n\tp->ops = &ops;\n\treturn 0;\n}\n",
	      "int f(struct p *p)\n{\n\tset_up_all(p);\n\t/* probing only */\n\tif (!has_flag(PROBE_ONLY))\n"
	      "\t\tadd_flags(ASSIGN_ALL);\n\tp->ops = &ops;\n\treturn 0;\n}\n",
	      "int f(struct p *p)\n{\n\tset_up_all(p);\n\t/* not at all */\n\tif (!has_flag(PROBE_ONLY))\n"
	      "\t\tadd_flags(ASSIGN_ALL);\n\tp->ops = &ops;\n\treturn 0;\n}\n", "", RUNG_REFUSED);
	check("int f(struct p *p)\n{\n\tset_up_all(p);\n\treturn true;\n}\n",
	      "int f(struct p *p)\n{\n\tset_up_all(p);\n\tif (p->proto == PROTO_V4) {\n\t\tint iif = p->iif;\n\n"
	      "\t\tclear_state(p, sizeof(*p));\n\t} else if (p->proto == PROTO_V6) {\n\t\tclear_long_state(p);\n\t}\n"
	      "\treturn true;\n}\n",
	      "int f(struct p *p)\n{\n\tset_up_all(p);\n\tif (p->proto == PROTO_V4) {\n\t\tint iif = p->iif;\n\n"
	      "\t\tclear_state(p, sizeof(*p));\n\t}\n\treturn true;\n}\n", "", RUNG_REFUSED);
}

/* A variable whose declaration would go while it is used; a goto without label. */
static void test_what_must_stay(void **state)
{
	check("int f(struct t *t)\n{\n\tstruct c *c = &t->c;\n\tint ret = 0;\n\n\tput(c->pid);\n}\n",
	      "int f(struct t *t)\n{\n\tint ret = 0;\n\n\tput(t->c.pid);\n}\n",
	      "int f(struct t *t)\n{\n\tstruct c *c = &t->c;\n\tint ret = 0;\n\n\tdequeue(c);\n\tput(c->pid);\n}\n",
	      "", RUNG_REFUSED);
	check("int f(int a)\n{\n\tif (a)\n\t\treturn 1;\n\tgo(a);\n\tstop(a);\nout:\n\treturn 0;\n}\n",
	      "int f(int a)\n{\n\tif (a)\n\t\tgoto out;\n\tgo(a);\n\tstop(a);\nout:\n\treturn 0;\n}\n",
	      "int f(int a)\n{\n\tif (a)\n\t\treturn 1;\n\tgo(a);\n\tstop(a);\n\treturn 0;\n}\n", "",
	      RUNG_REFUSED);
}

/* A macro declares it from now on, where the change was made, too. */
static void test_declared_by_macro(void **state)
{
	check("int f(struct n *np)\n{\n\tstruct n *child;\n\n\tfor_each_child(np, child)\n\t\tadd(child);\n\treturn 0;\n}\n",
	      "int f(struct n *np)\n{\n\tfor_each_child_scoped(np, child)\n\t\tadd(child);\n\treturn 0;\n}\n",
	      "int f(struct n *np)\n{\n\tstruct n *child;\n\n\tfor_each_child(np, child)\n\t\tadd(child);\n\treturn 0;\n}\n",
	      "int f(struct n *np)\n{\n\tfor_each_child_scoped(np, child)\n\t\tadd(child);\n\treturn 0;\n}\n",
	      RUNG_EXACT);
}

/* B calls it something else, as other lines of the function show. */
static void test_swap(void **state)
{
	enum rung rung;
	_cleanup_free_ char *made = adapt_rung(
		"int f(struct p *par)\n{\n\tpar->x = 1;\n\tpar->y = 2;\n\treturn 0;\n}\n",
		"int f(struct p *par)\n{\n\tpar->x = 1;\n\tclamp(par);\n\tpar->y = 2;\n\treturn 0;\n}\n",
		"int f(struct p *ops)\n{\n\tops->x = 1;\n\tops->y = 2;\n\treturn 0;\n}\n",
		"clamp\n", NULL, &rung);

	/* Both neighbours differ there: only their order is left to hold on to. */
	assert_string_equal(made, "");
	free(TAKE_PTR(made));
	made = adapt_rung(
		"int f(struct p *par)\n{\n\tpar->x = 1;\n\tone();\n\treturn 0;\n}\n",
		"int f(struct p *par)\n{\n\tpar->x = 1;\n\tone();\n\tclamp(par);\n\treturn 0;\n}\n",
		"int f(struct p *ops)\n{\n\tops->x = 1;\n\tone();\n\treturn 0;\n}\n",
		"clamp\n", NULL, &rung);
	assert_string_equal(made,
		"int f(struct p *ops)\n{\n\tops->x = 1;\n\tone();\n\tclamp(ops);\n\treturn 0;\n}\n");
	assert_int_equal(rung, RUNG_SUBSTITUTION);
}

static const char a_old[] = "int f(struct d *d)\n{\n\tone(d);\n\treturn 0;\n}\n";
static const char a_new[] = "int f(struct d *d)\n{\n\tone(d);\n\tnew_name(d->x, 2);\n\treturn 0;\n}\n";

static void test_rules(void **state)
{
	_cleanup_renamings_ struct renamings renamings = { 0 };
	_cleanup_error_ struct error *err = NULL;
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "renamings.rules"), *made = NULL, *there = NULL;
	static const char text[] =
		"[renaming \"new_name\"]\n\tfrom = \"new_name($a, $b)\"\n\tto = \"old_name($b, $a)\"\n"
		"\treason = because\n";

	assert_int_equal(file_write(path, text, strlen(text), 0644, &err), 0);
	assert_int_equal(renamings_read(path, &renamings, &err), 0);
	made = adapt_rung(a_old, a_new, a_old, "old_name\nx\n", &renamings, NULL);
	assert_string_equal(made,
		"int f(struct d *d)\n{\n\tone(d);\n\told_name(2, d->x);\n\treturn 0;\n}\n");
	/* Where the tree has the new name, the rule is not for it; without either, no rule helps. */
	there = adapt_rung(a_old, a_new, a_old, "new_name\nold_name\nx\n", &renamings, NULL);
	assert_string_equal(there, a_new);
	free(there);
	there = adapt_rung(a_old, a_new, a_old, "x\n", &renamings, NULL);
	assert_string_equal(there, "");
	scratch_remove(dir);
}

/* A name of A for which B has none does not become one that stands for another. */
static void test_two_for_one(void **state)
{
	check("void f(struct d *d)\n{\n\tu8 *hdr = d->h, *seg = d->s;\n\n\tfill(hdr, 1);\n\tfill(seg, 2);\n\tcommit(seg);\n}\n",
	      "void f(struct d *d)\n{\n\tu8 *hdr = d->h, *seg = d->s;\n\n\tfill(hdr, 1);\n\tfill(seg, 2);\n\tfree(hdr);\n\tcommit(seg);\n}\n",
	      "void f(struct d *d)\n{\n\tu8 *seg = d->s;\n\n\tfill(seg, 1);\n\tfill(seg, 2);\n\tcommit(seg);\n}\n",
	      "", RUNG_REFUSED);
}

#define QUIRKS(first, second) \
	"static const struct id ids[] = {\n\t{ ID(1), .data = " first ", },\n\t{ ID(2), .data = SLOW },\n\t" second "};\n"

/* A constant that both files have is not what one of A's is called in B. */
static void test_constant_for_another(void **state)
{
	enum rung rung;
	_cleanup_free_ char *made = adapt_rung(QUIRKS("QUIRK_ALIGN", ""),
					       QUIRKS("QUIRK_ALIGN", "{ ID(3), .data = QUIRK_ALIGN, },\n"),
					       QUIRKS("SLOW", ""), "ID\nSLOW\n", NULL, &rung);

	assert_string_equal(made, "");
	free(TAKE_PTR(made));
	made = adapt_rung(QUIRKS("QUIRK_ALIGN", ""), QUIRKS("QUIRK_ALIGN", "{ ID(3), .data = QUIRK_ALIGN, },\n"),
			  QUIRKS("QUIRK_ALIGNED", ""), "ID\nSLOW\nQUIRK_ALIGNED\n", NULL, &rung);
	assert_string_equal(made, QUIRKS("QUIRK_ALIGNED", "{ ID(3), .data = QUIRK_ALIGNED, },\n"));
}

/* What an argument is made of stays together; and a rule that some words forbid. */
static void test_rule_operands(void **state)
{
	static const char text[] =
		"[renaming \"get_time\"]\n\tfrom = get_time($i)\n\tto = $i->time\n\treason = r\n"
		"[renaming \"map_local\"]\n\tfrom = map_local\n\tto = map_atomic\n\treason = r\n"
		"\twithout = copy_in msleep\n";
	static const struct {
		const char *added, *made;
	} cases[] = {
		{ "get_time(inode)", "inode->time" },
		{ "get_time(d->inode)", "d->inode->time" },
		{ "get_time(&d->inode)", "(&d->inode)->time" },
		{ "get_time(x ? x : y)", "(x ? x : y)->time" },
		{ "map_local(x)", "map_atomic(x)" },
		{ "copy_in(x), map_local(x)", "" },
	};
	_cleanup_renamings_ struct renamings renamings = { 0 };
	struct error *err = NULL;
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "renamings.rules");

	assert_works(file_write(path, text, strlen(text), 0644, &err), err);
	assert_works(renamings_read(path, &renamings, &err), err);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *new = xasprintf("void f(void)\n{\n\ta();\n\tuse(%s);\n\tb();\n}\n", cases[i].added);
		_cleanup_free_ char *want = *cases[i].made ?
			xasprintf("void f(void)\n{\n\ta();\n\tuse(%s);\n\tb();\n}\n", cases[i].made) : xstrdup("");
		_cleanup_free_ char *made = adapt_rung("void f(void)\n{\n\ta();\n\tb();\n}\n", new,
						       "void f(void)\n{\n\ta();\n\tb();\n}\n",
						       "time\nmap_atomic\ncopy_in\nuse\ninode\nd\nx\ny\na\nb\n",
						       &renamings, NULL);

		assert_string_equal(made, want);
	}
	scratch_remove(dir);
}

static void test_bad_rules(void **state)
{
	static const char *const texts[] = {
		"[renaming \"a\"]\n\tfrom = a\n\tto = b\n",			/* no reason */
		"[renaming \"a\"]\n\tfrom = c\n\tto = b\n\treason = r\n",	/* not its name */
		"[renaming \"a\"]\n\tfrom = a($x)\n\tto = b($y)\n\treason = r\n",
		"[renaming \"a\"]\n\tto = b\n\tfrom = a\n\treason = r\n",
		"[other]\n\tx = y\n",
	};
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "renamings.rules");

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_renamings_ struct renamings renamings = { 0 };
		_cleanup_error_ struct error *err = NULL;

		assert_int_equal(file_write(path, texts[i], strlen(texts[i]), 0644, &err), 0);
		assert_int_equal(renamings_read(path, &renamings, &err), -1);
		assert_int_equal(err->kind, ERROR_INPUT);
	}
	scratch_remove(dir);
}

static void test_odd_input(void **state)
{
	check("", "a\n", "", "a\n", RUNG_EXACT);
	check("a\n", "", "a\n", "", RUNG_EXACT);
	check("a\n", "a\n", "b\n", "b\n", RUNG_EXACT);	/* no change */
	check("a\nb", "a\nc", "a\nb", "a\nc", RUNG_EXACT);
}

#define RELEASE(name) \
	"static void release_" name "(struct req *req)\n{\n\tput_handle(&req->" name ");\n}\n\n"

/* Outside of functions it goes in front of what follows, as it is for that. */
static void test_outside_of_functions(void **state)
{
	check("#include <a.h>\n\n" RELEASE("access") "#define ST 1\n#define AT 21\n",
	      "#include <a.h>\n\n" RELEASE("access") RELEASE("setacl") "#define ST 1\n#define AT 21\n",
	      "#include <a.h>\n\n" RELEASE("access") "struct void_args { int dummy; };\n\n#define ST 1\n#define AT 21\n",
	      "#include <a.h>\n\n" RELEASE("access") "struct void_args { int dummy; };\n\n" RELEASE("setacl")
	      "#define ST 1\n#define AT 21\n", RUNG_FUNCTION);
	check("#include <linux/slab.h>\n#include <linux/jiffies.h>\n\nint x;\n",
	      "#include <linux/slab.h>\n#include <linux/jiffies.h>\n#include <linux/wait.h>\n\nint x;\n",
	      "#include <linux/slab.h>\n#include <linux/jiffies.h>\n#include <linux/platform.h>\n\nint x;\n",
	      "#include <linux/slab.h>\n#include <linux/jiffies.h>\n#include <linux/platform.h>\n"
	      "#include <linux/wait.h>\n\nint x;\n", RUNG_FUNCTION);
}

#define FIND(block, more) \
	"int load(struct inode *inode)\n{\n\tstruct attr *attr;\n\n\tattr = find(inode);\n" \
	"\tif (inode->big) {\n" block "\t}\n\trun(inode, attr);\n" more "\treturn 0;\n}\n"
#define OTHER(name) \
	"\t\t" name " = find_other(inode, attr);\n\t\tif (!" name ")\n\t\t\treturn -EINVAL;\n"
#define NEW_BLOCK \
	"\tif (inode->sparse) {\n\t\tstruct attr *attr2;\n\n\t\tattr2 = find(inode->next);\n" \
	"\t\tif (!attr2)\n\t\t\treturn -ENOENT;\n\t}\n"

/* A block that is added declares its own variable: it is not B's name for another block's. */
static void test_variable_of_an_added_block(void **state)
{
	check(FIND("\t\tstruct attr *attr2;\n\n" OTHER("attr2"), ""),
	      FIND("\t\tstruct attr *attr2;\n\n" OTHER("attr2"), NEW_BLOCK),
	      FIND(OTHER("attr"), ""), FIND(OTHER("attr"), NEW_BLOCK), RUNG_OFFSET);
}

#define RANGE(text) \
	"void range(struct vsc *vsc, const struct state *state)\n{\n\tstart(vsc);\n" text \
	"\tvsc->type = TYPE_NONE;\n}\n"
#define CHOSEN \
	"\tif (vsc->rgb)\n\t\tvsc->range = state->limited ?\n\t\t\tRANGE_CTA : RANGE_VESA;\n" \
	"\tvsc->last = state->a ?\n\t\tstate->b ?\n\t\tRANGE_ONE :\n\t\tRANGE_TWO :\n\t\tRANGE_NONE;\n"

/* What is chosen by ?: may begin a line. */
static void test_choice_is_no_label(void **state)
{
	check(RANGE("\tvsc->range = RANGE_CTA;\n"), RANGE(CHOSEN), RANGE("\tvsc->range = RANGE_CTA;\n"),
	      RANGE(CHOSEN), RUNG_EXACT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_lines),
		cmocka_unit_test(test_twins),
		cmocka_unit_test(test_family),
		cmocka_unit_test(test_halves),
		cmocka_unit_test(test_context_differs),
		cmocka_unit_test(test_words_of_a_line),
		cmocka_unit_test(test_other_code),
		cmocka_unit_test(test_both_add_words),
		cmocka_unit_test(test_other_value),
		cmocka_unit_test(test_other_subject),
		cmocka_unit_test(test_operators_of_both),
		cmocka_unit_test(test_operands_of_b),
		cmocka_unit_test(test_comment_removed),
		cmocka_unit_test(test_already_there),
		cmocka_unit_test(test_what_must_stay),
		cmocka_unit_test(test_declared_by_macro),
		cmocka_unit_test(test_swap),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_outside_of_functions),
		cmocka_unit_test(test_variable_of_an_added_block),
		cmocka_unit_test(test_choice_is_no_label),
		cmocka_unit_test(test_two_for_one),
		cmocka_unit_test(test_constant_for_another),
		cmocka_unit_test(test_rule_operands),
		cmocka_unit_test(test_bad_rules),
		cmocka_unit_test(test_odd_input),
	};

	return cmocka_run_group_tests_name("adapt", tests, NULL, NULL);
}
