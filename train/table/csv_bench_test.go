// The time of reading CSV.

package table_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// BenchmarkCSV reads rows of two numbers, a text and a date, in batches.
func BenchmarkCSV(b *testing.B) {
	const rows = 20_000
	var text strings.Builder
	text.WriteString("x,y,kind,day\n")
	for i := range rows {
		fmt.Fprintf(&text, "%v,%d,%s,2024-02-%02d\n", math.Sin(float64(i)), i, []string{"a", "b", "c"}[i%3], 1+i%28)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		r, err := table.NewReader(strings.NewReader(text.String()), "bench", nil)
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range table.Batches(r, 0) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
}
