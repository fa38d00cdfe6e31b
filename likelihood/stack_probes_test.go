// Given probes of stacks whose flows move different numbers of columns.

package likelihood_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestProbesOfAStack: a row of probes of another width than that of all flows' probes is refused by these widths, and
// none is where nothing is estimated.
func TestProbesOfAStack(t *testing.T) {
	for _, probes := range []int{0, 3} {
		s := &likelihood.StackSettings{Columns: [][]int{nil, {1}}}
		want := 0
		if probes > 0 {
			s.Flow.Trace, want = trace.Settings{Method: trace.Hutchinson, Probes: probes}, probes*(2+1)
		}
		var fields []dynamics.Field
		for _, dim := range []int{2, 1} {
			field, err := dynamics.NewMLP(dim, &dynamics.MLPSettings{Hidden: []int{3}})
			if err != nil {
				t.Fatal(err)
			}
			fields = append(fields, field)
		}
		f, err := likelihood.NewStack(fields, s)
		if err != nil {
			t.Fatal(err)
		}
		for _, width := range []int{3, 8, 9, 12} {
			x, given := [][]float64{{1, 2}}, [][]float64{make([]float64, width)}
			_, density := f.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Probes: given})
			_, gradient := f.Gradient(t.Context(), x, &likelihood.GradientRequest{Probes: given})
			_, sample := f.SampleWith(t.Context(), 1, 2, &likelihood.SampleRequest{Probes: given, LogProb: true})
			for call, err := range map[string]error{"LogProbWith": density, "Gradient": gradient, "SampleWith": sample} {
				t.Run(fmt.Sprintf("%s/%d of %d", call, width, want), func(t *testing.T) {
					var bad *likelihood.DataError
					if fits := want == 0 || width == want; fits != (err == nil) || !fits && !(errors.As(err, &bad) && bad.Got == width && bad.Want == want) {
						t.Errorf("%v, want an error only for other widths than %d, with both", err, want)
					}
				})
			}
		}
	}
}
