// SPDX-License-Identifier: GPL-2.0-only
#include "util/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/argv.h"
#include "util/confine.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/listener.h"
#include "util/progress.h"

#define LINE_MAX_BYTES 65536
#define TICK_MS 100
#define GRACE_SECONDS 5.0
/* A grandchild that keeps a pipe open must not keep us waiting. */
#define DRAIN_SECONDS 2.0
#define LOG_LIMIT (256 << 20)
/* A program that starts others says this and the number for a signal that ended them. */
#define STATUS_OF_SIGNAL 128
/* bwrap, and the first process of its namespace, are above what they confine. */
#define CONFINING_PROCESSES 2

enum { PIPE_OUT, PIPE_ERR, PIPE_CHANNEL };

struct stream {
	uv_pipe_t pipe;
	uv_poll_t listener;	/* while nobody has connected */
	int listening;		/* its socket; -1: it is connected */
	struct process *process;
	int index;
	struct buf line;
	char chunk[65536];
	bool open;
};

struct process {
	struct process_options options;
	uv_process_t handle;
	uv_timer_t timer;
	struct stream *streams[2 + PROCESS_MAX_CHANNELS];
	int stream_count;
	int open_handles;
	int log_fd;
	size_t log_left;
	int pid;
	bool confined;
	double started, deadline, kill_at, drain_until;
	bool exited, reported;
	struct process_exit how;
	struct process_exit *run_exit;	/* process_run()'s own copy */
};

static void keep(const struct process *p, struct buf *to, const char *bytes, size_t len)
{
	size_t max = p->options.max_output ? p->options.max_output : 16 << 20;

	if (!to || to->len >= max)
		return;
	buf_add(to, bytes, len < max - to->len ? len : max - to->len);
}

static void log_put(const struct process *p, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(p->log_fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return;	/* a log that cannot grow must not stop the work */
		bytes += n;
		len -= n;
	}
}

static void log_write(struct process *p, const char *bytes, size_t len)
{
	static const char cut[] = "\n[the rest of this log was cut]\n";
	size_t n = len < p->log_left ? len : p->log_left;

	if (p->log_fd < 0 || !n)
		return;
	log_put(p, bytes, n);
	p->log_left -= n;
	if (!p->log_left)
		log_put(p, cut, sizeof(cut) - 1);
}

static void flush_line(struct stream *s)
{
	if (s->line.len && s->line.data[s->line.len - 1] == '\r')
		s->line.data[--s->line.len] = '\0';
	s->process->options.on_line(buf_str(&s->line), s->index == PIPE_ERR,
				    s->process->options.data);
	buf_clear(&s->line);
}

static void split_lines(struct stream *s, const char *bytes, size_t len)
{
	while (len) {
		const char *newline = memchr(bytes, '\n', len);
		size_t n = newline ? (size_t)(newline - bytes) : len;
		size_t room = LINE_MAX_BYTES - s->line.len;

		buf_add(&s->line, bytes, n < room ? n : room);
		if (newline) {
			flush_line(s);
			n++;
		}
		bytes += n;
		len -= n;
	}
}

static void on_closed(uv_handle_t *handle)
{
	struct process *p = handle->data;

	if (--p->open_handles)
		return;
	if (p->log_fd >= 0)
		close(p->log_fd);
	for (int i = 0; i < p->stream_count; i++) {
		buf_release(&p->streams[i]->line);
		free(p->streams[i]);
	}
	free(p);
}

static void close_stream(struct stream *s)
{
	if (!s->open)
		return;
	s->open = false;
	if (s->listening >= 0)
		uv_close((uv_handle_t *)&s->listener, on_closed);
	s->listening = -1;
	uv_close((uv_handle_t *)&s->pipe, on_closed);
}

