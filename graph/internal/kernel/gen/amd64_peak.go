// This file writes the yardstick of the benchmarks, for amd64.

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// peakChains is the number of independent chains of multiply-adds in flight in the peak loop.
const peakChains = 12

// peak writes a loop of nothing but multiply-adds, the yardstick of the benchmarks.
func (t target) peak() {
	TEXT("peak"+t.suffix(), NOSPLIT, "func(rounds int)")
	Doc(fmt.Sprintf("peak%s makes rounds × %d vector multiply-adds.", t.suffix(), peakChains))
	rounds := Load(Param("rounds"), reg.RAX)
	zero := t.vector(peakChains)
	for i := range peakChains + 1 {
		if t.wide {
			VPXORD(t.vector(i), t.vector(i), t.vector(i))
		} else {
			VXORPS(t.vector(i), t.vector(i), t.vector(i))
		}
	}
	Label("round")
	for i := range peakChains {
		t.emit("FMADD231", zero, zero, t.vector(i))
	}
	DECQ(rounds)
	JNZ(LabelRef("round"))
	VZEROUPPER()
	RET()
}
