package tableau

// Implicit lists the ready Rosenbrock methods.
var Implicit = []*Tableau{Rodas4, Rodas5P}

// Explicit lists the ready explicit methods.
var Explicit = []*Tableau{Euler, Midpoint, Heun2, Ralston, Heun3, RK4, RK4ThreeEighths,
	HeunEuler, Fehlberg21, Bosh3, Fehlberg45, Dopri5, Tsit5, DOP853, RK8}
