// Panics of the libraries on damaged files, made errors.

package records

import (
	"github.com/pkg/errors"
)

// Recover makes an error of a panic: the readers of Arrow and Parquet meet damaged files with one.
func Recover(file string, err *error) {
	if r := recover(); r != nil {
		*err = errors.Errorf("table: %s is damaged: %v", file, r)
	}
}
