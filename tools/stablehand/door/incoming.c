// SPDX-License-Identifier: GPL-2.0-only
#include "door/incoming.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "series/commit_message.h"
#include "util/alloc.h"
#include "util/text.h"

#define NOTE_MAX_BYTES 1000
#define SOURCE_MAX_BYTES 400

const char *incoming_note_name(enum incoming_note_kind kind)
{
	static const char *const names[NOTE_KINDS] = {
		[NOTE_LEFT_OUT] = "left-out",
		[NOTE_MISSING] = "missing",
		[NOTE_CHANGED] = "changed",
		[NOTE_ATTESTED] = "attested",
		[NOTE_LACKS] = "lacks",
		[NOTE_UNSURE] = "unsure",
	};

	return names[kind];
}

/* Is there such a field before the first blank line? */
static bool has_field(const char *text, size_t len, const char *name)
{
	const char *end = memmem(text, len, "\n\n", 2);
	size_t n = strlen(name);

	end = end ? end : text + len;
	for (const char *at = text; at && (size_t)(end - at) > n;) {
		if (!strncasecmp(at, name, n) && at[n] == ':')
			return true;
		at = memchr(at, '\n', end - at);
		at = at ? at + 1 : NULL;
	}
	return false;
}

int incoming_add(struct incoming *incoming, const char *source, const char *name,
		 const void *text, size_t len, struct error **err)
{
	const char *slash = strrchr(name, '/');
	struct incoming_patch *added;
	struct patch *patch;

	if (incoming->patch_count >= INCOMING_MAX_PATCHES)
		return error_set(err, ERROR_INPUT, "%s: more than %u patches", source,
				 INCOMING_MAX_PATCHES);
	if (len > INCOMING_MAX_BYTES - incoming->bytes)
		return error_set(err, ERROR_INPUT, "%s: patches of more than %u MiB in all", source,
				 INCOMING_MAX_BYTES >> 20);
	if (patch_parse(source, text, len, &patch, err))
		return -1;
	incoming->bytes += len;
	added = ARRAY_ADD(incoming->patches, incoming->patch_count, incoming->patch_alloc);
	added->source = text_excerpt(source, strlen(source), SOURCE_MAX_BYTES);
	added->name = xstrdup(slash ? slash + 1 : name);
	buf_add(&added->text, text, len);
	added->patch = patch;
	if (has_field(text, len, "X-Attestation"))
		incoming_note(incoming, NOTE_UNSURE, source, "has an X-Attestation that was not "
			      "checked here");
	return 0;
}

void incoming_note(struct incoming *incoming, enum incoming_note_kind kind, const char *about,
		   const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	struct incoming_note *note;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	note = ARRAY_ADD(incoming->notes, incoming->note_count, incoming->note_alloc);
	note->kind = kind;
	note->about = text_excerpt(about, strlen(about), SOURCE_MAX_BYTES);
	note->text = text_excerpt(text, strlen(text), NOTE_MAX_BYTES);
}

void incoming_answer(struct incoming *incoming, const char *branch, const char *commit,
		     const char *message_id, const char *from)
{
	struct incoming_answer *answer;

	for (size_t i = 0; i < incoming->answer_count; i++)
		if (!strcmp(incoming->answers[i].branch, branch) &&
		    !strcmp(incoming->answers[i].commit, commit) &&
		    !strcmp(incoming->answers[i].message_id, message_id))
			return;
	answer = ARRAY_ADD(incoming->answers, incoming->answer_count, incoming->answer_alloc);
	answer->branch = xstrdup(branch);
	answer->commit = xstrdup(commit);
	answer->message_id = xstrdup(message_id);
	answer->from = xstrdup(from);
}

/* The text with the field at its start, behind `subject` when a plain diff gets one. */
static void put_field(const struct buf *text, const char *field, const char *value,
		      const char *subject, struct buf *to)
{
	const char *at = buf_str(text), *end = at + text->len, *newline;

	if (!subject && text->len > 5 && !memcmp(at, "From ", 5) &&
	    (newline = memchr(at, '\n', end - at))) {
		buf_add(to, at, newline + 1 - at);
		at = newline + 1;
	}
	if (subject)
		buf_printf(to, "Subject: %s\n", subject);
	buf_printf(to, "%s: %s\n%s", field, value, subject ? "\n" : "");
	buf_add(to, at, end - at);
}

int incoming_set_header(struct incoming_patch *patch, const char *field, const char *value,
			struct error **err)
{
	_cleanup_free_ char *subject = message_subject(patch->patch);
	_cleanup_buf_ struct buf text = { 0 };
	struct patch *parsed = NULL;
	bool taken;

	put_field(&patch->text, field, value, NULL, &text);
	taken = !patch_parse(patch->source, buf_str(&text), text.len, &parsed, NULL) &&
		(parsed->subject || parsed->author_name) && !strstr(parsed->body, value);
	if (!taken) {
		patch_free(TAKE_PTR(parsed));
		buf_clear(&text);
		put_field(&patch->text, field, value, subject, &text);
		if (patch_parse(patch->source, buf_str(&text), text.len, &parsed, err))
			return -1;
	}
	patch_free(patch->patch);
	patch->patch = parsed;
	buf_release(&patch->text);
	patch->text = text;
	text = (struct buf){ 0 };
	return 0;
}

static void patch_clear(struct incoming_patch *patch)
{
	free(patch->source);
	free(patch->name);
	buf_release(&patch->text);
	patch_free(patch->patch);
}

static bool is_copy(const struct incoming_patch *a, const struct incoming_patch *b)
{
	return a->text.len == b->text.len && !memcmp(a->text.data, b->text.data, a->text.len);
}

void incoming_drop_copies(struct incoming *incoming)
{
	size_t kept = 0;

	for (size_t i = 0; i < incoming->patch_count; i++) {
		struct incoming_patch *patch = &incoming->patches[i];
		size_t j = 0;

		while (j < kept && !is_copy(&incoming->patches[j], patch))
			j++;
		if (j == kept) {
			incoming->patches[kept++] = *patch;
			continue;
		}
		incoming_note(incoming, NOTE_LEFT_OUT, patch->source, "the same as %s",
			      incoming->patches[j].source);
		patch_clear(patch);
	}
	incoming->patch_count = kept;
}

void incoming_release(struct incoming *incoming)
{
	for (size_t i = 0; i < incoming->patch_count; i++)
		patch_clear(&incoming->patches[i]);
	for (size_t i = 0; i < incoming->note_count; i++) {
		free(incoming->notes[i].about);
		free(incoming->notes[i].text);
	}
	for (size_t i = 0; i < incoming->answer_count; i++) {
		free(incoming->answers[i].branch);
		free(incoming->answers[i].commit);
		free(incoming->answers[i].message_id);
		free(incoming->answers[i].from);
	}
	free(incoming->patches);
	free(incoming->notes);
	free(incoming->answers);
	free(incoming->title);
	*incoming = (struct incoming){ 0 };
}
