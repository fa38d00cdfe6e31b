// This file tests that a plan with a mistake in it is refused.

package graph_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
	G "gorgonia.org/gorgonia"
)

// plannedProgram is a random program: with gradients, in row blocks with matrices that rows share, or element-wise.
func plannedProgram(t *testing.T, seed uint64) *ir.Program {
	t.Helper()
	b := graph.NewBuilder[float64](40)
	s := &graph.CompileSettings{Builder: b}
	build := gradientsOfRandom
	switch seed % 3 {
	case 0:
		build, s = gradientsOfShared, s.InBlocks(16)
	case 1:
		build = manyElements
	}
	inputs, outputs := build(t, b, randomParams[float64](t, seed), seed)
	if seed%2 == 0 {
		s.Accumulate = outputs
	}
	program, err := graph.Compile[float64](inputs, outputs, s)
	must(t, err)
	return program.Bound().Plan.Ir
}

// manyElements is an expression of which many values wait for others.
func manyElements(t *testing.T, b *graph.Builder, _ *graph.Params, _ uint64) (inputs, outputs []*G.Node) {
	t.Helper()
	x := b.Input("x", 3)
	all := []*G.Node{x}
	for f := scalar.Tanh; f <= scalar.Abs; f++ {
		all = append(all, graph.Unary(b, f, all[len(all)/2]))
	}
	product := x
	for _, n := range all {
		product = b.Mul(product, b.Shift(n, 1))
	}
	must(t, b.Err())
	return []*G.Node{x}, []*G.Node{b.SumRows(product, 1)}
}

// sabotages spoil a plan at group i. They return false if there is nothing to spoil.
var sabotages = map[string]func(pl *plan.Plan, i int) bool{
	"a group is left out": func(pl *plan.Plan, i int) bool {
		pl.Groups[i].Steps = nil
		return true
	},
	"a group is done twice": func(pl *plan.Plan, i int) bool {
		pl.Groups[i].Steps = append(pl.Groups[i].Steps, pl.Groups[i].Steps...)
		return true
	},
	"a value is computed late":     computeLate,
	"memory of what is read later": overwrite,
	"a tile of what is read later": overwriteTile,
	"the partner of another": func(pl *plan.Plan, i int) bool {
		steps := pl.Groups[i].Steps
		for k := 1; k < len(steps); k++ {
			if !steps[k].Pair && steps[k].V.Args[0] != steps[k-1].V.Args[0] {
				steps[k].Pair = true
				return true
			}
		}
		return false
	},
	"groups of Run are deferred": func(pl *plan.Plan, i int) bool {
		pl.Run = i
		return true
	},
	"one region for all": func(pl *plan.Plan, i int) bool {
		if pl.Blocks == 1 || i > 0 {
			return false
		}
		pl.Regions = []plan.Region{{From: 0, To: len(pl.Groups), Rows: true}}
		return true
	},
}

func computeLate(pl *plan.Plan, i int) bool {
	first := pl.Groups[i].Steps[0]
	v := first.V
	if first.Term >= 0 || v.Output || pl.Of(v).Position == pl.Of(v).Last {
		return false
	}
	pl.Groups[i].Steps = pl.Groups[i].Steps[1:]
	last := &pl.Groups[pl.Of(v).Last]
	last.Steps = append(last.Steps, plan.Step{V: v, Term: -1})
	return true
}

func overwrite(pl *plan.Plan, i int) bool {
	v := pl.Groups[i].Steps[0].V
	if !pl.Of(v).Slot.Storage.IsArena() {
		return false
	}
	for _, g := range pl.Groups[:i] {
		for _, st := range g.Steps {
			if w := st.V; st.Term < 0 && w != v && pl.Of(w).Slot.Storage == pl.Of(v).Slot.Storage && readBehind(pl, i, w) {
				pl.Of(v).Slot.Offset = pl.Of(w).Slot.Offset
				return true
			}
		}
	}
	return false
}

func readBehind(pl *plan.Plan, i int, v *ir.Value) bool {
	return slices.ContainsFunc(pl.Groups[i+1:], func(g plan.Group) bool { return readsAny(g.Steps, v) })
}

func overwriteTile(pl *plan.Plan, i int) bool {
	steps := pl.Groups[i].Steps
	isTile := func(k int) bool { return pl.Of(steps[k].V).Slot.Storage == plan.StorageScratch && !steps[k].Pair }
	for k := range steps {
		for j := k + 1; isTile(k) && j+1 < len(steps); j++ {
			if isTile(j) && !steps[j+1].Pair && readsAny(steps[j+1:], steps[k].V) {
				pl.Of(steps[j].V).Slot.Offset = pl.Of(steps[k].V).Slot.Offset
				return true
			}
		}
	}
	return false
}

func readsAny(steps []plan.Step, v *ir.Value) bool {
	return slices.ContainsFunc(steps, func(st plan.Step) bool { return slices.Contains(plan.Reads(st), v) })
}

// TestSpoiledPlansAreRefused: Verify refuses a plan with any of these mistakes, so that no mistake of a planner becomes a
// wrong number.
func TestSpoiledPlansAreRefused(t *testing.T) {
	spoiled := make(map[string]int)
	for seed := range uint64(6) {
		p := plannedProgram(t, seed)
		order := plan.Order(p, slices.Concat(p.Outputs, p.Totals))
		for i := range plan.Make(p, order).Groups {
			for name, spoil := range sabotages {
				pl := plan.Make(p, order)
				if !spoil(pl, i) {
					continue
				}
				spoiled[name]++
				var wrong *plan.PlanError
				if err := pl.Verify(); !errors.As(err, &wrong) {
					t.Errorf("%s: seed %d, group %d: error %v, want a PlanError", name, seed, i, err)
				}
			}
		}
	}
	for name := range sabotages {
		if spoiled[name] == 0 {
			t.Errorf("%s: no plan could be spoiled", name)
		}
	}
}
