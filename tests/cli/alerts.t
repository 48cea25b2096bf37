#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The news of a night by mail and webhook: when there are some, to who asked for them.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy
cat >"$scratch/sendmail" <<END
#!/bin/sh
[ ! -e "$scratch/fails" ] || { echo 'no route to host' >&2; exit 75; }
printf '%s\n' "\$@" >"$scratch/argv"
cat >"$scratch/mail"
echo sent >>"$scratch/sent"
END
chmod +x "$scratch/sendmail"
# A server that writes down what is posted, one line of JSON each, until it is killed.
cat >"$scratch/server" <<'END'
import http.server, sys
class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open(sys.argv[1], "ab") as file:
            file.write(body + b"\n")
        self.send_response(200)
        self.end_headers()
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
with open(sys.argv[2], "w") as file:
    file.write(str(server.server_address[1]))
server.serve_forever()
END
new_release()
{
	make_tree "9.1.$1" "$1" && make_branch 9.1.y "9.1.$1"
}
sent()
{
	wc -l <"$scratch/sent" 2>/dev/null || echo 0
}
waits()
{
	find "$XDG_STATE_HOME/stablehand/alerts" -name '*.json' 2>/dev/null | wc -l
}

off_by_default()
{
	run 0 $stablehand nightly && says '^new:' && [ ! -e "$XDG_STATE_HOME/stablehand/alerts" ] &&
		! grep -q 'mail\|webhook\|sent' "$scratch/err"
}
mail_of_news()
{
	printf '[mail]\n\tto = you@example.org\n\tfrom = robot@example.org\n\tsendmail = %s\n' \
		"$scratch/sendmail" >"$project/stablehand.conf"
	new_release 8 && run 0 $stablehand nightly && cp "$scratch/out" "$scratch/news" &&
		complains '^mail: sent to you@example\.org$' && [ "$(sent)" = 1 ] && [ "$(waits)" = 0 ] || return 1
	# The body is what was printed, and nothing else.
	sed '1,/^$/d' "$scratch/mail" | diff "$scratch/news" - &&
		[ "$(head -n 4 "$scratch/argv" | tr '\n' ' ')" = "-i -f robot@example.org -- " ] &&
		grep -q '^Subject: stablehand: 1 news: 9\.1\.y$' "$scratch/mail"
}
nothing_new_nothing_sent()
{
	run 0 $stablehand nightly && says '^nothing new' && [ "$(sent)" = 1 ] && [ ! -s "$scratch/err" ]
}
failure_changes_nothing()
{
	: >"$scratch/fails"
	new_release 9 && run 0 $stablehand --json nightly && json '@{$j->{night}{news}} == 1' &&
		complains '^mail: not sent to you@example\.org: .*exit 75: no route to host; the next night tries again$' &&
		[ "$(sent)" = 1 ] && [ "$(waits)" = 1 ]
}
next_night_sends_it()
{
	rm "$scratch/fails"
	run 0 $stablehand nightly && says '^nothing new' && complains '^mail: sent to you@example\.org$' &&
		[ "$(sent)" = 2 ] && [ "$(waits)" = 0 ] && grep -q '9\.1\.9' "$scratch/mail"
}
webhook()
{
	/usr/bin/python3 "$scratch/server" "$scratch/posted" "$scratch/port" &
	server=$!
	eventually [ -s "$scratch/port" ]
	printf '[webhook]\n\turl = http://127.0.0.1:%s/hook/secret\n' "$(cat "$scratch/port")" >"$project/stablehand.conf"
	echo "x86/two_test fail" >"$scratch/behaviour"
	new_release 10 && run 1 $stablehand nightly && cp "$scratch/out" "$scratch/news"
	status=$?
	kill $server
	wait $server 2>/dev/null
	[ $status = 0 ] && complains '^webhook: sent to http://127\.0\.0\.1:[0-9]+$' && [ "$(sent)" = 2 ] &&
		cp "$scratch/posted" "$scratch/out" && json '$j->{news}[1]{kind} eq "base-regressed" && $j->{news}[1]{bad}' &&
		json '$j->{text} =~ /^night [0-9]+, .*\n\nnew:\n/ && @{$j->{news}} == 2'
}
nobody_there()
{
	rm "$scratch/behaviour"
	new_release 11 && run 0 $stablehand nightly && complains '^webhook: not sent to http://127\.0\.0\.1:' &&
		! grep -q secret "$scratch/err" && [ "$(waits)" = 1 ]
}
wrong_conf()
{
	printf '[mail]\n\tto = -oQ/tmp\n\tfrom = a@b.org\n' >"$project/stablehand.conf"
	run 0 $stablehand nightly && complains '^no news are sent: .*mail\.to = -oQ/tmp: not an address'
}
switched_off()
{
	: >"$project/stablehand.conf"
	run 0 $stablehand nightly && [ ! -s "$scratch/err" ] && [ "$(waits)" = 0 ]
}

check "nothing is sent or kept unless somebody is named" off_by_default
check "news go out as they were printed" mail_of_news
check "without news nothing does" nothing_new_nothing_sent
check "a mail that cannot be sent is told, and changes nothing else" failure_changes_nothing
check "the next night sends it" next_night_sends_it
check "a webhook gets the news as JSON" webhook
check "nobody there: told without the secret in the address, and kept" nobody_there
check "an address that is none: told, and the night is as it was" wrong_conf
check "switched off: what waited is dropped" switched_off
done_testing
