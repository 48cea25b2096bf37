// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <jansson.h>

#include "cmd/answer.h"
#include "cmd/editor.h"
#include "cmd/mergetool.h"
#include "cmd/pipeline_command.h"
#include "cmd/print.h"
#include "git/config.h"
#include "git/staging.h"
#include "git/tree_diff.h"
#include "port/conflict.h"
#include "report/explain.h"
#include "result/json.h"
#include "result/rows.h"
#include "run/identity.h"
#include "run/port_values.h"
#include "series/mail_text.h"
#include "series/series_conf.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/out.h"
#include "util/text.h"

#define NOTE_MAX 4000

/* One patch on one branch, being settled. */
struct settling {
	struct context *context;
	const struct arguments *arguments;
	struct result result;		/* how it stood at the start */
	size_t row;
	const struct result_row *patch_row;
	const struct patch_result *ported;
	struct ports ports;		/* of that, for their objects */
	const struct port_patch *port;	/* of these, the patch */
	git_repository *repo;		/* where what is tried out is written; of the ports */
	git_oid base;			/* tree that the patch goes on */
	struct patch *patch;
	struct conflict conflict;
	char *folder;			/* where the files are settled, unless --take */
	char *note;			/* "" or text */
	struct identity identity;	/* who settles it; unless --files */
	char *message;			/* of this branch; NULL: the patch's */
};

static void settling_release(struct settling *s)
{
	conflict_release(&s->conflict);
	patch_free(s->patch);
	ports_release(&s->ports);
	result_release(&s->result);
	free(s->folder);
	free(s->note);
	free(s->message);
	identity_release(&s->identity);
}

static int look(struct context *context, const struct arguments *arguments, struct ports *ports,
		struct result *result, struct error **err)
{
	struct arguments branch = *arguments;

	branch.operand_count = 1;
	if (pipeline_ask(context, &branch, STEP_PORT, true, NULL, ports, result, err))
		return -1;
	if (result->branches[0].failure) {
		error_move(err, &result->branches[0].failure);
		return -1;
	}
	return 0;
}

/* The tree that the patches before it left. */
static int find_base(struct settling *s, struct error **err)
{
	const struct branch_result *b = &s->result.branches[0];

	for (size_t i = 0; i < b->series_count; i++) {
		const struct port_result *port = &s->ports.items[i];
		size_t index = s->ported - b->series[i].patches;

		if (strcmp(port->series, s->patch_row->series))
			continue;
		s->repo = staging_repo(port->objects);
		s->port = &port->patches[index];
		git_oid_cpy(&s->base, &port->base_tree);
		for (size_t j = 0; j < index; j++)
			if (port->patches[j].has_commit)
				git_oid_cpy(&s->base, &port->patches[j].tree);
		return 0;
	}
	return error_set(err, ERROR_BUG, "no port of %s", s->patch_row->series);
}

static int read_patch(struct settling *s, struct error **err)
{
	_cleanup_free_ char *conf_path = path_join(s->context->project, "series.conf");
	_cleanup_free_ char *path = NULL;
	_cleanup_series_conf_ struct series_conf *conf = NULL;

	if (series_conf_read(conf_path, NULL, &conf, err))
		return -1;
	path = path_join(s->context->project, "patches/%s",
			 conf->entries[s->patch_row->number - 1].path);
	return patch_read(path, &s->patch, err);
}

static int find_patch(struct settling *s, struct error **err)
{
	if (look(s->context, s->arguments, &s->ports, &s->result, err) ||
	    result_find_row(&s->result, 0, s->arguments->operands[1], &s->row, err))
		return -1;
	s->patch_row = &s->result.rows[s->row];
	s->ported = result_patch(&s->result, 0, s->row);
	if (!s->ported)
		return error_set(err, ERROR_BUG, "no verdict for %s", s->patch_row->name);
	if (s->ported->verdict == VERDICT_UNREADABLE)
		return error_set(err, ERROR_INPUT, "%s", s->ported->evidence.items[0].text);
	for (size_t i = 0; i < s->ported->evidence.count; i++) {
		const struct evidence *fact = &s->ported->evidence.items[i];

		if (fact->kind == EVIDENCE_DEPENDS)
			return error_set(err, ERROR_INPUT, "%s %s: resolve that one first",
					 s->patch_row->name, fact->text);
		if (fact->reason == REASON_MAX_RISK)
			return error_set(err, ERROR_INPUT, "%s is %s; --max-risk takes it",
					 s->patch_row->name, fact->text);
	}
	return find_base(s, err) || read_patch(s, err) ? -1 : 0;
}

