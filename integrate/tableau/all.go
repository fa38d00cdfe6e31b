// The list of all methods.

package tableau

// All lists all methods of the package: the explicit ones by their order, then the Rosenbrock methods.
var All = []*Tableau{Euler, Midpoint, Heun2, Heun3, RK4, RK4ThreeEighths,
	HeunEuler, Bosh3, Sparse4, Fehlberg45, Dopri5, Sparse5, Tsit5, DOP853, RK8, Rodas4, Rodas5P}
