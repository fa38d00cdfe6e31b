// Package control decides on steps: which step a row tries, whether its error is small enough, and how large the next
// one is. It works with numbers only and imports no graphs.
package control
