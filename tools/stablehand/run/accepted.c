// SPDX-License-Identifier: GPL-2.0-only
#include "run/accepted.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#include "git/config.h"
#include "util/alloc.h"
#include "util/file.h"

static const char head[] =
	"# What is known and meant of this project's nights: stablehand accept writes this file.\n";

static char *file_of(const struct context *context)
{
	return path_join(context->project, ACCEPTED_CONF);
}

void accepted_today(char ret_today[11])
{
	time_t now = time(NULL);
	struct tm date;

	strftime(ret_today, 11, "%Y-%m-%d", gmtime_r(&now, &date));
}

/* "2026-12-01", a day that there is. */
static bool is_day(const char *text)
{
	struct tm date = {0};
	char again[16] = "";
	const char *end = strptime(text, "%Y-%m-%d", &date);
	int day = date.tm_mday;

	if (!end || *end || timegm(&date) == (time_t)-1 || date.tm_mday != day)
		return false;
	strftime(again, sizeof(again), "%Y-%m-%d", &date);
	return !strcmp(again, text);
}

/* --- reading */

static char **field_of(struct acceptance *a, const char *name)
{
	return !strcmp(name, "reason") ? &a->reason :
	       !strcmp(name, "on") ? &a->on :
	       !strcmp(name, "until") ? &a->until :
	       !strcmp(name, "signature") ? &a->signature :
	       !strcmp(name, "text") ? &a->text : NULL;
}

static struct acceptance *entry_of(struct acceptances *list, const char *key, size_t len)
{
	struct acceptance *a;

	for (size_t i = 0; i < list->count; i++)
		if (strlen(list->items[i].key) == len && !memcmp(list->items[i].key, key, len))
			return &list->items[i];
	a = ARRAY_ADD(list->items, list->count, list->alloc);
	a->key = xstrndup(key, len);
	return a;
}

static int on_entry(const char *name, const char *value, void *data)
{
	static const char section[] = "accepted.";
	const char *key = name + strlen(section), *dot = strrchr(name, '.');
	char **field;

	if (strncmp(name, section, strlen(section)) || dot < key)
		return 0;
	field = field_of(entry_of(data, key, dot - key), dot + 1);
	if (field) {
		free(*field);
		*field = xstrdup(value ? value : "");
	}
	return 0;
}

static int check_days(const char *file, const struct acceptances *list, struct error **err)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct acceptance *a = &list->items[i];

		const char *wrong = a->until && !is_day(a->until) ? a->until :
				    a->on && !is_day(a->on) ? a->on : NULL;

		if (wrong)
			return error_set(err, ERROR_INPUT, "%s: %s: '%s' is not a date as "
					 "2027-01-31", file, a->key, wrong);
	}
	return 0;
}

int accepted_read(const struct context *context, struct acceptances *ret, struct error **err)
{
	_cleanup_free_ char *file = file_of(context);
	_cleanup_git_config_ git_config *config = NULL;
	struct acceptances list = {0};

	*ret = list;
	if (!path_exists(file))
		return 0;
	if (config_open(file, &config, err))
		return -1;
	config_walk(config, on_entry, &list);
	if (check_days(file, &list, err)) {
		acceptances_release(&list);
		return -1;
	}
	*ret = list;
	return 0;
}

/* --- writing */

/* The file to be changed; libgit2 changes it aside and renames. */
static int open_to_write(const char *file, git_config **ret_config, struct error **err)
{
	if (!path_exists(file) && file_write(file, head, strlen(head), 0644, err))
		return -1;
	return config_open(file, ret_config, err);
}

static int set(git_config *config, const char *file, const char *key, const char *field,
	       const char *value, struct error **err)
{
	_cleanup_free_ char *name = xasprintf("accepted.%s.%s", key, field);
	int rc = value ? git_config_set_string(config, name, value) :
			 git_config_delete_entry(config, name);

	if (rc && !(rc == GIT_ENOTFOUND && !value))
		return error_git(err, ERROR_ENVIRONMENT, "%s", file);
	return 0;
}

