//go:build long

// All combinations.

package long

// Run says that nothing is left out.
const Run = true
