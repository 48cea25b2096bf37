# SPDX-License-Identifier: GPL-2.0-only
# What the command tests share. Each test sources this, uses check and friends,
# and ends with done_testing. Everything happens in a fresh folder that is
# removed at the end.
: "${STABLEHAND:?set it to the stablehand program to test}"
top=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache XDG_STATE_HOME=$scratch/state HOME=$scratch/home
mkdir -p "$HOME"
# The stand-ins for engines and compilers write what they were asked for into $scratch.
export STABLEHAND_CONFINE=never
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$HOME/.gitconfig
git config --global user.name "Test Person"
git config --global user.email "test@example.com"
git config --global init.defaultBranch main
count=0
failures=0

# check NAME COMMAND...: one test; what the command prints is shown when it fails.
check()
{
	name=$1
	shift
	count=$((count + 1))
	if "$@" >"$scratch/check.log" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		# To standard error: prove shows nothing else of what a test prints.
		{ echo "# $(basename "$0"): not ok $count - $name"; sed 's/^/# /' "$scratch/check.log"; } >&2
		failures=$((failures + 1))
	fi
}

# as_root NAME COMMAND...: a check that only root can make, by being or naming somebody else.
as_root()
{
	if [ "$(id -u)" = 0 ]; then
		check "$@"
	else
		count=$((count + 1))
		echo "ok $count - $1 # SKIP only root can become somebody else"
	fi
}

# run EXPECTED_STATUS COMMAND...: for check; keeps output in $scratch/out, /err. What is
# printed with --json is held against the schema.
run()
{
	expected=$1
	shift
	status=0
	"$@" >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
	case " $* " in
	*/tests/bench/*) ;;	# not ours to describe
	*" --json "*) valid "$@" || return 1 ;;
	esac
	[ "$status" = "$expected" ] && return 0
	sanitizer_failed "$@" && return 0
	echo "exit $status, expected $expected: $*"
	tail -n 20 "$scratch/out" "$scratch/err"
	return 1
}

# Did the search for leaks crash, as it does now and then on a slow machine where threads have just
# ended? Then nobody knows how the program ended. Said, so that it does not become a habit.
sanitizer_failed()
{
	grep -q '^==[0-9]*==LeakSanitizer has encountered a fatal error' "$scratch/err" || return 1
	echo "# $(basename "$0"): the leak sanitizer crashed at the exit of: $*" >&2
	sed -i '/^Tracer caught signal/d; /^==[0-9]*==\(LeakSanitizer\|HINT\)/d' "$scratch/err"
}

# valid COMMAND...: is the object that the last run printed as the schema has it?
valid()
{
	file=$scratch/out
	# Its standard output is the file that it makes.
	case " $* " in
	*" adapt-file "*) file=$scratch/err ;;
	esac
	"$top/tests/cli/validate" "$top/tools/stablehand/result/schema.json" "$file"
}

# answer COMMAND...: what a command prints with --json, once it is held against the schema.
answer()
{
	"$@" >"$scratch/answer" 2>"$scratch/answer.err" || true
	"$top/tests/cli/validate" "$top/tools/stablehand/result/schema.json" "$scratch/answer" >&2 &&
		cat "$scratch/answer"
}

# says PATTERN, complains PATTERN: an extended regular expression matches what
# the last run printed on standard output, on standard error.
says()
{
	grep -Eq -- "$1" "$scratch/out" || { echo "no '$1' in:"; cat "$scratch/out"; return 1; }
}
complains()
{
	grep -Eq -- "$1" "$scratch/err" || { echo "no '$1' in:"; cat "$scratch/err"; return 1; }
}

# json EXPRESSION: a perl expression over $j, the object that the last run printed.
json()
{
	perl -MJSON::PP -e '
		local $/; open my $f, "<", $ARGV[0] or die; our $j = decode_json(<$f>);
		my $r = eval $ARGV[1]; die $@ if $@; exit($r ? 0 : 1)' "$scratch/out" "$1" ||
		{ echo "not so: $1"; cat "$scratch/out"; return 1; }
}

done_testing()
{
	echo "1..$count"
	[ "$failures" = 0 ]
}
