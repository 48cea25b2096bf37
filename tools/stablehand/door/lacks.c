// SPDX-License-Identifier: GPL-2.0-only
/* What patches do not say, and what is said of them later rests on. */
#include <string.h>
#include <strings.h>

#include "door/incoming.h"
#include "util/alloc.h"

#define NAMED_MAX 4		/* patches that are named one by one */

static bool says(const struct patch *patch, const char *tag)
{
	size_t n = strlen(tag);

	for (const char *at = patch->body; *at;) {
		if (!strncasecmp(at, tag, n))
			return true;
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	return false;
}

static bool lacks_upstream(const struct patch *patch)
{
	return !patch->upstream;
}

static bool only_claims(const struct patch *patch)
{
	return patch->upstream && patch->upstream_claimed;
}

static bool lacks_fixes(const struct patch *patch)
{
	return !says(patch, "Fixes: ");
}

static bool lacks_signoff(const struct patch *patch)
{
	return !says(patch, "Signed-off-by: ");
}

static bool lacks_author(const struct patch *patch)
{
	return !patch->author_name;
}

static const struct {
	bool (*holds)(const struct patch *patch);
	const char *text;
} lacks[] = {
	{ lacks_upstream, "no commit upstream is said (X-Upstream-Commit: ID (v6.6) in the header does)" },
	{ only_claims, "only the first line of the mail says which commit it is upstream" },
	{ lacks_fixes, "no Fixes: tag" },
	{ lacks_signoff, "no Signed-off-by: tag" },
	{ lacks_author, "no author" },
};

static void tell(struct incoming *incoming, size_t which)
{
	_cleanup_buf_ struct buf names = { 0 };
	_cleanup_free_ char *some = NULL;
	size_t count = 0;

	for (size_t i = 0; i < incoming->patch_count; i++)
		if (lacks[which].holds(incoming->patches[i].patch) && count++ < NAMED_MAX)
			buf_printf(&names, "%s%zu", names.len ? ", " : "", i + 1);
	if (!count)
		return;
	if (count == incoming->patch_count)
		some = xstrdup(count == 1 ? "" : "all patches");
	else if (count <= NAMED_MAX)
		some = xasprintf("%s %s", count == 1 ? "patch" : "patches", buf_str(&names));
	else
		some = xasprintf("%zu of %zu patches", count, incoming->patch_count);
	incoming_note(incoming, NOTE_LACKS, some, "%s", lacks[which].text);
}

void incoming_tell_lacks(struct incoming *incoming)
{
	for (size_t i = 0; i < ARRAY_SIZE(lacks); i++)
		tell(incoming, i);
}
