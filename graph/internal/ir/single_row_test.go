// Programs of a single row: which matrices are transposed.

package ir

import "testing"

// TestOnlyARowWantsATransposedMatrix: the features of a row are lanes, and have to lie side by side in the matrix of a
// product. The features of copies of a row are no lanes: the copies are, and their product reads the matrix as it stands.
func TestOnlyARowWantsATransposedMatrix(t *testing.T) {
	for batch, want := range map[int]int{1: 1, 2: 0} {
		p := &Program{Rows: 1, Tile: 16}
		x := p.Add(&Value{Op: Input{}, Rows: batch, Cols: 3, Batch: batch})
		w := p.Add(&Value{Op: Const{}, Rows: 2, Cols: 3})
		p.Add(&Value{Op: MatMul{TransB: true}, Args: []*Value{x, w}, Rows: batch, Cols: 2, Batch: batch})
		arrangeSingle(p)
		transposed := 0
		for _, v := range p.Values {
			if Is[Transpose](v) {
				transposed++
			}
		}
		if !p.Single || transposed != want {
			t.Errorf("%d copies: %d matrices are transposed, want %d; features are lanes: %t", batch, transposed, want, p.Single)
		}
	}
}
