// SPDX-License-Identifier: GPL-2.0-only
/* Questions to an index: each looks into one bucket. */
#include "index/symbol_index.h"

#include <stdlib.h>

#include "index/symbol_index_parts.h"

const char *symbol_text_at(struct symbol_index *index, uint32_t offset)
{
	if (offset < index->layout.header->text_bytes)
		return index->layout.texts + offset;
	index->damaged = true;
	return "";
}

void symbol_entry_find(struct symbol_index *index, const char *name, size_t len,
		       const uint8_t **ret_at, const uint8_t **ret_end)
{
	const struct symbol_layout *layout = &index->layout;
	uint64_t hash = symbol_hash(name, len);
	uint64_t bucket = hash >> (SYMBOL_HASH_BITS - layout->header->bucket_bits);
	uint32_t first = layout->buckets[bucket], behind = layout->buckets[bucket + 1], length;
	const uint8_t *at = layout->entries + first, *end = layout->entries + behind;

	*ret_at = NULL;
	if (first > behind || behind > layout->header->entry_bytes) {
		index->damaged = true;
		return;
	}
	while (end - at > SYMBOL_ENTRY_HASH_BYTES) {
		bool same = !memcmp(at, &hash, SYMBOL_ENTRY_HASH_BYTES);

		at += SYMBOL_ENTRY_HASH_BYTES;
		if (!symbol_number(&at, end, &length) || length > (size_t)(end - at)) {
			index->damaged = true;
			return;
		}
		if (same) {
			*ret_at = at;
			*ret_end = at + length;
			return;
		}
		at += length;
	}
	index->damaged |= at != end;
}

