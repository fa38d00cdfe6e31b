// Processor time on systems that count it.

//go:build unix

package cputime

import (
	"math"
	"syscall"
)

// Seconds is the time that this process has used on all processors.
func Seconds() float64 {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return math.NaN()
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(used.Utime) + seconds(used.Stime)
}