static int make_conflict(struct settling *s, struct error **err)
{
	const struct branch_result *b = &s->result.branches[0];
	_cleanup_free_ char *label = xasprintf("%s %s", b->branch, b->source.release.version);

	if (s->ported->verdict != VERDICT_REFUSED) {
		conflict_make_whole(&s->base, s->patch, &s->conflict);
		return 0;
	}
	return conflict_make(s->repo, &s->base, s->patch, &s->ported->hunks,
			     s->port->has_rest ? &s->port->rest : NULL, label, &s->conflict,
			     err);
}

/* --- a version made by hand */

/* The tree that a finished patch for this branch makes. 1: it does not go in. */
static int take_finished(struct settling *s, const char *path, git_oid *ret_tree, struct error **err)
{
	_cleanup_patch_ struct patch *finished = NULL;
	_cleanup_apply_result_ struct apply_result applied = {0};
	bool undoes;

	if (patch_read(path, &finished, err) ||
	    apply_patch(s->repo, &s->base, finished, APPLY_AS_IS, NULL, NULL, &applied, err))
		return -1;
	if (applied.verdict == VERDICT_REFUSED) {
		out_printf(&out_stderr, "%s does not apply to %s:\n", path, s->result.branches[0].branch);
		for (size_t i = 0; i < applied.evidence.count; i++)
			out_printf(&out_stderr, "  %s: %s\n", applied.evidence.items[i].path ?
				applied.evidence.items[i].path : "", applied.evidence.items[i].text);
		for (size_t i = 0; i < applied.hunks.count; i++)
			if (applied.hunks.items[i].verdict == VERDICT_REFUSED)
				out_printf(&out_stderr, "  %s, hunk at line %zu: %s\n", applied.hunks.items[i].path,
					applied.hunks.items[i].patch_line, applied.hunks.items[i].reason);
		return 1;
	}
	git_oid_cpy(ret_tree, &applied.tree);
	if (conflict_undone(s->repo, &s->base, &s->conflict, ret_tree, &undoes, err))
		return -1;
	if (undoes) {
		conflict_release(&s->conflict);
		conflict_make_whole(&s->base, s->patch, &s->conflict);
	}
	return 0;
}

/* --- files to be settled */

static void list_files_json(const struct settling *s)
{
	json_t *files = json_array(), *whole;

	for (size_t i = 0; i < s->conflict.file_count; i++) {
		const struct conflict_file *file = &s->conflict.files[i];

		json_array_append_new(files, json_pack("{s:s, s:I, s:b}", "file", file->path, "conflicts",
						       (json_int_t)file->conflicts, "absent",
						       file->absent));
	}
	whole = json_pack("{s:i, s:s, s:s, s:s, s:o}", "schema", JSON_SCHEMA, "branch",
			  s->result.branches[0].branch, "patch", s->patch_row->name, "folder",
			  s->folder, "files", files);
	print_result(&out_stdout, whole);
}

static void list_files(const struct settling *s, struct out *to)
{
	for (size_t i = 0; i < s->conflict.file_count; i++) {
		const struct conflict_file *file = &s->conflict.files[i];

		out_printf(to, "  %s/%s: ", s->folder, file->path);
		if (file->absent)
			out_puts(to, "no such file in the branch\n");
		else if (file->conflicts)
			out_printf(to, "%zu conflict%s\n", file->conflicts, file->conflicts == 1 ? "" : "s");
		else
			out_puts(to, "merged without a conflict: please verify\n");
	}
}

