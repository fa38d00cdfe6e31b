// Augmented: a density of some columns of a flow, the others being extra.

package likelihood

import (
	"context"
	"fmt"
	"reflect"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
)

// Joint is a density that Augmented can take columns away from: a *Flow.
type Joint interface {
	Dim() int
	CondDim() int
	Params() []*graph.Param
	Update(ctx context.Context, write func() error) error
	Standardize(mean, std []float64) error
	Standardization() (mean, std []float64)
	StandardizeCondition(mean, std []float64) error
	ConditionStandardization() (mean, std []float64)
	LogProbWith(ctx context.Context, x [][]float64, r *LogProbRequest) (*Density, error)
	GradientWith(ctx context.Context, x [][]float64, r *GradientRequest) (*Gradient, error)
	SampleWith(ctx context.Context, n int, seed uint64, r *SampleRequest) (*Samples, error)
}

// Augmented is a density of D columns of data by a flow of D + A columns: A extra ones let it pass where a flow of D
// columns, which cannot cross itself, must bend (Dupont et al., Augmented neural ODEs, 2019). What that flow computes is
// the joint density p(x, e), and never the density of x, which is ∫ p(x, e) de. Augmented therefore treats e variationally
// (Huang, Dinh, Courville: Augmented normalizing flows, 2020, eq. 4): with q = N(0, I), which is fixed, neither trained nor
// dependent on x,
//
//	log p(x) ≥ E_q[log p(x, e) - log q(e)],
//
// which Gradient ascends, and scores by the bound of Burda, Grosse and Salakhutdinov (Importance weighted
// autoencoders, 2016, eq. 8) over Draws draws, log mean p(x, eₖ)/q(eₖ): its exponential has the expectation p(x), and it
// rises to log p(x) as the draws become more; where e, given x, scatters more widely than q it needs many. Joint densities by
// an estimated trace are for single draws: the mean of the exponentials of estimates is too high, and would not be a bound.
// Save the flow itself. One that is nil or zero has no columns, and its methods that can refuse do (ErrSettings).
type Augmented struct {
	Joint // the density of data and extra columns together
	dim   int
	extra int

	// Draws is the number of draws of e for each row that is scored; 0: 16, or 1 where the trace is an estimate. More are
	// then ErrSettings.
	Draws int
}

// NewAugmented leaves the last extra columns of a flow or stack to it; ErrSettings where that leaves none for the data.
func NewAugmented(joint Joint, extra int) (a *Augmented, err error) {
	defer graph.Recover("likelihood: NewAugmented", &err)
	if joint == nil {
		return nil, errors.Wrap(ErrSettings, "no flow or stack")
	}
	if extra < 1 || extra >= joint.Dim() {
		return nil, errors.Wrapf(ErrSettings, "%d extra columns of a flow of %d, want at least 1, and 1 left for the data", extra, joint.Dim())
	}
	return &Augmented{Joint: joint, dim: joint.Dim() - extra, extra: extra}, nil
}

// joint is the density of all columns. The methods that Go would promote from Joint are written out, since those panic where there is none.
func (a *Augmented) joint() Joint {
	if a == nil || a.Joint == nil {
		return &absent
	}
	return a.Joint
}

// errNotMade refuses what NewAugmented has not made.
func (a *Augmented) errNotMade() error {
	if a == nil || a.Joint == nil || a.extra == 0 {
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

// CondDim is that of the joint density.
func (a *Augmented) CondDim() int { return a.joint().CondDim() }

// Params are those of the joint density.
func (a *Augmented) Params() []*graph.Param { return a.joint().Params() }

// Update is that of the joint density.
func (a *Augmented) Update(ctx context.Context, write func() error) error {
	return a.joint().Update(ctx, write)
}

// CanSave is that of the joint density, which is what is saved.
func (a *Augmented) CanSave() error {
	if joint, ok := a.joint().(interface{ CanSave() error }); ok {
		return joint.CanSave()
	}
	return nil
}

// Standardize is that of Flow, for the data; the extra columns stay as they are.
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

// Standardization is what Standardize has set; nil, nil if nothing.
func (a *Augmented) Standardization() (mean, std []float64) {
	mean, std = a.joint().Standardization()
	if mean == nil {
		return nil, nil
	}
	return mean[:a.dim], std[:a.dim]
}

// StandardizeCondition is that of the joint density.
func (a *Augmented) StandardizeCondition(mean, std []float64) error {
	return a.joint().StandardizeCondition(mean, std)
}

// ConditionStandardization is that of the joint density.
func (a *Augmented) ConditionStandardization() (mean, std []float64) {
	return a.joint().ConditionStandardization()
}

// Observe hands a step's gradient on to a stack.
func (a *Augmented) Observe(g *Gradient) {
	if s, ok := a.joint().(interface{ Observe(*Gradient) }); ok { // a type that embeds a stack too
		s.Observe(g)
	}
}

// draw is the batch with k draws of e for each row, one after another, and log q of each. A row's draws depend on the
// seed and its place alone.
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

// request repeats the conditions for k draws of each row. Given probes are for single draws.
func (a *Augmented) request(r *LogProbRequest, rows, k int) (*LogProbRequest, error) {
	own := orZero(r)
	switch {
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

// Traits are those of the joint density, and how it is used.
func (a *Augmented) Traits() ([]Trait, error) {
	if err := a.errNotMade(); err != nil {
		return nil, err
	}
	t := &traits{}
	t.add("Extra", reflect.ValueOf(a.extra))
	t.add("Draws", reflect.ValueOf(a.Draws))
	joint, ok := a.Joint.(interface{ Traits() ([]Trait, error) })
	if !ok {
		t.add("Joint", reflect.ValueOf(fmt.Sprintf("%T", a.Joint)))
		return t.list, nil
	}
	list, err := joint.Traits()
	return append(t.list, list...), err
}
