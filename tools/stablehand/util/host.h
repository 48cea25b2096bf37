/* SPDX-License-Identifier: GPL-2.0-only */
/* Which machine this is. */
#ifndef UTIL_HOST_H
#define UTIL_HOST_H

/* Its name, or the one that Slurm has for it as a node, and its processor's. The caller's. */
void host_names(char **ret_node, char **ret_cpu);

/* Both in one line, "node, CPU"; "node" where the processor has no name. The caller's. */
char *host_line(void);

#endif