/* What was settled for another state is somebody's work: it is kept. */
static int put_aside(const char *folder, struct error **err)
{
	_cleanup_free_ char *aside = xasprintf("%s.%lld", folder, (long long)time(NULL));

	if (!path_exists(folder))
		return 0;
	if (rename(folder, aside))
		return error_errno(err, ERROR_ENVIRONMENT, "%s", aside);
	out_printf(&out_stderr, "stablehand: the branch or the patch has changed; the earlier attempt is kept in "
		"%s\n", aside);
	return 0;
}

static bool has_conflicts(const struct conflict *conflict)
{
	for (size_t i = 0; i < conflict->file_count; i++)
		if (conflict->files[i].conflicts)
			return true;
	return false;
}

static int no_terminal(const struct settling *s, struct error **err)
{
	const struct branch_result *b = &s->result.branches[0];
	const char *options = b->options ? b->options : "";
	_cleanup_free_ char *id = result_row_id(s->patch_row);

	return error_set(err, ERROR_ENVIRONMENT, "no terminal for an editor; write the files to a folder, "
			 "resolve the conflicts there, and record that:\n"
			 "  stablehand resolve%s %s %s --files DIR\n"
			 "  stablehand resolve%s %s %s --from DIR", options, b->branch, id, options,
			 b->branch, id);
}

static int edit(struct settling *s, git_oid *ret_tree, struct error **err)
{
	_cleanup_(config_free_strings) char **paths = answer_paths(s->folder, &s->conflict);
	_cleanup_error_ struct error *why = NULL;
	const char *project = s->context->project;
	bool with_tool = !argument_value(s->arguments, "editor") && has_conflicts(&s->conflict) &&
			 mergetool_is_configured(project);

	if (!with_tool && !editor_has_terminal())
		return no_terminal(s, err);
	/* Files that are there are those of an attempt that was not finished. */
	if (answer_check(s->folder, &s->conflict, &why)) {
		if (put_aside(s->folder, err) ||
		    answer_write(s->folder, &s->conflict, s->result.branches[0].branch,
				 s->patch_row->name, err))
			return -1;
	}
	if ((with_tool ? mergetool_run(project, s->folder, &s->conflict, err) :
	     editor_run(project, paths, err)) ||
	    answer_read(s->repo, s->folder, &s->conflict, ret_tree, err))
		return error_wrap(err, "not recorded (the files are kept in %s; the same command goes on "
				  "with them)", s->folder);
	return 0;
}

/* --- recording */

static int read_note(struct settling *s, struct error **err)
{
	const char *note = argument_value(s->arguments, "note");
	_cleanup_free_ char *printable = NULL;

	if (!note) {
		s->note = xstrdup("");
		return 0;
	}
	printable = text_printable(note, strlen(note), true);
	if (strlen(note) > NOTE_MAX || strcmp(printable, note) || strstr(note, "diff --git "))
		return error_set(err, ERROR_INPUT, "--note: too long, or not text");
	s->note = text_clean(note);
	return 0;
}

static int read_message(struct settling *s, struct error **err)
{
	const char *path = argument_value(s->arguments, "message");
	_cleanup_free_ char *printable = NULL;
	_cleanup_buf_ struct buf text = {0};

	if (!path)
		return 0;
	if (file_read(path, NOTE_MAX, &text, err))
		return -1;
	printable = text_printable(buf_str(&text), text.len, true);
	if (strlen(buf_str(&text)) != text.len || strcmp(printable, buf_str(&text)))
		return error_set(err, ERROR_INPUT, "%s: not text", path);
	s->message = text_clean(buf_str(&text));
	return 0;
}

static int compose(struct settling *s, const git_oid *answer, struct buf *text, char **ret_name,
		   struct error **err)
{
	const struct branch_result *b = &s->result.branches[0];
	_cleanup_buf_ struct buf diff = {0};
	_cleanup_patch_ struct patch *made = NULL;
	_cleanup_free_ char *author = NULL;
	bool drops;
	struct resolution resolution = {
		.patch = s->patch_row->name,
		.settles = s->conflict.parts,
		.settle_count = s->conflict.part_count,
		.branch = b->branch,
		.release = b->source.release.version,
		.note = s->note,
		.message = s->message,
	};
	size_t stem = strlen(s->patch_row->name);
	time_t now = time(NULL);
	char date[11], key[65];
	struct tm tm;

