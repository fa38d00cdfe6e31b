// Wall time, on systems without a count of processor time.

//go:build !unix

package cputime

import "time"

var began = time.Now()

// Seconds is the time since the program began.
func Seconds() float64 { return time.Since(began).Seconds() }
