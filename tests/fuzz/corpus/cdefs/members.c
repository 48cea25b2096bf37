struct a {
	union { int b; struct { int c:3, :4; }; } __packed;
#ifdef X
	struct in { int (*d)(int); } e[2];
#endif
	DECLARE_BITMAP(f, 32);
	struct_group(g, int h; int i;);
	COMMON;
};
