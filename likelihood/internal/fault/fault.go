// Package fault holds sentinels and checks that the packages of likelihood share.
package fault

import (
	"context"

	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/pkg/errors"
)

// Package likelihood exports and documents each of them.
var (
	ErrEmpty     = entries.ErrEmpty
	ErrNotFinite = entries.ErrNotFinite
	ErrSettings  = errors.New("likelihood: settings do not fit")

	ErrUnknownKind = errors.New("likelihood: kind is not registered")
)

// Context refuses a nil context.
func Context(ctx context.Context) error {
	return parallel.Given(ctx, ErrSettings)
}

// Finite refuses NaN and infinity in single vectors: means, scales, parameters.
func Finite(what string, values []float64) error {
	for i, v := range values {
		if !finite.Is(v) {
			return errors.Wrapf(ErrNotFinite, "%s: entry %d is %v", what, i, v)
		}
	}
	return nil
}
