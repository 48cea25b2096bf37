// SPDX-License-Identifier: GPL-2.0-only
#include "run/test_names.h"

#include <git2.h>
#include <string.h>

#include "git/repo.h"
#include "util/alloc.h"
#include "util/suggest.h"

#define MIN_STEM 3	/* letters of a file's name that say something of a test's */

struct search {
	git_repository *repo;
	const char *name;		/* of the test, without its folder */
	bool found;
	struct suggestion suggestion;
	char *near;			/* what it holds; owned */
};

static bool mentions(git_repository *repo, const git_oid *id, const char *name)
{
	git_blob *blob = NULL;
	bool found;

	if (git_blob_lookup(&blob, repo, id)) {
		git_error_clear();
		return true;	/* We cannot say that it does not. */
	}
	found = memmem(git_blob_rawcontent(blob), git_blob_rawsize(blob), name, strlen(name));
	git_blob_free(blob);
	return found;
}

/* "smm_test" of "smm_test.c"; made names ("smm_test_32") begin with that of their file. */
static void look_at_file(struct search *s, const char *file)
{
	_cleanup_free_ char *stem = xstrndup(file, strcspn(file, "."));
	size_t len = strlen(stem);

	s->found |= !strcmp(file, s->name) || (len >= MIN_STEM && !strncmp(s->name, stem, len));
	if (len < MIN_STEM || s->found)
		return;
	suggest_look(&s->suggestion, stem);
	if (s->suggestion.best == stem) {
		free(s->near);
		s->suggestion.best = s->near = TAKE_PTR(stem);
	}
}

static int look_at_entry(const char *folder, const git_tree_entry *entry, void *data)
{
	const char *file = git_tree_entry_name(entry);
	struct search *s = data;

	(void)folder;
	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return 0;
	look_at_file(s, file);
	if (!s->found && !strncmp(file, "Makefile", 8))
		s->found = mentions(s->repo, git_tree_entry_id(entry), s->name);
	return s->found ? -1 : 0;
}

/* A suite that is not there is somebody else's error. */
static int look_at_tree(struct search *s, const git_oid *id, const char *suite)
{
	git_tree_entry *entry = NULL;
	git_tree *tree = NULL, *folder = NULL;

	if (git_tree_lookup(&tree, s->repo, id) || git_tree_entry_bypath(&entry, tree, suite) ||
	    git_tree_lookup(&folder, s->repo, git_tree_entry_id(entry)))
		s->found = true;
	else
		git_tree_walk(folder, GIT_TREEWALK_PRE, look_at_entry, s);
	git_tree_free(folder);
	git_tree_entry_free(entry);
	git_tree_free(tree);
	git_error_clear();
	return 0;
}

static int check_name(const struct branch_run *run, const char *name, struct error **err)
{
	const struct branch_result *b = run->result;
	const char *suite = run->branch->tests_folder, *slash = strrchr(name, '/');
	struct search s = {.repo = run->context->repo, .name = slash ? slash + 1 : name};
	_cleanup_free_ char *meant = NULL;
	git_oid tree;

	s.suggestion.word = s.name;
	if (repo_commit_tree(s.repo, &b->source.release.commit, &tree, err))
		return -1;
	look_at_tree(&s, &tree, suite);
	for (size_t i = 0; i < b->series_count && !s.found; i++)
		if (series_has_port(&b->series[i]))
			look_at_tree(&s, &b->series[i].tree, suite);
	meant = suggest_text(&s.suggestion);
	free(s.near);
	if (s.found)
		return 0;
	return error_set(err, ERROR_INPUT, "--tests %s: no such test in %s of %s %s%s", name, suite,
			 b->branch, b->source.release.version, meant);
}

int test_names_check(const struct branch_run *run, struct error **err)
{
	const char *list = run->options->tests;

	/* Of behaviour tests only those who run them know the names. */
	if (!run->branch->tests_folder || run->options->behaviour || run->options->coverage ||
	    run->options->shell)
		return 0;
	while (list && *list) {
		size_t len = strcspn(list, ",");
		_cleanup_free_ char *name = xstrndup(list, len);

		if (len && check_name(run, name, err))
			return -1;
		list += len + (list[len] == ',');
	}
	return 0;
}
