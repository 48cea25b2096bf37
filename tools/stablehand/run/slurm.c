// SPDX-License-Identifier: GPL-2.0-only
#include "run/slurm.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "util/alloc.h"
#include "util/argv.h"
#include "util/process.h"
#include "util/text.h"

#define ASK_SECONDS 60.0
#define SEND_SECONDS 120.0
#define MAX_OUTPUT (64u << 20)

/*
 * Fields of a fixed width, so that none can be taken for another. They are wide enough for a
 * node's name and what we put in the comment; what is cut off was not ours.
 */
#define FORMAT "ArrayJobID:12,ArrayTaskID:12,State:20,RestartCnt:8,Reason:40,NodeList:64," \
	       "Comment:20"
enum { JOB, TASK, STATE, RESTARTS, REASON, NODE, COMMENT, FIELDS };
static const unsigned widths[FIELDS] = {12, 12, 20, 8, 40, 64, 20};

/* A node could not begin it: Slurm holds it until an administrator has looked. */
#define HELD_REASON "launch failed requeued held"
#define GONE_REASON "ReqNodeNotAvail"

/* What is not here is over: Slurm has more words for ends than for anything else. */
static const struct {
	const char *word;
	enum slurm_state state;
} states[] = {
	{"PENDING", SLURM_WAITS}, {"REQUEUED", SLURM_WAITS}, {"REQUEUE_FED", SLURM_WAITS},
	{"RUNNING", SLURM_RUNS}, {"CONFIGURING", SLURM_RUNS}, {"SUSPENDED", SLURM_RUNS},
	{"STOPPED", SLURM_RUNS}, {"SIGNALING", SLURM_RUNS}, {"RESIZING", SLURM_RUNS},
	{"STAGE_OUT", SLURM_LEAVES}, {"COMPLETING", SLURM_LEAVES},
};

static enum slurm_state state_of(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		if (!strcmp(states[i].word, word))
			return states[i].state;
	return SLURM_OVER;
}

/* The field at *at, without the blanks behind it; false: the line is too short or too long. */
static bool take_field(const char **at, unsigned width, char *ret, size_t size)
{
	size_t len = 0;

	for (unsigned i = 0; i < width; i++, (*at)++) {
		if (!**at || **at == '\n')
			return false;
		if (**at != ' ')
			len = i + 1;
	}
	if (len >= size || memchr(*at - width, '\0', len))
		return false;
	memcpy(ret, *at - width, len);
	ret[len] = '\0';
	return true;
}

static bool take_number(const char *text, unsigned *ret)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	*ret = value;
	return isdigit((unsigned char)*text) && !*end && value < 1u << 31;
}

static bool parse_line(const char *line, struct slurm_entry *ret)
{
	char fields[FIELDS][65];
	unsigned job;

	for (size_t i = 0; i < FIELDS; i++)
		if (!take_field(&line, widths[i], fields[i], sizeof(fields[i])))
			return false;
	if (!take_number(fields[JOB], &job) || !take_number(fields[TASK], &ret->task) ||
	    !take_number(fields[RESTARTS], &ret->restarts) || !*fields[STATE] ||
	    !text_is_hex(fields[COMMENT], strlen(fields[COMMENT]), SLURM_SENT_CHARS,
			 SLURM_SENT_CHARS))
		return false;
	snprintf(ret->id, sizeof(ret->id), "%u_%u", job, ret->task);
	snprintf(ret->word, sizeof(ret->word), "%.19s", fields[STATE]);
	snprintf(ret->node, sizeof(ret->node), "%.64s", fields[NODE]);
	snprintf(ret->sent, sizeof(ret->sent), "%.16s", fields[COMMENT]);
	ret->state = state_of(ret->word);
	ret->held = !strcmp(fields[REASON], HELD_REASON);
	ret->node_gone = !strncmp(fields[REASON], GONE_REASON, strlen(GONE_REASON));
	return true;
}

