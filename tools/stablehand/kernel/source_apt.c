// SPDX-License-Identifier: GPL-2.0-only
/*
 * A .deb from the distribution's archive, through the real apt with a private
 * configuration: own lists, caches and sources, nothing of the system's
 * changed. Of the system's configuration only how to connect (Acquire::*) is
 * taken over, not its hooks. Signatures are checked, except of an archive that
 * the machine's owner trusts without: [trusted=yes] in the machine's sources.
 */
#include <dirent.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "git/config.h"
#include "kernel/apt_sources.h"
#include "kernel/source_kinds.h"
#include "kernel/version.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/progress.h"

#define MAX_REASONS 2000

struct apt {
	const struct source_options *options;
	const struct branch_source *source;
	struct source_result *result;
	char *folder;		/* <cache>/apt, absolute */
	char *config;		/* "APT_CONFIG=<file>" */
	const char *env[3];
	char *update_failure;	/* or NULL */
	int lock;		/* on the folder: apt runs there */
};

static void apt_clear(struct apt *apt)
{
	free(apt->folder);
	free(apt->config);
	free(apt->update_failure);
	close_cleanup_(&apt->lock);
}

/* How the machine connects: proxies and the like; not what is fetched, nor how much is trusted. */
static bool is_connection(const char *line)
{
	static const char *const others[] = {
		"IndexTargets", "Languages", "GzipIndexes", "CompressionTypes", "AllowInsecure",
		"AllowWeak", "AllowDowngrade", "AllowUnauthenticated", "cdrom", "Check-Valid-Until",
		"Max-ValidTime", "Min-ValidTime", "By-Hash",
	};
	static const char acquire[] = "Acquire::";

	if (strncasecmp(line, acquire, strlen(acquire)))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (!strncasecmp(line + strlen(acquire), others[i], strlen(others[i])))
			return false;
	return true;
}

static int write_config(struct apt *apt, const char *path, const char *sources,
			struct error **err)
{
	static const char *const dump[] = {"apt-config", "dump", NULL};
	_cleanup_buf_ struct buf machine = {0}, text = {0};
	char *rest, *line;

	if (process_check(dump, &machine, err))
		return -1;
	buf_str(&machine);
	for (rest = machine.data; rest && (line = strsep(&rest, "\n"));)
		if (is_connection(line))
			buf_printf(&text, "%s\n", line);
	buf_puts(&text, "Dir::Etc::Parts \"/dev/null\";\nDir::Etc::Main \"/dev/null\";\n"
			"Dir::Etc::SourceParts \"/dev/null\";\nDir::State::Status \"/dev/null\";\n"
			"APT::Sandbox::User \"root\";\nAPT::Get::List-Cleanup \"false\";\n"
			"Acquire::Languages \"none\";\nAcquire::Retries \"2\";\n"
			/* Else a mirror that cannot be reached would be no failure. */
			"APT::Update::Error-Mode \"any\";\n");
	buf_printf(&text, "Dir::Etc::SourceList \"%s\";\n", sources);
	buf_printf(&text, "Dir::State \"%s/state\";\n", apt->folder);
	buf_printf(&text, "Dir::State::Lists \"%s/lists\";\n", apt->folder);
	buf_printf(&text, "Dir::Cache \"%s/cache\";\n", apt->folder);
	/* Proxies may hold passwords. */
	return file_write(path, text.data, text.len, 0600, err);
}

static int make_folders(struct apt *apt, struct error **err)
{
	static const char *const below[] = {
		"state", "lists/partial", "cache/archives/partial", "download"
	};
	_cleanup_free_ char *wanted = path_join(apt->options->cache_dir, "apt");

	for (size_t i = 0; i < ARRAY_SIZE(below); i++) {
		_cleanup_free_ char *path = path_join(wanted, "%s", below[i]);

		if (dir_make(path, err))
			return -1;
	}
	apt->folder = realpath(wanted, NULL);
	if (!apt->folder)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", wanted);
	if (strpbrk(apt->folder, "\"\\\n"))
		return error_set(err, ERROR_INPUT, "%s: apt does not accept such a path", apt->folder);
	return 0;
}

