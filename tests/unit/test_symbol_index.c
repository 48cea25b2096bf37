// SPDX-License-Identifier: GPL-2.0-only
/* What an index knows of a tree, and that it is built again when it is not whole. */
#include "port_fixture.h"

#include <sys/stat.h>
#include <unistd.h>

#include "index/symbol_index.h"
#include "util/buf.h"

static const char *const base[][2] = {
	{ "Kconfig", "config TOP_LEVEL\n" },
	{ "arch/x86/include/asm/io.h", "#define readl(a) (*(a))\n" },
	{ "arch/x86/kvm/mmu.c", "#include \"mmu.h\"\n/* Don't */ int in_kvm(int a, long b) { return a; }\n" },
	{ "arch/x86/kvm/entry.S", "\tmov $ASM_FLAG, %eax\n" },
	{ "arch/arm/kvm/arm.c", "int arm_only;\n" },
	{ "drivers/a/a.c", "static int helper(struct s *s)\n{\n\treturn s->count;\n}\n"
	  "struct gone { int left; };\n" },
	{ "drivers/b/b.c", "static int helper(struct s *s, int flags)\n{\n\treturn 0;\n}\n" },
	{ "drivers/b/Kconfig", "config DRIVER_B\n" },
	{ "drivers/b/notes.txt", "unread\n" },
	{ "include/linux/s.h",
	  "struct s {\n\tint count;\n\tunion { long wide; };\n\tstruct { int deep; } in;\n};\n"
	  "struct open { MEMBERS; };\ntypedef struct { int x; } pair_t;\n"
	  "extern int take(int a, int b);\nint show(const char *f, ...);\n"
	  "#define either(a, b...) show(a, b)\n#define alias take\n" },
	{ "mm/slub.c", "int slub(void) { return take(1, 2); }\n" },
	{ "tools/t.c", "int in_tools;\n" },
};

static git_oid tree;

static int setup(void **state)
{
	struct error *err = NULL;

	store_setup(state);
	make_release(base, ARRAY_SIZE(base));
	assert_works(repo_commit_tree(store.repo, &store.release, &tree, &err), err);
	return 0;
}

static struct symbol_index *open_index(void)
{
	struct symbol_index *index;
	struct error *err = NULL;

	assert_works(symbol_index_open(store.repo, &tree, &index, &err), err);
	return index;
}

static bool has(struct symbol_index *index, const char *name, enum symbol_scope scope,
		const char *from)
{
	return symbol_index_has(index, name, strlen(name), scope, from);
}

static void test_scopes(void **state)
{
	static const struct {
		const char *name, *from;
		bool near, anywhere;
	} cases[] = {
		{ "in_kvm", "arch/x86/kvm/mmu.c", true, true },
		{ "in_kvm", "arch/x86/mm/fault.c", true, true },
		{ "in_kvm", "arch/arm/kvm/arm.c", false, true },
		{ "in_kvm", "mm/slub.c", false, true },
		{ "readl", "mm/slub.c", true, true },
		{ "readl", "arch/arm/kvm/arm.c", false, true },
		{ "flags", "drivers/b/x.c", true, true },
		{ "flags", "drivers/a/a.c", false, true },
		{ "take", "drivers/a/a.c", true, true },
		{ "Don", "arch/x86/kvm/mmu.c", true, true },
		{ "ASM_FLAG", "arch/x86/kvm/mmu.c", true, true },
		{ "DRIVER_B", "drivers/b/b.c", true, true },
		{ "unread", "drivers/b/b.c", false, false },
		{ "in_tools", "mm/slub.c", false, false },
		{ "in_tools", "tools/t.c", true, true },
		{ "TOP_LEVEL", "mm/slub.c", false, false },
		{ "nowhere", "mm/slub.c", false, false },
		{ "in_kv", "arch/x86/kvm/mmu.c", false, false },
		{ "arm_only", NULL, false, true },
	};
	_cleanup_symbol_index_ struct symbol_index *index = open_index();

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool near = has(index, cases[i].name, SYMBOL_NEAR, cases[i].from);
		bool anywhere = has(index, cases[i].name, SYMBOL_ANYWHERE, cases[i].from);

		if (near != cases[i].near || anywhere != cases[i].anywhere)
			fail_msg("%s from %s:%s%s", cases[i].name, cases[i].from, near ? " near" : "",
				 anywhere ? " anywhere" : "");
	}
	assert_true(symbol_index_knows_definitions(index));
}

