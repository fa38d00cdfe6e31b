//go:build !amd64 || purego

package kernel

func forLevels(run func(name string)) { run(Features()) }
