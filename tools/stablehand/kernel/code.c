// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/code.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/code_object.h"
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

/* A piece of a section of one of the two objects. */
struct piece {
	const struct code_object *object;
	size_t section;
	uint64_t start, size;
};

struct comparer {
	struct code_object a, b;
	code_line_moves_fn *moves;
	const void *data;
	struct code_comparison result;
};

static const struct code_section *section_of(const struct piece *piece)
{
	return &piece->object->sections[piece->section];
}

static const unsigned char *bytes_of(const struct piece *piece)
{
	const struct code_section *section = section_of(piece);

	return section->bytes ? section->bytes + piece->start : NULL;
}

static bool same_plain_name(const struct code_symbol *a, const struct code_symbol *b)
{
	return a->len == b->len && !memcmp(a->name, b->name, a->len);
}

/* A text that the compiler gave no name: the same printable bytes up to the NUL. */
static bool same_string(const struct code_section *a, uint64_t at_a, const struct code_section *b,
			uint64_t at_b)
{
	for (size_t i = 0;; i++) {
		unsigned char c;

		if (!a->bytes || !b->bytes || at_a + i >= a->size || at_b + i >= b->size)
			return false;
		c = a->bytes[at_a + i];
		if (c != b->bytes[at_b + i])
			return false;
		if (!c)
			return i > 0;
		/* KERN_SOH begins printk()'s. */
		if (!isprint(c) && !isspace(c) && !(c == 1 && !i))
			return false;
	}
}

/* Is one section as it was to the last byte, so that what has no name has not moved? */
static bool same_bytes(const struct comparer *c, const struct code_section *a,
		       const struct code_section *b)
{
	if (a->size != b->size || a->reloc_count != b->reloc_count || !a->bytes || !b->bytes ||
	    memcmp(a->bytes, b->bytes, a->size))
		return false;
	for (size_t i = 0; i < a->reloc_count; i++) {
		const struct code_reloc *x = &a->relocs[i], *y = &b->relocs[i];
		const struct code_symbol *s = &c->a.symbols[x->symbol], *t = &c->b.symbols[y->symbol];

		if (x->offset != y->offset || x->type != y->type || x->addend != y->addend ||
		    s->value != t->value || strcmp(s->name, t->name) ||
		    strcmp(c->a.sections[s->section].name, c->b.sections[t->section].name))
			return false;
	}
	return true;
}

/* From the function's beginning to what an absolute reference is to. */
static uint64_t distance(const struct piece *function, const struct code_reloc *reloc)
{
	return function->object->symbols[reloc->symbol].value + reloc->addend - function->start;
}

static bool leads_into(const struct piece *function, const struct code_reloc *reloc, uint64_t at)
{
	return reloc->offset == at && reloc->type == R_X86_64_64 &&
	       function->object->symbols[reloc->symbol].section == function->section &&
	       distance(function, reloc) < function->size;
}

/*
 * A place before a datum, from which an index counts ("msrs[i - 1]"), where the
 * section has nothing that could be meant itself.
 */
static bool same_gap(const struct code_object *a, size_t section_a, uint64_t at_a,
		     const struct code_object *b, size_t section_b, uint64_t at_b)
{
	const struct code_symbol *x = code_object_behind(a, section_a, at_a);
	const struct code_symbol *y = code_object_behind(b, section_b, at_b);

	return x && y && !a->sections[section_a].bytes && !b->sections[section_b].bytes &&
	       same_plain_name(x, y) && x->value - at_a == y->value - at_b;
}

/* x and y are the first of those at their places, which empty structures share. */
static bool share_name(const struct code_object *a, size_t section_a, const struct code_symbol *x,
		       const struct code_object *b, size_t section_b, const struct code_symbol *y)
{
	uint64_t at = x->value;

	for (size_t i = 0; (x = code_object_nth(a, section_a, at, i)); i++)
		for (size_t j = 0;; j++) {
			const struct code_symbol *other = code_object_nth(b, section_b, y->value, j);

			if (!other)
				break;
			if (same_plain_name(x, other))
				return true;
		}
	return false;
}

