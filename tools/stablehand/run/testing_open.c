// SPDX-License-Identifier: GPL-2.0-only
/* What all tests of a branch share: the machine's engines, settings, the key of records. */
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "run/executor_conf.h"
#include "run/needs.h"
#include "run/testing_parts.h"
#include "store/results.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"
#include "vm/initramfs.h"

/* As many VMs as there are cores and memory for. */
static unsigned default_jobs(void)
{
	long jobs = sysconf(_SC_NPROCESSORS_ONLN);
	_cleanup_buf_ struct buf meminfo = {0};
	const char *available;

	if (!file_read("/proc/meminfo", 1 << 20, &meminfo, NULL) &&
	    (available = strstr(buf_str(&meminfo), "MemAvailable:"))) {
		long mib = strtol(available + strlen("MemAvailable:"), NULL, 10) / 1024;

		if (jobs > mib / (VM_MEMORY_MIB + VM_OWN_MIB))
			jobs = mib / (VM_MEMORY_MIB + VM_OWN_MIB);
	}
	return jobs < 1 ? 1 : jobs;
}

/* As many as the share of a node will do for. */
static unsigned jobs_of(const struct executor_share *share)
{
	uint64_t fit = share->memory / ((uint64_t)(VM_MEMORY_MIB + VM_OWN_MIB) << 20);
	unsigned jobs = share->cores;

	if (share->memory && jobs > fit)
		jobs = fit;
	return jobs ? jobs : 1;
}

const char *testing_round(const struct testing *t, const char *log_folder)
{
	return t->context->executor && !t->options->again ? strrchr(log_folder, '/') + 1 : NULL;
}

static int find_guest_init(struct testing *t, struct error **err)
{
	t->guest_init = context_guest_init(t->context, t->arch);
	if (t->guest_init)
		return 0;
	if (t->arch == arch_default())
		return error_set(err, ERROR_ENVIRONMENT,
				 "guest-init (PID 1 of the test VM) is not installed beside the "
				 "program; build it with make");
	return error_set(err, ERROR_ENVIRONMENT,
			 "guest-init-%s (PID 1 of the test VM) is not installed beside the program; "
			 "build it with make, which needs a compiler for it\n"
			 "install with: apt-get install %s", t->arch->name, t->arch->build.packages);
}

int testing_open(struct testing *t, struct error **err)
{
	_cleanup_free_ char *variants = path_join(t->context->project, "kernels/vm/variants.conf");
	_cleanup_free_ char *settings = path_join(t->context->project, "kernels/vm/tests.conf");
	time_t now = time(NULL);
	char stamp[32];
	struct tm tm;

	if (find_guest_init(t, err))
		return -1;
	if (variants_read(variants, &t->variants, err) ||
	    test_settings_read(settings, &t->settings, err))
		return -1;
	if (t->options->patient)
		test_settings_have_patience(&t->settings);
	variants_complete(&t->variants, t->arch);
	t->busybox = initramfs_find_busybox(t->arch);
	gmtime_r(&now, &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &tm);
	t->log_folder = path_join(t->context->logs, "%s/%s-%d", t->result->branch, stamp,
				  (int)getpid());
	t->jobs = t->context->executor ? jobs_of(&t->context->executor->suite) : default_jobs();
	if (!t->context->executor)
		t->jobs = needs_fit(t->context->cache, "suite", t->result->branch,
				    t->options->memory,
				    (uint64_t)(VM_MEMORY_MIB + VM_OWN_MIB) << 20, t->jobs);
	if (t->options->jobs && t->options->jobs < t->jobs)
		t->jobs = t->options->jobs;
	return 0;
}

void testing_release(struct testing *t)
{
	for (size_t i = 0; i < t->opened_count; i++)
		engine_free(t->opened[i]);
	free(t->opened);
	free(t->engines);
	for (size_t i = 0; t->machines && i < t->chosen_count; i++)
		free(t->machines[i]);
	free(t->machines);
	free(t->chosen);
	variants_release(&t->variants);
	test_settings_release(&t->settings);
	free(t->busybox);
	free(t->guest_init);
	free(t->log_folder);
}


/* What the key stands for, in words: the kernel, its configuration, the compiler. */
static void add_description(const struct testing *t, const struct build_result *build,
			    const char *state, size_t variant, struct buf *text)
{
	char config[65] = "none";
	struct utsname host;

	if (build->config)
		file_sha256(build->config, config, NULL);
	uname(&host);
	buf_printf(text, "branch %s\nrelease %s\nstate %s\nvariant %s\nconfig sha256 %s\n%s"
			 "host %s %s\n",
		   t->result->branch, t->result->source.release.version, state,
		   t->chosen[variant]->name, config, build->toolchain, host.sysname,
		   host.release);
}

int testing_run_key(struct testing *t, const struct build_result *build, const char *state,
		    size_t variant, const char *more, char **ret_key, char **ret_made_by,
		    struct error **err)
{
	_cleanup_buf_ struct buf text = {0};
	char init[65], shell[65] = "none", key[65];

	if (file_sha256(t->guest_init, init, err) ||
	    (t->busybox && file_sha256(t->busybox, shell, err)))
		return -1;
	buf_printf(&text, "kernel %s\nselftests %s\nguest-init %s\nshell %s\ntime scale %g\n%s%s",
		   build->key, build->has_selftests ? build->selftests.key : "-", init, shell,
		   t->engines[variant]->time_scale, t->machines[variant], more);
	data_sha256(text.data, text.len, key);
	add_description(t, build, state, variant, &text);
	if (results_describe_run(t->context->results, key, t->result->branch, state, text.data,
				 err))
		return -1;
	*ret_key = xstrdup(key);
	if (ret_made_by)
		*ret_made_by = buf_detach(&text);
	return 0;
}

/* What is set for the tests of a state, as far as outcomes depend on it. */
void testing_add_settings(const struct testing *t, const struct state_result *state, size_t variant,
			  struct buf *text)
{
	const struct selftests *suite = &state->build.selftests;

	for (size_t i = 0; i < suite->count; i++) {
		const char *name = suite->tests[i].name;
		const struct test_setting *setting = lane_setting(t, variant, name);

		if (!setting || suite->tests[i].kind == SELFTEST_HELPER)
			continue;
		buf_printf(text, "test %s timeout %u", name, setting->timeout);
		for (char **argument = setting->arguments; *argument; argument++)
			buf_printf(text, " %s", *argument);
		buf_puts(text, "\n");
	}
}
