// SPDX-License-Identifier: GPL-2.0-only
/* The verdict of patches of a series on small releases of many kinds. */
#include "port_fixture.h"

#include "deliver/export.h"

#define MAIL(title, body) HEADER title "\nX-Upstream-Commit: " ID " (v6.6)\n\n" body "\n---\n"
#define FIXES_ID "fedcba987654"
#define FIXES "Fixes: " FIXES_ID " (\"a: bring the flag\")"
#define TO(file) "--- a/" file "\n+++ b/" file "\n"

/* A patch that adds a guard to f(), about a flag that its title names. */
#define GUARD MAIL("a: guard against A_FLAG", FIXES) TO("a/f.c")		\
	"@@ -3,3 +3,5 @@ int f(void)\n \tone();\n \ttwo();\n+\tif (code & A_FLAG)\n"	\
	"+\t\tcode = 0;\n \tthree();\n"
#define GUARDED "int f(void)\n{\n\tone();\n\ttwo();\n\tif (code & A_FLAG)\n\t\tcode = 0;\n"	\
		"\tthree();\n\treturn 0;\n}\n"
#define FLAG_H "#define A_FLAG 1\nextern int code;\n"

struct judging {
	const char *changelog;		/* text */
	const char *rules;		/* content of the file */
	const git_oid *release;		/* NULL: store.release */
	enum risk max_risk;
};

static void judge_texts(const struct judging *judging, const char *const *texts,
			struct port_result *ret_result)
{
	struct port_options options = {
		.repo = store.repo,
		.release = judging->release ? *judging->release : store.release,
		.branch = "6.1.y",
		.series = "s",
		.committer_name = "C",
		.committer_email = "c@example.org",
		.judge = true,
		.max_risk = judging->max_risk,
	};
	_cleanup_free_ char *rules = path_join(store.dir, "judge-rules.conf");
	struct patch *patches[4];
	struct error *err = NULL;
	git_oid changelog;

	if (judging->changelog) {
		changelog = blob(judging->changelog);
		options.changelog = &changelog;
	}
	if (judging->rules) {
		assert_works(file_write(rules, judging->rules, strlen(judging->rules), 0600, &err),
			     err);
		options.rules_path = rules;
	}
	for (; texts[options.patch_count]; options.patch_count++) {
		_cleanup_free_ char *name = xasprintf("%04zu.patch", options.patch_count + 1);

		assert_works(patch_parse(name, texts[options.patch_count],
					 strlen(texts[options.patch_count]),
					 &patches[options.patch_count], &err), err);
	}
	options.patches = (const struct patch *const *)patches;
	assert_works(port_series(&options, ret_result, &err), err);
	for (size_t i = 0; i < options.patch_count; i++)
		patch_free(patches[i]);
}

/* The release gets these files only. NULL-terminated pairs of path and content. */
static void release_of(const char *const *files)
{
	const char *pairs[8][2];
	size_t count = 0;

	for (; files[2 * count]; count++) {
		pairs[count][0] = files[2 * count];
		pairs[count][1] = files[2 * count + 1];
	}
	make_release((const char *const (*)[2])pairs, count);
}

#define RELEASE(...) release_of((const char *const[]){ __VA_ARGS__, NULL })

/* A commit on top of `parent` (NULL: none) with the tree of store.release. */
static git_oid commit_on(const git_oid *parent, const git_oid *tree_of, const char *message)
{
	git_commit *release, *above = NULL;
	git_signature *who;
	git_tree *tree;
	git_oid id;

	assert_int_equal(git_commit_lookup(&release, store.repo, tree_of), 0);
	assert_int_equal(git_commit_tree(&tree, release), 0);
	if (parent)
		assert_int_equal(git_commit_lookup(&above, store.repo, parent), 0);
	assert_int_equal(git_signature_new(&who, "A", "a@example.org", 1000000000, 0), 0);
	assert_int_equal(git_commit_create(&id, store.repo, NULL, who, who, NULL, message, tree,
					   !!above, (void *)&above), 0);
	git_signature_free(who);
	git_tree_free(tree);
	git_commit_free(above);
	git_commit_free(release);
	return id;
}

static bool tells(const struct port_patch *patch, enum evidence_kind kind, const char *path,
		  size_t line, const char *part)
{
	for (size_t i = 0; i < patch->evidence.count; i++) {
		const struct evidence *fact = &patch->evidence.items[i];

		if (fact->kind == kind && (!path || (fact->path && !strcmp(fact->path, path))) &&
		    (!line || fact->line == line) && strstr(fact->text, part))
			return true;
	}
	return false;
}

static void show(const struct port_patch *patch)
{
	for (size_t i = 0; i < patch->evidence.count; i++)
		print_message("%s %s:%zu %s\n", evidence_kind_name(patch->evidence.items[i].kind),
			      patch->evidence.items[i].path, patch->evidence.items[i].line,
			      patch->evidence.items[i].text);
}

/* Judge one patch; it has to get this verdict and tell this. */
static void assert_judged(const struct judging *judging, const char *text, enum verdict verdict,
			  enum evidence_kind kind, const char *part)
{
	struct port_result result;

	judge_texts(judging ? judging : &(struct judging){ 0 }, (const char *const[]){ text, NULL },
		    &result);
	if (result.patches[0].verdict != verdict ||
	    !tells(&result.patches[0], kind, NULL, 0, part)) {
		show(&result.patches[0]);
		fail_msg("%s, wanted %s with '%s'", verdict_name(result.patches[0].verdict),
			 verdict_name(verdict), part);
	}
	assert_int_equal(result.landed, verdict_landed(verdict));
	assert_int_equal(result.patches[0].has_commit, verdict_landed(verdict));
	assert_int_equal(result.patches[0].risk != RISK_NONE, verdict_landed(verdict));
	port_result_release(&result);
}

