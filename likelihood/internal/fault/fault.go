// Package fault holds the sentinels that the packages of likelihood share, and the checks that they share.
package fault

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/pkg/errors"
)

// Package likelihood exports each of them under its name, which is where they are documented.
var (
	ErrEmpty     = errors.New("likelihood: empty batch")
	ErrNotFinite = errors.New("likelihood: value is not finite")
	ErrSettings  = errors.New("likelihood: settings do not fit")

	ErrUnknownKind = errors.New("likelihood: kind is not registered")
)

// Context refuses a nil one.
func Context(ctx context.Context) error {
	return parallel.Given(ctx, ErrSettings)
}

// Finite refuses NaN and infinity in single vectors: means, scales, parameters.
func Finite(what string, values []float64) error {
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return errors.Wrapf(ErrNotFinite, "%s: entry %d is %v", what, i, v)
		}
	}
	return nil
}