/* Do two places have the same name, or the same content? */
static bool same_place(const struct code_object *a, size_t section_a, uint64_t at_a,
		       const struct code_object *b, size_t section_b, uint64_t at_b)
{
	const struct code_symbol *x = code_object_at(a, section_a, at_a);
	const struct code_symbol *y = code_object_at(b, section_b, at_b);

	if (x && y && at_a == x->value && at_b == y->value)
		return share_name(a, section_a, x, b, section_b, y);
	if (x && y)
		return same_plain_name(x, y) && at_a - x->value == at_b - y->value;
	if (x || y)
		return false;
	return same_string(&a->sections[section_a], at_a, &b->sections[section_b], at_b) ||
	       same_gap(a, section_a, at_a, b, section_b, at_b);
}

/*
 * The jump table of a switch, which has no name: as long as entries lead into
 * the function, they lead to the same places in it.
 */
static bool same_jump_table(const struct comparer *c, const struct piece *f, uint64_t at_a,
			    size_t section_a, const struct piece *g, uint64_t at_b, size_t section_b)
{
	const struct code_section *s = &c->a.sections[section_a], *t = &c->b.sections[section_b];

	for (size_t n = 0;; n++, at_a += 8, at_b += 8) {
		size_t i = code_section_reloc(s, at_a), j = code_section_reloc(t, at_b);
		bool in_a = i < s->reloc_count && leads_into(f, &s->relocs[i], at_a);
		bool in_b = j < t->reloc_count && leads_into(g, &t->relocs[j], at_b);

		if (!in_a && !in_b)
			return n > 0;
		if (in_a != in_b ||
		    distance(f, &s->relocs[i]) != distance(g, &t->relocs[j]))
			return false;
	}
}

/* f and g are the functions that refer to them; or NULL. */
static bool same_target(const struct comparer *c, const struct piece *f, const struct code_reloc *a,
			const struct piece *g, const struct code_reloc *b)
{
	/* From the field to the end of its instruction: it may have an immediate, too. */
	static const int ends[] = { 4, 5, 6, 8, 0 };
	const struct code_symbol *x = &c->a.symbols[a->symbol], *y = &c->b.symbols[b->symbol];
	const struct code_section *s = &c->a.sections[x->section], *t = &c->b.sections[y->section];
	uint64_t at_a = x->value + a->addend, at_b = y->value + b->addend;
	bool relative = code_reloc_is_relative(a->type);

	if (a->type != b->type)
		return false;
	if (!x->section || !y->section)
		return !x->section && !y->section && a->addend == b->addend &&
		       !strcmp(x->name, y->name);
	if (strcmp(s->name, t->name))
		return false;
	for (size_t i = 0; i < (relative ? ARRAY_SIZE(ends) : 1); i++) {
		int end = relative ? ends[i] : 0;

		if (same_place(&c->a, x->section, at_a + end, &c->b, y->section, at_b + end))
			return true;
	}
	if (f && !code_object_at(&c->a, x->section, at_a) && !code_object_at(&c->b, y->section, at_b) &&
	    same_jump_table(c, f, at_a, x->section, g, at_b, y->section))
		return true;
	return at_a == at_b && same_bytes(c, s, t);
}

/* Where a jump or call within the section goes, which the assembler has settled. */
static bool same_jump(const struct piece *a, const struct piece *b, size_t at, size_t width)
{
	const unsigned char *x = bytes_of(a) + at, *y = bytes_of(b) + at;
	int32_t by_a = (int8_t)*x, by_b = (int8_t)*y;

	if (width == 4) {
		memcpy(&by_a, x, 4);
		memcpy(&by_b, y, 4);
	}
	return same_place(a->object, a->section, a->start + at + width + by_a, b->object, b->section,
			  b->start + at + width + by_b);
}

/* How many bytes from `at` on are a jump's distance that leads to the same place; 0: none. */
static size_t skip_jump(const struct piece *a, const struct piece *b, size_t at)
{
	const unsigned char *x = bytes_of(a), *y = bytes_of(b);

	if (at < 1 || x[at - 1] != y[at - 1])
		return 0;
	if (at + 4 <= a->size &&
	    (x[at - 1] == 0xe8 || x[at - 1] == 0xe9 ||
	     (at >= 2 && x[at - 2] == 0x0f && y[at - 2] == 0x0f && (x[at - 1] & 0xf0) == 0x80)) &&
	    same_jump(a, b, at, 4))
		return 4;
	if ((x[at - 1] == 0xeb || (x[at - 1] & 0xf0) == 0x70) && same_jump(a, b, at, 1))
		return 1;
	return 0;
}

