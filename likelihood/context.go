// The check of a context.

package likelihood

import (
	"context"

	"github.com/pkg/errors"
)

func checkContext(ctx context.Context) error {
	if ctx == nil {
		return errors.Wrap(ErrSettings, "the context is nil, want one, such as context.Background()")
	}
	return nil
}