	if (tree_diff_text(s->repo, &s->conflict.rest, answer, &diff, err) ||
	    patch_parse(s->patch_row->name, diff.data, diff.len, &made, err) ||
	    resolution_tell_dropped(s->repo, &s->base, s->patch, made, s->conflict.parts,
				    s->conflict.part_count, &drops, err))
		return -1;
	resolution.version = s->message ? 3 : drops ? 2 : 1;
	strftime(date, sizeof(date), "%Y-%m-%d", gmtime_r(&now, &tm));
	author = xasprintf("%s <%s>", s->identity.name, s->identity.email);
	resolution.author = author;
	resolution.date = date;
	resolution_write(&resolution, buf_str(&diff), text);
	data_sha256(diff.data, diff.len, key);
	if (stem > 6 && !strcmp(s->patch_row->name + stem - 6, ".patch"))
		stem -= 6;
	*ret_name = xasprintf("%.*s.%s.%.8s" RESOLUTION_SUFFIX, (int)stem, s->patch_row->name,
			      b->branch, key);
	return 0;
}

static int print_outcome(const struct settling *s, const struct result *after, const char *path)
{
	const struct patch_result *ported = result_patch(after, 0, s->row);
	bool ok = ported->verdict == VERDICT_RESOLVED;

	if (s->context->json) {
		json_t *whole = json_pack("{s:i, s:s, s:s, s:s, s:o}", "schema", JSON_SCHEMA, "branch",
					  after->branches[0].branch, "patch", s->patch_row->name,
					  "verdict", verdict_name(ported->verdict), "recorded",
					  ok ? json_string(path) : json_null());

		print_document(&out_stdout, whole, JSON_INDENT(1));
		json_decref(whole);
		return !ok;
	}
	explain_text(after, 0, s->row, &out_stdout);
	if (ok)
		out_printf(&out_stdout, "\nrecorded: %s\n", path);
	else
		out_printf(&out_stdout, "\nnot recorded: still refused%s%s\n",
		       s->folder ? "; the files are kept in " : "", s->folder ? s->folder : "");
	return !ok;
}

/* Write it, look whether the branch takes it, and take it back if not. */
static int record(struct settling *s, const git_oid *answer, struct error **err)
{
	_cleanup_(result_release) struct result after = {0};
	_cleanup_error_ struct error *why = NULL;
	_cleanup_buf_ struct buf text = {0};
	_cleanup_free_ char *name = NULL, *folder = NULL, *path = NULL;
	struct resolution *parsed;
	const struct patch_result *ported;
	int rc;

	if (compose(s, answer, &text, &name, err))
		return -1;
	if (resolution_parse(name, buf_str(&text), text.len, &parsed, &why))
		return error_set(err, ERROR_INPUT, "what was changed cannot be recorded: %s",
				 why->message);
	resolution_free(parsed);
	folder = path_join(s->context->project, "patches/%s/resolutions", s->patch_row->series);
	path = path_join(folder, "%s", name);
	if (dir_make(folder, err) || file_write(path, text.data, text.len, 0644, err))
		return -1;
	rc = look(s->context, s->arguments, NULL, &after, err);
	ported = rc ? NULL : result_patch(&after, 0, s->row);
	if (!ported || ported->verdict != VERDICT_RESOLVED)
		path_remove(path, NULL);
	else if (s->folder && !argument_value(s->arguments, "from"))
		path_remove(s->folder, NULL);
	return rc ? -1 : print_outcome(s, &after, path);
}