static bool line_moved(const struct comparer *c, const unsigned char *x, const unsigned char *y,
		       size_t width)
{
	uint32_t from = 0, to = 0;

	memcpy(&from, x, width);
	memcpy(&to, y, width);
	return from != to && c->moves && c->moves(from, to, c->data);
}

/* The bytes from `at` to `end`, between relocations. */
static bool same_stretch(const struct comparer *c, const struct piece *a, const struct piece *b,
			 size_t at, size_t end, bool code, bool *lines)
{
	const unsigned char *x = bytes_of(a), *y = bytes_of(b);
	size_t start = at;

	while (at < end) {
		size_t skipped = 0;

		if (x[at] == y[at]) {
			at++;
			continue;
		}
		/* The first byte that differs is not always that of the field. */
		for (size_t back = 0; code && back < 4 && back <= at - start && !skipped; back++) {
			skipped = skip_jump(a, b, at - back);
			skipped = skipped > back ? skipped - back : 0;
		}
		for (size_t back = 0; back < 4 && back <= at - start && !skipped; back++)
			if (at - back + 4 <= end && line_moved(c, x + at - back, y + at - back, 4)) {
				skipped = 4 - back;
				*lines = true;
			}
		if (!skipped)
			return false;
		at += skipped;
	}
	return true;
}

/* Sets *lines when line numbers differ. */
static bool same_piece(const struct comparer *c, const struct piece *a, const struct piece *b,
		       bool code, bool *lines)
{
	const struct code_section *s = section_of(a), *t = section_of(b);
	size_t i = code_section_reloc(s, a->start), j = code_section_reloc(t, b->start), at = 0;

	if (a->size != b->size || !s->bytes != !t->bytes)
		return false;
	if (!s->bytes)
		return true;
	for (;; i++, j++) {
		bool more = i < s->reloc_count && s->relocs[i].offset < a->start + a->size;
		bool more_b = j < t->reloc_count && t->relocs[j].offset < b->start + b->size;
		size_t next = more ? s->relocs[i].offset - a->start : a->size;

		if (more != more_b || (more && t->relocs[j].offset - b->start != next))
			return false;
		if (next < at || !same_stretch(c, a, b, at, next, code, lines))
			return false;
		if (!more)
			return true;
		if (!same_target(c, code ? a : NULL, &s->relocs[i], code ? b : NULL, &t->relocs[j]))
			return false;
		at = next + code_reloc_width(s->relocs[i].type);
		if (at > a->size)
			return false;
	}
}

static struct piece piece_of(const struct code_object *object, const struct code_symbol *symbol)
{
	return (struct piece){ object, symbol->section, symbol->value, symbol->size };
}

static void tell(struct comparer *c, enum code_change_kind kind, bool is_data, const char *name,
		 size_t len, const char *file)
{
	struct code_comparison *result = &c->result;
	enum code_is is = kind == CODE_CHANGED_LINES ? CODE_LINES : CODE_DIFFERS;

	if (result->is < is)
		result->is = is;
	for (size_t i = 0; i < result->count; i++)
		if (result->changes[i].is_data == is_data && !strncmp(result->changes[i].name, name, len) &&
		    !result->changes[i].name[len] && !result->changes[i].file == !file &&
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
	return same_plain_name(x, y) && !x->file == !y->file && (!x->file || !strcmp(x->file, y->file));
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
		struct piece x = piece_of(&c->a, a[i]);
		bool found = false, lines = false;

		/* Its place in the order is the likeliest. */
		for (size_t k = 0; k < m && !found; k++) {
			size_t j = (i + k) % m;
			struct piece y = piece_of(&c->b, b[j]);

			lines = false;
			if (!taken[j] && !strcmp(section_of(&x)->name, section_of(&y)->name) &&
			    same_piece(c, &x, &y, type == STT_FUNC, &lines)) {
				taken[j] = found = true;
				left--;
			}
		}
		if (found && lines)
			tell(c, CODE_CHANGED_LINES, type == STT_OBJECT, one->name, one->len, one->file);
		missing += !found;
	}
	if (missing || left)
		tell(c, !n ? CODE_ADDED : !m ? CODE_REMOVED : CODE_CHANGED, type == STT_OBJECT,
		     one->name, one->len, one->file);
}

