// The list of passes.

package ir

// Pass is one step of the transformation from a lowered program to one that can be planned.
type Pass struct {
	Name string
	do   func(*Program)
	// holds checks the pass's invariant (see the package's documentation).
	holds func(*Program) error
	Must  bool // a program cannot be planned without the pass
}

// Passes in their order.
var Passes = []Pass{
	{"layout", assignLayout, storageAgrees, true},
	{"accumulated outputs row-major", flattenAccumulated, accumulatedAreFixed, true},
	{"outputs by row", layOutputs, outputsByRow, true},
	{"equal", mergeEqual, allDiffer, false},
	{"sums", flattenSums, accumulatedAreSums, true},
	{"epilogues", deferEpilogues, epiloguesAreApart, false},
	{"fuse", fuse, noNegation, false},
	{"materialize broadcasts", materialize, broadcastsReadByStride, true},
	{"single row", arrangeSingle, singleIsStored, false},
	{"outputs stored", prepareOutputs, outputsStored, true},
	{"drop unread", dropUnread, allRead, true},
}

// The passes of planning that can be left out.
const (
	PassTiles = "tiles" // element-wise neighbours run tile by tile
	PassPairs = "pairs" // two functions of one argument are computed at once
	PassHoist = "hoist" // what rows share is computed early

	PassOrder   = "order"    // of two orders the one that needs less memory is taken
	PassScratch = "scratch"  // values between neighbours in a tile are not stored
	PassInPlace = "in place" // a result takes the memory of an operand
	PassBlocks  = "blocks"   // rows are computed row block by row block
)

// Optional returns the names of all passes that can be left out.
func Optional() []string {
	names := []string{PassTiles, PassPairs, PassHoist, PassOrder, PassScratch, PassInPlace, PassBlocks}
	for _, pass := range Passes {
		if !pass.Must {
			names = append(names, pass.Name)
		}
	}
	return names
}

// Optimize rewrites the program into fewer, larger kernels. Its error is an *InvariantError, which is a bug of a pass, or
// the error of Stop.
func Optimize(p *Program) error {
	for _, pass := range Passes {
		if !pass.Must && p.Without[pass.Name] {
			continue
		}
		if err := p.Interrupted(); err != nil {
			return err
		}
		pass.do(p)
		if err := pass.check(p); err != nil {
			return err
		}
	}
	return nil
}
