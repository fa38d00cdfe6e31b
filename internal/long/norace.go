//go:build !race

// The combinations of an ordinary run.

package long

// fewer leaves the combinations as they are.
const fewer = 1
