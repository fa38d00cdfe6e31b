// Time where that of processors is not to be had.

//go:build !unix

package cputime

import "time"

var began = time.Now()

// Seconds is the time since the program began.
func Seconds() float64 { return time.Since(began).Seconds() }
