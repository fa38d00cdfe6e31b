// The parameters in a model file, which bound what its settings may ask for.

package container

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/pkg/errors"
)

// Params are the parameters that a file holds for one part of the model. What the part's settings ask for is compared with
// them before memory is allocated: a few digits in a file may ask for more memory than there is, but values in it cannot.
type Params struct {
	part   string // "field", "base" or "norm"
	params []Param
	byName map[string]*Param // by the names within the part
}

// NewParams refuses parameters whose shapes do not fit their values, and duplicates.
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

// Values is the number of values.
func (h *Params) Values() (n int) {
	for _, p := range h.params {
		n += p.len()
	}
	return n
}

// find returns nil if the file has no parameter of that name.
func (h *Params) find(name string) *Param { return h.byName[nameIn(h.part, name)] }

// Accept refuses a parameter that the settings ask for if the file does not have it, or has it with another shape.
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

// Restore writes the values to the parameters. The file must have exactly these parameters, with their shapes.
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
		if v := q.At(i); !finite.Is(v) {
			what := fmt.Sprintf("%v at %d, %d", values[i], i/q.Cols, i%q.Cols)
			return h.unusable(q.Name, what, fmt.Sprintf("a finite %v", q.Params().Dtype()))
		}
	}
	return nil
}

// Param is a parameter in a file: a tensor, or in versions 1 and 2 its values as float64 numbers.
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

// values returns the values in the file. A tensor must have the container's dtype, since rounding would change the model.
func (p *Param) values(to *graph.Params) ([]float64, error) {
	if p.tensor == nil {
		return p.Values, nil
	}
	if want := fileDtype(to); p.tensor.Dtype != want {
		return nil, unusableTensor(p.tensor, string(want))
	}
	return p.tensor.Float64s()
}

// misfit is the fault of a value, with what would be right.
func misfit(field string, value any, want string) error {
	return errors.WithStack(&Fault{Field: field, Value: value, Want: want})
}
