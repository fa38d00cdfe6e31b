// Matching: its loss against a linear field's, its gradient against differences, parts, workers, and refusals.

package likelihood_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/pkg/errors"
)

// TestMatchingALinearField: for f = zA the loss and the penalties at the points are known, for any direction and length
// of time.
func TestMatchingALinearField(t *testing.T) {
	for _, times := range [][2]float64{{0, 1}, {1, 0}, {0.5, 2.5}} {
		length := times[1] - times[0]
		field, _ := flowtest.LinearField(t, testMatrix)
		flow := newFlow(t, field, &likelihood.Settings{T0: times[0], T1: times[1], Penalties: likelihood.Penalties{Kinetic: 0.3, Directional: 0.1}})
		z, u, w := flowtest.Points(70, 3, 4), flowtest.Points(70, 3, 5), flowtest.Points(70, 1, 6)
		loss, kinetic, directional := 0.0, 0.0, 0.0
		request := &likelihood.MatchRequest{Velocity: u, Time: make([]float64, 70)}
		for i, row := range z {
			weight := math.Abs(w[i][0])
			request.Weights = append(request.Weights, weight)
			request.Time[i] = float64(i) / 70
			f := times3(row)
			a := times3(f)
			for c := range f {
				loss += weight * (length*f[c] - u[i][c]) * (length*f[c] - u[i][c]) / 3
				kinetic += weight * math.Abs(length) * f[c] * f[c]
				directional += weight * math.Abs(length) * a[c] * a[c]
			}
		}
		g, err := flow.Match(t.Context(), z, request)
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "loss and penalties", []float64{g.Loss, g.Penalties.Kinetic, g.Penalties.Directional},
			[]float64{loss + 0.3*kinetic + 0.1*directional, kinetic, directional}, 1e-12)
	}
}

// times3 returns z·testMatrix.
func times3(z []float64) []float64 {
	out := make([]float64, 3)
	for i, v := range z {
		for j := range out {
			out[j] += v * testMatrix.At(i, j)
		}
	}
	return out
}

// matched returns a flow with all that Match can use, and rows and a request for them.
func matched(t *testing.T, rows, workers int) (*likelihood.Flow, [][]float64, *likelihood.MatchRequest) {
	t.Helper()
	net := dynamics.MLPSettings{Hidden: []int{5, 4}, Float64: true, Cond: 2, Layer: dynamics.ConcatSquash, Seed: 4}
	f := newFlow(t, flowtest.NewMLP(t, 2, &net), &likelihood.Settings{TrainTime: true, Base: mustGaussian(t, 0.3), TrainBase: true, Penalties: allPenalties,
		Solver: &integrate.Settings{Workers: workers}})
	flowtest.Must(t, f.StandardizeCondition([]float64{1, 2}, []float64{3, 0.5}))
	r := &likelihood.MatchRequest{Velocity: flowtest.Points(rows, 2, 5), Condition: flowtest.Points(rows, 2, 6), ProbeSeed: 3}
	for i := range rows {
		r.Time, r.Weights = append(r.Time, float64(i)/float64(rows)), append(r.Weights, 1/float64(i+2))
	}
	return f, flowtest.Points(rows, 2, 4), r
}

func TestMatchingGradientIsTheDerivative(t *testing.T) {
	f, z, r := matched(t, 5, 1)
	g, err := f.Match(t.Context(), z, r)
	flowtest.Must(t, err)
	loss := func() float64 {
		flowtest.Touch(f)
		g, err := f.Match(t.Context(), z, r)
		flowtest.Must(t, err)
		return g.Loss
	}
	for i, p := range f.Params() {
		for k := range p.Len() {
			want := 0.0
			if i < len(f.Field().Params().List()) {
				want = slope(&graph.Data[float64](p)[k], loss)
			}
			flowtest.CloseTo(t, p.Name, []float64{g.Params[i][k]}, []float64{want}, 1e-8)
		}
	}
}

