//go:build (!amd64 && !arm64) || purego

// This file is for processors without vector code.

package kernel

func detect() []*instructionSet { return nil }
