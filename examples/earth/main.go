// Earth fits densities to positions on the earth: a flow that lives on the sphere, with log-densities against surface area.
//
//	go run ./examples/earth                  positions that it makes itself, within two minutes
//	go run ./examples/earth -data flood.csv  latitude and longitude in degrees, under a line of names
//
// The rows are split at random in 80 parts to train on, 10 to choose by and 10 to score, anew for each seed, the
// protocol of Mathieu and Nickel (Riemannian continuous normalizing flows, 2020). Printed is the negative
// log-likelihood of the scored rows, in nats, for
//
//   - the uniform density, log 4π;
//   - a kernel density estimate, so that a gain can be believed: see kernel.go;
//   - a flow that starts from the uniform density;
//   - a flow that starts from wide kernels;
//   - a mixture of the estimate and the flow over wide kernels, whose share is chosen by the rows to choose by.
//
// RESULTS.md has what came out for the positions of floods and of eruptions. earth.png shows rows, density and samples
// of the last seed's flow over wide kernels on Mollweide's map, which keeps areas. Every flag is listed by -help.
package main

import "github.com/gorgoflow/gorgoflow/examples/internal/program"

func main() {
	program.Run("earth", parse, (*options).run)
}