/* Judge one patch; it has to go in on its lines, with nothing to look at. */
static void assert_low_risk(const struct judging *judging, const char *text)
{
	struct port_result result;
	const struct port_patch *patch;
	size_t low = 0;

	judge_texts(judging ? judging : &(struct judging){ 0 }, (const char *const[]){ text, NULL },
		    &result);
	patch = &result.patches[0];
	for (size_t i = 0; i < patch->evidence.count; i++)
		if (patch->evidence.items[i].kind == EVIDENCE_RISK)
			low += patch->evidence.items[i].risk == RISK_LOW &&
			       patch->evidence.items[i].reason == REASON_CONTEXT_SAME;
	if (patch->verdict != VERDICT_CLEAN || patch->risk != RISK_LOW || low != 1) {
		show(patch);
		fail_msg("%s, risk %s, wanted clean, low", verdict_name(patch->verdict),
			 risk_name(patch->risk));
	}
	port_result_release(&result);
}

static void needed_and_placed(void **state)
{
	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H);
	assert_low_risk(NULL, GUARD);
}

static void not_affected_without_the_symbol(void **state)
{
	RELEASE("a/f.c", C_FILE, "a/flag.h", "extern int code;\nint A_FLAGS, NOT_A_FLAG;\n");
	assert_judged(NULL, GUARD, VERDICT_NOT_AFFECTED, EVIDENCE_SYMBOL, "A_FLAG");
	/* Also where it would not fit. */
	RELEASE("a/f.c", "int f(void)\n{\n}\n", "a/flag.h", "extern int code;\n");
	assert_judged(NULL, GUARD, VERDICT_NOT_AFFECTED, EVIDENCE_SYMBOL, "A_FLAG");
}

static void what_it_fixes_is_there(void **state)
{
	struct judging judging = { .changelog = "linux (6.1.1-1) x\n\n  - a: bring the flag\n" };
	git_oid quoting;

	RELEASE("a/f.c", C_FILE, "a/flag.h", "extern int code;\n");
	assert_judged(&judging, GUARD, VERDICT_REFUSED, EVIDENCE_SYMBOL, "prerequisite");
	assert_judged(&judging, GUARD, VERDICT_REFUSED, EVIDENCE_NEED, "6.1.1-1, line 3");
	quoting = commit_on(&store.release, &store.release,
			    "x\n\n[ Upstream commit " FIXES_ID "0000000000000000000000000000 ]\n");
	judging = (struct judging){ .release = &quoting };
	assert_judged(&judging, GUARD, VERDICT_REFUSED, EVIDENCE_NEED, "what it fixes: commit");
}

static void a_symbol_of_changed_code_is_a_prerequisite(void **state)
{
	/* The line that it replaces is here: so is the fault. */
	const char *replaces = MAIL("a: use A_FLAG", "Why.") TO("a/f.c")
		"@@ -3,3 +3,3 @@ int f(void)\n \tone();\n-\ttwo();\n+\ttwo(A_FLAG);\n \tthree();\n";
	const char *helper = MAIL("a: call a_helper()", "Why.") TO("a/f.c")
		"@@ -3,3 +3,4 @@ int f(void)\n \tone();\n \ttwo();\n+\ta_helper();\n \tthree();\n";

	RELEASE("a/f.c", C_FILE, "b/other.h", "int a_helper(void);\n");
	assert_judged(NULL, replaces, VERDICT_REFUSED, EVIDENCE_SYMBOL, "A_FLAG");
	/* There is such a helper, but not where this file could see it. */
	assert_judged(NULL, helper, VERDICT_REFUSED, EVIDENCE_SYMBOL, "a_helper");
	RELEASE("a/f.c", C_FILE, "include/other.h", "int a_helper(void);\n");
	assert_low_risk(NULL, helper);
}

static void brought_by_an_earlier_patch(void **state)
{
	const char *brings = MAIL("a: bring A_FLAG", "Why.") TO("a/flag.h")
		"@@ -1 +1,2 @@\n extern int code;\n+#define A_FLAG 1\n";
	struct port_result result;

	RELEASE("a/f.c", C_FILE, "a/flag.h", "extern int code;\n");
	judge_texts(&(struct judging){ 0 }, (const char *const[]){ brings, GUARD, NULL }, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_CLEAN);
	assert_int_equal(result.patches[1].verdict, VERDICT_CLEAN);
	assert_true(result.landed);
	port_result_release(&result);
}

/* A patch that cannot be placed, and the part of it that a later one is about. */
#define LOST(part) MAIL("a: bring things", "Why.") TO("a/lost.h") "@@ -1 +1 @@\n-never there\n+x\n" part
#define BRINGS_FLAG TO("a/flag.h") "@@ -1 +1,2 @@\n extern int code;\n+#define A_FLAG 1\n"
#define NO_FLAG "extern int code;\n", "a/lost.h", "here\n"

static void assert_second(const struct judging *judging, const char *first, const char *second,
			  enum verdict verdict, const char *part)
{
	struct port_result result;

	judge_texts(judging ? judging : &(struct judging){ 0 },
		    (const char *const[]){ first, second, NULL }, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_REFUSED);
	if (result.patches[1].verdict != verdict ||
	    (part && !tells(&result.patches[1], EVIDENCE_DEPENDS, NULL, 0, part))) {
		show(&result.patches[1]);
		fail_msg("%s, wanted %s%s%s", verdict_name(result.patches[1].verdict),
			 verdict_name(verdict), part ? " with " : "", part ? part : "");
	}
	port_result_release(&result);
}

