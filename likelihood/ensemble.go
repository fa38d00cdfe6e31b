// Ensemble: a mixture of densities, over columns that are mapped to scores first.

package likelihood

import (
	"context"
	"math"
	"runtime"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
	"github.com/pkg/errors"
)

// Member is a density with its weight in an Ensemble: a model, or a base without a flow.
type Member struct {
	Weight float64   // positive; the weights of an ensemble need not add up to 1
	Model  Model     // a *Flow or *Ensemble, if Base is nil
	Base   base.Base // of a type with a method Dim() int, such as *base.Gaussian
}

// Ensemble is the density p(x) = J(x) Σ wₖ pₖ(z(x)) of rows of D columns, where z maps columns to scores and J is the
// determinant of z (package marginal), or z = x and J = 1. Its members are trained separately. Members may take conditions,
// p(x | c) = J(x) Σ wₖ pₖ(z(x) | c), all of them the same ones; beside them, a member without has one density for all
// conditions. Methods may be called by several goroutines at once.
type Ensemble struct {
	columns *marginal.Transform
	members []Member
	logs    []float64 // logarithms of the weights, normalised to sum 1
	dim     int
	inner   int // number of columns of the members
	cond    int // number of columns of the condition
	notes   container.Notes
}

// NewEnsemble mixes members. They are densities of the scores of columns, or of the rows themselves if columns is nil.
// It returns ErrEmpty without members. It returns ErrSettings for members that do not fit each other or the scores, or
// that have a weight that is not positive, and for a base without Dim.
func NewEnsemble(columns *marginal.Transform, members ...Member) (e *Ensemble, err error) {
	defer graph.Recover("likelihood: NewEnsemble", &err)
	if len(members) == 0 {
		return nil, errors.Wrap(ErrEmpty, "an ensemble without members")
	}
	e = &Ensemble{columns: columns}
	for i, m := range members {
		if err := e.add(m); err != nil {
			return nil, errors.WithMessagef(err, "member %d of the ensemble", i)
		}
	}
	if err := e.normalize(); err != nil {
		return nil, err
	}
	return e, e.setDim()
}

// normalize divides the weights by their sum. They are first counted in a power of two near the largest, so that a sum of
// weights of any size is finite.
func (e *Ensemble) normalize() error {
	most, sum := 0.0, 0.0
	for _, m := range e.members {
		most = max(most, m.Weight)
	}
	unit := math.Ldexp(1, math.Ilogb(most))
	for i := range e.members {
		e.members[i].Weight /= unit
		sum += e.members[i].Weight
	}
	if math.Abs(float64(sum*unit)-1) <= float64(len(e.members))*0x1p-52 { // divided before, as those of a file, which keep their bits
		sum = 1 / unit
	}
	for i := range e.members {
		e.members[i].Weight /= sum
		if e.members[i].Weight == 0 {
			return errors.Wrapf(ErrSettings, "member %d of the ensemble: its weight is no number above 0 when it is divided by the sum of all; leave it out", i)
		}
		e.logs = append(e.logs, elementary.Log(e.members[i].Weight))
	}
	return nil
}

func (e *Ensemble) add(m Member) error {
	if !(m.Weight > 0) || math.IsInf(m.Weight, 0) {
		return errors.Wrapf(ErrSettings, "a weight of %v, want a positive number", m.Weight)
	}
	if (m.Model == nil) == (m.Base == nil) {
		return errors.Wrap(ErrSettings, "want either a model or a base")
	}
	dim, ok := m.dim()
	if !ok {
		return errors.Wrapf(ErrSettings, "base %T does not say how many dimensions it has (Dim)", m.Base)
	}
	if len(e.members) > 0 && dim != e.inner {
		return errors.Wrapf(ErrSettings, "%d dimensions, member 0 has %d", dim, e.inner)
	}
	if cond := m.condDim(); cond > 0 {
		if e.cond > 0 && cond != e.cond {
			return errors.Wrapf(ErrSettings, "a condition of %d columns, another member takes %d", cond, e.cond)
		}
		e.cond = cond
	}
	if m.Base != nil {
		if err := base.Check(m.Base, dim, false); err != nil {
			return err
		}
	}
	e.inner, e.members = dim, append(e.members, m)
	return nil
}

// dim is the number of a member's dimensions, if the member states it.
func (m *Member) dim() (dim int, ok bool) {
	if m.Model != nil {
		return m.Model.Dim(), m.Model.Dim() > 0
	}
	b, ok := m.Base.(interface{ Dim() int })
	if !ok {
		return 0, false
	}
	return b.Dim(), b.Dim() > 0
}

// condDim is the number of columns of a member's condition.
func (m *Member) condDim() int {
	if m.Model == nil {
		return 0
	}
	return m.Model.CondDim()
}

