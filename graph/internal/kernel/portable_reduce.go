// This file has the reductions in Go, in the order of the assembly.

package kernel

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// laneTileBytes is the size of a tile of lanes. Sums over lanes have a chain for each element of one or several tiles,
// whatever the size of a vector, so that they have the same bits with all vectors. It is the size of an AVX-512 vector.
const laneTileBytes = 64

// chainsOfSum is the number of tiles side by side in a sum over lanes.
const chainsOfSum = 4

func sumLanesPortable[T scalar.Float](dst []T, stride int, x []T, ldx, features, n int, accumulate bool) {
	for r := 0; r < n || r == 0; r += longestCall {
		for c := range features {
			sum := sumTile(x[c*ldx+r : c*ldx+min(r+longestCall, n)])
			if accumulate || r > 0 {
				sum += dst[c*stride]
			}
			dst[c*stride] = sum
		}
	}
}

// sumTile adds lane r to chain r modulo the number of chains, then the chains of four tiles in pairs, then halves of the
// rest.
func sumTile[T scalar.Float](x []T) T {
	tile := laneTileBytes / scalar.ElementBytes[T]()
	var chains [chainsOfSum * laneTileBytes / 4]T
	for len(x) > 0 {
		n := min(chainsOfSum*tile, len(x))
		for l, v := range x[:n] {
			chains[l] += v
		}
		x = x[n:]
	}
	for l := range tile {
		chains[l] = (chains[l] + chains[l+tile]) + (chains[l+2*tile] + chains[l+3*tile])
	}
	for half := tile / 2; half > 0; half /= 2 {
		for l := range half {
			chains[l] += chains[l+half]
		}
	}
	return chains[0]
}

func sumFeaturesPortable[T scalar.Float](dst, x []T, ldx, features, lanes int, accumulate bool) {
	dst = dst[:lanes]
	if !accumulate {
		clear(dst)
	}
	for c := range features {
		row := x[c*ldx : c*ldx+lanes]
		for r := range dst {
			dst[r] += row[r]
		}
	}
}

func sumFeaturesProductPortable[T scalar.Float](dst, x []T, ldx int, y []T, ldy, features, lanes int, accumulate bool) {
	dst = dst[:lanes]
	if !accumulate {
		clear(dst)
	}
	for c := range features {
		u, v := x[c*ldx:c*ldx+lanes], y[c*ldy:c*ldy+lanes]
		for r := range dst {
			dst[r] = fma(u[r], v[r], dst[r])
		}
	}
}

func transposePortable[T scalar.Float](dst []T, ldd int, src []T, lds, rows, cols int) {
	for i := range rows {
		for j, v := range src[i*lds : i*lds+cols] {
			dst[j*ldd+i] = v
		}
	}
}
