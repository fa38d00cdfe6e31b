// Work shared by workers.

package em

import (
	"context"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"golang.org/x/sync/errgroup"
)

// inParallel does n pieces of work, each by one worker, until the first error or the context's end.
func inParallel(ctx context.Context, workers, n int, piece func(worker, i int) error) error {
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for worker := range min(workers, n) {
		group.Go(func() (err error) {
			defer graph.Recover("likelihood: a mixture's fit", &err)
			for i := int(next.Add(1) - 1); i < n; i = int(next.Add(1) - 1) {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := piece(worker, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}
