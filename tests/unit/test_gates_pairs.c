// SPDX-License-Identifier: GPL-2.0-only
/* Which functions take a lock or a reference, which give it back, and which only look like it. */
#include "unit.h"

#include "gates/function_pairs.h"

struct pair_row {
	const char *name;
	int kind;	   /* 1 takes, -1 gives back, 0 neither */
	const char *take;  /* of one that is of a pair */
	const char *flags; /* r: reference, c: conditional, o: a subsystem's own */
};

static void check_pair(const char *name, int kind, const char *take, const char *flags)
{
	struct gate_pair pair;
	int found = gate_pair_of(name, strlen(name), &pair);

	if (found != kind)
		fail_msg("%s: %d, wanted %d", name, found, kind);
	if (!kind)
		return;
	if (strcmp(pair.take, take) || pair.reference != !!strchr(flags, 'r') ||
	    pair.conditional != !!strchr(flags, 'c') || pair.own != !!strchr(flags, 'o'))
		fail_msg("%s: %s%s%s%s, wanted %s %s", name, pair.take, pair.reference ? " r" : "",
			 pair.conditional ? " c" : "", pair.own ? " o" : "", take, flags);
}

static void check_rows(const struct pair_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_pair(rows[i].name, rows[i].kind, rows[i].take, rows[i].flags);
}

