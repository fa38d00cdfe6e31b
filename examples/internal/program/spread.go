// Errors of means in what examples print.

package program

import (
	"fmt"
	"math"
)

// PlusMinus is the text of a mean's error with so many decimals; "" for an error that is unknown, as that of a single row.
func PlusMinus(deviation float64, decimals int) string {
	if math.IsNaN(deviation) {
		return ""
	}
	return fmt.Sprintf(" ± %.*f", decimals, deviation)
}
