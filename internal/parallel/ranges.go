// Ranges of items, and parts of vectors, whose work goroutines share where that is worth a start.

package parallel

import (
	"cmp"
	"context"
	"runtime"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"golang.org/x/sync/errgroup"
)

// Ranges calls do for ranges lo … hi−1 of n items of so many numbers each, in no particular order, and goroutines share
// them unless the numbers are few. The error is that of the first range that has one, whatever the number of goroutines; a
// panic is an error that names the place.
func Ranges(ctx context.Context, place string, n, numbers int, do func(lo, hi int) error) error {
	length := max(1, rangeNumbers/max(1, numbers))
	if n <= length {
		return guarded(ctx, place, 0, n, do)
	}
	count := (n + length - 1) / length
	return inOrder(ctx, place, count, count, func(i, _ int) error { return do(i*length, min((i+1)*length, n)) })
}

// IsFew says whether so many items of so many numbers each are one range.
func IsFew(n, numbers int) bool { return n <= max(1, rangeNumbers/max(1, numbers)) }

// Parts calls do for the elements from … to−1 of each vector, as Ranges does.
func Parts(place string, vectors [][]float64, do func(vector, from, to int) error) error {
	total := 0
	for _, v := range vectors {
		total += len(v)
	}
	if IsFew(total, 1) {
		return guarded(context.Background(), place, 0, len(vectors), func(_, n int) error {
			for i := range n {
				if err := do(i, 0, len(vectors[i])); err != nil {
					return err
				}
			}
			return nil
		})
	}
	parts := make([][3]int, 0, len(vectors)+total/rangeNumbers)
	for i, v := range vectors {
		for from := 0; from < len(v); from += rangeNumbers {
			parts = append(parts, [3]int{i, from, min(from+rangeNumbers, len(v))})
		}
	}
	return inOrder(context.Background(), place, total/rangeNumbers, len(parts), func(i, _ int) error { return do(parts[i][0], parts[i][1], parts[i][2]) })
}

// rangeNumbers is how many numbers a goroutine takes at a time: it takes longer for them than it takes to start.
const rangeNumbers = 1 << 13

// inOrder does n pieces of work, taken in order by at most so many goroutines, that of the caller among them. A piece that is
// taken is done, so all pieces before one that fails are done too, and the first error is always found.
func inOrder(ctx context.Context, place string, goroutines, n int, piece func(i, end int) error) error {
	if IsAlone(ctx) {
		goroutines = 1
	}
	errs := make([]error, n)
	var next atomic.Int64
	var failed atomic.Bool
	take := func() error {
		for !failed.Load() {
			i := int(next.Add(1) - 1)
			if i >= n {
				break
			}
			if errs[i] = guarded(ctx, place, i, i+1, piece); errs[i] != nil {
				failed.Store(true)
			}
		}
		return nil
	}
	var group errgroup.Group
	for range min(runtime.GOMAXPROCS(0), goroutines) - 1 {
		group.Go(take)
	}
	_, _ = take(), group.Wait() // errors are in errs
	return cmp.Or(errs...)
}

// guarded does a range unless the context has ended; its panic is an error.
func guarded(ctx context.Context, place string, lo, hi int, do func(lo, hi int) error) (err error) {
	defer graph.Recover(place, &err)
	if err := ctx.Err(); err != nil {
		return err
	}
	return do(lo, hi)
}
