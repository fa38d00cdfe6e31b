// Random numbers of a row, which depend only on the seed and on the row's index in the table.

package schema

import (
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// uniform draws random numbers of a row.
type uniform interface {
	Float64() float64
	NormFloat64() float64
}

// draws are random numbers whose normal ones have the same bits on every processor.
type draws struct{ *rand.Rand }

// NormFloat64 implements uniform.
func (d draws) NormFloat64() float64 { return elementary.NormalDraw(d.Rand) }

// noise gives the random numbers of each row.
type noise struct {
	seed   uint64
	source *rand.PCG
	random draws
	fixed  uniform // in tests; else nil
}

func newNoise(seed uint64) noise {
	source := rand.NewPCG(seed, 0)
	return noise{seed: seed, source: source, random: draws{rand.New(source)}}
}

// streamEncode separates the random numbers of rows from others of one seed.
const streamEncode = 0x5c4e3a

func (n noise) of(row int64) uniform {
	if n.fixed != nil {
		return n.fixed
	}
	n.source.Seed(n.seed^streamEncode, uint64(row))
	return n.random
}
