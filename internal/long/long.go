// Package long says how many combinations tests try: with the build tag long all of them, else a share.
package long

// Takes says whether the i-th combination is tested, if one in share is; with the build tag long every one is.
func Takes(i, share int) bool { return Run || i%share == 0 }

// OneIn returns a function that counts its calls, and says for each whether that combination is tested. A share without a
// common factor with the lengths of nested loops meets each of their values.
func OneIn(share int) func() bool {
	i := -1
	return func() bool {
		i++
		return Takes(i, share)
	}
}
