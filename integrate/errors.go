// The error for bad settings.

package integrate

import "github.com/pkg/errors"

// ErrSettings marks settings that contradict each other or have no meaning, and tolerances below
// what the number type resolves.
var ErrSettings = errors.New("integrate: bad settings")

func settingsError(format string, args ...any) error {
	return errors.Wrapf(ErrSettings, format, args...)
}
