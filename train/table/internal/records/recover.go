// Panics of the libraries on damaged files, turned into errors.

package records

import (
	"github.com/pkg/errors"
)

// Recover turns a panic into an error: the readers of Arrow and Parquet panic on damaged files.
func Recover(file string, err *error) {
	if r := recover(); r != nil {
		*err = errors.Errorf("table: %s is damaged: %v", file, r)
	}
}
