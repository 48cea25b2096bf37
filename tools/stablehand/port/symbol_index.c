// SPDX-License-Identifier: GPL-2.0-only
#include "port/symbol_index.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port/symbol_index_parts.h"
#include "util/file.h"
#include "util/progress.h"

#define FOLDER "stablehand-symbols"
#define SUFFIX ".index"
#define KEPT_MAX 24			/* files; those not used for longest go first */
#define LIST_MAX_BYTES (1u << 30)
#define RANGES_MAX 64

/* Folders that are seen from somewhere: ranges of their numbers, rising. */
struct symbol_view {
	struct {
		uint32_t first, end;
	} ranges[RANGES_MAX];
	size_t count;
	enum symbol_scope scope;
	char *from;			/* folder; NULL: not filled in */
	uint32_t own;			/* that folder, UINT32_MAX: not there */
};

struct symbol_index {
	struct symbol_layout layout;
	struct buf owned;		/* the bytes, */
	void *mapped;			/* or where they are mapped */
	size_t mapped_len;
	char *file;			/* that is mapped */
	bool damaged;
	struct symbol_view views[2];	/* of each scope, the one asked for last */
};

uint64_t symbol_checksum(const void *data, size_t len)
{
	const uint64_t k = 0xc949c7defebe6f8fu;
	uint64_t sums[4] = { 1, 2, 3, 4 }, words[4];
	const uint8_t *at = data;

	for (; len >= sizeof(words); at += sizeof(words), len -= sizeof(words)) {
		memcpy(words, at, sizeof(words));
		for (int i = 0; i < 4; i++)
			sums[i] = (sums[i] ^ words[i]) * k ^ sums[i] >> 29;
	}
	memset(words, 0, sizeof(words));
	memcpy(words, at, len);
	for (int i = 0; i < 4; i++)
		sums[i] = symbol_mix(sums[i] ^ words[i], k);
	return symbol_mix(sums[0] ^ sums[1] * 3, sums[2] * 5 ^ sums[3] ^ len) | 1;
}

/* Do folders, files and buckets point into the index, and in order? */
static bool is_sound(const struct symbol_layout *layout)
{
	const struct symbol_header *header = layout->header;
	uint64_t buckets = (uint64_t)1 << header->bucket_bits;

	for (uint32_t i = 0; i < header->folder_count; i++) {
		const struct symbol_folder *folder = &layout->folders[i];

		if (folder->path >= header->text_bytes || folder->end <= i ||
		    folder->end > header->folder_count || folder->first_file > header->file_count ||
		    (i && folder->first_file < layout->folders[i - 1].first_file))
			return false;
	}
	return layout->buckets[0] == 0 && layout->buckets[buckets] == header->entry_bytes &&
	       !layout->texts[header->text_bytes - 1];
}

bool symbol_layout_read(const void *data, size_t len, struct symbol_layout *ret_layout)
{
	const struct symbol_header *header = data;
	struct symbol_layout layout = { .header = header };
	uint64_t bytes = sizeof(*header);
	const uint8_t *at = data;

	if (len < sizeof(*header) || (uintptr_t)data % 8 ||
	    memcmp(header->magic, SYMBOL_INDEX_MAGIC, sizeof(header->magic)) ||
	    header->version != SYMBOL_INDEX_VERSION || header->bytes != len ||
	    header->header_checksum != symbol_checksum(header,
						       offsetof(struct symbol_header,
								header_checksum)) ||
	    header->bucket_bits < SYMBOL_BUCKET_BITS_MIN ||
	    header->bucket_bits > SYMBOL_BUCKET_BITS_MAX || !header->folder_count ||
	    !header->text_bytes || header->text_bytes % 4 || header->entry_bytes > UINT32_MAX)
		return false;
	layout.folders = (const void *)(at + bytes);
	bytes += (uint64_t)header->folder_count * sizeof(*layout.folders);
	layout.files = (const void *)(at + bytes);
	bytes += (uint64_t)header->file_count * sizeof(*layout.files);
	layout.texts = (const void *)(at + bytes);
	bytes += header->text_bytes;
	layout.buckets = (const void *)(at + bytes);
	bytes += (((uint64_t)1 << header->bucket_bits) + 1) * sizeof(*layout.buckets);
	layout.entries = at + bytes;
	bytes += header->entry_bytes;
	if (bytes != len || !is_sound(&layout))
		return false;
	*ret_layout = layout;
	return true;
}

