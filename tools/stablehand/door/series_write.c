// SPDX-License-Identifier: GPL-2.0-only
#include "door/series_write.h"

#include <ctype.h>
#include <errno.h>
#include <git2.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "door/series_parts.h"
#include "door/series_lines.h"
#include "git/start.h"
#include "series/commit_message.h"
#include "series/patch_file_name.h"
#include "util/alloc.h"
#include "util/file.h"

#define SERIES_SLUG_BYTES 40
#define FILE_NAME_BYTES 120

const char *written_state_name(enum written_state state)
{
	static const char *const names[] = {
		[WRITTEN_NEW] = "new",
		[WRITTEN_SAME] = "same",
		[WRITTEN_CHANGED] = "changed",
		[WRITTEN_KEPT] = "kept",
		[WRITTEN_LEFT] = "left",
	};

	return names[state];
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("._+-", c));
}

int series_name_check(const char *name, struct error **err)
{
	_cleanup_free_ char *shown = text_excerpt(name, strlen(name), 100);
	_cleanup_free_ char *ref = xasprintf("refs/ports/x/%s", name);
	size_t len = strlen(name), good = 0;
	int valid = 0;

	while (is_name_char(name[good]))
		good++;
	libgit2_start();
	if (!len || len > SERIES_NAME_MAX || good < len || !isalnum((unsigned char)*name) ||
	    !path_is_name(name) || git_reference_name_is_valid(&valid, ref) || !valid)
		return error_set(err, ERROR_INPUT, "%s: not a name for a series: at most %d letters, "
				 "digits, '.', '_', '+' and '-', the first a letter or digit",
				 shown, SERIES_NAME_MAX);
	return 0;
}

/* Words of lower-case letters and digits, as many as there is room for. */
static char *slug(const char *title)
{
	_cleanup_buf_ struct buf name = { 0 };

	for (const char *at = title; *at;) {
		size_t len = 0;

		while (isalnum((unsigned char)at[len]))
			len++;
		if (len && name.len + 1 + len > SERIES_SLUG_BYTES) {
			if (!name.len)
				buf_add(&name, at, SERIES_SLUG_BYTES);
			break;
		}
		if (len && name.len)
			buf_puts(&name, "-");
		buf_add(&name, at, len);
		at += len ? len : 1;
	}
	for (size_t i = 0; i < name.len; i++)
		name.data[i] = tolower((unsigned char)name.data[i]);
	return name.len ? buf_detach(&name) : xstrdup("series");
}

static char *title_of(const struct incoming *incoming)
{
	if (incoming->title && *incoming->title)
		return xstrdup(incoming->title);
	return incoming->patch_count ? message_subject(incoming->patches[0].patch) :
				       xstrdup("series");
}

char *series_name_for(const struct incoming *incoming)
{
	_cleanup_free_ char *title = title_of(incoming);

	return slug(title);
}

static bool same_upstream(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	return !strncmp(a, b, n < m ? n : m);
}

/* The patch that came in which is a version of this one; NULL: none that is not taken yet. */
static struct planned *find_planned(struct plan *plan, const struct present *present, int how)
{
	const struct patch *old = present->patch;

	for (size_t i = 0; i < plan->count; i++) {
		struct planned *planned = &plan->items[i];
		const struct patch *new = planned->incoming->patch;
		bool same = false;

		if (planned->present)
			continue;
		if (how == 0)
			same = old && old->upstream && new->upstream &&
			       same_upstream(old->upstream, new->upstream);
		else if (how == 1)
			same = old && old->message_id && new->message_id &&
			       !strcmp(old->message_id, new->message_id);
		else if (how == 2)
			same = old && old->subject && new->subject &&
			       !strcmp(old->subject, new->subject);
		else
			same = !strcmp(present->name, planned->incoming->name);
		if (same)
			return planned;
	}
	return NULL;
}

static void match(struct plan *plan)
{
	for (int how = 0; how < 4; how++)
		for (size_t i = 0; i < plan->present_count; i++) {
			struct present *present = &plan->present[i];
			struct planned *planned = present->planned ? NULL :
						  find_planned(plan, present, how);

			if (!planned)
				continue;
			planned->present = present;
			present->planned = planned;
		}
}

/* Is a name fit to be a file's here, and a word of series.conf? */
static bool is_file_name(const char *name)
{
	size_t len = strlen(name), good = 0;

	while (is_name_char(name[good]))
		good++;
	return len && good == len && len <= FILE_NAME_BYTES && isalnum((unsigned char)*name) &&
	       path_is_name(name) && len > 6 && !strcmp(name + len - 6, ".patch");
}

static bool name_is_taken(const struct plan *plan, const char *name, const struct planned *but)
{
	for (size_t i = 0; i < plan->present_count; i++)
		if (!strcasecmp(plan->present[i].name, name))
			return true;
	for (size_t i = 0; i < plan->count; i++)
		if (&plan->items[i] != but && plan->items[i].name &&
		    !strcasecmp(plan->items[i].name, name))
			return true;
	return false;
}

