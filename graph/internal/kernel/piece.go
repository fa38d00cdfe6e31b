package kernel

// longestCall bounds the elements that one call of assembly goes over: Go's scheduler cannot interrupt it, so
// that a garbage collection would wait for the end of a longer one.
const longestCall = 1 << 16
