// SPDX-License-Identifier: GPL-2.0-only
#include "index/symbol_index.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/symbol_index_parts.h"
#include "util/file.h"
#include "util/progress.h"

#define FOLDER "stablehand-symbols"
#define SUFFIX ".names"
#define KEPT_MAX 24			/* files; those not used for longest go first */
#define LIST_MAX_BYTES (1u << 30)

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
		sums[i] = hash_mix(sums[i] ^ words[i], k);
	return hash_mix(sums[0] ^ sums[1] * 3, sums[2] * 5 ^ sums[3] ^ len) | 1;
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

/* NULL when there is none, or it is incomplete. */
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

/* The index in `folder` that has the most files of the tree, unchanged; or NULL. */
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
		shared = symbol_shared_files(&index->layout, units);
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

/* Remove the least recently used, files of other versions included. */
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
	struct symbol_index *older;
	struct symbol_run entries;
	int rc;

	if (symbol_units_of_tree(repo, tree, &units, err))
		return -1;
	older = find_older(folder, &units);
	rc = symbol_build(repo, NULL, &units, older ? &older->layout : NULL, &entries, err);
	/* Free it before the new one, which is as large, is written. */
	symbol_index_free(older);
	if (!rc)
		symbol_write(&entries, &units, 0, ret_bytes);
	return rc;
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
	/* If it cannot be kept, the next run builds it again. */
	if (!dir_make(folder, NULL) && !file_write(path, bytes.data, bytes.len, 0644, NULL)) {
		prune(folder);
		index = map_file(path);
	}
	if (!index)
		index = index_of_buf(&bytes);
	if (!index)
		return error_set(err, ERROR_BUG, "the index just built of tree %s is invalid",
				 hex);
	*ret_index = index;
	return 0;
}

int symbol_index_open_folder(const char *path, struct symbol_index **ret_index,
			     struct error **err)
{
	_cleanup_(symbol_units_release) struct symbol_units units = { 0 };
	_cleanup_buf_ struct buf bytes = { 0 };
	struct symbol_index *index;
	struct symbol_run entries;

	if (symbol_units_of_folder(path, &units, err) ||
	    symbol_build(NULL, path, &units, NULL, &entries, err))
		return -1;
	symbol_write(&entries, &units, 0, &bytes);
	index = index_of_buf(&bytes);
	if (!index)
		return error_set(err, ERROR_BUG, "the index just built of %s is invalid", path);
	*ret_index = index;
	return 0;
}

struct symbol_index *symbol_index_of_names(const char *text, size_t len)
{
	struct symbol_collector *collector = xcalloc(1, sizeof(*collector));
	struct symbol_unit top = { .path = "", .end = 1 };
	struct symbol_units units = { .items = &top, .count = 1 };
	_cleanup_buf_ struct buf bytes = { 0 };
	struct symbol_run run;

	symbol_collect_file(collector, 0);
	symbol_collect_words(collector, text, len);
	symbol_run_make(collector, &run);
	symbol_write(&run, &units, SYMBOL_INDEX_LIST, &bytes);
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
