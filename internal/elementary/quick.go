// A logarithm and an exponential for step sizes, which every step of every row takes: a table and a short series each.

package elementary

import "math"

// quickBits is the binary logarithm of the entries in a table.
const quickBits = 7

// quickTables hold, for the i-th of 2⁷ parts of [1, 2), the reciprocal of its middle and minus the logarithm of that, and
// the i-th power of 2 to 1/2⁷.
var quickTables = func() (t struct{ inverse, log, power [1 << quickBits]float64 }) {
	for i := range t.inverse {
		t.inverse[i] = 1 / (1 + float64((float64(i)+0.5)/(1<<quickBits)))
		t.log[i] = -Log(t.inverse[i])
		t.power[i] = Exp(float64(i) * math.Ln2 / (1 << quickBits))
	}
	return t
}()

// QuickLog is the natural logarithm with an error of 10⁻¹⁵, absolute where it is below 1.
func QuickLog(x float64) float64 {
	if !(x >= 0x1p-1022 && x <= math.MaxFloat64) {
		return Log(x)
	}
	bits := math.Float64bits(x)
	part, exponent := bits>>(52-quickBits)&(1<<quickBits-1), int(bits>>52)-1023
	m := math.Float64frombits(bits&(1<<52-1) | 1023<<52)
	z := float64(m*quickTables.inverse[part]) - 1 // at most 1/256
	z2 := float64(z * z)
	series := z - float64(z2*(0.5-float64(z*(1./3))+float64(z2*(1./4-float64(z*(1./5))))))
	return float64(float64(exponent)*math.Ln2) + (quickTables.log[part] + series)
}

const (
	quickPart     = 0x1.62e42fef8p-8          // ln 2/2⁷, rounded so that its products with numbers of parts are exact
	quickPartRest = 0x1.1cf79abc9e3b4p-43     // what that leaves
	parts         = 1 << quickBits / math.Ln2 // in 1
	whole         = 0x1.8p52                  // numbers of this size have no fraction
)

// QuickExp is eˣ with a relative error of 2·10⁻¹⁵.
func QuickExp(x float64) float64 {
	if !(x >= -700 && x <= 700) {
		return Exp(x)
	}
	shifted := float64(x*parts) + whole
	n := shifted - whole
	r := (x - float64(n*quickPart)) - float64(n*quickPartRest) // at most ln 2/256
	r2 := float64(r * r)
	series := r + float64(r2*(0.5+float64(r*(1./6))+float64(r2*(1./24))))
	k := int64(math.Float64bits(shifted)) - int64(math.Float64bits(whole)) // n
	scale := math.Float64frombits(uint64(k>>quickBits+1023) << 52)
	power := quickTables.power[k&(1<<quickBits-1)]
	return float64((power + float64(power*series)) * scale)
}
