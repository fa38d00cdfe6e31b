// A bound program, and the loop over its instructions.

package exec

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
	"github.com/pkg/errors"
)

// Program is a plan with its memory, whose steps are instructions.
type Program[T scalar.Float] struct {
	Plan     *plan.Plan
	prologue prologue
	shared   sequence
	Run      []region
	Deferred []region
	Final    sequence
	Inputs   [][]T
	Outputs  [][]T
	Sums     [][]T
	Memory   *memory[T]
	limit    limit
}

// limit ends a run between two instructions.
type limit struct {
	long bool            // a run may take so long that it checks its context
	ctx  context.Context // nil if runs are short
}

// longRun is the number of operations above which a run checks its context: some milliseconds, compared with which the
// checks cost nothing.
const longRun = 1 << 24

// Within makes runs end soon after a context, until its next call; nil removes the context.
func (p *Program[T]) Within(ctx context.Context) {
	p.limit.ctx = nil
	if p.limit.long {
		p.limit.ctx = ctx
	}
}

// isLong reports whether a run may take long. Foreign operations count as long.
func isLong(p *ir.Program) bool {
	flops := 0.0
	for _, v := range p.Values {
		if ir.Is[ir.Foreign](v) {
			return true
		}
		flops += float64(v.FlopsPerRow()*float64(p.Rows)) + v.FlopsPerRun()
	}
	return flops > longRun
}

// Execute computes the outputs for n rows from the inputs.
func (p *Program[T]) Execute(n int) error {
	if err := p.RunSequence(&p.shared, n); err != nil {
		return err
	}
	return p.RunRegions(p.Run, n)
}

// RunSequence runs a sequence for n rows.
func (p *Program[T]) RunSequence(s *sequence, n int) error {
	if p.Plan.Ir.Static {
		n = p.Plan.Ir.Rows
	}
	if err := p.runSequence(s, n); err != nil {
		return err
	}
	return p.failure()
}

func (p *Program[T]) runSequence(s *sequence, n int) error {
	kernels := s.kernels(n, p.lanes(n))
	if p.limit.ctx == nil {
		runAll(kernels)
		return nil
	}
	for _, k := range kernels {
		if err := p.ended(); err != nil {
			return err
		}
		k.Run()
	}
	return nil
}

// ended returns the error of the context that a long run checks.
func (p *Program[T]) ended() error { return errors.Wrap(p.limit.ctx.Err(), "graph: a run") }

// lanes is the number of lanes that n rows use: n rounded up as storage is padded. Lanes of a program without row
// blocks may be fewer, as they lie side by side.
func (p *Program[T]) lanes(n int) int {
	if p.Plan.Ir.Single {
		return 1
	}
	return min(plan.RoundUp(n), p.Plan.Stride)
}

// failure is the error of a foreign operation, once.
func (p *Program[T]) failure() error {
	if err := p.Memory.err; err != nil {
		p.Memory.err = nil
		return err
	}
	return nil
}

// CountInstructions counts the instructions for one row block.
func CountInstructions(list []region) (n int) {
	for _, s := range list {
		n += len(s.Blocks[0].Instructions)
	}
	return n
}
