// SPDX-License-Identifier: GPL-2.0-only
/* What differs between where a patch went and where it was made. */
#include "port_fixture.h"

#include "judge/risk_origin.h"
#include "judge/risk_types.h"
#include "index/symbols.h"

static void types_are_compared_by_what_they_hold(void **state)
{
	static const struct {
		const char *here, *there, *expected;
	} cases[] = {
		{ "u32", "u32", NULL },
		{ "u32", "unsigned int", NULL },
		{ "unsigned long", "u64", NULL },
		{ "u32", "u64", "is u32 here, u64 in the source tree: narrower" },
		{ "u64", "u32", "is u64 here, u32 in the source tree: wider" },
		{ "int", "u32", "is int here, u32 in the source tree: signed" },
		{ "unsigned", "int", "is unsigned here, int in the source tree: unsigned" },
		{ "int", "bool", "is int here, bool in the source tree: wider" },
		{ "struct a *", "struct b *", "is struct a * here, struct b * in the source tree" },
		{ "gfn_t", "u64", "is gfn_t here, u64 in the source tree" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *difference = risk_type_difference(cases[i].here, cases[i].there);

		if (!cases[i].expected)
			assert_null(difference);
		else
			assert_row(cases[i].here, difference, cases[i].expected);
	}
}

#define PATCH(line) "--- a/kvm/f.c\n+++ b/kvm/f.c\n@@ -" line ",4 +" line ",6 @@\n"	\
		    " {\n \tint r = 0;\n \n+\tif (code & 256 && vcpu->flags)\n+\t\tcode = 0;\n \treturn r + code;\n"
#define F(parameters) "int f(" parameters ")\n{\n\tint r = 0;\n\n\treturn r + code;\n}\n"
#define VCPU(type) "struct vcpu {\n\tint id;\n\t" type " flags;\n};\n"

static git_oid tree_of(const char *const (*files)[2], size_t count)
{
	struct error *err = NULL;
	git_oid id;

	make_release(files, count);
	assert_works(repo_commit_tree(store.repo, &store.release, &id, &err), err);
	return id;
}

/* All reasons, each in brackets; the patch is for line 2 of kvm/f.c `there`. */
static char *compare(const git_oid *here, const git_oid *there)
{
	struct symbols symbols = { .repo = store.repo, .tree = *here };
	struct adapt_source source = { .tree = *there, .name = "9.9.y" };
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	const struct adapt_original *original;
	struct adapt_originals *originals;
	struct risk_sides sides = { .repo = store.repo, .symbols = &symbols };
	struct hunk_outcome outcome = { .path = "kvm/f.c", .verdict = VERDICT_CLEAN, .line = 2 };
	git_tree *tree_here, *tree_there;
	enum risk risk = RISK_LOW;
	struct error *err = NULL;
	struct patch *patch;
	struct buf text = { 0 };

	assert_works(patch_parse("p", PATCH("2"), strlen(PATCH("2")), &patch, &err), err);
	originals = adapt_originals_new(store.repo, patch, &source, 1);
	assert_works(adapt_originals_find(originals, &patch->files[0], &original, &err), err);
	assert_non_null(original);
	assert_int_equal(git_tree_lookup(&tree_here, store.repo, here), 0);
	assert_int_equal(git_tree_lookup(&tree_there, store.repo, there), 0);
	sides.here = tree_here;
	sides.there = tree_there;
	sides.callers_here = callers_new(store.repo, here);
	sides.callers_there = callers_new(store.repo, there);
	assert_works(risk_compare(&sides, &patch->files[0], original, &outcome, &evidence, &risk, &err),
		     err);
	buf_puts(&text, "");
	for (size_t i = 0; i < evidence.count; i++)
		buf_printf(&text, "[%s:%zu %s: %s]", evidence.items[i].path, evidence.items[i].line,
			   risk_name(evidence.items[i].risk), evidence.items[i].text);
	assert_string_equal(risk_name(risk), evidence.count ? "medium" : "low");
	callers_free(sides.callers_here);
	callers_free(sides.callers_there);
	git_tree_free(tree_here);
	git_tree_free(tree_there);
	symbols_release(&symbols);
	adapt_originals_free(originals);
	patch_free(patch);
	return buf_detach(&text);
}

#define TREE(...) ({									\
	static const char *const files_[][2] = { __VA_ARGS__ };			\
	tree_of(files_, ARRAY_SIZE(files_));						\
})

