// Package finite tells numbers from infinities and NaN, in one operation: over all weights of a network it counts.
package finite

// Is reports whether v is neither infinite nor NaN. A difference v − v of a product would be its rounding error where
// instructions multiply and add.
func Is[T float32 | float64](v T) bool { return v*0 == 0 }

// FirstNot is the index of the first number of x that is infinite or NaN, −1 if there is none.
func FirstNot[T float32 | float64](x []T) int {
	i := 0
	for ; i+8 <= len(x); i += 8 { // one comparison for eight numbers
		v := x[i:][:8]
		near, far := v[0]-v[0]+(v[1]-v[1])+(v[2]-v[2])+(v[3]-v[3]), v[4]-v[4]+(v[5]-v[5])+(v[6]-v[6])+(v[7]-v[7])
		if near+far != 0 {
			break
		}
	}
	for ; i < len(x); i++ {
		if v := x[i]; v-v != 0 {
			return i
		}
	}
	return -1
}
