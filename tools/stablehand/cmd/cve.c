// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"
#include "cmd/print.h"
#include "report/cves.h"
#include "run/cve_list.h"
#include "util/alloc.h"

static int run_cve(struct context *context, const struct arguments *arguments, struct error **err)
{
	const struct cve_list_options options = {
		.vulns = argument_value(arguments, "vulns"),
		.branch = argument_value(arguments, "branch"),
		.version = argument_value(arguments, "release"),
		.path = argument_value(arguments, "path"),
		.id = arguments->operand_count ? arguments->operands[0] : NULL,
	};
	_cleanup_(cves_release) struct cves cves = { 0 };
	int finding = 0;

	if (options.version && !options.branch)
		return error_set(err, ERROR_INPUT, "--release: of which branch? (--branch BRANCH)");
	if (cve_list(context, &options, &cves, err))
		return -1;
	if (context->json)
		print_result(&out_stdout, cves_to_json(&cves));
	else
		cves_text(&cves, &out_stdout);
	for (size_t i = 0; i < cves.branch_count; i++)
		finding |= cve_branch_open(&cves.branches[i]) > 0;
	return finding;
}

const struct command command_cve = {
	.name = "cve",
	.operands = "[CVE]",
	.max_operands = 1,
	.summary = "the CVEs that branches are open to",
	.description =
		"Lists what each branch is open to by the data of a copy of the kernel's vulns repository "
		"(a checkout or a bare repository, --vulns or path in [vulns] of stablehand.conf): a "
		"release is open when it has a commit that brought the fault and not the fix that belongs "
		"to it. Ranked by whether the files are built in this configuration (by the build of the "
		"release, if there is one), by CVSS, and by how long mainline has had the fix. FIXED is "
		"the later release of the branch that has the fix, else mainline's version. What the "
		"release's changelog or history names all the same is listed apart. With a CVE: of it alone, "
		"what is known on each branch. The exit code is 1 when a branch is open to something.",
	.options = (const struct option_spec[]){
		{"branch", 'b', "BRANCH", "only this branch"},
		{"release", 0, "VERSION", "use this release instead of the newest"},
		{"path", 0, "PATH", "only CVEs whose fix changes this file, or one below this folder"},
		{"vulns", 0, "DIR", "the vulns repository, instead of the one that is configured"},
		{NULL}},
	.needs_project = true,
	.run = run_cve,
};
