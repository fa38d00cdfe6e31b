// Given probes: their width in stacks, and where they have no effect.

package likelihood_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
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

// TestProbesWithoutEffect: given probes have no effect on an exact trace, whatever rows they have, in bounds neither.
func TestProbesWithoutEffect(t *testing.T) {
	x := flowtest.Points(20, 2, 1)
	one, err := likelihood.New(flowtest.NewMLP(t, 2, &flowtest.SmallDouble), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []*likelihood.Flow{one, newTestStack(t, 2, 2, flowtest.SmallDouble, nil)} {
		for _, r := range []likelihood.LogProbRequest{{Certify: true}, {Within: 1e-6}, {Evaluations: 24}} {
			want, err := f.LogProbWith(t.Context(), x, &r)
			if err != nil {
				t.Fatal(err)
			}
			r.Probes = [][]float64{{1}}
			got, err := f.LogProbWith(t.Context(), x, &r)
			if err != nil || !slices.Equal(got.LogProb, want.LogProb) {
				t.Errorf("Certify %v, Within %v, Evaluations %d: another result with probes: %v", r.Certify, r.Within, r.Evaluations, err)
			}
		}
	}
}
