// Package batch lays rows out in the lanes of compiled programs: a block of columns is a Lanes, the
// blocks of a program are a Pack.
package batch
