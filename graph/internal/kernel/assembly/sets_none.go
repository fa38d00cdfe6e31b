//go:build (!amd64 && !arm64) || purego

// Processors without vector code.

package assembly

func detect() []*Set { return nil }
