// A table whose density is known: two groups of rows, with a rounded, a heavy-tailed, a smooth and a constant column.

package main

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

const madeRows = 600

// made is the table.
func made(seed uint64) *rows {
	rng := rand.New(rand.NewPCG(seed, 0x6d616465))
	r := &rows{names: []string{"rounded", "heavy", "bent", "constant"}, notes: []string{"made by the program itself"},
		truth: func(row []float64) float64 { return logTruth(row[0], row[1], row[2]) }}
	for range madeRows {
		g := groups[rng.IntN(len(groups))]
		u := math.Round((g.place+g.width*rng.NormFloat64())/cell) * cell
		v := math.Exp(g.place + g.spread*rng.NormFloat64())
		w := bend*math.Log(v)*math.Log(v) + noise*rng.NormFloat64()
		r.x = append(r.x, []float64{u, v, w, 1})
	}
	return r
}

const (
	cell  = 0.5
	bend  = 0.7
	noise = 0.4
)

// group is a part of the rows.
type group struct{ place, width, spread float64 }

var groups = []group{{0, 1, 0.8}, {3, 0.6, 0.5}}

// logTruth is the density that rows are drawn from, a rounded value's mass spread over its cell.
func logTruth(u, v, w float64) float64 {
	p := 0.0
	for _, g := range groups {
		rounded := distuv.Normal{Mu: g.place, Sigma: g.width}
		heavy := distuv.LogNormal{Mu: g.place, Sigma: g.spread}
		p += (rounded.CDF(u+cell/2) - rounded.CDF(u-cell/2)) / cell * heavy.Prob(v) / float64(len(groups))
	}
	return math.Log(p) + distuv.Normal{Mu: bend * math.Log(v) * math.Log(v), Sigma: noise}.LogProb(w)
}
