// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "report/cases.h"
#include "report/kcidb_parts.h"
#include "report/next.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/hash.h"

/* --- values */

void kcidb_set_line(json_t *object, const char *key, const char *text)
{
	_cleanup_free_ char *line = case_line(text);

	if (*line)
		json_object_set_new(object, key, json_string(line));
}

void kcidb_set_excerpt(json_t *object, const char *text)
{
	_cleanup_free_ char *lines = case_lines(text);

	if (*lines)
		json_object_set_new(object, "log_excerpt", json_string(lines));
}

static void set_id(json_t *object, const char *key, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	json_object_set_new(object, key, json_string(git_oid_tostr(hex, sizeof(hex), id)));
}

void kcidb_set_seen(json_t *misc, const struct seen *seen)
{
	if (!seen->at)
		return;
	kcidb_set_line(misc, "seen", seen->at);
	kcidb_set_line(misc, "program", seen->by);
}

/* "origin:KIND-SHA256" of what it stands for. */
char *kcidb_make_id(const struct kcidb *k, const char *kind, const char *of)
{
	char hex[65];

	data_sha256(of, strlen(of), hex);
	return xasprintf("%s:%s-%s", k->origin, kind, hex);
}

/* An object with its id and origin, in a list. */
json_t *kcidb_add(struct kcidb *k, json_t *list, const char *id)
{
	json_t *object = json_object();

	json_object_set_new(object, "id", json_string(id));
	json_object_set_new(object, "origin", json_string(k->origin));
	json_array_append_new(list, object);
	return object;
}

/* Misc, which is set when something is in it. */
void kcidb_set_misc(json_t *object, json_t *misc)
{
	if (json_object_size(misc))
		json_object_set(object, "misc", misc);
	json_decref(misc);
}

/* --- checkouts */

static bool is_refused(const struct series_result *s)
{
	return !series_has_port(s) && series_missing(s);
}

/* Is there something to tell: a port, or that there is none? */
bool kcidb_has_checkout(const struct series_result *s)
{
	return series_has_port(s) || is_refused(s);
}

/* As kci-dev has it: over url, branch, commit and patches. series NULL: base. */
static char *checkout_id(const struct kcidb *k, const struct branch_result *b,
			 const struct series_result *s)
{
	char commit[GIT_OID_HEXSZ + 1], port[GIT_OID_HEXSZ + 1] = "";
	_cleanup_free_ char *of = NULL;

	git_oid_tostr(commit, sizeof(commit), &b->source.release.commit);
	if (s)
		git_oid_tostr(port, sizeof(port), &s->commit);
	of = xasprintf("%s|%s|%s|%s%s%s", b->source.source ? b->source.source : "", b->branch,
		       commit, s ? s->name : "", s ? " " : "", port);
	return kcidb_make_id(k, "ck", of);
}

/* Why a series has no port, a line a patch. */
static void add_refusals(const struct series_result *s, struct buf *ret)
{
	for (size_t i = 0; i < s->patch_count; i++) {
		const struct patch_result *p = &s->patches[i];

		if (!verdict_is_missing(p->verdict))
			continue;
		buf_printf(ret, "%s: %s\n", p->subject, verdict_name(p->verdict));
		for (size_t e = 0; e < p->evidence.count; e++)
			if (next_is_reason(p, &p->evidence.items[e]))
				buf_printf(ret, "  %s\n", p->evidence.items[e].text);
	}
}

static void add_checkout(struct kcidb *k, const struct branch_result *b,
			 const struct series_result *s)
{
	_cleanup_free_ char *id = checkout_id(k, b, s), *comment = NULL;
	json_t *object = kcidb_add(k, k->checkouts, id), *misc = json_object();
	_cleanup_buf_ struct buf refusals = {0};

	if (b->source.source && strcmp(b->source.source, "store"))
		kcidb_set_line(object, "tree_name", b->source.source);
	kcidb_set_line(object, "git_repository_branch", b->branch);
	kcidb_set_line(object, "git_commit_name", b->source.release.version);
	if (!s)
		json_object_set_new(object, "patchset_hash", json_string(""));
	json_object_set_new(object, "valid", json_boolean(!s || !is_refused(s)));
	comment = s ? xasprintf("%s with series %s%s", b->source.release.version, s->name,
				s->partly ? ", in part" : "") :
		      xstrdup(b->source.release.version);
	kcidb_set_line(object, "comment", comment);
	if (s && is_refused(s))
		add_refusals(s, &refusals);
	kcidb_set_excerpt(object, buf_str(&refusals));
	set_id(misc, "commit", &b->source.release.commit);
	if (s && series_has_port(s)) {
		set_id(misc, "port_commit", &s->commit);
		set_id(misc, "port_tree", &s->tree);
	}
	kcidb_set_seen(misc, &b->seen);
	kcidb_set_misc(object, misc);
}