static void maybe_report(struct process *p, bool forced)
{
	if (!p->exited || p->reported)
		return;
	for (int i = 0; i < p->stream_count; i++)
		if (p->streams[i]->open && !forced)
			return;
	p->reported = true;
	for (int i = 0; i < p->stream_count; i++) {
		if (i < PIPE_CHANNEL && p->options.on_line && p->streams[i]->line.len)
			flush_line(p->streams[i]);
		close_stream(p->streams[i]);
	}
	p->how.seconds = clock_seconds() - p->started;
	if (p->run_exit)
		*p->run_exit = p->how;
	if (p->options.on_exit)
		p->options.on_exit(p, &p->how, p->options.data);
	uv_close((uv_handle_t *)&p->timer, on_closed);
	uv_close((uv_handle_t *)&p->handle, on_closed);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct stream *s = (struct stream *)handle;

	(void)suggested;
	*buf = uv_buf_init(s->chunk, sizeof(s->chunk));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct stream *s = (struct stream *)stream;
	struct process *p = s->process;

	if (n < 0) {
		close_stream(s);
		maybe_report(p, false);
		return;
	}
	if (s->index >= PIPE_CHANNEL) {
		if (n && p->options.on_channel)
			p->options.on_channel(p, s->index - PIPE_CHANNEL, buf->base, n,
					      p->options.data);
		return;
	}
	log_write(p, buf->base, n);
	keep(p, s->index == PIPE_OUT ? p->options.output : p->options.errors, buf->base, n);
	if (p->options.on_line)
		split_lines(s, buf->base, n);
}

/* Take the connection that is the channel; false: there is none yet. */
static bool take_connection(struct stream *s)
{
	int fd = listener_accept(s->listening);

	if (fd < 0)
		return false;
	uv_close((uv_handle_t *)&s->listener, on_closed);
	s->listening = -1;
	if (uv_pipe_open(&s->pipe, fd)) {
		close(fd);
		close_stream(s);
		return true;
	}
	uv_read_start((uv_stream_t *)&s->pipe, on_alloc, on_read);
	return true;
}

static void on_connection(uv_poll_t *handle, int status, int events)
{
	struct stream *s = (struct stream *)((char *)handle - offsetof(struct stream, listener));

	(void)status;
	(void)events;
	take_connection(s);
}

static void on_process_exit(uv_process_t *handle, int64_t status, int signal)
{
	struct process *p = handle->data;

	p->exited = true;
	p->how.status = status;
	p->how.signal = signal;
	if (p->confined && !signal && status > STATUS_OF_SIGNAL && status < STATUS_OF_SIGNAL + NSIG) {
		p->how.status = 0;
		p->how.signal = status - STATUS_OF_SIGNAL;
	}
	/* What it started and left behind goes with it. */
	kill(-p->pid, SIGKILL);
	p->drain_until = clock_seconds() + DRAIN_SECONDS;
	for (int i = 0; i < p->stream_count; i++)
		if (p->streams[i]->listening >= 0 && !take_connection(p->streams[i]))
			close_stream(p->streams[i]);
	maybe_report(p, false);
}

static void on_timer(uv_timer_t *timer)
{
	struct process *p = timer->data;
	double now = clock_seconds(), grace = p->options.grace ? p->options.grace : GRACE_SECONDS;

	/* What the program does may say nothing for an hour. */
	progress_tick();
	if (p->options.on_tick && !p->exited)
		p->options.on_tick(p->options.data);
	if (p->exited) {
		if (now > p->drain_until)
			maybe_report(p, true);
		return;
	}
	if (p->kill_at && now >= p->kill_at) {
		kill(-p->pid, SIGKILL);
		return;
	}
	if (p->kill_at)
		return;
	if (interrupt_pending() && !p->options.uninterrupted) {
		p->how.interrupted = true;
		process_stop(p, grace);
	} else if (p->deadline && now >= p->deadline) {
		p->how.timed_out = true;
		process_stop(p, grace);
	}
}

/* The first process that one has started; 0: none. */
static int first_child(int pid)
{
	_cleanup_free_ char *path = xasprintf("/proc/%d/task/%d/children", pid, pid);
	_cleanup_buf_ struct buf children = {0};

	return file_read(path, 4096, &children, NULL) ? 0 : atoi(buf_str(&children));
}