/* "kind folder/file:line parameters; " of each definition. */
static char *definitions(struct symbol_index *index, const char *name, const char *from)
{
	static const char *const kinds[] = {
		[CDEF_FUNCTION] = "function", [CDEF_PROTOTYPE] = "prototype", [CDEF_MACRO] = "macro",
		[CDEF_RECORD] = "record", [CDEF_ENUM] = "enum", [CDEF_CONSTANT] = "constant",
		[CDEF_TYPEDEF] = "typedef", [CDEF_VARIABLE] = "variable",
	};
	struct buf all = { 0 };
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(index, name, strlen(name), SYMBOL_NEAR, from, &defs);
	while (symbol_defs_next(&defs, &def)) {
		buf_printf(&all, "%s%s %s%s:%u", all.len ? "; " : "", kinds[def.kind], def.folder, def.file,
			   def.line);
		if (def.called)
			buf_printf(&all, " %u%s", def.parameters, def.variadic ? "+" : "");
		buf_printf(&all, "%s%s", def.near ? " near" : "", def.own_folder ? " own" : "");
	}
	buf_puts(&all, "");
	return buf_detach(&all);
}

static void test_definitions(void **state)
{
	static const struct {
		const char *name, *expected;
	} cases[] = {
		{ "in_kvm", "function arch/x86/kvm/mmu.c:2 2" },
		{ "helper", "function drivers/a/a.c:1 1 near own; function drivers/b/b.c:1 2" },
		{ "take", "prototype include/linux/s.h:8 2 near" },
		{ "show", "prototype include/linux/s.h:9 1+ near" },
		{ "either", "macro include/linux/s.h:10 1+ near" },
		{ "alias", "macro include/linux/s.h:11 near" },
		{ "s", "record include/linux/s.h:1 near" },
		{ "pair_t", "record include/linux/s.h:7 near; typedef include/linux/s.h:7 near" },
		{ "nowhere", "" },
	};
	_cleanup_symbol_index_ struct symbol_index *index = open_index();

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *found = definitions(index, cases[i].name, "drivers/a/a.c");

		assert_row(cases[i].name, found, cases[i].expected);
	}
}

#define takes(name, n, from) symbol_index_takes(index, name, strlen(name), n, from)
#define record_has(tag, name)								\
	symbol_index_record_has(index, tag, strlen(tag), name, strlen(name), "mm/slub.c")

static void test_calls_and_members(void **state)
{
	_cleanup_symbol_index_ struct symbol_index *index = open_index();

	assert_int_equal(takes("take", 2, "mm/slub.c"), SYMBOL_YES);
	assert_int_equal(takes("take", 3, "mm/slub.c"), SYMBOL_NO);
	assert_int_equal(takes("show", 1, "mm/slub.c"), SYMBOL_YES);
	assert_int_equal(takes("show", 4, "mm/slub.c"), SYMBOL_YES);
	assert_int_equal(takes("show", 0, "mm/slub.c"), SYMBOL_NO);
	/* Each folder has its own. */
	assert_int_equal(takes("helper", 1, "drivers/a/x.c"), SYMBOL_YES);
	assert_int_equal(takes("helper", 2, "drivers/a/x.c"), SYMBOL_NO);
	assert_int_equal(takes("helper", 2, "drivers/b/x.c"), SYMBOL_YES);
	assert_int_equal(takes("helper", 2, "mm/slub.c"), SYMBOL_UNKNOWN);
	assert_int_equal(takes("alias", 9, "mm/slub.c"), SYMBOL_UNKNOWN);
	assert_int_equal(record_has("s", "count"), SYMBOL_YES);
	assert_int_equal(record_has("s", "wide"), SYMBOL_YES);
	assert_int_equal(record_has("s", "in"), SYMBOL_YES);
	assert_int_equal(record_has("s", "deep"), SYMBOL_NO);
	assert_int_equal(record_has("open", "any"), SYMBOL_UNKNOWN);
	assert_int_equal(record_has("pair_t", "x"), SYMBOL_YES);
	assert_int_equal(record_has("pair_t", "y"), SYMBOL_NO);
	assert_int_equal(record_has("nowhere", "x"), SYMBOL_UNKNOWN);
	assert_true(symbol_index_is_member(index, "deep", 4));
	assert_false(symbol_index_is_member(index, "take", 4));
}

static char *index_path(const git_oid *of)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), of);
	return path_join(git_repository_path(store.repo), "stablehand-symbols/%s.names", hex);
}

static void read_index(const char *path, struct buf *bytes)
{
	struct error *err = NULL;

	buf_clear(bytes);
	assert_works(file_read(path, 1u << 24, bytes, &err), err);
}

/* Write this in the place of the index; the next to open it has to build it again. */
static void assert_rebuilt(const char *path, const struct buf *whole, const void *data, size_t len)
{
	_cleanup_buf_ struct buf bytes = { 0 };
	struct error *err = NULL;

	assert_works(file_write(path, data, len, 0644, &err), err);
	symbol_index_free(open_index());
	read_index(path, &bytes);
	assert_int_equal(bytes.len, whole->len);
	assert_memory_equal(bytes.data, whole->data, whole->len);
}

