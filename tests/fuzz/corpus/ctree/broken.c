int f(int a;
{
	g(a[b);
	if (a {
	else )
	case 1; a = b c
}
}}
A { ( { [ ) ] }
extern "C" {
#define X(y) { y ) \
 ( [
