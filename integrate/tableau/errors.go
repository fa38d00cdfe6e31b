package tableau

import (
	"fmt"

	"github.com/pkg/errors"
)

// ErrTableau marks a tableau that is not a consistent explicit method.
var ErrTableau = errors.New("integrate: not a consistent explicit Runge–Kutta tableau")

// TableauError says why a Tableau is not a consistent explicit method. Row is the
// stage it was found at (from 0), or -1 if it concerns the tableau as a whole.
type TableauError struct {
	Name   string
	Row    int
	Reason string
}

func (e *TableauError) Error() string {
	if e.Row < 0 {
		return fmt.Sprintf("tableau %q: %s", e.Name, e.Reason)
	}
	return fmt.Sprintf("tableau %q, stage %d: %s", e.Name, e.Row, e.Reason)
}

// Is makes errors.Is(err, ErrTableau) true.
func (e *TableauError) Is(target error) bool { return target == ErrTableau }