static void compare_all_named(struct comparer *c, int type)
{
	struct named a = { 0 }, b = { 0 };

	list_named(&c->a, type, &a);
	list_named(&c->b, type, &b);
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
	const struct code_section *s = &c->a.sections[section_a], *t = &c->b.sections[section_b];
	size_t size = bug_entry_size(s);

	if (!size || s->size != t->size || bug_entry_size(t) != size || !s->bytes || !t->bytes)
		return false;
	for (uint64_t at = 0; at < s->size; at += size) {
		const unsigned char *x = s->bytes + at + size - 4, *y = t->bytes + at + size - 4;
		struct piece a = { &c->a, section_a, at, size - 4 };
		struct piece b = { &c->b, section_b, at, size - 4 };
		const struct code_symbol *from;
		const struct code_reloc *reloc;
		bool lines = false;

		if (!same_piece(c, &a, &b, false, &lines) || lines || memcmp(x + 2, y + 2, 2))
			return false;
		if (!memcmp(x, y, 2))
			continue;
		if (!line_moved(c, x, y, 2))
			return false;
		reloc = &s->relocs[code_section_reloc(s, at)];
		from = code_object_at(&c->a, c->a.symbols[reloc->symbol].section,
				      c->a.symbols[reloc->symbol].value + reloc->addend);
		tell(c, CODE_CHANGED_LINES, !from, from ? from->name : s->name,
		     from ? from->len : strlen(s->name), from ? from->file : NULL);
	}
	return true;
}

static void compare_tables(struct comparer *c)
{
	for (size_t i = 1; i < c->a.section_count; i++) {
		const struct code_section *s = &c->a.sections[i];
		size_t j;
		bool lines = false, same;

		if (!s->name || !(s->flags & SHF_ALLOC) || s->symbol_count || is_derived(s->name))
			continue;
		j = section_named(&c->b, s->name);
		if (!j) {
			tell(c, CODE_REMOVED, true, s->name, strlen(s->name), NULL);
			continue;
		}
		if (!strcmp(s->name, "__bug_table")) {
			same = compare_bugs(c, i, j);
		} else {
			struct piece a = { &c->a, i, 0, s->size };
			struct piece b = { &c->b, j, 0, c->b.sections[j].size };

			same = same_piece(c, &a, &b, false, &lines);
		}
		if (!same || lines)
			tell(c, same ? CODE_CHANGED_LINES : CODE_CHANGED, true, s->name,
			     strlen(s->name), NULL);
	}
	for (size_t j = 1; j < c->b.section_count; j++) {
		const struct code_section *t = &c->b.sections[j];

		if (t->name && (t->flags & SHF_ALLOC) && !t->symbol_count && t->size &&
		    !is_derived(t->name) && !section_named(&c->a, t->name))
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

	for (size_t i = 0; i < c->b.symbol_count; i++)
		if (c->b.symbols[i].type == STT_FILE)
			*ARRAY_ADD(result->files, result->file_count, result->file_alloc) =
				xstrdup(c->b.symbols[i].name);
}

int code_compare(const char *path_a, const char *path_b, code_line_moves_fn *moves,
		 const void *data, struct code_comparison *ret_comparison, struct error **err)
{
	struct comparer c = { .moves = moves, .data = data };

	if (code_object_open(path_a, &c.a, err))
		return -1;
	if (code_object_open(path_b, &c.b, err)) {
		code_object_close(&c.a);
		return -1;
	}
	list_files(&c);
	compare_all_named(&c, STT_FUNC);
	compare_all_named(&c, STT_OBJECT);
	/* Where code differs, its tables do. */
	if (c.result.is != CODE_DIFFERS)
		compare_tables(&c);
	if (c.result.count)
		qsort(c.result.changes, c.result.count, sizeof(*c.result.changes), compare_changes);
	code_object_close(&c.a);
	code_object_close(&c.b);
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
