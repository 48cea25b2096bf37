// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "cmd/commands.h"
#include "cmd/import_told.h"
#include "cmd/print.h"
#include "door/series_write.h"
#include "index/cve_record.h"
#include "result/json.h"
#include "run/context.h"
#include "run/import_claims.h"
#include "run/import_source.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/out.h"

/* What was imported, for printing. */
struct imported {
	const char *series;
	const struct incoming *incoming;
	const struct series_written *written;
	bool dry_run;
};

static json_t *patch_object(const struct written_patch *written)
{
	const struct patch *patch = written->incoming ? written->incoming->patch : NULL;
	json_t *object = json_pack("{s:s, s:s}", "file", written->name, "state",
				   written_state_name(written->state));

	if (!patch)
		return object;
	json_object_set_new(object, "source", json_string(written->incoming->source));
	if (patch->subject)
		json_object_set_new(object, "subject", json_string(patch->subject));
	if (patch->message_id)
		json_object_set_new(object, "message_id", json_string(patch->message_id));
	if (patch->upstream) {
		json_object_set_new(object, "upstream", json_string(patch->upstream));
		json_object_set_new(object, "upstream_claimed",
				    json_boolean(patch->upstream_claimed));
	}
	return object;
}

static json_t *to_json(const struct imported *imported)
{
	const struct incoming *incoming = imported->incoming;
	json_t *patches = json_array(), *notes = json_array(), *answers = json_array();

	for (size_t i = 0; i < imported->written->patch_count; i++)
		json_array_append_new(patches, patch_object(&imported->written->patches[i]));
	for (size_t i = 0; i < incoming->note_count; i++)
		json_array_append_new(notes, json_pack("{s:s, s:s, s:s}", "kind",
						       incoming_note_name(incoming->notes[i].kind),
						       "about", incoming->notes[i].about, "text",
						       incoming->notes[i].text));
	for (size_t i = 0; i < incoming->answer_count; i++)
		json_array_append_new(answers, json_pack("{s:s, s:s, s:s}", "branch",
							 incoming->answers[i].branch, "commit",
							 incoming->answers[i].commit, "message_id",
							 incoming->answers[i].message_id));
	return json_pack("{s:i, s:s, s:b, s:b, s:o, s:o, s:o}", "schema", JSON_SCHEMA, "series",
			 imported->series, "dry_run", imported->dry_run, "series_conf_changed",
			 imported->written->conf_changed, "patches", patches, "notes", notes,
			 "answers", answers);
}

static void print_notes(const struct incoming *incoming, enum incoming_note_kind kind,
			const char *heading)
{
	for (size_t i = 0; i < incoming->note_count; i++) {
		const struct incoming_note *note = &incoming->notes[i];

		if (note->kind == kind)
			out_printf(&out_stdout, "  %s: %s%s%s\n", heading, note->about,
				   *note->about ? ": " : "", note->text);
	}
}

static void print_patch(const struct written_patch *written)
{
	const struct patch *patch = written->incoming ? written->incoming->patch : NULL;

	out_printf(&out_stdout, "  %-7s  %s", written_state_name(written->state), written->name);
	if (patch && patch->upstream)
		out_printf(&out_stdout, "  (upstream %.12s%s%s%s)", patch->upstream,
			   patch->upstream_version ? ", " : "",
			   patch->upstream_version ? patch->upstream_version : "",
			   patch->upstream_claimed ? ", by its first line only" : "");
	out_puts(&out_stdout, "\n");
}

static bool replaces_ports(const struct series_written *written)
{
	for (size_t i = 0; i < written->patch_count; i++)
		if (written->patches[i].state == WRITTEN_CHANGED ||
		    written->patches[i].state == WRITTEN_LEFT)
			return true;
	return false;
}

static void print_text(const struct imported *imported)
{
	const struct incoming *incoming = imported->incoming;
	const struct series_written *written = imported->written;

	out_printf(&out_stdout, "%s: %zu %s in patches/%s%s\n", imported->series,
		   incoming->patch_count, incoming->patch_count == 1 ? "patch" : "patches",
		   imported->series, imported->dry_run ? " (nothing is written)" : "");
	for (size_t i = 0; i < written->patch_count; i++)
		print_patch(&written->patches[i]);
	print_notes(incoming, NOTE_MISSING, "missing");
	print_notes(incoming, NOTE_ATTESTED, "attestation");
	print_notes(incoming, NOTE_CHANGED, "changed");
	print_notes(incoming, NOTE_LACKS, "lacks");
	print_notes(incoming, NOTE_UNSURE, "look at");
	print_notes(incoming, NOTE_LEFT_OUT, "left out");
	for (size_t i = 0; i < incoming->answer_count; i++)
		out_printf(&out_stdout, "  to answer on %s: <%s>\n", incoming->answers[i].branch,
			   incoming->answers[i].message_id);
	if (!written->conf_changed)
		out_puts(&out_stdout, "  series.conf has them already\n");
	if (replaces_ports(written))
		out_puts(&out_stdout, "  what was ported of these before (refs/ports/, out/) stays until "
			 "stablehand port replaces it\n");
	if (!imported->dry_run)
		out_printf(&out_stdout, "\nstablehand status   says which branch needs them\n");
	if (incoming->title && cve_id_read(incoming->title, strlen(incoming->title)))
		out_printf(&out_stdout, "stablehand cve %s   says where it is open, and where fixed\n",
			   incoming->title);
}

