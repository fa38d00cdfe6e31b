// Functions of a caller that several solvers call.

package defaults

import "sync"

// Serial returns f such that no two goroutines are in it at once, or in another function of the same mutex; nil for nil.
func Serial[V any](mutex *sync.Mutex, f func(V)) func(V) {
	if f == nil {
		return nil
	}
	return func(v V) {
		mutex.Lock()
		defer mutex.Unlock()
		f(v)
	}
}