static void name_planned(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->items[i].present)
			plan->items[i].name = xstrdup(plan->items[i].present->name);
	for (size_t i = 0; i < plan->count; i++) {
		struct planned *planned = &plan->items[i];
		const struct incoming_patch *incoming = planned->incoming;
		_cleanup_free_ char *subject = message_subject(incoming->patch);
		char *name;

		if (planned->name)
			continue;
		name = is_file_name(incoming->name) ? xstrdup(incoming->name) :
						      patch_file_name(i + 1, subject);
		for (unsigned n = 2; name_is_taken(plan, name, planned); n++) {
			_cleanup_free_ char *again = xasprintf("%s (%u)", subject, n);

			free(name);
			name = patch_file_name(i + 1, again);
			if (!name_is_taken(plan, name, planned))
				break;
			/* A long subject leaves no room for what tells them apart. */
			free(name);
			name = xasprintf("%04zu-patch-%u.patch", i + 1, n);
		}
		planned->name = name;
	}
}

/* What the file that is there knows of the commit upstream, and the new one does not. */
static int carry_upstream(struct incoming *incoming, struct planned *planned, struct error **err)
{
	const struct patch *old = planned->present ? planned->present->patch : NULL;
	const struct patch *new = planned->incoming->patch;
	_cleanup_free_ char *value = NULL;

	if (!old || !old->upstream || old->upstream_claimed ||
	    (new->upstream && !new->upstream_claimed))
		return 0;
	value = old->upstream_version ?
		xasprintf("%s (%s)", old->upstream, old->upstream_version) : xstrdup(old->upstream);
	if (incoming_set_header(planned->incoming, "X-Upstream-Commit", value, err))
		return -1;
	incoming_note(incoming, NOTE_CHANGED, planned->name,
		      "keeps X-Upstream-Commit: %s of the file that was there", value);
	return 0;
}

/* What stands in the way of patches that are to leave, or are in doubt. */
static int check_leaving(const struct series_write_options *options, const struct plan *plan,
			 struct error **err)
{
	_cleanup_buf_ struct buf names = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < plan->present_count; i++) {
		const struct present *present = &plan->present[i];

		if (present->planned)
			continue;
		if (options->drop && present->ruled)
			return error_set(err, ERROR_INPUT, "patches/%s/rules.conf has rules for %s, which "
					 "is to leave: take them out first", options->series,
					 present->name);
		if (count++ < 5)
			buf_printf(&names, "%s%s", names.len ? ", " : "", present->name);
	}
	if (!count || options->keep || options->drop)
		return 0;
	return error_set(err, ERROR_INPUT, "series %s has %zu %s that did not come in now (%s%s): "
			 "--keep leaves %s in, --drop takes %s out, --series NAME makes another series",
			 options->series, count, count == 1 ? "patch" : "patches", buf_str(&names),
			 count > 5 ? ", ..." : "", count == 1 ? "it" : "them",
			 count == 1 ? "it" : "them");
}

static struct written_patch *add_written(struct series_written *written, const char *name,
					 enum written_state state)
{
	struct written_patch *patch = ARRAY_ADD(written->patches, written->patch_count,
						written->patch_alloc);

	patch->name = xstrdup(name);
	patch->state = state;
	return patch;
}

/* Those that stay without having come in keep their place behind the one before them. */
static void put_kept(const struct plan *plan, size_t from, struct series_written *written)
{
	for (size_t i = from; i < plan->present_count && !plan->present[i].planned; i++)
		add_written(written, plan->present[i].name, WRITTEN_KEPT);
}

static enum written_state state_of(const struct planned *planned)
{
	const struct present *present = planned->present;

	if (!present)
		return WRITTEN_NEW;
	return present->text.len == planned->incoming->text.len &&
	       !memcmp(buf_str(&present->text), buf_str(&planned->incoming->text),
		       present->text.len) ? WRITTEN_SAME : WRITTEN_CHANGED;
}

static void list_written(const struct series_write_options *options, const struct plan *plan,
			 struct series_written *written)
{
	if (options->keep)
		put_kept(plan, 0, written);
	for (size_t i = 0; i < plan->count; i++) {
		const struct planned *planned = &plan->items[i];

		add_written(written, planned->name, state_of(planned))->incoming =
			planned->incoming;
		if (options->keep && planned->present)
			put_kept(plan, planned->present - plan->present + 1, written);
	}
	for (size_t i = 0; !options->keep && i < plan->present_count; i++)
		if (!plan->present[i].planned)
			add_written(written, plan->present[i].name, WRITTEN_LEFT);
}

/* A file that nobody named in series.conf is not ours to replace, unless it is the same. */
static int check_unlisted(const struct plan *plan, const struct planned *planned,
			  struct error **err)
{
	_cleanup_free_ char *path = path_join(plan->folder, "%s", planned->name);
	_cleanup_buf_ struct buf text = { 0 };
	struct stat st;

