//go:build !long

// A share of the combinations.

package long

// Run says that nothing is left out.
const Run = false
