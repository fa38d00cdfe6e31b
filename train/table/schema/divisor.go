// Common divisors of whole numbers.

package schema

func gcd[T int64 | uint64](a, b T) T {
	for b != 0 {
		a, b = b, a%b
	}
	if a < 0 {
		return -a
	}
	return a
}