void slurm_parse(const char *text, struct slurm_queue *queue)
{
	while (*text) {
		struct slurm_entry entry = {0};

		if (parse_line(text, &entry))
			*ARRAY_ADD(queue->entries, queue->count, queue->alloc) = entry;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
}

const struct slurm_entry *slurm_find(const struct slurm_queue *queue, const char *sent,
				     unsigned task)
{
	for (size_t i = 0; i < queue->count; i++)
		if (queue->entries[i].task == task && !strcmp(queue->entries[i].sent, sent))
			return &queue->entries[i];
	return NULL;
}

void slurm_queue_release(struct slurm_queue *queue)
{
	free(queue->entries);
	*queue = (struct slurm_queue){0};
}

/* One of Slurm's programs, to its end. What it complains of is one line of the error. */
static int ask(const char *const *argv, double timeout, struct buf *output, struct error **err)
{
	_cleanup_buf_ struct buf errors = {0};
	static const char *const env[] = {"LC_ALL=C", NULL};
	struct process_options options = {
		.argv = argv,
		.env = env,
		.timeout = timeout,
		.uninterrupted = true,
		.output = output,
		.errors = &errors,
		.max_output = MAX_OUTPUT,
	};
	struct process_exit how;

	if (process_run(&options, &how, err))
		return -1;
	if (!how.timed_out && !how.signal && !how.status)
		return 0;
	for (size_t i = 0; i < errors.len; i++)
		if ((unsigned char)errors.data[i] < ' ')
			errors.data[i] = ' ';
	while (errors.len && errors.data[errors.len - 1] == ' ')
		errors.data[--errors.len] = '\0';
	return error_set(err, ERROR_ENVIRONMENT, "%s%s: %.500s", argv[0],
			 how.timed_out ? " did not end" : "", buf_str(&errors));
}

int slurm_ask(struct slurm_queue *ret_queue, struct error **err)
{
	static const char *const argv[] = {"squeue", "--me", "--array", "--states=all",
					   "--noheader", "--name=" SLURM_JOB_NAME,
					   "--Format=" FORMAT, NULL};
	_cleanup_buf_ struct buf output = {0};

	if (ask(argv, ASK_SECONDS, &output, err))
		return -1;
	*ret_queue = (struct slurm_queue){0};
	slurm_parse(buf_str(&output), ret_queue);
	return 0;
}

/* sbatch takes "%" in a path for the beginning of a pattern. */
static char *pattern_of(const char *folder)
{
	_cleanup_buf_ struct buf text = {0};

	buf_puts(&text, "--output=");
	for (const char *c = folder; *c; c++)
		buf_printf(&text, *c == '%' ? "%%%%" : "%c", *c);
	buf_puts(&text, "/%A_%a.log");
	return buf_detach(&text);
}

static void add_value(struct argv *argv, const char *option, const char *value)
{
	if (value)
		argv_add(argv, xasprintf("--%s=%s", option, value));
}

int slurm_send(const struct slurm_batch *batch, struct error **err)
{
	_cleanup_(argv_release) struct argv argv = {0};
	_cleanup_buf_ struct buf output = {0};
	unsigned minutes = batch->seconds / 60 + 1;

	argv_add_words(&argv, "sbatch", "--parsable", "--job-name=" SLURM_JOB_NAME, "--requeue",
		       "--nodes=1", "--ntasks=1", "--chdir=/", "--open-mode=append",
		       "--export=ALL", NULL);
	add_value(&argv, "comment", batch->sent);
	argv_add(&argv, xasprintf("--array=0-%zu", batch->tasks - 1));
	argv_add(&argv, pattern_of(batch->output));
	if (batch->cores)
		argv_add(&argv, xasprintf("--cpus-per-task=%u", batch->cores));
	if (batch->memory)
		argv_add(&argv, xasprintf("--mem=%lluM",
					  (unsigned long long)((batch->memory >> 20) + 1)));
	if (batch->seconds > 0)
		argv_add(&argv, xasprintf("--time=%u", minutes));
	if (batch->after)
		argv_add(&argv, xasprintf("--dependency=afterany:%s", batch->after));
	if (batch->delay)
		argv_add(&argv, xasprintf("--begin=now+%u", batch->delay));
	add_value(&argv, "partition", batch->partition);
	add_value(&argv, "account", batch->account);
	add_value(&argv, "constraint", batch->constraint);
	add_value(&argv, "exclude", batch->exclude);
	add_value(&argv, "nodelist", batch->node);
	argv_add(&argv, xstrdup(batch->script));
	for (const char *const *a = batch->arguments; *a; a++)
		argv_add(&argv, xstrdup(*a));
	return ask((const char *const *)argv.words, SEND_SECONDS, &output, err);
}

int slurm_cancel(const char *const *ids, struct error **err)
{
	_cleanup_(argv_release) struct argv argv = {0};
	_cleanup_buf_ struct buf output = {0};

	if (!*ids)
		return 0;
	argv_add_words(&argv, "scancel", "--quiet", NULL);
	for (const char *const *id = ids; *id; id++)
		argv_add(&argv, xstrdup(*id));
	return ask((const char *const *)argv.words, ASK_SECONDS, &output, err);
}
