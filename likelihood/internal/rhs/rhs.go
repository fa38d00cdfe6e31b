// RHS: a field at a point of a graph under construction, with the rows' probes.

package rhs

import (
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// RHS is a right-hand side under construction: f at t and z, and products with its Jacobian J = ∂f/∂z.
type RHS struct {
	B        *graph.Builder
	Field    dynamics.Field
	T, Z     *G.Node
	C        *G.Node   // the condition; nil if the field takes none
	F        *G.Node   // f(t, z, c), R×D, once AddField has been called
	Factors  *Factors  // of J; nil if the field is not layered
	Diagonal *G.Node   // of J, R×D; nil if the field does not know it
	Probes   []*G.Node // k nodes of R×D
	Series   Series    // of the diagonal of the output, if rows have times of their own
	pulled   []*G.Node // εᵀJ of each probe, once asked for
}

// New begins the right-hand side of a field. args holds the condition if the field takes one, and then the probes if there
// are any.
func New(field dynamics.Field, b *graph.Builder, t, z *G.Node, args []*G.Node) *RHS {
	r := &RHS{B: b, Field: field, T: t, Z: z}
	if dynamics.CondDim(field) > 0 {
		r.C, args = args[0], args[1:]
	}
	if len(args) > 0 && args[0] != nil {
		r.splitProbes(args[0])
	}
	return r
}

// Standalone is a right-hand side with inputs of its own, which it returns: t, z, the condition if the field takes one, and
// probes if there are any. If shared is set, rows have one t.
func Standalone(field dynamics.Field, b *graph.Builder, probes int, shared bool) (*RHS, []*G.Node) {
	z, time := b.Input("z", field.Dim()), b.Input
	if shared {
		time = func(name string, width int) *G.Node { return b.Shared(name, 1, width) }
	}
	inputs := []*G.Node{time("t", 1), z}
	if width := dynamics.CondDim(field); width > 0 {
		inputs = append(inputs, b.Input("condition", width))
	}
	if probes > 0 {
		inputs = append(inputs, b.Input("probes", probes*field.Dim()))
	}
	return New(field, b, inputs[0], z, inputs[2:]), inputs
}

func (r *RHS) splitProbes(all *G.Node) {
	dim := r.Field.Dim()
	for k := range all.Shape()[1] / dim {
		r.Probes = append(r.Probes, r.B.SliceCols(all, k*dim, (k+1)*dim))
	}
}

// AddField builds f. If products with J are wanted, it also builds the diagonal of J or its factors, if the field knows
// them.
func (r *RHS) AddField(products bool) error {
	if products {
		switch field := r.Field.(type) {
		case dynamics.Diagonal:
			return r.addDiagonal(field)
		case dynamics.Layered:
			return r.addLayers(field)
		}
	}
	var err error
	if r.F, err = r.Field.Build(r.B, r.T, r.Z, r.C); err == nil && products {
		err = r.checkDerivatives()
	}
	return errors.Wrap(err, "building the field")
}

func (r *RHS) addDiagonal(field dynamics.Diagonal) (err error) {
	if r.F, r.Diagonal, err = field.BuildDiagonal(r.B, r.T, r.Z, r.C); err == nil {
		err = r.checkDerivatives()
	}
	return errors.Wrap(err, "building the field with its diagonal")
}

func (r *RHS) addLayers(field dynamics.Layered) error {
	f, factors, err := field.BuildLayers(r.B, r.T, r.Z, r.C)
	if err != nil {
		return errors.Wrap(err, "building the field's layers")
	}
	r.F = f
	if factors != nil {
		r.Factors = Factor(r.B, factors)
	}
	return nil
}

// checkDerivatives refuses a field without the derivatives that the gradient of its density needs.
func (r *RHS) checkDerivatives() error {
	once := []*G.Node{r.T}
	if r.C != nil {
		once = append(once, r.C)
	}
	for _, p := range r.Field.Params().List() {
		once = append(once, r.B.Param(p))
	}
	return r.B.CheckDerivatives(r.F, []*G.Node{r.Z}, once)
}

// Err refuses a nil right-hand side, and one whose field has not been added.
func (r *RHS) Err() error {
	if r == nil || r.B == nil || r.Field == nil || r.F == nil {
		return errors.Wrap(fault.ErrSettings, "a right-hand side without its field")
	}
	return nil
}
