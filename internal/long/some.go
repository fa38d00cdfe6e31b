//go:build !long

// A share of the combinations, without the build tag.

package long

// Run reports whether all combinations are tested.
const Run = false