static int configure(struct apt *apt, struct error **err)
{
	const char *etc = apt->options->apt_etc_dir ? apt->options->apt_etc_dir : "/etc/apt";
	const char *name = apt->options->branch->name;
	_cleanup_(apt_entries_clear) struct apt_entries machine = {0};
	_cleanup_free_ char *sources = NULL, *config = NULL;
	_cleanup_buf_ struct buf text = {0};

	if (apt_read_machine(etc, &machine, err) ||
	    apt_private_sources(&machine, (const char *const *)apt->source->suites, &text, err))
		return -1;
	sources = path_join(apt->folder, "%s.sources", name);
	config = path_join(apt->folder, "%s.conf", name);
	if (file_write(sources, text.data, text.len, 0600, err) ||
	    write_config(apt, config, sources, err))
		return -1;
	apt->config = xasprintf("APT_CONFIG=%s", config);
	apt->env[0] = apt->config;
	apt->env[1] = "LC_ALL=C";
	return 0;
}

/* Why apt-get update failed: its errors and warnings, in one line. */
static char *update_reasons(struct buf *output)
{
	_cleanup_buf_ struct buf reasons = {0};

	for (const char *at = buf_str(output); *at; at += *at == '\n') {
		size_t len = strcspn(at, "\n");

		if ((!strncmp(at, "E: ", 3) || !strncmp(at, "W: ", 3)) &&
		    reasons.len + len < MAX_REASONS)
			buf_printf(&reasons, "%s%.*s", reasons.len ? "; " : "", (int)len, at);
		at += len;
	}
	return xstrdup(reasons.len ? buf_str(&reasons) : source_last_line(output));
}

/* Refresh the lists. One archive that fails is not the end: what the others say may do. */
static int update(struct apt *apt, struct error **err)
{
	static const char *const argv[] = {"apt-get", "-q", "update", NULL};
	_cleanup_buf_ struct buf errors = {0};
	int rc;

	progress_start("%s: package lists", apt->options->branch->name);
	rc = source_download(argv, apt->env, NULL, 0, &errors, err);
	progress_end(rc ? "failed" : NULL);
	if (rc > 0) {
		apt->update_failure = update_reasons(&errors);
		source_tried(apt->result, "%s: apt-get update: %s", apt->source->name,
			     apt->update_failure);
	}
	return rc < 0 ? -1 : 0;
}

static int query(struct apt *apt, const char *verb, const char *what, struct buf *output,
		 struct error **err)
{
	const char *const argv[] = {"apt-cache", verb, what, NULL};
	_cleanup_buf_ struct buf errors = {0};
	struct process_options options = {
		.argv = argv,
		.env = apt->env,
		.output = output,
		.errors = &errors,
		.timeout = 120,
	};
	struct process_exit how;

	if (process_run(&options, &how, err))
		return -1;
	if (how.signal || how.status)
		return error_set(err, ERROR_ENVIRONMENT, "apt-cache %s %s: %s", verb, what,
				 source_last_line(&errors));
	return 0;
}

static int newest_first(const void *a, const void *b)
{
	return version_compare(*(char *const *)b, *(char *const *)a);
}

