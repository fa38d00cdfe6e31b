// Seeds of the noise of rounded values.

package card

// DrawSeed is the seed of draw k of the noise of rounded values. The seeds of draws are far apart: those of neighbouring
// seeds would share draws otherwise.
func DrawSeed(seed uint64, k int) uint64 { return seed + 0x9e3779b97f4a7c15*uint64(k) }
