// Duplicates: columns that are equal in every row.

package schema

import (
	"hash/maphash"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// sameness finds columns that are equal in every row. It keeps classes of equal columns, which each batch may split
// further.
type sameness struct {
	started bool
	classes [][]int // of two columns or more
}

func (s *sameness) add(batch *table.Table) {
	if !s.started {
		s.started = true
		s.classes = [][]int{nil}
		for j := range batch.Columns {
			s.classes[0] = append(s.classes[0], j)
		}
	}
	var parted [][]int
	for _, class := range s.classes {
		for _, like := range byHash(batch, class) {
			parted = append(parted, part(batch, like)...)
		}
	}
	s.classes = parted
}

// byHash splits a class by hashes of the columns' values, so that few columns are compared with each other.
func byHash(batch *table.Table, class []int) (out [][]int) {
	seed, places := maphash.MakeSeed(), make(map[uint64]int, len(class))
	for _, j := range class {
		hash := hashOf(batch.Columns[j], seed)
		if _, known := places[hash]; !known {
			places[hash], out = len(out), append(out, nil)
		}
		out[places[hash]] = append(out[places[hash]], j)
	}
	return out
}

// hashOf is the same for columns that are alike.
func hashOf(c *table.Column, seed maphash.Seed) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for i, missing := range c.Missing {
		switch {
		case missing:
			h.WriteByte(0)
		case c.Type == table.Text:
			h.WriteString(c.Texts[i])
			h.WriteByte(1)
		case c.Type == table.Date:
			maphash.WriteComparable(&h, c.Dates[i].UnixNano())
		default:
			maphash.WriteComparable(&h, unsigned(c.Numbers[i]))
		}
	}
	return h.Sum64()
}

// part splits a class by the batch and returns the classes of two columns or more.
func part(batch *table.Table, class []int) (out [][]int) {
	for len(class) > 1 {
		like, others := class[:1:1], []int(nil)
		for _, j := range class[1:] {
			if alike(batch.Columns[class[0]], batch.Columns[j]) {
				like = append(like, j)
			} else {
				others = append(others, j)
			}
		}
		if len(like) > 1 {
			out = append(out, like)
		}
		class = others
	}
	return out
}

// alike reports whether two columns have the same values.
func alike(a, b *table.Column) bool {
	if a.Type != b.Type && !(a.Type.IsNumeric() && b.Type.IsNumeric() && a.Type != table.Bool && b.Type != table.Bool) {
		return false
	}
	for i := range a.Missing {
		if a.Missing[i] != b.Missing[i] || !a.Missing[i] && !sameValue(a, b, i) {
			return false
		}
	}
	return true
}

func sameValue(a, b *table.Column, i int) bool {
	switch a.Type {
	case table.Text:
		return a.Texts[i] == b.Texts[i]
	case table.Date:
		return a.Dates[i].Equal(b.Dates[i])
	}
	return a.Numbers[i] == b.Numbers[i]
}

// of returns the first column that equals column j; −1 if no earlier column does.
func (s *sameness) of(j int) int {
	for _, class := range s.classes {
		for _, k := range class[1:] {
			if k == j {
				return class[0]
			}
		}
	}
	return -1
}
