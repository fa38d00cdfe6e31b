//go:build !amd64 || purego

// Without vector instructions.

package golden_test

func vectors() string { return "portable" }
