// SPDX-License-Identifier: GPL-2.0-only
/* What people type; for help and the man pages. */
#include "cmd/commands.h"
#include "cmd/help_parts.h"
#include "util/alloc.h"

static const struct {
	const struct command *command;
	struct help_example examples[HELP_MAX_EXAMPLES + 1];
} all[] = {
	{&command_import, {
		{"stablehand import fix.mbox --series kvm-fix", "a mailbox or patch file becomes patches/kvm-fix"},
		{"stablehand import --git ~/linux d09f711233a4", "a commit of a repository"},
		{"stablehand import CVE-2025-37957 failed.mbox", "what fixes a CVE, here from a mail"},
	}},
	{&command_cve, {
		{"stablehand cve --vulns ~/vulns --branch 6.1.y", "what is open on 6.1.y, the worst first"},
		{"stablehand cve --branch 6.1.y --path arch/x86/kvm", "of one folder"},
		{"stablehand cve CVE-2025-37957", "where one of them is open, and where it is fixed"},
	}},
	{&command_fetch, {
		{"stablehand fetch", "the newest release of each branch"},
		{"stablehand fetch --release 6.1.190 6.1.y", "a release of one branch"},
	}},
	{&command_status, {
		{"stablehand status", "all patches on all branches"},
		{"stablehand status --profile distro 6.1.y 6.12.y", "on two branches, for a distribution"},
		{"stablehand --json status | jq .summary", "for a program"},
	}},
	{&command_explain, {
		{"stablehand explain 6.1.y kvm-pferr/01", "a patch by its series and number"},
		{"stablehand explain 6.1.y d09f711233a4", "by its commit upstream"},
		{"stablehand explain 6.1.y 'guard against'", "by a part of its subject"},
	}},
	{&command_show, {
		{"stablehand show 6.1.y kvm-pferr/01", "what was changed for 6.1.y"},
	}},
	{&command_port, {
		{"stablehand port 6.1.y", "write the patches for 6.1.y below out/"},
		{"stablehand port --max-risk low", "only what needs no second look"},
	}},
	{&command_resolve, {
		{"stablehand resolve 6.6.y kvm-pferr/03", "in your merge tool or editor"},
		{"stablehand resolve 6.6.y kvm-pferr/03 --files work", "without a terminal: write the files,"},
		{"stablehand resolve 6.6.y kvm-pferr/03 --from work", "and record what was made of them"},
	}},
	{&command_build, {
		{"stablehand build 6.1.y", "build 6.1.y with and without the series"},
		{"stablehand build --state each --check 6.1.y", "every step, with sparse, W=1 and kABI"},
	}},
	{&command_test, {
		{"stablehand test 6.1.y", "the selftests of both states"},
		{"stablehand test --tests smm_test --again 6.1.y", "one of them once more"},
		{"stablehand test --shell 6.1.y", "a shell in the VM"},
	}},
	{&command_run, {
		{"stablehand run", "everything, on all branches"},
		{"stablehand run 6.1.y 6.12.y", "on two"},
	}},
	{&command_nightly, {
		{"stablehand nightly", "everything, and only what is new"},
		{"stablehand nightly --last", "what the last night told"},
		{"17 2 * * *  stablehand -q -C PROJECT nightly", "a line of a crontab: each night at 2:17"},
		{"systemctl --user enable --now stablehand-nightly@$(systemd-escape -p PROJECT).timer",
		 "the same by systemd"},
	}},
	{&command_accept, {
		{"stablehand accept", "what is open, with keys"},
		{"stablehand accept 6.1.y-4f2a91c03b --reason 'not in 6.1: no such feature'", "known and meant"},
		{"stablehand accept 6.1.y-4f2a91c03b --reason 'fixed in 6.1.200' --until 2027-01-31",
		 "for some time"},
	}},
	{&command_report, {
		{"stablehand report 6.1.y", "what is known of 6.1.y"},
		{"stablehand report --from result.json", "what --json printed elsewhere"},
		{"stablehand report --format junit --out report.xml", "for a CI server"},
		{"stablehand report --format rc-mail --release 6.1.193-rc1 6.1.y", "an answer to its announcement"},
	}},
	{&command_history, {
		{"stablehand history smm_test", "when it passed and when it failed, on all branches"},
		{"stablehand history --branch 6.1.y kvm-pferr/01", "what was thought of a patch"},
	}},
	{&command_bisect, {
		{"stablehand bisect 6.1.y smm_test --good 6.1.190 --bad 6.1.192 --git ~/linux-stable",
		 "the commit between two releases that broke a test"},
	}},
	{&command_export, {
		{"stablehand export --form stable 6.1.y", "mails for stable@vger.kernel.org"},
	}},
	{&command_lint, {
		{"stablehand lint out/6.1.y/kvm-pferr/*.patch", "before they are sent"},
	}},
	{&command_review, {
		{"stablehand review 6.1.190..6.1.192", "what these two releases brought"},
		{"stablehand review 6.1.y --queue ~/stable-queue/queue-6.1", "what the next one is to bring"},
		{"stablehand review v6.1.190..v6.1.192 --git ~/linux", "each commit against upstream's, too"},
	}},
	{&command_du, {
		{"stablehand du", "what takes how much"},
		{"stablehand --json du | jq .bytes", "for a program"},
	}},
	{&command_gc, {
		{"stablehand gc --dry-run", "what is not needed any more"},
		{"stablehand gc --keep 1 --disk 50G", "the newest releases alone, and no more than 50 GiB"},
	}},
	{&command_check, {
		{"stablehand check", "prove packs, builds and results by their hashes"},
	}},
	{&command_adapt_file, {
		{"stablehand adapt-file old.c new.c branch.c >ported.c", "carry the change from old.c to new.c over"},
	}},
	{&command_job, {
		{"stablehand job ~/.cache/stablehand/jobs/KEY/key", "what a run starts for each piece of work"},
	}},
	{&command_help, {
		{"stablehand help status", "help for a command"},
		{"stablehand help --completion zsh >~/.zfunc/_stablehand", "completion for zsh"},
	}},
};

const struct help_example *help_examples(const struct command *command)
{
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i].command == command)
			return all[i].examples;
	return NULL;
}
