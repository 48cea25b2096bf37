# SPDX-License-Identifier: GPL-2.0-only
# What the campaigns share, after tests/cli/lib.sh and fixture.sh.

# What is known in the end, without times, without what was found rather than made, and without
# how many objects were left to be made.
known()
{
	$stablehand --json report 9.1.y >"$scratch/known" 2>"$scratch/known.err" || return 1
	perl -MJSON::PP -0777 -ne '
		my $j = decode_json($_);
		sub clean {
			my ($x) = @_;
			if (ref $x eq "HASH") {
				delete @$x{qw(seconds at by seen kept source cached compiled already_there asked
					objects objects_written bytes_written bytes_read from_store boot log folder key)};
				clean($_) for values %$x;
			} elsif (ref $x eq "ARRAY") { clean($_) for @$x }
		}
		clean($j);
		print JSON::PP->new->canonical->pretty->encode($j->{branches});' "$scratch/known"
}

# begin STATE, keep STATE: the folders as they were before a command; "none" is a fresh machine.
begin()
{
	rm -rf "$XDG_CACHE_HOME" "$XDG_STATE_HOME" "$project/out"
	[ -d "$scratch/$1" ] || return 0
	cp -a "$scratch/$1/cache" "$XDG_CACHE_HOME" && cp -a "$scratch/$1/state" "$XDG_STATE_HOME"
}
keep()
{
	mkdir -p "$scratch/$1" "$XDG_STATE_HOME" &&
		cp -a "$XDG_CACHE_HOME" "$scratch/$1/cache" &&
		cp -a "$XDG_STATE_HOME" "$scratch/$1/state"
}

# ends_well WHAT: a run without faults has the results that $scratch/expected has, and all that
# is kept is whole.
ends_well()
{
	status=0
	$stablehand run 9.1.y >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
	if [ $status != 0 ]; then
		echo "$1: the next run: exit $status"
		tail -n 5 "$scratch/out" "$scratch/err"
		return 1
	fi
	known >"$scratch/after"
	if ! cmp -s "$scratch/expected" "$scratch/after"; then
		echo "$1: other results"
		diff "$scratch/expected" "$scratch/after" | head -20
		return 1
	fi
	$stablehand check >"$scratch/out" 2>&1 || { echo "$1: check"; cat "$scratch/out"; return 1; }
}
