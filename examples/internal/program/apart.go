// Outputs that are no inputs.

package program

import (
	"os"

	"github.com/pkg/errors"
)

// Apart refuses a path that is that of an input, by whatever name: writing to it would destroy what is read.
func Apart(path string, inputs ...string) error {
	there, err := os.Stat(path)
	if err != nil {
		return nil // nothing to destroy
	}
	for _, input := range inputs {
		if info, err := os.Stat(input); err == nil && os.SameFile(there, info) {
			return errors.Errorf("%s is read, as %s, and would be overwritten; want another name", path, input)
		}
	}
	return nil
}
