// SPDX-License-Identifier: GPL-2.0-only
#include "gates/function_pairs.h"

#include <string.h>

#include "util/alloc.h"

/* Locks. Both names may have a suffix: _irq, _bh, _nested ... */
static const struct {
	const char *take, *give;
} pairs[] = {
	{ "mutex_lock", "mutex_unlock" },
	{ "spin_lock", "spin_unlock" },
	{ "raw_spin_lock", "raw_spin_unlock" },
	{ "read_lock", "read_unlock" },
	{ "write_lock", "write_unlock" },
	{ "down_read", "up_read" },
	{ "down_write", "up_write" },
	{ "rcu_read_lock", "rcu_read_unlock" },
	{ "srcu_read_lock", "srcu_read_unlock" },
	{ "local_irq_save", "local_irq_restore" },
	{ "local_irq_disable", "local_irq_enable" },
	{ "local_bh_disable", "local_bh_enable" },
	{ "preempt_disable", "preempt_enable" },
	{ "mmap_read_lock", "mmap_read_unlock" },
	{ "mmap_write_lock", "mmap_write_unlock" },
	{ "inode_lock", "inode_unlock" },
	{ "lock_sock", "release_sock" },
	{ "rtnl_lock", "rtnl_unlock" },
	{ "cpus_read_lock", "cpus_read_unlock" },
	{ "folio_lock", "folio_unlock" },
	{ "lock_page", "unlock_page" },
	{ "task_lock", "task_unlock" },
	{ "device_lock", "device_unlock" },
	{ "write_seqlock", "write_sequnlock" },
	{ "write_seqcount_begin", "write_seqcount_end" },
};

/* Names like those of references that are none. */
static bool is_no_reference(const char *stem, size_t len)
{
	/* skb_put() appends, nla_put() writes an attribute, put_user() a variable. */
	static const char *const stems[] = {
		"skb", "__skb", "nla", "user", "unaligned", "bits", "be", "le", "sg",
		"page_private",
	};

	for (size_t i = 0; i < ARRAY_SIZE(stems); i++)
		if (strlen(stems[i]) == len && !memcmp(stems[i], stem, len))
			return true;
	return len > 9 && !memcmp(stem, "unaligned", 9);
}

static bool ends_in(const char *rest, size_t len, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == len && !memcmp(list[i], rest, len))
			return true;
	return false;
}

/* dev_hold() and dev_put(): there is no dev_get(). */
static bool is_held(const char *stem, size_t len)
{
	static const char *const stems[] = {
		"dev", "sock", "netdev", "in_dev", "neigh", "fib_info"
	};

	return ends_in(stem, len, stems, ARRAY_SIZE(stems));
}

/* kref_get, of_node_put, pm_runtime_get_sync; get_device, put_page; dev_hold and dev_put. */
static int reference_of(const char *name, size_t len, struct gate_pair *ret_pair)
{
	static const char *const certain[] = {
		"", "_sync", "_noresume", "_noidle", "_autosuspend", "_locked",
	};
	static const char *const maybe[] = { "_unless_zero", "_not_zero", "_not_dead", "_live" };

	ret_pair->reference = true;
	ret_pair->conditional = memmem(name, len, "try", 3);
	if (len > 4 && len < sizeof(ret_pair->take) &&
	    (!memcmp(name, "get_", 4) || !memcmp(name, "put_", 4))) {
		if (is_no_reference(name + 4, len - 4))
			return 0;
		memcpy(ret_pair->take, name, len);
		ret_pair->take[len] = '\0';
		memcpy(ret_pair->take, "get_", 4);
		return *name == 'g' ? 1 : -1;
	}
	for (size_t i = len < 4 ? 0 : len - 3; i-- > 1;) {
		bool get = !memcmp(name + i, "_get", 4), put = !memcmp(name + i, "_put", 4);
		bool hold = i + 5 == len && !memcmp(name + i, "_hold", 5);
		bool unless = ends_in(name + i + 4, len - i - 4, maybe, ARRAY_SIZE(maybe));

		if (!get && !put && !hold)
			continue;
		if ((!hold && !unless &&
		     !ends_in(name + i + 4, len - i - 4, certain, ARRAY_SIZE(certain))) ||
		    is_no_reference(name, i) || i + 6 > sizeof(ret_pair->take))
			return 0;
		memcpy(ret_pair->take, name, i);
		strcpy(ret_pair->take + i, hold || is_held(name, i) ? "_hold" : "_get");
		ret_pair->conditional |= unless;
		return put ? -1 : 1;
	}
	return 0;
}

/* hci_dev_lock() and hci_dev_unlock(): locks of a subsystem. */
static int own_lock_of(const char *name, size_t len, struct gate_pair *ret_pair)
{
	bool takes = len > 5 && !memcmp(name + len - 5, "_lock", 5);
	bool gives = len > 7 && !memcmp(name + len - 7, "_unlock", 7);
	size_t stem = len - (takes ? 5 : 7);

	if ((!takes && !gives) || stem + 6 > sizeof(ret_pair->take))
		return 0;
	memcpy(ret_pair->take, name, stem);
	memcpy(ret_pair->take + stem, "_lock", sizeof("_lock"));
	ret_pair->reference = false;
	ret_pair->own = true;
	return takes ? 1 : -1;
}

static int lock_of(const char *name, size_t len, struct gate_pair *ret_pair)
{
	static const char *const maybe[] = { "_interruptible", "_killable", "_timeout" };
	static const char *const other[] = { "_init", "_held", "_assert", "_is_", "_any" };
	char plain[64];
	const char *try = memmem(name, len, "trylock", 7);

	/* mutex_trylock takes what mutex_lock does, down_read_trylock what down_read does. */
	if (try && len < sizeof(plain)) {
		size_t before = try - name;
		bool down = len > 4 && !memcmp(name, "down", 4);

		memcpy(plain, name, before);
		memcpy(plain + before, "lock", 4);
		len = down ? before - 1 : before + 4;
		name = plain;
	}
	for (size_t i = 0; i < ARRAY_SIZE(other); i++)
		if (memmem(name, len, other[i], strlen(other[i])))
			return 0;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		size_t take = strlen(pairs[i].take), give = strlen(pairs[i].give);
		bool takes = len >= take && !memcmp(name, pairs[i].take, take) &&
			     (len == take || name[take] == '_');
		bool gives = len >= give && !memcmp(name, pairs[i].give, give) &&
			     (len == give || name[give] == '_');

		if (!takes && !gives)
			continue;
		strcpy(ret_pair->take, pairs[i].take);
		ret_pair->reference = false;
		ret_pair->conditional = try;
		for (size_t j = 0; j < ARRAY_SIZE(maybe); j++)
			ret_pair->conditional |= !!memmem(name, len, maybe[j], strlen(maybe[j]));
		return takes ? 1 : -1;
	}
	ret_pair->conditional = try;
	return own_lock_of(name, len, ret_pair);
}

int gate_pair_of(const char *name, size_t len, struct gate_pair *ret_pair)
{
	int kind;

	*ret_pair = (struct gate_pair){ 0 };
	kind = lock_of(name, len, ret_pair);
	return kind ? kind : reference_of(name, len, ret_pair);
}
