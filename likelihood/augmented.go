// Augmented: the density of some columns of a flow, whose other columns are extra.

package likelihood

import (
	"context"
	"reflect"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
)

// Augmented is a density of D columns of data by a flow of D + A columns. A flow of D columns cannot cross itself; the
// A extra columns let it pass where it would have to bend (Dupont et al., Augmented neural ODEs, 2019). The flow
// computes the joint density p(x, e), not the density of x, which is ∫ p(x, e) de. So Augmented treats e variationally
// (Huang, Dinh, Courville: Augmented normalizing flows, 2020, eq. 4). With a fixed q = N(0, I), neither trained nor
// dependent on x,
//
//	log p(x) ≥ E_q[log p(x, e) - log q(e)],
//
// and Gradient ascends this bound. Scores use the bound of Burda, Grosse and Salakhutdinov (Importance weighted
// autoencoders, 2016, eq. 8) over Draws draws, log mean p(x, eₖ)/q(eₖ). The expectation of its exponential is p(x), and
// it rises to log p(x) with the number of draws. It needs many draws where e, given x, scatters more widely than q.
// Joint densities with an estimated trace allow single draws only: the mean of the exponentials of several estimates is
// too high, and would not be a bound. To save an Augmented, save its flow. A nil or zero Augmented has no columns, and
// its methods that return an error return ErrSettings.
type Augmented struct {
	Joint *Flow // the density of data and extra columns together
	dim   int
	extra int

	// Draws is the number of draws of e for each row that is scored; 0 means 16, or 1 if the trace is an estimate. More
	// than 1 are then ErrSettings.
	Draws int
}

// NewAugmented takes the last extra columns of a flow or stack as the extra columns. If none are left for the data, it
// returns ErrSettings.
func NewAugmented(joint *Flow, extra int) (a *Augmented, err error) {
	defer graph.Recover("likelihood: NewAugmented", &err)
	if joint == nil {
		return nil, errors.Wrap(ErrSettings, "no flow or stack")
	}
	if extra < 1 || extra >= joint.Dim() {
		return nil, errors.Wrapf(ErrSettings, "%d extra columns of a flow of %d, want at least 1, and 1 left for the data", extra, joint.Dim())
	}
	return &Augmented{Joint: joint, dim: joint.Dim() - extra, extra: extra}, nil
}

// joint is the density of all columns.
func (a *Augmented) joint() *Flow {
	if a == nil {
		return &absent
	}
	return a.Joint.orAbsent()
}

// errNotMade refuses an Augmented that NewAugmented has not made.
func (a *Augmented) errNotMade() error {
	if a == nil || a.extra == 0 || a.Joint.errNotMade() != nil {
		return errors.Wrap(ErrSettings, "an augmented flow that is nil or zero, want one made by NewAugmented")
	}
	return nil
}

// Dim is D, the number of columns of the data.
func (a *Augmented) Dim() int {
	if a == nil {
		return 0
	}
	return a.dim
}

// CondDim is the CondDim of the joint density.
func (a *Augmented) CondDim() int { return a.joint().CondDim() }

// Params are the Params of the joint density.
func (a *Augmented) Params() []*graph.Param { return a.joint().Params() }

// Update calls Update of the joint density.
func (a *Augmented) Update(ctx context.Context, write func() error) error {
	return a.joint().Update(ctx, write)
}

// CanSave calls CanSave of the joint density, which is what is saved.
func (a *Augmented) CanSave() error { return a.joint().CanSave() }

// Standardize is Flow.Standardize for the columns of data; the extra columns are not standardised.
func (a *Augmented) Standardize(mean, std []float64) error {
	if err := a.errNotMade(); err != nil {
		return err
	}
	if mean == nil && std == nil {
		return a.Joint.Standardize(nil, nil)
	}
	if err := checkRow("mean", 0, mean, a.dim); err != nil {
		return err
	}
	if err := checkRow("std", 0, std, a.dim); err != nil {
		return err
	}
	mean, std = append([]float64(nil), mean...), append([]float64(nil), std...)
	for range a.extra {
		mean, std = append(mean, 0), append(std, 1)
	}
	return a.Joint.Standardize(mean, std)
}

