// SPDX-License-Identifier: GPL-2.0-only
/* The outbox: a folder for each way, in it a file for each night, named by its time. */
#include "run/alerts.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "run/alerts_parts.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/text.h"

#define WAITING_MAX 50		/* nights on one way; the oldest go first */
#define FILE_MAX_BYTES (64u << 20)
#define TEXT_MAX (256u << 10)

/* A way on which news are sent. */
struct way {
	const char *name;	/* of its folder, and to be told */
	int (*send)(const struct alert_conf *conf, const struct alert *alert, const char *work,
		    struct error **err);
	char *(*place)(const struct alert_conf *conf);
	bool (*is_wanted)(const struct alert_conf *conf);
};

static char *mail_place(const struct alert_conf *conf)
{
	struct buf text = {0};

	for (char **to = conf->to; *to; to++)
		buf_printf(&text, "%s%s", text.len ? ", " : "", *to);
	return buf_detach(&text);
}

static bool mail_is_wanted(const struct alert_conf *conf)
{
	return *conf->to;
}

static int post(const struct alert_conf *conf, const struct alert *alert, const char *work,
		struct error **err)
{
	return alert_post_send(conf, alert, err);
}

static char *post_place(const struct alert_conf *conf)
{
	return alert_post_place(conf->url);
}

static bool post_is_wanted(const struct alert_conf *conf)
{
	return conf->url;
}

static const struct way ways[] = {
	{"mail", alert_mail_send, mail_place, mail_is_wanted},
	{"webhook", post, post_place, post_is_wanted},
};

/* --- what is put in */

/* As printable UTF-8, which is what JSON takes, within a bound. */
static json_t *text_value(const char *text)
{
	size_t len = strlen(text);
	_cleanup_free_ char *clean = text_printable(text, len < TEXT_MAX ? len : TEXT_MAX, true);

	return json_string(clean);
}

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text)
		json_object_set_new(object, key, text_value(text));
}

static json_t *news_object(const struct news *n)
{
	json_t *object = json_object(), *evidence = json_array();

	set_text(object, "kind", news_kind_name(n->kind));
	json_object_set_new(object, "bad", json_boolean(n->bad));
	set_text(object, "branch", n->branch);
	set_text(object, "series", n->series);
	set_text(object, "patch", n->patch);
	set_text(object, "test", n->test);
	set_text(object, "variant", n->variant);
	set_text(object, "state", n->state);
	set_text(object, "was", n->was);
	set_text(object, "is", n->is);
	set_text(object, "text", n->text);
	set_text(object, "finding", n->finding);
	for (size_t i = 0; i < n->evidence_count; i++)
		json_array_append_new(evidence, text_value(n->evidence[i]));
	json_object_set_new(object, "evidence", evidence);
	return object;
}

/* "stablehand: 3 news: 6.1.y, 6.12.y; 1 finding open" */
static char *make_subject(const struct night *night)
{
	struct buf text = {0};
	size_t told = 0;

	buf_printf(&text, "stablehand: %zu news", night->news_count);
	for (size_t i = 0; i < night->news_count; i++) {
		bool before = false;

		for (size_t k = 0; k < i && !before; k++)
			before = !strcmp(night->news[k].branch, night->news[i].branch);
		if (!before)
			buf_printf(&text, "%s%s", told++ ? ", " : ": ", night->news[i].branch);
	}
	if (night->open)
		buf_printf(&text, "; %zu finding%s open", night->open, night->open == 1 ? "" : "s");
	return buf_detach(&text);
}

static int put(const char *folder, const struct night *night, const char *text, struct error **err)
{
	json_t *object = json_object(), *news = json_array();
	_cleanup_free_ char *subject = make_subject(night), *document = NULL;
	_cleanup_free_ char *path = path_join(folder, "%s.json", night->seen.at);

	for (size_t i = 0; i < night->news_count; i++)
		json_array_append_new(news, news_object(&night->news[i]));
	set_text(object, "subject", subject);
	set_text(object, "text", text);
	json_object_set_new(object, "news", news);
	document = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	if (!document)
		return error_set(err, ERROR_BUG, "the news cannot be written as JSON");
	if (dir_make(folder, err))
		return -1;
	return file_write(path, document, strlen(document), 0600, err);
}

