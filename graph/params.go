// Parameters: trainable matrices and their container.

package graph

import (
	"math"
	"sync/atomic"
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// Float is an element type of matrices.
type Float interface{ float32 | float64 }

// DtypeOf is the Gorgonia dtype of T.
func DtypeOf[T Float]() tensor.Dtype {
	if unsafe.Sizeof(T(0)) == 4 {
		return tensor.Float32
	}
	return tensor.Float64
}

// Params holds the trainable matrices of a model, in the order in which they were added.
//
// Each parameter has one backing array, which every Program reads. Call Touch after writing to it. Writing while a
// Program runs is a data race.
type Params struct {
	dtype   tensor.Dtype
	list    []*Param
	byName  map[string]*Param
	version atomic.Uint64
}

// NewParams returns an empty container for parameters of dtype tensor.Float64 or tensor.Float32. With another dtype,
// Add returns a *DtypeError.
func NewParams(dtype tensor.Dtype) *Params {
	return &Params{dtype: dtype, byName: make(map[string]*Param)}
}

// Add appends a parameter of rows×cols zeros. An empty name or one that is used is ErrDuplicateInput; sizes below 1 or
// of more than 2³⁰ elements (2²⁷ on processors of 32 bits) are a *ShapeError.
func (p *Params) Add(name string, rows, cols int) (*Param, error) {
	if p == nil {
		return nil, errors.Wrapf(ErrNilNode, "parameter %q of no container, want one made by NewParams", name)
	}
	if p.dtype != tensor.Float64 && p.dtype != tensor.Float32 {
		return nil, &DtypeError{Place: "parameter " + name, Got: p.dtype, Want: tensor.Float64}
	}
	if name == "" || p.byName[name] != nil {
		return nil, errors.Wrapf(ErrDuplicateInput, "parameter %q: a name must be new and not empty", name)
	}
	if err := checkSize(named("parameter "+name), rows, cols); err != nil {
		return nil, err
	}
	q := &Param{Name: name, Rows: rows, Cols: cols, owner: p}
	if p.dtype == tensor.Float32 {
		q.f32 = kernel.AlignedSlice[float32](rows * cols)
	} else {
		q.f64 = kernel.AlignedSlice[float64](rows * cols)
	}
	p.list = append(p.list, q)
	p.byName[name] = q
	p.Touch()
	return q, nil
}

// List returns the parameters in order. The slice is the container's own: do not change it. For a nil container it is
// empty.
func (p *Params) List() []*Param {
	if p == nil {
		return nil
	}
	return p.list
}

// Get returns the parameter of that name, nil if there is none.
func (p *Params) Get(name string) *Param {
	if p == nil {
		return nil
	}
	return p.byName[name]
}

// Len is the number of elements of all parameters.
func (p *Params) Len() int {
	n := 0
	for _, q := range p.List() {
		n += q.Len()
	}
	return n
}

// Dtype is the element type of all parameters; the zero Dtype for a nil container.
func (p *Params) Dtype() tensor.Dtype {
	if p == nil {
		return tensor.Dtype{}
	}
	return p.dtype
}

// Touch says that values have changed: Programs then recompute what depends on parameters alone.
func (p *Params) Touch() {
	if p != nil {
		p.version.Add(1)
	}
}

// Version counts the calls of Touch.
func (p *Params) Version() uint64 {
	if p == nil {
		return 0
	}
	return p.version.Load()
}

// CheckFinite returns a *NotFiniteError for the first element that is infinite or not a number.
func (p *Params) CheckFinite() error {
	for _, q := range p.List() {
		if i := max(finite.FirstNot(q.f32), finite.FirstNot(q.f64)); i >= 0 { // one of them is empty
			return &NotFiniteError{Param: q.Name, Row: i / q.Cols, Col: i % q.Cols, Value: q.At(i)}
		}
	}
	return nil
}

// Param is one trainable matrix, stored row by row.
type Param struct {
	Name       string
	Rows, Cols int

	owner *Params
	f32   []float32 // one of the two is set
	f64   []float64
}

// Data returns the backing array of a parameter, row by row; nil if T is not its element type.
func Data[T Float](q *Param) []T {
	if q == nil {
		return nil
	}
	var data any = q.f64
	if q.f32 != nil {
		data = q.f32
	}
	typed, _ := data.([]T)
	return typed
}

// Params returns the container of the parameter; nil if Add has not made the parameter.
func (q *Param) Params() *Params {
	if q == nil {
		return nil
	}
	return q.owner
}

// Len is Rows·Cols.
func (q *Param) Len() int {
	if q == nil {
		return 0
	}
	return q.Rows * q.Cols
}

// At returns element i, counted row by row; NaN if it does not exist.
func (q *Param) At(i int) float64 {
	switch {
	case q == nil || i < 0:
	case i < len(q.f32):
		return float64(q.f32[i])
	case i < len(q.f64):
		return q.f64[i]
	}
	return math.NaN()
}

// Set writes element i, rounded to the element type. It ignores an element that does not exist. Call Touch after the
// last Set.
func (q *Param) Set(i int, v float64) {
	switch {
	case q == nil || i < 0:
	case i < len(q.f32):
		q.f32[i] = float32(v)
	case i < len(q.f64):
		q.f64[i] = v
	}
}

// Values returns a copy of all elements, row by row.
func (q *Param) Values() []float64 {
	values := make([]float64, q.Len())
	if q == nil {
		return values
	}
	copy(values, q.f64)
	for i, v := range q.f32 {
		values[i] = float64(v)
	}
	return values
}

// SetAll writes all elements, row by row, and touches the container. Too few or too many values are a *ShapeError and
// change nothing. A parameter that Add has not made is ErrNilNode.
func (q *Param) SetAll(values []float64) error {
	if q == nil || q.owner == nil {
		return errors.Wrap(ErrNilNode, "parameter, want one made by Params.Add")
	}
	if len(values) != q.Len() {
		return &ShapeError{Op: "parameter " + q.Name, Got: []tensor.Shape{{len(values)}},
			Want: formatShape(tensor.Shape{q.Rows, q.Cols}) + " values"}
	}
	for i := range q.f32 {
		q.f32[i] = float32(values[i])
	}
	copy(q.f64, values)
	q.owner.Touch()
	return nil
}

// tensor returns a view of the backing array, for Gorgonia's own machines.
func (q *Param) tensor() *tensor.Dense {
	var backing any = q.f64
	if q.f32 != nil {
		backing = q.f32
	}
	return tensor.New(tensor.WithShape(q.Rows, q.Cols), tensor.WithBacking(backing))
}
