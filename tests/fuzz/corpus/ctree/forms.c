#define MIN(a, b) ({ typeof(a) _a = (a); _a < (b) ? _a : (b); })
#define STOP(x) do { if (x) return -EIO; } while (0)
struct __packed unit { union { u8 raw[4]; struct { u16 low:4, high; }; }; DECLARE_BITMAP(set, 8); };
static const struct ops table[] = { [0] = { .open = unit_open, .size = sizeof(struct unit) }, { } };
EXPORT_SYMBOL_GPL(unit_open)
SYSCALL_DEFINE2(unit, int, fd, void __user *, where)
{
	void *page __free(kfree) = NULL;
	int (*call)(int) = table[fd].call;

	scoped_guard(mutex, &lock)
		fd++;
	list_for_each_entry(item, &list, node) {
		switch (item->kind) {
		case 1 ... 3:
			goto out;
		default:
			asm volatile("nop" : "+m" (fd) : : "memory");
		}
	}
	do {
		if (fd) continue; else if (page) { break; }
	} while (!fd);
out:
	return (struct unit) { .raw = { 1 } }.raw[0];
}
