// Integers of JSON bodies.

package serve

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestIntegers: a column of integers takes what files have in it, integers that float64 holds, and no others: 2⁵³+1
// would be 2⁵³, and as a category another level.
func TestIntegers(t *testing.T) {
	for text, want := range map[string]bool{"7": true, "-7": true, "7.0": true, "1e3": true, "9007199254740992": true, "1.5": false,
		"9007199254740993": false, "9007199254740993.0": false, "18446744073709551616": false, "1e999": false, `"7"`: false, "true": false} {
		c := &table.Column{Field: table.Field{Name: "n", Type: table.Integer}}
		if got := put(c, []byte(text)); got != want || c.Len() == 1 != want {
			t.Errorf("%s: %v, %d rows; want %v", text, got, c.Len(), want)
		}
	}
}