// TestMatchingByPartsAndWorkers: any number of workers gives the same bits. Losses and gradients of parts of a batch,
// with the probes of the whole, add up to those of the batch.
func TestMatchingByPartsAndWorkers(t *testing.T) {
	f, z, r := matched(t, 600, 1)
	g, err := f.Match(t.Context(), z, r)
	flowtest.Must(t, err)
	many, _, _ := matched(t, 600, 7)
	same, err := many.Match(t.Context(), z, r)
	flowtest.Must(t, err)
	for i := range g.Params {
		if !slices.Equal(g.Params[i], same.Params[i]) || g.Loss != same.Loss {
			t.Errorf("%s: 7 workers give other bits than one", f.Params()[i].Name)
		}
	}
	var parts []*likelihood.Gradient
	for _, part := range [][2]int{{0, 40}, {40, 600}} {
		lo, hi := part[0], part[1]
		own, err := f.Match(t.Context(), z[lo:hi], &likelihood.MatchRequest{Time: r.Time[lo:hi], Velocity: r.Velocity[lo:hi], Condition: r.Condition[lo:hi],
			Weights: r.Weights[lo:hi], ProbeSeed: r.ProbeSeed, First: lo})
		flowtest.Must(t, err)
		parts = append(parts, own)
	}
	addUp(t, f, parts, g, 1e-13, 1e-12)
}

func TestMatchingRefuses(t *testing.T) {
	f, z, whole := matched(t, 3, 1)
	for name, c := range map[string]struct {
		change func(*likelihood.MatchRequest)
		want   error
	}{
		"velocities": {func(r *likelihood.MatchRequest) { r.Velocity = r.Velocity[:2] }, likelihood.ErrSettings},
		"width":      {func(r *likelihood.MatchRequest) { r.Velocity = flowtest.Points(3, 3, 1) }, likelihood.ErrWidth},
		"NaN":        {func(r *likelihood.MatchRequest) { r.Velocity = [][]float64{{1, 1}, {1, math.NaN()}, {1, 1}} }, likelihood.ErrNotFinite},
		"times":      {func(r *likelihood.MatchRequest) { r.Time = r.Time[:1] }, likelihood.ErrSettings},
		"late":       {func(r *likelihood.MatchRequest) { r.Time = []float64{0, 1.1, 1} }, likelihood.ErrSettings},
		"condition":  {func(r *likelihood.MatchRequest) { r.Condition = nil }, likelihood.ErrCondition},
		"weights":    {func(r *likelihood.MatchRequest) { r.Weights = []float64{1, -1, 1} }, likelihood.ErrNegative},
	} {
		r := *whole
		c.change(&r)
		_, err := f.Match(t.Context(), z, &r)
		flowtest.WantError(t, name, err, c.want)
	}
	_, err := f.Match(t.Context(), nil, nil)
	flowtest.WantError(t, "no rows", err, likelihood.ErrEmpty)
	_, err = (*likelihood.Flow)(nil).Match(t.Context(), nil, nil)
	flowtest.WantError(t, "nil", err, likelihood.ErrSettings)
}

// TestMatchingNamesWhatIsTooLarge: a point or a velocity that is too large for float32 is named, and so is the row whose
// squared distance overflows.
func TestMatchingNamesWhatIsTooLarge(t *testing.T) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}})
	flowtest.Must(t, err)
	f := newFlow(t, field, &likelihood.Settings{T1: 1e-3})
	for what, largest := range map[string]float64{"points": -1e39, "velocities": -1e39, "velocity, divided by the duration": 1e36, "overflow": 1e30} {
		z, r := flowtest.Points(4, 2, 1), &likelihood.MatchRequest{Velocity: flowtest.Points(4, 2, 2), Time: make([]float64, 4)}
		if r.Velocity[2][1] = largest; what == "points" {
			r.Velocity[2][1], z[2][1] = 0, largest
		}
		_, err := f.Match(t.Context(), z, r)
		var entry *likelihood.DataError
		switch {
		case largest < 0:
			checkLarge(t, what, err, what, 1)
		case what == "overflow":
			expectRows(t, what, err, 2)
		case !errors.As(err, &entry) || entry.Row != 2 || entry.Column != 1 || entry.Value != largest:
			t.Errorf("%s: error %v, want one that names row 2, column 1", what, err)
		}
	}
}
