// SPDX-License-Identifier: GPL-2.0-only
#include "series/mail_body.h"

#include <string.h>
#include <strings.h>

#include "util/alloc.h"

#define MAX_BOUNDARIES 10000	/* lines that may be some; parts need no header */

GMimeMessage *mail_parse(const char *data, size_t len)
{
	GMimeStream *stream = lib_g_mime_stream_mem_new_with_buffer(data, len);
	GMimeParser *parser = lib_g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = lib_g_mime_parser_construct_message(parser, NULL);

	lib_g_object_unref(parser);
	lib_g_object_unref(stream);
	return message;
}

static void add_text(GMimePart *part, struct buf *text, char **charset)
{
	GMimeContentType *type = lib_g_mime_object_get_content_type((GMimeObject *)part);
	GMimeDataWrapper *content = lib_g_mime_part_get_content(part);
	GMimeStream *stream;
	GByteArray *bytes;

	if (!content || !lib_g_mime_content_type_is_type(type, "text", "*") ||
	    lib_g_mime_content_type_is_type(type, "text", "html"))
		return;
	if (!*charset)
		*charset = xstrdup(lib_g_mime_content_type_get_parameter(type, "charset"));
	bytes = lib_g_byte_array_new();
	stream = lib_g_mime_stream_mem_new_with_byte_array(bytes);
	lib_g_mime_stream_mem_set_owner((GMimeStreamMem *)stream, FALSE);
	lib_g_mime_data_wrapper_write_to_stream(content, stream);
	if (text->len && text->data[text->len - 1] != '\n')
		buf_puts(text, "\n");
	buf_add(text, bytes->data, bytes->len);
	lib_g_object_unref(stream);
	lib_g_byte_array_free(bytes, TRUE);
}

static const char *add_parts(GMimeObject *object, int depth, int *parts, struct buf *text,
			     char **charset)
{
	if (++*parts > MAIL_MAX_PARTS)
		return "a mail with too many parts";
	if (gmime_is(object, lib_g_mime_multipart_get_type())) {
		GMimeMultipart *multipart = (GMimeMultipart *)object;
		int count = lib_g_mime_multipart_get_count(multipart);
		const char *wrong = depth >= MAIL_MAX_DEPTH ?
				    "a mail with too many parts in parts" : NULL;

		for (int i = 0; i < count && !wrong; i++)
			wrong = add_parts(lib_g_mime_multipart_get_part(multipart, i), depth + 1,
					  parts, text, charset);
		return wrong;
	}
	if (gmime_is(object, lib_g_mime_part_get_type()))
		add_text((GMimePart *)object, text, charset);
	return NULL;
}

/*
 * Are there more parts than we take? Told by the lines that could be their headers, since GMime
 * takes time that grows with the square of how deep they are.
 */
static bool has_too_many(const char *data, size_t len)
{
	static const char field[] = "Content-Type:";
	const char *at = data, *end = data + len;
	int fields = 0, boundaries = 0;

	while (at && (size_t)(end - at) > sizeof(field)) {
		/* Not a diff's "--- a/file", nor what takes a list's "- item" away. */
		bool boundary = at[0] == '-' && at[1] == '-' && at[2] != '-' && at[2] != ' ';

		if ((!strncasecmp(at, field, sizeof(field) - 1) && ++fields > MAIL_MAX_PARTS) ||
		    (boundary && ++boundaries > MAX_BOUNDARIES))
			return true;
		at = memchr(at, '\n', end - at);
		at = at ? at + 1 : NULL;
	}
	return false;
}

const char *mail_text(const char *data, size_t len, struct buf *text, char **ret_charset)
{
	GMimeMessage *message = has_too_many(data, len) ? NULL : mail_parse(data, len);
	GMimeObject *top = message ? lib_g_mime_message_get_mime_part(message) : NULL;
	const char *wrong = NULL;
	int parts = 0;

	if (!message)
		return has_too_many(data, len) ? "a mail with too many parts" :
						 "not a mail that can be read";
	if (top)
		wrong = add_parts(top, 0, &parts, text, ret_charset);
	lib_g_object_unref(message);
	return wrong;
}
