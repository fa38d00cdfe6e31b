// Embedded pairs of order 2 to 5.

package tableau

// HeunEuler is Heun's method of order 2 with Euler's embedded, 2(1).
// Hairer, Nørsett, Wanner, Solving ODEs I, II.4.
var HeunEuler = newTableau("HeunEuler", 2, heunEulerPublished)

var heunEulerPublished = published{
	a: []string{"", "1"}, b: "1/2 1/2", bHat: "1 0", c: "0 1", embedded: 1,
}

// Bosh3 is the pair 3(2) of Bogacki and Shampine, first same as last: a good
// choice at loose tolerances. Appl. Math. Lett. 2 (1989) 321–325.
var Bosh3 = newTableau("Bosh3", 3, bosh3Published)

var bosh3Published = published{
	a: []string{"", "1/2", "0 3/4", "2/9 1/3 4/9"},
	b: "2/9 1/3 4/9 0", bHat: "7/24 1/4 1/3 1/8",
	c: "0 1/2 3/4 1", embedded: 2,
}

// Fehlberg45 is the pair RKF4(5) in local extrapolation: the solution of order 5
// is propagated. Fehlberg, NASA TR R-315 (1969); Hairer, Nørsett, Wanner,
// Solving ODEs I, Table II.5.1.
var Fehlberg45 = newTableau("Fehlberg45", 5, fehlberg45Published)

var fehlberg45Published = published{
	a: []string{"",
		"1/4",
		"3/32 9/32",
		"1932/2197 -7200/2197 7296/2197",
		"439/216 -8 3680/513 -845/4104",
		"-8/27 2 -3544/2565 1859/4104 -11/40"},
	b:    "16/135 0 6656/12825 28561/56430 -9/50 2/55",
	bHat: "25/216 0 1408/2565 2197/4104 -1/5 0",
	c:    "0 1/4 3/8 12/13 1 1/2", embedded: 4,
}

// Dopri5 is the pair 5(4) of Dormand and Prince, first same as last.
// J. Comput. Appl. Math. 6 (1980) 19–26; Hairer, Nørsett, Wanner, Solving ODEs I,
// Table II.5.2.
var Dopri5 = newTableau("Dopri5", 5, dopri5Published).with(dopri5Dense)

var dopri5Published = published{
	a: []string{"",
		"1/5",
		"3/40 9/40",
		"44/45 -56/15 32/9",
		"19372/6561 -25360/2187 64448/6561 -212/729",
		"9017/3168 -355/33 46732/5247 49/176 -5103/18656",
		"35/384 0 500/1113 125/192 -2187/6784 11/84"},
	b:    "35/384 0 500/1113 125/192 -2187/6784 11/84 0",
	bHat: "5179/57600 0 7571/16695 393/640 -92097/339200 187/2100 1/40",
	c:    "0 1/5 3/10 4/5 8/9 1 1", embedded: 4,
}
