// A problem, and the classes of problems.

package problems

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// Class groups problems by what is hard about them.
type Class string

// The classes.
const (
	Single        Class = "DETEST A: single equations"
	Small         Class = "DETEST B: small systems"
	Moderate      Class = "DETEST C: moderate systems"
	Orbit         Class = "DETEST D: orbits"
	HigherOrder   Class = "DETEST E: equations of higher order"
	Linear        Class = "linear systems"
	Nonlinear     Class = "nonlinear systems"
	NonAutonomous Class = "time-dependent right-hand sides"
	Stiff         Class = "stiff systems"
)

// Problem is dy/dt = f(t, y) with y(T0) = Y0, to be solved to T1. It must not be changed. Its fields stand together
// since a problem is written and read as one table.
type Problem struct {
	Name   string
	Source string // where the problem was published
	Class  Class
	Dim    int // D
	T0, T1 float64
	Y0     []float64 // D numbers
	// F writes f(t, y) to dy; both have D numbers.
	F func(t float64, y, dy []float64)
	// Graph adds f to a graph: t is R×1 or 1×1, y and the result are R×D.
	Graph func(b *graph.Builder, t, y *G.Node) *G.Node
	// Exact writes the solution at any t to y; nil where there is no closed form.
	Exact func(t float64, y []float64)
	// Invariants returns quantities that the solution conserves; nil where none is known.
	Invariants func(y []float64) []float64
	// End is the solution at T1, correct to the last digits of a float64.
	End []float64
	// Sensitivity is the condition of End with respect to Y0: how far End moves, as Error measures it, divided by a
	// small change of one number of Y0; at least 1. The error of a method is at least Sensitivity times the round-off
	// in Y0.
	Sensitivity float64
}

// System returns the problem as a system of one block "y" without parameters. A problem without a Graph gives a system
// that every solver refuses.
func (p *Problem) System() *ode.System {
	if p == nil || p.Graph == nil {
		return &ode.System{}
	}
	return &ode.System{
		Blocks: []ode.Block{{Name: "y", Width: p.Dim}},
		Build: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{p.Graph(b, t, y[0])}, b.Err()
		},
	}
}

// Pose returns the problem as a batch of equal rows. Without a problem or rows it gives a batch that every solver
// refuses.
func Pose[T graph.Float](p *Problem, rows int) *ode.Problem[T] {
	if p == nil || rows < 1 {
		return &ode.Problem[T]{}
	}
	y := make([]T, 0, rows*p.Dim)
	for range rows {
		for _, v := range p.Y0 {
			y = append(y, T(v))
		}
	}
	return &ode.Problem[T]{T0: p.T0, T1: p.T1, Rows: rows, Y: [][]T{y}}
}

// Error is the largest |y − End|/(1+|End|) over the D numbers of y; +Inf where y has another length.
func (p *Problem) Error(y []float64) float64 {
	if p == nil || len(y) != len(p.End) {
		return math.Inf(1)
	}
	return distance(y, p.End)
}

func distance(y, want []float64) float64 {
	worst := 0.0
	for i, w := range want {
		d := math.Abs(y[i]-w) / (1 + math.Abs(w))
		if d != d {
			return math.Inf(1)
		}
		worst = max(worst, d)
	}
	return worst
}

// All returns every problem: DETEST first, stiff ones last.
func All() []*Problem {
	var all []*Problem
	for _, class := range [][]*Problem{classA, classB, classC, classD, classE, linear, nonlinear, nonAutonomous, stiff} {
		all = append(all, class...)
	}
	return all
}

// Of returns the problems of some classes.
func Of(classes ...Class) []*Problem {
	var chosen []*Problem
	for _, p := range All() {
		for _, c := range classes {
			if p.Class == c {
				chosen = append(chosen, p)
			}
		}
	}
	return chosen
}

// Find returns the problem of that name, nil if there is none.
func Find(name string) *Problem {
	for _, p := range All() {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// with sets the class, the source and End of problems.
func with(class Class, source string, list ...*Problem) []*Problem {
	for _, p := range list {
		p.Class, p.Dim, p.End = class, len(p.Y0), ends[p.Name]
		if p.Source == "" {
			p.Source = source
		}
		if p.Sensitivity == 0 {
			p.Sensitivity = 1
		}
	}
	return list
}