static void blocked_by_a_name(void **state)
{
	const char *uses = MAIL("a: use it", "Why.") TO("a/f.c")
		"@@ -3,3 +3,4 @@ int f(void)\n \tone();\n \ttwo();\n+\ta_helper(code);\n \tthree();\n";
	const char *brings = LOST(TO("a/flag.h")
		"@@ -1 +1,2 @@\n extern int code;\n+int a_helper(int);\n");
	const char *uses_too = LOST(TO("a/f.c")
		"@@ -6,2 +6,3 @@ int f(void)\n \treturn 0;\n+\ta_helper(code);\n }\n");
	const char *more = LOST(TO("a/flag.h")
		"@@ -1,2 +1,2 @@\n extern int code;\n-int a_helper(void);\n+int a_helper(int);\n");

	RELEASE("a/f.c", "#include \"flag.h\"\n" C_FILE, "a/flag.h", NO_FLAG);
	assert_second(NULL, brings, uses, VERDICT_BLOCKED, "uses a_helper, which comes with it");
	/* It would miss the name as well. */
	assert_second(NULL, uses_too, uses, VERDICT_REFUSED, NULL);
	RELEASE("a/f.c", "#include \"flag.h\"\n" C_FILE, "a/flag.h",
		"extern int code;\nint a_helper(void);\n", "a/lost.h", "here\n");
	assert_second(NULL, more, uses, VERDICT_BLOCKED, "calls a_helper() with the arguments");
}

/* Lines of one that is there in part may have been changed since: they block nothing. */
static void not_blocked_by_what_is_there_in_part(void **state)
{
	const char *first = MAIL("a: two things", "Why.") TO("a/lost.h") "@@ -1 +1 @@\n-never there\n+x\n"
		TO("a/f.c") "@@ -3,3 +3,4 @@ int f(void)\n \tone();\n \ttwo();\n+\tmore(first);\n \tthree();\n";
	const char *second = MAIL("a: another thing", "Why.") TO("a/f.c")
		"@@ -4,3 +4,4 @@ int f(void)\n \ttwo();\n \tmore(first);\n+\tless();\n \tthree();\n";
	const char *there = LOST(TO("a/flag.h")
		"@@ -1,2 +1,3 @@\n extern int code;\n+#define A_FLAG 1\n int end;\n")
		TO("a/f.c") "@@ -3,3 +3,4 @@ int f(void)\n \tone();\n \ttwo();\n+\tmore(first);\n \tthree();\n";

	RELEASE("a/f.c", C_FILE, "a/lost.h", "here\n", "a/more.h", "void more(int), less(void);\nint first;\n",
		"a/flag.h", "extern int code;\n#define A_FLAG 1\nint end;\n");
	assert_second(NULL, first, second, VERDICT_BLOCKED, "expects \"more(first);\", which it adds");
	assert_second(NULL, there, second, VERDICT_REFUSED, NULL);
}

/* What only a patch that was not ported would bring is no sign that the branch is not affected. */
static void not_affected_behind_a_refused_one(void **state)
{
	const char *other = LOST(TO("a/f.c") "@@ -6 +6 @@ int f(void)\n-\treturn 0;\n+\treturn 1;\n");

	RELEASE("a/f.c", C_FILE, "a/flag.h", NO_FLAG);
	assert_second(NULL, other, GUARD, VERDICT_NOT_AFFECTED, NULL);
	assert_second(NULL, LOST(BRINGS_FLAG), GUARD, VERDICT_BLOCKED,
		      "uses A_FLAG, which comes with it");
}

static void present_behind_a_refused_one(void **state)
{
	RELEASE("a/f.c", GUARDED, "a/flag.h", FLAG_H, "a/lost.h", "here\n");
	assert_second(NULL, LOST(BRINGS_FLAG), GUARD, VERDICT_PRESENT, NULL);
}

/* The fix of a patch that was not ported waits for that, whatever the history says. */
static void the_fix_of_a_refused_one(void **state)
{
	const char *fixed = MAIL("a: bring the flag", "Why.") TO("a/lost.h")
		"@@ -1 +1 @@\n-never there\n+x\n";
	struct judging judging = { 0 };
	git_oid first, second;

	RELEASE("other.c", "int x;\n");
	first = commit_on(NULL, &store.release, "before the file");
	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H, "a/lost.h", "here\n");
	second = commit_on(&first, &store.release, "the file comes");
	judging.release = &second;
	assert_judged(&judging, GUARD, VERDICT_NOT_AFFECTED, EVIDENCE_COMMIT, "is complete");
	assert_second(&judging, fixed, GUARD, VERDICT_BLOCKED, "fixes it");
}

/* What the series itself brings is in the branch when its fix comes. */
static void the_fix_of_a_ported_one(void **state)
{
	const char *fixed = MAIL("a: bring the flag", "Why.") TO("a/lost.h")
		"@@ -1 +1 @@\n-/* here */\n+/* x */\n";
	struct judging judging = { 0 };
	struct port_result result;
	git_oid first, second;

	RELEASE("other.c", "int x;\n");
	first = commit_on(NULL, &store.release, "before the file");
	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H, "a/lost.h", "/* here */\n");
	second = commit_on(&first, &store.release, "the file comes");
	judging.release = &second;
	judge_texts(&judging, (const char *const[]){ fixed, GUARD, NULL }, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_CLEAN);
	assert_int_equal(result.patches[1].verdict, VERDICT_CLEAN);
	port_result_release(&result);
}

/* A branch that is not affected by a patch is not by its fix. */
static void the_fix_of_one_that_is_not_for_this_branch(void **state)
{
	const char *fix = MAIL("a: mend the guard", "Fixes: 123456789012 (\"a: guard against A_FLAG\")")
		TO("a/f.c") "@@ -3,3 +3,4 @@ int f(void)\n \tone();\n \ttwo();\n+\tone();\n \tthree();\n";
	struct judging judging = { 0 };
	struct port_result result;
	git_oid first, second;

	RELEASE("other.c", "int x;\n");
	first = commit_on(NULL, &store.release, "before the file");
	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H);
	second = commit_on(&first, &store.release, "the file comes");
	judging.release = &second;
	judge_texts(&judging, (const char *const[]){ GUARD, fix, NULL }, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_NOT_AFFECTED);
	assert_int_equal(result.patches[1].verdict, VERDICT_NOT_AFFECTED);
	port_result_release(&result);
}

