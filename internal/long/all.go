//go:build long

// All combinations, with the build tag.

package long

// Run reports that all combinations are tested.
const Run = true
