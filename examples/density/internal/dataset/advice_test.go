// What errors of files advise.

package dataset_test

import (
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// TestAdviceThatCanBeTyped: a text that stands for a missing value is one that a flag can have: no bytes that are no characters.
func TestAdviceThatCanBeTyped(t *testing.T) {
	for text, typed := range map[string]bool{"?": true, "k. A.": true, "ö": true, "caf\xe9": false, "a\x00b": false} {
		err := dataset.Advised(errors.WithStack(&table.FieldError{Column: "x", Text: text, Want: "a finite number"}), nil)
		if strings.Contains(err.Error(), "give -na") != typed {
			t.Errorf("%q: %v, want advice of -na: %t", text, err, typed)
		}
	}
}
