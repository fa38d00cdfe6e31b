// Package fault holds the sentinels that the packages of likelihood share, and the checks that they share.
package fault

import (
	"context"
	"math"

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
	if ctx == nil {
		return errors.Wrap(ErrSettings, "the context is nil, want one, such as context.Background()")
	}
	return nil
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
