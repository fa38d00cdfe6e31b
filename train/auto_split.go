// The rows of folds: equal ones together, and frequent ones in all folds.

package train

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/equal"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// split draws the folds. The error is ctx's.
func (s *search) split(ctx context.Context, x [][]float64) error {
	rng := rand.New(rand.NewPCG(s.Seed, 0x666f6c64))
	order := rng.Perm(len(x))
	for _, i := range order[:min(len(order), mostRows)] {
		s.x = append(s.x, x[i])
	}
	n, count, held := len(s.x), foldCount, (len(s.x)+foldCount-1)/foldCount
	if n > manyRows {
		count, held = 1, min(n/5, 10_000)
	}
	lo, group, err := 0, []int(nil), error(nil)
	s.x, group, err = together(ctx, rng, s.x, min(held, int(math.Sqrt(float64(n)))))
	if err != nil {
		return err
	}
	for f := range min(count, (n+held-1)/held) { // of 11 rows four folds of three hold all
		hi := min((f+1)*held, n)
		own := &fold{seed: s.Seed + uint64(f)<<32}
		if group != nil {
			hi = s.beforeCopies(hi, held)
			own.copies = runs(group[lo:hi])
		}
		own.train, own.held = slices.Concat(s.x[:lo], s.x[hi:]), s.x[lo:hi]
		s.folds = append(s.folds, own)
		lo = hi
	}
	return nil
}

// runs are the numbers of neighbours that are equal.
func runs(list []int) (sizes []int) {
	for i, v := range list {
		if i == 0 || v != list[i-1] {
			sizes = append(sizes, 0)
		}
		sizes[len(sizes)-1]++
	}
	return sizes
}

// beforeCopies returns the end of a fold that leaves all copies of a row in one: the first of the copies that the end would
// part, unless they are more than a fold.
func (s *search) beforeCopies(end, held int) int {
	first, last := end, end
	for ; first > 0 && last < len(s.x) && slices.Equal(s.x[first-1], s.x[end]); first-- {
	}
	for ; last < len(s.x) && slices.Equal(s.x[last], s.x[end]); last++ {
	}
	if last-first > held {
		return end
	}
	return first
}

// together sorts equal rows next to each other, so that they come into one fold: a density gains nothing by memorising
// a row. Rows come in any order whether they are copied or not, since the first ones may be all that is held out. More
// than so many copies are dealt one by one, as a frequent value is, such as zeros in all columns. If most rows have equal
// ones since their values are few, the rows keep their order. Rows that are together have one number as their group, which is
// nil if there are none. The error is ctx's.
func together(ctx context.Context, rng *rand.Rand, x [][]float64, most int) (list [][]float64, group []int, err error) {
	same, err := equal.Rows(ctx, x)
	if err != nil || len(same) == len(x) {
		return x, nil, err
	}
	if 2*len(same) < len(x) {
		if copied, err := areCopied(ctx, x, same); err != nil || !copied {
			return x, nil, err
		}
	}
	groups := make([][]int, 0, len(x))
	for _, rows := range same {
		size := len(rows)
		if size > most {
			size = 1
		}
		groups = slices.AppendSeq(groups, slices.Chunk(rows, size))
	}
	rng.Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
	for k, rows := range groups {
		for _, row := range rows {
			list, group = append(list, x[row]), append(group, k)
		}
	}
	return list, group, nil
}

// areCopied says whether most rows are equal to others since rows have been copied: two columns then tell nearly all different
// rows apart. So do two numbers of a city, but cities are few.
func areCopied(ctx context.Context, x [][]float64, same [][]int) (are bool, err error) {
	different := make([][]float64, len(same))
	for k, rows := range same {
		different[k] = x[rows[0]]
	}
	kinds, err := marginal.Kinds(different)
	if err != nil || equal.AreFew(len(x), same) {
		return false, nil
	}
	return equal.AreTold(ctx, x, same, func(j int) bool { return kinds[j] == marginal.Density })
}