	if (planned->present || (lstat(path, &st) && errno == ENOENT))
		return 0;
	if (S_ISREG(st.st_mode) && !file_read(path, PATCH_MAX_BYTES, &text, NULL) &&
	    text.len == planned->incoming->text.len &&
	    !memcmp(buf_str(&text), buf_str(&planned->incoming->text), text.len))
		return 0;
	return error_set(err, ERROR_INPUT, "%s: a file that series.conf does not name and that is "
			 "another one: move it away, or take another --series", path);
}

static int move_left(const struct plan *plan, const struct series_written *written,
		     struct error **err)
{
	_cleanup_free_ char *left = path_join(plan->folder, SERIES_LEFT_FOLDER);

	for (size_t i = 0; i < written->patch_count; i++) {
		const struct written_patch *patch = &written->patches[i];
		const char *slash = strrchr(patch->name, '/');
		_cleanup_free_ char *from = path_join(plan->folder, "%s", patch->name);
		_cleanup_free_ char *to = path_join(left, "%s", slash ? slash + 1 : patch->name);

		if (patch->state != WRITTEN_LEFT)
			continue;
		for (unsigned n = 2; path_exists(to); n++) {
			free(to);
			to = path_join(left, "%s.%u", slash ? slash + 1 : patch->name, n);
		}
		if (dir_make(left, err))
			return -1;
		if (rename(from, to) && errno != ENOENT)
			return error_errno(err, ERROR_ENVIRONMENT, "moving %s", from);
	}
	return 0;
}

static int publish(const struct plan *plan, const struct series_written *written,
		   const struct buf *conf, const struct buf *answers, struct error **err)
{
	_cleanup_file_batch_ struct file_batch batch = { 0 };

	if (dir_make(plan->folder, err))
		return -1;
	for (size_t i = 0; i < written->patch_count; i++) {
		const struct written_patch *patch = &written->patches[i];
		_cleanup_free_ char *path = path_join(plan->folder, "%s", patch->name);
		const struct buf *text = patch->incoming ? &patch->incoming->text : NULL;

		if ((patch->state == WRITTEN_NEW || patch->state == WRITTEN_CHANGED) &&
		    file_batch_add(&batch, path, buf_str(text), text->len, 0644, err))
			return -1;
	}
	if (answers->len) {
		_cleanup_free_ char *path = path_join(plan->folder, ANSWERS_FILE);

		if (file_batch_add(&batch, path, answers->data, answers->len, 0644, err))
			return -1;
	}
	if (conf->len != plan->conf_text.len ||
	    memcmp(buf_str(conf), buf_str(&plan->conf_text), conf->len))
		if (file_batch_add(&batch, plan->conf_path, buf_str(conf), conf->len, 0644, err))
			return -1;
	if (batch.count && file_batch_publish(&batch, err))
		return -1;
	return move_left(plan, written, err);
}

static void edit_conf(const struct plan *plan, const struct series_write_options *options,
		      const struct incoming *incoming, const struct series_written *written,
		      struct buf *conf)
{
	_cleanup_free_ const char **names = xcalloc(written->patch_count + 1, sizeof(*names));
	_cleanup_free_ char *title = title_of(incoming);
	size_t count = 0;

	for (size_t i = 0; i < written->patch_count; i++)
		if (written->patches[i].state != WRITTEN_LEFT)
			names[count++] = written->patches[i].name;
	series_lines_edit(buf_str(&plan->conf_text), plan->conf_text.len, plan->conf,
			  options->series, title, names, count, conf);
}

int series_write(const struct series_write_options *options, struct incoming *incoming,
		 struct series_written *ret_written, struct error **err)
{
	_cleanup_series_written_ struct series_written written = { 0 };
	_cleanup_plan_ struct plan plan = { 0 };
	_cleanup_buf_ struct buf conf = { 0 }, answers = { 0 };

	if (series_name_check(options->series, err))
		return -1;
	if (!incoming->patch_count)
		return error_set(err, ERROR_INPUT, "no patches");
	if (plan_open(options, incoming, &plan, err))
		return -1;
	match(&plan);
	name_planned(&plan);
	if (check_leaving(options, &plan, err))
		return -1;
	for (size_t i = 0; i < plan.count; i++)
		if (carry_upstream(incoming, &plan.items[i], err) ||
		    check_unlisted(&plan, &plan.items[i], err))
			return -1;
	list_written(options, &plan, &written);
	edit_conf(&plan, options, incoming, &written, &conf);
	if (answers_merge(&plan, incoming, &written, &answers, err))
		return -1;
	written.conf_changed = conf.len != plan.conf_text.len ||
			       memcmp(buf_str(&conf), buf_str(&plan.conf_text), conf.len);
	if (!options->dry_run && publish(&plan, &written, &conf, &answers, err))
		return -1;
	*ret_written = written;
	written = (struct series_written){ 0 };
	return 0;
}

void series_written_release(struct series_written *written)
{
	for (size_t i = 0; i < written->patch_count; i++)
		free(written->patches[i].name);
	free(written->patches);
	*written = (struct series_written){ 0 };
}
