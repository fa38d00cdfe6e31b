package likelihood

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
)

// fileParams are the parameters that a file holds for one part of the model. What the part's settings ask for is compared
// with them before there is memory for it: a few digits may ask for more than there is, values in the file cannot.
type fileParams struct {
	part   string // "field", "base" or "norms"
	params []savedParam
	byName map[string]*savedParam
}

// holdParams refuses parameters whose shapes are not those of their values, or that are there twice.
func holdParams(part string, params []savedParam) (*fileParams, error) {
	h := &fileParams{part: part, params: params, byName: make(map[string]*savedParam, len(params))}
	for i := range params {
		p := &params[i]
		if p.Rows < 1 || p.Cols < 1 || len(p.Values)%p.Cols != 0 || len(p.Values)/p.Cols != p.Rows {
			want := fmt.Sprintf("a shape of %d values, which the file holds", len(p.Values))
			return nil, h.unusable(p.Name, shapeText(p.Rows, p.Cols), want)
		}
		if h.byName[p.Name] != nil {
			return nil, h.unusable(p.Name, "there twice", "each parameter once")
		}
		h.byName[p.Name] = p
	}
	return h, nil
}

func (h *fileParams) unusable(name string, value any, want string) error {
	return unusable(fmt.Sprintf("parameter %q of the %s", name, h.part), value, want)
}

func shapeText(rows, cols int) string { return fmt.Sprintf("%d×%d", rows, cols) }

// values is how many numbers there are.
func (h *fileParams) values() (n int) {
	for _, p := range h.params {
		n += len(p.Values)
	}
	return n
}

// accept refuses a parameter that the settings ask for and that is not there, or of another shape.
func (h *fileParams) accept(name string, rows, cols int) error {
	p := h.byName[name]
	if p == nil {
		return h.unusable(name, "missing", shapeText(rows, cols)+" by the settings")
	}
	if p.Rows != rows || p.Cols != cols {
		return h.unusable(name, shapeText(p.Rows, p.Cols), shapeText(rows, cols)+" by the settings")
	}
	return nil
}

// restore writes the values; every parameter must be there, in its shape, and none besides.
func (h *fileParams) restore(to *graph.Params) error {
	if len(h.params) != len(to.List()) {
		return unusable("number of parameters of the "+h.part, len(h.params), fmt.Sprint(len(to.List())))
	}
	for _, q := range to.List() {
		if err := h.accept(q.Name, q.Rows, q.Cols); err != nil {
			return err
		}
		if err := q.SetAll(h.byName[q.Name].Values); err != nil {
			return damaged("parameter "+q.Name, err)
		}
		if err := h.checkFinite(q); err != nil {
			return err
		}
	}
	return nil
}

// checkFinite refuses values that are too large for the parameter's type; others that are not finite cannot be written as JSON.
func (h *fileParams) checkFinite(q *graph.Param) error {
	for i := range q.Len() {
		if v := q.At(i); math.IsNaN(v) || math.IsInf(v, 0) {
			what := fmt.Sprintf("%v at %d, %d", h.byName[q.Name].Values[i], i/q.Cols, i%q.Cols)
			return h.unusable(q.Name, what, fmt.Sprintf("a finite %v", q.Params().Dtype()))
		}
	}
	return nil
}