/* It changes the function that one which was not ported changes: a person should look. */
static void risk_of_placing_without(void **state)
{
	const char *other = LOST(TO("a/f.c") "@@ -6 +6 @@ int f(void)\n-\treturn 0;\n+\treturn 1;\n");
	struct port_result result;

	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H, "a/lost.h", "here\n");
	judge_texts(&(struct judging){ 0 }, (const char *const[]){ other, GUARD, NULL }, &result);
	assert_int_equal(result.patches[1].verdict, VERDICT_CLEAN);
	assert_int_equal(result.patches[1].risk, RISK_MEDIUM);
	assert_true(tells(&result.patches[1], EVIDENCE_RISK, "a/f.c", 0,
			  "placed without 0001.patch (refused), which changes the same function"));
	port_result_release(&result);
}

/* What is riskier than is wanted is refused, and is not there for what comes after it. */
static void no_more_than_a_risk(void **state)
{
	const char *other = MAIL("a: bring a flag", "Why.") TO("a/f.c")
		"@@ -3,3 +3,4 @@ int g(void)\n \tone();\n \ttwo();\n+\tmore(1);\n \tthree();\n"
		TO("a/flag.h") "@@ -1 +1,2 @@\n extern int code;\n+#define A_FLAG 1\n";
	static const struct {
		enum risk max, found;
	} cases[] = { { RISK_LOW }, { RISK_MEDIUM, RISK_MEDIUM }, { RISK_HIGH, RISK_MEDIUM },
		      { RISK_NONE, RISK_MEDIUM } };

	RELEASE("a/f.c", "int f(int code)\n{\n\tone();\n\ttwo();\n\tthree();\n\treturn 0;\n}\n", "a/flag.h",
		"extern int code;\n", "a/more.h", "void more(int);\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct judging judging = { .max_risk = cases[i].max };
		struct port_result result;
		bool refused = cases[i].found == RISK_NONE;

		judge_texts(&judging, (const char *const[]){ other, GUARD, NULL }, &result);
		assert_int_equal(result.patches[0].verdict, refused ? VERDICT_REFUSED : VERDICT_CLEAN);
		assert_int_equal(result.patches[0].risk, cases[i].found);
		if (refused) {
			assert_true(tells(&result.patches[0], EVIDENCE_NOTE, NULL, 0,
					  "clean, but its risk is medium: max-risk allows low"));
			assert_int_equal(result.patches[1].verdict, VERDICT_BLOCKED);
			assert_true(tells(&result.patches[1], EVIDENCE_DEPENDS, NULL, 0, "uses A_FLAG"));
		}
		port_result_release(&result);
	}
}

static void not_affected_by_whole_history(void **state)
{
	struct judging judging = { 0 };
	git_oid first, second, with_file;

	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H);
	with_file = store.release;
	first = commit_on(NULL, &with_file, "imported");
	second = commit_on(&first, &with_file, "more");
	judging.release = &second;
	/* It begins with the file: what came before is not known. */
	assert_judged(&judging, GUARD, VERDICT_CLEAN, EVIDENCE_RISK, "context");
	RELEASE("other.c", "int x;\n");
	first = commit_on(NULL, &store.release, "before the file");
	second = commit_on(&first, &with_file, "the file comes");
	assert_judged(&judging, GUARD, VERDICT_NOT_AFFECTED, EVIDENCE_COMMIT, "is complete");
	second = commit_on(&first, &with_file, "a: bring the flag");
	assert_judged(&judging, GUARD, VERDICT_CLEAN, EVIDENCE_NEED, "what it fixes");
}

static void not_affected_without_the_code(void **state)
{
	RELEASE("b/g.c", C_FILE, "a/flag.h", FLAG_H);
	assert_judged(NULL, GUARD, VERDICT_REFUSED, EVIDENCE_FILE, "not in this branch");
	RELEASE("b/f.c", "int other;\n");
	assert_judged(NULL, MAIL("a: fix f", "Why.") TO("a/f.c") "@@ -3 +3 @@ int f(void)\n-\tone();\n"
		      "+\ttwo();\n", VERDICT_REFUSED, EVIDENCE_FILE, "only file of that name");
	RELEASE("b/g.c", "int other;\n");
	assert_judged(NULL, MAIL("a: fix f", "Why.") TO("a/f.c") "@@ -3 +3 @@ int f(void)\n-\tone();\n"
		      "+\ttwo();\n", VERDICT_NOT_AFFECTED, EVIDENCE_SYMBOL, "f()");
}

static void code_under_other_names_is_affected(void **state)
{
	const char *fix = MAIL("a: fix f", "Why.") TO("net/a/f.c")
		"@@ -3,2 +3,3 @@ int a_f(void)\n \tx->rare_field = 1;\n+\ttwo();\n \tcommon_thing = 1;\n";

	/* Moved and renamed: only a field's name stayed. */
	RELEASE("drivers/b/b_g.c", "int b_f(void)\n{\n\tx->rare_field = 1;\n}\n");
	assert_judged(NULL, fix, VERDICT_REFUSED, EVIDENCE_SYMBOL, "rare_field, which its code uses");
	/* What the file could see is in use by others, too. */
	RELEASE("net/other.c", "int x(void)\n{\n\ty->rare_field = 1;\n}\n",
		"include/common.h", "extern int common_thing;\n", "drivers/b/b_g.c",
		"int b_f(void)\n{\n\tx->rare_field = common_thing;\n}\n");
	assert_judged(NULL, fix, VERDICT_NOT_AFFECTED, EVIDENCE_SYMBOL, "a_f()");
	/* A longer name is another. */
	RELEASE("drivers/b/b_g.c", "int b_f(void)\n{\n\tx->rare_field_two = 1;\n}\n");
	assert_judged(NULL, fix, VERDICT_NOT_AFFECTED, EVIDENCE_SYMBOL, "a_f()");
}

static void present_by_content(void **state)
{
	struct port_result result;

	RELEASE("a/f.c", "int x;\n\n" GUARDED, "a/flag.h", FLAG_H);
	judge_texts(&(struct judging){ 0 }, (const char *const[]){ GUARD, NULL }, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_PRESENT);
	assert_true(tells(&result.patches[0], EVIDENCE_LINE, "a/f.c", 7, "if (code & A_FLAG)"));
	assert_true(git_oid_equal(&result.tree, &result.base_tree));
	port_result_release(&result);
	/* One side of its surroundings is another. */
	RELEASE("a/f.c", "int f(void)\n{\n\tother();\n\n\tif (code & A_FLAG)\n\t\tcode = 0;\n"
		"\n\tthree();\n}\n", "a/flag.h", FLAG_H);
	assert_judged(NULL, GUARD, VERDICT_PRESENT, EVIDENCE_LINE, "if (code & A_FLAG)");
}

