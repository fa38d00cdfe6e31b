// Package reuse makes room for results in the arrays of earlier ones.
package reuse

// Resized returns a slice of n elements, in the array of x if that is large enough.
func Resized[E any](x []E, n int) []E {
	if cap(x) < n {
		return make([]E, n)
	}
	return x[:n]
}

// Cleared returns a slice of n zeros, in the array of x if that is large enough.
func Cleared[E any](x []E, n int) []E {
	x = Resized(x, n)
	clear(x)
	return x
}

// Extended returns a list with one element more, whose array keeps what it held.
func Extended[E any](list []E) []E {
	if n := len(list); n < cap(list) {
		return list[:n+1]
	}
	var one E
	return append(list, one)
}
