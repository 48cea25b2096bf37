#include <a/b.h>
#define A(x, ...) \
	do { f(x, ##__VA_ARGS__); } while (0)
struct a { int b; enum { C, D = 1 } e; } __packed;
typedef int (*fn_t)(void *, int);
SYSCALL_DEFINE2(open, int, a, int, b) { return 0; }
static int FNAME(walk)(struct w *w)
	__acquires(&w->lock)
{
#ifdef X
	if (x) {
#else
	if (y) {
#endif
		goto out;
	}
out:
	return w->x[1] <<= 2;
}
module_init(a)
static const char *names[] = { [0] = "a\"b", 'c' };
