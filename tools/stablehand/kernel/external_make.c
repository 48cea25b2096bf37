// SPDX-License-Identifier: GPL-2.0-only
/* One module, program or selftest from outside the tree, made by make. */
#include <fts.h>
#include <stdio.h>
#include <string.h>

#include "kernel/external_parts.h"
#include "kernel/make.h"
#include "kernel/publish.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/text.h"

const char *external_file_name(const struct external_item *item, char *name, size_t size)
{
	snprintf(name, size, "%s%s", item->name, item->kind == EXTERNAL_MODULE ? ".ko" : "");
	return name;
}

int external_run_make(struct external_making *making, const char *const *args,
		      const char *const *settings, struct make_result *ret_made,
		      struct error **err)
{
	const struct make_options make = {
		.toolchain = &making->tree.toolchain,
		.settings = settings,
		.args = args,
		.reads = making->options->folder,
		.log = making->log,
		.hide = making->work,
	};

	return make_run(&make, ret_made, err);
}

/* Copy a folder of sources to where make may write beside them. */
static int copy_folder(const char *from, const char *to, struct error **err)
{
	char *const roots[] = {(char *)from, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int rc = fts ? publish_begin(to, err) : error_errno(err, ERROR_INPUT, "%s", from);

	while (!rc && (entry = fts_read(fts)))
		if (entry->fts_info == FTS_F)
			rc = publish_copy(entry->fts_accpath, to,
					  entry->fts_path + strlen(from) + 1, 0666, err);
	if (fts)
		fts_close(fts);
	return rc;
}

static int build_module(struct external_making *making, const char *source, const char *out,
			struct make_result *made, struct error **err)
{
	_cleanup_free_ char *o = xasprintf("O=%s", making->tree.obj);
	_cleanup_free_ char *m = xasprintf("M=%s", out);
	const char *const args[] = { "-C", making->tree.src,
				     o,	   making->tree.toolchain.arch->build.make_arch,
				     m,	   "modules",
				     NULL };

	return copy_folder(source, out, err) ||
	       external_run_make(making, args, NULL, made, err) ? -1 : 0;
}

/* As a makefile of one rule: make knows the compiler, and how to report. */
static int build_program(struct external_making *making, const char *source, const char *out,
			 struct make_result *made, struct error **err)
{
	_cleanup_free_ char *makefile = xasprintf("%s.mk", out);
	_cleanup_free_ char *rule = xasprintf(
		"%s: %s\n\t$(CC) -O2 -g -Wall -Wextra -std=gnu11 -static -o $@ $<\n", out, source);
	const char *const args[] = {"-f", makefile, out, NULL};

	return file_write(makefile, rule, strlen(rule), 0666, err) ||
	       external_run_make(making, args, NULL, made, err) ? -1 : 0;
}

static int build_selftest(struct external_making *making, const char *source, const char *out,
			  struct make_result *made, struct error **err)
{
	const struct external_options *options = making->options;
	_cleanup_free_ char *suite = path_join(making->tree.src, "%s", options->build->suite);
	_cleanup_free_ char *output = xasprintf("OUTPUT=%s/suite", making->work);
	_cleanup_free_ char *headers = xasprintf("INSTALL_HDR_PATH=%s/usr", making->tree.obj);
	_cleanup_free_ char *includes = xasprintf("KHDR_INCLUDES=-isystem %s/usr/include",
						  making->tree.obj);
	_cleanup_free_ char *from = xasprintf("EXTERNAL_SOURCE=%s", options->folder);
	_cleanup_free_ char *to = xasprintf("EXTERNAL_OUTPUT=%s", out);
	_cleanup_free_ char *jobs = xasprintf("-j%u", making->tree.jobs);
	/* As in kernel/selftests. */
	_cleanup_free_ char *tries = xasprintf("TMPOUT=%s/.tmp_$$$$", making->work);
	const char *const settings[] = {"LDFLAGS=-static", NULL};
	const char *const args[] = {"--output-sync=target", jobs, "-C", suite, "-f", source, output,
				    headers, includes, from, to, tries, "KSFT_KHDR_INSTALL_DONE=1", out,
				    NULL};

	return external_run_make(making, args, settings, made, err);
}

int external_make_item(struct external_making *making, const struct external_item *item,
		      struct error **err)
{
	_cleanup_free_ char *source = path_join(making->options->folder, "%s", item->source);
	_cleanup_free_ char *out = path_join(making->work, "%s", item->name);
	_cleanup_make_ struct make_result made = {0};
	char name[256];
	int rc;

	external_file_name(item, name, sizeof(name));
	if (item->kind == EXTERNAL_MODULE) {
		_cleanup_free_ char *module = path_join(out, "%s", name);

		rc = build_module(making, source, out, &made, err);
		if (!rc && made.ok)
			rc = publish_copy(module, making->aside, name, 0666, err);
	} else {
		rc = (item->kind == EXTERNAL_PROGRAM ? build_program : build_selftest)(
			making, source, out, &made, err);
		if (!rc && made.ok)
			rc = publish_copy(out, making->aside, name, 0777, err);
	}
	if (rc)
		return -1;
	if (made.ok) {
		buf_printf(&making->list, "made %s\n", name);
	} else {
		_cleanup_free_ char *why = text_printable(made.failing[0],
							  strlen(made.failing[0]), false);

		buf_printf(&making->list, "failed %s %s\n", name, why);
	}
	return 0;
}
