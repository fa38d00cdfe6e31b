// Package kinds holds the kinds of fields and bases that model files can have: those of this module, and those that a
// program registers.
package kinds

import (
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
)

// Fields and Bases are the registers.
var (
	Fields = container.Kinds[dynamics.Field]{By: "modelfile.RegisterField"}
	Bases  = container.Kinds[base.Base]{By: "modelfile.RegisterBase"}
)

func init() {
	for _, err := range []error{
		Fields.Register("mlp", container.Kind[dynamics.Field]{Save: saveMLP, Load: loadMLP}),
		Fields.Register("conv", container.Kind[dynamics.Field]{Save: saveConv, Load: loadConv}),
		Fields.Register("deep mlp", container.Kind[dynamics.Field]{Save: saveDeepMLP, Load: loadMLP}),
		Fields.Register("hollow", container.Kind[dynamics.Field]{Save: saveHollow, Load: loadHollow}),
		Bases.Register("standard normal", container.Kind[base.Base]{Save: saveNormal, Load: loadNormal}),
		Bases.Register("gaussian", container.Kind[base.Base]{Save: saveGaussian, Load: loadGaussian}),
		Bases.Register("mixture", container.Kind[base.Base]{Save: saveMixture, Load: loadMixture}),
		Bases.Register("kernels", container.Kind[base.Base]{Save: saveKernels, Load: loadKernels}),
	} {
		if err != nil {
			panic(err) // two kinds above have one name
		}
	}
}
