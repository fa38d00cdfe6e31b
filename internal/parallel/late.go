// Work that is to be done roughly once it is late.

package parallel

import (
	"context"
	"time"
)

type lateKey struct{}

// RoughlyAfter returns a context for work whose pieces are done roughly from that time on. A deadline would leave them out.
func RoughlyAfter(ctx context.Context, late time.Time) context.Context {
	return context.WithValue(ctx, lateKey{}, late)
}

// IsLate says whether the time of RoughlyAfter is over.
func IsLate(ctx context.Context) bool {
	late, ok := ctx.Value(lateKey{}).(time.Time)
	return ok && time.Now().After(late)
}
