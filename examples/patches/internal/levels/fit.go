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

// roughness is the mean difference of adjacent pixels, in levels, from which a patch is first put into the next class.
// Patches rougher than the last class are left out: normal densities are as good for them.
var roughness = []float64{0.02, 0.3, 0.6, 1, 2}

// rounds are the times that patches find their classes anew (expectation and maximisation).
const rounds = 3

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
	if side < 2 || len(patches)%(side*side) != 0 {
		return nil, fmt.Errorf("levels: %d bytes are no patches of %d×%d", len(patches), side, side)
	}
	f := &fitting{Mixture: &Mixture{grid: newGrid(side), turns: newTurns(side)}}
	f.sort(patches, side)
	if len(f.patches) == 0 {
		return nil, fmt.Errorf("levels: all patches are rougher than %g levels a pixel", roughness[len(roughness)-1])
	}
	for range roughness {
		f.tables = append(f.tables, newTable(f.grid.kinds))
	}
	for round := range rounds + 1 {
		if round > 0 {
			if err := f.divide(ctx); err != nil {
				return nil, err
			}
		}
		if err := f.count(ctx); err != nil {
			return nil, err
		}
	}
	return f.Mixture, nil
}

// sort gives patches their first classes.
func (f *fitting) sort(patches []uint8, side int) {
	for ; len(patches) > 0; patches = patches[side*side:] {
		rough := rough(patches[:side*side], side)
		for class, limit := range roughness {
			if rough < limit {
				parts := make([]float64, len(roughness))
				parts[class] = 1
				f.patches, f.parts = append(f.patches, patches[:side*side]), append(f.parts, parts)
				break
			}
		}
	}
}

func rough(patch []uint8, side int) float64 {
	sum := 0.0
	for at, v := range patch {
		if at%side > 0 {
			sum += math.Abs(float64(v) - float64(patch[at-1]))
		}
		if at >= side {
			sum += math.Abs(float64(v) - float64(patch[at-side]))
		}
	}
	return sum / float64(2*side*(side-1))
}

// count fills the tables, each patch under all symmetries.
func (f *fitting) count(ctx context.Context) error {
	return parallel.Do(ctx, "levels: counts", runtime.GOMAXPROCS(0), len(f.tables), func(_, class int) error {
		t, u := f.tables[class], make([]int, len(f.grid.places))
		t.weight = 1 // of one patch more than were counted, so that each class keeps some weight
		for i, patch := range f.patches {
			part := f.parts[i][class]
			if part < leastPart {
				continue
			}
			t.weight += part
			for _, turn := range f.turns {
				turn.levels(u, patch)
				t.count(f.grid, u, float32(part))
			}
		}
		t.weight /= float64(len(f.patches) + len(f.tables))
		t.finish()
		return nil
	})
}

// leastPart is the posterior probability below which a class is left out.
const leastPart = 1e-3

// divide finds the posterior probabilities anew.
func (f *fitting) divide(ctx context.Context) error {
	return parallel.Do(ctx, "levels: classes", runtime.GOMAXPROCS(0), len(f.patches), func(_, i int) error {
		u, parts := make([]int, len(f.grid.places)), f.parts[i]
		for class, t := range f.tables {
			parts[class] = math.Inf(-1)
			// A quarter of the images, of each patch others.
			for n := i % 4; n < len(f.turns); n += 4 {
				f.turns[n].levels(u, f.patches[i])
				parts[class] = floats.LogSumExp([]float64{parts[class], math.Log(t.weight) + t.whole(f.grid, u)})
			}
		}
		total := floats.LogSumExp(parts)
		for class, v := range parts {
			parts[class] = math.Exp(v - total)
		}
		return nil
	})
}

// whole is log r(u).
func (t *table) whole(g *grid, u []int) (sum float64) {
	for at := range u {
		sum += t.conditional(g, u, at)
	}
	return sum
}
