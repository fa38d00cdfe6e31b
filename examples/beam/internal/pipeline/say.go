// What is printed after a run.

package pipeline

import (
	"fmt"
	"io"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/metrics"
)

// Say prints the counters.
func Say(w io.Writer, result beam.PipelineResult) error {
	n := Counted(result)
	_, err := fmt.Fprintf(w, "%d rows, %d of them without a finite log-density, %d evaluations\n", n["rows"], n["failures"], n["evaluations"])
	return err
}

// Counted are the counters by name.
func Counted(result beam.PipelineResult) map[string]int64 {
	n := map[string]int64{}
	ours := func(r metrics.SingleResult) bool { return r.Namespace() == Namespace }
	for _, c := range result.Metrics().Query(ours).Counters() {
		n[c.Key.Name] += c.Result()
	}
	return n
}
