#ifdef ONE
int work(int a)
{
#else
int work(int a, int b)
{
#endif
	if (a
#if TWO
	    && b) {
#elif THREE
	    || b) {
#else
	   ) {
#endif
		work(a);
#ifdef FOUR
	} else {
#endif
		a--;
	}
}
}
#else
