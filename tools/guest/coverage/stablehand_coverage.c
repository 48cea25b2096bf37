// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts how often functions are entered, by a kprobe on each. In debugfs,
 * stablehand/functions takes names, a line each ("kvm:kvm_mmu_load" for one of a
 * module), and gives a line "NAME COUNT" for each of them, where a negative
 * count is the error by which no probe could be put there. An empty line sets
 * all counts to zero.
 */
#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define MAX_FUNCTIONS	4096
#define MAX_WRITE	256

struct function {
	struct kprobe probe;
	struct list_head list;
	atomic64_t count;
	int error;
	char name[];
};

static LIST_HEAD(functions);
static DEFINE_MUTEX(lock);
static unsigned int function_count;
static struct dentry *folder;

static int on_entry(struct kprobe *probe, struct pt_regs *regs)
{
	atomic64_inc(&container_of(probe, struct function, probe)->count);
	return 0;
}

static int add_function(const char *name)
{
	struct function *function;

	if (function_count >= MAX_FUNCTIONS)
		return -ENOSPC;
	function = kzalloc(sizeof(*function) + strlen(name) + 1, GFP_KERNEL);
	if (!function)
		return -ENOMEM;
	strcpy(function->name, name);
	function->probe.symbol_name = function->name;
	function->probe.pre_handler = on_entry;
	function->error = register_kprobe(&function->probe);
	list_add_tail(&function->list, &functions);
	function_count++;
	return 0;
}

static void reset(void)
{
	struct function *function;

	list_for_each_entry(function, &functions, list)
		atomic64_set(&function->count, 0);
}

static ssize_t functions_write(struct file *file, const char __user *from, size_t len, loff_t *at)
{
	char line[MAX_WRITE];
	int err = 0;

	if (len >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, from, len))
		return -EFAULT;
	line[len] = '\0';
	strim(line);
	mutex_lock(&lock);
	if (*line)
		err = add_function(line);
	else
		reset();
	mutex_unlock(&lock);
	return err ? err : len;
}

static int functions_show(struct seq_file *to, void *unused)
{
	struct function *function;

	mutex_lock(&lock);
	list_for_each_entry(function, &functions, list)
		seq_printf(to, "%s %lld\n", function->name, function->error ?
			   (long long)function->error :
			   (long long)atomic64_read(&function->count));
	mutex_unlock(&lock);
	return 0;
}

static int functions_open(struct inode *inode, struct file *file)
{
	return single_open(file, functions_show, NULL);
}

static const struct file_operations functions_operations = {
	.owner = THIS_MODULE,
	.open = functions_open,
	.read = seq_read,
	.write = functions_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int __init coverage_init(void)
{
	folder = debugfs_create_dir("stablehand", NULL);
	debugfs_create_file("functions", 0600, folder, NULL, &functions_operations);
	return 0;
}

static void __exit coverage_exit(void)
{
	struct function *function, *next;

	debugfs_remove_recursive(folder);
	list_for_each_entry_safe(function, next, &functions, list) {
		if (!function->error)
			unregister_kprobe(&function->probe);
		kfree(function);
	}
}

module_init(coverage_init);
module_exit(coverage_exit);
MODULE_DESCRIPTION("counts how often functions are entered");
MODULE_LICENSE("GPL");
