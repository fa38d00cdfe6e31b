// Fit: patches are counted in the tables of the classes that they may belong to.

package levels

import (
	"context"
	"fmt"
	"math"
	"runtime"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"gonum.org/v1/gonum/floats"
)

const (
	rounds = 3 // times that posterior probabilities are found anew (expectation and maximisation)
	few    = 4 // symmetries of each patch that are counted before the last count
)

// Mixture is the density that Fit found.
type Mixture struct {
	grid   *grid
	turns  []turn
	tables []*table
}

// fitting is a fit under way.
type fitting struct {
	*Mixture
	patches [][]uint8
	parts   [][]float64 // posterior probabilities of classes, a patch a row
}

// Fit fits to patches of side² bytes each.
func Fit(ctx context.Context, patches []uint8, side int) (*Mixture, error) {
	if side < 2 || len(patches) == 0 || len(patches)%(side*side) != 0 {
		return nil, fmt.Errorf("levels: %d bytes are no patches of %d×%d", len(patches), side, side)
	}
	f := &fitting{Mixture: &Mixture{grid: newGrid(side), turns: newTurns(side)}}
	f.sort(patches, side)
	if len(f.patches) == 0 {
		return nil, fmt.Errorf("levels: all patches are rougher than %g levels a pixel, and have few equal ones", roughness[len(roughness)-1])
	}
	f.tables = make([]*table, classes)
	for range rounds {
		if err := f.count(ctx, few); err != nil {
			return nil, err
		}
		if err := f.divide(ctx); err != nil {
			return nil, err
		}
	}
	return f.Mixture, f.count(ctx, len(f.turns))
}

// sort gives patches their first classes.
func (f *fitting) sort(patches []uint8, side int) {
	for ; len(patches) > 0; patches = patches[side*side:] {
		if class := first(patches[:side*side], side); class != none {
			parts := make([]float64, classes)
			parts[class] = 1
			f.patches, f.parts = append(f.patches, patches[:side*side]), append(f.parts, parts)
		}
	}
}

// count fills the tables.
func (f *fitting) count(ctx context.Context, images int) error {
	return parallel.Do(ctx, "levels: counts", runtime.GOMAXPROCS(0), len(f.tables), func(_, class int) error {
		t, u, cells := newTable(f.grid.kinds), make([]int, len(f.grid.places)), []cell(nil)
		t.weight = 1 // of one patch more than were counted, so that each class keeps some weight
		for i, patch := range f.patches {
			part := f.parts[i][class]
			if part < leastPart {
				continue
			}
			t.weight += part
			for n := range images {
				f.turn(i, n, images).levels(u, patch)
				cells = f.grid.cells(cells, u)
				t.count(cells, part)
			}
		}
		t.weight /= float64(len(f.patches) + len(f.tables))
		t.finish()
		f.tables[class] = t
		return nil
	})
}

// turn is the n-th of the symmetries under which patch i is counted. If these are not all symmetries, other patches
// have others.
func (f *fitting) turn(i, n, images int) turn {
	every := len(f.turns) / images
	return f.turns[i%every+n*every]
}

// leastPart is the posterior probability below which a class is left out.
const leastPart = 1e-3

// divide finds the posterior probabilities anew.
func (f *fitting) divide(ctx context.Context) error {
	return parallel.Do(ctx, "levels: classes", runtime.GOMAXPROCS(0), len(f.patches), func(_, i int) error {
		u, cells, parts := make([]int, len(f.grid.places)), []cell(nil), f.parts[i]
		for class := range parts {
			parts[class] = math.Inf(-1)
		}
		for n := range few {
			f.turn(i, n, few).levels(u, f.patches[i])
			cells = f.grid.cells(cells, u)
			for class, t := range f.tables {
				parts[class] = floats.LogSumExp([]float64{parts[class], math.Log(t.weight) + t.whole(cells)})
			}
		}
		total := floats.LogSumExp(parts)
		for class, v := range parts {
			parts[class] = math.Exp(v - total)
		}
		return nil
	})
}
