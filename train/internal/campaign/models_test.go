// The models of campaigns.
package main

import (
	"math/rand/v2"
	"testing"
)

// TestPlansCanBeMade: every plan is of a model that can be made, also with networks as small as files to damage have.
func TestPlansCanBeMade(t *testing.T) {
	for seed := range uint64(24) {
		p := randomPlan(rand.New(rand.NewPCG(seed, 10)))
		_, whole := p.make(1)
		p.shrink()
		if _, small := p.make(1); whole != nil || small != nil {
			t.Errorf("%v: %v, and small: %v", p, whole, small)
		}
	}
}
