// The rows of folds: equal ones together, and frequent ones in all folds.

package train

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// split draws the folds.
func (s *search) split(x [][]float64) {
	rng := rand.New(rand.NewPCG(s.Seed, 0x666f6c64))
	order := rng.Perm(len(x))
	for _, i := range order[:min(len(order), mostRows)] {
		s.x = append(s.x, x[i])
	}
	n, count, held := len(s.x), foldCount, (len(s.x)+foldCount-1)/foldCount
	if n > manyRows {
		count, held = 1, min(n/5, 10_000)
	}
	lo, group := 0, []int(nil)
	s.x, group = together(rng, s.x, min(held, int(math.Sqrt(float64(n)))))
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
// nil if there are none.
func together(rng *rand.Rand, x [][]float64, most int) (list [][]float64, group []int) {
	same := map[string][][]float64{}
	var order []string
	var different [][]float64
	key := make([]byte, 0, 8*len(x[0]))
	for _, row := range x {
		key = key[:0]
		for _, v := range row {
			key = binary.LittleEndian.AppendUint64(key, math.Float64bits(v+0)) // -0 + 0 is 0
		}
		if same[string(key)] == nil {
			order, different = append(order, string(key)), append(different, row)
		}
		same[string(key)] = append(same[string(key)], row)
	}
	if len(order) == len(x) || 2*len(order) < len(x) && !areCopied(different, len(x)) {
		return x, nil
	}
	groups := make([][][]float64, 0, len(x))
	for _, k := range order {
		size := len(same[k])
		if size > most {
			size = 1
		}
		groups = slices.AppendSeq(groups, slices.Chunk(same[k], size))
	}
	rng.Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
	for k, rows := range groups {
		group = append(group, slices.Repeat([]int{k}, len(rows))...)
	}
	return slices.Concat(groups...), group
}

// areCopied says whether most of so many rows are equal to others since rows have been copied, as in a table that is
// appended to itself, or where some are drawn more often for balance. Two columns then tell nearly all different rows apart.
// So do two numbers of a city, but cities are few, and rows of each are many: fewer cities than the square of these.
func areCopied(different [][]float64, rows int) bool {
	kinds, err := marginal.Kinds(different)
	telling := 0
	for j, kind := range kinds {
		values := map[float64]bool{}
		for _, row := range different {
			values[row[j]] = true
		}
		if kind == marginal.Density && 10*len(values) >= 9*len(different) {
			telling++
		}
	}
	each := float64(rows) / float64(len(different))
	return err == nil && telling >= 2 && float64(len(different)) >= each*each
}
