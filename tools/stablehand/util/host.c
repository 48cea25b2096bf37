// SPDX-License-Identifier: GPL-2.0-only
#include "util/host.h"

#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/file.h"

#define MAX_CPUINFO (16u << 20)

/* The first processor's; "" where none has a name, as on arm64. */
static char *cpu_name(void)
{
	_cleanup_buf_ struct buf info = {0};
	const char *at;

	if (file_read("/proc/cpuinfo", MAX_CPUINFO, &info, NULL) ||
	    !(at = strstr(buf_str(&info), "model name")) || !(at = strchr(at, ':')))
		return xstrdup("");
	at += strspn(at, ": \t");
	return xstrndup(at, strcspn(at, "\n"));
}

void host_names(char **ret_node, char **ret_cpu)
{
	const char *node = getenv("SLURMD_NODENAME");
	char host[256] = "";

	gethostname(host, sizeof(host) - 1);
	*ret_node = xstrdup(node && *node ? node : host);
	*ret_cpu = cpu_name();
}

char *host_line(void)
{
	_cleanup_free_ char *node = NULL, *cpu = NULL;

	host_names(&node, &cpu);
	return xasprintf("%s%s%s", node, *cpu ? ", " : "", cpu);
}
