// Rows that are there several times.

package command_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestFitCountsCopies: a fit says how many held-out rows are trained on too. Equal rows of rounded values and levels alone, of an
// amount that is often zero, of a few digits, and with another class are no copies.
func TestFitCountsCopies(t *testing.T) {
	const n = 200
	r := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	amounts := make([]float64, n)
	for i := range amounts {
		amounts[i] = r.NormFloat64()
	}
	for name, c := range map[string]struct {
		row  func(i int) string
		says string
	}{
		"once":    {func(i int) string { return fmt.Sprint(amounts[i], ",", i%3) }, ""},
		"twice":   {func(i int) string { return fmt.Sprint(amounts[i%(n/2)], ",", i%(n/2)%3) }, "20 of 20 held-out rows are copies of rows trained on"},
		"rounded": {func(i int) string { return fmt.Sprint(i%3, ",", i%2) }, ""},
		"digits":  {func(i int) string { return fmt.Sprintf("%.1e,1", math.Exp(3*amounts[i])) }, ""},
		"seconds": {func(i int) string {
			return start.Add(time.Duration(i%(n/2)*(i%(n/2))/3)*time.Second).Format(time.DateTime) + ",1"
		}, ""},
		"zeros":    {func(i int) string { return fmt.Sprint(max(amounts[i], 0), ",", i%3) }, ""},
		"in parts": {func(i int) string { return fmt.Sprint(amounts[i%(n/2)], ",", i) }, ""},
	} {
		text := "amount,kind\n"
		for i := range n {
			text += c.row(i) + "\n"
		}
		said, _, _ := density(t, "fit", write(t, "x.csv", text), "-accuracy", "1e-30", "-out", t.TempDir()) // ends before the training
		if !strings.Contains(said, c.says) || strings.Contains(said, "copies") != (c.says != "") || !strings.Contains(said, "20 of them held out") {
			t.Errorf("%s: says\n%s", name, said)
		}
	}
}
