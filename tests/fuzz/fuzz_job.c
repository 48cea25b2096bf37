// SPDX-License-Identifier: GPL-2.0-only
/*
 * Key files, results and events of jobs, and the inputs of a suite of tests, whose key
 * no mutation would hit. The first byte says which: K, R, E or S.
 * What is read has to be read the same after it was written.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "run/job.h"
#include "run/job_event.h"
#include "run/job_result.h"
#include "run/suite_job.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_suite(const struct job *job)
{
	struct suite_given *given = NULL;
	const struct suite_job *suite;

	if (suite_given_read(job, &given, NULL))
		return;
	suite = suite_given_job(given);
	for (size_t i = 0; i < suite->lane_count; i++)
		for (size_t t = 0; t < suite->lanes[i].test_count; t++)
			if (!(suite->lanes[i].tests[t].timeout >= 0) ||
			    !(suite->lanes[i].tests[t].expected >= 0))
				abort();
	job_free(suite_job_new(suite));
	suite_given_free(given);
}

static void read_key_file(const char *bytes, size_t len)
{
	struct error *err = NULL;
	struct job *job = NULL, *same;

	if (job_parse(bytes, len, "input", &job, &err)) {
		if (job || !err || err->kind != ERROR_INPUT)
			abort();
		error_clear(&err);
		return;
	}
	same = job_new(job->kind, json_deep_copy(job->inputs), NULL);
	if (strcmp(same->key, job->key) || strlen(job->key) != JOB_KEY_CHARS)
		abort();
	job_free(same);
	job_free(job);
}

static void read_inputs(const char *bytes, size_t len)
{
	json_t *inputs = json_loadb(bytes, len, 0, NULL);
	struct job *job;

	if (!inputs)
		return;
	job = job_new("suite", inputs, NULL);
	read_suite(job);
	job_free(job);
}

static void read_result(const char *bytes, size_t len)
{
	struct job_result result = {0};

	/* The key is asked for by who reads; "k" stands in the corpus. */
	if (job_result_parse(bytes, len, "fetch", "k", &result) &&
	    (!json_is_object(result.values) || !(result.seconds >= 0)))
		abort();
	job_result_release(&result);
}

static void on_event(const struct job_event *event, void *data)
{
	struct buf line = {0}, again = {0};
	struct job_event back;

	job_event_write(event, &line);
	if (line.data[line.len - 1] != '\n' || memchr(line.data, '\n', line.len - 1) ||
	    !job_event_read(line.data, line.len - 1, &back))
		abort();
	job_event_write(&back, &again);
	if (strcmp(line.data, again.data))
		abort();
	job_event_release(&back);
	buf_release(&line);
	buf_release(&again);
	(void)data;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct job_event_reader reader = {0};
	const char *bytes = (const char *)data + 1;

	if (!size)
		return 0;
	if (*data == 'K')
		read_key_file(bytes, size - 1);
	else if (*data == 'R')
		read_result(bytes, size - 1);
	else if (*data == 'S')
		read_inputs(bytes, size - 1);
	else
		job_event_feed(&reader, bytes, size - 1, on_event, NULL);
	job_event_reader_release(&reader);
	return 0;
}
