//go:build !long

// A share of the combinations, without the build tag.

package long

// Run says that all combinations are tested.
const Run = false
