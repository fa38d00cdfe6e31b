// Where processor time is not to be had.

//go:build !unix

package likelihood_test

func cpuSeconds() float64 { return 0 }