bool symbol_layout_verify(const struct symbol_layout *layout)
{
	const struct symbol_header *header = layout->header;

	return symbol_checksum(header + 1, header->bytes - sizeof(*header)) == header->checksum;
}

static const char *text_at(struct symbol_index *index, uint32_t offset)
{
	if (offset < index->layout.header->text_bytes)
		return index->layout.texts + offset;
	index->damaged = true;
	return "";
}

/* Opening. */

struct symbol_index *symbol_index_of_bytes(const void *data, size_t len)
{
	struct symbol_layout layout;
	struct symbol_index *index;

	if (!symbol_layout_read(data, len, &layout))
		return NULL;
	index = xcalloc(1, sizeof(*index));
	index->layout = layout;
	return index;
}

/* Takes the bytes over. */
static struct symbol_index *index_of_buf(struct buf *bytes)
{
	struct symbol_index *index = symbol_index_of_bytes(bytes->data, bytes->len);

	if (!index)
		return NULL;
	index->owned = *bytes;
	*bytes = (struct buf){ 0 };
	return index;
}

/* NULL when there is none, or it is not whole. */
static struct symbol_index *map_file(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct symbol_index *index;
	struct stat info;
	void *mapped;

	if (fd < 0 || fstat(fd, &info) || !S_ISREG(info.st_mode) || info.st_size <= 0)
		return NULL;
	mapped = mmap(NULL, info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (mapped == MAP_FAILED)
		return NULL;
	index = symbol_index_of_bytes(mapped, info.st_size);
	if (!index) {
		munmap(mapped, info.st_size);
		return NULL;
	}
	index->mapped = mapped;
	index->mapped_len = info.st_size;
	index->file = xstrdup(path);
	return index;
}

static bool is_index_file(const char *name)
{
	size_t len = strlen(name);

	return len == GIT_OID_HEXSZ + strlen(SUFFIX) && !strcmp(name + GIT_OID_HEXSZ, SUFFIX);
}

/* The index in the folder that has most folders of the tree, as they are; or NULL. */
static struct symbol_index *find_older(const char *folder, const struct symbol_units *units)
{
	struct symbol_index *best = NULL;
	size_t best_shared = 0;
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		_cleanup_free_ char *path = path_join(folder, "%s", entry->d_name);
		_cleanup_symbol_index_ struct symbol_index *index = NULL;
		size_t shared;

		if (!is_index_file(entry->d_name) || !(index = map_file(path)))
			continue;
		shared = symbol_shared_folders(&index->layout, units);
		if (shared > best_shared) {
			symbol_index_free(best);
			best = TAKE_PTR(index);
			best_shared = shared;
		}
	}
	if (dir)
		closedir(dir);
	return best;
}

/* Remove what has not been used for longest, and what an older version left. */
static void prune(const char *folder)
{
	for (;;) {
		_cleanup_free_ char *oldest = NULL;
		DIR *dir = opendir(folder);
		struct dirent *entry;
		time_t when = 0;
		struct stat info;
		size_t count = 0;

		while (dir && (entry = readdir(dir))) {
			if (entry->d_name[0] == '.' ||
			    fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW))
				continue;
			if (strlen(entry->d_name) == GIT_OID_HEXSZ)
				unlinkat(dirfd(dir), entry->d_name, 0);
			if (!is_index_file(entry->d_name))
				continue;
			count++;
			if (!oldest || info.st_mtime < when) {
				free(oldest);
				oldest = path_join(folder, "%s", entry->d_name);
				when = info.st_mtime;
			}
		}
		if (dir)
			closedir(dir);
		if (count <= KEPT_MAX || unlink(oldest))
			return;
	}
}

static int make(git_repository *repo, const git_oid *tree, const char *folder,
		struct buf *ret_bytes, struct error **err)
{
	_cleanup_(symbol_units_release) struct symbol_units units = { 0 };
	_cleanup_symbol_index_ struct symbol_index *older = NULL;