static void not_present_by_likeness(void **state)
{
	static const char *const like[] = {
		/* In another function. */
		"int g(void)\n{\n\tone();\n\ttwo();\n\tif (code & A_FLAG)\n\t\tcode = 0;\n"
		"\tthree();\n\treturn 0;\n}\n\nint f(void)\n{\n\tnine();\n}\n",
		/* Nothing around it is the same. */
		"int f(void)\n{\n\tother();\n\tif (code & A_FLAG)\n\t\tcode = 0;\n\tnine();\n}\n",
		/* A line is missing. */
		"int f(void)\n{\n\tone();\n\ttwo();\n\tif (code & A_FLAG)\n\tthree();\n}\n",
		/* A gap. */
		"int f(void)\n{\n\ttwo();\n\tif (code & A_FLAG)\n\t\tx();\n\t\tcode = 0;\n"
		"\tthree();\n}\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(like); i++) {
		RELEASE("a/f.c", like[i], "a/flag.h", FLAG_H);
		assert_judged(NULL, GUARD, VERDICT_REFUSED, EVIDENCE_HUNK, "hunk #1 (line");
	}
}

static void not_present_by_common_lines(void **state)
{
	/* No context; and lines that the function has elsewhere. */
	const char *bare = MAIL("a: bare", "Why.") TO("a/f.c")
		"@@ -4,0 +5 @@ int f(void)\n+\tthree();\n";
	const char *common = MAIL("a: common", "Why.") TO("a/f.c")
		"@@ -30,4 +30,7 @@ int f(void)\n \tsome();\n \tplace();\n+\tif (err)\n+\t\terr = 1;\n"
		"+\tunlock(err);\n \tgoto out;\n \tother();\n";

	RELEASE("a/f.c", C_FILE);
	assert_judged(NULL, bare, VERDICT_REFUSED, EVIDENCE_HUNK, "hunk #1 (line");
	RELEASE("a/f.c", "int f(void)\n{\n\tif (err)\n\t\terr = 1;\n\tunlock(err);\n\tgoto out;\n"
		"\tsome();\n\tnew_place();\n\tgoto out;\n\tif (err)\n\t\tunlock(err);\n}\n");
	assert_judged(NULL, common, VERDICT_REFUSED, EVIDENCE_HUNK, "hunk #1 (line");
}

static void a_renamed_function_may_be_at_fault(void **state)
{
	RELEASE("a/f.c", "int f(void)\n{\n\tone();\n\told_name();\n\tthree();\n}\n");
	assert_judged(NULL, MAIL("a: check new_name()", "Why.") TO("a/f.c")
		      "@@ -3,3 +3,4 @@ int f(void)\n \tone();\n-\tnew_name();\n+\tif (new_name())\n"
		      "+\t\treturn 1;\n \tthree();\n", VERDICT_REFUSED, EVIDENCE_HUNK,
		      "hunk #1 (line");
}

static void the_removed_has_to_be_gone(void **state)
{
	const char *replaces = MAIL("a: replace", "Why.") TO("a/f.c")
		"@@ -3,3 +3,3 @@ int f(void)\n \tone();\n-\ttwo();\n+\tother_two();\n \tthree();\n";
	const char *removes = MAIL("a: remove", "Why.") TO("a/f.c")
		"@@ -3,4 +3,3 @@ int f(void)\n \tone();\n \ttwo();\n-\tgone();\n \tthree();\n";
	struct judging judging = { .changelog = "linux (6.1.1-1) x\n\n  - a: remove\n" };

	RELEASE("a/f.c", "int f(void)\n{\n\tnew();\n\tother_two();\n\tthree();\n}\n");
	assert_judged(NULL, replaces, VERDICT_PRESENT, EVIDENCE_LINE, "other_two();");
	RELEASE("a/f.c", "int f(void)\n{\n\tone();\n\ttwo();\n\tnew();\n\tother_two();\n"
		"\tthree();\n}\n");
	assert_judged(NULL, replaces, VERDICT_REFUSED, EVIDENCE_HUNK, "hunk #1 (line");
	/* That a line is not there does not mean that it went. */
	RELEASE("a/f.c", C_FILE);
	assert_judged(NULL, removes, VERDICT_NOT_AFFECTED, EVIDENCE_NOTE, "it only removes");
	assert_judged(&judging, removes, VERDICT_PRESENT, EVIDENCE_CHANGELOG, "a: remove");
}

static void present_in_part(void **state)
{
	const char *two = GUARD TO("a/flag.h") "@@ -1,2 +1,3 @@\n #define A_FLAG 1\n extern int code;\n"
		"+extern int more;\n";
	struct port_result result;

	RELEASE("a/f.c", GUARDED, "a/flag.h", FLAG_H);
	judge_texts(&(struct judging){ 0 }, (const char *const[]){ two, NULL }, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_CLEAN);
	assert_true(tells(&result.patches[0], EVIDENCE_NOTE, NULL, 0, "present in part: 1 of 2"));
	assert_true(tells(&result.patches[0], EVIDENCE_LINE, "a/f.c", 5, "A_FLAG"));
	assert_true(tells(&result.patches[0], EVIDENCE_FILE, "a/flag.h", 0, "not present"));
	port_result_release(&result);
}

