#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
. "$(dirname "$0")/lib.sh"

overview()
{
	run 0 "$STABLEHAND" help && says '^Usage: stablehand' && says '^  run \[BRANCH' && says '^  130 +interrupted'
}
each_command()
{
	for c in $("$STABLEHAND" help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p'); do
		run 0 "$STABLEHAND" help "$c" && says "^Usage: stablehand $c" || return 1
		run 0 "$STABLEHAND" "$c" --help && says "^Usage: stablehand $c" || return 1
	done
}
man_page()
{
	run 0 "$STABLEHAND" help --man && cp "$scratch/out" "$scratch/page.1" &&
		says '^\.SS run' && says '^\.SH EXIT STATUS' || return 1
	command -v man >/dev/null || return 0
	MANWIDTH=80 man --warnings "$scratch/page.1" >/dev/null 2>"$scratch/err"
	[ ! -s "$scratch/err" ] || { cat "$scratch/err"; return 1; }
}
completion()
{
	"$STABLEHAND" help --completion >"$scratch/completion" || return 1
	bash -c ". '$scratch/completion'; COMP_WORDS=(stablehand re); COMP_CWORD=1
		_stablehand; printf '%s\n' \"\${COMPREPLY[@]}\"" >"$scratch/out"
	says '^report$'
}
usage_error()
{
	run 2 "$STABLEHAND" "$@" && complains '^stablehand: ' && complains 'stablehand help'
}
# An object for what else is text: as a whole, for each command, --version.
as_json()
{
	run 0 "$STABLEHAND" --json help && json '$j->{help} =~ /^Usage: stablehand \[/' &&
		run 0 "$STABLEHAND" help --json run && json '$j->{help} =~ /^Usage: stablehand run/' &&
		run 0 "$STABLEHAND" run --help --json && json '$j->{help} =~ /^Usage: stablehand run/' &&
		run 0 "$STABLEHAND" --json --help && json '$j->{help} =~ /^Usage: stablehand \[/' &&
		run 0 "$STABLEHAND" help --man --json && json '$j->{help} =~ /^\.TH STABLEHAND/m' &&
		run 0 "$STABLEHAND" --json --version && json '$j->{version} =~ /^[0-9.]+$/' || return 1
	# Not on standard error, where adapt-file has its own object.
	"$STABLEHAND" --json adapt-file --help >"$scratch/out" && valid help &&
		json '$j->{help} =~ /^Usage: stablehand adapt-file/'
}
no_command_json()
{
	run 2 "$STABLEHAND" --json && valid && json '$j->{error}{message} eq "no command"'
}
full_disk()
{
	[ -e /dev/full ] || return 1
	"$STABLEHAND" help >/dev/full 2>"$scratch/err"
	[ $? = 3 ] && complains 'No space left'
}

# What was meant, for commands, options, branches; several short options in one word.
meant()
{
	usage_error statsu && complains "no command 'statsu' \\(did you mean 'status'\\?\\)$" &&
		usage_error re && complains "'re' can be any of these commands: .*resolve, report" &&
		usage_error run --tsets x && complains "did you mean '--tests'" &&
		usage_error status --qiet && complains "did you mean '--quiet'" &&
		usage_error test --state bsae && complains '--state bsae: base or ported$' &&
		usage_error build --state x && complains '--state x: base, ported or each$' &&
		usage_error --color=blue status && complains '--color blue: auto, always or never$' &&
		usage_error -qx status && complains 'unknown option -x in -qx$' &&
		usage_error -x status && complains 'unknown option -x$' &&
		run 2 "$STABLEHAND" -qC "$top" status 6.1.x && complains "did you mean '6\.1\.y'\?\); there are: 5" &&
		run 2 "$STABLEHAND" -qC"$top" status --series kvm-pfer && complains "did you mean 'kvm-pferr'"
}
start_of_a_name()
{
	run 0 "$STABLEHAND" help sta && says '^Usage: stablehand status' &&
		run 2 "$STABLEHAND" help re && complains 'can be any of' &&
		run 2 "$STABLEHAND" help ''
}
# The project is the one that the folder is in.
subfolder()
{
	(cd "$top/patches" && run 2 "$STABLEHAND" status no-such) && complains "no $top/kernels/no-such.conf" &&
		run 2 "$STABLEHAND" -C "$top/tools/rooms" status && complains 'rooms: not a folder$' &&
		run 2 "$STABLEHAND" -C "$top/tests/cli" status no-such && complains "no $top/kernels/" &&
		(cd / && run 2 "$STABLEHAND" status) && complains '^stablehand: /: no series.conf'
}

check "help lists the commands and exit codes" overview
check "every command has help" each_command
check "the man page is made of the same table, without a warning of man" man_page
check "bash completes commands" completion
check "no command: usage, exit 2" run 2 "$STABLEHAND"
check "no command, with --json: an object" no_command_json
check "help and --version with --json: an object" as_json
check "unknown command: exit 2" usage_error frobnicate
check "a typing mistake gets a suggestion" meant
check "help takes the start of a name" start_of_a_name
check "the project is found from a folder below it" subfolder
check "unknown option: exit 2" usage_error --frobnicate
check "unknown option of a command: exit 2" usage_error run --frobnicate
check "option without its value: exit 2" usage_error run --tests
check "switch with a value: exit 2" usage_error run --base=1
check "a number that is none: exit 2" run 2 "$STABLEHAND" -C "$top" run --jobs 0
check "not a project folder: exit 2" run 2 "$STABLEHAND" -C "$scratch" port
check "version" run 0 "$STABLEHAND" --version
check "a full disk is noticed" full_disk
done_testing
