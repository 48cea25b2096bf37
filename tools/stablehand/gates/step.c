// SPDX-License-Identifier: GPL-2.0-only
#include "gates/step.h"

#include <stdlib.h>
#include <string.h>

#include "gates/names_parts.h"
#include "git/tree.h"
#include "git/tree_diff.h"
#include "index/symbol_index.h"
#include "syntax/identifier.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define FILE_MAX_BYTES (16u << 20)
#define BATCH_MAX_BYTES (128u << 20)	/* texts that are held at once */

/* Files whose users are asked for together: a function and the stub in its header are one. */
struct batch {
	git_blob **blobs;
	size_t blob_count, blob_alloc;
	struct gate_file *files;
	size_t count, alloc, bytes;
};

struct walk {
	git_repository *repo;
	struct gates gates;
	git_tree *after;
	struct batch batch;
	struct gates_step *step;
};

static bool read_after(const char *path, struct buf *text, void *data)
{
	const struct walk *walk = data;

	return tree_read(walk->after, path, text);
}

static void batch_clear(struct batch *batch)
{
	for (size_t i = 0; i < batch->blob_count; i++)
		git_blob_free(batch->blobs[i]);
	free(batch->blobs);
	free(batch->files);
	*batch = (struct batch){ 0 };
}

/* What no configuration builds is no fault of the step. */
static bool is_built(const struct walk *walk, const struct finding *finding)
{
	_cleanup_buf_ struct buf text = { 0 };

	return !tree_read(walk->after, finding->path, &text) ||
	       !gate_is_never_built(walk->gates.index, buf_str(&text), text.len, finding->line);
}

static void take(const struct walk *walk, struct finding_list *findings)
{
	struct gates_step *step = walk->step;

	for (size_t i = 0; i < findings->count; i++) {
		if (!is_built(walk, &findings->items[i])) {
			finding_release(&findings->items[i]);
		} else if (step->findings.count < GATES_STEP_FINDINGS_MAX) {
			*ARRAY_ADD(step->findings.items, step->findings.count,
				   step->findings.alloc) = findings->items[i];
		} else {
			finding_release(&findings->items[i]);
			step->cut = true;
		}
	}
	free(findings->items);
}

static int check(struct walk *walk, const struct gate_file *files, size_t count, bool users,
		 struct error **err)
{
	struct finding_list findings;
	bool done = users ? gates_check_users(&walk->gates, files, count, &findings) :
			    gates_check(&walk->gates, files, count, &findings);

	if (!done)
		return interrupt_error(err);
	take(walk, &findings);
	return symbol_index_check(walk->gates.index, err) ||
	       symbol_index_check(walk->gates.before, err) ? -1 : 0;
}

static int check_users(struct walk *walk, struct error **err)
{
	int rc = 0;

	walk->gates.read_after = read_after;
	if (walk->batch.count)
		rc = check(walk, walk->batch.files, walk->batch.count, true, err);
	walk->gates.read_after = NULL;
	batch_clear(&walk->batch);
	return rc;
}

/* NULL with 0: there is none, or it is no file. */
static int read_side(struct walk *walk, const git_diff_file *side, const char **ret_text,
		     size_t *ret_len, struct error **err)
{
	git_blob *blob;

	if (git_oid_is_zero(&side->id) ||
	    (side->mode != GIT_FILEMODE_BLOB && side->mode != GIT_FILEMODE_BLOB_EXECUTABLE))
		return 0;
	if (git_blob_lookup(&blob, walk->repo, &side->id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", side->path);
	*ARRAY_ADD(walk->batch.blobs, walk->batch.blob_count, walk->batch.blob_alloc) = blob;
	*ret_text = git_blob_rawcontent(blob);
	*ret_len = git_blob_rawsize(blob);
	walk->batch.bytes += *ret_len;
	return 0;
}

static int look_at(struct walk *walk, const git_diff_delta *delta, struct error **err)
{
	bool deleted = delta->status == GIT_DELTA_DELETED;
	const char *path = deleted ? delta->old_file.path : delta->new_file.path;
	struct gate_file file = { .path = path };
	size_t bytes = walk->batch.bytes;

	if (!path_is_c_file(path)) {
		walk->step->others++;
		return 0;
	}
	if (read_side(walk, &delta->old_file, &file.before, &file.before_len, err) ||
	    read_side(walk, &delta->new_file, &file.after, &file.after_len, err))
		return -1;
	if (walk->batch.bytes - bytes > FILE_MAX_BYTES) {
		walk->step->too_large++;
		return 0;
	}
	walk->step->files++;
	*ARRAY_ADD(walk->batch.files, walk->batch.count, walk->batch.alloc) = file;
	if (file.after && check(walk, &file, 1, false, err))
		return -1;
	return walk->batch.bytes > BATCH_MAX_BYTES ? check_users(walk, err) : 0;
}

static int look_at_all(struct walk *walk, git_diff *diff, struct error **err)
{
	size_t count = git_diff_num_deltas(diff);

	for (size_t i = 0; i < count; i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);

		if (interrupt_pending())
			return interrupt_error(err);
		progress_update(i, count, 0, delta->new_file.path);
		if (look_at(walk, delta, err))
			return -1;
	}
	return check_users(walk, err);
}

static int walk_diff(struct walk *walk, const git_oid *before, const git_oid *after,
		     struct error **err)
{
	git_diff *diff;
	int rc;

	if (tree_diff(walk->repo, before, after, &diff, err))
		return -1;
	progress_start("checking %zu changed files", git_diff_num_deltas(diff));
	rc = look_at_all(walk, diff, err);
	progress_end(rc ? "stopped" : NULL);
	git_diff_free(diff);
	return rc;
}

int gates_check_step(git_repository *repo, const git_oid *before, const git_oid *after,
		     struct gates_step *ret_step, struct error **err)
{
	_cleanup_gates_step_ struct gates_step step = { 0 };
	struct walk walk = { .repo = repo, .step = &step };
	int rc;

	walk.gates = (struct gates){ .read = read_after, .data = &walk };
	if (git_tree_lookup(&walk.after, repo, after))
		return error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	rc = symbol_index_open(repo, before, &walk.gates.before, err) ||
	     symbol_index_open(repo, after, &walk.gates.index, err) ||
	     walk_diff(&walk, before, after, err) ? -1 : 0;
	batch_clear(&walk.batch);
	symbol_index_free(walk.gates.before);
	symbol_index_free(walk.gates.index);
	git_tree_free(walk.after);
	if (rc)
		return -1;
	*ret_step = step;
	step = (struct gates_step){ 0 };
	return 0;
}

void gates_step_release(struct gates_step *step)
{
	finding_list_release(&step->findings);
	*step = (struct gates_step){ 0 };
}