/* --- builds */

char *kcidb_build_id(const struct kcidb *k, const struct branch_result *b,
		      const struct series_result *s)
{
	const struct state_result *state = s ? &s->ported : &b->base;
	_cleanup_free_ char *checkout = checkout_id(k, b, s);
	_cleanup_free_ char *of = xasprintf("%s|%s", checkout, state->build.key);

	return kcidb_make_id(k, "b", of);
}

static json_t *step_list(const struct steps_result *steps)
{
	json_t *list = json_array();

	for (size_t i = 0; i < steps->count; i++) {
		json_t *step = json_object();

		json_object_set_new(step, "patch", json_integer(steps->items[i].number));
		kcidb_set_line(step, "status", build_status_name(steps->items[i].build.status));
		json_array_append_new(list, step);
	}
	return list;
}

static void add_build(struct kcidb *k, const struct branch_result *b,
		      const struct series_result *s)
{
	const struct state_result *state = s ? &s->ported : &b->base;
	const struct build_result *build = &state->build;
	_cleanup_free_ char *id = kcidb_build_id(k, b, s), *checkout = checkout_id(k, b, s);
	json_t *object = kcidb_add(k, k->builds, id), *misc = json_object();
	_cleanup_buf_ struct buf failing = {0};

	json_object_set_new(object, "checkout_id", json_string(checkout));
	if (build->status == BUILD_NOT_BUILT) {
		kcidb_set_line(object, "comment", "not built");
	} else {
		kcidb_set_line(object, "status", build->status == BUILD_OK ? "PASS" : "FAIL");
		if (build->seconds > 0 && build->seconds < 1e9)
			json_object_set_new(object, "duration", json_real(build->seconds));
	}
	kcidb_set_line(object, "compiler", build->toolchain);
	for (size_t i = 0; i < build->failing_count; i++)
		buf_printf(&failing, "%s\n", build->failing[i]);
	kcidb_set_excerpt(object, buf_str(&failing));
	kcidb_set_line(misc, "key", build->key);
	kcidb_set_line(misc, "state", state->state);
	if (state->new_warning_count)
		json_object_set_new(misc, "new_warnings",
				    json_integer(state->new_warning_count));
	if (s && s->steps.count)
		json_object_set_new(misc, "steps", step_list(&s->steps));
	kcidb_set_seen(misc, &state->seen);
	kcidb_set_misc(object, misc);
}

/* --- all */

static void add_branch(struct kcidb *k, const struct branch_result *b)
{
	if (!b->has_source)
		return;
	add_checkout(k, b, NULL);
	if (b->base.has_build)
		add_build(k, b, NULL);
	for (size_t i = 0; i < b->series_count; i++) {
		const struct series_result *s = &b->series[i];

		if (!kcidb_has_checkout(s))
			continue;
		add_checkout(k, b, s);
		if (s->ported.has_build)
			add_build(k, b, s);
	}
}

static bool is_origin(const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return len && len <= 100 && !text[len];
}

int kcidb_write(const struct result *result, const struct format_options *options, struct out *to,
		struct error **err)
{
	const char *origin = options->origin ? options->origin : "stablehand";
	struct kcidb k = {result, origin, NULL, NULL, NULL};
	json_t *all, *version;
	_cleanup_free_ char *text = NULL;

	if (!is_origin(origin))
		return error_set(err, ERROR_INPUT, "the origin %s: small letters, digits and _ alone",
				 origin);
	k.checkouts = json_array();
	k.builds = json_array();
	k.tests = json_array();
	for (size_t i = 0; i < result->count; i++)
		add_branch(&k, &result->branches[i]);
	kcidb_add_tests(&k);
	all = json_object();
	version = json_object();
	json_object_set_new(version, "major", json_integer(5));
	json_object_set_new(version, "minor", json_integer(3));
	json_object_set_new(all, "version", version);
	json_object_set_new(all, "checkouts", k.checkouts);
	json_object_set_new(all, "builds", k.builds);
	json_object_set_new(all, "tests", k.tests);
	text = json_dumps(all, JSON_INDENT(1));
	json_decref(all);
	if (!text)
		return error_set(err, ERROR_BUG, "the report cannot be written as JSON");
	out_json(to, text, strlen(text));
	out_puts(to, "\n");
	return 0;
}
