// Work shared by workers.

// Package parallel shares pieces of work among goroutines.
package parallel

import (
	"context"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"golang.org/x/sync/errgroup"
)

// Do does n pieces of work, each by one worker, until the first error or the context's end. The caller is the first worker. A
// panic becomes an error that names the place.
func Do(ctx context.Context, place string, workers, n int, piece func(worker, i int) error) error {
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	take := func(worker int) (err error) {
		defer graph.Recover(place, &err)
		for i := int(next.Add(1) - 1); i < n; i = int(next.Add(1) - 1) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := piece(worker, i); err != nil {
				return err
			}
		}
		return nil
	}
	for worker := 1; worker < min(workers, n); worker++ {
		group.Go(func() error { return take(worker) })
	}
	if err := take(0); err != nil {
		group.Go(func() error { return err }) // which ends the others
	}
	return group.Wait()
}
