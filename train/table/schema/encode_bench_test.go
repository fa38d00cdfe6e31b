// The time of encoding a row.

package schema_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// BenchmarkEncode encodes rows of a number, a rounded number, a number with a logarithm, and a class.
func BenchmarkEncode(b *testing.B) {
	const rows = 4096
	plain, rounded, tail, kind := table.NewNumbers("plain"), table.NewNumbers("rounded"), table.NewNumbers("tail"), table.NewTexts("kind")
	for i, v := range irregular(rows, func(u float64) float64 { return u }) {
		plain.AppendNumber(v)
		rounded.AppendNumber(float64(i % 50))
		tail.AppendNumber(1 + v*v)
		kind.AppendText([]string{"a", "b", "c"}[i%3])
	}
	batch, err := table.New(plain, rounded, tail, kind)
	if err != nil {
		b.Fatal(err)
	}
	e, err := newSchema(b, batch, nil, "tail", "log").Encoder(1)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Encode(batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
}
