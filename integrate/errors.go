package integrate

import (
	"fmt"

	"github.com/pkg/errors"
)

// ErrTolerance marks a tolerance that is not positive or below what the
// number type resolves.
var ErrTolerance = errors.New("integrate: bad tolerance")

// ErrSettings marks settings that contradict each other or have no meaning.
var ErrSettings = errors.New("integrate: bad settings")

// ToleranceError says which tolerance was refused and the least that would do.
type ToleranceError struct {
	Name         string // "RTol" or "ATol"
	Value, Least float64
}

func (e *ToleranceError) Error() string {
	return fmt.Sprintf("integrate: %s is %g; it must be at least %g for this number type", e.Name, e.Value, e.Least)
}

// Is makes errors.Is(err, ErrTolerance) true.
func (e *ToleranceError) Is(target error) bool { return target == ErrTolerance }
