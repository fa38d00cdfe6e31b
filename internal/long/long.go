// Package long decides how many combinations tests try: all of them with the build tag long, and a share of them otherwise.
package long

// Takes reports whether the i-th combination is tested, if one in share is. With the build tag long every combination
// is tested, with the race detector a fifth of the share.
func Takes(i, share int) bool { return Run || i%(share*fewer) == 0 }

// OneIn returns a function that counts its calls as combinations, and reports for each whether it is tested. A share
// without a common factor with the lengths of nested loops meets each of their values.
func OneIn(share int) func() bool {
	i := -1
	return func() bool {
		i++
		return Takes(i, share)
	}
}
