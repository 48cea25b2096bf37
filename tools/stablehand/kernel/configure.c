// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/configure.h"

#include <string.h>

#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"

#define MAX_CONFIG (4 << 20)

static bool has_suffix(const char *text, const char *suffix)
{
	size_t len = strlen(text), n = strlen(suffix);

	return len >= n && !strcmp(text + len - n, suffix);
}

/* Collects "<folder><name> <oid>" of all that kconfig reads; 1: do not go into the folder. */
static int on_entry(const char *root, const git_tree_entry *entry, void *data)
{
	const char *name = git_tree_entry_name(entry);
	bool top = !*root;
	bool scripts = top && !strcmp(name, "scripts");
	const char *slash = strncmp(root, "arch/", 5) ? NULL : strchr(root + 5, '/');
	bool arch = slash && !slash[1];		/* directly in arch/x86/ and its like */
	char hex[GIT_OID_HEXSZ + 1];

	if (scripts || !strncmp(name, "Kconfig", 7) || has_suffix(name, ".config") ||
	    (top && !strcmp(name, "Makefile")) ||
	    (arch && !strncmp(name, "Makefile", 8)))
		buf_printf(data, "%s%s %s\n", root, name,
			   git_oid_tostr(hex, sizeof(hex), git_tree_entry_id(entry)));
	if (git_tree_entry_type(entry) != GIT_OBJECT_TREE)
		return 0;
	return scripts || (top && !strcmp(name, "Documentation"));
}

/* What the .config depends on, as 64 hex digits. */
static int inputs_digest(const struct configure_options *options, char ret_hex[65],
			 struct error **err)
{
	_cleanup_buf_ struct buf inputs = {0};
	git_tree *tree;
	int rc;

	buf_printf(&inputs, "%s\n%s\n", options->toolchain->identity, buf_str(options->text));
	if (git_tree_lookup(&tree, options->repo, &options->tree))
		return error_git(err, ERROR_ENVIRONMENT, "the tree to configure");
	rc = git_tree_walk(tree, GIT_TREEWALK_PRE, on_entry, &inputs);
	git_tree_free(tree);
	if (rc)
		return error_git(err, ERROR_ENVIRONMENT, "walking the tree");
	data_sha256(inputs.data, inputs.len, ret_hex);
	return 0;
}

static bool up_to_date(const char *stamp, const char *digest, const char *config)
{
	_cleanup_buf_ struct buf have = {0};
	_cleanup_free_ char *want = NULL;
	char sum[65];

	if (!path_exists(config) || file_sha256(config, sum, NULL) ||
	    file_read(stamp, 4096, &have, NULL))
		return false;
	want = xasprintf("%s\n%s\n", digest, sum);
	return !strcmp(want, buf_str(&have));
}

/* Run one of the configuration targets; *ret_ok tells whether it went well. */
static int run_target(const struct configure_options *options, const char *target, bool *ret_ok,
		      struct make_result *failing, struct error **err)
{
	_cleanup_free_ char *out = xasprintf("O=%s", options->obj);
	const char *const args[] = { "-C",   options->src,
				     out,    options->toolchain->arch->build.make_arch,
				     target, NULL };
	const struct make_options make = {
		.toolchain = options->toolchain,
		.args = args,
		.log = options->log,
		.hide = options->src,
	};
	_cleanup_make_ struct make_result result = {0};

	if (make_run(&make, &result, err))
		return -1;
	*ret_ok = result.ok;
	if (!result.ok) {
		*failing = result;
		result = (struct make_result){0};
	}
	return 0;
}

static int append_fragments(const char *config, const struct buf *text, struct error **err)
{
	_cleanup_buf_ struct buf whole = {0};

	if (file_read(config, MAX_CONFIG, &whole, err))
		return -1;
	buf_add(&whole, buf_str(text), text->len);
	return file_write(config, whole.data, whole.len, 0666, err);
}

static int make_config(const struct configure_options *options, const char *config, bool *ret_ok,
		       struct make_result *failing, struct error **err)
{
	if (run_target(options, "tinyconfig", ret_ok, failing, err))
		return -1;
	if (!*ret_ok)
		return 0;
	return append_fragments(config, options->text, err) ||
	       run_target(options, "olddefconfig", ret_ok, failing, err) ? -1 : 0;
}

int configure_run(const struct configure_options *options, struct configure_result *ret_result,
		  struct error **err)
{
	_cleanup_free_ char *config = path_join(options->obj, ".config");
	_cleanup_free_ char *stamp = path_join(options->work, "configured");
	struct configure_result result = {.ok = true};
	_cleanup_kconfig_ struct kconfig got = {0};
	char digest[65], sum[65];

	if (inputs_digest(options, digest, err))
		return -1;
	if (!up_to_date(stamp, digest, config)) {
		_cleanup_free_ char *text = NULL;

		result.ran = true;
		if (make_config(options, config, &result.ok, &result.failing, err))
			return -1;
		if (!result.ok) {
			*ret_result = result;
			return 0;
		}
		if (file_sha256(config, sum, err))
			return -1;
		text = xasprintf("%s\n%s\n", digest, sum);
		if (file_write(stamp, text, strlen(text), 0666, err))
			return -1;
	}
	if (kconfig_read(config, &got, err))
		return -1;
	kconfig_compare(options->wanted, &got, &result.gaps);
	*ret_result = result;
	return 0;
}

void configure_result_release(struct configure_result *result)
{
	kconfig_gaps_release(&result->gaps);
	make_result_release(&result->failing);
	*result = (struct configure_result){0};
}