/* --- what is sent */

static int is_waiting(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return *entry->d_name != '.' && len > 5 && !strcmp(entry->d_name + len - 5, ".json");
}

/* One that waits. */
static int send_file(const struct way *way, const struct alert_conf *conf, const char *folder,
		     const char *name, struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);
	_cleanup_free_ char *id = xstrndup(name, strlen(name) - strlen(".json"));
	_cleanup_buf_ struct buf bytes = {0};
	struct alert alert = {.id = id};
	json_t *object;
	int rc;

	if (file_read(path, FILE_MAX_BYTES, &bytes, err))
		return -1;
	object = json_loadb(buf_str(&bytes), bytes.len, 0, NULL);
	alert.subject = json_string_value(json_object_get(object, "subject"));
	alert.text = json_string_value(json_object_get(object, "text"));
	alert.news = json_object_get(object, "news");
	if (!alert.subject || !alert.text || !json_is_array(alert.news)) {
		json_decref(object);
		path_remove(path, NULL);
		return error_set(err, ERROR_DAMAGED, "%s: not as it was written, and removed", path);
	}
	rc = way->send(conf, &alert, folder, err);
	json_decref(object);
	return rc ? rc : path_remove(path, err);
}

/* All that wait, the oldest first, until one fails: the others would, too. */
static void send_waiting(const struct way *way, const struct alert_conf *conf, const char *folder,
			 struct buf *ret_said)
{
	_cleanup_error_ struct error *err = NULL;
	_cleanup_free_ char *place = way->place(conf);
	struct dirent **names = NULL;
	int count = scandir(folder, &names, is_waiting, alphasort), sent = 0;

	for (int i = 0; i < count && !err; i++)
		if (!send_file(way, conf, folder, names[i]->d_name, &err))
			sent++;
	if (sent)
		buf_printf(ret_said, "%s: sent to %s%s\n", way->name, place,
			   sent > 1 ? ", with what had waited" : "");
	if (err)
		buf_printf(ret_said, "%s: not sent to %s: %s; the next night tries again\n",
			   way->name, place, err->message);
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

/* The folder of a project's news, by what it is called. */
static char *outbox(const struct context *context)
{
	char hex[65];

	data_sha256(context->project, strlen(context->project), hex);
	return path_join(context->state, "alerts/%.16s", hex);
}

/* The ways that are wanted; ERROR_INPUT as alert_conf_read(). */
static bool read_conf(const struct context *context, struct alert_conf *ret, struct buf *ret_said)
{
	_cleanup_error_ struct error *err = NULL;

	if (!alert_conf_read(context, ret, &err))
		return true;
	buf_printf(ret_said, "no news are sent: %s\n", err->message);
	return false;
}

void alerts_keep(const struct context *context, const struct night *night, const char *text,
		 struct buf *ret_said)
{
	_cleanup_(alert_conf_release) struct alert_conf conf = {0};
	_cleanup_free_ char *box = outbox(context);

	if (!night->news_count || !read_conf(context, &conf, ret_said))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		_cleanup_free_ char *folder = path_join(box, "%s", ways[i].name);
		_cleanup_error_ struct error *err = NULL;

		if (ways[i].is_wanted(&conf) && put(folder, night, text, &err))
			buf_printf(ret_said, "%s: %s\n", ways[i].name, err->message);
	}
}

void alerts_send(const struct context *context, struct buf *ret_said)
{
	_cleanup_(alert_conf_release) struct alert_conf conf = {0};
	_cleanup_free_ char *box = outbox(context);

	if (!path_exists(box) || !read_conf(context, &conf, ret_said))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		_cleanup_free_ char *folder = path_join(box, "%s", ways[i].name);

		/* What waited would come as old news once somebody asks for some. */
		if (!ways[i].is_wanted(&conf)) {
			path_remove(folder, NULL);
			continue;
		}
		dir_sweep(folder);
		dir_prune(folder, WAITING_MAX);
		send_waiting(&ways[i], &conf, folder, ret_said);
	}
}
