// Sums over row blocks by a tree: their bits, and the bytes that ranks send for them.

package partial_test

import (
	"context"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/partial"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/internal/peers/inprocess"
	"github.com/pkg/errors"
)

var lengths = []int{3, 0, 5}

// block is the contribution of a row block, by its number.
func block(i int) *partial.Sums {
	r, s := rand.New(rand.NewPCG(uint64(i), 1)), partial.New(lengths)
	s.Loss, s.T0, s.T1, s.ReverseError = r.NormFloat64(), r.NormFloat64(), r.NormFloat64(), r.Float64()
	s.Forward, s.Backward = ode.Stats{Evaluations: i, Flops: float64(i)}, ode.Stats{Rejected: 1}
	for _, p := range s.Params {
		for k := range p {
			p[k] = r.NormFloat64()
		}
	}
	return s
}

// alone adds up row blocks in one process.
func alone(blocks int) *partial.Sums {
	s := partial.New(lengths)
	for i := range blocks {
		s.Add(block(i))
	}
	s.Fold()
	return s
}

// together adds up row blocks in several ranks. A rank for which fails returns an error fails.
func together(size, rows, blockRows int, add func(s *partial.Sums, first, blocks int), fails func(rank int) error) (*inprocess.World, []*partial.Sums, []error) {
	world, ranks := inprocess.New(size)
	sums, errs := make([]*partial.Sums, size), make([]error, size)
	var group sync.WaitGroup
	for r := range ranks {
		group.Go(func() {
			ctx := peers.With(context.Background(), ranks[r])
			team := peers.Of(ctx)
			team.Cut(rows, blockRows)
			s := partial.New(lengths)
			s.Clear()
			s.KeepApart(team)
			add(s, team.FirstBlock(r), team.Blocks(r))
			_, errs[r] = s.Share(ctx, ode.Stats{}, fails(r))
			sums[r] = s
		})
	}
	group.Wait()
	return world, sums, errs
}

func never(int) error { return nil }

// oneByOne adds row blocks from first on.
func oneByOne(s *partial.Sums, first, blocks int) {
	for i := range blocks {
		s.Add(block(first + i))
	}
}

// inLists adds the gradients of row blocks from first on, some at a time.
func inLists(s *partial.Sums, first, blocks int) {
	for from, n := 0, 1; from < blocks; from, n = from+n, 1+(3*n+first)%21 {
		n = min(n, blocks-from)
		lists := make([][]float64, n)
		for i := range lists {
			for _, p := range block(first + from + i).Params {
				lists[i] = append(lists[i], p...)
			}
		}
		if err := partial.AddBlocks(context.Background(), s, lists); err != nil {
			panic(err)
		}
	}
}

// TestListsHaveTheBitsOfSums: gradients that are added some at a time give the bits of one after another, on any number of
// ranks.
func TestListsHaveTheBitsOfSums(t *testing.T) {
	for blocks := range 70 {
		want, listed := alone(blocks), partial.New(lengths)
		inLists(listed, 0, blocks)
		listed.Fold()
		if !reflect.DeepEqual(listed.Params, want.Params) {
			t.Errorf("%d blocks: %v, want %v", blocks, listed.Params, want.Params)
		}
		for _, size := range []int{2, 3, 8} {
			_, sums, errs := together(size, max(4*blocks-1, 0), 4, inLists, never)
			for r := range sums {
				if errs[r] != nil || !reflect.DeepEqual(sums[r].Params, want.Params) {
					t.Errorf("%d blocks, rank %d of %d: %v, %v, want %v", blocks, r, size, errs[r], sums[r].Params, want.Params)
				}
			}
		}
	}
}

func same(a, b *partial.Sums) bool {
	equal := a.Loss == b.Loss && a.T0 == b.T0 && a.T1 == b.T1 && a.ReverseError == b.ReverseError && a.Forward == b.Forward && a.Backward == b.Backward
	for i, p := range a.Params {
		for k, v := range p {
			equal = equal && v == b.Params[i][k]
		}
	}
	return equal
}

// TestRanksHaveTheBitsOfOne: several ranks get the bits of a sum in one process, for any number of row blocks.
func TestRanksHaveTheBitsOfOne(t *testing.T) {
	for blocks := range 70 {
		want := alone(blocks)
		for _, size := range []int{2, 3, 4, 8, 13} {
			_, sums, errs := together(size, max(4*blocks-1, 0), 4, oneByOne, never)
			for r := range sums {
				if errs[r] != nil || !same(sums[r], want) {
					t.Errorf("%d blocks, rank %d of %d: %v, %v, want %v", blocks, r, size, errs[r], sums[r].Params, want.Params)
				}
			}
		}
	}
}

// TestFewBlocksAreAddedInOrder: up to eight row blocks are added one after another.
func TestFewBlocksAreAddedInOrder(t *testing.T) {
	for blocks := range 9 {
		want := partial.New(lengths)
		for i := range blocks {
			want.Plus(block(i))
		}
		if !same(alone(blocks), want) {
			t.Errorf("%d blocks: %v, want %v", blocks, alone(blocks).Params, want.Params)
		}
	}
}

// TestBytesDoNotGrowWithTheBlocks: the bytes that a rank sends do not grow with its row blocks, from sixteen on.
func TestBytesDoNotGrowWithTheBlocks(t *testing.T) {
	few, _, _ := together(4, 64, 1, oneByOne, never)
	many, _, _ := together(4, 4096, 1, oneByOne, never)
	if few.Bytes != many.Bytes {
		t.Errorf("%d bytes for 4096 blocks, want the %d of 64", many.Bytes, few.Bytes)
	}
}

// TestAFailureIsToldToAll: if one rank fails, all other ranks return an error that names it.
func TestAFailureIsToldToAll(t *testing.T) {
	full := errors.New("full")
	_, _, errs := together(3, 40, 4, oneByOne, func(rank int) error {
		if rank == 1 {
			return full
		}
		return nil
	})
	for r, err := range errs {
		var of *peers.Error
		if r == 1 && !errors.Is(err, full) || r != 1 && (!errors.As(err, &of) || of.Rank != 1) {
			t.Errorf("rank %d: %v, want the failure of rank 1", r, err)
		}
	}
}
