// SPDX-License-Identifier: GPL-2.0-only
/* The risk of a patch that landed: headings, types and callers that differ. */
#include "judge_fixture.h"

#include "adapt/original.h"
#include "index/symbols.h"
#include "judge/risk.h"
#include "judge/risk_origin.h"
#include "judge/risk_types.h"

/* Types that hold the same are no difference; all others are. */
static void integers(void **state)
{
	static const struct {
		int bits;
		bool is_signed;
		const char *names[16];
	} classes[] = {
		{ 1, false, { "bool", "_Bool" } },
		{ 8, true, { "char", "signed char", "s8", "__s8", "int8_t" } },
		{ 8, false, { "unsigned char", "u8", "__u8", "uint8_t" } },
		{ 16, true, { "short", "s16", "__s16", "int16_t" } },
		{ 16, false, { "unsigned short", "u16", "__u16", "uint16_t" } },
		{ 32, true, { "int", "signed int", "s32", "__s32", "int32_t" } },
		{ 32, false, { "unsigned int", "unsigned", "uint", "u32", "__u32", "uint32_t" } },
		{ 64,
		  true,
		  { "long", "long int", "long long", "s64", "__s64", "int64_t", "ssize_t" } },
		{ 64,
		  false,
		  { "unsigned long", "unsigned long int", "ulong", "unsigned long long", "u64",
		    "__u64", "uint64_t", "size_t", "uintptr_t" } },
	};

	for (size_t a = 0; a < ARRAY_SIZE(classes); a++)
		for (size_t b = 0; b < ARRAY_SIZE(classes); b++)
			for (const char *const *x = classes[a].names; *x; x++)
				for (const char *const *y = classes[b].names; *y; y++) {
					_cleanup_free_ char *difference =
						risk_type_difference(*x, *y);
					const char *how =
						classes[a].bits < classes[b].bits ? "narrower" :
						classes[a].bits > classes[b].bits ? "wider" :
										    "signed";

					if (!difference != (a == b))
						fail_msg("%s, %s: %s", *x, *y,
							 difference ? difference : "the same");
					if (difference && !strstr(difference, how))
						fail_msg("%s, %s: %s", *x, *y, difference);
				}
	/* A type that is not known is the same as itself alone. */
	assert_null(risk_type_difference("gfn_t", "gfn_t"));
	for (int i = 0; i < 2; i++) {
		_cleanup_free_ char *difference = i ? risk_type_difference("gfn_t", "u64") :
						      risk_type_difference("u64", "gfn_t");

		assert_non_null(difference);
		assert_null(strstr(difference, "narrower"));
		assert_null(strstr(difference, "wider"));
		assert_null(strstr(difference, "signed"));
	}
}

/* --- headings */

struct heading_row {
	const char *name, *heading;
	const char *file;
	size_t line;	 /* where the hunk went */
	size_t expected; /* line of the heading that differs, or 0 */
};

/* 38, 39 and 40 bytes that begin a line. */
#define H38 "int a_function_of_a_long_name(int a, i"
#define H39 H38 "n"
#define H40 H39 "t"

