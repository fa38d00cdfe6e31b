// Which rows of a table a fit has seen.

// Package split divides the rows of a table into those that are trained on and those that are only scored.
//
// A Split stands in the model's file, so that a row that was trained on is never taken for one that was not.
package split

import (
	"math"
	"math/rand/v2"

	"github.com/pkg/errors"
)

// A Split is drawn by a seed alone.
type Split struct {
	Seed  uint64  `json:"seed"`
	Share float64 `json:"share"` // of the rows that are held out
	Rows  int     `json:"rows"`  // of the table
}

// Check refuses a split that leaves one of its sides empty.
func (s Split) Check() error {
	if !(s.Share > 0 && s.Share < 1) {
		return errors.Errorf("-holdout %g: want a share above 0 and below 1", s.Share)
	}
	if held := s.held(); held == 0 || held == s.Rows {
		return errors.Errorf("-holdout %g leaves %d of %d rows to train on and %d to score; want at least one of each", s.Share, s.Rows-held, s.Rows, held)
	}
	return nil
}

// Deal gives the positions of both sides, in the order in which they were drawn.
func (s Split) Deal() (held, rest []uint32) {
	order := make([]uint32, s.Rows)
	for i := range order {
		order[i] = uint32(i)
	}
	rand.New(rand.NewPCG(s.Seed, 0x6865_6c64)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order[:s.held()], order[s.held():]
}

// held is how many rows are held out.
func (s Split) held() int { return int(math.Round(s.Share * float64(s.Rows))) }

// A Set tells whether a position is held out, with one bit for each position.
type Set []uint64

// Set is the split for a program that reads the table in the table's order.
func (s Split) Set() Set {
	set := make(Set, (s.Rows+63)/64)
	held, _ := s.Deal()
	for _, i := range held {
		set[i/64] |= 1 << (i % 64)
	}
	return set
}

// Has says whether the row at a position, from 0, is held out; no row beyond the table is.
func (s Set) Has(i int64) bool {
	return i >= 0 && i/64 < int64(len(s)) && s[i/64]>>(i%64)&1 == 1
}
