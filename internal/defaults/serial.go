// Functions of a caller that several solvers call.

package defaults

import "sync"

// Serial returns f such that no two goroutines are in it at once; nil for nil.
func Serial[V any](f func(V)) func(V) {
	if f == nil {
		return nil
	}
	var mutex sync.Mutex
	return func(v V) {
		mutex.Lock()
		defer mutex.Unlock()
		f(v)
	}
}
