// Fingerprints: what must be equal on all ranks.

package peers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pkg/errors"
)

// Field is a name and a value that must be equal on all ranks.
type Field struct{ Name, Value string }

// MismatchError names the first Field in which a rank differs from rank 0.
type MismatchError struct {
	Rank       int
	Field      string // such as "Seed" or "hash of the data"
	Have, Want string // values of the rank and of rank 0
}

// Error names rank and field.
func (e *MismatchError) Error() string {
	return fmt.Sprintf("train: rank %d has %s %s, rank 0 has %s; want the same program, data and settings on all ranks", e.Rank, e.Field, e.Have, e.Want)
}

// Same compares fields with those of the other ranks. All get the same error: that of the first rank that differs.
func (g Group) Same(ctx context.Context, fields []Field) error {
	if !g.IsShared() {
		return nil
	}
	mine, err := json.Marshal(fields)
	if err != nil {
		return errors.WithStack(err)
	}
	all, err := g.texts(ctx, string(mine))
	if err != nil {
		return err
	}
	for r, text := range all[1:] {
		if err := differ(r+1, text, all[0]); err != nil {
			return errors.WithStack(err)
		}
	}
	return nil
}

func differ(rank int, have, want string) error {
	if have == want {
		return nil
	}
	var mine, first []Field
	if json.Unmarshal([]byte(have), &mine) != nil || json.Unmarshal([]byte(want), &first) != nil {
		return &MismatchError{rank, "a fingerprint", "that cannot be read", "one that can"}
	}
	if name, have, want, differ := Difference(mine, first); differ {
		return &MismatchError{rank, name, have, want}
	}
	return nil
}

// Difference returns the first field in which two lists differ, and its value in each. Where the names differ it is the
// field that the other list does not have.
func Difference(a, b []Field) (name, inA, inB string, differ bool) {
	for i := range max(len(a), len(b)) {
		of, other := at(a, i), at(b, i)
		if of == other {
			continue
		}
		if name = of.Name; name == "" || name != other.Name && other.Name != "" && has(b, name) {
			name = other.Name
		}
		return name, valueOf(of, name), valueOf(other, name), true
	}
	return "", "", "", false
}

func has(fields []Field, name string) bool {
	return slices.ContainsFunc(fields, func(f Field) bool { return f.Name == name })
}

func at(fields []Field, i int) (f Field) {
	if i < len(fields) {
		f = fields[i]
	}
	return f
}

// valueOf returns the value of a field if it has that name, else that the rank has none.
func valueOf(f Field, name string) string {
	if f.Name != name {
		return "none"
	}
	return f.Value
}