double process_cpu_seconds(const struct process *p)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_buf_ struct buf stat = {0};
	unsigned long user, system;
	int pid = p->pid;
	const char *rest;

	for (int i = 0; p->confined && pid && i < CONFINING_PROCESSES; i++)
		pid = first_child(pid);
	path = xasprintf("/proc/%d/stat", pid);
	/* Past the name, which may hold anything (proc(5)): fields 14 and 15 are in ticks. */
	if (p->exited || !pid || file_read(path, 4096, &stat, NULL) ||
	    !(rest = strrchr(buf_str(&stat), ')')) ||
	    sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
		   &system) != 2)
		return 0;
	return (double)(user + system) / sysconf(_SC_CLK_TCK);
}

void process_stop(struct process *p, double grace)
{
	if (p->exited)
		return;
	kill(-p->pid, grace > 0 ? SIGTERM : SIGKILL);
	if (!p->kill_at)
		p->kill_at = clock_seconds() + grace;
}

struct send {
	uv_write_t request;
	char bytes[];
};

static void on_sent(uv_write_t *request, int status)
{
	(void)status;
	free(request);
}

void process_send(struct process *p, int channel, const void *bytes, size_t len)
{
	struct stream *s = p->streams[PIPE_CHANNEL + channel];
	struct send *send;
	uv_buf_t buf;

	if (!s->open || s->listening >= 0)
		return;
	send = xmalloc(sizeof(*send) + len);
	memcpy(send->bytes, bytes, len);
	buf = uv_buf_init(send->bytes, len);
	if (uv_write(&send->request, (uv_stream_t *)&s->pipe, &buf, 1, on_sent))
		free(send);
}

/* Our environment with `over` put over it; NULL-terminated, to be freed with free_env(). */
static char **merged_env(const char *const *over)
{
	extern char **environ;
	size_t count = 0, alloc = 0;
	char **env = NULL;

	for (char **e = environ; *e; e++) {
		size_t name = strcspn(*e, "=");
		bool replaced = false;

		for (const char *const *o = over; o && *o; o++)
			replaced |= !strncmp(*o, *e, name) && (*o)[name] == '=';
		if (!replaced)
			*ARRAY_ADD(env, count, alloc) = xstrdup(*e);
	}
	for (const char *const *o = over; o && *o; o++)
		*ARRAY_ADD(env, count, alloc) = xstrdup(*o);
	*ARRAY_ADD(env, count, alloc) = NULL;
	return env;
}

static void free_env(char **env)
{
	for (char **e = env; e && *e; e++)
		free(*e);
	free(env);
}

static struct stream *stream_new(uv_loop_t *loop, struct process *p, int index, int listener)
{
	struct stream *s = xcalloc(1, sizeof(*s));

	uv_pipe_init(loop, &s->pipe, 0);
	s->pipe.data = p;
	s->process = p;
	s->index = index;
	s->open = true;
	p->open_handles++;
	s->listening = -1;
	if (listener >= 0 && !uv_poll_init(loop, &s->listener, listener)) {
		s->listening = listener;
		s->listener.data = p;
		p->open_handles++;
	}
	return s;
}

int process_start(uv_loop_t *loop, const struct process_options *options,
		  struct process **ret_process, struct error **err)
{
	uv_stdio_container_t stdio[3 + PROCESS_MAX_CHANNELS] = {{.flags = UV_IGNORE}};
	uv_process_options_t uv = {0};
	_cleanup_(argv_release) struct argv argv = {0};
	_cleanup_close_ int input = -1;
	char **env;
	struct process *p;
	const char *why;
	int confined = 0, rc;

	if (!process_in_path(options->argv[0]))
		return error_set(err, ERROR_ENVIRONMENT, "%s: no such program", options->argv[0]);
	if (options->confinement && (confined = confine_state(&why, err)) < 0)
		return -1;