/* 0: the answer is in *ret_tree; 1: that was all, with *ret_code the exit code. */
static int settle(struct settling *s, git_oid *ret_tree, int *ret_code, struct error **err)
{
	const char *files = argument_value(s->arguments, "files");
	const char *from = argument_value(s->arguments, "from");
	const char *take = argument_value(s->arguments, "take");
	const char *branch = s->result.branches[0].branch;
	_cleanup_free_ char *id = result_row_id(s->patch_row);

	if (take) {
		*ret_code = 1;
		return take_finished(s, take, ret_tree, err);
	}
	s->folder = files || from ? xstrdup(files ? files : from) :
		    path_join(s->context->state, "resolve/%s/%s/%s", branch, s->patch_row->series,
			      s->patch_row->name);
	if (from)
		return answer_check(from, &s->conflict, err) ||
		       answer_read(s->repo, from, &s->conflict, ret_tree, err) ? -1 : 0;
	if (!files)
		return edit(s, ret_tree, err);
	if (answer_write(files, &s->conflict, branch, s->patch_row->name, err))
		return -1;
	if (s->context->json) {
		list_files_json(s);
	} else {
		out_puts(&out_stdout, "to be resolved:\n");
		list_files(s, &out_stdout);
		out_printf(&out_stdout, "then: stablehand resolve %s %s --from %s\n", branch, id, files);
	}
	*ret_code = 0;
	return 1;
}

/*
 * What was refused; with a finished patch also what stablehand adapted, or took from a resolution
 * that was made elsewhere: a resolution made here goes first.
 */
static bool can_settle(const struct settling *s)
{
	enum verdict verdict = s->ported->verdict;

	return verdict == VERDICT_REFUSED ||
	       (argument_value(s->arguments, "take") &&
		(verdict == VERDICT_ADAPTED || verdict == VERDICT_RESOLVED));
}

static int run_resolve(struct context *context, const struct arguments *arguments,
		       struct error **err)
{
	_cleanup_(settling_release) struct settling s = {.context = context, .arguments = arguments};
	static const char *const ways[] = {"files", "from", "take"};
	int given = 0, code = 0, rc;
	git_oid answer;

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++)
		given += argument_value(arguments, ways[i]) != NULL;
	if (given > 1)
		return error_set(err, ERROR_INPUT, "--files, --from and --take exclude each other");
	if (read_note(&s, err) || read_message(&s, err) || find_patch(&s, err))
		return -1;
	if (!can_settle(&s) && context->json) {
		print_result(&out_stdout, patch_to_json(&s.result, 0, s.row));
		return 0;
	}
	if (!can_settle(&s)) {
		out_printf(&out_stdout, "%s: %s is %s: nothing to resolve\n", s.result.branches[0].branch,
		       s.patch_row->name, verdict_name(s.ported->verdict));
		return 0;
	}
	/* Before anybody works in vain; files that are only written need no name. */
	if (!argument_value(arguments, "files") && identity_read(context->project, &s.identity, err))
		return -1;
	if (make_conflict(&s, err))
		return -1;
	rc = settle(&s, &answer, &code, err);
	if (rc)
		return rc < 0 ? -1 : code;
	return record(&s, &answer, err);
}

const struct command command_resolve = {
	.name = "resolve",
	.operands = "BRANCH PATCH",
	.min_operands = 2,
	.max_operands = 2,
	.summary = "resolve a refused patch by hand, and record it for reuse",
	.description =
		"Opens the files of a refused patch in git's merge tool, if you have configured one "
		"(merge.tool), or else in your editor: hunks that apply are applied, the "
		"others are conflicts in git's diff3 style. Your resolution is checked like any other "
		"port and recorded in patches/SERIES/resolutions/. It is then used on every branch and "
		"release where the hunks and their context are the same, with the verdict resolved; "
		"where it does not apply, explain says why. PATCH is as for explain.",
	.options = (const struct option_spec[]){
		PIPELINE_LOOK_OPTIONS, PIPELINE_JUDGE_OPTIONS,
		{"editor", 0, NULL, "start the editor also where git has a merge tool (merge.tool)"},
		{"files", 0, "DIR", "do not start an editor: write the files to DIR, to be resolved there"},
		{"from", 0, "DIR", "use the files in DIR, written by --files and resolved since; files added "
				   "there are part of it"},
		{"take", 0, "FILE", "use a finished patch for this branch, also where stablehand would adapt it"},
		{"note", 0, "TEXT", "what was changed and why, for the resolution and the commit"},
		{"message", 0, "FILE", "subject, empty line and text of the commit on this branch, where the "
				       "patch's own are not true; its trailers are kept"},
		{NULL}},
	.needs_project = true,
	.run = run_resolve,
};