/* Every lock of the kernel that is known by name, as it is and with something behind it. */
static void known_locks(void **state)
{
	static const char *const locks[][2] = {
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

	for (size_t i = 0; i < ARRAY_SIZE(locks); i++) {
		_cleanup_free_ char *take = xasprintf("%s_bh", locks[i][0]);
		_cleanup_free_ char *give = xasprintf("%s_bh", locks[i][1]);

		check_pair(locks[i][0], 1, locks[i][0], "");
		check_pair(locks[i][1], -1, locks[i][0], "");
		check_pair(take, 1, locks[i][0], "");
		check_pair(give, -1, locks[i][0], "");
	}
}

static void locks_by_their_names(void **state)
{
	static const struct pair_row rows[] = {
		{ "mutex_locks", 0 },
		{ "mutex_loc", 0 },
		{ "mutex_unlocks", 0 },
		{ "mutex_unloc", 0 },
		{ "spin_lock_irqsave", 1, "spin_lock", "" },
		{ "spin_unlock_irqrestore", -1, "spin_lock", "" },
		/* They may fail to take. */
		{ "mutex_lock_interruptible", 1, "mutex_lock", "c" },
		{ "mutex_lock_killable", 1, "mutex_lock", "c" },
		{ "read_lock_timeout", 1, "read_lock", "c" },
		{ "mutex_trylock", 1, "mutex_lock", "c" },
		{ "spin_trylock_irqsave", 1, "spin_lock", "c" },
		{ "down_read_trylock", 1, "down_read", "c" },
		{ "down_write_trylock", 1, "down_write", "c" },
		{ "item_trylock", 1, "item_lock", "co" },
		/* What is not about taking one now. */
		{ "spin_lock_init", 0 },
		{ "rcu_read_lock_held", 0 },
		{ "mutex_lock_assert", 0 },
		{ "read_lock_is_free", 0 },
		{ "read_lock_any", 0 },
		{ "item_init_lock", 0 },
		/* A subsystem's own. */
		{ "item_lock", 1, "item_lock", "o" },
		{ "item_unlock", -1, "item_lock", "o" },
		{ "i_lock", 1, "i_lock", "o" },
		{ "i_unlock", -1, "i_lock", "o" },
		{ "_lock", 0 },
		{ "_unlock", 0 },
		{ "lock", 0 },
		{ "unlock", 0 },
		{ "lk", 0 },
		{ "itemlock", 0 },
		{ "block", 0 },
		{ "down", 0 },
		{ "down_trylock", 0 },
	};

	check_rows(rows, ARRAY_SIZE(rows));
}

static void references(void **state)
{
	static const struct pair_row rows[] = {
		{ "get_device", 1, "get_device", "r" },
		{ "put_device", -1, "get_device", "r" },
		{ "get_x", 1, "get_x", "r" },
		{ "put_x", -1, "get_x", "r" },
		{ "get_", 0 },
		{ "put_", 0 },
		{ "get", 0 },
		{ "gut_device", 0 },
		{ "kref_get", 1, "kref_get", "r" },
		{ "kref_put", -1, "kref_get", "r" },
		{ "k_get", 1, "k_get", "r" },
		{ "k_put", -1, "k_get", "r" },
		{ "_get", 0 },
		{ "_put", 0 },
		{ "k_gut", 0 },
		{ "k_hold", 1, "k_hold", "r" },
		{ "_hold", 0 },
		{ "k_holder", 0 },
		{ "a_get_b_put", -1, "a_get_b_get", "r" },
		/* Endings that change nothing of what it is about. */
		{ "pm_runtime_get_sync", 1, "pm_runtime_get", "r" },
		{ "pm_runtime_get_noresume", 1, "pm_runtime_get", "r" },
		{ "pm_runtime_put_noidle", -1, "pm_runtime_get", "r" },
		{ "pm_runtime_put_autosuspend", -1, "pm_runtime_get", "r" },
		{ "thing_put_locked", -1, "thing_get", "r" },
		{ "clk_get_rate", 0 },
		{ "thing_put_synchronously", 0 },
		{ "thing_get_sync_of", 0 },
		/* They may fail to take. */
		{ "kref_get_unless_zero", 1, "kref_get", "rc" },
		{ "kref_get_not_zero", 1, "kref_get", "rc" },
		{ "percpu_ref_get_not_dead", 1, "percpu_ref_get", "rc" },
		{ "percpu_ref_get_live", 1, "percpu_ref_get", "rc" },
		{ "percpu_ref_get_alive", 0 },
		{ "try_module_get", 1, "try_module_get", "rc" },
		{ "get_device_try", 1, "get_device_try", "rc" },
		/* Where it is a hold that takes. */
		{ "dev_hold", 1, "dev_hold", "r" },
		{ "dev_put", -1, "dev_hold", "r" },
		{ "sock_put", -1, "sock_hold", "r" },
		{ "netdev_put", -1, "netdev_hold", "r" },
		{ "in_dev_put", -1, "in_dev_hold", "r" },
		{ "neigh_put", -1, "neigh_hold", "r" },
		{ "fib_info_put", -1, "fib_info_hold", "r" },
		{ "devs_put", -1, "devs_get", "r" },
		/* What has such a name and is another matter. */
		{ "skb_put", 0 },
		{ "skb_get", 0 },
		{ "__skb_put", 0 },
		{ "nla_put", 0 },
		{ "put_user", 0 },
		{ "get_user", 0 },
		{ "put_unaligned", 0 },
		{ "get_unaligned_le32", 0 },
		{ "put_unaligned_be16", 0 },
		{ "bits_get", 0 },
		{ "put_be", 0 },
		{ "put_le", 0 },
		{ "sg_put", 0 },
		{ "put_page_private", 0 },
		{ "put_page", -1, "get_page", "r" },
		{ "skbs_put", -1, "skbs_get", "r" },
		{ "sk_put", -1, "sk_get", "r" },
		{ "get_unaligne", 1, "get_unaligne", "r" },
		{ "get_unalignes_le32", 1, "get_unalignes_le32", "r" },
	};

	check_rows(rows, ARRAY_SIZE(rows));
}

/* "x...x" of that many bytes with this in front of it and behind it. */
static char *long_name(const char *front, size_t count, const char *behind)
{
	char *name = xcalloc(strlen(front) + count + strlen(behind) + 1, 1);
	size_t len = strlen(front);

	memcpy(name, front, len);
	memset(name + len, 'x', count);
	strcpy(name + len + count, behind);
	return name;
}

/* What takes is kept in 80 bytes with its end: a longer name is of no pair. */
static void names_that_are_too_long(void **state)
{
	static const struct {
		const char *front;
		size_t fits; /* so many bytes between do */
		const char *behind, *front_of_take, *behind_take;
		int kind;
		const char *flags;
	} rows[] = {
		{ "get_", 75, "", "get_", "", 1, "r" },
		{ "put_", 75, "", "get_", "", -1, "r" },
		{ "", 74, "_get", "", "_get", 1, "r" },
		{ "", 74, "_put", "", "_get", -1, "r" },
		{ "", 74, "_hold", "", "_hold", 1, "r" },
		{ "", 74, "_lock", "", "_lock", 1, "o" },
		{ "", 74, "_unlock", "", "_lock", -1, "o" },
		{ "", 55, "_trylock", "", "_lock", 1, "oc" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *fits = long_name(rows[i].front, rows[i].fits, rows[i].behind);
		_cleanup_free_ char *longer =
			long_name(rows[i].front, rows[i].fits + 1, rows[i].behind);
		_cleanup_free_ char *take =
			long_name(rows[i].front_of_take, rows[i].fits, rows[i].behind_take);

		check_pair(fits, rows[i].kind, take, rows[i].flags);
		check_pair(longer, 0, NULL, NULL);
	}
}

/* Only so many bytes of a text are the name. */
static void names_amid_a_text(void **state)
{
	struct gate_pair pair;

	assert_int_equal(gate_pair_of("mutex_lock_nested", 10, &pair), 1);
	assert_int_equal(gate_pair_of("mutex_lock_nested", 9, &pair), 0);
	assert_int_equal(gate_pair_of("kref_getting", 8, &pair), 1);
	assert_int_equal(gate_pair_of("kref_getting", 9, &pair), 0);
	assert_int_equal(gate_pair_of("dev_holding", 8, &pair), 1);
	assert_int_equal(gate_pair_of("dev_holding", 9, &pair), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_locks),	     cmocka_unit_test(locks_by_their_names),
		cmocka_unit_test(references),	     cmocka_unit_test(names_that_are_too_long),
		cmocka_unit_test(names_amid_a_text),
	};

	return cmocka_run_group_tests_name("gates: functions in pairs", tests, NULL, NULL);
}
