// SPDX-License-Identifier: GPL-2.0-only
/* News as a POST, to a server on the loopback. */
#include "alerts_fixture.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

struct server {
	int socket;
	unsigned port;
	pthread_t thread;
	const char *answer;	/* NULL: none, the connection stays open */
	struct buf request;
	int hits;
};

/* Is the whole of a request there? */
static bool is_whole(const struct buf *request)
{
	const char *body = strstr(buf_str(request), "\r\n\r\n");
	const char *length = strcasestr(buf_str(request), "content-length: ");

	return body && length &&
	       request->len - (body + 4 - request->data) >= strtoul(length + 16, NULL, 10);
}

static void *serve(void *data)
{
	struct server *s = data;
	int fd;

	while ((fd = accept(s->socket, NULL, NULL)) >= 0) {
		ssize_t n;

		s->hits++;
		buf_clear(&s->request);
		while (!is_whole(&s->request) &&
		       (n = read(fd, buf_reserve(&s->request, 65536), 65536)) > 0) {
			s->request.len += n;
			s->request.data[s->request.len] = '\0';
		}
		if (s->answer)
			assert_int_equal(write(fd, s->answer, strlen(s->answer)),
					 (ssize_t)strlen(s->answer));
		else
			poll(&(struct pollfd){.fd = fd, .events = POLLRDHUP}, 1, 60000);
		close(fd);
	}
	return NULL;
}

static void server_start(struct server *s)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);

	s->socket = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(s->socket, (struct sockaddr *)&address, len), 0);
	assert_int_equal(listen(s->socket, 5), 0);
	getsockname(s->socket, (struct sockaddr *)&address, &len);
	s->port = ntohs(address.sin_port);
	pthread_create(&s->thread, NULL, serve, s);
}

static void server_stop(struct server *s)
{
	shutdown(s->socket, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->socket);
	buf_release(&s->request);
}

static void configure_url(const struct place *p, const struct server *s)
{
	_cleanup_free_ char *lines = xasprintf("[webhook]\n\turl = http://user:secret@127.0.0.1:%u"
					       "/hook?token=hidden\n", s->port);

	configure(p, lines);
}

static void test_post(void **state)
{
	struct server s = {.answer = "HTTP/1.1 204 No Content\r\n\r\n"};
	struct place p;
	_cleanup_free_ char *said = NULL, *expected = NULL;
	const char *body;
	json_t *object;

	place_make(&p);
	server_start(&s);
	configure_url(&p, &s);
	said = send_news(&p, "2026-12-01T02:00:00Z", "one \"line\"\nand\xff another\n");
	expected = xasprintf("webhook: sent to http://127.0.0.1:%u\n", s.port);
	assert_string_equal(said, expected);
	assert_int_equal(s.hits, 1);
	assert_memory_equal(buf_str(&s.request), "POST /hook?token=hidden HTTP/1.1\r\n", 34);
	assert_non_null(strstr(s.request.data, "Content-Type: application/json\r\n"));
	body = strstr(s.request.data, "\r\n\r\n");
	object = json_loads(body + 4, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(object, "text")),
			    "one \"line\"\nand\\xff another\n");
	assert_string_equal(json_string_value(json_object_get(object, "night")),
			    "2026-12-01T02:00:00Z");
	assert_int_equal(json_array_size(json_object_get(object, "news")), 1);
	assert_string_equal(json_string_value(json_object_get(
				json_array_get(json_object_get(object, "news"), 0), "kind")),
			    "ported-regressed");
	json_decref(object);
	assert_int_equal(waiting(&p), 0);
	server_stop(&s);
	place_release(&p);
}

/* An answer that is none of 200 to 299: said without the address's secrets, and kept. */
static void test_post_fails(void **state)
{
	static const struct {
		const char *answer, *said;
	} rows[] = {
		{"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", ": status 500; the next night"},
		{"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", ": status 404; "},
		{"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n",
		 "status 302: redirects are not followed"},
		{"HTTP/1.1 307 Again\r\nLocation: /hook\r\nContent-Length: 0\r\n\r\n",
		 "status 307: redirects are not followed"},
		{"garbage\r\n", "not sent to"},
	};
	struct place p;

	place_make(&p);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct server s = {.answer = rows[i].answer};
		_cleanup_free_ char *said = NULL;

		server_start(&s);
		configure_url(&p, &s);
		said = send_news(&p, "2026-12-01T02:00:00Z", "news\n");
		if (!strstr(said, rows[i].said) || strstr(said, "hidden") || strstr(said, "secret"))
			fail_msg("row %zu: %s", i, said);
		assert_int_equal(s.hits, 1);
		assert_int_equal(waiting(&p), 1);
		server_stop(&s);
	}
	/* Nobody there. */
	configure(&p, "[webhook]\n\turl = http://127.0.0.1:1/\n");
	free(send_news(&p, NULL, NULL));
	assert_int_equal(waiting(&p), 1);
	place_release(&p);
}

/* A server that never answers has its time, and no more. */
static void test_post_hangs(void **state)
{
	struct server s = {0};
	struct alert_conf conf = {.post_seconds = 1};
	struct alert alert = {.id = "x", .subject = "x", .text = "x", .news = json_array()};
	struct error *err = NULL;
	double began = clock_seconds();

	server_start(&s);
	conf.url = xasprintf("http://127.0.0.1:%u/", s.port);
	assert_fails(alert_post_send(&conf, &alert, &err), err, "Timeout");
	assert_true(clock_seconds() - began < 10);
	free(conf.url);
	json_decref((json_t *)alert.news);
	server_stop(&s);
}

/* Both ways at once; one that fails does not hold up the other. */
static void test_both(void **state)
{
	struct place p;
	_cleanup_free_ char *said = NULL;

	place_make(&p);
	configure(&p, MAIL_CONF "[webhook]\n\turl = http://127.0.0.1:1/\n");
	said = send_news(&p, "2026-12-01T02:00:00Z", "news\n");
	assert_non_null(strstr(said, "mail: sent to one@example.org"));
	assert_non_null(strstr(said, "webhook: not sent to http://127.0.0.1:1: "));
	assert_int_equal(waiting(&p), 1);
	place_release(&p);
}

static void test_place(void **state)
{
	static const char *const rows[][2] = {
		{"https://hooks.example.org/a/b?c", "https://hooks.example.org"},
		{"http://u:p@h:8080/x", "http://h:8080"},
		{"http://u:p@x@h", "http://h"},
		{"https://h#f@g", "https://h"},
		{"https://", "https://"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *place = alert_post_place(rows[i][0]);

		assert_row(rows[i][0], place, rows[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_post),	   cmocka_unit_test(test_post_fails),
		cmocka_unit_test(test_post_hangs), cmocka_unit_test(test_both),
		cmocka_unit_test(test_place),
	};

	/* A proxy of this machine's is not asked for what is here. */
	setenv("no_proxy", "*", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