/* The versions on offer that the branch takes, newest first, each once; NULL-terminated. */
static int list_versions(struct apt *apt, char ***ret_versions, struct error **err)
{
	_cleanup_buf_ struct buf output = {0};
	size_t count = 0, alloc = 0, kept = 0;
	char **versions = NULL;
	char *rest, *line;

	if (query(apt, "madison", apt->source->package, &output, err))
		return -1;
	buf_str(&output);
	for (rest = output.data; rest && (line = strsep(&rest, "\n"));) {
		/* " package | version | where" */
		char *version = strchr(line, '|');

		if (!version)
			continue;
		version += 1 + strspn(version + 1, " ");
		version[strcspn(version, " |")] = '\0';
		if (version_valid(version) && branch_takes(apt->options->branch->name, version))
			*ARRAY_ADD(versions, count, alloc) = xstrdup(version);
	}
	if (count)
		qsort(versions, count, sizeof(*versions), newest_first);
	for (size_t i = 0; i < count; i++) {
		if (kept && !strcmp(versions[kept - 1], versions[i]))
			free(versions[i]);
		else
			versions[kept++] = versions[i];
	}
	*ARRAY_ADD(versions, kept, alloc) = NULL;
	*ret_versions = versions;
	return 0;
}

/* A field of the first stanza that apt-cache show prints, allocated, or NULL. */
static char *field(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = text; at && *at && *at != '\n';) {
		if (!strncmp(at, name, len) && at[len] == ':') {
			at += len + 1;
			at += strspn(at, " ");
			return xstrndup(at, strcspn(at, "\n"));
		}
		at = strchr(at, '\n');
		at += at != NULL;
	}
	return NULL;
}

/* What the signed list says of a version. */
static int look_up(struct apt *apt, const char *spec, double *ret_size, char **ret_sha256,
		   char **ret_file, struct error **err)
{
	_cleanup_buf_ struct buf output = {0};
	_cleanup_free_ char *size = NULL, *sha256 = NULL, *file = NULL;

	if (query(apt, "show", spec, &output, err))
		return -1;
	size = field(buf_str(&output), "Size");
	sha256 = field(buf_str(&output), "SHA256");
	file = field(buf_str(&output), "Filename");
	if (!size || !file || !sha256 || strlen(sha256) != 64 ||
	    strspn(sha256, "0123456789abcdef") != 64)
		return error_set(err, ERROR_ENVIRONMENT, "%s: no size or SHA-256 in the list",
				 spec);
	*ret_size = strtod(size, NULL);
	*ret_sha256 = TAKE_PTR(sha256);
	*ret_file = TAKE_PTR(file);
	return 0;
}

/* The .deb in a folder where apt put one, allocated, or NULL. */
static char *deb_in(const char *folder)
{
	struct dirent *entry;
	DIR *dir = opendir(folder);
	char *path = NULL;

	while (dir && !path && (entry = readdir(dir))) {
		size_t len = strlen(entry->d_name);

		if (len > 4 && !strcmp(entry->d_name + len - 4, ".deb"))
			path = path_join(folder, "%s", entry->d_name);
	}
	if (dir)
		closedir(dir);
	return path;
}

static bool is_gone(const char *complaint)
{
	return strstr(complaint, " 404 ") || strstr(complaint, " 410 ") ||
	       strstr(complaint, "File not found");
}

/*
 * Have apt download into `folder`. 0: *ret_path is the file, 1: the mirror no
 * longer has it, -1. Apt checks what it wrote against the signed list before
 * it exits with 0, and goes on with what a killed one has left.
 */
static int download(struct apt *apt, const char *spec, const char *folder, double size,
		    const char *file, char **ret_path, struct error **err)
{
	/* In that folder, which process options of source_download() do not know. */
	const char *const argv[] = {
		"env", "-C", folder, "apt-get", "-q", "download", spec, NULL
	};
	const char *base = strrchr(file, '/');
	_cleanup_free_ char *growing = path_join(folder, "%s", base ? base + 1 : file);
	_cleanup_buf_ struct buf errors = {0};
	int rc;

	progress_start("%s: downloading %s", apt->options->branch->name, spec);
	rc = source_download(argv, apt->env, growing, size, &errors, err);
	progress_end(rc ? "failed" : NULL);
	if (rc < 0)
		return -1;
	if (rc && is_gone(buf_str(&errors)))
		return 1;
	if (rc)
		return error_set(err, ERROR_ENVIRONMENT, "%s: %s", spec, source_last_line(&errors));
	*ret_path = deb_in(folder);
	if (!*ret_path)
		return error_set(err, ERROR_ENVIRONMENT, "%s: apt downloaded no file", spec);
	return 0;
}

