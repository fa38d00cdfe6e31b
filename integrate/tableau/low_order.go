// Methods of order 1 to 4 without an error estimate.

package tableau

// Euler is the explicit Euler method, order 1.
// Euler, Institutiones calculi integralis (1768).
var Euler = newTableau("Euler", 1, eulerPublished)

var eulerPublished = published{
	a: []string{""}, b: "1", c: "0",
}

// Midpoint is the explicit midpoint rule, order 2.
// Runge, Math. Ann. 46 (1895) 167–178.
var Midpoint = newTableau("Midpoint", 2, midpointPublished)

var midpointPublished = published{
	a: []string{"", "1/2"}, b: "0 1", c: "0 1/2",
}

// Heun2 is the explicit trapezoidal rule, order 2.
// Heun, Z. Math. Phys. 45 (1900) 23–38.
var Heun2 = newTableau("Heun2", 2, heun2Published)

var heun2Published = published{
	a: []string{"", "1"}, b: "1/2 1/2", c: "0 1",
}

// Heun3 is Heun's method of order 3.
// Heun, Z. Math. Phys. 45 (1900) 23–38.
var Heun3 = newTableau("Heun3", 3, heun3Published)

var heun3Published = published{
	a: []string{"", "1/3", "0 2/3"}, b: "1/4 0 3/4", c: "0 1/3 2/3",
}

// RK4 is the classical method of order 4.
// Kutta, Z. Math. Phys. 46 (1901) 435–453.
var RK4 = newTableau("RK4", 4, rk4Published)

var rk4Published = published{
	a: []string{"", "1/2", "0 1/2", "0 0 1"},
	b: "1/6 1/3 1/3 1/6",
	c: "0 1/2 1/2 1",
}

// RK4ThreeEighths is the 3/8 rule, order 4, with slightly smaller error constants
// than RK4. Kutta, Z. Math. Phys. 46 (1901) 435–453.
var RK4ThreeEighths = newTableau("RK4ThreeEighths", 4, rk4ThreeEighthsPublished)

var rk4ThreeEighthsPublished = published{
	a: []string{"", "1/3", "-1/3 1", "1 -1 1"},
	b: "1/8 3/8 3/8 1/8",
	c: "0 1/3 2/3 1",
}
