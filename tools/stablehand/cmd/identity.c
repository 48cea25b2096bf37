// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/identity.h"

#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/process.h"

void identity_release(struct identity *identity)
{
	free(identity->name);
	free(identity->email);
}

int identity_nobody(struct identity *ret)
{
	*ret = (struct identity){xstrdup("nobody"), xstrdup("nobody@stablehand.invalid")};
	return 0;
}

int identity_read(const char *folder, struct identity *ret, struct error **err)
{
	const char *const argv[] = {"git", "-C", folder, "-c", "user.useConfigOnly=true",
				    "var", "GIT_COMMITTER_IDENT", NULL};
	_cleanup_error_ struct error *why = NULL;
	_cleanup_buf_ struct buf text = {0};
	char *open, *close;

	if (!process_in_path("git"))
		return error_set(err, ERROR_ENVIRONMENT, "git is not there: apt-get install git");
	if (process_check(argv, &text, &why)) {
		if (why->kind == ERROR_INTERRUPTED) {
			error_move(err, &why);
			return -1;
		}
		return error_set(err, ERROR_ENVIRONMENT,
				 "no committer for the Signed-off-by line; set it with\n"
				 "  git config --global user.name \"Your Name\"\n"
				 "  git config --global user.email you@example.org");
	}
	open = text.data ? strstr(text.data, " <") : NULL;
	close = open ? strchr(open, '>') : NULL;
	if (!close)
		return error_set(err, ERROR_ENVIRONMENT, "git var GIT_COMMITTER_IDENT: %s",
				 buf_str(&text));
	ret->name = xstrndup(text.data, open - text.data);
	ret->email = xstrndup(open + 2, close - open - 2);
	return 0;
}