/* 0: done, 1: gone from the mirror, -1. */
static int take_version(struct apt *apt, const char *version, struct error **err)
{
	const struct source_options *options = apt->options;
	const char *package = apt->source->package;
	_cleanup_free_ char *spec = xasprintf("%s=%s", package, version);
	_cleanup_free_ char *folder = path_join(apt->folder, "download/%s_%s", package, version);
	_cleanup_free_ char *origin = xasprintf("Package: %s", package);
	_cleanup_free_ char *sha256 = NULL, *file = NULL, *path = NULL;
	struct import_options import = {
		.repo = options->repo,
		.branch = options->branch->name,
		.version = version,
		.origin = origin,
	};
	_cleanup_error_ struct error *why = NULL;
	double size = 0;
	int rc;

	rc = release_find(options->repo, options->branch->name, version, &apt->result->release,
			  err);
	if (rc) {
		apt->result->already_there = rc > 0;
		return rc < 0 ? -1 : 0;
	}
	if (look_up(apt, spec, &size, &sha256, &file, err) || dir_make(folder, err))
		return -1;
	rc = download(apt, spec, folder, size, file, &path, err);
	if (rc) {
		rmdir(folder);
		return rc;
	}
	import.path = path;
	import.sha256 = sha256;
	/* Apt is done: while we import, others may download. */
	close(apt->lock);
	apt->lock = -1;
	rc = source_import(&import, apt->result, &why);
	/*
	 * Imported, it would only be a second copy; damaged, it must not be met
	 * again. After Ctrl-C or on a full disk it saves the next run a download.
	 */
	if (!rc || why->kind == ERROR_INPUT)
		path_remove(folder, NULL);
	error_move(err, &why);
	return rc;
}

static int take_newest(struct apt *apt, char **versions, struct error **err)
{
	const char *want = apt->options->want_version;
	const char *offer = versions[0];
	int rc = 1;

	for (char **v = versions; rc > 0 && *v; v++) {
		if (want && !release_is_of(*v, want))
			continue;
		rc = take_version(apt, *v, err);
		if (rc > 0)
			source_tried(apt->result,
				     "%s: %s=%s is listed, but the mirror no longer has it",
				     apt->source->name, apt->source->package, *v);
	}
	if (rc <= 0)
		return rc;
	if (!offer && apt->update_failure)
		return error_set(err, ERROR_ENVIRONMENT, "apt-get update: %s", apt->update_failure);
	if (!offer)
		return error_set(err, ERROR_ENVIRONMENT, "apt has no package %s",
				 apt->source->package);
	return error_set(err, ERROR_ENVIRONMENT, "%s: %s", apt->source->package,
			 want ? "that version is not on offer" :
				"no listed version is on the mirror");
}

int source_apt_fetch(const struct source_options *options, const struct branch_source *source,
		     struct source_result *result, struct error **err)
{
	_cleanup_(apt_clear) struct apt apt = {
		.options = options,
		.source = source,
		.result = result,
		.lock = -1,
	};
	_cleanup_free_ char *lock_path = NULL;
	char **versions = NULL;
	int rc;

	if (!process_in_path("apt-get"))
		return error_set(err, ERROR_ENVIRONMENT, "apt-get is not installed");
	if (make_folders(&apt, err))
		return -1;
	lock_path = path_join(apt.folder, "lock");
	if (file_lock(lock_path, NULL, NULL, &apt.lock, err))
		return -1;
	if (configure(&apt, err) || update(&apt, err) || list_versions(&apt, &versions, err))
		return -1;
	rc = take_newest(&apt, versions, err);
	if (!rc)
		result->stale = apt.update_failure != NULL;
	config_free_strings(&versions);
	return rc;
}