/* v6.6, says the mail: what the content cannot tell any more the version tells. */
static void present_by_version(void **state)
{
	const char *two = GUARD TO("a/flag.h") "@@ -1,2 +1,3 @@\n #define A_FLAG 1\n extern int code;\n"
		"+extern int more;\n";
	const char *removes = MAIL("a: remove", "Why.") TO("a/f.c")
		"@@ -3,4 +3,3 @@ int f(void)\n \tone();\n \ttwo();\n-\tgone();\n \tthree();\n";
	static const char rewritten[] = "int f(void)\n{\n\tall_at_once(code);\n\treturn 0;\n}\n";
	static const char v6_12[] = "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\n";

	RELEASE("Makefile", v6_12, "a/f.c", rewritten, "a/flag.h", FLAG_H);
	assert_judged(NULL, GUARD, VERDICT_PRESENT, EVIDENCE_COMMIT, "in v6.6, which 6.12.3 contains");
	assert_judged(NULL, GUARD, VERDICT_PRESENT, EVIDENCE_NOTE, "neither what it removes");
	assert_judged(NULL, removes, VERDICT_PRESENT, EVIDENCE_COMMIT, "which 6.12.3 contains");
	/* Content has the last word. */
	assert_judged(NULL, two, VERDICT_REFUSED, EVIDENCE_HUNK, "would apply here");
	RELEASE("Makefile", v6_12, "a/f.c", GUARDED,
		"a/flag.h", "#define A_FLAG BIT(0)\nextern long code;\n");
	assert_judged(NULL, two, VERDICT_PRESENT, EVIDENCE_NOTE, "the rest was changed later");
	RELEASE("Makefile", v6_12, "a/f.c", C_FILE, "a/flag.h", FLAG_H);
	assert_judged(NULL, GUARD, VERDICT_REFUSED, EVIDENCE_NOTE, "version or history say");
	/* It came later than the branch, or the branch does not say what it is. */
	RELEASE("Makefile", "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 9\n", "a/f.c", rewritten,
		"a/flag.h", FLAG_H);
	assert_judged(NULL, GUARD, VERDICT_REFUSED, EVIDENCE_HUNK, "hunk #1");
	RELEASE("a/f.c", rewritten, "a/flag.h", FLAG_H);
	assert_judged(NULL, GUARD, VERDICT_REFUSED, EVIDENCE_HUNK, "hunk #1");
}

static void a_mention_alone_is_not_enough(void **state)
{
	static const char *const messages[] = {
		"x\n\ncommit " ID " upstream.\n",
		"x\n\n[ Upstream commit " ID " ]\n",
		"x\n\n(cherry picked from commit " ID ")\n",
		"a: guard against A_FLAG\n",
		"Revert \"a: guard against A_FLAG\"\n",
	};
	static const char *const silent[] = {
		"x\n\nThis reminds of commit " ID ".\n",
		"x\n\nFixes: " ID "\n",
		"a: guard against A_FLAGS\n",
	};
	struct judging judging = { .changelog = "linux (1) x\n\n  - a: guard against A_FLAG\n" };
	git_oid tip;

	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H);
	assert_judged(&judging, GUARD, VERDICT_REFUSED, EVIDENCE_NOTE, "but its content is not");
	assert_judged(&judging, GUARD, VERDICT_REFUSED, EVIDENCE_LINE, "behind: two();");
	for (size_t i = 0; i < ARRAY_SIZE(messages); i++) {
		tip = commit_on(&store.release, &store.release, messages[i]);
		tip = commit_on(&tip, &store.release, "later");
		judging = (struct judging){ .release = &tip };
		assert_judged(&judging, GUARD, VERDICT_REFUSED, EVIDENCE_COMMIT, "here ");
		assert_judged(&judging, GUARD, VERDICT_REFUSED, EVIDENCE_NOTE,
			      i == 4 ? "it was reverted here" : "but its content is not");
	}
	for (size_t i = 0; i < ARRAY_SIZE(silent); i++) {
		tip = commit_on(&store.release, &store.release, silent[i]);
		judging = (struct judging){ .release = &tip };
		assert_low_risk(&judging, GUARD);
	}
}

static void superseded_by_a_rule(void **state)
{
	struct judging judging = {
		.rules = "[superseded \"0001.patch\"]\ncommit = dee281e4b435\nversion = v6.10\n"
			 "file = a/g.c\nfunction = g\ntext = WARN(code & A_MASK)\n",
	};
	const char *more = MAIL("b: more", "Why.") TO("a/g.c")
		"@@ -1,3 +1,4 @@\n int g(void)\n {\n+\tcode = 0;\n \tif (WARN(code & A_MASK))\n";
	_cleanup_free_ char *out = path_join(store.dir, "out");
	struct port_result result;
	struct error *err = NULL;
	char **paths;

	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H, "a/g.c",
		"int g(void)\n{\n\tif (WARN(code & A_MASK))\n\t\treturn 0;\n}\n");
	judge_texts(&judging, (const char *const[]){ GUARD, more, NULL }, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_SUPERSEDED);
	assert_true(tells(&result.patches[0], EVIDENCE_LINE, "a/g.c", 3, "if (WARN(code & A_MASK))"));
	assert_true(tells(&result.patches[0], EVIDENCE_COMMIT, NULL, 0, "dee281e4b435 (v6.10)"));
	/* The patch after it does not depend on it, and is written alone. */
	assert_int_equal(result.patches[1].verdict, VERDICT_CLEAN);
	assert_true(result.landed);
	assert_works(port_write_patches(&result, out, &paths, NULL, &err), err);
	assert_non_null(strstr(paths[0], "0001-b-more.patch"));
	assert_null(paths[1]);
	free(paths[0]);
	free(paths);
	port_result_release(&result);
	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H, "a/g.c", "int g(void)\n{\n}\n");
	assert_low_risk(&judging, GUARD);
}