static void test_damage(void **state)
{
	_cleanup_free_ char *path = index_path(&tree);
	_cleanup_buf_ struct buf whole = { 0 };

	symbol_index_free(open_index());
	read_index(path, &whole);
	for (size_t len = 0; len < whole.len; len += 97)
		assert_rebuilt(path, &whole, whole.data, len);
	for (size_t at = 0; at < 64; at += 4) {
		whole.data[at] ^= 4;
		_cleanup_free_ char *wrong = xmalloc(whole.len);
		memcpy(wrong, whole.data, whole.len);
		whole.data[at] ^= 4;
		assert_rebuilt(path, &whole, wrong, whole.len);
	}
	assert_rebuilt(path, &whole, "\n* printk +\n", 12);
}

/* Wrong behind the head: found out when it is read, told, and removed. */
static void test_damaged_entry(void **state)
{
	_cleanup_free_ char *path = index_path(&tree);
	_cleanup_buf_ struct buf bytes = { 0 };
	struct symbol_index *index;
	struct error *err = NULL;

	symbol_index_free(open_index());
	read_index(path, &bytes);
	memset(bytes.data + bytes.len - 400, 0xff, 400);
	assert_works(file_write(path, bytes.data, bytes.len, 0644, &err), err);
	index = open_index();
	for (size_t i = 0; i < ARRAY_SIZE(base); i++)
		for (const char *at = base[i][1]; *at; at++)
			symbol_index_has(index, at, strcspn(at, " \n(,;"), SYMBOL_NEAR, "mm/slub.c");
	assert_fails(symbol_index_check(index, &err), err, "damaged");
	symbol_index_free(index);
	assert_false(path_exists(path));
}

/* What is taken from another release's index is what reading it would have given. */
static void test_reuse(void **state)
{
	const char *newer[ARRAY_SIZE(base) + 1][2];
	_cleanup_buf_ struct buf reused = { 0 }, read = { 0 };
	_cleanup_free_ char *older_path = index_path(&tree), *path = NULL;
	git_oid older = tree;
	struct error *err = NULL;

	memcpy(newer, base, sizeof(base));
	newer[5][1] = "static int helper(struct s *s)\n{\n\treturn s->other;\n}\n";
	newer[ARRAY_SIZE(base)][0] = "block/new.c";
	newer[ARRAY_SIZE(base)][1] = "struct q { int made; };\n";
	make_release((const char *const (*)[2])newer, ARRAY_SIZE(newer));
	assert_works(repo_commit_tree(store.repo, &store.release, &tree, &err), err);
	path = index_path(&tree);
	symbol_index_free(open_index());
	read_index(path, &reused);
	unlink(path);
	unlink(older_path);
	symbol_index_free(open_index());
	read_index(path, &read);
	assert_int_equal(reused.len, read.len);
	assert_memory_equal(reused.data, read.data, read.len);
	tree = older;
}

static void test_folder_and_list(void **state)
{
	_cleanup_free_ char *root = path_join(store.dir, "unpacked");
	_cleanup_free_ char *list = path_join(store.dir, "list");
	struct symbol_index *index;
	struct error *err = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(base); i++) {
		_cleanup_free_ char *path = path_join(root, "%s", base[i][0]);
		_cleanup_free_ char *folder = xstrndup(path, strrchr(path, '/') - path);

		assert_works(dir_make(folder, &err), err);
		assert_works(file_write(path, base[i][1], strlen(base[i][1]), 0644, &err), err);
	}
	assert_works(symbol_index_open_folder(root, &index, &err), err);
	assert_true(has(index, "readl", SYMBOL_NEAR, "mm/slub.c"));
	assert_false(has(index, "in_kvm", SYMBOL_NEAR, "mm/slub.c"));
	assert_int_equal(takes("take", 3, "mm/slub.c"), SYMBOL_NO);
	symbol_index_free(index);

	assert_works(file_write(list, "one\ntwo\r\nlast", 13, 0644, &err), err);
	assert_works(symbol_index_open_list(list, &index, &err), err);
	assert_true(has(index, "one", SYMBOL_NEAR, "mm/slub.c"));
	assert_true(has(index, "last", SYMBOL_ANYWHERE, NULL));
	assert_false(has(index, "las", SYMBOL_ANYWHERE, NULL));
	assert_false(symbol_index_knows_definitions(index));
	assert_int_equal(takes("one", 3, "mm/slub.c"), SYMBOL_UNKNOWN);
	symbol_index_free(index);

	assert_fails(symbol_index_open_list("/nonexistent/list", &index, &err), err, "nonexistent");
	assert_fails(symbol_index_open_folder("/nonexistent", &index, &err), err, "nonexistent");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_definitions),
		cmocka_unit_test(test_calls_and_members),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_damaged_entry),
		cmocka_unit_test(test_reuse),
		cmocka_unit_test(test_folder_and_list),
	};

	return cmocka_run_group_tests_name("symbol_index", tests, setup, store_teardown);
}
