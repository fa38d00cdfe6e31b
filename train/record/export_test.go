// What tests look at inside a TensorBoard.

package record

import "time"

var Masked = masked

// Stop lets the clock of a TensorBoard stand still.
func (b *TensorBoard) Stop(at time.Time) { b.now = func() time.Time { return at } }
