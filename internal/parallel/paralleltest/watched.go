// Package paralleltest tells how many goroutines share the work of a call.
package paralleltest

import (
	"context"
	"runtime"
	"strings"
	"sync"
)

// Watched is a context that notes the goroutines that look whether it has ended.
type Watched struct {
	context.Context
	mutex sync.Mutex
	by    map[string]bool
}

// Watch returns a context that ends when another one does.
func Watch(ctx context.Context) *Watched { return &Watched{Context: ctx, by: map[string]bool{}} }

// Err implements context.Context.
func (w *Watched) Err() error {
	stack := make([]byte, 64)
	who, _, _ := strings.Cut(string(stack[:runtime.Stack(stack, false)]), "[")
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.by[who] = true
	return w.Context.Err()
}

// Goroutines is the number of those that have looked.
func (w *Watched) Goroutines() int {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return len(w.by)
}
