#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What a tree's makefiles and an engine may touch. Each attack is tried without confinement, too,
# where it has to succeed: else it would prove nothing.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/fixture.sh"
make_project
stablehand="$STABLEHAND -C $project"
cache=$XDG_CACHE_HOME/stablehand
# A folder that is neither ours nor hidden, as a home is.
outside=$(mktemp -d /var/tmp/stablehand-test.XXXXXX)
trap 'kill $victim 2>/dev/null; rm -rf "$scratch" "$outside"' EXIT
socket=/tmp/stablehand-test.$$
sleep 1000 &
victim=$!

# A program that takes connections, on an address and on a socket in /tmp, and notes them.
perl -MIO::Socket::INET -MIO::Socket::UNIX -MIO::Select -e '
	my ($path, $seen, $port) = @ARGV;
	my $inet = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 5) or die;
	my $unix = IO::Socket::UNIX->new(Local => $path, Listen => 5) or die;
	open my $f, ">", "$port.new"; print $f $inet->sockport; close $f; rename "$port.new", $port;
	my $both = IO::Select->new($inet, $unix);
	while (my @ready = $both->can_read) {
		for (@ready) {
			$_->accept;
			open my $s, ">>", $seen;
			print $s $_ == $inet ? "network\n" : "socket\n";
		}
	}' "$socket" "$scratch/seen" "$scratch/port" &
server=$!
trap 'kill $victim $server 2>/dev/null; rm -rf "$scratch" "$outside" "$socket"' EXIT
eventually test -s "$scratch/port" || { echo "Bail out! no server"; exit 1; }

# The attacks, in the makefile of the tree; each may fail, and the build goes on.
sed -i '/^bzImage:/,/^modules_prepare:/{
/@mkdir -p/a\
\t@sh $(src)/scripts/attack $(src) || :
}' "$scratch/linux-9.1.7/Makefile"
cat >"$scratch/linux-9.1.7/scripts/attack" <<END
exec 2>/dev/null
echo written >$outside/home
echo written >$cache/store.git/written
echo written >\$1/scripts/written
rm -f \$1/include/old.h
perl -MIO::Socket::INET -e 'IO::Socket::INET->new("127.0.0.1:$(cat "$scratch/port")")'
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new("$socket")'
kill $victim
ls /proc/$victim >/dev/null && echo seen >\$1/../processes
(setsid sh -c 'sleep 1; echo late >>$outside/late' >/dev/null &)
:
END
tar -C "$scratch" -cJf "$scratch/linux-9.1.7.tar.xz" linux-9.1.7

confined_build()
{
	STABLEHAND_CONFINE=always run 0 $stablehand build 9.1.y && says 'ported'
}
nothing_outside()
{
	[ ! -e "$outside/home" ] && [ ! -e "$cache/store.git/written" ]
}
sources_kept()
{
	[ ! -e "$cache/work/9.1.y/src/scripts/written" ] && [ -e "$cache/work/9.1.y/src/include/old.h" ]
}
no_connection()
{
	! grep "$1" "$scratch/seen" 2>/dev/null
}
no_process_seen()
{
	kill -0 $victim && [ ! -e "$cache/work/9.1.y/processes" ]
}
nothing_survives()
{
	sleep 1.5
	[ ! -e "$outside/late" ]
}
all_of_it_otherwise()
{
	rm -rf "$cache/builds"
	# It changed its own sources, which is a reason to refuse the build.
	STABLEHAND_CONFINE=never run 3 $stablehand build 9.1.y
	[ -e "$outside/home" ] && [ -e "$cache/store.git/written" ] &&
		grep network "$scratch/seen" && grep socket "$scratch/seen" &&
		! kill -0 $victim 2>/dev/null && eventually test -e "$outside/late"
}

# An engine writes nothing: the stand-in for QEMU would note its boots.
engine_confined()
{
	make_tree 9.1.7 7 && rm -rf "$cache/store.git" "$cache/builds" "$scratch/qemu.log" &&
		STABLEHAND_CONFINE=always run 0 $stablehand run 9.1.y && says 'same 4' &&
		[ ! -e "$scratch/qemu.log" ] &&
		STABLEHAND_CONFINE=never run 0 $stablehand run --again 9.1.y &&
		[ -e "$scratch/qemu.log" ]
}
# The signal that ended it is told as if nothing stood between.
killed_engine()
{
	sed -i '/^\t\$number++;/a\
\tkill 9, $$ if $name eq "x86/one_test";' "$scratch/bin/qemu-system-x86_64"
	for confine in never always; do
		STABLEHAND_CONFINE=$confine run 0 $stablehand run --again 9.1.y && says 'crash +crash +x86/one_test' ||
			return 1
		grep 'x86/one_test' "$scratch/out" >"$scratch/told.$confine"
	done
	grep -q 'signal 9' "$scratch/told.never" && diff "$scratch/told.never" "$scratch/told.always"
}

# Without bubblewrap: said, and refused where it was asked for.
without()
{
	mkdir -p "$scratch/without" && printf '#!/bin/sh\necho "bwrap: no namespaces here" >&2; exit 1\n' \
		>"$scratch/without/bwrap" && chmod +x "$scratch/without/bwrap" || return 1
	PATH=$scratch/without:$PATH
	rm -rf "$cache/builds"
	STABLEHAND_CONFINE=always run 3 $stablehand build 9.1.y &&
		complains 'STABLEHAND_CONFINE=always: bubblewrap does not work here: bwrap: no namespaces' &&
		STABLEHAND_CONFINE=auto run 0 $stablehand build 9.1.y &&
		complains '^not confined: bubblewrap does not work here: bwrap: no namespaces' &&
		[ "$(grep -c '^not confined' "$scratch/err")" = 1 ] &&
		STABLEHAND_CONFINE=never run 0 $stablehand build 9.1.y && ! complains 'not confined' &&
		STABLEHAND_CONFINE=perhaps run 2 $stablehand build 9.1.y &&
		complains 'STABLEHAND_CONFINE=perhaps: not auto, always or never'
}

if ! bwrap --ro-bind / / --dev /dev --proc /proc --unshare-pid --unshare-net --cap-drop ALL true; then
	echo "1..0 # SKIP bubblewrap cannot be used on this machine"
	echo "confine.t: bubblewrap cannot be used on this machine: nothing was tested" >&2
	exit 0
fi
check "a tree whose makefile attacks is built" confined_build
check "it writes nothing outside its folder" nothing_outside
check "it does not change its sources" sources_kept
check "it reaches no network" no_connection network
check "it reaches no socket in /tmp" no_connection socket
check "it neither sees nor ends other processes" no_process_seen
check "nothing of it is left when make has ended" nothing_survives
check "without confinement each of these attacks succeeds" all_of_it_otherwise
check "an engine writes nothing" engine_confined
check "a signal that ends an engine is told" killed_engine
check "no bubblewrap: said once, or refused" without
done_testing
