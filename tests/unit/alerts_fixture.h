/* SPDX-License-Identifier: GPL-2.0-only */
/* Made-up news, and who is told of them. */
#ifndef ALERTS_FIXTURE_H
#define ALERTS_FIXTURE_H

#include "unit.h"

#include "run/alerts.h"
#include "run/alerts_parts.h"

/* A project with a configuration, a state folder, a sendmail that writes down what it got. */
struct place {
	char *folder;
	struct context context;
};

static inline void write_text(const struct place *p, const char *name, const char *text)
{
	_cleanup_free_ char *path = path_join(p->folder, "%s", name);
	struct error *err = NULL;

	assert_works(file_write(path, text, strlen(text), 0755, &err), err);
}

static inline char *read_text(const struct place *p, const char *name)
{
	_cleanup_free_ char *path = path_join(p->folder, "%s", name);
	struct buf bytes = {0};

	if (file_read(path, 1 << 24, &bytes, NULL))
		buf_puts(&bytes, "(not there)");
	return buf_detach(&bytes);
}

static inline void place_make(struct place *p)
{
	_cleanup_free_ char *script = NULL;

	p->folder = scratch_make();
	p->context = (struct context){
		.project = path_join(p->folder, "project"),
		.state = path_join(p->folder, "state"),
	};
	assert_int_equal(dir_make(p->context.project, NULL), 0);
	script = xasprintf("#!/bin/sh\ncd %s\nprintf '%%s\\n' \"$@\" >argv\ncat >mail\n"
			   "echo once >>sent\n[ ! -e fails ] || { echo no route >&2; exit 75; }\n",
			   p->folder);
	write_text(p, "sendmail", script);
}

static inline void place_release(struct place *p)
{
	scratch_remove(p->folder);
	free(p->context.project);
	free(p->context.state);
}

/* Lines of stablehand.conf; %s in them is the folder of the place. */
static inline void configure(const struct place *p, const char *lines)
{
	_cleanup_buf_ struct buf text = {0};

	for (const char *at = lines; *at; at++) {
		if (!strncmp(at, "%s", 2))
			buf_puts(&text, p->folder), at++;
		else
			buf_add(&text, at, 1);
	}
	write_text(p, "project/stablehand.conf", buf_str(&text));
}

static inline void make_night(struct night *night, const char *at, const char *text)
{
	struct news *news = ARRAY_ADD(night->news, night->news_count, night->news_alloc);

	night->seen.at = xstrdup(at);
	night->open = 1;
	news->kind = NEWS_PORTED_REGRESSED;
	news->bad = true;
	news->branch = xstrdup("6.1.y");
	news->test = xstrdup("x86/one_test");
	news->text = xstrdup(text);
	*ARRAY_ADD(news->evidence, news->evidence_count, news->evidence_alloc) = xstrdup("a.log");
}

static inline char *send_news(const struct place *p, const char *at, const char *text)
{
	_cleanup_(night_release) struct night night = {0};
	struct buf said = {0};

	if (at)
		make_night(&night, at, text);
	if (at)
		alerts_keep(&p->context, &night, text, &said);
	alerts_send(&p->context, &said);
	buf_str(&said);
	return buf_detach(&said);
}

static inline size_t waiting(const struct place *p)
{
	_cleanup_free_ char *find = xasprintf("find %s/state -type f 2>/dev/null", p->folder);
	FILE *list = popen(find, "r");
	size_t count = 0;
	char line[4096];

	while (fgets(line, sizeof(line), list))
		count++;
	pclose(list);
	return count;
}

#define MAIL_CONF "[mail]\n\tto = one@example.org\n\tto = two@example.org\n" \
		  "\tfrom = robot@example.net\n\tsendmail = %s/sendmail\n"

#endif