static void not_affected_by_a_rule(void **state)
{
	const char *also = MAIL("a: more", "Why.") TO("a/f.c")
		"@@ -3,3 +3,4 @@ int f(void)\n \tone();\n \ttwo();\n+\tcode = 1;\n \tthree();\n";
	struct judging anywhere = {
		.rules = "[not-affected \"0001.patch\"]\nwithout = code\nwithout = A_FLAG\n",
	};
	struct judging in_files = {
		.rules = "[not-affected \"0001.patch\"]\nwithout = A_FLAG\n"
			 "file = a/new.h\nfile = a/old.h\n",
	};
	struct judging mentioned = anywhere;

	/* The patch alone gives no reason not to place it. */
	RELEASE("a/f.c", C_FILE, "a/flag.h", "extern int code, A_FLAGS;\n");
	assert_low_risk(NULL, also);
	assert_judged(&anywhere, also, VERDICT_NOT_AFFECTED, EVIDENCE_SYMBOL, "A_FLAG, which");
	mentioned.changelog = "linux (1) x\n\n  - a: more\n";
	assert_judged(&mentioned, also, VERDICT_REFUSED, EVIDENCE_NOTE, "but its content is not");
	/* Without any of the files nothing is shown. */
	assert_low_risk(&in_files, also);
	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H, "a/old.h", "int NOT_A_FLAG;\n");
	assert_low_risk(&anywhere, also);
	assert_judged(&in_files, also, VERDICT_NOT_AFFECTED, EVIDENCE_SYMBOL, "does not exist here");
	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H, "a/old.h", "", "a/new.h", FLAG_H);
	assert_low_risk(&in_files, also);
}

static void risk_has_its_reasons(void **state)
{
	const char *jumps = MAIL("a: jump", "Why.") TO("a/f.c")
		"@@ -3,3 +3,5 @@ int f(void)\n \tone();\n \ttwo();\n+\tif (code)\n+\t\tgoto out;\n"
		" \tthree();\n";
	struct port_result result;

	RELEASE("a/f.c", "long f(int x)\n{\n\tone();\n\ttwo();\n\tthree();\n\treturn 0;\n}\n",
		"a/flag.h", FLAG_H);
	judge_texts(&(struct judging){ 0 }, (const char *const[]){ GUARD, NULL }, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_CLEAN);
	assert_int_equal(result.patches[0].risk, RISK_MEDIUM);
	assert_true(tells(&result.patches[0], EVIDENCE_RISK, "a/f.c", 1, "long f(int x)"));
	port_result_release(&result);
	/* The label is in another function only. */
	RELEASE("a/f.c", C_FILE "int g(void)\n{\nout:\n\treturn 0;\n}\n", "a/flag.h", FLAG_H);
	judge_texts(&(struct judging){ 0 }, (const char *const[]){ jumps, NULL }, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_REFUSED);
	assert_true(tells(&result.patches[0], EVIDENCE_GATE, "a/f.c", 6, "no such label"));
	port_result_release(&result);
	RELEASE("a/f.c", "int f(void)\n{\n\tone();\n\ttwo();\n\tthree();\n out:\n\treturn 0;\n}\n",
		"a/flag.h", FLAG_H);
	judge_texts(&(struct judging){ 0 }, (const char *const[]){ jumps, NULL }, &result);
	assert_int_equal(result.patches[0].risk, RISK_LOW);
	port_result_release(&result);
}

static void a_wrong_rule_is_an_error(void **state)
{
	static const char *const rules[][2] = {
		{ "[superseded \"p\"]\n\ttext = x\n", "superseded \"p\": commit" },
		{ "[not-affected \"p\"]\n\tfile = a\n", "not-affected \"p\": without is missing" },
		{ "[not-affected \"p\"]\n\twithout = a b\n", "has to be an identifier" },
		{ "[not-affected \"p\"]\n\twithout = 1a\n", "has to be an identifier" },
		{ "[not-affected \"p\"]\n\twithout = a\n\tfile = ../a\n", "a path in the tree" },
	};
	struct port_options options = {
		.repo = store.repo,
		.branch = "6.1.y",
		.series = "s",
		.committer_name = "C",
		.committer_email = "c@example.org",
		.judge = true,
		.patch_count = 1,
	};
	_cleanup_free_ char *path = path_join(store.dir, "wrong.conf");
	struct port_result result;
	struct error *err = NULL;
	struct patch *patch;

	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H);
	options.release = store.release;
	options.rules_path = path;
	assert_works(patch_parse("p", GUARD, strlen(GUARD), &patch, &err), err);
	options.patches = (const struct patch *const *)&patch;
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		assert_works(file_write(path, rules[i][0], strlen(rules[i][0]), 0600, &err), err);
		assert_fails(port_series(&options, &result, &err), err, rules[i][1]);
	}
	patch_free(patch);
}

/* A release of another branch, with history: nothing, FLAG_H and its user, a later fix. */
static void newer_branch(const char *fix_message)
{
	git_oid own = store.release, first, second, third;
	git_reference *ref;

	RELEASE("a/f.c", C_FILE, "a/other.c", "int other;\n");
	first = commit_on(NULL, &store.release, "imported");
	RELEASE("a/f.c", C_FILE, "a/other.c", "int other = A_FLAG;\n", "a/flag.h", FLAG_H);
	second = commit_on(&first, &store.release, "a: bring A_FLAG\n\nWhy.\n");
	RELEASE("a/f.c", GUARDED, "a/other.c", "int other = A_FLAG;\n", "a/flag.h", FLAG_H);
	third = commit_on(&second, &store.release, "a: guard against A_FLAG\n\ncommit " ID
			  " upstream.\n");
	third = commit_on(&third, &store.release, fix_message);
	assert_int_equal(git_reference_create(&ref, store.repo, "refs/kernels/6.6.y/6.6.1", &third, 1,
					      NULL), 0);
	git_reference_free(ref);
	store.release = own;
}

static void drop_newer_branch(void)
{
	assert_int_equal(git_reference_remove(store.repo, "refs/kernels/6.6.y/6.6.1"), 0);
}

#define FIX_ID "00112233445566778899aabbccddeeff00112233"
#define FIX "a: guard only where it can be\n\n[ Upstream commit " FIX_ID " ]\n\n"	\
	    "Fixes: 0123456789ab (\"a: guard against A_FLAG\")\n"

