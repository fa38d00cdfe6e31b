//go:build race

// Fewer combinations, under the race detector.

package long

// fewer divides the combinations once more: the race detector takes ten times as long, and looks for races, which few
// combinations have.
const fewer = 5
