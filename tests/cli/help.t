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
		run 0 "$STABLEHAND" "$c" --help && says "^Usage: stablehand $c" && says '^Examples:$' || return 1
	done
}
# One page for the program and one a command, each with what a page has.
man_pages()
{
	run 0 "$STABLEHAND" help --man-pages "$scratch/man" || return 1
	for c in $("$STABLEHAND" help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p'); do
		[ -s "$scratch/man/stablehand-$c.1" ] || { echo "no page of $c"; return 1; }
		grep -q "stablehand.*-$(echo "$c" | sed 's/-/.*-/g').*(1)" "$scratch/man/stablehand.1" || return 1
	done
	for page in "$scratch"/man/*.1; do
		for section in NAME SYNOPSIS DESCRIPTION EXAMPLES FILES 'EXIT STATUS' 'SEE ALSO'; do
			grep -q "^\.SH $section$" "$page" || { echo "$page: no $section"; return 1; }
		done
		command -v man >/dev/null || continue
		MANWIDTH=80 man --warnings "$page" >/dev/null 2>"$scratch/err"
		[ ! -s "$scratch/err" ] || { cat "$scratch/err"; return 1; }
	done
	run 0 "$STABLEHAND" help --man && cmp "$scratch/out" "$scratch/man/stablehand.1" &&
		run 0 "$STABLEHAND" help --man explain && cmp "$scratch/out" "$scratch/man/stablehand-explain.1" &&
		run 2 "$STABLEHAND" help --man-pages /proc/nowhere 2>/dev/null || run 3 "$STABLEHAND" help --man-pages /proc/nowhere
}
# completes CANDIDATE... -- WORD...: these and no others, for these words.
completes()
{
	: >"$scratch/expected"
	while [ "$1" != -- ]; do
		echo "$1" >>"$scratch/expected"
		shift
	done
	shift
	run 0 "$STABLEHAND" help --complete -- "$@" && diff "$scratch/expected" "$scratch/out" ||
		{ echo "of: $*"; return 1; }
}
candidates()
{
	project=$scratch/project
	mkdir -p "$project/kernels/vm" "$project/patches/fix" "$project/sub"
	touch "$project/kernels/6.1.y.conf" "$project/kernels/6.12.y.conf"
	printf '%s\n' fix/a.patch other/x.patch fix/b.patch >"$project/series.conf"
	completes resolve report review -- re && completes 6.1.y 6.12.y -- -C "$project" status '' &&
		completes 6.1.y 6.12.y -- -C "$project" review '' && completes 6.1.y 6.12.y -- status 6.1 -C "$project" 6 &&
		completes fix/01 fix/02 -- -qC "$project/sub" explain 6.1.y f &&
		completes fix/01 other/01 fix/02 -- "-C$project" show 6.1.y '' &&
		completes -- -C "$project" explain 6.1.y fix/01 '' &&
		completes fix other -- -C "$project" status --series '' && completes fix -- -C "$project" port --series fi &&
		completes auto always never -- --color '' && completes --color=always -- --color=al &&
		completes never -- --color = n && completes auto always never -- --color = &&
		completes low medium high -- status --max-risk '' && completes distro -- status --profile d &&
		completes base ported each -- build --state '' && completes bash zsh -- help --completion '' &&
		completes --tests -- test --te && completes --quiet -- status --qu && completes -- --frob &&
		completes resolve report review -- help re && completes -- frobnicate '' &&
		completes :files -- import '' && completes :files -- lint a b && completes :folders -- -C '' &&
		completes :folders -- resolve 6.1.y fix/01 --files '' && completes :files -- report --from '' &&
		completes -- status --release '' && run 2 "$STABLEHAND" help --complete || return 1
	# HOME is a fresh folder; the shells hand "~" on as it was typed.
	cp -r "$project" "$HOME/p" && completes 6.1.y 6.12.y -- -C '~/p' status '' && completes -- -C /nowhere status ''
}
bash_completion()
{
	"$STABLEHAND" help --completion bash >"$scratch/completion" || return 1
	ln -sf "$STABLEHAND" "$scratch/stablehand"
	bash -c ". '$scratch/completion'; PATH='$scratch:$PATH'
		complete_of() { COMP_WORDS=(stablehand \"\$@\"); COMP_CWORD=\$#; _stablehand; printf '%s\n' \"\${COMPREPLY[@]}\"; }
		complete_of rep; complete_of -C '$project' explain 6.12.y o; complete_of --color = al; cd '$top/tests'; complete_of report --from cl" >"$scratch/out"
	says '^report$' && says '^other/01$' && says '^always$' && says '^cli$'
}
zsh_completion()
{
	"$STABLEHAND" help --completion zsh >"$scratch/_stablehand" || return 1
	PATH="$scratch:$PATH" zsh -fc "compdef() { defined=\$2; }; . '$scratch/_stablehand'; print \$defined
		compadd() { print -l -- \"\${@[2,-1]}\"; }; _files() { print files \$*; }
		complete_of() { words=(stablehand \"\$@\"); CURRENT=\$#words; _stablehand; }
		complete_of rep; complete_of -C '$project' explain 6.12.y o; complete_of --color=al; complete_of -C ''; complete_of import ''" >"$scratch/out"
	says '^stablehand$' && says '^report$' && says '^other/01$' && says '^--color=always$' && says '^files -/$' &&
		says '^files *$'
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
check "man pages are made of the same table, without a warning of man" man_pages
check "what can be completed: commands, options, values, branches, patches, by -C too" candidates
check "bash completes" bash_completion
if command -v zsh >/dev/null; then
	check "zsh completes" zsh_completion
else
	count=$((count + 1))
	echo "ok $count - zsh completes # SKIP zsh is not installed"
fi
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
