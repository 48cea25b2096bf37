// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/code.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/code_piece.h"
#include "util/alloc.h"
#include "util/buf.h"

const char *code_is_name(enum code_is is)
{
	static const char *const names[] = {
		[CODE_IDENTICAL] = "identical",
		[CODE_LINES] = "lines",
		[CODE_DIFFERS] = "differs",
	};

	return names[is];
}

const char *code_change_kind_name(enum code_change_kind kind)
{
	static const char *const names[] = {
		[CODE_CHANGED] = "changed",
		[CODE_CHANGED_LINES] = "lines",
		[CODE_ADDED] = "added",
		[CODE_REMOVED] = "removed",
	};

	return names[kind];
}

struct comparer {
	struct code_pair pair;
	struct code_comparison result;
};

static struct code_piece piece_of(const struct code_object *object,
				  const struct code_symbol *symbol)
{
	return (struct code_piece){ object, symbol->section, symbol->value, symbol->size };
}

static void tell(struct comparer *c, enum code_change_kind kind, bool is_data, const char *name,
		 size_t len, const char *file)
{
	struct code_comparison *result = &c->result;
	enum code_is is = kind == CODE_CHANGED_LINES ? CODE_LINES : CODE_DIFFERS;

	if (result->is < is)
		result->is = is;
	for (size_t i = 0; i < result->count; i++)
		if (result->changes[i].is_data == is_data &&
		    !strncmp(result->changes[i].name, name, len) && !result->changes[i].name[len] &&
		    !result->changes[i].file == !file &&
		    (!file || !strcmp(file, result->changes[i].file))) {
			if (kind != CODE_CHANGED_LINES)
				result->changes[i].kind = kind;
			return;
		}
	*ARRAY_ADD(result->changes, result->count, result->alloc) = (struct code_change){
		.kind = kind,
		.is_data = is_data,
		.name = xstrndup(name, len),
		.file = xstrdup(file),
	};
}

/* --- functions and data that have a name */

static bool is_wanted(const struct code_object *object, const struct code_symbol *symbol, int type)
{
	const struct code_section *section = &object->sections[symbol->section];

	/* Not the padding in front of a function, and what the build makes of the module. */
	return symbol->type == type && symbol->section && symbol->size &&
	       symbol->size <= section->size && symbol->value <= section->size - symbol->size &&
	       (section->flags & SHF_ALLOC) && strncmp(symbol->name, "__pfx_", 6) &&
	       strncmp(symbol->name, "__cfi_", 6) && strncmp(section->name, ".gnu.linkonce", 13) &&
	       strcmp(section->name, ".modinfo") && strcmp(section->name, "__versions");
}

static int compare_named(const void *a, const void *b)
{
	const struct code_symbol *x = *(const struct code_symbol *const *)a;
	const struct code_symbol *y = *(const struct code_symbol *const *)b;
	size_t len = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->name, y->name, len);

	if (!order)
		order = (x->len > y->len) - (x->len < y->len);
	if (!order)
		order = strcmp(x->file ? x->file : "", y->file ? y->file : "");
	if (!order)
		order = (x->section > y->section) - (x->section < y->section);
	return order ? order : (x->value > y->value) - (x->value < y->value);
}

static bool same_key(const struct code_symbol *x, const struct code_symbol *y)
{
	return code_same_plain_name(x, y) && !x->file == !y->file &&
	       (!x->file || !strcmp(x->file, y->file));
}

struct named {
	const struct code_symbol **items;
	size_t count, alloc;
};

static void list_named(const struct code_object *object, int type, struct named *list)
{
	for (size_t i = 0; i < object->symbol_count; i++)
		if (is_wanted(object, &object->symbols[i], type))
			*ARRAY_ADD(list->items, list->count, list->alloc) = &object->symbols[i];
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), compare_named);
}

