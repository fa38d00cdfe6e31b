// The field of a flow on a manifold: a network, made tangent.

package manifold

import (
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// field is the tangent part of a network that reads embedded points.
type field struct {
	on      Manifold
	network dynamics.Field
}

// NewField returns the field v(t, z, c) of a network, tangent to a manifold. Parameters and condition are the network's. It
// returns likelihood.ErrSettings if the network's number of columns is not Embedded. Flows and stacks of such fields start
// from m if their settings have no base; a stack with Columns needs one, of all its columns.
func NewField(m Manifold, network dynamics.Field) (f dynamics.Field, err error) {
	defer graph.Recover("manifold: a field", &err)
	if err := check(m); err != nil {
		return nil, err
	}
	if network == nil {
		return nil, errors.Wrap(fault.ErrSettings, "manifold: no network")
	}
	if network.Dim() != m.Embedded() {
		return nil, errors.Wrapf(fault.ErrSettings, "manifold: the network has %d columns, want %d (Embedded)", network.Dim(), m.Embedded())
	}
	return &field{m, network}, nil
}

// check refuses manifolds without points, also as factors of a product.
func check(m Manifold) error {
	switch m := m.(type) {
	case nil:
		return errors.Wrap(fault.ErrSettings, "manifold: none given")
	case sphere:
		return atLeast("Sphere", int(m), 2)
	case torus:
		return atLeast("Torus", int(m), 1)
	case plane:
		return atLeast("Plane", m.n, 1)
	case product:
		for _, factor := range m {
			if err := check(factor); err != nil {
				return err
			}
		}
		return atLeast("factors of Product", len(m), 1)
	}
	return nil
}

// most bounds sizes, which may come from a file.
const most = 1 << 20

func atLeast(what string, n, least int) error {
	if n < least || n > most {
		return errors.Wrapf(fault.ErrSettings, "manifold: %s: %d, want at least %d and at most %d", what, n, least, most)
	}
	return nil
}

func (f *field) Dim() int              { return f.on.Dim() }
func (f *field) CondDim() int          { return dynamics.CondDim(f.network) }
func (f *field) Params() *graph.Params { return f.network.Params() }

// Network returns the network; error bounds ask whether it has kinks.
func (f *field) Network() dynamics.Field { return f.network }

// ConstantSize is that of a network whose factors are not asked for: of the results of convolutions.
func (f *field) ConstantSize() int {
	_, layered := f.network.(dynamics.Layered)
	if sized, ok := f.network.(interface{ ConstantSize() int }); ok && !layered {
		return sized.ConstantSize()
	}
	return 0
}

func (f *field) TwiceDifferentiable() error { return dynamics.TwiceDifferentiable(f.network) }

// DefaultBase is the base of flows and stacks of this field whose settings have none.
func (f *field) DefaultBase() base.Base { return f.on }

// KeepsColumns returns the error of likelihood.Flow.Standardize for this field.
func (f *field) KeepsColumns() error {
	return errors.Wrap(fault.ErrSettings, "points of a manifold keep their columns as they are (train.Settings.KeepStandardization; of a stack no NormSettings)")
}

// IsFree says whether a column holds all numbers, each another point, as that of a plane does; package augment asks.
func (f *field) IsFree(column int) bool { return isFree(f.on, column) }

func isFree(m Manifold, column int) (free bool) {
	switch m := m.(type) {
	case plane:
		return true
	case product:
		m.each(func(factor Manifold, from, to int) {
			free = free || from <= column && column < to && isFree(factor, column-from)
		})
	}
	return free
}

// Project is that of the manifold; package audit calls it.
func (f *field) Project(row []float64) { f.on.Project(row) }

// IsPoint returns an error for a row that is no point, whose base density is NaN; likelihood.Flow calls it.
func (f *field) IsPoint(row []float64) error {
	if len(row) == f.Dim() && math.IsNaN(f.on.LogProb(row)) {
		return errors.Wrap(fault.ErrNotFinite, "the row is no point of the manifold and has no density there; of a sphere that is a unit vector, Project finds the nearest")
	}
	return nil
}

func (f *field) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	v, err := f.network.Build(b, t, f.on.Embed(b, z), c)
	if err != nil {
		return nil, err
	}
	velocity := f.on.Tangent(b, z, v)
	return velocity, b.Err()
}
