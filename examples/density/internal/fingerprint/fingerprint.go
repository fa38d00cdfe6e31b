// The fingerprint of a table's rows.

// Package fingerprint tells whether two tables have the same rows in the same order, whatever the format and the order
// of the columns.
//
// With hᵢ the hash of row i, the fingerprint of n rows is Σ hᵢ·Pⁿ⁻ⁱ modulo 2⁶⁴. The fingerprint of a whole follows from
// those of its parts, so that parts may be read apart from each other.
package fingerprint

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// prime is P, that of FNV-1a for 64 bits.
const prime = 0x00000100000001b3

// A Print is the fingerprint of some rows. The zero value is the fingerprint of no rows.
type Print struct {
	Rows int64  `json:"rows"`
	Hash uint64 `json:"hash,string"`
}

// Of is the fingerprint of a table.
func Of(t *table.Table, columns []string) (Print, error) {
	var p Print
	err := p.Add(t, columns)
	return p, err
}

// Add adds the columns of further rows. A table.ColumnError names a column that is missing.
func (p *Print) Add(batch *table.Table, columns []string) error {
	hashes, err := Hashes(batch, columns)
	for _, hash := range hashes {
		p.Rows, p.Hash = p.Rows+1, p.Hash*prime+hash
	}
	return err
}

// Hashes are the hashes of rows, which equal rows have alike. A table.ColumnError names a column that is missing.
func Hashes(t *table.Table, columns []string) ([]uint64, error) {
	sorted := slices.Sorted(slices.Values(columns))
	chosen := make([]*table.Column, len(sorted))
	for j, name := range sorted {
		var err error
		if chosen[j], err = t.Column(name); err != nil {
			return nil, err
		}
	}
	hashes := make([]uint64, t.Rows())
	var bytes []byte
	for i := range hashes {
		bytes = bytes[:0]
		for _, c := range chosen {
			bytes = appendValue(bytes, c, i)
		}
		row := fnv.New64a()
		row.Write(bytes)
		hashes[i] = mixed(row.Sum64())
	}
	return hashes, nil
}

// Then is the fingerprint of these rows and those of q after them.
func (p Print) Then(q Print) Print {
	power, base := uint64(1), uint64(prime)
	for n := q.Rows; n > 0; n >>= 1 {
		if n&1 == 1 {
			power *= base
		}
		base *= base
	}
	return Print{p.Rows + q.Rows, p.Hash*power + q.Hash}
}

// String is the hash in hexadecimal.
func (p Print) String() string { return fmt.Sprintf("%016x", p.Hash) }

// mixed makes every bit of a hash depend on all its bits (Steele, Lea, Flood: SplitMix, 2014).
func mixed(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// appendValue adds a value by the kind of its column. Integers and booleans count as numbers, since not all formats
// tell them apart.
func appendValue(b []byte, c *table.Column, i int) []byte {
	switch {
	case c.Missing[i]:
		return append(b, 0)
	case c.Type == table.Text:
		b = binary.LittleEndian.AppendUint32(append(b, 1), uint32(len(c.Texts[i])))
		return append(b, strings.ToValidUTF8(c.Texts[i], "?")...)
	case c.Type == table.Date:
		b = binary.LittleEndian.AppendUint64(append(b, 2), uint64(c.Dates[i].Unix()))
		return binary.LittleEndian.AppendUint32(b, uint32(c.Dates[i].Nanosecond()))
	}
	return binary.LittleEndian.AppendUint64(append(b, 3), math.Float64bits(c.Numbers[i]+0)) // −0 becomes 0
}
