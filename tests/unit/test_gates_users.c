// SPDX-License-Identifier: GPL-2.0-only
/* A changed number of arguments, a member that goes or takes others: who else uses them? */
#include "gates_fixture.h"
#include "port_fixture.h"

#define OLD "int work(int a)\n{\n\treturn a;\n}\n"
#define NEW "int work(int a, int b)\n{\n\treturn a;\n}\n"
#define CALLS(call) "int user(int n)\n{\n\treturn " call ";\n}\n"

struct user_row {
	const char *name;
	const char *before, *after;	/* mm/a.h, or a.c for static ones: it is changed */
	const char *path, *other;	/* another file of the branch */
	bool changed;			/* it is changed along, to `now` */
	const char *now;		/* after earlier patches and this one; NULL: the same */
	const char *expected;		/* "PATH:LINE" of what refuses */
};

static const struct user_row *row;

static bool read_after(const char *path, struct buf *text, void *data)
{
	if (strcmp(path, row->path))
		return false;
	buf_puts(text, row->now ? row->now : row->other);
	return true;
}

static char *found_in(const struct user_row *of)
{
	const char *path = strncmp(of->before, "static", 6) ? "mm/a.h" : "mm/a.c";
	const char *branch[][2] = { { path, of->before }, { of->path, of->other } };
	const struct gate_file files[] = {
		{ .path = path, .before = of->before, .before_len = strlen(of->before),
		  .after = of->after, .after_len = strlen(of->after) },
		{ .path = of->path, .before = of->other, .before_len = strlen(of->other),
		  .after = of->now, .after_len = of->now ? strlen(of->now) : 0 },
	};
	_cleanup_symbol_index_ struct symbol_index *index = NULL;
	_cleanup_findings_ struct finding_list findings = { 0 };
	struct gates gates = { .read_after = read_after };
	struct buf all = { 0 };

	row = of;
	index = index_of_release(branch, ARRAY_SIZE(branch));
	gates.index = index;
	gates_check(&gates, files, of->changed ? 2 : 1, &findings);
	buf_puts(&all, "");
	for (size_t i = 0; i < findings.count; i++)
		if ((findings.items[i].reason == REASON_ARGUMENT_COUNT ||
		     findings.items[i].reason == REASON_MISSING_MEMBER ||
		     findings.items[i].reason == REASON_CHANGED_TYPE) &&
		    findings.items[i].refuses)
			buf_printf(&all, "%s%s:%zu", all.len ? " " : "", findings.items[i].path,
				   findings.items[i].line);
	return buf_detach(&all);
}

