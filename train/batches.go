// Batches: the rows of each iteration, in an order drawn from the seed and the epoch.

package train

import "math/rand/v2"

// Purposes separate the random streams of one seed. The high byte holds the purpose, the rest an epoch or iteration.
const (
	streamSplit   uint64 = 1 << 56
	streamShuffle uint64 = 2 << 56
	streamProbes  uint64 = 3 << 56
)

// batches deals out the training rows anew in every epoch. Rows that do not fill a batch are left out of that epoch, so
// that all batches have one size.
type batches struct {
	rows  set
	size  int
	seed  uint64
	epoch int // epoch of order; -1: none yet
	order []int
	batch set
}

func newBatches(rows set, size int, seed uint64) *batches {
	b := &batches{rows: rows, size: size, seed: seed, epoch: -1}
	if rows.len() > 0 {
		b.size = min(size, rows.len())
	}
	return b
}

// perEpoch is the number of batches in an epoch; 1 if there are no rows.
func (b *batches) perEpoch() int { return max(1, b.rows.len()/b.size) }

// at returns the batch of an iteration, counted from 0. It depends only on the seed and the iteration, and is valid
// until the next call.
func (b *batches) at(iteration int) set {
	if b.rows.len() == 0 {
		return set{}
	}
	epoch, place := iteration/b.perEpoch(), iteration%b.perEpoch()
	if epoch != b.epoch {
		random := rand.New(rand.NewPCG(b.seed, streamShuffle+uint64(epoch)))
		b.order, b.epoch = random.Perm(b.rows.len()), epoch
	}
	b.batch = b.rows.pick(b.batch, b.order[place*b.size:(place+1)*b.size])
	return b.batch
}

// probeSeed is the seed of the random probes of an iteration.
func probeSeed(seed uint64, iteration int) uint64 {
	return rand.NewPCG(seed, streamProbes+uint64(iteration)).Uint64()
}
