// SPDX-License-Identifier: GPL-2.0-only
#include "adapt_table.h"

#define TWIN(name, call) \
	"static int " name "(struct d *d)\n{\n\tint ret;\n\n\tret = lock(d);\n\tif (ret)\n" \
	"\t\treturn ret;\n" call "\tunlock(d);\n\treturn 0;\n}\n"

static void test_same_lines(void **state)
{
	static const struct row rows[] = {
		{ "added between the same lines",
		  "int a;\nint b;\nint c;\n",
		  "int a;\nint x;\nint b;\nint c;\n",
		  "int a;\nint b;\nint c;\n",
		  "int a;\nint x;\nint b;\nint c;\n",
		  RUNG_EXACT },
		{ "removed, with the file a line longer",
		  "int a;\nint b;\nint c;\n",
		  "int a;\nint c;\n",
		  "#include <z.h>\nint a;\nint b;\nint c;\n",
		  "#include <z.h>\nint a;\nint c;\n",
		  RUNG_OFFSET },
	};

	CHECK_ROWS(rows);
}

/* The same lines in two functions: the one of that name is meant, wherever it is. */
static void test_twins(void **state)
{
	static const struct row rows[] = {
		{ "in the function of that name, which has moved",
		  TWIN("first", "") TWIN("second", ""),
		  TWIN("first", "") TWIN("second", "\tpoke(d);\n"),
		  TWIN("second", "") TWIN("first", ""),
		  TWIN("second", "\tpoke(d);\n") TWIN("first", ""),
		  RUNG_OFFSET },
		{ "a function of another name that A does not have: renamed",
		  TWIN("first", ""),
		  TWIN("first", "\tpoke(d);\n"),
		  TWIN("renamed", ""),
		  TWIN("renamed", "\tpoke(d);\n"),
		  RUNG_MOVED },
		{ "only the twin is there: it is not meant",
		  TWIN("first", "") TWIN("second", ""),
		  TWIN("first", "\tpoke(d);\n") TWIN("second", ""),
		  TWIN("second", ""),
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

#define READ(name, reg, more) \
	"static int read_" name "(struct d *d, u32 *val)\n{\n\tint ret;\n\n\tret = lock(d);\n\tif (ret)\n\t\treturn ret;\n" \
	"\t*val = get(d, " reg ");\n" more "\tunlock(d);\n\treturn 0;\n}\n\n"

/* Of a family of functions one that B has under no name of A's may be the new name of any. */
static void test_family(void **state)
{
	static const struct row rows[] = {
		{ "a sibling under a new name, with another register: any may have got it",
		  READ("temp", "TEMP", "") READ("volt", "VOLT", ""),
		  READ("temp", "TEMP", "") READ("volt", "VOLT", "\tcut(val);\n"),
		  READ("temp", "TEMP", "") READ("power", "POWER", ""),
		  NULL,
		  RUNG_REFUSED },
		{ "a sibling under a new name, with the same register: renamed",
		  READ("temp", "TEMP", "") READ("volt", "VOLT", ""),
		  READ("temp", "TEMP", "") READ("volt", "VOLT", "\tcut(val);\n"),
		  READ("temp", "TEMP", "") READ("in", "VOLT", ""),
		  READ("temp", "TEMP", "") READ("in", "VOLT", "\tcut(val);\n"),
		  RUNG_MOVED },
		{ "only other siblings are there",
		  READ("temp", "TEMP", "") READ("volt", "VOLT", ""),
		  READ("temp", "TEMP", "") READ("volt", "VOLT", "\tcut(val);\n"),
		  READ("temp", "TEMP", "") READ("curr", "CURR", ""),
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

#define HALF(kick, check) \
	"int drain(struct q *q)\n{\n\tint n = 0;\n\n\tif (!q" check ")\n\t\treturn 0;\n\tn = q->count;\n\t" kick \
	"(q);\n\treturn n;\n}\n"

/* One of the halves of an #if: that which the change is to, or none. */
static void test_halves(void **state)
{
	static const struct row rows[] = {
		{ "only the other half of the #if is there",
		  "#ifdef SMP\n" HALF("smp", "") "#else\n" HALF("up", "") "#endif\n",
		  "#ifdef SMP\n" HALF("smp", " || !q->cpus") "#else\n" HALF("up", "") "#endif\n",
		  HALF("up", ""),
		  NULL,
		  RUNG_REFUSED },
		{ "only this half of the #if is there",
		  "#ifdef SMP\n" HALF("smp", "") "#else\n" HALF("up", "") "#endif\n",
		  "#ifdef SMP\n" HALF("smp", " || !q->cpus") "#else\n" HALF("up", "") "#endif\n",
		  "\n\n" HALF("smp", ""),
		  "\n\n" HALF("smp", " || !q->cpus"),
		  RUNG_OFFSET },
		{ "both halves have the same lines: the second is meant",
		  "#ifdef SMP\n" HALF("kick", "") "#else\n" HALF("kick", "") "#endif\n",
		  "#ifdef SMP\n" HALF("kick", "") "#else\n" HALF("kick", " || !q->cpus") "#endif\n",
		  "\n#ifdef SMP\n" HALF("kick", "") "#else\n" HALF("kick", "") "#endif\n",
		  "\n#ifdef SMP\n" HALF("kick", "") "#else\n" HALF("kick", " || !q->cpus") "#endif\n",
		  RUNG_OFFSET },
	};

	CHECK_ROWS(rows);
}

static void test_context_differs(void **state)
{
	static const struct row rows[] = {
		{ "the lines next to it are the same, those beyond differ",
		  "int f(void)\n{\n\tone();\n\ttwo();\n\tthree();\n\tfour();\n}\n",
		  "int f(void)\n{\n\tone();\n\ttwo();\n\tadded();\n\tthree();\n\tfour();\n}\n",
		  "int f(void)\n{\n\tzero();\n\ttwo();\n\tthree();\n\tfive();\n}\n",
		  "int f(void)\n{\n\tzero();\n\ttwo();\n\tadded();\n\tthree();\n\tfive();\n}\n",
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
}

/* A line that both have changed, in different words. */
static void test_words_of_a_line(void **state)
{
	static const struct row rows[] = {
		{ "an argument that B lacks is not the one that goes",
		  "int f(void)\n{\n\thead(a, x ? 2 : 1, ver, CMD);\n\treturn 0;\n}\n",
		  "int f(void)\n{\n\thead(a, 1, ver, CMD);\n\treturn 0;\n}\n",
		  "int f(void)\n{\n\thead(a, x ? 2 : 1, CMD);\n\treturn 0;\n}\n",
		  "int f(void)\n{\n\thead(a, 1, CMD);\n\treturn 0;\n}\n",
		  RUNG_TOKEN },
		{ "wrapped in a macro, under another name in B",
		  "int f(void)\n{\n\tglobal.cache.last = seq;\n}\n",
		  "int f(void)\n{\n\tWRITE_ONCE(global.cache.last, seq);\n}\n",
		  "int f(void)\n{\n\tavc->cache.last = seq;\n}\n",
		  "int f(void)\n{\n\tWRITE_ONCE(avc->cache.last, seq);\n}\n",
		  RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

/* What B has there is not what the change expects: nothing is guessed. */
static void test_other_code(void **state)
{
	static const struct row rows[] = {
		{ "what is removed is another call in B",
		  "int f(void)\n{\n\tput(a);\n\treturn 0;\n}\n",
		  "int f(void)\n{\n\treturn 0;\n}\n",
		  "int f(void)\n{\n\twdev_lock(wdev);\n\treturn 0;\n}\n",
		  NULL,
		  RUNG_REFUSED },
		{ "added to a block that B does not have",
		  "int f(void)\n{\n\tif (ret) {\n\t\tfree(a);\n\t\tgo();\n\t}\n\treturn 0;\n}\n",
		  "int f(void)\n{\n\tif (ret) {\n\t\tx = -1;\n\t\tfree(a);\n\t\tgo();\n\t}\n\treturn 0;\n}\n",
		  "int f(void)\n{\n\tif (!ret)\n\t\tvalid(b);\n\treturn 0;\n}\n",
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

#define GUARDED(condition) \
	"static int handle(struct vcpu *v, u64 code, bool direct, bool seen)\n{\n\tint r = 0;\n\n" \
	"\tv->count++;\n\tif (" condition ")\n\t\tr = -EFAULT;\n\tv->last = code;\n\treturn r;\n}\n"

/* Where the change adds words, B has words of its own: neither may be lost, nor their order guessed. */
static void test_both_add_words(void **state)
{
	static const struct row rows[] = {
		{ "both add a condition behind it",
		  GUARDED("code"),
		  GUARDED("code && !direct"),
		  GUARDED("code && seen"),
		  NULL,
		  RUNG_REFUSED },
		{ "both add a condition in front of it",
		  GUARDED("code"),
		  GUARDED("!direct && code"),
		  GUARDED("seen && code"),
		  NULL,
		  RUNG_REFUSED },
		{ "one adds in front, the other behind",
		  GUARDED("code"),
		  GUARDED("code && !direct"),
		  GUARDED("seen && code"),
		  GUARDED("seen && code && !direct"),
		  RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

#define WAITS(what) "int f(struct d *d)\n{\n\tint ret;\n\n\tret = prepare(d);\n\t" what "\n\treturn ret;\n}\n"

/* A value that is another one in B is a fact of that branch, not its old spelling. */
static void test_other_value(void **state)
{
	static const struct row rows[] = {
		{ "another number is replaced",
		  WAITS("wait(d, 64, d->q);"),
		  WAITS("wait(d, 128, d->q);"),
		  WAITS("wait(d, 32, d->q);"),
		  NULL,
		  RUNG_REFUSED },
		{ "another delay is replaced by another call",
		  WAITS("udelay(10);"),
		  WAITS("usleep_range(10, 20);"),
		  WAITS("udelay(50);"),
		  NULL,
		  RUNG_REFUSED },
		{ "another flag is replaced",
		  WAITS("d->p = get(d, GFP_KERNEL, 1);"),
		  WAITS("d->p = get(d, GFP_KERNEL_ACCOUNT, 1);"),
		  WAITS("d->p = get(d, GFP_ATOMIC, 1);"),
		  NULL,
		  RUNG_REFUSED },
		{ "another comparison is replaced",
		  WAITS("while (a < d->max)\n\t\ta++;"),
		  WAITS("while (a <= d->max)\n\t\ta++;"),
		  WAITS("while (a != d->max)\n\t\ta++;"),
		  NULL,
		  RUNG_REFUSED },
		{ "another variable is only another name",
		  WAITS("d->p = get(d, size, 64);"),
		  WAITS("d->p = get(d, size, 128);"),
		  WAITS("d->p = get(d, len, 64);"),
		  WAITS("d->p = get(d, len, 128);"),
		  RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

/* What is removed is about something else in B, unless it has moved. */
static void test_other_subject(void **state)
{
	static const struct row rows[] = {
		{ "what is removed is about another object",
		  WAITS("use(p, d);\n\tput_device(p->dev);"),
		  WAITS("use(p, d);"),
		  WAITS("use(p, d);\n\tput_device(d->dev);"),
		  NULL,
		  RUNG_REFUSED },
		{ "what is removed has moved",
		  WAITS("use(p, d);\n\tput_device(p->dev);"),
		  WAITS("put_device(p->dev);\n\tuse(p, d);"),
		  WAITS("use(p, d);\n\tput_device(p->dev);"),
		  WAITS("put_device(p->dev);\n\tuse(p, d);"),
		  RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

/* Operators of both bind as the author of either meant them, or it is refused. */
static void test_operators_of_both(void **state)
{
	static const struct row rows[] = {
		{ "B has a sum where the change multiplies",
		  WAITS("d->count = len;"),
		  WAITS("d->count = len * d->width;"),
		  WAITS("d->count = head + body;"),
		  NULL,
		  RUNG_REFUSED },
		{ "B has a sum where the change adds a call",
		  WAITS("d->count = len;"),
		  WAITS("d->count = fit(len);"),
		  WAITS("d->count = head + body;"),
		  WAITS("d->count = fit(head + body);"),
		  RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

/* What B's operator or function was chosen for, the change does not know. */
static void test_operands_of_b(void **state)
{
	static const struct row rows[] = {
		{ "another function for pointers to the same",
		  WAITS("if (ret)\n\t\tset(d, d->bits);\n\telse\n\t\tclear(d, d->bits);"),
		  WAITS("assign(d, d->bits, ret);"),
		  WAITS("if (ret)\n\t\tset(d, &d->bits);\n\telse\n\t\tclear(d, &d->bits);"),
		  NULL,
		  RUNG_REFUSED },
		{ "another name within the operand of a unary operator",
		  WAITS("use(d->old, 1);"),
		  WAITS("use(d->new, 1);"),
		  WAITS("use(&d->old, 1);"),
		  WAITS("use(&d->new, 1);"),
		  RUNG_TOKEN },
		{ "a word that the change keeps and B lacks",
		  WAITS("look(d, ret, same,\n\t     &d->attrs);"),
		  WAITS("look(d, ret, &d->attrs);"),
		  WAITS("look(d, ret, same);"),
		  NULL,
		  RUNG_REFUSED },
		{ "an operator that goes in front of B's other name for a function",
		  WAITS("if (!is_null(d->p) && take(d))\n\t\tgo(d);"),
		  WAITS("if (is_null(d->p) && take(d))\n\t\tgo(d);"),
		  WAITS("if (!p_is_null(d->p) && take(d))\n\t\tgo(d);"),
		  WAITS("if (p_is_null(d->p) && take(d))\n\t\tgo(d);"),
		  RUNG_SUBSTITUTION,
		  "p_is_null\np\ntake\ngo\n" },
		{ "B calls a variant of a function that it has as well",
		  WAITS("spin_lock(&d->lock);\n\tspin_unlock(&d->lock);"),
		  WAITS("port_lock(d);\n\tspin_unlock(&d->lock);"),
		  WAITS("spin_lock_irqsave(&d->lock, flags);\n\tspin_unlock(&d->lock);")
		  "\nvoid g(struct d *d)\n{\n\tspin_lock(&d->other);\n}\n",
		  NULL,
		  RUNG_REFUSED },
		{ "B takes a lock of another kind",
		  WAITS("spin_lock(&d->lock);\n\tspin_unlock(&d->lock);"),
		  WAITS("spin_lock_bh(&d->lock);\n\tspin_unlock(&d->lock);"),
		  WAITS("mutex_lock(&d->lock);\n\tspin_unlock(&d->lock);")
		  "\nvoid g(struct d *d)\n{\n\tspin_lock(&d->other);\n}\n",
		  NULL,
		  RUNG_REFUSED },
		{ "B has another name for the same function",
		  WAITS("timer_delete(&d->timer);"),
		  WAITS("timer_shutdown(&d->timer);"),
		  WAITS("del_timer(&d->timer);")
		  "\nvoid g(struct d *d)\n{\n\ttimer_delete(&d->other);\n}\n",
		  WAITS("timer_shutdown(&d->timer);")
		  "\nvoid g(struct d *d)\n{\n\ttimer_delete(&d->other);\n}\n",
		  RUNG_TOKEN },
	};

	CHECK_ROWS(rows);
}

/* A bracket that is written in a comment is none of the code. */
static void test_comment_removed(void **state)
{
#define BUGGY "\n\t/* The head always comes from set_up()\n\t * and was looked at there inside of lock_all(). It's a\n" \
	"\t * bug if we mess it up. */\n\tBUG_ON(!IS_VALID(d));\n\n\tret = flags(d);"

	static const struct row rows[] = {
		{ "a bracket within a comment is none of the code",
		  WAITS(BUGGY),
		  WAITS("if (WARN_ON(!IS_VALID(d)))\n\t\treturn -EIO;\n\n\tret = flags(d);"),
		  WAITS(BUGGY),
		  WAITS("if (WARN_ON(!IS_VALID(d)))\n\t\treturn -EIO;\n\n\tret = flags(d);"),
		  RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

static void test_already_there(void **state)
{
	static const struct row rows[] = {
		{ "the added call is there, a line further down",
		  "int f(void)\n{\n\tcreate(dev, pd, qp);\n\tbreak_it();\n}\n",
		  "int f(void)\n{\n\tno_track(&qp->ibqp.res);\n\tcreate(dev, pd, qp);\n\tbreak_it();\n}\n",
		  "int f(void)\n{\n\tcreate(dev, pd, qp);\n\tno_track(&qp->ibqp.res);\n\tbreak_it();\n}\n",
		  NULL,
		  RUNG_REFUSED },
		{ "the added function is there, with another body",
		  "int g(void)\n{\n}\n",
		  "int f(void)\n{\n\treturn 1;\n}\n\nint g(void)\n{\n}\n",
		  "int f(void)\n{\n\treturn 2;\n}\n\nint g(void)\n{\n}\n",
		  NULL,
		  RUNG_REFUSED },
		{ "a single call, elsewhere in the function",
		  "void f(struct d *d)\n{\n\tstop(d);\n\tfree(d->buf);\n\tfree(d);\n}\n",
		  "void f(struct d *d)\n{\n\tstop(d);\n\tfree(d->name);\n\tfree(d->buf);\n\tfree(d);\n}\n",
		  "void f(struct d *d)\n{\n\tstop(d);\n\tfree(d->buf);\n\tput(d, 1);\n\tput(d, 2);\n\tput(d, 3);\n\tput(d, 4);\n"
		        "\tput(d, 5);\n\tfree(d->name);\n\tfree(d);\n}\n",
		  NULL,
		  RUNG_REFUSED },
		{ "a member that has a value already",
		  "static const struct ops ops = {\n\t.open = open,\n\t.poll = poll,\n};\n",
		  "static const struct ops ops = {\n\t.open = open,\n\t.llseek = none,\n\t.poll = poll,\n};\n",
		  "static const struct ops ops = {\n\t.open = open,\n\t.poll = poll,\n\t.mmap = mmap,\n\t.llseek = some,\n};\n",
		  NULL,
		  RUNG_REFUSED },
		{ "added code is there, under another comment",
		  "int f(struct p *p)\n{\n\tset_up_all(p);\n\tp->ops = &ops;\n\treturn 0;\n}\n",
		  "int f(struct p *p)\n{\n\tset_up_all(p);\n\t/* probing only */\n\tif (!has_flag(PROBE_ONLY))\n"
		        "\t\tadd_flags(ASSIGN_ALL);\n\tp->ops = &ops;\n\treturn 0;\n}\n",
		  "int f(struct p *p)\n{\n\tset_up_all(p);\n\t/* not at all */\n\tif (!has_flag(PROBE_ONLY))\n"
		        "\t\tadd_flags(ASSIGN_ALL);\n\tp->ops = &ops;\n\treturn 0;\n}\n",
		  "int f(struct p *p)\n{\n\tset_up_all(p);\n\t/* not at all */\n\tif (!has_flag(PROBE_ONLY))\n"
		        "\t\tadd_flags(ASSIGN_ALL);\n\tp->ops = &ops;\n\treturn 0;\n}\n",
		  RUNG_EXACT },
		{ "part of the added code is there",
		  "int f(struct p *p)\n{\n\tset_up_all(p);\n\treturn true;\n}\n",
		  "int f(struct p *p)\n{\n\tset_up_all(p);\n\tif (p->proto == PROTO_V4) {\n\t\tint iif = p->iif;\n\n"
		        "\t\tclear_state(p, sizeof(*p));\n\t} else if (p->proto == PROTO_V6) {\n\t\tclear_long_state(p);\n\t}\n"
		        "\treturn true;\n}\n",
		  "int f(struct p *p)\n{\n\tset_up_all(p);\n\tif (p->proto == PROTO_V4) {\n\t\tint iif = p->iif;\n\n"
		        "\t\tclear_state(p, sizeof(*p));\n\t}\n\treturn true;\n}\n",
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

/* A variable whose declaration would go while it is used; a goto without label. */
static void test_what_must_stay(void **state)
{
	static const struct row rows[] = {
		{ "a declaration is removed whose variable B still uses",
		  "int f(struct t *t)\n{\n\tstruct c *c = &t->c;\n\tint ret = 0;\n\n\tput(c->pid);\n}\n",
		  "int f(struct t *t)\n{\n\tint ret = 0;\n\n\tput(t->c.pid);\n}\n",
		  "int f(struct t *t)\n{\n\tstruct c *c = &t->c;\n\tint ret = 0;\n\n\tdequeue(c);\n\tput(c->pid);\n}\n",
		  NULL,
		  RUNG_REFUSED },
		{ "a goto to a label that B does not have",
		  "int f(int a)\n{\n\tif (a)\n\t\treturn 1;\n\tgo(a);\n\tstop(a);\nout:\n\treturn 0;\n}\n",
		  "int f(int a)\n{\n\tif (a)\n\t\tgoto out;\n\tgo(a);\n\tstop(a);\nout:\n\treturn 0;\n}\n",
		  "int f(int a)\n{\n\tif (a)\n\t\treturn 1;\n\tgo(a);\n\tstop(a);\n\treturn 0;\n}\n",
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

/* A macro declares it from now on, where the change was made, too. */
static void test_declared_by_macro(void **state)
{
	static const struct row rows[] = {
		{ "a macro declares the variable from now on, in the source tree as well",
		  "int f(struct n *np)\n{\n\tstruct n *child;\n\n\tfor_each_child(np, child)\n\t\tadd(child);\n\treturn 0;\n}\n",
		  "int f(struct n *np)\n{\n\tfor_each_child_scoped(np, child)\n\t\tadd(child);\n\treturn 0;\n}\n",
		  "int f(struct n *np)\n{\n\tstruct n *child;\n\n\tfor_each_child(np, child)\n\t\tadd(child);\n\treturn 0;\n}\n",
		  "int f(struct n *np)\n{\n\tfor_each_child_scoped(np, child)\n\t\tadd(child);\n\treturn 0;\n}\n",
		  RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

/* B calls it something else, as other lines of the function show. */
static void test_substitution(void **state)
{
	static const struct row rows[] = {
		{ "between two lines that differ: only their order is left to hold on to",
		  "int f(struct p *par)\n{\n\tpar->x = 1;\n\tpar->y = 2;\n\treturn 0;\n}\n",
		  "int f(struct p *par)\n{\n\tpar->x = 1;\n\tclamp(par);\n\tpar->y = 2;\n\treturn 0;\n}\n",
		  "int f(struct p *ops)\n{\n\tops->x = 1;\n\tops->y = 2;\n\treturn 0;\n}\n",
		  NULL,
		  RUNG_REFUSED,
		  "clamp\n" },
		{ "behind a line that both have",
		  "int f(struct p *par)\n{\n\tpar->x = 1;\n\tone();\n\treturn 0;\n}\n",
		  "int f(struct p *par)\n{\n\tpar->x = 1;\n\tone();\n\tclamp(par);\n\treturn 0;\n}\n",
		  "int f(struct p *ops)\n{\n\tops->x = 1;\n\tone();\n\treturn 0;\n}\n",
		  "int f(struct p *ops)\n{\n\tops->x = 1;\n\tone();\n\tclamp(ops);\n\treturn 0;\n}\n",
		  RUNG_SUBSTITUTION,
		  "clamp\n" },
	};

	CHECK_ROWS(rows);
}

/* Read rules from a text. The caller releases them. */
static void read_rules(const char *text, struct renamings *ret_renamings)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "renamings.rules");
	struct error *err = NULL;

	assert_works(file_write(path, text, strlen(text), 0644, &err), err);
	assert_works(renamings_read(path, ret_renamings, &err), err);
	scratch_remove(dir);
}

#define ONE(more) "int f(struct d *d)\n{\n\tone(d);\n" more "\treturn 0;\n}\n"
#define NEW_NAME ONE("\tnew_name(d->x, 2);\n")

static void test_rules(void **state)
{
	static const struct row rows[] = {
		{ "B has the old name", ONE(""), NEW_NAME, ONE(""), ONE("\told_name(2, d->x);\n"),
		  RUNG_SUBSTITUTION, "old_name\nx\n" },
		{ "B has the new name as well", ONE(""), NEW_NAME, ONE(""), NEW_NAME, RUNG_EXACT,
		  "new_name\nold_name\nx\n" },
		{ "B has neither", ONE(""), NEW_NAME, ONE(""), NULL, RUNG_REFUSED, "x\n" },
	};
	_cleanup_renamings_ struct renamings renamings = { 0 };

	read_rules("[renaming \"new_name\"]\n\tfrom = \"new_name($a, $b)\"\n"
		   "\tto = \"old_name($b, $a)\"\n\treason = because\n",
		   &renamings);
	check_rows(rows, ARRAY_SIZE(rows), &renamings);
}

/* A name of A for which B has none does not become one that stands for another. */
static void test_two_for_one(void **state)
{
	static const struct row rows[] = {
		{ "a name of A that B lacks does not become one that stands for another",
		  "void f(struct d *d)\n{\n\tu8 *hdr = d->h, *seg = d->s;\n\n\tfill(hdr, 1);\n\tfill(seg, 2);\n\tcommit(seg);\n}\n",
		  "void f(struct d *d)\n{\n\tu8 *hdr = d->h, *seg = d->s;\n\n\tfill(hdr, 1);\n\tfill(seg, 2);\n\tfree(hdr);\n\tcommit(seg);\n}\n",
		  "void f(struct d *d)\n{\n\tu8 *seg = d->s;\n\n\tfill(seg, 1);\n\tfill(seg, 2);\n\tcommit(seg);\n}\n",
		  NULL,
		  RUNG_REFUSED },
	};

	CHECK_ROWS(rows);
}

#define QUIRKS(first, second) \
	"static const struct id ids[] = {\n\t{ ID(1), .data = " first ", },\n\t{ ID(2), .data = SLOW },\n\t" second "};\n"

/* A constant that both files have is not what one of A's is called in B. */
static void test_constant_for_another(void **state)
{
	static const struct row rows[] = {
		{ "a constant that both files have", QUIRKS("QUIRK_ALIGN", ""),
		  QUIRKS("QUIRK_ALIGN", "{ ID(3), .data = QUIRK_ALIGN, },\n"), QUIRKS("SLOW", ""), NULL,
		  RUNG_REFUSED, "ID\nSLOW\n" },
		{ "a constant that only B has", QUIRKS("QUIRK_ALIGN", ""),
		  QUIRKS("QUIRK_ALIGN", "{ ID(3), .data = QUIRK_ALIGN, },\n"),
		  QUIRKS("QUIRK_ALIGNED", ""),
		  QUIRKS("QUIRK_ALIGNED", "{ ID(3), .data = QUIRK_ALIGNED, },\n"), RUNG_SUBSTITUTION,
		  "ID\nSLOW\nQUIRK_ALIGNED\n" },
	};

	CHECK_ROWS(rows);
}

/* What an argument is made of stays together; and a rule that some words forbid. */
static void test_rule_operands(void **state)
{
#define USED(what) "void f(void)\n{\n\ta();\n\tuse(" what ");\n\tb();\n}\n"
#define UNUSED "void f(void)\n{\n\ta();\n\tb();\n}\n"
#define RULED(what, added, made) \
	{ what, UNUSED, USED(added), UNUSED, USED(made), RUNG_SUBSTITUTION, NAMES }
#define NAMES "time\nmap_atomic\ncopy_in\nuse\ninode\nd\nx\ny\na\nb\n"
	static const struct row rows[] = {
		RULED("a word", "get_time(inode)", "inode->time"),
		RULED("a member", "get_time(d->inode)", "d->inode->time"),
		RULED("a unary operator", "get_time(&d->inode)", "(&d->inode)->time"),
		RULED("a choice", "get_time(x ? x : y)", "(x ? x : y)->time"),
		RULED("none of the words that forbid the rule", "map_local(x)", "map_atomic(x)"),
		{ "one of them", UNUSED, USED("copy_in(x), map_local(x)"), UNUSED, NULL, RUNG_REFUSED,
		  NAMES },
	};
	_cleanup_renamings_ struct renamings renamings = { 0 };

	read_rules("[renaming \"get_time\"]\n\tfrom = get_time($i)\n\tto = $i->time\n\treason = r\n"
		   "[renaming \"map_local\"]\n\tfrom = map_local\n\tto = map_atomic\n\treason = r\n"
		   "\twithout = copy_in msleep\n",
		   &renamings);
	check_rows(rows, ARRAY_SIZE(rows), &renamings);
#undef NAMES
}

static void test_bad_rules(void **state)
{
	static const struct {
		const char *what, *text;
	} rows[] = {
		{ "no reason", "[renaming \"a\"]\n\tfrom = a\n\tto = b\n" },
		{ "'from' without the name", "[renaming \"a\"]\n\tfrom = c\n\tto = b\n\treason = r\n" },
		{ "a $word that 'from' lacks",
		  "[renaming \"a\"]\n\tfrom = a($x)\n\tto = b($y)\n\treason = r\n" },
		{ "'to' in front of 'from'", "[renaming \"a\"]\n\tto = b\n\tfrom = a\n\treason = r\n" },
		{ "'to' twice", "[renaming \"a\"]\n\tfrom = a\n\tto = b\n\tto = c\n\treason = r\n" },
		{ "another section", "[other]\n\tx = y\n" },
	};
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "renamings.rules");

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_renamings_ struct renamings renamings = { 0 };
		_cleanup_error_ struct error *err = NULL;

		assert_works(file_write(path, rows[i].text, strlen(rows[i].text), 0644, &err), err);
		if (renamings_read(path, &renamings, &err) != -1 || err->kind != ERROR_INPUT)
			fail_msg("%s: it is read", rows[i].what);
	}
	scratch_remove(dir);
}

static void test_odd_input(void **state)
{
	static const struct row rows[] = {
		{ "an empty file",
		  "",
		  "a\n",
		  "",
		  "a\n",
		  RUNG_EXACT },
		{ "a file that becomes empty",
		  "a\n",
		  "",
		  "a\n",
		  "",
		  RUNG_EXACT },
		{ "no change",
		  "a\n",
		  "a\n",
		  "b\n",
		  "b\n",
		  RUNG_EXACT },
		{ "no newline at the end",
		  "a\nb",
		  "a\nc",
		  "a\nb",
		  "a\nc",
		  RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

#define RELEASE(name) \
	"static void release_" name "(struct req *req)\n{\n\tput_handle(&req->" name ");\n}\n\n"

/* Outside of functions it goes in front of what follows, as it is for that. */
static void test_outside_of_functions(void **state)
{
	static const struct row rows[] = {
		{ "a function goes in front of what follows it",
		  "#include <a.h>\n\n" RELEASE("access") "#define ST 1\n#define AT 21\n",
		  "#include <a.h>\n\n" RELEASE("access") RELEASE("setacl") "#define ST 1\n#define AT 21\n",
		  "#include <a.h>\n\n" RELEASE("access") "struct void_args { int dummy; };\n\n#define ST 1\n#define AT 21\n",
		  "#include <a.h>\n\n" RELEASE("access") "struct void_args { int dummy; };\n\n" RELEASE("setacl")
		        "#define ST 1\n#define AT 21\n",
		  RUNG_FUNCTION },
		{ "two #includes and a blank line that B has at other places",
		  "#include <linux/slab.h>\n\nint x;\n",
		  "#include <linux/slab.h>\n#include <linux/wait.h>\n\n#include <linux/zero.h>\n\nint x;\n",
		  "#include <linux/zero.h>\n#include <linux/wait.h>\n#include <linux/slab.h>\n#include <linux/b.h>\n\nint x;\n",
		  "#include <linux/zero.h>\n#include <linux/wait.h>\n#include <linux/slab.h>\n#include <linux/b.h>\n\nint x;\n",
		  RUNG_EXACT },
		{ "an #include goes behind the others",
		  "#include <linux/slab.h>\n#include <linux/jiffies.h>\n\nint x;\n",
		  "#include <linux/slab.h>\n#include <linux/jiffies.h>\n#include <linux/wait.h>\n\nint x;\n",
		  "#include <linux/slab.h>\n#include <linux/jiffies.h>\n#include <linux/platform.h>\n\nint x;\n",
		  "#include <linux/slab.h>\n#include <linux/jiffies.h>\n#include <linux/platform.h>\n"
		        "#include <linux/wait.h>\n\nint x;\n",
		  RUNG_FUNCTION },
	};

	CHECK_ROWS(rows);
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
	static const struct row rows[] = {
		{ "a block that is added declares its own variable",
		  FIND("\t\tstruct attr *attr2;\n\n" OTHER("attr2"), ""),
		  FIND("\t\tstruct attr *attr2;\n\n" OTHER("attr2"), NEW_BLOCK),
		  FIND(OTHER("attr"), ""),
		  FIND(OTHER("attr"), NEW_BLOCK),
		  RUNG_OFFSET },
	};

	CHECK_ROWS(rows);
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
	static const struct row rows[] = {
		{ "what is chosen by ?: may begin a line",
		  RANGE("\tvsc->range = RANGE_CTA;\n"),
		  RANGE(CHOSEN),
		  RANGE("\tvsc->range = RANGE_CTA;\n"),
		  RANGE(CHOSEN),
		  RUNG_EXACT },
	};

	CHECK_ROWS(rows);
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
		cmocka_unit_test(test_substitution),
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
