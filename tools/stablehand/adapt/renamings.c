// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/renamings.h"

#include <stdlib.h>
#include <string.h>

#include "git/config.h"
#include "util/alloc.h"
#include "util/file.h"

#define RULES_MAX 10000
#define TEXT_MAX 400

struct rules_reading {
	struct renamings renamings;
	const char *path;
	struct error **err;
};

static void renaming_release(struct renaming *renaming)
{
	ctokens_release(&renaming->from_tokens);
	ctokens_release(&renaming->to_tokens);
	free(renaming->name);
	free(renaming->from);
	free(renaming->to);
	free(renaming->reason);
	free(renaming->without);
}

void renamings_release(struct renamings *renamings)
{
	for (size_t i = 0; i < renamings->count; i++)
		renaming_release(&renamings->items[i]);
	free(renamings->items);
	*renamings = (struct renamings){ 0 };
}

/* A key `from` begins a new rule. */
static int take_entry(const char *key, const char *value, void *data)
{
	struct rules_reading *reading = data;
	struct renamings *all = &reading->renamings;
	const char *name = strchr(key, '.'), *field = strrchr(key, '.');
	struct renaming *renaming;
	char **text;

	if (strncmp(key, "renaming.", 9) || name == field || strlen(value) > TEXT_MAX ||
	    all->count > RULES_MAX)
		return error_set(reading->err, ERROR_INPUT, "%s: %s is not part of a rule",
				 reading->path, key);
	name++;
	if (!strcmp(field, ".from")) {
		renaming = ARRAY_ADD(all->items, all->count, all->alloc);
		renaming->name = xstrndup(name, field - name);
	}
	renaming = all->count ? &all->items[all->count - 1] : NULL;
	if (!renaming || strlen(renaming->name) != (size_t)(field - name) ||
	    strncmp(renaming->name, name, field - name))
		return error_set(reading->err, ERROR_INPUT,
				 "%s: %s comes before the 'from' of its rule", reading->path, key);
	text = !strcmp(field, ".from") ? &renaming->from : !strcmp(field, ".to") ? &renaming->to :
	       !strcmp(field, ".reason") ? &renaming->reason :
	       !strcmp(field, ".without") ? &renaming->without : NULL;
	if (!text || *text)
		return error_set(reading->err, ERROR_INPUT,
				 "%s: %s: duplicate or unknown key", reading->path, key);
	*text = xstrdup(value);
	return 0;
}

static bool has_token(const struct ctokens *tokens, const char *text)
{
	for (size_t i = 0; i < tokens->count; i++)
		if (ctoken_is(tokens, i, text))
			return true;
	return false;
}

/* Is every $word of `to` in `from`? */
static bool variables_known(const struct renaming *renaming)
{
	for (size_t i = 0; i < renaming->to_tokens.count; i++) {
		const struct ctoken *token = &renaming->to_tokens.items[i];
		_cleanup_free_ char *word = xstrndup(renaming->to + token->start, token->len);

		if (*word == '$' && !has_token(&renaming->from_tokens, word))
			return false;
	}
	return true;
}

int renamings_read(const char *path, struct renamings *ret_renamings, struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	struct rules_reading reading = { .path = path, .err = err };
	int rc = 0;

	if (path_exists(path)) {
		if (config_open(path, &config, err))
			return -1;
		rc = config_walk(config, take_entry, &reading);
	}
	for (size_t i = 0; i < reading.renamings.count && !rc; i++) {
		struct renaming *renaming = &reading.renamings.items[i];

		if (!renaming->to || !renaming->reason) {
			rc = error_set(err, ERROR_INPUT, "%s: rule %s lacks 'to' or 'reason'", path,
				       renaming->name);
			break;
		}
		ctokens_read(&renaming->from_tokens, renaming->from, strlen(renaming->from), false);
		ctokens_read(&renaming->to_tokens, renaming->to, strlen(renaming->to), false);
		if (!(strchr(renaming->name, '/') ?
			      strstr(renaming->from, renaming->name) != NULL :
			      has_token(&renaming->from_tokens, renaming->name)) ||
		    !variables_known(renaming))
			rc = error_set(
				err, ERROR_INPUT,
				"%s: rule %s: 'from' must contain that name and every $word "
				"of 'to'",
				path, renaming->name);
	}
	if (rc)
		renamings_release(&reading.renamings);
	else
		*ret_renamings = reading.renamings;
	return rc ? -1 : 0;
}
