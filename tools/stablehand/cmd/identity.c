// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/identity.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "git/config.h"
#include "util/alloc.h"

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

/* The configuration that git would use in a folder: of its repository, else the user's. */
static git_config *open_config(const char *folder)
{
	git_repository *repo = NULL;
	git_config *config = NULL;

	if (git_repository_open_ext(&repo, folder, 0, NULL) ||
	    git_repository_config(&config, repo))
		config = NULL;
	git_repository_free(repo);
	if (!config && git_config_open_default(&config))
		config = NULL;
	return config;
}

/* As git finds it: the environment, then committer.*, then user.*. NULL: not set. */
static char *find(git_config *config, const char *variable, const char *committer,
		  const char *user)
{
	const char *set = getenv(variable);
	char *value;

	if (set && *set)
		return xstrdup(set);
	if (!config)
		return NULL;
	value = config_string(config, committer);
	return value ? value : config_string(config, user);
}

int identity_read(const char *folder, struct identity *ret, struct error **err)
{
	_cleanup_git_config_ git_config *config = open_config(folder);
	_cleanup_free_ char *name = find(config, "GIT_COMMITTER_NAME", "committer.name", "user.name");
	_cleanup_free_ char *email = find(config, "GIT_COMMITTER_EMAIL", "committer.email",
					  "user.email");
	git_signature *clean = NULL;

	/* What cannot stand in a commit is taken off, as git does. */
	if (!name || !email || git_signature_new(&clean, name, email, 0, 0) || !*clean->name ||
	    !*clean->email) {
		git_signature_free(clean);
		return error_set(err, ERROR_ENVIRONMENT,
				 "no committer for the Signed-off-by line; set it with\n"
				 "  git config --global user.name \"Your Name\"\n"
				 "  git config --global user.email you@example.org");
	}
	ret->name = xstrdup(clean->name);
	ret->email = xstrdup(clean->email);
	git_signature_free(clean);
	return 0;
}