	if (options->input_path) {
		input = open(options->input_path, O_RDONLY | O_CLOEXEC);
		if (input < 0)
			return error_errno(err, ERROR_ENVIRONMENT, "%s", options->input_path);
		stdio[0].flags = UV_INHERIT_FD;
		stdio[0].data.fd = input;
	}

	argv_add_words(&argv, "setpriv", "--pdeathsig",
		       sigabbrev_np(options->death_signal ? options->death_signal : SIGTERM), "--",
		       NULL);
	if (confined)
		confine_start(options->confinement, &argv);
	for (const char *const *a = options->argv; *a; a++)
		argv_add(&argv, xstrdup(*a));

	p = xcalloc(1, sizeof(*p));
	p->options = *options;
	p->options.confinement = NULL;
	p->confined = confined;
	p->log_fd = -1;
	p->log_left = LOG_LIMIT;
	if (options->log_path) {
		p->log_fd = open(options->log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
		if (p->log_fd < 0) {
			error_errno(err, ERROR_ENVIRONMENT, "%s", options->log_path);
			free(p);
			return -1;
		}
	}
	p->stream_count = 2 + options->channels;
	for (int i = 0; i < p->stream_count; i++) {
		bool channel = i >= PIPE_CHANNEL;
		int listener = channel && options->listeners ? options->listeners[i - PIPE_CHANNEL] :
							       -1;

		p->streams[i] = stream_new(loop, p, i, listener);
		stdio[i + 1].flags = UV_IGNORE;
		if (listener >= 0)
			continue;
		stdio[i + 1].flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE;
		if (channel)
			stdio[i + 1].flags |= UV_READABLE_PIPE;
		stdio[i + 1].data.stream = (uv_stream_t *)&p->streams[i]->pipe;
	}
	env = merged_env(options->env);
	uv.file = "setpriv";
	uv.args = argv.words;
	uv.env = env;
	uv.cwd = options->cwd;
	uv.flags = UV_PROCESS_DETACHED;
	uv.stdio = stdio;
	uv.stdio_count = p->stream_count + 1;
	uv.exit_cb = on_process_exit;

	p->started = clock_seconds();
	p->deadline = options->timeout ? p->started + options->timeout : 0;
	p->handle.data = p;
	rc = uv_spawn(loop, &p->handle, &uv);
	free_env(env);
	p->open_handles += 2;
	uv_timer_init(loop, &p->timer);
	p->timer.data = p;
	if (rc) {
		error_set(err, ERROR_ENVIRONMENT, "starting %s: %s", options->argv[0],
			  uv_strerror(rc));
		for (int i = 0; i < p->stream_count; i++)
			close_stream(p->streams[i]);
		uv_close((uv_handle_t *)&p->timer, on_closed);
		uv_close((uv_handle_t *)&p->handle, on_closed);
		return -1;
	}
	p->pid = uv_process_get_pid(&p->handle);
	for (int i = 0; i < p->stream_count; i++) {
		struct stream *s = p->streams[i];

		if (s->listening >= 0)
			uv_poll_start(&s->listener, UV_READABLE, on_connection);
		else
			uv_read_start((uv_stream_t *)&s->pipe, on_alloc, on_read);
	}
	uv_timer_start(&p->timer, on_timer, TICK_MS, TICK_MS);
	if (ret_process)
		*ret_process = p;
	return 0;
}

int process_run(const struct process_options *options, struct process_exit *ret_exit,
		struct error **err)
{
	struct process_exit how = {0};
	struct process *p;
	uv_loop_t loop;
	int rc;

	if (interrupt_pending() && !options->uninterrupted)
		return interrupt_error(err);
	uv_loop_init(&loop);
	rc = process_start(&loop, options, &p, err);
	if (!rc)
		p->run_exit = &how;
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	if (rc)
		return -1;
	if (how.interrupted)
		return interrupt_error(err);
	*ret_exit = how;
	return 0;
}
