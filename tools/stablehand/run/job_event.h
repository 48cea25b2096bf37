/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a running job sends to its parent: JSON objects, one per line, on a socket.
 * Progress is for display. Records are outcomes of tests; the parent stores each at once,
 * so that a job that is killed later has not run the test in vain, and acknowledges it
 * with one byte on the same socket. The error says why the job failed.
 */
#ifndef RUN_JOB_EVENT_H
#define RUN_JOB_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/error.h"
#include "util/progress.h"
#include "vm/record.h"

#define JOB_EVENT_MAX (4u << 20)	/* bytes of one line */

enum job_event_kind {
	JOB_EVENT_PROGRESS,
	JOB_EVENT_RECORD,
	JOB_EVENT_ERROR,
};

struct job_event {
	enum job_event_kind kind;
	struct progress_event progress;	/* its text belongs to the event */
	size_t lane;			/* of the record */
	struct record record;
	struct error *error;
};

/* Free what it holds and zero it. */
void job_event_release(struct job_event *event);

/* Put an event into a line, newline included, at the end of `line`. */
void job_event_write(const struct job_event *event, struct buf *line);

/* Read a line (without its newline); false: it is none. The caller releases *ret_event. */
bool job_event_read(const char *bytes, size_t len, struct job_event *ret_event);

/*
 * Lines out of the bytes that come. A line above JOB_EVENT_MAX, or one that is no
 * event, is dropped: what matters of a job is what it publishes.
 */
struct job_event_reader {
	struct buf line;
	bool skipping;			/* the rest of a line that is too long */
};

/* Add bytes; on_event gets each event that is complete and does not keep it. */
void job_event_feed(struct job_event_reader *reader, const char *bytes, size_t len,
		    void (*on_event)(const struct job_event *event, void *data), void *data);

void job_event_reader_release(struct job_event_reader *reader);

#endif
