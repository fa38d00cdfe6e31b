// Work shared by workers.

package gsm

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// share does n pieces of work, each by one worker, until the first error or the context's end.
func share(ctx context.Context, workers, n int, piece func(worker, i int) error) error {
	var next atomic.Int64
	work, ctx := errgroup.WithContext(ctx)
	for worker := range min(workers, n) {
		work.Go(func() error {
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
	return work.Wait()
}
