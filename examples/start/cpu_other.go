// Time where that of processors is not to be had.

//go:build !unix

package main

import "time"

var began = time.Now()

// cpuSeconds is the time since the program began.
func cpuSeconds() float64 { return time.Since(began).Seconds() }
