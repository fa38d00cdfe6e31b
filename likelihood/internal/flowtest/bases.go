// A base for tests.

package flowtest

import "github.com/gorgoflow/gorgoflow/likelihood/base"

// OnlyLogProb is a base with no score and no stream, as a user of gonum might write it.
type OnlyLogProb struct{}

func (OnlyLogProb) LogProb(x []float64) float64 { return base.Standard{}.LogProb(x) }