// Standardization returns what Standardize has set; nil, nil if nothing.
func (a *Augmented) Standardization() (mean, std []float64) {
	mean, std = a.joint().Standardization()
	if mean == nil {
		return nil, nil
	}
	return mean[:a.dim], std[:a.dim]
}

// StandardizeCondition calls StandardizeCondition of the joint density.
func (a *Augmented) StandardizeCondition(mean, std []float64) error {
	return a.joint().StandardizeCondition(mean, std)
}

// ConditionStandardization calls ConditionStandardization of the joint density.
func (a *Augmented) ConditionStandardization() (mean, std []float64) {
	return a.joint().ConditionStandardization()
}

// Observe passes a step's gradient on to a stack.
func (a *Augmented) Observe(g *Gradient) { a.joint().Observe(g) }

// draw returns the batch with k draws of e for each row, one after another, and log q of each draw. The draws of a row
// depend only on the seed and on the row's index in the batch.
func (a *Augmented) draw(ctx context.Context, x [][]float64, k int, seed uint64, first int) (joint [][]float64, logq []float64, err error) {
	if err := fault.Context(ctx); err != nil {
		return nil, nil, err
	}
	joint, logq = numeric.NewRows(len(x)*k, a.dim+a.extra), make([]float64, len(x)*k)
	draws := stream.New(seed, stream.Extra)
	for i, row := range x {
		if err := parallel.Ended(ctx, i); err != nil {
			return nil, nil, err
		}
		rng := draws.At(uint64(first + i))
		for j := i * k; j < (i+1)*k; j++ {
			copy(joint[j], row)
			e := base.Standard{}.RandStream(joint[j][a.dim:], rng)
			logq[j] = base.Standard{}.LogProb(e)
		}
	}
	return joint, logq, nil
}

// mostDrawn bounds the numbers of a batch with its draws, which are all in memory.
const mostDrawn = 1 << 30

// request repeats the conditions for k draws of each row. Given probes allow single draws only.
func (a *Augmented) request(r *LogProbRequest, rows, k int) (*LogProbRequest, error) {
	own := *defaults.OrZero(r)
	switch most := mostDrawn / max(rows*(a.dim+a.extra), 1); {
	case a.Draws < 0 || k > most:
		return nil, errors.Wrapf(ErrSettings, "Draws is %d for each of %d rows, want at least 0 and at most %d", a.Draws, rows, most)
	case own.Certify || own.isBudgeted():
		return nil, errors.Wrap(ErrSettings, "a bound cannot be certified as a log-density: what it misses is not known")
	case k > 1 && a.isEstimated():
		return nil, errors.Wrapf(ErrSettings, "%d draws for each row, of a trace that is an estimate: their mean would be no bound; want Draws = 1 or the exact trace", k)
	case own.Probes != nil && k > 1:
		return nil, errors.Wrapf(ErrSettings, "given probes, with %d draws for each row; want Draws = 1", k)
	}
	if err := checkCondition(own.Condition, a.CondDim(), rows); err != nil {
		return nil, err
	}
	if len(own.Condition) < 2 {
		return &own, nil
	}
	own.Condition = make([][]float64, 0, rows*k)
	for i := range rows {
		for range k {
			own.Condition = append(own.Condition, r.Condition[i])
		}
	}
	return &own, nil
}

// Traits are the Traits of the joint density, and the number of extra columns and draws.
func (a *Augmented) Traits() ([]Trait, error) {
	if err := a.errNotMade(); err != nil {
		return nil, err
	}
	t := &traits{}
	t.add("Extra", reflect.ValueOf(a.extra))
	t.add("Draws", reflect.ValueOf(a.Draws))
	list, err := a.Joint.Traits()
	return append(t.list, list...), err
}
