// Images fits a density to handwritten digits by a network of convolutions, in bits per dimension, the task of FFJORD's
// section 4.2.
//
//	go run ./examples/images          digits of 14×14 pixels, within two minutes
//	go run ./examples/images -full    MNIST as it is, within 20 minutes on two cores
//
// A pixel becomes (v + uniform[0,1)), a number from 0 to 256, so that the density bounds the probability of the bytes.
// Each pixel's own distribution function takes it to a normal score. A flow begins as the normal density of the scores.
// The reported density is that of the pixels, with the Jacobian of the scores. Every flag is listed by -help.
package main

import "github.com/gorgoflow/gorgoflow/examples/internal/program"

func main() {
	program.Run("images", parse, (*options).run)
}
