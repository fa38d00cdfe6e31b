// Random numbers of an encoder that tests can fix.

package schema

// fixed has one uniform and one normal number, which it gives always.
type fixed struct{ u, z float64 }

func (f fixed) Float64() float64     { return f.u }
func (f fixed) NormFloat64() float64 { return f.z }

// Fix replaces the random numbers of an encoder by fixed ones, for integrals over them.
func (e *Encoder) Fix(u, z float64) { e.noise.fixed = fixed{u, z} }
