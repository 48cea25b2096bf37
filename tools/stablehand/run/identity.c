// SPDX-License-Identifier: GPL-2.0-only
#include "run/identity.h"

#include <git2.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "git/config.h"
#include "git/start.h"
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

/* The configuration that git would use in a folder: of its repository, else the user's. */
static git_config *open_config(const char *folder)
{
	git_repository *repo = NULL;
	git_config *config = NULL;

	libgit2_start();
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

/* Start git: whatever it knows. */
static int ask_git(const char *folder, struct identity *ret, struct error **err)
{
	const char *const argv[] = {"git", "-C", folder, "-c", "user.useConfigOnly=true",
				    "var", "GIT_COMMITTER_IDENT", NULL};
	_cleanup_buf_ struct buf text = {0}, errors = {0};
	const struct process_options options = {
		.argv = argv, .output = &text, .errors = &errors,
	};
	struct process_exit how;
	char *open, *close;

	if (!process_in_path("git"))
		return error_set(err, ERROR_ENVIRONMENT, "git is not installed: apt-get install git");
	if (process_run(&options, &how, err))
		return -1;
	if (how.status || how.signal || how.timed_out)
		return error_set(err, ERROR_ENVIRONMENT,
				 "no committer for the Signed-off-by line; set it with\n"
				 "  git config --global user.name \"Your Name\"\n"
				 "  git config --global user.email you@example.org");
	open = text.data ? strstr(text.data, " <") : NULL;
	close = open ? strchr(open, '>') : NULL;
	if (!close)
		return error_set(err, ERROR_ENVIRONMENT, "git var GIT_COMMITTER_IDENT: %s",
				 buf_str(&text));
	ret->name = xstrndup(text.data, open - text.data);
	ret->email = xstrndup(open + 2, close - open - 2);
	return 0;
}

/* Configuration that the environment gives is git's own affair. */
static bool is_configured_by_environment(void)
{
	static const char *const names[] = {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM",
					    "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (getenv(names[i]))
			return true;
	return false;
}

int identity_read(const char *folder, struct identity *ret, struct error **err)
{
	_cleanup_git_config_ git_config *config = open_config(folder);
	_cleanup_free_ char *name = find(config, "GIT_COMMITTER_NAME", "committer.name", "user.name");
	_cleanup_free_ char *email = find(config, "GIT_COMMITTER_EMAIL", "committer.email",
					  "user.email");
	git_signature *clean = NULL;

	/* What cannot stand in a commit is taken off, as git does. */
	if (is_configured_by_environment() || !name || !email ||
	    git_signature_new(&clean, name, email, 0, 0))
		return ask_git(folder, ret, err);
	ret->name = xstrdup(clean->name);
	ret->email = xstrdup(clean->email);
	git_signature_free(clean);
	return 0;
}
