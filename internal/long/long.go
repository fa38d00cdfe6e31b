// Package long says how many combinations tests go through: with the build tag long all of them, else a share.
package long

// Takes says whether the i-th combination is tested where one in share is: with the build tag long each is.
func Takes(i, share int) bool { return Run || i%share == 0 }

// OneIn counts its calls, and says of each whether that combination is tested. A share that has no factor in common with
// the lengths of nested loops meets each of their values.
func OneIn(share int) func() bool {
	i := -1
	return func() bool {
		i++
		return Takes(i, share)
	}
}