/* The number of a folder, of which path is the first len bytes ("mm/"). */
static bool find_folder(struct symbol_index *index, const char *path, size_t len, uint32_t *ret)
{
	uint32_t low = 0, high = index->layout.header->folder_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const char *there = symbol_text_at(index, index->layout.folders[middle].path);
		int order = strncmp(there, path, len);

		if (!order && !there[len]) {
			*ret = middle;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* The number of the first file in a folder or behind it. */
static uint32_t first_file(const struct symbol_layout *layout, uint32_t folder)
{
	return folder < layout->header->folder_count ? layout->folders[folder].first_file :
	       layout->header->file_count;
}

/* What is in the folders from `first` up to `end` is seen. */
static void view_add(struct symbol_index *index, struct symbol_view *view, uint32_t first,
		     uint32_t end)
{
	size_t at = view->count;

	if (view->count == SYMBOL_RANGES_MAX)
		return;
	first = first_file(&index->layout, first);
	end = first_file(&index->layout, end);
	while (at && view->ranges[at - 1].first > first) {
		view->ranges[at] = view->ranges[at - 1];
		at--;
	}
	view->ranges[at].first = first;
	view->ranges[at].end = end;
	view->count++;
}

static void view_folder(struct symbol_index *index, struct symbol_view *view, const char *path,
			size_t len)
{
	uint32_t folder;

	if (len && find_folder(index, path, len, &folder))
		view_add(index, view, folder, index->layout.folders[folder].end);
}

/* Bytes of the first n folders of a path with the '/'; 0 when it has fewer. */
static size_t top_folders(const char *path, int n)
{
	const char *at = path;

	while (n--) {
		at = strchr(at, '/');
		if (!at)
			return 0;
		at++;
	}
	return at - path;
}

static void view_near(struct symbol_index *index, struct symbol_view *view, const char *from)
{
	bool in_arch = !strncmp(from, "arch/", 5);
	/* What these hold has little to do with each other, and drivers/ is half a kernel. */
	bool apart = in_arch || !strncmp(from, "drivers/", 8) || !strncmp(from, "sound/", 6);
	uint32_t arch, at;

	view_folder(index, view, view->from, strlen(view->from));
	view_folder(index, view, "include/", 8);
	view_folder(index, view, from, top_folders(from, apart ? 2 : 1));
	if (in_arch || !find_folder(index, "arch/", 5, &arch))
		return;
	for (at = arch + 1; at < index->layout.folders[arch].end;
	     at = index->layout.folders[at].end) {
		_cleanup_free_ char *include = xasprintf("%sinclude/",
							 symbol_text_at(index,
								 index->layout.folders[at].path));

		view_folder(index, view, include, strlen(include));
	}
}

static void view_anywhere(struct symbol_index *index, struct symbol_view *view)
{
	static const char *const skipped[] = { "tools/", "scripts/", "samples/", "Documentation/" };
	const struct symbol_folder *folders = index->layout.folders;

	for (uint32_t at = 1; at < folders[0].end; at = folders[at].end) {
		const char *path = symbol_text_at(index, folders[at].path);
		bool skip = false;

		for (size_t i = 0; i < ARRAY_SIZE(skipped); i++)
			skip |= !strcmp(path, skipped[i]);
		if (!skip)
			view_add(index, view, at, folders[at].end);
	}
}

/* What is seen from a file; belongs to the index, up to the next question. */
static const struct symbol_view *view_of(struct symbol_index *index, enum symbol_scope scope,
					 const char *from)
{
	struct symbol_view *view = &index->views[scope == SYMBOL_ANYWHERE];
	const char *slash;
	size_t len;

	from = from ? from : "";
	slash = strrchr(from, '/');
	len = slash ? slash + 1 - from : 0;
	if (view->from && !strncmp(view->from, from, len) && !view->from[len])
		return view;
	free(view->from);
	*view = (struct symbol_view){ .scope = scope, .from = xstrndup(from, len) };
	if (!len || !find_folder(index, from, len, &view->own))
		view->own = UINT32_MAX;
	view_near(index, view, from);
	if (scope == SYMBOL_ANYWHERE)
		view_anywhere(index, view);
	return view;
}

static bool sees(const struct symbol_view *view, uint32_t file)
{
	for (size_t i = 0; i < view->count && view->ranges[i].first <= file; i++)
		if (file < view->ranges[i].end)
			return true;
	return false;
}

/* Past the files of an entry, looking at them only when there is a view. */
static bool read_files(struct symbol_index *index, const uint8_t **at, const uint8_t *end,
			 const struct symbol_view *view)
{
	uint32_t count, file = 0, delta;
	bool seen = false;

	if (!symbol_number(at, end, &count)) {
		index->damaged = true;
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (!symbol_number(at, end, &delta)) {
			index->damaged = true;
			return false;
		}
		file += delta >> 1;
		if (view && sees(view, file)) {
			seen = true;
			break;
		}
	}
	return seen;
}

bool symbol_index_has(struct symbol_index *index, const char *name, size_t len,
		      enum symbol_scope scope, const char *from)
{
	const uint8_t *at, *end;

	symbol_entry_find(index, name, len, &at, &end);
	if (!at)
		return false;
	return !symbol_index_knows_definitions(index) ||
	       read_files(index, &at, end, view_of(index, scope, from));
}

bool symbol_index_has_file(struct symbol_index *index, const char *path)
{
	const struct symbol_layout *layout = &index->layout;
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	uint32_t folder, end;

	if (!find_folder(index, path, name - path, &folder))
		return false;
	end = first_file(layout, folder + 1);
	for (uint32_t i = layout->folders[folder].first_file; i < end; i++)
		if (!strcmp(symbol_text_at(index, layout->files[i].name), name))
			return true;
	return false;
}

bool symbol_index_has_folder(struct symbol_index *index, const char *path)
{
	uint32_t folder;

	return find_folder(index, path, strlen(path), &folder);
}

bool symbol_index_arch_has_file(struct symbol_index *index, const char *header, size_t len)
{
	static const char *const below[] = { "include/", "include/uapi/" };
	uint32_t arch;

	if (!find_folder(index, "arch/", 5, &arch))
		return false;
	for (uint32_t at = arch + 1; at < index->layout.folders[arch].end;
	     at = index->layout.folders[at].end)
		for (size_t i = 0; i < ARRAY_SIZE(below); i++) {
			_cleanup_free_ char *path = xasprintf(
				"%s%s%.*s", symbol_text_at(index, index->layout.folders[at].path),
				below[i], (int)len, header);

			if (symbol_index_has_file(index, path))
				return true;
		}
	return false;
}

bool symbol_index_knows_definitions(const struct symbol_index *index)
{
	return !(index->layout.header->flags & SYMBOL_INDEX_LIST);
}

bool symbol_index_is_member(struct symbol_index *index, const char *name, size_t len)
{
	const uint8_t *at, *end;
	uint32_t count, delta;

	symbol_entry_find(index, name, len, &at, &end);
	if (!at || !symbol_number(&at, end, &count))
		return false;
	while (count--) {
		if (!symbol_number(&at, end, &delta)) {
			index->damaged = true;
			return false;
		}
		if (delta & 1)
			return true;
	}
	return false;
}

void symbol_defs_of(struct symbol_index *index, const char *name, size_t len,
		    enum symbol_scope scope, const char *from, struct symbol_defs *ret_defs)
{
	*ret_defs = (struct symbol_defs){ .index = index };
	symbol_entry_find(index, name, len, &ret_defs->at, &ret_defs->end);
	if (!ret_defs->at)
		return;
	read_files(index, &ret_defs->at, ret_defs->end, NULL);
	ret_defs->view = view_of(index, scope, from);
	if (index->damaged)
		ret_defs->at = NULL;
}

uint32_t symbol_folder_of_file(const struct symbol_layout *layout, uint32_t file)
{
	uint32_t low = 0, high = layout->header->folder_count;

	/* The last folder whose files begin at or before this one. */
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (layout->folders[middle].first_file <= file)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Past the members of a record. */
static bool skip_members(const uint8_t **at, const uint8_t *end, struct symbol_def *def)
{
	uint32_t count, len;

	if (!symbol_number(at, end, &count))
		return false;
	def->members = *at;
	def->member_count = count;
	while (count--) {
		if (!symbol_number(at, end, &len) || len >> 1 > (size_t)(end - *at))
			return false;
		*at += len >> 1;
	}
	def->end = *at;
	return true;
}

bool symbol_defs_next(struct symbol_defs *defs, struct symbol_def *ret_def)
{
	const struct symbol_layout *layout = &defs->index->layout;
	struct symbol_def def = { 0 };
	uint32_t flags, delta, folder;

	if (!defs->at || defs->at >= defs->end)
		return false;
	if (!symbol_number(&defs->at, defs->end, &flags) ||
	    !symbol_number(&defs->at, defs->end, &delta) ||
	    !symbol_number(&defs->at, defs->end, &def.line))
		goto damaged;
	defs->file += delta;
	def.kind = flags & SYMBOL_KIND_MASK;
	def.called = flags & SYMBOL_DEF_CALLED;
	def.variadic = flags & SYMBOL_DEF_VARIADIC;
	def.open = flags & SYMBOL_DEF_OPEN;
	if (defs->file >= layout->header->file_count ||
	    (def.called && !symbol_number(&defs->at, defs->end, &def.parameters)) ||
	    (def.kind == CDEF_RECORD && !skip_members(&defs->at, defs->end, &def)))
		goto damaged;
	folder = symbol_folder_of_file(layout, defs->file);
	def.folder = symbol_text_at(defs->index, layout->folders[folder].path);
	def.file = symbol_text_at(defs->index, layout->files[defs->file].name);
	def.near = sees(defs->view, defs->file);
	def.own_folder = folder == defs->view->own;
	*ret_def = def;
	return true;
damaged:
	defs->index->damaged = true;
	defs->at = NULL;
	return false;
}

const char *symbol_def_member(const struct symbol_def *def, size_t *at, size_t *ret_len)
{
	const uint8_t *here = def->members ? def->members + *at : NULL;
	uint32_t len;

	while (here && here < def->end && symbol_number(&here, def->end, &len)) {
		const char *name = (const char *)here;

		here += len >> 1;
		*at = here - def->members;
		if (len & 1) {
			*ret_len = len >> 1;
			return name;
		}
	}
	return NULL;
}

bool symbol_def_is_visible(const struct symbol_def *def)
{
	size_t len = strlen(def->file);

	return def->own_folder || (def->near && len > 2 && !strcmp(def->file + len - 2, ".h"));
}

enum symbol_answer symbol_index_takes(struct symbol_index *index, const char *name, size_t len,
				      uint32_t arguments, const char *from)
{
	enum symbol_answer answer = SYMBOL_UNKNOWN;
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(index, name, len, SYMBOL_NEAR, from, &defs);
	while (symbol_defs_next(&defs, &def)) {
		if (!symbol_def_is_visible(&def) || def.kind == CDEF_RECORD ||
		    def.kind == CDEF_ENUM)
			continue;
		if (!def.called)
			return SYMBOL_UNKNOWN;
		if (arguments == def.parameters || (def.variadic && arguments > def.parameters))
			return SYMBOL_YES;
		answer = SYMBOL_NO;
	}
	return answer;
}

static bool has_member(const struct symbol_def *def, const char *member, size_t len)
{
	size_t at = 0, there_len;
	const char *there;

	while ((there = symbol_def_member(def, &at, &there_len)))
		if (there_len == len && !memcmp(there, member, len))
			return true;
	return false;
}

enum symbol_answer symbol_index_record_has(struct symbol_index *index, const char *tag,
					   size_t tag_len, const char *member, size_t len,
					   const char *from)
{
	enum symbol_answer answer = SYMBOL_UNKNOWN;
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(index, tag, tag_len, SYMBOL_NEAR, from, &defs);
	while (symbol_defs_next(&defs, &def)) {
		if (def.kind != CDEF_RECORD || !symbol_def_is_visible(&def))
			continue;
		if (has_member(&def, member, len))
			return SYMBOL_YES;
		if (def.open)
			return SYMBOL_UNKNOWN;
		answer = SYMBOL_NO;
	}
	return answer;
}
