// Package control decides on steps: which step a row tries, whether the step is good enough, and
// how large the next one is. It knows numbers only, no graphs.
package control