	if (symbol_units_of_tree(repo, tree, &units, err))
		return -1;
	older = find_older(folder, &units);
	return symbol_build(repo, NULL, &units, older ? &older->layout : NULL, ret_bytes, err);
}

int symbol_index_open(git_repository *repo, const git_oid *tree, struct symbol_index **ret_index,
		      struct error **err)
{
	_cleanup_free_ char *folder = xasprintf("%s" FOLDER, git_repository_commondir(repo));
	_cleanup_free_ char *path = NULL;
	_cleanup_buf_ struct buf bytes = { 0 };
	char hex[GIT_OID_HEXSZ + 1];
	struct symbol_index *index;
	int rc;

	git_oid_tostr(hex, sizeof(hex), tree);
	path = path_join(folder, "%s" SUFFIX, hex);
	index = map_file(path);
	if (index) {
		utimensat(AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW);
		*ret_index = index;
		return 0;
	}
	progress_start("indexing the identifiers of tree %.12s", hex);
	rc = make(repo, tree, folder, &bytes, err);
	progress_end(rc ? "stopped" : NULL);
	if (rc)
		return -1;
	/* Without it the next one has to build it again: no harm is done. */
	if (!dir_make(folder, NULL) && !file_write(path, bytes.data, bytes.len, 0644, NULL)) {
		prune(folder);
		index = map_file(path);
	}
	if (!index)
		index = index_of_buf(&bytes);
	if (!index)
		return error_set(err, ERROR_BUG, "the index of tree %s is not as it should be", hex);
	*ret_index = index;
	return 0;
}

int symbol_index_open_folder(const char *path, struct symbol_index **ret_index,
			     struct error **err)
{
	_cleanup_(symbol_units_release) struct symbol_units units = { 0 };
	_cleanup_buf_ struct buf bytes = { 0 };
	struct symbol_index *index;

	if (symbol_units_of_folder(path, &units, err) ||
	    symbol_build(NULL, path, &units, NULL, &bytes, err))
		return -1;
	index = index_of_buf(&bytes);
	if (!index)
		return error_set(err, ERROR_BUG, "the index of %s is not as it should be", path);
	*ret_index = index;
	return 0;
}

struct symbol_index *symbol_index_of_names(const char *text, size_t len)
{
	struct symbol_collector *collector = xcalloc(1, sizeof(*collector));
	struct symbol_unit top = { .path = "", .end = 1 };
	struct symbol_units units = { .items = &top, .count = 1 };
	_cleanup_buf_ struct buf bytes = { 0 };

	symbol_collect_folder(collector, 0);
	symbol_collect_words(collector, text, len);
	symbol_write(collector, 1, &units, SYMBOL_INDEX_LIST, &bytes);
	symbol_collector_release(collector);
	free(collector);
	return index_of_buf(&bytes);
}

int symbol_index_open_list(const char *path, struct symbol_index **ret_index, struct error **err)
{
	_cleanup_buf_ struct buf text = { 0 };

	if (file_read(path, LIST_MAX_BYTES, &text, err))
		return -1;
	*ret_index = symbol_index_of_names(buf_str(&text), text.len);
	return 0;
}

void symbol_index_free(struct symbol_index *index)
{
	if (!index)
		return;
	if (index->damaged && index->file)
		unlink(index->file);
	if (index->mapped)
		munmap(index->mapped, index->mapped_len);
	for (size_t i = 0; i < ARRAY_SIZE(index->views); i++)
		free(index->views[i].from);
	buf_release(&index->owned);
	free(index->file);
	free(index);
}

int symbol_index_check(const struct symbol_index *index, struct error **err)
{
	if (!index->damaged)
		return 0;
	return error_set(err, ERROR_ENVIRONMENT,
			 "%s is damaged and will be removed: run this again",
			 index->file ? index->file : "the index of identifiers");
}

/* Asking. */

