// Which units belong to one machine.

package score

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pkg/errors"
)

// A Shard is every Of-th unit, beginning with Index. The zero value is all units.
type Shard struct{ Index, Of int }

// UnmarshalText reads i/n with i from 0 to n-1, as a Kubernetes Indexed Job counts.
func (s *Shard) UnmarshalText(text []byte) error {
	index, of, ok := strings.Cut(string(text), "/")
	var errIndex, errOf error
	s.Index, errIndex = strconv.Atoi(index)
	s.Of, errOf = strconv.Atoi(of)
	if !ok || errIndex != nil || errOf != nil || s.Of < 1 || s.Index < 0 || s.Index >= s.Of {
		return errors.Errorf("%q: want i/n with i from 0 to n-1, such as 0/4 … 3/4", text)
	}
	return nil
}

// Has says whether a unit is the shard's.
func (s Shard) Has(unit int) bool { return s.Of == 0 || unit%s.Of == s.Index }

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Of) }