// conditionOf is a condition if the member takes one, else nil.
func (m *Member) conditionOf(condition [][]float64) [][]float64 {
	if m.condDim() == 0 {
		return nil
	}
	return condition
}

func (e *Ensemble) setDim() error {
	e.dim = e.inner
	if e.columns == nil {
		return nil
	}
	e.dim = e.columns.Dim()
	if e.columns.Scores() != e.inner {
		return errors.Wrapf(ErrSettings, "members have %d dimensions, the columns %d scores", e.inner, e.columns.Scores())
	}
	return nil
}

// density stores log p of rows, which have been checked. It lists the rows that have none.
func (e *Ensemble) density(ctx context.Context, x [][]float64, d *Density, r *LogProbRequest) (*RowsError, error) {
	z, slopes, err := e.scores(ctx, x)
	if err != nil {
		return nil, err
	}
	var failed failures
	if e.columns != nil {
		if err := e.failLarge(ctx, "the scores", z, &failed); err != nil {
			return nil, err
		}
	}
	joint := make([][]float64, len(e.members))
	for k, m := range e.members {
		joint[k], err = m.logProb(ctx, z, d, r, &failed)
		for e.columns != nil && failNamed("the scores", z, err, &failed) {
			joint[k], err = m.logProb(ctx, z, d, r, &failed)
		}
		if err != nil {
			return nil, errors.WithMessagef(err, "member %d of the ensemble", k)
		}
	}
	one := make([]float64, len(e.members))
	for i := range x {
		for k := range one {
			one[k] = e.logs[k] + joint[k][i]
		}
		d.LogProb[i] = slopes[i] + numeric.LogSumExp(one)
	}
	return withRows(failed.rows(len(x)), len(x), func(row int) error { return e.noDensity(d.LogProb[row], slopes[row]) }), nil
}

// failLarge lists rows as failed that are too large for a member, and puts zeros in their places.
func (e *Ensemble) failLarge(ctx context.Context, what string, z [][]float64, failed *failures) (err error) {
	for _, m := range e.members {
		switch own := m.Model.(type) {
		case *Flow:
			err = own.failLarge(ctx, what, z, failed)
		case *Ensemble:
			if own.columns == nil { // else it has scores of its own
				err = own.failLarge(ctx, what, z, failed)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// failNamed does so for the row that a model of another package has refused as too large, if err says so. Such a model
// names one row at a time.
func failNamed(what string, z [][]float64, err error, failed *failures) bool {
	var bad *DataError
	if !errors.As(err, &bad) || bad.What != "data" || bad.Dtype == "" || bad.Row < 0 || bad.Row >= len(z) || slices.Max(z[bad.Row]) == 0 && slices.Min(z[bad.Row]) == 0 {
		return false
	}
	failed.addRow(bad.Row, errors.Wrapf(ErrNotFinite, "column %d of %s is %v, want a finite %s", bad.Column, what, bad.Value, bad.Dtype))
	z[bad.Row] = make([]float64, len(z[bad.Row]))
	return true
}

// noDensity returns an error if a log-density cannot be used, else nil. -∞ is valid for a row that differs from a constant
// column, whose slope is -∞, and beside bases of bounded support. It is an overflow beside a normal density.
func (e *Ensemble) noDensity(logp, slope float64) error {
	isPositive := slices.ContainsFunc(e.members, func(m Member) bool { return isNormal(m.Base) })
	return noDensity(logp, !isPositive || math.IsInf(slope, -1))
}

// scores returns the scores of rows, with the logarithm of the determinant for each row.
func (e *Ensemble) scores(ctx context.Context, x [][]float64) (z [][]float64, slopes []float64, err error) {
	slopes = make([]float64, len(x))
	if e.columns == nil {
		return x, slopes, nil
	}
	z = numeric.NewRows(len(x), e.inner)
	err = eachRow(ctx, runtime.GOMAXPROCS(0), len(x), func(i int) { slopes[i] = e.columns.Forward(z[i], x[i]) })
	return z, slopes, err
}

// logProb returns log p of a member at its scores.
func (m *Member) logProb(ctx context.Context, z [][]float64, d *Density, r *LogProbRequest, failed *failures) ([]float64, error) {
	if m.Base != nil {
		logp := make([]float64, len(z))
		return logp, eachRow(ctx, runtime.GOMAXPROCS(0), len(z), func(i int) { logp[i] = m.Base.LogProb(z[i]) })
	}
	own, err := m.Model.LogProbWith(ctx, z, &LogProbRequest{Condition: m.conditionOf(r.Condition), ProbeSeed: r.ProbeSeed})
	if own != nil {
		err = failed.take(err, startingAt(0))
	}
	if err != nil {
		return nil, err
	}
	d.Stats = d.Stats.Plus(own.Stats)
	return own.LogProb, nil
}
