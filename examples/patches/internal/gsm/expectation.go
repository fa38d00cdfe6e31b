// The expectation: distances of rows from their candidates, and which part of a row each candidate answers for.

package gsm

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
)

// The rows that one worker divides at once.
const blockRows = 1024

func (b batch) blocks() int { return (b.hi - b.lo + blockRows - 1) / blockRows }

// leastPart is the posterior probability below which a candidate is left out.
const leastPart = 1e-3

// measure fills the distances of all candidates, component by component.
func (f *fitting) measure(ctx context.Context) error {
	return parallel.Do(ctx, inFit, f.settings.Workers, len(f.components), func(worker, k int) error {
		p := f.square[worker]
		set(p, f.components[k])
		for places := f.of(k); len(places) > 0; {
			n := min(lanes, len(places))
			gather(f, p, places[:n])
			if err := p.Run(n); err != nil {
				return err
			}
			for i, q := range p.Output(0)[:n] {
				f.distances[places[i]] = q
			}
			places = places[n:]
		}
		return nil
	})
}

// tile is how many rows are gathered together: a cache line of single precision. Rows gathered one by one would be
// written to addresses of one cache set.
const tile = 16

// gather loads the rows of candidates, each under its symmetry.
func gather[T graph.Float](f *fitting, p *graph.Program[T], places []int32) {
	in, stride := p.Input(inputRows), p.Stride()
	var rows, signs [tile][]float32
	var sources [tile][]int32
	for lo := 0; lo < len(places); lo += tile {
		n := min(tile, len(places)-lo)
		for i, place := range places[lo : lo+n] {
			row, g := int(place)/f.settings.Candidates, int(f.candidates[place])%len(f.group.elements)
			rows[i] = f.x[row*f.dim : (row+1)*f.dim]
			sources[i], signs[i] = f.group.sources[g], f.group.signs[g]
		}
		for j := range f.dim {
			dst := in[j*stride+lo : j*stride+lo+n]
			for i := range dst {
				dst[i] = T(signs[i][j] * rows[i][sources[i][j]])
			}
		}
	}
}

// divide fills the parts and returns the mean log-density of the rows under their candidates.
func (f *fitting) divide(ctx context.Context) (float64, error) {
	sums := make([]float64, f.blocks())
	err := parallel.Do(ctx, inFit, f.settings.Workers, len(sums), func(_, b int) error {
		for r := f.lo + b*blockRows; r < min(f.hi, f.lo+(b+1)*blockRows); r++ {
			sums[b] += f.divideRow(r)
		}
		return nil
	})
	total := 0.0
	for _, s := range sums {
		total += s
	}
	return total/float64(f.hi-f.lo) - math.Log(float64(len(f.group.elements))), err
}

func (f *fitting) divideRow(r int) float64 {
	n := f.settings.Candidates
	candidates, distances, parts := f.candidates[r*n:(r+1)*n], f.distances[r*n:(r+1)*n], f.parts[r*n:(r+1)*n]
	largest, total := math.Inf(-1), 0.0
	var values [MostCandidates]float64
	for i, c := range candidates {
		values[i] = math.Inf(-1)
		if c != none {
			values[i], _ = f.components[int(c)/len(f.group.elements)].joint(float64(distances[i]))
			largest = max(largest, values[i])
		}
	}
	for i := range candidates {
		total += math.Exp(values[i] - largest)
	}
	for i := range candidates {
		parts[i] = float32(math.Exp(values[i]-largest) / total)
	}
	return largest + math.Log(total)
}
