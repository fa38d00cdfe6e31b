package flowtest

import "github.com/gorgoflow/gorgoflow/likelihood/base"

// A flow of a base that only gonum could have made: no score, no stream.
type OnlyLogProb struct{}

func (OnlyLogProb) LogProb(x []float64) float64 { return base.Standard{}.LogProb(x) }
