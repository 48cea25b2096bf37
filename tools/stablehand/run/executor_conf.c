// SPDX-License-Identifier: GPL-2.0-only
#include "run/executor_conf.h"

#include <stdlib.h>
#include <string.h>

#include "git/config.h"
#include "run/limits.h"
#include "run/project_conf.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/process.h"

#define SECTION "executor."
#define DEFAULT_SCRATCH "/var/tmp/stablehand"
#define DEFAULT_CORES 4
#define DEFAULT_PAUSE 20.0	/* and twice that: what is full or away for a minute comes back */

struct reading {
	struct executor_conf *conf;
	const char *file;
	bool found, slurm;
	struct buf others;		/* names of the other executors */
	struct error *error;
};

void executor_conf_free(struct executor_conf **conf)
{
	struct executor_conf *c = *conf;

	if (!c)
		return;
	free(c->name);
	free(c->folder);
	free(c->scratch);
	free(c->partition);
	free(c->account);
	free(c->constraint);
	free(c->kvm);
	free(c->ccache);
	free(c);
	*conf = NULL;
}

/* "build-cores" and the like; false: the value is none of that. */
static bool take_share(struct executor_share *share, const char *what, const char *value)
{
	if (!strcmp(what, "cores"))
		return limits_parse_cores(value, &share->cores);
	return !strcmp(what, "memory") ? limits_parse_size(value, &share->memory) :
					 limits_parse_time(value, &share->seconds);
}

static bool is_share(const char *what)
{
	return !strcmp(what, "cores") || !strcmp(what, "memory") || !strcmp(what, "time");
}

/* One word for a program's command line, or a folder. */
static bool take_text(char **to, const char *value, bool is_folder)
{
	for (const char *c = value; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return false;
	if (!*value || (is_folder && *value != '/'))
		return false;
	free(*to);
	*to = xstrdup(value);
	return true;
}

static int take(struct reading *r, const char *key, const char *value)
{
	struct executor_conf *conf = r->conf;
	const struct {
		const char *key;
		char **to;
		bool is_folder;
	} texts[] = {
		{"folder", &conf->folder, true},
		{"scratch", &conf->scratch, true},
		{"partition", &conf->partition},
		{"account", &conf->account},
		{"constraint", &conf->constraint},
		{"kvm", &conf->kvm},
		{"ccache", &conf->ccache},
	};
	bool known = false, good = false;

	if (!strcmp(key, "type"))
		known = good = r->slurm = !strcmp(value, "slurm");
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(key, texts[i].key)) {
			known = true;
			good = take_text(texts[i].to, value, texts[i].is_folder);
		}
	if (!strcmp(key, "pause")) {
		known = true;
		good = limits_parse_time(value, &conf->pause);
	}
	if (!strncmp(key, "build-", 6) && is_share(key + 6)) {
		known = true;
		good = take_share(&conf->build, key + 6, value);
	} else if (!strncmp(key, "suite-", 6) && is_share(key + 6)) {
		known = true;
		good = take_share(&conf->suite, key + 6, value);
	}
	if (good)
		return 0;
	if (!known && strcmp(key, "type"))
		return error_set(&r->error, ERROR_INPUT, "%s: executor.%s.%s: no such setting",
				 r->file, conf->name, key);
	return error_set(&r->error, ERROR_INPUT, "%s: executor.%s.%s = %s: not a value for it",
			 r->file, conf->name, key, value);
}

/* "executor.lab.type" */
static int on_entry(const char *key, const char *value, void *data)
{
	struct reading *r = data;
	const char *name = key + strlen(SECTION), *last = strrchr(key, '.');
	size_t len;

	if (strncmp(key, SECTION, strlen(SECTION)) || last < name)
		return 0;
	len = last - name;
	if (strlen(r->conf->name) == len && !strncmp(name, r->conf->name, len)) {
		r->found = true;
		return take(r, last + 1, value ? value : "");
	}
	if (!strcmp(last, ".type"))
		buf_printf(&r->others, " %.*s", (int)len, name);
	return 0;
}

static int read_into(const struct context *context, struct reading *r, struct error **err)
{
	_cleanup_free_ char *file = path_join(context->project, PROJECT_CONF);
	_cleanup_git_config_ git_config *config = NULL;

	r->file = file;
	if (path_exists(file)) {
		if (config_open(file, &config, err))
			return -1;
		config_walk(config, on_entry, r);
	}
	if (r->error) {
		error_move(err, &r->error);
		return -1;
	}
	if (!r->found)
		return error_set(err, ERROR_INPUT, "%s: no executor '%s'; there is: local%s", file,
				 r->conf->name, buf_str(&r->others));
	if (!r->slurm)
		return error_set(err, ERROR_INPUT, "%s: executor.%s.type is not said; it can be "
				 "slurm", file, r->conf->name);
	return 0;
}

int executor_conf_read(const struct context *context, const char *name,
		       struct executor_conf **ret_conf, struct error **err)
{
	struct executor_conf *conf = xcalloc(1, sizeof(*conf));
	struct reading r = {.conf = conf};
	int rc;

	*conf = (struct executor_conf){
		.name = xstrdup(name),
		.scratch = xstrdup(DEFAULT_SCRATCH),
		.pause = DEFAULT_PAUSE,
		.build.cores = DEFAULT_CORES,
		.suite.cores = DEFAULT_CORES,
	};
	rc = read_into(context, &r, err);
	buf_release(&r.others);
	if (rc)
		executor_conf_free(&conf);
	else
		*ret_conf = conf;
	return rc;
}

int executor_use(struct context *context, const char *name, struct error **err)
{
	static const char *const programs[] = {"sbatch", "squeue", "scancel"};

	if (!name || !strcmp(name, "local"))
		return 0;
	if (executor_conf_read(context, name, &context->executor, err))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++)
		if (!process_in_path(programs[i]))
			return error_set(err, ERROR_ENVIRONMENT, "executor %s: %s is not "
					 "installed; install with: apt-get install slurm-client",
					 name, programs[i]);
	if (context->executor->folder) {
		free(context->cache);
		context->cache = path_join(context->executor->folder, "stablehand");
	}
	free(context->logs);
	context->logs = path_join(context->cache, "logs");
	return 0;
}