/* Those of one name: each of b is the partner of one of a, by what it holds. */
static void compare_group(struct comparer *c, const struct code_symbol **a, size_t n,
			  const struct code_symbol **b, size_t m, int type)
{
	_cleanup_free_ bool *taken = xcalloc(m + 1, sizeof(*taken));
	size_t missing = 0, left = m;
	const struct code_symbol *one = n ? a[0] : b[0];

	for (size_t i = 0; i < n; i++) {
		struct code_piece x = piece_of(&c->pair.a, a[i]);
		bool found = false, lines = false;

		/* Its place in the order is the likeliest. */
		for (size_t k = 0; k < m && !found; k++) {
			size_t j = (i + k) % m;
			struct code_piece y = piece_of(&c->pair.b, b[j]);

			lines = false;
			if (!taken[j] &&
			    !strcmp(code_piece_section(&x)->name, code_piece_section(&y)->name) &&
			    code_piece_same(&c->pair, &x, &y, type == STT_FUNC, &lines)) {
				taken[j] = found = true;
				left--;
			}
		}
		if (found && lines)
			tell(c, CODE_CHANGED_LINES, type == STT_OBJECT, one->name, one->len,
			     one->file);
		missing += !found;
	}
	if (missing || left)
		tell(c, !n ? CODE_ADDED : !m ? CODE_REMOVED : CODE_CHANGED, type == STT_OBJECT,
		     one->name, one->len, one->file);
}

static void compare_all_named(struct comparer *c, int type)
{
	struct named a = { 0 }, b = { 0 };

	list_named(&c->pair.a, type, &a);
	list_named(&c->pair.b, type, &b);
	for (size_t i = 0, j = 0; i < a.count || j < b.count;) {
		size_t n = 0, m = 0;
		const struct code_symbol *first;

		first = i == a.count ? b.items[j] : j == b.count ? a.items[i] :
			same_key(a.items[i], b.items[j]) ||
			compare_named(&a.items[i], &b.items[j]) < 0 ? a.items[i] : b.items[j];
		while (i + n < a.count && same_key(a.items[i + n], first))
			n++;
		while (j + m < b.count && same_key(b.items[j + m], first))
			m++;
		compare_group(c, a.items + i, n, b.items + j, m, type);
		i += n;
		j += m;
	}
	free(a.items);
	free(b.items);
}

/* --- tables, whose entries have no names */

/* What follows from the code, and what every build has of its own. */
static bool is_derived(const char *name)
{
	static const char *const derived[] = {
		".orc_", ".discard", ".note", ".modinfo", "__versions", "__version_ext_",
		".gnu.linkonce", ".BTF", "__ksymtab", "__kcrctab", "__kflagstab", ".return_sites",
		".retpoline_sites", ".call_sites", ".ibt_endbr_seal", "__mcount_loc",
		"__patchable_function_entries", ".smp_locks", ".static_call_sites", ".rodata",
		".data", ".bss", ".init.data", ".text", ".init.text", ".exit.text",
	};

	for (size_t i = 0; i < ARRAY_SIZE(derived); i++)
		if (!strncmp(name, derived[i], strlen(derived[i])))
			return true;
	return false;
}

static size_t section_named(const struct code_object *object, const char *name)
{
	for (size_t i = 1; i < object->section_count; i++)
		if (object->sections[i].name && !strcmp(object->sections[i].name, name) &&
		    (object->sections[i].flags & SHF_ALLOC))
			return i;
	return 0;
}

/* struct bug_entry: two or three references of four bytes, then line and flags, two each. */
static size_t bug_entry_size(const struct code_section *section)
{
	for (size_t size = 12; size <= 16; size += 4) {
		size_t entries = section->size / size, at = 0;

		if (section->size % size || section->reloc_count != entries * (size / 4 - 1))
			continue;
		while (at < entries && section->relocs[at * (size / 4 - 1)].offset == at * size)
			at++;
		if (at == entries)
			return size;
	}
	return 0;
}

/* Entries in the order of the code; false: other than line numbers differ. */
static bool compare_bugs(struct comparer *c, size_t section_a, size_t section_b)
{
	const struct code_section *s = &c->pair.a.sections[section_a],
				  *t = &c->pair.b.sections[section_b];
	size_t size = bug_entry_size(s);

	if (!size || s->size != t->size || bug_entry_size(t) != size || !s->bytes || !t->bytes)
		return false;
	for (uint64_t at = 0; at < s->size; at += size) {
		const unsigned char *x = s->bytes + at + size - 4, *y = t->bytes + at + size - 4;
		struct code_piece a = { &c->pair.a, section_a, at, size - 4 };
		struct code_piece b = { &c->pair.b, section_b, at, size - 4 };
		const struct code_symbol *from;
		const struct code_reloc *reloc;
		bool lines = false;

		if (!code_piece_same(&c->pair, &a, &b, false, &lines) || lines ||
		    memcmp(x + 2, y + 2, 2))
			return false;
		if (!memcmp(x, y, 2))
			continue;
		if (!code_line_moved(&c->pair, x, y, 2))
			return false;
		reloc = &s->relocs[code_section_reloc(s, at)];
		from = code_object_at(&c->pair.a, c->pair.a.symbols[reloc->symbol].section,
				      c->pair.a.symbols[reloc->symbol].value + reloc->addend);
		tell(c, CODE_CHANGED_LINES, !from, from ? from->name : s->name,
		     from ? from->len : strlen(s->name), from ? from->file : NULL);
	}
	return true;
}