static int check(const char *reason, const char *until, struct error **err)
{
	char today[11];

	accepted_today(today);
	if (!reason[strspn(reason, " \t")])
		return error_set(err, ERROR_INPUT, "--reason: is empty");
	for (const char *at = reason; *at; at++)
		if (iscntrl((unsigned char)*at))
			return error_set(err, ERROR_INPUT, "--reason: one line of text");
	if (until && !is_day(until))
		return error_set(err, ERROR_INPUT, "--until %s: not a date as 2027-01-31", until);
	if (until && strcmp(until, today) < 0)
		return error_set(err, ERROR_INPUT, "--until %s: is past", until);
	return 0;
}

int accepted_add(const struct context *context, const struct night_finding *finding,
		 const char *reason, const char *until, struct error **err)
{
	_cleanup_free_ char *file = file_of(context);
	_cleanup_git_config_ git_config *config = NULL;
	char today[11];

	accepted_today(today);
	if (check(reason, until, err) || open_to_write(file, &config, err))
		return -1;
	/* The reason last: without it an entry does not hold. */
	return set(config, file, finding->key, "text", finding->text, err) ||
	       set(config, file, finding->key, "signature", finding->signature, err) ||
	       set(config, file, finding->key, "on", today, err) ||
	       set(config, file, finding->key, "until", until, err) ||
	       set(config, file, finding->key, "reason", reason, err) ? -1 : 0;
}

int accepted_drop(const struct context *context, const char *key, struct error **err)
{
	static const char *const fields[] = {"reason", "until", "on", "signature", "text"};
	_cleanup_(acceptances_release) struct acceptances list = {0};
	_cleanup_free_ char *file = file_of(context);
	_cleanup_git_config_ git_config *config = NULL;
	bool there = false;

	if (accepted_read(context, &list, err))
		return -1;
	for (size_t i = 0; i < list.count; i++)
		there |= !strcmp(list.items[i].key, key);
	if (!there)
		return error_set(err, ERROR_INPUT, "%s: is not in %s", key, file);
	if (open_to_write(file, &config, err))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (set(config, file, key, fields[i], NULL, err))
			return -1;
	return 0;
}

/* --- what it comes to */

static char *why_lapsed(const struct acceptance *a, const struct night_finding *f,
			const char *today)
{
	if (a->until && strcmp(a->until, today) < 0)
		return xasprintf("was accepted until %s", a->until);
	if (!a->signature || strcmp(a->signature, f->signature))
		return xasprintf("what was accepted is another failure: %s",
				 a->text ? a->text : "not said");
	return NULL;
}

static void apply(const struct acceptance *a, const char *today, struct night_finding *f)
{
	if (!a->reason)
		return;
	f->accepted_lapsed = why_lapsed(a, f, today);
	if (f->accepted_lapsed)
		return;
	f->accepted = true;
	f->accepted_reason = xstrdup(a->reason);
	f->accepted_on = xstrdup(a->on ? a->on : today);
	f->accepted_until = xstrdup(a->until);
}

void accepted_apply(const struct acceptances *accepted, const char *today,
		    struct night_finding *findings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		night_finding_forget_accepted(&findings[i]);
		for (size_t k = 0; k < accepted->count; k++)
			if (!strcmp(accepted->items[k].key, findings[i].key))
				apply(&accepted->items[k], today, &findings[i]);
	}
}

void acceptances_release(struct acceptances *accepted)
{
	for (size_t i = 0; i < accepted->count; i++) {
		struct acceptance *a = &accepted->items[i];

		free(a->key);
		free(a->reason);
		free(a->on);
		free(a->until);
		free(a->signature);
		free(a->text);
	}
	free(accepted->items);
	*accepted = (struct acceptances){0};
}
