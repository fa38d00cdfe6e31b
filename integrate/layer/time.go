// The ends of an interval as numbers or nodes.

package layer

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Time is an end of an interval in a user's graph: a number, or a node that has a derivative.
type Time struct {
	value float64
	node  *G.Node
}

// At is a time known when the graph is built.
func At(t float64) Time { return Time{value: t} }

// AtNode is the time that a node holds: a scalar, 1×1, or for Unroll R×1 with a time for each row. A nil node is an
// error where the time is used.
func AtNode(n *G.Node) Time { return Time{value: math.NaN(), node: n} }

// ends returns both ends as nodes with 1 or with rows rows; numbers become leaves with rows rows.
func ends(b *graph.Builder, like *G.Node, t0, t1 Time, rows int) (from, to *G.Node, err error) {
	if err := checkEnds(t0, t1); err != nil {
		return nil, nil, err
	}
	if from, err = t0.asNode(b, like, "t0", rows); err != nil {
		return nil, nil, err
	}
	to, err = t1.asNode(b, like, "t1", rows)
	return from, to, err
}

// asNode returns an end as a node of so many rows, in the graph of like.
func (t Time) asNode(b *graph.Builder, like *G.Node, name string, rows int) (*G.Node, error) {
	n := t.node
	switch {
	case n == nil:
		return repeatedTime(b, rows, t.value), b.Err()
	case n.Graph() != like.Graph():
		return nil, errors.Wrap(graph.ErrDifferentGraphs, name)
	case n.Dtype() != like.Dtype():
		return nil, &graph.DtypeError{Place: name, Got: n.Dtype(), Want: like.Dtype()}
	}
	if n.IsScalar() && n.Shape().Dims() == 0 {
		n = b.Apply(asMatrix{}, n)
	}
	if b.Err() != nil {
		return nil, b.Err()
	}
	s := n.Shape()
	if len(s) != 2 || s[1] != 1 || s[0] != 1 && s[0] != rows {
		want := "a scalar or 1×1"
		if rows > 1 {
			want = fmt.Sprintf("a scalar, 1×1 or %d×1", rows)
		}
		return nil, &graph.ShapeError{Op: "time " + name, Got: []tensor.Shape{s.Clone()}, Want: want}
	}
	if s[0] != rows {
		n = b.BroadcastRows(n, rows)
	}
	return n, b.Err()
}

func checkEnds(t0, t1 Time) error {
	for _, t := range [2]Time{t0, t1} {
		if t.node == nil && math.IsNaN(t.value) {
			return errors.Wrap(ode.ErrInterval, "an end is NaN, or the time at a nil node")
		}
		if math.IsInf(t.value, 0) {
			return errors.Wrapf(ode.ErrInterval, "an end is %g; it must be finite", t.value)
		}
	}
	if t0.node == nil && t1.node == nil && t0.value == t1.value {
		return errors.Wrapf(ode.ErrInterval, "both ends are %g", t0.value)
	}
	return nil
}

// timeGrid has the times and the size of equal steps from t0 to t1.
type timeGrid struct {
	b      *graph.Builder
	like   *G.Node
	t0, t1 Time
	steps  int
	// Where an end is a node: both ends as R×1, and the step size as R×D.
	from, to, h *G.Node
}

func newTimeGrid(b *graph.Builder, y *G.Node, t0, t1 Time, steps int) (*timeGrid, error) {
	c := &timeGrid{b: b, like: y, t0: t0, t1: t1, steps: steps}
	if t0.node == nil && t1.node == nil {
		return c, checkEnds(t0, t1)
	}
	var err error
	if c.from, c.to, err = ends(b, y, t0, t1, y.Shape()[0]); err != nil {
		return nil, err
	}
	c.h = scaled(b, b.Sub(c.to, c.from), 1/float64(steps))
	if cols := y.Shape()[1]; cols > 1 {
		c.h = b.BroadcastCols(c.h, cols)
	}
	return c, b.Err()
}

// step returns the size of step n: as a node, or as a number if both ends are numbers.
func (c *timeGrid) step(n int) (h *G.Node, factor float64) {
	if c.h != nil {
		return c.h, 1
	}
	return nil, c.grid(n+1) - c.grid(n)
}

// grid returns the beginning of step n; exactly t1 for n = steps.
func (c *timeGrid) grid(n int) float64 {
	if n == c.steps {
		return c.t1.value
	}
	return c.t0.value + (c.t1.value-c.t0.value)*float64(n)/float64(c.steps)
}

// at returns the time t_n + part·h, R×1.
func (c *timeGrid) at(n int, part float64) *G.Node {
	if c.h == nil {
		from, to := c.grid(n), c.grid(n+1)
		t := from + float64(part*(to-from))
		if part == 1 {
			t = to
		}
		return repeatedTime(c.b, c.like.Shape()[0], t)
	}
	share := (float64(n) + part) / float64(c.steps)
	switch share {
	case 0:
		return c.from
	case 1:
		return c.to
	}
	return sum(c.b, scaled(c.b, c.from, 1-share), scaled(c.b, c.to, share))
}