static void compare_tables(struct comparer *c)
{
	for (size_t i = 1; i < c->pair.a.section_count; i++) {
		const struct code_section *s = &c->pair.a.sections[i];
		size_t j;
		bool lines = false, same;

		if (!s->name || !(s->flags & SHF_ALLOC) || s->symbol_count || is_derived(s->name))
			continue;
		j = section_named(&c->pair.b, s->name);
		if (!j) {
			tell(c, CODE_REMOVED, true, s->name, strlen(s->name), NULL);
			continue;
		}
		if (!strcmp(s->name, "__bug_table")) {
			same = compare_bugs(c, i, j);
		} else {
			struct code_piece a = { &c->pair.a, i, 0, s->size };
			struct code_piece b = { &c->pair.b, j, 0, c->pair.b.sections[j].size };

			same = code_piece_same(&c->pair, &a, &b, false, &lines);
		}
		if (!same || lines)
			tell(c, same ? CODE_CHANGED_LINES : CODE_CHANGED, true, s->name,
			     strlen(s->name), NULL);
	}
	for (size_t j = 1; j < c->pair.b.section_count; j++) {
		const struct code_section *t = &c->pair.b.sections[j];

		if (t->name && (t->flags & SHF_ALLOC) && !t->symbol_count && t->size &&
		    !is_derived(t->name) && !section_named(&c->pair.a, t->name))
			tell(c, CODE_ADDED, true, t->name, strlen(t->name), NULL);
	}
}

static int compare_changes(const void *a, const void *b)
{
	const struct code_change *x = a, *y = b;
	int order = x->is_data - y->is_data;

	if (!order)
		order = strcmp(x->name, y->name);
	return order ? order : strcmp(x->file ? x->file : "", y->file ? y->file : "");
}

static void list_files(struct comparer *c)
{
	struct code_comparison *result = &c->result;

	for (size_t i = 0; i < c->pair.b.symbol_count; i++)
		if (c->pair.b.symbols[i].type == STT_FILE)
			*ARRAY_ADD(result->files, result->file_count, result->file_alloc) =
				xstrdup(c->pair.b.symbols[i].name);
}

int code_compare(const char *path_a, const char *path_b, code_line_moves_fn *moves,
		 const void *data, struct code_comparison *ret_comparison, struct error **err)
{
	struct comparer c = { .pair = { .moves = moves, .data = data } };

	if (code_object_open(path_a, &c.pair.a, err))
		return -1;
	if (code_object_open(path_b, &c.pair.b, err)) {
		code_object_close(&c.pair.a);
		return -1;
	}
	if (c.pair.a.arch != c.pair.b.arch) {
		code_object_close(&c.pair.a);
		code_object_close(&c.pair.b);
		return error_set(err, ERROR_INPUT, "%s and %s are of different architectures",
				 path_a, path_b);
	}
	list_files(&c);
	compare_all_named(&c, STT_FUNC);
	compare_all_named(&c, STT_OBJECT);
	/* Where code differs, its tables do. */
	if (c.result.is != CODE_DIFFERS)
		compare_tables(&c);
	if (c.result.count)
		qsort(c.result.changes, c.result.count, sizeof(*c.result.changes), compare_changes);
	code_object_close(&c.pair.a);
	code_object_close(&c.pair.b);
	*ret_comparison = c.result;
	return 0;
}

void code_comparison_release(struct code_comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++) {
		free(comparison->changes[i].name);
		free(comparison->changes[i].file);
	}
	for (size_t i = 0; i < comparison->file_count; i++)
		free(comparison->files[i]);
	free(comparison->changes);
	free(comparison->files);
	*comparison = (struct code_comparison){ 0 };
}
