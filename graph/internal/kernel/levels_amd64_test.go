//go:build amd64 && !purego

package kernel

func forLevels(run func(name string)) {
	best := level
	defer func() { level = best }()
	for level = best; level > levelNone; level-- {
		run(Features())
	}
	run(Features())
}
