// Work that stays with one goroutine.

package parallel

import "context"

type aloneKey struct{}

// Alone returns a context for work that stays with the goroutine that asks for it.
func Alone(ctx context.Context) context.Context { return context.WithValue(ctx, aloneKey{}, true) }

// IsAlone says whether a context comes from Alone.
func IsAlone(ctx context.Context) bool { return ctx.Value(aloneKey{}) != nil }
