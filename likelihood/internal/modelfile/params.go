// The parameters in a model file, with which what its settings ask for is compared.

package modelfile

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

// Params are the parameters that a file holds for one part of the model. What the part's settings ask for is compared
// with them before there is memory for it: a few digits may ask for more than there is, values in the file cannot.
type Params struct {
	part   string // "field", "base" or "norm"
	params []Param
	byName map[string]*Param // their names in the part
}

// NewParams refuses parameters whose shapes are not those of their values, or that are there twice.
func NewParams(part string, params []Param) (*Params, error) {
	h := &Params{part: part, params: params, byName: make(map[string]*Param, len(params))}
	for i := range params {
		p := &params[i]
		if n := p.len(); p.Rows < 1 || p.Cols < 1 || n%p.Cols != 0 || n/p.Cols != p.Rows {
			want := fmt.Sprintf("a shape of %d values, which the file holds", n)
			return nil, h.unusable(p.Name, shapeText(p.Rows, p.Cols), want)
		}
		if h.find(p.Name) != nil {
			return nil, h.unusable(p.Name, "there twice", "each parameter once")
		}
		h.byName[nameIn(part, p.Name)] = p
	}
	return h, nil
}

func (h *Params) unusable(name string, value any, want string) error {
	return misfit(fmt.Sprintf("parameter %q of the %s", name, h.part), value, want)
}

func shapeText(rows, cols int) string { return fmt.Sprintf("%d×%d", rows, cols) }

// Values is how many numbers there are.
func (h *Params) Values() (n int) {
	for _, p := range h.params {
		n += p.len()
	}
	return n
}

// find is nil where the file has no parameter of that name.
func (h *Params) find(name string) *Param { return h.byName[nameIn(h.part, name)] }

// Accept refuses a parameter that the settings ask for and that is not there, or of another shape.
func (h *Params) Accept(name string, rows, cols int) error {
	p := h.find(name)
	if p == nil {
		return h.unusable(name, "missing", shapeText(rows, cols)+" by the settings")
	}
	if p.Rows != rows || p.Cols != cols {
		return h.unusable(name, shapeText(p.Rows, p.Cols), shapeText(rows, cols)+" by the settings")
	}
	return nil
}

// Restore writes the values; every parameter must be there, in its shape, and none besides.
func (h *Params) Restore(to ...*graph.Params) error {
	count := 0
	for _, params := range to {
		count += len(params.List())
		for _, q := range params.List() {
			if err := h.restoreOne(q); err != nil {
				return err
			}
		}
	}
	if len(h.params) != count {
		return misfit("number of parameters of the "+h.part, len(h.params), fmt.Sprint(count))
	}
	return nil
}

func (h *Params) restoreOne(q *graph.Param) error {
	if err := h.Accept(q.Name, q.Rows, q.Cols); err != nil {
		return err
	}
	values, err := h.find(q.Name).values(q.Params())
	if err != nil {
		return err
	}
	if err := q.SetAll(values); err != nil {
		return errors.WithStack(&Fault{Field: "parameter " + q.Name, Cause: err})
	}
	return h.checkFinite(q, values)
}

// checkFinite refuses values that are not finite, or too large for the parameter's type.
func (h *Params) checkFinite(q *graph.Param, values []float64) error {
	for i := range q.Len() {
		if v := q.At(i); math.IsNaN(v) || math.IsInf(v, 0) {
			what := fmt.Sprintf("%v at %d, %d", values[i], i/q.Cols, i%q.Cols)
			return h.unusable(q.Name, what, fmt.Sprintf("a finite %v", q.Params().Dtype()))
		}
	}
	return nil
}

// Param is a parameter as a file holds it: as a tensor, or in versions 1 and 2 as the float64 numbers that its values are.
type Param struct {
	Name   string    `json:"name"`
	Rows   int       `json:"rows"`
	Cols   int       `json:"cols"`
	Values []float64 `json:"values"`

	tensor *safetensors.Tensor
}

// len is how many values the file holds.
func (p *Param) len() int {
	if p.tensor == nil {
		return len(p.Values)
	}
	return len(p.tensor.Data) / max(1, p.tensor.Dtype.Bits()/8)
}

// values are those of the file. A tensor has to be of the container's type: to round it would be another model.
func (p *Param) values(to *graph.Params) ([]float64, error) {
	if p.tensor == nil {
		return p.Values, nil
	}
	if want := fileDtype(to); p.tensor.Dtype != want {
		return nil, unusableTensor(p.tensor, string(want))
	}
	return p.tensor.Float64s()
}

// misfit is the fault of a value that is not what would be right.
func misfit(field string, value any, want string) error {
	return errors.WithStack(&Fault{Field: field, Value: value, Want: want})
}
