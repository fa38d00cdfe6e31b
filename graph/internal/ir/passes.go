package ir

// Pass is one step from a program as it was written to one that is ready to be planned.
type Pass struct {
	Name string
	do   func(*Program)
	Must bool // a program cannot be planned without it
}

// Passes in their order.
var Passes = []Pass{
	{"layout", assignLayout, true},
	{"accumulated outputs row-major", flattenAccumulated, true},
	{"outputs by row", layOutputs, true},
	{"equal", mergeEqual, false},
	{"count uses", countUses, true},
	{"sums", flattenSums, true},
	{"tails", deferEpilogues, false},
	{"fuse", fuse, false},
	{"materialize broadcasts", materialize, true},
	{"count uses again", countUses, true},
	{"outputs stored", prepareOutputs, true},
	{"mark viewed", markViewed, true},
}

// The passes of planning that can be left out.
const (
	PassTiles = "tiles" // element-wise neighbours run tile by tile
	PassPairs = "pairs" // two functions of one argument are computed at once
	PassHoist = "hoist" // what rows share is computed early

	PassOrder   = "order"    // of two orders the one that needs less memory
	PassScratch = "scratch"  // what passes between neighbours in a tile is not stored
	PassInPlace = "in place" // a result takes the memory of an operand
	PassBlocks  = "blocks"   // rows go through block by block
)

// Optional are the names of all that can be left out.
func Optional() []string {
	names := []string{PassTiles, PassPairs, PassHoist, PassOrder, PassScratch, PassInPlace, PassBlocks}
	for _, pass := range Passes {
		if !pass.Must {
			names = append(names, pass.Name)
		}
	}
	return names
}

// Optimize rewrites the program into fewer, larger kernels.
func Optimize(p *Program) {
	for _, pass := range Passes {
		if pass.Must || !p.Without[pass.Name] {
			pass.do(p)
		}
	}
}