static void all_hold(const struct user_row *rows, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *found = found_in(&rows[i]);

		if (strcmp(found, rows[i].expected)) {
			print_error("%s: '%s', wanted '%s'\n", rows[i].name, found, rows[i].expected);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

static void users(void **state)
{
	static const struct user_row rows[] = {
		{ "called as before in another file", OLD, NEW, "fs/b.c", CALLS("work(n)"), false, NULL,
		  "fs/b.c:3" },
		{ "called with the new number", OLD, NEW, "fs/b.c", CALLS("work(n, 2)"), false, NULL, "" },
		{ "an earlier patch has changed the call", OLD, NEW, "fs/b.c", CALLS("work(n)"), false,
		  CALLS("work(n, 2)"), "" },
		{ "changed along", OLD, NEW, "fs/b.c", CALLS("work(n)"), true, CALLS("work(n, 2)"), "" },
		{ "the number is the same", OLD, "int work(long a)\n{\n\treturn a;\n}\n", "fs/b.c",
		  CALLS("work(n)"), false, NULL, "" },
		{ "only its body changes", OLD, "int work(int a)\n{\n\treturn a + 1;\n}\n", "fs/b.c",
		  CALLS("work(1, n)"), false, NULL, "" },
		{ "a function that is new", "int x;\n", NEW, "fs/b.c", CALLS("work(n)"), false, NULL, "" },
		{ "declared as before in a header", OLD, NEW, "include/linux/b.h", "int work(int a);\n",
		  false, NULL, "include/linux/b.h:1" },
		{ "a static function, and another file's", "static " OLD, "static " NEW, "fs/b.c",
		  "static " OLD CALLS("work(n)"), false, NULL, "" },
		{ "a function of that name there as well", OLD, NEW, "fs/b.c", "static " OLD CALLS("work(n)"),
		  false, NULL, "" },
		{ "a static function, whose name another file calls", "static " OLD, "static " NEW, "fs/b.c",
		  CALLS("work(n)"), false, NULL, "" },
		{ "a member of that name", OLD, NEW, "fs/b.c", CALLS("ops->work(n)"), false, NULL, "" },
		{ "a variable of that name", OLD, NEW, "fs/b.c",
		  "int user(int (*work)(int), int n)\n{\n\treturn work(n);\n}\n", false, NULL, "" },
		{ "its address", OLD, NEW, "fs/b.c", CALLS("take(work)"), false, NULL, "" },
		{ "in a comment", OLD, NEW, "fs/b.c", "/* work(n) */\n" CALLS("n"), false, NULL, "" },
		{ "in a program", OLD, NEW, "tools/b.c", CALLS("work(n)"), false, NULL, "" },
		{ "it takes any number now", OLD, "int work(int a, ...)\n{\n\treturn a;\n}\n", "fs/b.c",
		  CALLS("work(n)"), false, NULL, "" },
		{ "a macro", "#define work(a) (a)\n", "#define work(a, b) (a)\n", "fs/b.c", CALLS("work(n)"),
		  false, NULL, "fs/b.c:3" },
		{ "a macro of a source", "static int x;\n#define work(a) (a)\n",
		  "static int x;\n#define work(a, b) (a)\n", "fs/b.c", CALLS("work(n)"), false, NULL, "" },
		{ "a function of a source", "static int x;\n" OLD, "static int x;\n" NEW, "fs/b.c",
		  CALLS("work(n)"), false, NULL, "fs/b.c:3" },
		{ "the second function that changes", "int first(int a)\n{\n\treturn a;\n}\n" OLD,
		  "int first(int a, int b)\n{\n\treturn a;\n}\n" NEW, "fs/b.c", CALLS("work(n)"), false, NULL,
		  "fs/b.c:3" },
		{ "declared with any number of arguments", OLD, NEW, "include/linux/b.h",
		  "int work(int a, ...);\n", false, NULL, "" },
		{ "declared with the new number", OLD, NEW, "include/linux/b.h", "int work(int a, int b);\n",
		  false, NULL, "" },
		{ "called by a macro, which nobody may use", OLD, NEW, "fs/b.c", "#define W(n) work(n)\n", false,
		  NULL, "" },
		{ "a longer name", OLD, NEW, "fs/b.c", CALLS("network(n) + work(n, 2)"), false, NULL, "" },
		{ "another name of its length", OLD, NEW, "fs/b.c", CALLS("walk(n) + work(n, 2)"), false, NULL,
		  "" },
		{ "a member of that name, of a structure", OLD, NEW, "fs/b.c", CALLS("ops.work(n)"), false, NULL,
		  "" },
		{ "a value of a variable", OLD, NEW, "fs/b.c", "int x = work(1);\n", false, NULL, "" },
		{ "the file is removed", OLD, NEW, "fs/b.c", CALLS("work(n)"), true, NULL, "" },
		{ "no C", OLD, NEW, "fs/b.S", CALLS("work(n)"), false, NULL, "" },
		{ "a header that calls it", OLD, NEW, "fs/b.h", CALLS("work(n)"), false, NULL, "fs/b.h:3" },
		{ "a name without a folder", OLD, NEW, "b.c", CALLS("work(n)"), false, NULL, "b.c:3" },
	};

	all_hold(rows, ARRAY_SIZE(rows));
}

#define ITEM(members) "struct item {\n\tint count;\n" members "};\n"
#define READS(type, use) "int user(" type "it)\n{\n\treturn " use ";\n}\n"

static void members(void **state)
{
	static const struct user_row rows[] = {
		{ "a member that goes is used in another file", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  READS("struct item *", "it->old"), false, NULL, "fs/b.c:3" },
		{ "it gets another name", ITEM("\tint old;\n"), ITEM("\tint fresh;\n"), "fs/b.c",
		  READS("struct item *", "it->old"), false, NULL, "fs/b.c:3" },
		{ "by the structure itself", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  READS("struct item ", "it.old"), false, NULL, "fs/b.c:3" },
		{ "another member", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  READS("struct item *", "it->count + old()"), false, NULL, "" },
		{ "that of another structure", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  "struct thing { int old; };\n/* item */\n" READS("struct thing *", "it->old"), false, NULL, "" },
		{ "that of one whose name begins like it", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  "struct item_list { int old; };\n" READS("struct item_list *", "it->old"), false, NULL, "" },
		{ "an earlier patch has changed the use", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  READS("struct item *", "it->old"), false, READS("struct item *", "it->count"), "" },
		{ "changed along", ITEM("\tint old;\n"), ITEM(""), "fs/b.c", READS("struct item *", "it->old"),
		  true, READS("struct item *", "it->count"), "" },
		{ "changed along, but not there", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  READS("struct item *", "it->old"), true, "int y;\n" READS("struct item *", "it->old"), "fs/b.c:4" },
		{ "it moves into a structure without a name", ITEM("\tint old;\n"),
		  ITEM("\tstruct {\n\t\tint old;\n\t};\n"), "fs/b.c", READS("struct item *", "it->old"), false, NULL, "" },
		{ "a macro stands for it", ITEM("\tint old;\n"), "#define old count\n" ITEM(""), "fs/b.c",
		  READS("struct item *", "it->old"), false, NULL, "" },
		{ "a macro of that file stands for it", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  "#define old count\n" READS("struct item *", "it->old"), false, NULL, "" },
		{ "a macro of another name", ITEM("\tint old;\n"), "#define odd count\n" ITEM(""), "fs/b.c",
		  "#define old_one old\n" READS("struct item *", "it->old"), false, NULL, "fs/b.c:4" },
		{ "a member of its length", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  READS("struct item *", "it->odd + old"), false, NULL, "" },
		{ "a member of a member", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  READS("struct item *", "it->in.old"), false, NULL, "" },
		{ "a member of what a call returns", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  READS("struct item *", "next(it)->old"), false, NULL, "" },
		{ "by a local variable", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  "int user(int n)\n{\n\tstruct item *p = find(n);\n\n\treturn p->old;\n}\n", false, NULL,
		  "fs/b.c:5" },
		{ "by one of two variables of a name", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  "int user(int n)\n{\n\tif (n) {\n\t\tstruct thing *p = find(n);\n\n\t\treturn p->old;\n\t} else {\n"
		  "\t\tstruct item *p = find(n);\n\n\t\treturn p->count;\n\t}\n}\n", false, NULL, "" },
		{ "by a variable that is not declared there", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  "/* item */\nint user(int n)\n{\n\treturn it->old;\n}\n", false, NULL, "" },
		{ "in the second function", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  "int one(struct item *it)\n{\n\treturn it->count;\n}\n" READS("struct item *", "it->old"), false,
		  NULL, "fs/b.c:7" },
		{ "in the header itself", ITEM("\tint old;\n") READS("struct item *", "it->old"),
		  ITEM("") READS("struct item *", "it->old"), "fs/b.c", CALLS("n"), false, NULL, "mm/a.h:6" },
		{ "the second structure", "struct first {\n\tint x;\n};\n" ITEM("\tint old;\n"),
		  "struct first {\n\tint y;\n};\n" ITEM(""), "fs/b.c", READS("struct item *", "it->old"), false,
		  NULL, "fs/b.c:3" },
		{ "the second member that goes", ITEM("\tint odd;\n\tint old;\n"), ITEM(""), "fs/b.c",
		  READS("struct item *", "it->old"), false, NULL, "fs/b.c:3" },
		{ "a member of a structure within goes", ITEM("\tstruct {\n\t\tint old;\n\t} in;\n"),
		  ITEM("\tstruct {\n\t\tint odd;\n\t} in;\n"), "fs/b.c", READS("struct item *", "it->old"), false,
		  NULL, "" },
		{ "of a program", ITEM("\tint old;\n"), ITEM(""), "tools/b.c", READS("struct item *", "it->old"),
		  false, NULL, "" },
		{ "the file is removed", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  READS("struct item *", "it->old"), true, NULL, "" },
		{ "another file has a structure of that name", ITEM("\tint old;\n"), ITEM(""), "fs/b.c",
		  ITEM("\tint old;\n") READS("struct item *", "it->old"), false, NULL, "" },
	};

	all_hold(rows, ARRAY_SIZE(rows));
}

#define POINTER "\tint (*work)(int a);\n"
#define LONGER "\tint (*work)(int a, int b);\n"

static void pointers(void **state)
{
	static const struct user_row rows[] = {
		{ "called as before in another file", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  READS("struct item *", "it->work(1)"), false, NULL, "fs/b.c:3" },
		{ "of a const structure", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  READS("const struct item *", "it->work(1)"), false, NULL, "fs/b.c:3" },
		{ "by the structure itself", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  READS("struct item ", "it.work(1)"), false, NULL, "fs/b.c:3" },
		{ "a parameter goes", ITEM(LONGER), ITEM(POINTER), "fs/b.c",
		  READS("struct item *", "it->work(1, 2)"), false, NULL, "fs/b.c:3" },
		{ "called with the new number", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  READS("struct item *", "it->work(1, f(2, 3))"), false, NULL, "" },
		{ "an earlier patch has changed the call", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  READS("struct item *", "it->work(1)"), false, READS("struct item *", "it->work(1, 2)"), "" },
		{ "changed along", ITEM(POINTER), ITEM(LONGER), "fs/b.c", READS("struct item *", "it->work(1)"),
		  true, READS("struct item *", "it->work(1, 2)"), "" },
		{ "changed along, but not there", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  READS("struct item *", "it->work(1)"), true, "int y;\n" READS("struct item *", "it->work(1)"),
		  "fs/b.c:4" },
		{ "looked at, not called", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  READS("struct item *", "it->work && n(1)"), false, NULL, "" },
		{ "that of another structure", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  "struct thing {\n" POINTER "};\n/* item */\n" READS("struct thing *", "it->work(1)"), false,
		  NULL, "" },
		{ "a function of that name", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  READS("struct item *", "work(1)"), false, NULL, "" },
		{ "a parameter gets another type", ITEM(POINTER), ITEM("\tint (*work)(long a);\n"), "fs/b.c",
		  READS("struct item *", "it->work(1)"), false, NULL, "" },
		{ "it takes any number then", ITEM(POINTER), ITEM("\tint (*work)(int a, ...);\n"), "fs/b.c",
		  READS("struct item *", "it->work(1)"), false, NULL, "" },
		{ "it took any number", ITEM("\tint (*work)(int a, ...);\n"), ITEM(POINTER), "fs/b.c",
		  READS("struct item *", "it->work(1, 2)"), false, NULL, "fs/b.c:3" },
		{ "one that is new", ITEM(""), ITEM(LONGER), "fs/b.c", READS("struct item *", "it->work(1)"),
		  false, NULL, "" },
		{ "it was no pointer to a function", ITEM("\tlist work;\n"), ITEM(LONGER), "fs/b.c",
		  READS("struct item *", "it->work(1)"), false, NULL, "" },
		{ "one half of an #if changes", ITEM("#ifdef A\n" POINTER "#else\n" POINTER "#endif\n"),
		  ITEM("#ifdef A\n" POINTER "#else\n" LONGER "#endif\n"), "fs/b.c",
		  READS("struct item *", "it->work(1)"), false, NULL, "" },
		{ "both halves of an #if change", ITEM("#ifdef A\n" POINTER "#else\n" POINTER "#endif\n"),
		  ITEM("#ifdef A\n" LONGER "#else\n\tint (*work)(int a, int b, int c);\n#endif\n"), "fs/b.c",
		  READS("struct item *", "it->work(1)"), false, NULL, "fs/b.c:3" },
		{ "called as one half has it", ITEM("#ifdef A\n" POINTER "#else\n" POINTER "#endif\n"),
		  ITEM("#ifdef A\n" LONGER "#else\n\tint (*work)(int a, int b, int c);\n#endif\n"), "fs/b.c",
		  READS("struct item *", "it->work(1, 2, 3)"), false, NULL, "" },
		{ "the second of two that change", ITEM("\tint (*made)(void);\n" POINTER),
		  ITEM("\tint (*made)(int a);\n" LONGER), "fs/b.c", READS("struct item *", "it->work(1)"),
		  false, NULL, "fs/b.c:3" },
		{ "one beside it changes", ITEM("\tint (*made)(void);\n" POINTER),
		  ITEM("\tint (*made)(int a);\n" POINTER), "fs/b.c", READS("struct item *", "it->work(1)"),
		  false, NULL, "" },
		{ "one whose name begins like it", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  READS("struct item *", "it->worker(1)"), false, NULL, "" },
		{ "of a member of the structure", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  READS("struct item *", "it->in.work(1)"), false, NULL, "" },
		{ "another file has a structure of that name", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  ITEM(POINTER) READS("struct item *", "it->work(1)"), false, NULL, "" },
		{ "a macro stands for it", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  "#define work(x) other((x), 2)\n" READS("struct item *", "it->work(1)"), false, NULL, "" },
	};

	all_hold(rows, ARRAY_SIZE(rows));
}

#define TAKES(type) "int work(" type "a)\n{\n\treturn 0;\n}\n"
#define GIVES(type) type "work(int a)\n{\n\treturn 0;\n}\n"
#define GIVEN(type, call) "int user(" type "v)\n{\n\treturn " call ";\n}\n"
#define BODY(lines) "int user(int n)\n{\n" lines "\treturn n;\n}\n"

/* A parameter, or the value, of another type, and as many parameters as before. */
static void types(void **state)
{
	static const struct user_row rows[] = {
		{ "a number becomes a pointer", TAKES("int "), TAKES("struct item *"), "fs/b.c",
		  GIVEN("int ", "work(v)"), false, NULL, "fs/b.c:3" },
		{ "a literal", TAKES("int "), TAKES("struct item *"), "fs/b.c", GIVEN("int ", "work(3)"), false,
		  NULL, "fs/b.c:3" },
		{ "0 is a pointer, too", TAKES("int "), TAKES("struct item *"), "fs/b.c",
		  GIVEN("int ", "work(0)"), false, NULL, "" },
		{ "it is called with the new one", TAKES("int "), TAKES("struct item *"), "fs/b.c",
		  GIVEN("struct item *", "work(v)"), false, NULL, "" },
		{ "what it is called with is not known", TAKES("int "), TAKES("struct item *"), "fs/b.c",
		  GIVEN("int ", "work(v + 1)"), false, NULL, "" },
		{ "a pointer becomes a number", TAKES("struct item *"), TAKES("unsigned long "), "fs/b.c",
		  GIVEN("struct item *", "work(v)"), false, NULL, "fs/b.c:3" },
		{ "NULL for a bool", TAKES("struct item *"), TAKES("bool "), "fs/b.c",
		  GIVEN("int ", "work(NULL)"), false, NULL, "" },
		{ "NULL for a number", TAKES("struct item *"), TAKES("int "), "fs/b.c",
		  GIVEN("int ", "work(NULL)"), false, NULL, "fs/b.c:3" },
		{ "by value, then by pointer", TAKES("struct item "), TAKES("struct item *"), "fs/b.c",
		  GIVEN("struct item ", "work(v)"), false, NULL, "fs/b.c:3" },
		{ "its address", TAKES("struct item "), TAKES("struct item *"), "fs/b.c",
		  GIVEN("struct item ", "work(&v)"), false, NULL, "" },
		{ "by pointer, then by value", TAKES("struct item *"), TAKES("struct item "), "fs/b.c",
		  GIVEN("struct item ", "work(&v)"), false, NULL, "fs/b.c:3" },
		{ "what a pointer points to", TAKES("struct item *"), TAKES("struct item "), "fs/b.c",
		  GIVEN("struct item *", "work(*v)"), false, NULL, "" },
		{ "a pointer to another structure", TAKES("struct item *"), TAKES("struct thing *"), "fs/b.c",
		  GIVEN("struct item *", "work(v)"), false, NULL, "fs/b.c:3" },
		{ "a member of what is given", TAKES("struct item *"), TAKES("struct thing *"), "fs/b.c",
		  GIVEN("struct item *", "work(v->thing)"), false, NULL, "" },
		{ "to a void pointer", TAKES("struct item *"), TAKES("void *"), "fs/b.c",
		  GIVEN("struct item *", "work(v)"), false, NULL, "" },
		{ "a void pointer is given", TAKES("struct item *"), TAKES("struct thing *"), "fs/b.c",
		  GIVEN("void *", "work(v)"), false, NULL, "" },
		{ "it is no longer const", TAKES("const struct item *"), TAKES("struct item *"), "fs/b.c",
		  GIVEN("const struct item *", "work(v)"), false, NULL, "fs/b.c:3" },
		{ "it is const now", TAKES("struct item *"), TAKES("const struct item *"), "fs/b.c",
		  GIVEN("struct item *", "work(v)"), false, NULL, "" },
		{ "an array becomes a number", TAKES("u8 *"), TAKES("int "), "fs/b.c",
		  BODY("\tchar text[8];\n\n\twork(text);\n"), false, NULL, "" },
		{ "an array of characters", TAKES("char *"), TAKES("int "), "fs/b.c",
		  BODY("\tchar text[8];\n\n\twork(text);\n"), false, NULL, "fs/b.c:5" },
		{ "the second of two variables", TAKES("int "), TAKES("int *"), "fs/b.c",
		  BODY("\tint *p, v;\n\n\twork(v);\n"), false, NULL, "fs/b.c:5" },
		{ "the first of two variables", TAKES("int "), TAKES("int *"), "fs/b.c",
		  BODY("\tint *p, v;\n\n\twork(p);\n"), false, NULL, "" },
		{ "a type that is not known", TAKES("int "), TAKES("word_t "), "fs/b.c",
		  GIVEN("int ", "work(v)"), false, NULL, "" },
		{ "a typedef of a structure", TAKES("int "), TAKES("cell_t "), "fs/b.c",
		  "typedef struct {\n\tint n;\n} cell_t;\n" GIVEN("int ", "work(v)"), false, NULL,
		  "fs/b.c:6" },
		{ "a typedef of a number", TAKES("int "), TAKES("cell_t "), "fs/b.c",
		  "typedef unsigned long cell_t;\n" GIVEN("int ", "work(v)"), false, NULL, "" },
		{ "typedefs that differ", TAKES("int "), TAKES("cell_t "), "fs/b.c",
		  "#ifdef A\ntypedef unsigned long cell_t;\n#else\ntypedef struct {\n\tint n;\n} cell_t;\n"
		  "#endif\n" GIVEN("int ", "work(v)"), false, NULL, "" },
		{ "changed along", TAKES("int "), TAKES("struct item *"), "fs/b.c", GIVEN("int ", "work(v)"),
		  true, GIVEN("struct item *", "work(v)"), "" },
		{ "an earlier patch has changed the call", TAKES("int "), TAKES("struct item *"), "fs/b.c",
		  GIVEN("int ", "work(v)"), false, GIVEN("struct item *", "work(v)"), "" },
		{ "declared as before in a header", TAKES("int "), TAKES("struct item *"),
		  "include/linux/b.h", "int work(int a);\n", false, NULL, "include/linux/b.h:1" },
		{ "declared without its const", TAKES("struct item *"), TAKES("const struct item *"),
		  "include/linux/b.h", "int work(struct item *a);\n", false, NULL, "include/linux/b.h:1" },
		{ "declared with the new one", TAKES("int "), TAKES("struct item *"), "include/linux/b.h",
		  "int work(struct item *);\n", false, NULL, "" },
		{ "a function of that name there as well", TAKES("int "), TAKES("struct item *"), "fs/b.c",
		  "static " TAKES("int ") GIVEN("int ", "work(v)"), false, NULL, "" },
		{ "a wider number", TAKES("int "), TAKES("unsigned long "), "fs/b.c",
		  GIVEN("int ", "work(v)"), false, NULL, "" },

		{ "it returns nothing, and its value is returned", GIVES("int "), GIVES("void "), "fs/b.c",
		  CALLS("work(n)"), false, NULL, "fs/b.c:3" },
		{ "tested", GIVES("int "), GIVES("void "), "fs/b.c", BODY("\tif (work(n))\n\t\tn = 1;\n"),
		  false, NULL, "fs/b.c:3" },
		{ "compared", GIVES("int "), GIVES("void "), "fs/b.c", BODY("\tn = 3 + (work(n) < 0);\n"), false,
		  NULL, "fs/b.c:3" },
		{ "assigned", GIVES("int "), GIVES("void "), "fs/b.c", BODY("\tn = work(n);\n"), false, NULL,
		  "fs/b.c:3" },
		{ "only called", GIVES("int "), GIVES("void "), "fs/b.c",
		  BODY("\tif (n)\n\t\twork(n);\n\telse\n\t\t(void)work(n);\n"), false, NULL, "" },
		{ "returned by what returns nothing", GIVES("int "), GIVES("void "), "fs/b.c",
		  "void user(int n)\n{\n\treturn work(n);\n}\n", false, NULL, "" },
		{ "it returns something now", GIVES("void "), GIVES("int "), "fs/b.c", BODY("\twork(n);\n"),
		  false, NULL, "" },
		{ "a number becomes a pointer, in a variable", GIVES("int "), GIVES("struct item *"), "fs/b.c",
		  BODY("\tn = work(n);\n"), false, NULL, "fs/b.c:3" },
		{ "in one that has its first value of it", GIVES("struct item *"), GIVES("int "), "fs/b.c",
		  BODY("\tstruct item *p = work(n);\n"), false, NULL, "fs/b.c:3" },
		{ "tested, which a pointer can be as well", GIVES("int "), GIVES("struct item *"), "fs/b.c",
		  BODY("\tif (work(n))\n\t\tn = 1;\n"), false, NULL, "" },
		{ "a condition that begins with it", GIVES("int "), GIVES("struct item *"), "fs/b.c",
		  BODY("\tn = work(n) ? 1 : 2;\n"), false, NULL, "" },
		{ "a member of what is no pointer any more", GIVES("struct item *"), GIVES("struct item "),
		  "fs/b.c", CALLS("work(n)->count"), false, NULL, "fs/b.c:3" },
		{ "a member of what is a pointer now", GIVES("struct item "), GIVES("struct item *"), "fs/b.c",
		  CALLS("work(n).count"), false, NULL, "fs/b.c:3" },
		{ "its value is const now", GIVES("struct item *"), GIVES("const struct item *"), "fs/b.c",
		  BODY("\tstruct item *p = work(n);\n"), false, NULL, "fs/b.c:3" },
		{ "a member takes it, which is not known", GIVES("int "), GIVES("struct item *"), "fs/b.c",
		  "int user(struct x *x)\n{\n\tx->n = work(1);\n}\n", false, NULL, "" },
	};

	all_hold(rows, ARRAY_SIZE(rows));
}

#define IN "\tstruct thing in;\n"
#define TO "\tstruct thing *in;\n"
#define FLAGS "\tunsigned flags;\n"
#define ATOMIC "\tatomic_t flags;\n"
#define ATOMIC_T "typedef struct {\n\tint counter;\n} atomic_t;\n"

/* A member of another type. */
static void member_types(void **state)
{
	static const struct user_row rows[] = {
		{ "a structure becomes a pointer", ITEM(IN), ITEM(TO), "fs/b.c",
		  READS("struct item *", "it->in.n"), false, NULL, "fs/b.c:3" },
		{ "a pointer becomes a structure", ITEM(TO), ITEM(IN), "fs/b.c",
		  READS("struct item *", "it->in->n"), false, NULL, "fs/b.c:3" },
		{ "it is used as it is now", ITEM(TO), ITEM(IN), "fs/b.c", READS("struct item *", "it->in.n"),
		  false, NULL, "" },
		{ "that of another structure", ITEM(TO), ITEM(IN), "fs/b.c",
		  "struct other {\n" TO "};\n/* item */\n" READS("struct other *", "it->in->n"), false, NULL, "" },
		{ "an earlier patch has changed the use", ITEM(TO), ITEM(IN), "fs/b.c",
		  READS("struct item *", "it->in->n"), false, READS("struct item *", "it->in.n"), "" },
		{ "a number becomes atomic, a sum", ATOMIC_T ITEM(FLAGS), ATOMIC_T ITEM(ATOMIC), "fs/b.c",
		  READS("struct item *", "it->flags & 1"), false, NULL, "fs/b.c:3" },
		{ "a test", ATOMIC_T ITEM(FLAGS), ATOMIC_T ITEM(ATOMIC), "fs/b.c",
		  READS("struct item *", "!it->flags"), false, NULL, "fs/b.c:3" },
		{ "a condition", ATOMIC_T ITEM(FLAGS), ATOMIC_T ITEM(ATOMIC), "fs/b.c",
		  "void user(struct item *it)\n{\n\tif (it->flags)\n\t\tstop();\n}\n", false, NULL, "fs/b.c:3" },
		{ "an assignment", ATOMIC_T ITEM(FLAGS), ATOMIC_T ITEM(ATOMIC), "fs/b.c",
		  "void user(struct item *it)\n{\n\tit->flags = 1;\n}\n", false, NULL, "fs/b.c:3" },
		{ "its address", ATOMIC_T ITEM(FLAGS), ATOMIC_T ITEM(ATOMIC), "fs/b.c",
		  READS("struct item *", "atomic_read(&it->flags) & 1"), false, NULL, "" },
		{ "its size", ATOMIC_T ITEM(FLAGS), ATOMIC_T ITEM(ATOMIC), "fs/b.c",
		  READS("struct item *", "sizeof(it->flags) + 1"), false, NULL, "" },
		{ "a pointer to another structure is taken", ITEM(TO), ITEM("\tstruct other *in;\n"), "fs/b.c",
		  "void user(struct item *it)\n{\n\tstruct thing *p = it->in;\n}\n", false, NULL, "fs/b.c:3" },
		{ "is given", ITEM(TO), ITEM("\tstruct other *in;\n"), "fs/b.c",
		  "void user(struct item *it, struct thing *t)\n{\n\tit->in = t;\n}\n", false, NULL,
		  "fs/b.c:3" },
		{ "a fitting one is given", ITEM(TO), ITEM("\tstruct other *in;\n"), "fs/b.c",
		  "void user(struct item *it, struct other *t)\n{\n\tit->in = t;\n}\n", false, NULL, "" },
		{ "NULL is given", ITEM(TO), ITEM("\tstruct other *in;\n"), "fs/b.c",
		  "void user(struct item *it)\n{\n\tit->in = NULL;\n}\n", false, NULL, "" },
		{ "a pointer becomes a number", ITEM(TO), ITEM("\tint in;\n"), "fs/b.c",
		  READS("struct item *", "it->in->n"), false, NULL, "fs/b.c:3" },
		{ "an array becomes a number", ITEM("\tint in[4];\n"), ITEM("\tint in;\n"), "fs/b.c",
		  READS("struct item *", "it->in[2]"), false, NULL, "fs/b.c:3" },
		{ "an array becomes a pointer", ITEM("\tint in[4];\n"), ITEM("\tint *in;\n"), "fs/b.c",
		  READS("struct item *", "it->in[2]"), false, NULL, "" },
		{ "a wider number", ITEM(FLAGS), ITEM("\tu64 flags;\n"), "fs/b.c",
		  READS("struct item *", "it->flags & 1"), false, NULL, "" },
		{ "both halves of an #if", ITEM("#ifdef A\n" TO "#else\n" TO "#endif\n"),
		  ITEM("#ifdef A\n" IN "#else\n" TO "#endif\n"), "fs/b.c",
		  READS("struct item *", "it->in->n"), false, NULL, "" },
		{ "another file has a structure of that name", ITEM(TO), ITEM(IN), "fs/b.c",
		  ITEM(TO) READS("struct item *", "it->in->n"), false, NULL, "" },
	};

	all_hold(rows, ARRAY_SIZE(rows));
}

#define MINE(parameters) "static int mine(" parameters ")\n{\n\treturn 0;\n}\n"
#define OPS(line) "static const struct item mine_ops = {\n\t.count = 1,\n" line "};\n"

/* What is filled in for a pointer to a function. */
static void callbacks(void **state)
{
	static const struct user_row rows[] = {
		{ "it takes more", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  MINE("int a") OPS("\t.work = mine,\n"), false, NULL, "fs/b.c:7" },
		{ "it takes what is wanted", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  MINE("int a, int b") OPS("\t.work = mine,\n"), false, NULL, "" },
		{ "another type", ITEM(POINTER), ITEM("\tint (*work)(struct thing *a);\n"), "fs/b.c",
		  MINE("int a") OPS("\t.work = mine,\n"), false, NULL, "fs/b.c:7" },
		{ "a wider number", ITEM(POINTER), ITEM("\tint (*work)(long a);\n"), "fs/b.c",
		  MINE("int a") OPS("\t.work = mine,\n"), false, NULL, "" },
		{ "it returns nothing now", ITEM(POINTER), ITEM("\tvoid (*work)(int a);\n"), "fs/b.c",
		  MINE("int a") OPS("\t.work = mine,\n"), false, NULL, "fs/b.c:7" },
		{ "assigned in a function", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  MINE("int a") "void user(struct item *it)\n{\n\tit->work = mine;\n}\n", false, NULL,
		  "fs/b.c:7" },
		{ "to a member of another structure", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  "/* item */\n" MINE("int a") "void user(struct thing *it)\n{\n\tit->work = mine;\n}\n",
		  false, NULL, "" },
		{ "in an array", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  MINE("int a") "struct item all[] = {\n\t{ .work = mine },\n};\n", false, NULL, "fs/b.c:6" },
		{ "for a structure within", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  MINE("int a") OPS("\t.in = { .work = mine },\n"), false, NULL, "" },
		{ "in another structure", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  "/* item */\n" MINE("int a") "struct thing ops = {\n\t.work = mine,\n};\n", false, NULL, "" },
		{ "an #if chooses what it takes", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  MINE("int a\n#ifdef A\n, int b\n#endif\n") OPS("\t.work = mine,\n"), false, NULL, "" },
		{ "an #if chooses what it took", ITEM(POINTER), ITEM("\tint (*work)(int a, void *p);\n"), "fs/b.c",
		  MINE("\n#ifdef A\nint a\n#else\nint\n#endif\n") OPS("\t.work = mine,\n"), false, NULL, "" },
		{ "NULL", ITEM(POINTER), ITEM(LONGER), "fs/b.c", MINE("int a") OPS("\t.work = NULL,\n"), false,
		  NULL, "" },
		{ "a function of another file", ITEM(POINTER), ITEM(LONGER), "fs/b.c",
		  "int mine(int a);\n" OPS("\t.work = mine,\n"), false, NULL, "" },
		{ "another pointer of the structure", ITEM(POINTER "\tint (*rest)(int a);\n"),
		  ITEM(LONGER "\tint (*rest)(int a);\n"), "fs/b.c", MINE("int a") OPS("\t.rest = mine,\n"), false,
		  NULL, "" },
		{ "changed along", ITEM(POINTER), ITEM(LONGER), "fs/b.c", MINE("int a") OPS("\t.work = mine,\n"),
		  true, MINE("int a, int b") OPS("\t.work = mine,\n"), "" },
		{ "any number", ITEM(POINTER), ITEM("\tint (*work)(int a, ...);\n"), "fs/b.c",
		  MINE("int a") OPS("\t.work = mine,\n"), false, NULL, "" },
	};

	all_hold(rows, ARRAY_SIZE(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(users), cmocka_unit_test(members),
					    cmocka_unit_test(pointers), cmocka_unit_test(types),
					    cmocka_unit_test(member_types),
					    cmocka_unit_test(callbacks) };

	return cmocka_run_group_tests_name("gates: users", tests, store_setup, store_teardown);
}
