/* SPDX-License-Identifier: GPL-2.0-only */
/* GMime, and what is needed of GLib below it: mails read and written. */
#ifndef UTIL_LIBRARY_GMIME_H
#define UTIL_LIBRARY_GMIME_H

#include <gmime/gmime.h>

#include "util/library.h"

#define GMIME_FUNCTIONS(FUNCTION) \
	FUNCTION(g_byte_array_free) \
	FUNCTION(g_byte_array_new) \
	FUNCTION(g_convert) \
	FUNCTION(g_date_time_get_utc_offset) \
	FUNCTION(g_date_time_to_unix) \
	FUNCTION(g_date_time_unref) \
	FUNCTION(g_free) \
	FUNCTION(g_mime_content_type_get_parameter) \
	FUNCTION(g_mime_content_type_is_type) \
	FUNCTION(g_mime_data_wrapper_write_to_stream) \
	FUNCTION(g_mime_init) \
	FUNCTION(g_mime_message_get_message_id) \
	FUNCTION(g_mime_message_get_mime_part) \
	FUNCTION(g_mime_message_get_subject) \
	FUNCTION(g_mime_multipart_get_count) \
	FUNCTION(g_mime_multipart_get_part) \
	FUNCTION(g_mime_multipart_get_type) \
	FUNCTION(g_mime_object_get_content_type) \
	FUNCTION(g_mime_object_get_content_type_parameter) \
	FUNCTION(g_mime_object_get_header) \
	FUNCTION(g_mime_parser_construct_message) \
	FUNCTION(g_mime_parser_new_with_stream) \
	FUNCTION(g_mime_part_get_content) \
	FUNCTION(g_mime_part_get_content_encoding) \
	FUNCTION(g_mime_part_get_type) \
	FUNCTION(g_mime_references_free) \
	FUNCTION(g_mime_references_get_message_id) \
	FUNCTION(g_mime_references_length) \
	FUNCTION(g_mime_references_parse) \
	FUNCTION(g_mime_stream_mem_new_with_buffer) \
	FUNCTION(g_mime_stream_mem_new_with_byte_array) \
	FUNCTION(g_mime_stream_mem_set_owner) \
	FUNCTION(g_mime_utils_header_decode_date) \
	FUNCTION(g_mime_utils_header_encode_phrase) \
	FUNCTION(g_mime_utils_header_encode_text) \
	FUNCTION(g_object_unref) \
	FUNCTION(g_type_check_instance_is_a) \
	FUNCTION(g_utf8_make_valid) \
	FUNCTION(g_utf8_validate) \
	FUNCTION(internet_address_get_name) \
	FUNCTION(internet_address_list_get_address) \
	FUNCTION(internet_address_list_length) \
	FUNCTION(internet_address_list_parse) \
	FUNCTION(internet_address_mailbox_get_addr) \
	FUNCTION(internet_address_mailbox_get_type)

GMIME_FUNCTIONS(LIBRARY_DECLARE)

/* See library_load(). */
int gmime_load(struct error **err);

/*
 * Is an object of the type that, say, lib_g_mime_part_get_type() gives? The
 * macros of GObject, which ask and cast, would need GLib linked.
 */
bool gmime_is(void *object, GType type);

#endif
