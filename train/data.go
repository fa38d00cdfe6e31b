// Data: rows with their conditions and weights, their checks and their split.

package train

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// A set is rows of data with their conditions and weights.
type set struct {
	x [][]float64 // N×D
	c [][]float64 // N×C; nil for a flow without conditions
	w []float64   // N: weights of the rows; nil: equal

	at []int // N: numbers of the rows in what the caller has given; nil: 0, 1, …
}

func (s set) len() int { return len(s.x) }

// pick copies the rows with the given numbers to dst and reuses its memory.
func (s set) pick(dst set, numbers []int) set {
	dst.x, dst.c, dst.w, dst.at = dst.x[:0], dst.c[:0], dst.w[:0], dst.at[:0]
	for _, i := range numbers {
		dst.x, dst.at = append(dst.x, s.x[i]), append(dst.at, s.number(i))
		if s.w != nil {
			dst.w = append(dst.w, s.w[i])
		}
		if s.c != nil {
			dst.c = append(dst.c, s.c[i])
		}
	}
	if s.c == nil {
		dst.c = nil
	}
	if s.w == nil {
		dst.w = nil
	}
	return dst
}

// number is the number of row i in what the caller has given.
func (s set) number(i int) int {
	if s.at == nil {
		return i
	}
	return s.at[i]
}

// usable returns the rows with a weight above 0, and finds the first entry of them that cannot be used; cond is the width of
// conditions, 0 for none.
func (s set) usable(what string, dim, cond int) (set, error) {
	if s.c != nil && len(s.c) != len(s.x) {
		return s, errors.Wrapf(ErrSettings, "%s: %d rows with %d conditions", what, len(s.x), len(s.c))
	}
	if err := located(entries.CheckWeights(what+" weights", s.w, len(s.x), likelihood.ErrSettings)); err != nil {
		return s, err
	}
	switch {
	case cond > 0 && s.c == nil && len(s.x) > 0:
		return s, errors.Wrapf(likelihood.ErrCondition, "%s: no conditions, want a row of %d numbers for each of %d rows", what, cond, len(s.x))
	case cond == 0 && len(s.c) > 0:
		return s, errors.Wrapf(likelihood.ErrCondition, "%s: %d conditions for a model that takes none", what, len(s.c))
	}
	s, err := s.counting(what)
	if err != nil {
		return s, err
	}
	if err := s.checkRows(what, s.x, dim); err != nil {
		return s, err
	}
	return s, s.checkRows(what+" condition", s.c, cond)
}

// condDim is the width of the model's conditions; if the model does not say, that of the given conditions that count.
func condDim(model Model, given set) int {
	if m, ok := model.(interface{ CondDim() int }); ok {
		return m.CondDim()
	}
	for i, row := range given.c {
		if i >= len(given.w) || given.w[i] > 0 {
			return len(row)
		}
	}
	return 0
}

// checkSize finds the first number that is finite in double precision but not in single precision, if the model
// computes in the latter. It names the row among all given rows, which a batch cannot. Data and condition are the
// standardisations to be used.
func (s set) checkSize(what string, params []*graph.Param, data, condition standardization) error {
	if !isSingle(params) {
		return nil
	}
	s, err := s.counting(what)
	if err != nil {
		return err
	}
	if err := s.located(entries.CheckSize(what, s.x, data.Mean, data.Std, tensor.Float32)); err != nil {
		return err
	}
	return s.located(entries.CheckSize(what+" condition", s.c, condition.Mean, condition.Std, tensor.Float32))
}

// isSingle reports whether any parameter is float32; parameters of bases and norms never are.
func isSingle(params []*graph.Param) bool {
	for _, p := range params {
		if p.Params().Dtype() == tensor.Float32 {
			return true
		}
	}
	return false
}

// checkRows is likelihood's check of the rows or their conditions, which may be empty.
func (s set) checkRows(what string, x [][]float64, width int) error {
	if len(x) == 0 {
		return nil
	}
	return s.located(entries.Check(what, x, width))
}

// located numbers the row of a fault as the caller does.
func (s set) located(err error) error {
	if fault, ok := err.(*entries.Fault); ok {
		fault.Row = s.number(fault.Row)
	}
	return located(err)
}

// located makes a *likelihood.DataError of a fault of rows.
func located(err error) error {
	if fault, ok := err.(*entries.Fault); ok {
		return errors.WithStack((*likelihood.DataError)(fault))
	}
	return err
}

// heldOut is a share of so many rows, rounded down, and not all of them. 0.29 of 100 rows are 29, though the product is a
// little below.
func heldOut(share float64, rows int) int {
	return min(int(math.Max(share, 0)*float64(rows)*(1+0x1p-50)), max(rows-1, 0))
}

// split splits rows into rows to train on and a share of held-out rows, rounded down. Both keep their order.
func (s set) split(share float64, seed uint64) (training, held set) {
	n := heldOut(share, s.len())
	out := make([]bool, s.len())
	for _, i := range rand.New(rand.NewPCG(seed, streamSplit)).Perm(s.len())[:n] {
		out[i] = true
	}
	var kept, left []int
	for i := range out {
		if out[i] {
			left = append(left, i)
		} else {
			kept = append(kept, i)
		}
	}
	return s.pick(set{}, kept), s.pick(set{}, left)
}