static void later_fixes_are_told(void **state)
{
	static const char *const silent[] = {
		"a: about another\n\nFixes: 9999456789ab (\"a: guard against B_FLAG\")\n",
		"a: speaks of Fixes: 0123456789ab (\"x\")\n",
		"a: no id\n\nFixes: 0123 (\"a: guard\")\n",
	};
	const char *fix_itself = HEADER "a: guard only where it can be\n\n\n---\n" TO("a/flag.h")
		"@@ -1,2 +1,3 @@\n #define A_FLAG 1\n+#define A_MORE 2\n extern int code;\n";
	struct port_result result;
	git_oid release;

	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H);
	newer_branch(FIX);
	judge_texts(&(struct judging){ 0 }, (const char *const[]){ GUARD, NULL }, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_CLEAN);
	assert_int_equal(result.patches[0].risk, RISK_HIGH);
	assert_true(tells(&result.patches[0], EVIDENCE_COMMIT, NULL, 0,
			  "missing later fix: 001122334455 (\"a: guard only where it can be\")"));
	port_result_release(&result);

	/* It goes with it. */
	judge_texts(&(struct judging){ 0 }, (const char *const[]){ GUARD, fix_itself, NULL }, &result);
	assert_int_equal(result.patches[0].risk, RISK_LOW);
	assert_false(tells(&result.patches[0], EVIDENCE_COMMIT, NULL, 0, "missing later fix"));
	port_result_release(&result);

	/* The branch has it. */
	release = commit_on(&store.release, &store.release, FIX);
	judge_texts(&(struct judging){ .release = &release }, (const char *const[]){ GUARD, NULL },
		    &result);
	assert_int_equal(result.patches[0].risk, RISK_LOW);
	port_result_release(&result);

	/* The patch is there, what fixes it is not. */
	RELEASE("a/f.c", GUARDED, "a/flag.h", FLAG_H);
	judge_texts(&(struct judging){ 0 }, (const char *const[]){ GUARD, NULL }, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_PRESENT);
	assert_true(tells(&result.patches[0], EVIDENCE_COMMIT, NULL, 0, "missing later fix"));
	port_result_release(&result);
	drop_newer_branch();

	RELEASE("a/f.c", C_FILE, "a/flag.h", FLAG_H);
	for (size_t i = 0; i < ARRAY_SIZE(silent); i++) {
		newer_branch(silent[i]);
		judge_texts(&(struct judging){ 0 }, (const char *const[]){ GUARD, NULL }, &result);
		assert_int_equal(result.patches[0].risk, RISK_LOW);
		port_result_release(&result);
		drop_newer_branch();
	}
}

static void prerequisites_have_their_commit(void **state)
{
	const char *uses = MAIL("a: use the flag", "Why.") TO("a/f.c")
		"@@ -3,3 +3,4 @@ int f(void)\n \tone();\n \ttwo();\n+\ttwo(A_FLAG);\n \tthree();\n";
	const char *misplaced = MAIL("a: use the flag", "Why.") TO("a/f.c")
		"@@ -3,3 +3,4 @@ int f(void)\n \tgone();\n \ttwo();\n+\ttwo(A_FLAG);\n \tthree();\n";
	const char *both[] = { uses, misplaced };
	struct port_result result;

	for (size_t i = 0; i < ARRAY_SIZE(both); i++) {
		RELEASE("a/f.c", C_FILE);
		newer_branch("nothing of note");
		judge_texts(&(struct judging){ 0 }, (const char *const[]){ both[i], NULL }, &result);
		assert_int_equal(result.patches[0].verdict, VERDICT_REFUSED);
		assert_true(tells(&result.patches[0], EVIDENCE_SYMBOL, "a/f.c", 0, "A_FLAG"));
		/* The header that defines it, not the file that uses it. */
		assert_true(tells(&result.patches[0], EVIDENCE_COMMIT, NULL, 0,
				  "(\"a: bring A_FLAG\"), in a/flag.h"));
		port_result_release(&result);
		drop_newer_branch();
	}
	RELEASE("a/f.c", C_FILE);
	judge_texts(&(struct judging){ 0 }, (const char *const[]){ uses, NULL }, &result);
	assert_false(tells(&result.patches[0], EVIDENCE_COMMIT, NULL, 0, "was added by"));
	port_result_release(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(needed_and_placed),
		cmocka_unit_test(not_affected_without_the_symbol),
		cmocka_unit_test(what_it_fixes_is_there),
		cmocka_unit_test(a_symbol_of_changed_code_is_a_prerequisite),
		cmocka_unit_test(brought_by_an_earlier_patch),
		cmocka_unit_test(blocked_by_a_name),
		cmocka_unit_test(not_affected_behind_a_refused_one),
		cmocka_unit_test(present_behind_a_refused_one),
		cmocka_unit_test(the_fix_of_a_refused_one),
		cmocka_unit_test(the_fix_of_a_ported_one),
		cmocka_unit_test(the_fix_of_one_that_is_not_for_this_branch),
		cmocka_unit_test(risk_of_placing_without),
		cmocka_unit_test(not_blocked_by_what_is_there_in_part),
		cmocka_unit_test(no_more_than_a_risk),
		cmocka_unit_test(not_affected_by_whole_history),
		cmocka_unit_test(not_affected_without_the_code),
		cmocka_unit_test(code_under_other_names_is_affected),
		cmocka_unit_test(present_by_content),
		cmocka_unit_test(not_present_by_likeness),
		cmocka_unit_test(not_present_by_common_lines),
		cmocka_unit_test(a_renamed_function_may_be_at_fault),
		cmocka_unit_test(the_removed_has_to_be_gone),
		cmocka_unit_test(present_in_part),
		cmocka_unit_test(present_by_version),
		cmocka_unit_test(a_mention_alone_is_not_enough),
		cmocka_unit_test(superseded_by_a_rule),
		cmocka_unit_test(not_affected_by_a_rule),
		cmocka_unit_test(risk_has_its_reasons),
		cmocka_unit_test(later_fixes_are_told),
		cmocka_unit_test(prerequisites_have_their_commit),
		cmocka_unit_test(a_wrong_rule_is_an_error),
	};

	return cmocka_run_group_tests(tests, store_setup, store_teardown);
}
