// Programs that break what holds after a pass are refused.

package ir

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// spoiled has for each pass a program that the pass must not leave.
var spoiled = map[string]func(p *Program){
	"layout": func(p *Program) {
		x, fixed := p.Add(&Value{Op: Input{}, Batch: 1}), p.Add(&Value{Op: Input{}})
		p.Add(&Value{Op: Binary{Func: scalar.Add}, Args: []*Value{x, fixed}, Batch: 1})
	},
	"accumulated outputs row-major": func(p *Program) {
		p.Outputs, p.Sums = []*Value{p.Add(&Value{Op: Input{}, Batch: 1})}, []bool{true}
	},
	"outputs by row": func(p *Program) {
		p.Rows = 2
		p.Outputs, p.Sums = []*Value{p.Add(&Value{Op: Input{}, Rows: 2, PerRow: true})}, []bool{false}
	},
	"equal": func(p *Program) {
		x := p.Add(&Value{Op: Input{}})
		p.Add(&Value{Op: Affine{Scale: 2}, Args: []*Value{x}})
		p.Add(&Value{Op: Affine{Scale: 2}, Args: []*Value{x}})
	},
	"sums": func(p *Program) {
		p.Outputs, p.Sums = []*Value{p.Add(&Value{Op: Input{}})}, []bool{true}
	},
	"epilogues": func(p *Program) {
		total := p.Add(&Value{Op: Sum{}, Total: true})
		p.Add(&Value{Op: Transpose{}, Args: []*Value{total}})
	},
	"fuse": func(p *Program) {
		p.Add(&Value{Op: Unary{Func: scalar.Neg}, Args: []*Value{p.Add(&Value{Op: Input{}})}})
	},
	"materialize broadcasts": func(p *Program) {
		row := p.Add(&Value{Op: BroadcastRows{}, Args: []*Value{p.Add(&Value{Op: Input{}})}, Batch: 1})
		p.Add(&Value{Op: SumCols{}, Args: []*Value{row}, Batch: 1})
	},
	"single row": func(p *Program) {
		p.Single, p.Tile = true, 2
		p.Add(&Value{Op: ToFlat{}, Args: []*Value{p.Add(&Value{Op: Input{}, Batch: 2})}})
	},
	"outputs stored": func(p *Program) { p.Outputs = []*Value{p.Add(&Value{Op: Input{}})} },
	"drop unread":    func(p *Program) { p.Add(&Value{Op: Const{}}) },
}

func TestSpoiledProgramsAreRefused(t *testing.T) {
	for _, pass := range Passes {
		p := &Program{}
		if err := pass.check(p); err != nil {
			t.Errorf("%s: an empty program: %v", pass.Name, err)
		}
		spoil := spoiled[pass.Name]
		if spoil == nil {
			t.Fatalf("%s: no program that the pass must not leave", pass.Name)
		}
		spoil(p)
		var wrong *InvariantError
		if err := pass.check(p); !errors.As(err, &wrong) || wrong.Pass != pass.Name {
			t.Errorf("%s: error %v, want an InvariantError of this pass", pass.Name, err)
		}
	}
}

// TestArgumentsComeFirst: after any pass a value that comes before its argument is refused.
func TestArgumentsComeFirst(t *testing.T) {
	p := &Program{}
	first, second := p.Add(&Value{Op: Input{}}), p.Add(&Value{Op: Input{}})
	first.Args = []*Value{second}
	for _, pass := range Passes {
		if err := pass.check(p); err == nil {
			t.Errorf("%s: no error for a value before its argument", pass.Name)
		}
	}
}

// TestSignsOfZeroDiffer: values that differ by the sign of a zero are not equal.
func TestSignsOfZeroDiffer(t *testing.T) {
	p := &Program{}
	x := p.Add(&Value{Op: Input{}})
	for _, shift := range []float64{0, math.Copysign(0, -1), math.Copysign(0, -1), 2} {
		p.Outputs = append(p.Outputs, p.Add(&Value{Op: Affine{Scale: 1, Shift: shift}, Args: []*Value{x}}))
	}
	mergeEqual(p)
	if p.Outputs[0] == p.Outputs[1] || p.Outputs[1] != p.Outputs[2] || p.Outputs[0] == p.Outputs[3] {
		t.Errorf("merged as %v, want the second and the third to be one value", p.Outputs)
	}
}