/* Two imports at once would each forget what the other wrote. */
static int lock_project(const struct context *context, int *ret_fd, struct error **err)
{
	_cleanup_free_ char *locks = path_join(context->cache, "locks");
	_cleanup_free_ char *lock = path_join(locks, "import");

	return dir_make(locks, err) ? -1 : file_lock(lock, NULL, NULL, ret_fd, err);
}

static bool is_incomplete(const struct incoming *incoming)
{
	for (size_t i = 0; i < incoming->note_count; i++)
		if (incoming->notes[i].kind == NOTE_MISSING)
			return true;
	return false;
}

/* What fixes a CVE may come in beside it: CVEs are last. */
static int read_sources(struct context *context, const struct import_options *options,
			const struct arguments *arguments, struct incoming *incoming,
			struct error **err)
{
	for (int cves = 0; cves < 2; cves++)
		for (int i = 0; i < arguments->operand_count; i++) {
			const char *source = arguments->operands[i];

			if ((import_kind(source) == IMPORT_CVE) == cves &&
			    import_source(context, options, source, incoming, err))
				return -1;
		}
	return 0;
}

static int run_import(struct context *context, const struct arguments *arguments,
		      struct error **err)
{
	const char *named = argument_value(arguments, "series");
	_cleanup_incoming_ struct incoming incoming = { 0 };
	_cleanup_series_written_ struct series_written written = { 0 };
	_cleanup_free_ char *made = NULL;
	struct import_options sources = { .repository = argument_value(arguments, "git"),
					  .vulns = argument_value(arguments, "vulns") };
	struct series_write_options options = {
		.project = context->project,
		.keep = argument_value(arguments, "keep"),
		.drop = argument_value(arguments, "drop"),
		.dry_run = argument_value(arguments, "dry-run"),
	};
	struct imported imported = { .incoming = &incoming, .written = &written,
				     .dry_run = options.dry_run };
	_cleanup_close_ int lock = -1;

	if (options.keep && options.drop)
		return error_set(err, ERROR_INPUT, "--keep and --drop: only one of them");
	if (named && series_name_check(named, err))
		return -1;
	if (read_sources(context, &sources, arguments, &incoming, err))
		return -1;
	if (import_check_claims(context, &sources, &incoming, err))
		return -1;
	incoming_drop_copies(&incoming);
	incoming_tell_lacks(&incoming);
	made = named ? xstrdup(named) : series_name_for(&incoming);
	options.series = imported.series = made;
	if (lock_project(context, &lock, err) || series_write(&options, &incoming, &written, err) ||
	    import_tell_resolutions(context, made, &written, &incoming, err))
		return -1;
	if (context->json)
		print_result(&out_stdout, to_json(&imported));
	else
		print_text(&imported);
	return is_incomplete(&incoming);
}

const struct command command_import = {
	.name = "import",
	.operands = "SOURCE...",
	.min_operands = 1,
	.max_operands = -1,
	.summary = "make a series of patches from outside",
	.description =
		"Takes patches to patches/SERIES and their lines to series.conf. A SOURCE is one of:\n"
		"the file of a patch (-: standard input), a mail or a plain diff, also with the headers of Debian (DEP-3) or "
		"SUSE; a folder of such files, without covers, or a quilt series (its file series tells the "
		"order);\n"
		"a mailbox, a maildir, a mail, or the id of a message: b4 makes a series of its thread, the "
		"newest version with the tags of the replies, and says who signed it, which X-Attestation "
		"keeps; only an id asks the network;\n"
		"the mail of the stable tree that a patch failed to apply: answers.conf beside the patches "
		"keeps the message that waits for an answer;\n"
		"a commit or A..B of a git repository (--git, or path in [upstream] of stablehand.conf in "
		"the project's folder);\n"
		"a CVE, by a copy of the kernel's vulns repository (--vulns, or path in [vulns]): what fixes "
		"it, from a mail or file that is named beside it, the repository of commits, or else what a "
		"stable release in the store that has the fix changed in its files, which is told;\n"
		"a mail that quotes a patch: white space that an archive lost is taken from the releases in "
		"the store.\n"
		"What is left out, changed, missing or not said is told. The same patches again change "
		"nothing. A new version of a patch, found by its commit upstream, Message-ID, subject or "
		"file name, takes the place of the old one under its name; the next port replaces what was "
		"ported of that. Exit code 1: patches of a series were not found.",
	.options = (const struct option_spec[]){
		{"git", 'g', "DIR", "the repository of commits (else path in [upstream] of stablehand.conf)"},
		{"vulns", 0, "DIR", "the kernel's CVE data (else path in [vulns] of stablehand.conf)"},
		{"series", 's', "NAME", "the folder below patches/; made of the subject else"},
		{"keep", 0, NULL, "patches of the series that did not come in stay"},
		{"drop", 0, NULL, "these leave series.conf; their files go to left/"},
		{"dry-run", 'n', NULL, "say what would be done, write nothing"},
		{NULL}},
	.needs_project = true,
	.run = run_import,
};
