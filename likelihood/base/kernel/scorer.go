// The scorer: a row block against all tiles of points, by compiled programs.

package kernel

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// scorer scores rows. It is for one goroutine.
type scorer struct {
	points  *centred
	kernels []normal
	apart   *graph.Program[float64] // |x-p|² of rows and a tile of points
	sum     *graph.Program[float64] // Σ exp(-½ precision (|x-p|² - least)) for one width
	least   []float64               // by row: the least |x-p|² so far
	near    []float64               // by row: the least |x-p|² in this tile of points
	sums    [][]float64             // by width and row, relative to least
	row     []float64
}

func newScorer(d *Density) (*scorer, error) {
	s := &scorer{points: newCentred(d), kernels: d.kernels()}
	var err error
	if s.apart, err = compileApart(d.Dim()); err != nil {
		return nil, err
	}
	if s.sum, err = compileSum(); err != nil {
		return nil, err
	}
	return s.withRoom(), nil
}

func (s *scorer) clone() *scorer {
	return (&scorer{points: s.points, kernels: s.kernels, apart: s.apart.Clone(), sum: s.sum.Clone()}).withRoom()
}

func (s *scorer) withRoom() *scorer {
	s.least, s.near = make([]float64, blockRows), make([]float64, blockRows)
	s.sums, s.row = numeric.NewRows(len(s.kernels), blockRows), make([]float64, len(s.points.mean))
	return s
}

// run stores log p of at most blockRows rows.
func (s *scorer) run(ctx context.Context, x [][]float64, logProb []float64) error {
	s.load(x)
	for _, b := range s.points.tiles {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.add(b, len(x)); err != nil {
			return err
		}
	}
	logs := make([]float64, len(s.kernels))
	for r := range x {
		for h, k := range s.kernels {
			logs[h] = elementary.Log(s.sums[h][r]) + k.constant - float64(0.5*k.precision*s.least[r])
		}
		logProb[r] = numeric.LogSumExp(logs)
	}
	return nil
}

// load stores rows column by column.
func (s *scorer) load(x [][]float64) {
	rows, squares, stride := s.apart.Input(apartRow), s.apart.Input(apartSquare), s.apart.Stride()
	for r, row := range x {
		squares[r] = s.points.subtract(s.row, row)
		for c, v := range s.row {
			rows[c*stride+r] = v
		}
	}
	numeric.Fill(s.least, math.Inf(1))
	for _, sums := range s.sums {
		clear(sums)
	}
}

// add adds the kernels of a tile of points to the sums of n rows.
func (s *scorer) add(b tile, n int) error {
	copy(s.apart.Input(apartPoints), b.points)
	copy(s.apart.Input(apartSquares), b.squares)
	if err := s.apart.Run(n); err != nil {
		return err
	}
	s.approach(n)
	copy(s.sum.Input(sumApart), s.apart.Output(0))
	copy(s.sum.Input(sumLeast), s.least[:n])
	for h, k := range s.kernels {
		if s.vanishes(k, n) {
			continue
		}
		s.sum.Input(sumHalf)[0] = 0.5 * k.precision
		if err := s.sum.Run(n); err != nil {
			return err
		}
		numeric.AddTo(s.sums[h], s.sum.Output(0)[:n])
	}
	return nil
}