static void assert_told(git_oid here, git_oid there, const char *expected)
{
	_cleanup_free_ char *told = compare(&here, &there);

	assert_string_equal(told, expected);
}

static void types(void **state)
{
	git_oid there = TREE({ "kvm/f.c", F("struct vcpu *vcpu, u64 code") },
			     { "include/v.h", VCPU("u64") });

	assert_told(TREE({ "kvm/f.c", F("struct vcpu *vcpu, u64 code") "int more;\n" },
			 { "include/v.h", VCPU("u64") }), there, "");
	assert_told(TREE({ "kvm/f.c", F("const struct vcpu *vcpu, u32 code") },
			 { "include/v.h", VCPU("u64") }), there,
		    "[kvm/f.c:1 medium: code is u32 here, u64 in the source tree: narrower (9.9.y)]");
	/* Declared together with others. */
	assert_told(TREE({ "kvm/f.c", "int f(struct vcpu *vcpu)\n{\n\tint r = 0, *p, code;\n\n\treturn r + code;\n}\n" },
			 { "include/v.h", VCPU("u64") }), there,
		    "[kvm/f.c:3 medium: code is int here, u64 in the source tree: narrower (9.9.y)]");
	assert_told(TREE({ "kvm/f.c", F("struct vcpu *vcpu, u64 code") "int more;\n" },
			 { "include/v.h", VCPU("u32") }), there,
		    "[include/v.h:3 medium: vcpu.flags is u32 here, u64 in the source tree: narrower "
		    "(9.9.y)]");
	assert_told(TREE({ "kvm/f.c", F("struct vcpu *vcpu, u64 code") "int more;\n" },
			 { "include/v.h", "struct vcpu {\n\tint id, *p;\n\tint other, flags:3;\n};\n" }), there,
		    "[include/v.h:3 medium: vcpu.flags is int:3 here, u64 in the source tree (9.9.y)]");
}

static void callers(void **state)
{
#define CALLS(name) "int " name "(void)\n{\n\treturn f(NULL, 1);\n}\n"
#define STATIC "static " F("struct vcpu *vcpu, u64 code")
	git_oid there = TREE({ "kvm/f.c", F("struct vcpu *vcpu, u64 code") },
			     { "kvm/svm.c", CALLS("npf") }, { "include/v.h", VCPU("u64") });
	git_oid own = TREE({ "kvm/f.c", STATIC CALLS("npf") }, { "include/v.h", VCPU("u64") });

	/* Another caller, in a file beside it. */
	assert_told(TREE({ "kvm/f.c", F("struct vcpu *vcpu, u64 code") "int more;\n" },
			 { "kvm/svm.c", CALLS("npf") }, { "kvm/vmx.c", "\n" CALLS("ept") },
			 { "include/v.h", VCPU("u64") }), there,
		    "[kvm/vmx.c:4 medium: f() is called by ept() here, but not in the source tree "
		    "(9.9.y)]");
	/* One of another name; the same ones. */
	assert_told(TREE({ "kvm/f.c", F("struct vcpu *vcpu, u64 code") "int more;\n" },
			 { "kvm/svm.c", CALLS("nested_fault") }, { "include/v.h", VCPU("u64") }), there, "");
	assert_told(TREE({ "kvm/f.c", F("struct vcpu *vcpu, u64 code") "int more;\n" },
			 { "kvm/svm.c", CALLS("npf") }, { "include/v.h", VCPU("u64") }), there, "");
	/* None is left. */
	assert_told(TREE({ "kvm/f.c", F("struct vcpu *vcpu, u64 code") "int more;\n" },
			 { "kvm/svm.c", "int f(void);\n" }, { "include/v.h", VCPU("u64") }), there,
		    "[kvm/f.c:1 medium: no caller of f() was found here; npf() calls it in the source "
		    "tree (9.9.y)]");
	/* What other files do with a name of theirs is not asked of a static function. */
	assert_told(TREE({ "kvm/f.c", STATIC CALLS("npf") "int more;\n" }, { "kvm/vmx.c", CALLS("ept") },
			 { "include/v.h", VCPU("u64") }), own, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_are_compared_by_what_they_hold),
		cmocka_unit_test_setup_teardown(types, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(callers, store_setup, store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
