// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "git/config.h"
#include "run/alerts_parts.h"
#include "run/identity.h"
#include "run/project_conf.h"
#include "util/alloc.h"
#include "util/file.h"

#define SENDMAIL "/usr/sbin/sendmail"
#define POST_SECONDS 30

void alert_conf_release(struct alert_conf *conf)
{
	config_free_strings(&conf->to);
	free(conf->from);
	free(conf->sendmail);
	free(conf->url);
}

/* A bare address, or the name of a user here; nothing that ends a header or begins an option. */
static bool is_address(const char *text)
{
	static const char also[] = "!#$%&'*+/=?^_`{|}~.-";
	size_t ats = 0, len = strlen(text);

	if (!len || len > 254 || *text == '-' || *text == '@' || text[len - 1] == '@')
		return false;
	for (; *text; text++) {
		ats += *text == '@';
		if (*text != '@' && !isalnum((unsigned char)*text) && !strchr(also, *text))
			return false;
	}
	return ats <= 1;
}

static int check_address(const char *file, const char *key, const char *address, struct error **err)
{
	return is_address(address) ? 0 :
	       error_set(err, ERROR_INPUT, "%s: %s = %s: not an address alone, like you@example.org",
			 file, key, address);
}

static int check_url(const char *file, const char *url, struct error **err)
{
	bool good = strlen(url) <= 2000 &&
		    (!strncasecmp(url, "http://", 7) || !strncasecmp(url, "https://", 8));

	for (const char *c = url; *c; c++)
		good &= isgraph((unsigned char)*c) != 0;
	return good ? 0 : error_set(err, ERROR_INPUT, "%s: webhook.url is no http:// or https:// "
				    "address", file);
}

static int check(const struct alert_conf *conf, const char *file, struct error **err)
{
	for (char **to = conf->to; *to; to++)
		if (check_address(file, "mail.to", *to, err))
			return -1;
	if (conf->from && check_address(file, "mail.from", conf->from, err))
		return -1;
	if (*conf->sendmail != '/')
		return error_set(err, ERROR_INPUT, "%s: mail.sendmail = %s: not a whole path", file,
				 conf->sendmail);
	return conf->url ? check_url(file, conf->url, err) : 0;
}

/* As who commits, where the file does not say. */
static int find_from(const struct context *context, struct alert_conf *conf, struct error **err)
{
	struct identity identity = {0};

	if (identity_read(context->project, &identity, err))
		return error_wrap(err, "mail.from is not set");
	conf->from = xstrdup(identity.email);
	identity_release(&identity);
	return 0;
}

static int read_keys(const struct context *context, git_config *config, const char *file,
		     struct alert_conf *conf, struct error **err)
{
	config_free_strings(&conf->to);
	conf->to = config_strings(config, "mail.to");
	conf->from = config_string(config, "mail.from");
	conf->sendmail = config_string(config, "mail.sendmail");
	conf->url = config_string(config, "webhook.url");
	if (!conf->sendmail)
		conf->sendmail = xstrdup(SENDMAIL);
	if (*conf->to && !conf->from && find_from(context, conf, err))
		return -1;
	return check(conf, file, err);
}

int alert_conf_read(const struct context *context, struct alert_conf *ret, struct error **err)
{
	_cleanup_free_ char *file = path_join(context->project, PROJECT_CONF);
	_cleanup_git_config_ git_config *config = NULL;
	struct alert_conf conf = {.to = xcalloc(1, sizeof(*conf.to)), .post_seconds = POST_SECONDS};

	if (path_exists(file) && (config_open(file, &config, err) ||
				  read_keys(context, config, file, &conf, err))) {
		alert_conf_release(&conf);
		return -1;
	}
	*ret = conf;
	return 0;
}
