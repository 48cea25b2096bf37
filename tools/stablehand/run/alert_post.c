// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "run/alerts_parts.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/library_curl.h"

#define CONNECT_SECONDS 10L

char *alert_post_place(const char *url)
{
	const char *host = strstr(url, "://");
	size_t len = host ? strcspn(host + 3, "/?#") : 0;
	const char *start = host ? host + 3 : url, *user;

	/* A name and password may stand before it. */
	user = memrchr(start, '@', len);
	if (user) {
		len -= user + 1 - start;
		start = user + 1;
	}
	return xasprintf("%.*s%.*s", host ? (int)(host + 3 - url) : 0, url, (int)len, start);
}

json_t *alert_post_object(const struct alert *alert)
{
	json_t *object = json_object();

	json_object_set_new(object, "night", json_string(alert->id));
	json_object_set_new(object, "subject", json_string(alert->subject));
	json_object_set_new(object, "text", json_string(alert->text));
	json_object_set_new(object, "news", json_deep_copy(alert->news));
	return object;
}

static size_t drop(char *bytes, size_t size, size_t count, void *data)
{
	return size * count;
}

static int on_progress(void *data, curl_off_t down_all, curl_off_t down, curl_off_t up_all,
		       curl_off_t up)
{
	return interrupt_pending();
}

/* No redirects, and no other protocol, whatever an answer says. */
static CURLcode set_options(CURL *curl, const struct alert_conf *conf, const char *body,
			    struct curl_slist *headers)
{
	const struct {
		CURLoption option;
		long value;
	} numbers[] = {
		{CURLOPT_FOLLOWLOCATION, 0}, {CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS},
		{CURLOPT_TIMEOUT, conf->post_seconds}, {CURLOPT_NOSIGNAL, 1}, {CURLOPT_NOPROGRESS, 0},
	};
	CURLcode rc = CURLE_OK;

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		rc = rc ? rc : lib_curl_easy_setopt(curl, numbers[i].option, numbers[i].value);
#if LIBCURL_VERSION_NUM >= 0x075500
	rc = rc ? rc : lib_curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	rc = rc ? rc : lib_curl_easy_setopt(curl, CURLOPT_PROTOCOLS,
					    (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
	rc = rc ? rc : lib_curl_easy_setopt(curl, CURLOPT_URL, conf->url);
	rc = rc ? rc : lib_curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
					    (curl_off_t)strlen(body));
	rc = rc ? rc : lib_curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	rc = rc ? rc : lib_curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	rc = rc ? rc : lib_curl_easy_setopt(curl, CURLOPT_USERAGENT,
					    "stablehand/" STABLEHAND_VERSION);
	rc = rc ? rc : lib_curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
	rc = rc ? rc : lib_curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	return rc;
}

static int perform(CURL *curl, const char *place, struct error **err)
{
	CURLcode rc = lib_curl_easy_perform(curl);
	long status = 0;

	if (rc == CURLE_ABORTED_BY_CALLBACK)
		return interrupt_error(err);
	if (rc)
		return error_set(err, ERROR_ENVIRONMENT, "%s: %s", place, lib_curl_easy_strerror(rc));
	lib_curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 300 && status < 400)
		return error_set(err, ERROR_ENVIRONMENT, "%s: status %ld: redirects are not followed",
				 place, status);
	if (status < 200 || status > 299)
		return error_set(err, ERROR_ENVIRONMENT, "%s: status %ld", place, status);
	return 0;
}

int alert_post_send(const struct alert_conf *conf, const struct alert *alert, struct error **err)
{
	_cleanup_free_ char *place = alert_post_place(conf->url), *body = NULL;
	struct curl_slist *headers = NULL;
	json_t *object;
	CURL *curl;
	int rc;

	if (curl_load(err))
		return -1;
	object = alert_post_object(alert);
	body = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	curl = lib_curl_easy_init();
	headers = lib_curl_slist_append(headers, "Content-Type: application/json");
	/* No waiting for "100 Continue". */
	headers = lib_curl_slist_append(headers, "Expect:");
	if (!body || !curl || !headers || set_options(curl, conf, body, headers))
		rc = error_set(err, ERROR_ENVIRONMENT, "%s: libcurl cannot post", place);
	else
		rc = perform(curl, place, err);
	lib_curl_slist_free_all(headers);
	if (curl)
		lib_curl_easy_cleanup(curl);
	return rc;
}
