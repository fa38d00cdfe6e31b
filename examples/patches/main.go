// Patches fits a density to 8×8 patches of grey images, the task of RNADE (Uria, Murray and Larochelle, 2013): a patch of
// bytes becomes (u + uniform[0,1))/256, its mean is taken away and its last pixel left out, which leaves 63 columns.
//
//	go run ./examples/patches                     patches of images that it makes itself, within two minutes
//	go run ./examples/patches -data folder -full  train.npy, val.npy and test.npy, N×64 of uint8
//
// These densities are fitted and scored on the test patches, in nats a patch:
//
//   - one normal density;
//   - mixtures of shapes, each in eight sizes and under the eight symmetries of a patch (package gsm below), and their mean;
//   - that mean with an exact density of grey levels (package levels below), for patches many of whose adjacent pixels are equal;
//   - a flow whose base is such a mixture of fewer shapes. The flow starts as the identity, so that all it gains is beyond the mixture.
//
// The curve of training against time is written beside the picture. Every flag is listed by -help.
package main

import "github.com/gorgoflow/gorgoflow/examples/internal/program"

func main() {
	program.Run("patches", parse, (*options).run)
}