static void headings(void **state)
{
	static const struct heading_row rows[] = {
		{ "the same", "int f(void)", "int f(void)\n{\n\tone();\n}\n", 3, 0 },
		{ "another type", "long f(void)", "int f(void)\n{\n\tone();\n}\n", 3, 1 },
		{ "another of the same length", "int g(void)", "int f(void)\n{\n\tone();\n}\n", 3,
		  1 },
		{ "blanks behind it here", "int f(void)", "int f(void) \t\n{\n\tone();\n}\n", 3,
		  0 },
		{ "a longer line here", "int f(void)", "int f(void) __used\n{\n\tone();\n}\n", 3,
		  1 },
		{ "a shorter line here", "int f(void) __used", "int f(void)\n{\n\tone();\n}\n", 3,
		  1 },
		{ "39 bytes, which may be cut", H39, H40 " b)\n{\n\tone();\n}\n", 3, 0 },
		{ "38 bytes, which are all", H38, H40 " b)\n{\n\tone();\n}\n", 3, 1 },
		{ "40 bytes, which may be cut", H40, H40 " b)\n{\n\tone();\n}\n", 3, 0 },
		{ "39 bytes, of another line", H38 "m", H40 " b)\n{\n\tone();\n}\n", 3, 1 },
		{ "40 bytes, of which 39 are here", H40, H39 "\n{\n\tone();\n}\n", 3, 1 },
		{ "the nearest above", "int f(void)",
		  "int f(void)\n{\n\tone();\n}\nint g(void)\n{\n\ttwo();\n}\n", 7, 5 },
		{ "its own line is none above", "int f(void)",
		  "int f(void)\n{\n\tone();\n}\nint g(void)\n{\n\ttwo();\n}\n", 5, 0 },
		{ "no heading", "", "long f(void)\n{\n\tone();\n}\n", 3, 0 },
		{ "a label", "out:", "long f(void)\n{\n\tone();\n}\n", 3, 0 },
		{ "nowhere", "int f(void)", "long f(void)\n{\n\tone();\n}\n", 0, 0 },
		{ "the last line", "int f(void)", "long f(void)\n{\n\tone();\n}\n", 4, 1 },
		{ "behind the last line", "int f(void)", "long f(void)\n{\n\tone();\n}\n", 5, 0 },
		{ "the first line", "int f(void)", "long f(void)\n{\n\tone();\n}\n", 1, 0 },
		{ "nothing above", "int f(void)", "\n\none();\n", 2, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *diff =
			diff_of("a/f.c", rows[i].heading, " \tone();\n \tzero();\n+\tnine();\n");
		_cleanup_patch_ struct patch *patch = patch_of(NULL, diff);
		struct hunk_outcome outcome = { .line = rows[i].line };
		const struct hunk_outcome_list hunks = { .items = &outcome, .count = 1 };
		git_tree *tree = TREE_OF({ "a/f.c", rows[i].file });

		for (enum risk before = RISK_NONE; before <= RISK_HIGH; before++) {
			_cleanup_evidence_ struct evidence_list evidence = { 0 };
			enum risk risk = before, least = rows[i].expected ? RISK_MEDIUM : RISK_LOW;
			struct error *err = NULL;

			assert_works(risk_assess(store.repo, tree, patch, &hunks, &evidence, &risk,
						 &err),
				     err);
			if (risk != (before > least ? before : least))
				fail_msg("%s: %s", rows[i].name, risk_name(risk));
			if (rows[i].expected) {
				assert_int_equal(evidence.count, 1);
				assert_int_equal(evidence.items[0].reason, REASON_HEADING_DIFFERS);
				assert_int_equal(evidence.items[0].line, rows[i].expected);
				assert_string_equal(evidence.items[0].path, "a/f.c");
			} else {
				/* That it is low is said where nothing else was. */
				assert_int_equal(evidence.count, before <= RISK_LOW);
				if (evidence.count)
					assert_int_equal(evidence.items[0].reason,
							 REASON_CONTEXT_SAME);
			}
		}
		git_tree_free(tree);
	}
}

/* Each hunk has its own outcome, and a file that is no C file or not there has no headings. */
static void headings_of_several_files(void **state)
{
	_cleanup_free_ char *f = diff_of("a/f.c", "int f(void)", " \tone();\n \tzero();\n+\tnine();\n");
	_cleanup_free_ char *more = hunk_of("int h(void)", " \tone();\n \tzero();\n+\tten();\n");
	_cleanup_free_ char *text = diff_of("a/text", "int t(void)", " \tone();\n \tzero();\n+\tnine();\n");
	_cleanup_free_ char *gone = diff_of("a/gone.c", "int t(void)", " \tone();\n \tzero();\n+\tnine();\n");
	_cleanup_free_ char *g = diff_of("a/g.c", "int g(void)", " \tone();\n \tzero();\n+\tnine();\n");
	_cleanup_free_ char *diff = xasprintf("%s@@ -200,2 +201,3 @@%s%s%s%s", f,
					      strstr(more + 2, "@@") + 2, text, gone, g);
	_cleanup_patch_ struct patch *patch = patch_of(NULL, diff);
	struct hunk_outcome outcomes[] = {
		{ .line = 2 }, { .line = 5 }, { .line = 2 }, { .line = 2 }, { .line = 2 }
	};
	struct hunk_outcome_list hunks = { .items = outcomes, .count = ARRAY_SIZE(outcomes) };
	git_tree *tree = TREE_OF({ "a/f.c", "int f(void)\n{\n}\nint other(void)\n{\n}\n" },
				 { "a/text", "int other(void)\n{\n" },
				 { "a/g.c", "int other(void)\n{\n}\n" });
	static const char *const expected[] = {
		"risk -:0",	"risk -:0",	"risk a/f.c:4",
		"risk a/f.c:4", "risk a/f.c:4", "risk a/f.c:4; risk a/g.c:1",
	};

	for (hunks.count = 0; hunks.count <= ARRAY_SIZE(outcomes); hunks.count++) {
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		_cleanup_free_ char *found = NULL;
		enum risk risk = RISK_NONE;
		struct error *err = NULL;

		assert_works(risk_assess(store.repo, tree, patch, &hunks, &evidence, &risk, &err),
			     err);
		found = evidence_text(&evidence);
		assert_string_equal(found, expected[hunks.count]);
		assert_int_equal(risk, hunks.count < 2 ? RISK_LOW : RISK_MEDIUM);
	}
	git_tree_free(tree);
}

/* --- what its place rests on */

static void few_lines_to_hold_on_to(void **state)
{
	static const struct {
		const char *name, *lines;
		bool little;
	} rows[] = {
		{ "two lines", " \tone();\n \ttwo();\n+\tnine();\n", false },
		{ "one on each side", " \tone();\n+\tnine();\n \ttwo();\n", false },
		{ "removed lines are such, too", "-\tone();\n-\ttwo();\n+\tnine();\n", false },
		{ "one", " \tone();\n+\tnine();\n", true },
		{ "one that is replaced", "-\tone();\n+\tnine();\n", true },
		{ "brackets and blanks", " \tone();\n }\n \n+\tnine();\n {\n", true },
		{ "what it adds", " \tone();\n+\tnine();\n+\tten();\n", true },
	};
	git_tree *tree = TREE_OF({ "a/f.c", "int f(void)\n{\n\tone();\n}\n" });

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (int first = 0; first < 2; first++) {
			_cleanup_free_ char *diff = diff_of("a/f.c", "int f(void)", rows[i].lines);
			_cleanup_patch_ struct patch *patch = patch_of(NULL, diff);
			struct hunk_outcome outcome = { .line = 3 };
			const struct hunk_outcome_list hunks = { .items = &outcome, .count = 1 };
			_cleanup_evidence_ struct evidence_list evidence = { 0 };
			enum risk risk = RISK_NONE;
			struct error *err = NULL;
			bool little = rows[i].little && !first;

			/* Where a file begins it is that of the patch. */
			if (first)
				patch->files[0].hunks[0].old_start = 1;
			assert_works(risk_assess(store.repo, tree, patch, &hunks, &evidence, &risk,
						 &err), err);
			if (risk != (little ? RISK_MEDIUM : RISK_LOW))
				fail_msg("%s: %s", rows[i].name, risk_name(risk));
			assert_int_equal(evidence.items[0].reason,
					 little ? REASON_LITTLE_CONTEXT : REASON_CONTEXT_SAME);
		}
	git_tree_free(tree);
}

/* --- where it was made */

struct origin_row {
	const char *name;
	const char *lines; /* of the hunk at line 2 there, in "int f()" */
	const char *here[3][2], *there[3][2];
	enum verdict verdict;
	size_t line;	      /* where it went */
	const char *expected; /* "reason path:line; ..." */
};

static git_tree *tree_of_row(const char *const (*files)[2])
{
	size_t count = 0;

	while (count < 3 && files[count][0])
		count++;
	return tree_of_files(files, count);
}

static char *compare(const struct origin_row *row, bool with_callers,
		     struct evidence_list *evidence)
{
	git_tree *here = tree_of_row(row->here), *there = tree_of_row(row->there);
	_cleanup_free_ char *diff = NULL;
	struct symbols symbols = { .repo = store.repo, .tree = *git_tree_id(here) };
	struct adapt_source source = { .tree = *git_tree_id(there), .name = "9.9.y" };
	const struct adapt_original *original;
	struct adapt_originals *originals;
	struct risk_sides sides = {
		.repo = store.repo, .symbols = &symbols, .here = here, .there = there
	};
	struct hunk_outcome outcome = { .path = "kvm/f.c",
					.verdict = row->verdict,
					.line = row->line };
	enum risk risk = RISK_LOW;
	struct error *err = NULL;
	struct buf text = { 0 };
	struct patch *patch;
	size_t old = 0, new = 0;

	for (const char *at = row->lines; *at; at = strchr(at, '\n') + 1) {
		old += *at != '+';
		new += *at != '-';
	}
	diff = xasprintf("--- a/kvm/f.c\n+++ b/kvm/f.c\n@@ -2,%zu +2,%zu @@\n%s", old, new,
			 row->lines);
	patch = patch_of(NULL, diff);
	originals = adapt_originals_new(store.repo, patch, &source, 1);
	assert_works(adapt_originals_find(originals, &patch->files[0], &original, &err), err);
	if (!original)
		fail_msg("%s: not where it was made", row->name);
	if (with_callers) {
		sides.callers_here = callers_new(store.repo, git_tree_id(here));
		sides.callers_there = callers_new(store.repo, git_tree_id(there));
	}
	assert_works(
		risk_compare(&sides, &patch->files[0], original, &outcome, evidence, &risk, &err),
		err);
	assert_int_equal(risk, evidence->count ? RISK_MEDIUM : RISK_LOW);
	buf_puts(&text, "");
	for (size_t i = 0; i < evidence->count; i++)
		buf_printf(&text, "%s%s %s:%zu", i ? "; " : "",
			   reason_name(evidence->items[i].reason), evidence->items[i].path,
			   evidence->items[i].line);
	callers_free(sides.callers_here);
	callers_free(sides.callers_there);
	git_tree_free(here);
	git_tree_free(there);
	symbols_release(&symbols);
	adapt_originals_free(originals);
	patch_free(patch);
	return buf_detach(&text);
}

static void check_rows(const struct origin_row *rows, size_t count, bool with_callers)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		_cleanup_free_ char *found = compare(&rows[i], with_callers, &evidence);

		if (strcmp(found, rows[i].expected)) {
			print_error("%s: '%s', wanted '%s'\n", rows[i].name, found,
				    rows[i].expected);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

#define LINES \
	" {\n \tint r = 0;\n \n+\tif (code & 256 && vcpu->flags)\n+\t\tcode = 0;\n \treturn r + code;\n"
#define BODY(parameters, behind)                                                                   \
	{                                                                                          \
		"kvm/f.c",                                                                         \
			"int f(" parameters ")\n{\n\tint r = 0;\n\n\treturn r + code;\n}\n" behind \
	}
#define HERE(parameters)                                                   \
	{                                                                  \
		BODY(parameters, "int more;\n"),                           \
		{                                                          \
			"include/v.h", "struct vcpu {\n\tu64 flags;\n};\n" \
		}                                                          \
	}
#define THERE(parameters)                                                  \
	{                                                                  \
		BODY(parameters, ""),                                      \
		{                                                          \
			"include/v.h", "struct vcpu {\n\tu64 flags;\n};\n" \
		}                                                          \
	}
#define SAME "struct vcpu *vcpu, u64 code"
#define CODE "type-differs kvm/f.c:1"
#define MEMBER(here, there)                                     \
	{ BODY(SAME, "int more;\n"), { "include/v.h", here } }, \
	{                                                       \
		BODY(SAME, ""),                                 \
		{                                               \
			"include/v.h", there                    \
		}                                               \
	}

static void types(void **state)
{
	static const struct origin_row rows[] = {
		{ "the same", LINES, HERE(SAME), THERE(SAME), VERDICT_CLEAN, 2, "" },
		{ "the very file",
		  LINES,
		  { BODY("struct vcpu *vcpu, u32 code", "") },
		  { BODY("struct vcpu *vcpu, u32 code", "") },
		  VERDICT_CLEAN,
		  2,
		  "" },
		{ "another width", LINES, HERE("struct vcpu *vcpu, u32 code"), THERE(SAME),
		  VERDICT_CLEAN, 2, CODE },
		{ "another sign", LINES, HERE("struct vcpu *vcpu, s64 code"), THERE(SAME),
		  VERDICT_CLEAN, 2, CODE },
		{ "a pointer here", LINES, HERE("struct vcpu *vcpu, u64 *code"), THERE(SAME),
		  VERDICT_CLEAN, 2, CODE },
		{ "a pointer there", LINES, HERE(SAME), THERE("struct vcpu *vcpu, u64 *code"),
		  VERDICT_CLEAN, 2, CODE },
		{ "a pointer to a pointer", LINES, HERE("struct vcpu *vcpu, u64 **code"),
		  THERE("struct vcpu *vcpu, u64 *code"), VERDICT_CLEAN, 2, CODE },
		{ "another structure", LINES, HERE("struct cpu *vcpu, u64 code"), THERE(SAME),
		  VERDICT_CLEAN, 2, CODE },
		{ "of a hunk that moved", LINES, HERE("struct vcpu *vcpu, u32 code"), THERE(SAME),
		  VERDICT_MOVED, 2, CODE },
		{ "of a hunk that was adapted", LINES, HERE("struct vcpu *vcpu, u32 code"),
		  THERE(SAME), VERDICT_ADAPTED, 5, CODE },
		{ "of a hunk that was refused", LINES, HERE("struct vcpu *vcpu, u32 code"),
		  THERE(SAME), VERDICT_REFUSED, 2, "" },
		{ "of a hunk that was resolved", LINES, HERE("struct vcpu *vcpu, u32 code"),
		  THERE(SAME), VERDICT_RESOLVED, 2, "" },
		{ "of a hunk that went behind the function", LINES,
		  HERE("struct vcpu *vcpu, u32 code"), THERE(SAME), VERDICT_CLEAN, 5, "" },
		{ "of an adapted hunk at its last line", LINES, HERE("struct vcpu *vcpu, u32 code"),
		  THERE(SAME), VERDICT_ADAPTED, 6, CODE },
		{ "of an adapted hunk behind it", LINES, HERE("struct vcpu *vcpu, u32 code"),
		  THERE(SAME), VERDICT_ADAPTED, 7, "" },
		{ "of a name on a line that stays",
		  " {\n \tint r = 0;\n \n+\tnine();\n \treturn r + code;\n",
		  HERE("struct vcpu *vcpu, u32 code"), THERE(SAME), VERDICT_CLEAN, 2, "" },
		{ "of a name on a line that goes",
		  " {\n \tint r = 0;\n \n-\treturn r + code;\n+\treturn 1;\n",
		  HERE("struct vcpu *vcpu, u32 code"), THERE(SAME), VERDICT_CLEAN, 2, CODE },
		{ "of a member of that name",
		  " {\n \tint r = 0;\n \n+\tnine(vcpu->code, vcpu.code);\n \treturn r + code;\n",
		  HERE("struct vcpu *vcpu, u32 code"), THERE(SAME), VERDICT_CLEAN, 2, "" },
		{ "of two names", LINES, HERE("struct cpu *vcpu, u32 code"), THERE(SAME),
		  VERDICT_CLEAN, 2, CODE "; " CODE },
		{ "of what is no parameter there",
		  LINES,
		  HERE(SAME),
		  { BODY("struct vcpu *vcpu", "") },
		  VERDICT_CLEAN,
		  2,
		  "" },
		{ "of another function",
		  LINES,
		  { { "kvm/f.c", "int g(u32 code)\n{\n\tint r = 0;\n\n\treturn r + code;\n}\n" } },
		  THERE("u64 code"),
		  VERDICT_CLEAN,
		  2,
		  "" },
	};
	static const char *const idle[] = {
		"const",	 "volatile", "static",	 "register",	   "__user",
		"__iomem",	 "__rcu",    "__percpu", "__maybe_unused", "__always_unused",
		"__read_mostly", "inline",   "__init",	 "__force",	   "__unheard_of",
	};

	check_rows(rows, ARRAY_SIZE(rows), false);
	/* What does not change what it holds; the last of them may. */
	for (size_t i = 0; i < ARRAY_SIZE(idle); i++) {
		_cleanup_free_ char *file = xasprintf(
			"int f(struct vcpu *vcpu, %s u64 code)\n{\n\tint r = 0;\n\n\treturn r + code;\n}\n",
			idle[i]);
		struct origin_row row = {
			idle[i],
			LINES,
			{ { "kvm/f.c", file } },
			THERE(SAME),
			VERDICT_CLEAN,
			2,
			i + 1 == ARRAY_SIZE(idle) ? CODE : "",
		};

		check_rows(&row, 1, false);
	}
}

/* Variables that are declared together with others. */
static void types_declared_together(void **state)
{
	static const struct {
		const char *declaration, *type; /* of "code" */
	} rows[] = {
		{ "u64 code;", "u64" },
		{ "u64 a, code;", "u64" },
		{ "u64 code, a;", "u64" },
		{ "u64 *a, code;", "u64" },
		{ "u64 a, *code;", "u64 *" },
		{ "u64 *a, **code;", "u64 **" },
		{ "u64 a = 1, code;", "u64" },
		{ "u64 a[4], code;", "u64" },
		{ "u64 **a, *code;", "u64 *" },
		{ "u64 *code;", "u64 *" },
		{ "unsigned long a, code;", "unsigned long" },
		{ "struct vcpu *a, code;", "struct vcpu" },
		{ "struct vcpu a, *code;", "struct vcpu *" },
	};

	for (size_t a = 0; a < ARRAY_SIZE(rows); a++)
		for (size_t b = 0; b < ARRAY_SIZE(rows); b++) {
			_cleanup_free_ char *here =
				xasprintf("int f(int r)\n{\n\t%s\n\n\treturn r;\n}\nint more;\n",
					  rows[a].declaration);
			_cleanup_free_ char *there = xasprintf(
				"int f(int r)\n{\n\t%s\n\n\treturn r;\n}\n", rows[b].declaration);
			_cleanup_free_ char *lines =
				xasprintf(" {\n \t%s\n \n+\tnine(code);\n \treturn r;\n",
					  rows[b].declaration);
			_cleanup_free_ char *name =
				xasprintf("%s / %s", rows[a].declaration, rows[b].declaration);
			bool same = !strcmp(rows[a].type, rows[b].type) ||
				    (strstr("u64 unsigned long", rows[a].type) &&
				     strstr("u64 unsigned long", rows[b].type));
			const struct origin_row row = {
				name,
				lines,
				{ { "kvm/f.c", here } },
				{ { "kvm/f.c", there } },
				VERDICT_CLEAN,
				2,
				same ? "" : "type-differs kvm/f.c:3",
			};

			check_rows(&row, 1, false);
		}
}

static void members(void **state)
{
#define V "type-differs include/v.h:2"
	static const struct origin_row rows[] = {
		{ "the same", LINES,
		  MEMBER("struct vcpu {\n\tu64 flags;\n};\n",
			 "struct vcpu {\n\tu64 flags;\n\tint more;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "another width", LINES,
		  MEMBER("struct vcpu {\n\tu32 flags;\n};\n", "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, V },
		{ "another member", LINES,
		  MEMBER("struct vcpu {\n\tu64 flags;\n\tu32 more;\n};\n",
			 "struct vcpu {\n\tu64 flags;\n\tu64 more;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "an array here", LINES,
		  MEMBER("struct vcpu {\n\tu64 flags[2];\n};\n",
			 "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, V },
		{ "arrays", LINES,
		  MEMBER("struct vcpu {\n\tu64 flags[2];\n};\n",
			 "struct vcpu {\n\tu64 flags[3];\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "bits here", LINES,
		  MEMBER("struct vcpu {\n\tu64 flags:3;\n};\n",
			 "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, V },
		{ "other bits", LINES,
		  MEMBER("struct vcpu {\n\tu64 flags:3;\n};\n",
			 "struct vcpu {\n\tu64 flags:4;\n};\n"),
		  VERDICT_CLEAN, 2, V },
		{ "the same bits", LINES,
		  MEMBER("struct vcpu {\n\tu64 flags:3;\n};\n",
			 "struct vcpu {\n\tu64 flags:3;\n\tint k;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "declared together", LINES,
		  MEMBER("struct vcpu {\n\tu64 *a, flags;\n};\n",
			 "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "behind another", LINES,
		  MEMBER("struct vcpu {\n\tu32 a;\n\tu64 flags;\n};\n",
			 "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "behind a directive", LINES,
		  MEMBER("struct vcpu {\n#ifdef A\n\tu64 flags;\n#endif\n};\n",
			 "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "behind a structure", LINES,
		  MEMBER("struct vcpu {\n\tstruct {\n\t\tint k;\n\t} a;\n\tu64 flags;\n};\n",
			 "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "of a structure within", LINES,
		  MEMBER("struct vcpu {\n\tstruct {\n\t\tu32 flags;\n\t} a;\n\tu64 flags;\n};\n",
			 "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "a pointer to a function", LINES,
		  MEMBER("struct vcpu {\n\tint (*flags)(void);\n};\n",
			 "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "not there", LINES,
		  MEMBER("struct vcpu {\n\tu32 flags;\n};\n", "struct vcpu {\n\tu64 other;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "not here", LINES,
		  MEMBER("struct vcpu {\n\tu32 other;\n};\n", "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "of a structure that is not there", LINES,
		  MEMBER("struct vcpu {\n\tu32 flags;\n};\n", "struct cpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "of a structure in the file",
		  LINES,
		  { BODY(SAME, "struct vcpu {\n\tu32 flags;\n};\n") },
		  { BODY(SAME, "struct vcpu {\n\tu64 flags;\n};\n") },
		  VERDICT_CLEAN,
		  2,
		  "type-differs kvm/f.c:8" },
		{ "of a structure that two headers define",
		  LINES,
		  { BODY(SAME, "int more;\n"),
		    { "include/v.h", "struct vcpu {\n\tu32 flags;\n};\n" },
		    { "include/w.h", "struct vcpu {\n\tu32 flags;\n};\n" } },
		  { BODY(SAME, ""),
		    { "include/v.h", "struct vcpu {\n\tu64 flags;\n};\n" },
		    { "include/w.h", "struct vcpu {\n\tu64 flags;\n};\n" } },
		  VERDICT_CLEAN,
		  2,
		  "" },
		{ "of a structure in a header that the file cannot see",
		  LINES,
		  { BODY(SAME, "int more;\n"),
		    { "drivers/b/v.h", "struct vcpu {\n\tu32 flags;\n};\n" } },
		  { BODY(SAME, ""), { "drivers/b/v.h", "struct vcpu {\n\tu64 flags;\n};\n" } },
		  VERDICT_CLEAN,
		  2,
		  "" },
		{ "of a structure that another header has there",
		  LINES,
		  { BODY(SAME, "int more;\n"),
		    { "include/v.h", "struct vcpu {\n\tu32 flags;\n};\n" } },
		  { BODY(SAME, ""), { "include/w.h", "struct vcpu {\n\tu64 flags;\n};\n" } },
		  VERDICT_CLEAN,
		  2,
		  "" },
		{ "of a union",
		  LINES,
		  { BODY("union vcpu *vcpu, u64 code", "int more;\n"),
		    { "include/v.h", "union vcpu {\n\tu32 flags;\n};\n" } },
		  { BODY("union vcpu *vcpu, u64 code", ""),
		    { "include/v.h", "union vcpu {\n\tu64 flags;\n};\n" } },
		  VERDICT_CLEAN,
		  2,
		  V },
		{ "with a dot", " {\n \tint r = 0;\n \n+\tnine(vcpu.flags);\n \treturn r + code;\n",
		  MEMBER("struct vcpu {\n\tu32 flags;\n};\n", "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, V },
		{ "without a member",
		  " {\n \tint r = 0;\n \n+\tnine(vcpu, flags);\n \treturn r + code;\n",
		  MEMBER("struct vcpu {\n\tu32 flags;\n};\n", "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, "" },
		{ "at the end of the line",
		  " {\n \tint r = 0;\n \n+\tr = vcpu->flags\n \treturn r + code;\n",
		  MEMBER("struct vcpu {\n\tu32 flags;\n};\n", "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, V },
		{ "twice, told once",
		  " {\n \tint r = 0;\n \n+\tr = vcpu->flags + vcpu->flags;\n \treturn r + code;\n",
		  MEMBER("struct vcpu {\n\tu32 flags;\n};\n", "struct vcpu {\n\tu64 flags;\n};\n"),
		  VERDICT_CLEAN, 2, V },
	};

	check_rows(rows, ARRAY_SIZE(rows), false);
}

/* Of a file eight differences are told. */
static void many_types(void **state)
{
	for (int count = 7; count < 11; count++) {
		struct buf here = { 0 }, there = { 0 }, lines = { 0 };
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		_cleanup_free_ char *found = NULL;
		struct origin_row row = { "many", .verdict = VERDICT_CLEAN, .line = 2 };

		buf_puts(&lines, " {\n");
		for (int i = 0; i < count; i++) {
			buf_printf(&here, "%su32 c%d", i ? ", " : "int f(", i);
			buf_printf(&there, "%su64 c%d", i ? ", " : "int f(", i);
			buf_printf(&lines, "+\tnine(c%d);\n", i);
		}
		buf_puts(&here, ")\n{\n}\n");
		buf_puts(&there, ")\n{\n}\n");
		buf_puts(&lines, " }\n");
		row.lines = buf_str(&lines);
		row.here[0][0] = row.there[0][0] = "kvm/f.c";
		row.here[0][1] = buf_str(&here);
		row.there[0][1] = buf_str(&there);
		found = compare(&row, false, &evidence);
		assert_int_equal(evidence.count, count < 8 ? count : 8);
		buf_release(&here);
		buf_release(&there);
		buf_release(&lines);
	}
}

/* Each hunk is compared in the function that it went to. */
static void several_hunks(void **state)
{
	static const char both[] =
		"--- a/kvm/f.c\n+++ b/kvm/f.c\n@@ -2,2 +2,3 @@\n {\n+\tnine(code);\n \tone();\n@@ -7,2 +8,3 @@\n {\n+\tten(code);\n \ttwo();\n";
	static const char there_text[] =
		"int f(u64 code)\n{\n\tone();\n}\n\nint g(u64 code)\n{\n\ttwo();\n}\n";
	static const char here_text[] =
		"int f(u64 code)\n{\n\tone();\n}\n\nint g(u32 code)\n{\n\ttwo();\n}\n";
	git_tree *here = TREE_OF({ "kvm/f.c", here_text }),
		 *there = TREE_OF({ "kvm/f.c", there_text });
	struct symbols symbols = { .repo = store.repo, .tree = *git_tree_id(here) };
	struct adapt_source source = { .tree = *git_tree_id(there), .name = "9.9.y" };
	const struct risk_sides sides = {
		.repo = store.repo, .symbols = &symbols, .here = here, .there = there
	};
	const struct hunk_outcome outcomes[] = {
		{ .path = "kvm/f.c", .verdict = VERDICT_CLEAN, .line = 2 },
		{ .path = "kvm/f.c", .verdict = VERDICT_CLEAN, .line = 7 },
	};
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	_cleanup_free_ char *found = NULL;
	struct patch *patch = patch_of(NULL, both);
	struct adapt_originals *originals = adapt_originals_new(store.repo, patch, &source, 1);
	const struct adapt_original *original;
	enum risk risk = RISK_HIGH;
	struct error *err = NULL;

	assert_works(adapt_originals_find(originals, &patch->files[0], &original, &err), err);
	assert_non_null(original);
	assert_works(
		risk_compare(&sides, &patch->files[0], original, outcomes, &evidence, &risk, &err),
		err);
	found = evidence_text(&evidence);
	assert_string_equal(found, "risk kvm/f.c:6");
	/* It is never made lower. */
	assert_int_equal(risk, RISK_HIGH);
	adapt_originals_free(originals);
	patch_free(patch);
	symbols_release(&symbols);
	git_tree_free(here);
	git_tree_free(there);
}

static void callers(void **state)
{
#define CALL(name) "int " name "(void)\n{\n\treturn f(NULL, 1);\n}\n"
#define CALLERS(here, there)                                  \
	{ BODY(SAME, "int more;\n"), { "kvm/svm.c", here } }, \
	{                                                     \
		BODY(SAME, ""),                               \
		{                                             \
			"kvm/svm.c", there                    \
		}                                             \
	}
#define STATIC(calls, more)                                                                   \
	{                                                                                     \
		{                                                                             \
			"kvm/f.c", "static int f(" SAME                                       \
				   ")\n{\n\tint r = 0;\n\n\treturn r + code;\n}\n" calls more \
		}                                                                             \
	}
	static const struct origin_row rows[] = {
		{ "the same", LINES, CALLERS(CALL("a"), CALL("a")), VERDICT_CLEAN, 2, "" },
		{ "one more", LINES, CALLERS(CALL("a") CALL("b"), CALL("a")), VERDICT_CLEAN, 2,
		  "callers-differ kvm/svm.c:7" },
		{ "one less", LINES, CALLERS(CALL("a"), CALL("a") CALL("b")), VERDICT_CLEAN, 2,
		  "" },
		{ "another one instead", LINES, CALLERS(CALL("b"), CALL("a")), VERDICT_CLEAN, 2,
		  "" },
		{ "two others instead of one", LINES, CALLERS(CALL("b") CALL("c"), CALL("a")),
		  VERDICT_CLEAN, 2, "callers-differ kvm/svm.c:3" },
		{ "two others instead of two", LINES,
		  CALLERS(CALL("c") CALL("d"), CALL("a") CALL("b")), VERDICT_CLEAN, 2, "" },
		{ "none here", LINES, CALLERS("int a;\n", CALL("a")), VERDICT_CLEAN, 2,
		  "no-callers kvm/f.c:1" },
		{ "none there", LINES, CALLERS(CALL("a"), "int a;\n"), VERDICT_CLEAN, 2, "" },
		{ "none at all", LINES, CALLERS("int a;\n", "int b;\n"), VERDICT_CLEAN, 2, "" },
		{ "of a hunk that was refused", LINES, CALLERS(CALL("a") CALL("b"), CALL("a")),
		  VERDICT_REFUSED, 2, "" },
		{ "of a static function", LINES, STATIC(CALL("a") CALL("b"), ""),
		  STATIC(CALL("a"), ""), VERDICT_CLEAN, 2, "callers-differ kvm/f.c:13" },
		{ "of a static function, elsewhere",
		  LINES,
		  { { "kvm/f.c",
		      "static int f(" SAME
		      ")\n{\n\tint r = 0;\n\n\treturn r + code;\n}\n" CALL("a") "int more;\n" },
		    { "kvm/svm.c", CALL("b") } },
		  STATIC(CALL("a"), ""),
		  VERDICT_CLEAN,
		  2,
		  "" },
	};
	struct buf here = { 0 };

	check_rows(rows, ARRAY_SIZE(rows), true);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct origin_row row = rows[i];

		row.expected = "";
		check_rows(&row, 1, false);
	}
	/* Of many four are named, and the others are counted. */
	for (int count = 4; count < 7; count++) {
		struct origin_row row = { "many",	 LINES, CALLERS(NULL, CALL("z")),
					  VERDICT_CLEAN, 2,	"" };
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		_cleanup_free_ char *found = NULL;
		size_t named = 0;

		buf_puts(&here, CALL("z"));
		for (int i = 0; i < count; i++)
			buf_printf(&here, "int caller%d(void)\n{\n\treturn f(NULL, 1);\n}\n", i);
		row.here[1][1] = buf_str(&here);
		found = compare(&row, true, &evidence);
		assert_string_equal(found, "callers-differ kvm/svm.c:7");
		for (const char *at = evidence.items[0].text; (at = strstr(at, "caller")); at++)
			named += at[6] >= '0' && at[6] <= '9';
		assert_int_equal(named, 4);
		assert_int_equal(!!strstr(evidence.items[0].text, " more"), count > 4);
		if (count > 4)
			assert_non_null(
				strstr(evidence.items[0].text, count == 5 ? " 1 more" : " 2 more"));
		buf_release(&here);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers),
		cmocka_unit_test_setup_teardown(headings, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(few_lines_to_hold_on_to, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(headings_of_several_files, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(types, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(types_declared_together, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(members, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(many_types, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(several_hunks, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(callers, store_setup, store_teardown),
	};

	return cmocka_run_group_tests_name("judge: risk", tests, NULL, NULL);
}
