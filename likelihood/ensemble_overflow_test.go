// Rows and samples of an ensemble that overflow: they fail by themselves.

package likelihood_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
	"gonum.org/v1/gonum/spatial/r1"
	"gonum.org/v1/gonum/stat/distmv"
)

// withConstant maps two columns to scores, and has a third that is always 3.
func withConstant(t *testing.T) *marginal.Transform {
	t.Helper()
	columns, err := marginal.New([]marginal.Column{{Kind: marginal.Affine, Slope: 2}, {Kind: marginal.Affine, Slope: 1e-9}, {Kind: marginal.Constant, Value: 3}})
	flowtest.Must(t, err)
	return columns
}

// still returns a network in float32 whose field is zero.
func still(t *testing.T) dynamics.Field {
	t.Helper()
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{2}})
	flowtest.Must(t, err)
	for _, p := range field.Params().List() {
		for i := range p.Len() {
			p.Set(i, 0)
		}
	}
	field.Params().Touch()
	return field
}

// largeMixture is an ensemble of a stack, of an ensemble of a flow and a density near -50, and of densities of which
// some draws are too large for the flows, or for float64. as makes models of the stack and the flow.
func largeMixture(t *testing.T, columns *marginal.Transform, p0 base.Base, as func(*likelihood.Flow) likelihood.Model) *likelihood.Ensemble {
	t.Helper()
	stack, err := likelihood.NewStack([]dynamics.Field{still(t), still(t)}, &likelihood.StackSettings{Flow: likelihood.Settings{Base: p0}})
	flowtest.Must(t, err)
	flow := newFlow(t, still(t), &likelihood.Settings{Base: p0})
	inner := newEnsemble(t, nil, likelihood.Member{Weight: 1, Model: as(flow)}, likelihood.Member{Weight: 1, Base: ensembleBase(t, -50, 0)})
	return newEnsemble(t, columns, likelihood.Member{Weight: 1, Model: as(stack)}, likelihood.Member{Weight: 1, Model: inner}, likelihood.Member{Weight: 1, Base: someFar{1e39}},
		likelihood.Member{Weight: 1, Base: someFar{math.Inf(1)}})
}

// foreign is a flow as a model of another package.
func foreign(f *likelihood.Flow) likelihood.Model { return struct{ *likelihood.Flow }{f} }

// TestSamplesOfAnEnsembleFailByThemselves: a sample that a member cannot draw is NaN and named, and with log-densities
// also one that another member cannot score. The others have the bits that they have beside draws that are not far, and
// their log-densities are those of LogProb.
func TestSamplesOfAnEnsembleFailByThemselves(t *testing.T) {
	own := func(f *likelihood.Flow) likelihood.Model { return f }
	for name, c := range map[string]struct {
		columns *marginal.Transform
		as      func(*likelihood.Flow) likelihood.Model
	}{"rows": {nil, own}, "scores": {withConstant(t), own}, "rows of another's models": {nil, foreign}, "scores of another's models": {withConstant(t), foreign}} {
		columns := c.columns
		near, _ := largeMixture(t, columns, nil, c.as).Sample(t.Context(), 40, 3)
		e := largeMixture(t, columns, someFar{1e39}, c.as)
		for _, logp := range []bool{false, true} {
			s, err := e.SampleWith(t.Context(), 40, 3, &likelihood.SampleRequest{LogProb: logp})
			var failed []int
			for i, row := range near {
				far, ownFar := row[0] > 0.8, row[1] == 1e39 // from a base that is a member
				if columns != nil {
					far, ownFar = row[0] > 1.6, row[1] == 1e30
				}
				if math.IsNaN(row[0]) || far && (logp || !ownFar) {
					failed = append(failed, i)
				} else if !slices.Equal(s.X[i], row) {
					t.Errorf("%s: sample %d is %v, without far draws %v", name, i, s.X[i], row)
				} else if logp && s.LogProb[i] != logProbs(t, e, s.X[i:i+1])[0] {
					t.Errorf("%s: sample %d has log-density %v", name, i, s.LogProb[i])
				}
			}
			expectRows(t, name, err, failed...)
			for _, i := range failed {
				if !math.IsNaN(s.X[i][0]) || logp && !math.IsNaN(s.LogProb[i]) {
					t.Errorf("%s: sample %d has failed and is %v, log-densities %v", name, i, s.X[i], s.LogProb)
				}
			}
		}
	}
}

// TestFarRowsOfAnEnsembleFailByThemselves: a row whose log-density overflows in all normal members, or whose scores are
// too large for a flow, is NaN and named. A row that differs from a constant column, or that is outside of bounded
// densities, has log p = -Inf and is no failure.
func TestFarRowsOfAnEnsembleFailByThemselves(t *testing.T) {
	normal := likelihood.Member{Weight: 1, Base: ensembleBase(t, 1, -1)}
	bounded := likelihood.Member{Weight: 1, Base: distmv.NewUniform([]r1.Interval{{Min: -1, Max: 1}, {Min: -1, Max: 1}}, nil)}
	flow := likelihood.Member{Weight: 1, Model: ensembleFlow(t, 2, 1)}
	inner := likelihood.Member{Weight: 1, Model: newEnsemble(t, nil, flow, normal)}
	for name, c := range map[string]struct {
		columns *marginal.Transform
		members []likelihood.Member
		failed  []int // of the rows below
	}{
		"normal":          {nil, []likelihood.Member{normal, bounded}, []int{1, 2}},
		"bounded":         {nil, []likelihood.Member{bounded}, nil},
		"normal scores":   {withConstant(t), []likelihood.Member{bounded, normal}, []int{1, 2}},
		"bounded scores":  {withConstant(t), []likelihood.Member{bounded}, nil},
		"flow of scores":  {withConstant(t), []likelihood.Member{normal, flow}, []int{1, 2, 4}},
		"another's model": {withConstant(t), []likelihood.Member{normal, {Weight: 1, Model: foreign(ensembleFlow(t, 2, 1))}}, []int{1, 2, 4}},
		"nested ensemble": {withConstant(t), []likelihood.Member{inner}, []int{1, 2, 4}},
	} {
		e := newEnsemble(t, c.columns, c.members...)
		x := [][]float64{{0.1, 1e-10, 3}, {0.1, 1e200, 3}, {-1e200, 0, 3}, {0.1, 0, 4}, {0.1, 1e199, 4}}
		if c.columns == nil {
			x = [][]float64{{0.1, 0.2}, {0.1, 1e200}, {-1e200, 0}}
		}
		logp, err := e.LogProb(t.Context(), x)
		if c.failed == nil {
			flowtest.Must(t, err)
		} else {
			expectRows(t, name, err, c.failed...)
		}
		for i, v := range logp {
			isFailed := slices.Contains(c.failed, i)
			if math.IsNaN(v) != isFailed || !isFailed && math.IsInf(v, -1) != (i > 0) {
				t.Errorf("%s: row %v has log-density %v", name, x[i], v)
			}
		}
	}
}
