// SPDX-License-Identifier: GPL-2.0-only
#include "gates/tree.h"

#include <stdlib.h>
#include <string.h>

#include "git/tree.h"
#include "syntax/identifier.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#define BYTES_MAX (256u << 20)		/* of all files of a patch; the rest is not read */

struct file_reader {
	git_repository *repo;
	git_blob **blobs;
	size_t blob_count, blob_alloc;
	size_t bytes;
	struct gate_file *files;
	size_t count, alloc;
};

/* NULL with rc 0 when there is no such file. */
static int read_side(struct file_reader *reader, const git_tree *tree, const char *path,
		     const char **ret_text, size_t *ret_len, struct error **err)
{
	git_filemode_t mode;
	git_blob *blob;
	git_oid id;

	if (!path || !tree_lookup(tree, path, &id, &mode) ||
	    (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE))
		return 0;
	if (git_blob_lookup(&blob, reader->repo, &id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", path);
	*ARRAY_ADD(reader->blobs, reader->blob_count, reader->blob_alloc) = blob;
	*ret_text = git_blob_rawcontent(blob);
	*ret_len = git_blob_rawsize(blob);
	reader->bytes += *ret_len;
	return 0;
}

/* C, and the options that come along. */
static bool is_looked_at(const char *path)
{
	const char *slash = strrchr(path, '/');

	return path_is_c_file(path) || !strncmp(slash ? slash + 1 : path, "Kconfig", 7);
}

static int read_file(struct file_reader *reader, const git_tree *before, const git_tree *after,
		     const struct patch_file *file, struct error **err)
{
	const char *path = file->new_path;
	struct gate_file *gate_file;

	if (!path || !file->hunk_count || !is_looked_at(path) || reader->bytes > BYTES_MAX)
		return 0;
	gate_file = ARRAY_ADD(reader->files, reader->count, reader->alloc);
	*gate_file = (struct gate_file){ .path = path };
	if (interrupt_pending())
		return interrupt_error(err);
	if (read_side(reader, before, file->old_path, &gate_file->before, &gate_file->before_len,
		      err))
		return -1;
	return read_side(reader, after, path, &gate_file->after, &gate_file->after_len, err);
}

struct branch {
	struct symbols *symbols;
	const struct words *brought;
	git_tree *tree;		/* that of the index */
	const git_tree *after;
};

static bool is_brought(const char *name, size_t len, void *data)
{
	const struct branch *branch = data;
	const struct word *word = words_find(branch->brought, name, len);

	return word && word->added;
}

static bool read_branch(const char *path, struct buf *text, void *data)
{
	struct branch *branch = data;
	const struct symbols *symbols = branch->symbols;

	if (!branch->tree && git_tree_lookup(&branch->tree, symbols->repo, &symbols->tree))
		branch->tree = NULL;
	return branch->tree && tree_read(branch->tree, path, text);
}

static bool read_after(const char *path, struct buf *text, void *data)
{
	struct branch *branch = data;

	return tree_read(branch->after, path, text);
}

int gates_check_trees(struct symbols *symbols, const struct words *brought, const git_tree *before,
		      const git_tree *after, const struct patch *patch,
		      struct finding_list *ret_findings, struct error **err)
{
	struct branch branch = { .symbols = symbols, .brought = brought, .after = after };
	struct gates gates = {
		.brings = is_brought,
		.read = read_branch,
		.read_after = read_after,
		.data = &branch,
	};
	struct file_reader reader = { .repo = symbols->repo };
	struct finding_list findings = { 0 };
	int rc = 0;

	for (size_t i = 0; i < patch->file_count && !rc; i++)
		rc = read_file(&reader, before, after, &patch->files[i], err);
	if (!rc && reader.count)
		rc = symbols_index(symbols, &gates.index, err);
	if (!rc && reader.count) {
		rc = gates_check(&gates, reader.files, reader.count, &findings) ?
			     symbol_index_check(gates.index, err) :
			     interrupt_error(err);
	}
	for (size_t i = 0; i < reader.blob_count; i++)
		git_blob_free(reader.blobs[i]);
	free(reader.blobs);
	free(reader.files);
	git_tree_free(branch.tree);
	if (rc)
		finding_list_release(&findings);
	else
		*ret_findings = findings;
	return rc;
}