/* What follows the head of the name's entry; *ret_at is NULL when it has none. */
static void find(struct symbol_index *index, const char *name, size_t len,
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
		const char *there = text_at(index, index->layout.folders[middle].path);
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

static void view_add(struct symbol_view *view, uint32_t first, uint32_t end)
{
	size_t at = view->count;

	if (view->count == RANGES_MAX)
		return;
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
		view_add(view, folder, index->layout.folders[folder].end);
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
							 text_at(index,
								 index->layout.folders[at].path));

		view_folder(index, view, include, strlen(include));
	}
}

static void view_anywhere(struct symbol_index *index, struct symbol_view *view)
{
	static const char *const skipped[] = { "tools/", "scripts/", "samples/", "Documentation/" };
	const struct symbol_folder *folders = index->layout.folders;

	for (uint32_t at = 1; at < folders[0].end; at = folders[at].end) {
		const char *path = text_at(index, folders[at].path);
		bool skip = false;

		for (size_t i = 0; i < ARRAY_SIZE(skipped); i++)
			skip |= !strcmp(path, skipped[i]);
		if (!skip)
			view_add(view, at, folders[at].end);
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

static bool sees(const struct symbol_view *view, uint32_t folder)
{
	for (size_t i = 0; i < view->count && view->ranges[i].first <= folder; i++)
		if (folder < view->ranges[i].end)
			return true;
	return false;
}

/* Past the folders of an entry, looking at them only when there is a view. */
static bool read_folders(struct symbol_index *index, const uint8_t **at, const uint8_t *end,
			 const struct symbol_view *view, bool *ret_member)
{
	uint32_t head, folder = 0, delta;
	bool seen = false;

	if (!symbol_number(at, end, &head)) {
		index->damaged = true;
		return false;
	}
	*ret_member = head & 1;
	for (uint32_t i = 0; i < head >> 1; i++) {
		if (!symbol_number(at, end, &delta)) {
			index->damaged = true;
			return false;
		}
		folder += delta;
		if (view && sees(view, folder)) {
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
	bool member;

	find(index, name, len, &at, &end);
	if (!at)
		return false;
	return !symbol_index_knows_definitions(index) ||
	       read_folders(index, &at, end, view_of(index, scope, from), &member);
}

bool symbol_index_has_file(struct symbol_index *index, const char *path)
{
	const struct symbol_layout *layout = &index->layout;
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	uint32_t folder, end;

	if (!find_folder(index, path, name - path, &folder))
		return false;
	end = folder + 1 < layout->header->folder_count ? layout->folders[folder + 1].first_file :
	      layout->header->file_count;
	for (uint32_t i = layout->folders[folder].first_file; i < end; i++)
		if (!strcmp(text_at(index, layout->files[i]), name))
			return true;
	return false;
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
			_cleanup_free_ char *path =
				xasprintf("%s%s%.*s", text_at(index, index->layout.folders[at].path),
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
	uint32_t head;

	find(index, name, len, &at, &end);
	return at && symbol_number(&at, end, &head) && head & 1;
}

void symbol_defs_of(struct symbol_index *index, const char *name, size_t len,
		    enum symbol_scope scope, const char *from, struct symbol_defs *ret_defs)
{
	bool member;

	*ret_defs = (struct symbol_defs){ .index = index };
	find(index, name, len, &ret_defs->at, &ret_defs->end);
	if (!ret_defs->at)
		return;
	read_folders(index, &ret_defs->at, ret_defs->end, NULL, &member);
	ret_defs->view = view_of(index, scope, from);
	if (index->damaged)
		ret_defs->at = NULL;
}

static uint32_t folder_of_file(const struct symbol_layout *layout, uint32_t file)
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
	folder = folder_of_file(layout, defs->file);
	def.folder = text_at(defs->index, layout->folders[folder].path);
	def.file = text_at(defs->index, layout->files[defs->file]);
	def.near = sees(defs->view, folder);
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

/* Can a file include it, or was it made for the file's own folder? */
static bool is_visible(const struct symbol_def *def)
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
		if (!is_visible(&def) || def.kind == CDEF_RECORD || def.kind == CDEF_ENUM)
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
		if (def.kind != CDEF_RECORD || !is_visible(&def))
			continue;
		if (has_member(&def, member, len))
			return SYMBOL_YES;
		if (def.open)
			return SYMBOL_UNKNOWN;
		answer = SYMBOL_NO;
	}
	return answer;
}
