package graph

// ProgramStats describes the size of a program.
type ProgramStats struct {
	Nodes       int     // values that are computed
	Kernels     int     // instructions a Run executes
	Deferred    int     // instructions a RunDeferred executes
	ArenaBytes  int     // memory of intermediate values
	FlopsPerRow float64 // floating-point operations of Run a row: 2 a multiply-add, 1 an element-wise operation
	FlopsPerRun float64 // those of Run that do not depend on the number of rows, parameters' own matters left out

	DeferredFlopsPerRow, DeferredFlopsPerRun float64 // those of RunDeferred
	FinishFlops                              float64 // those of Finish
}

// Stats counts what the program is made of.
func (p *Program[T]) Stats() ProgramStats {
	s := ProgramStats{Kernels: countInstructions(p.bound.run), Deferred: countInstructions(p.bound.deferred)}
	for _, arena := range p.bound.memory.arenas {
		s.ArenaBytes += len(arena) * int(sizeOf[T]())
	}
	for _, v := range p.bound.plan.ir.values {
		if v.uses == 0 || v.isLeaf() {
			continue
		}
		s.Nodes++
		switch v.phase {
		case phaseRun, phaseShared:
			s.FlopsPerRow += v.flopsPerRow()
			s.FlopsPerRun += v.flopsPerRun()
		case phaseDeferred:
			s.DeferredFlopsPerRow += v.flopsPerRow()
			s.DeferredFlopsPerRun += v.flopsPerRun()
		case phaseFinal:
			s.FinishFlops += v.flopsPerRun()
		}
	}
	return s
}

// countInstructions counts what runs for one block of rows.
func countInstructions(list []section) (n int) {
	for _, s := range list {
		n += len(s.blocks[0])
	}
	return n
}

// flopsPerRun is what a value costs that has no row of the batch in it.
func (v *value) flopsPerRun() float64 {
	switch {
	case v.batch > 0 || isContraction(v):
		return 0
	case v.code == codeMatMul || v.code == codeMatMulTimes:
		return 2 * float64(v.rows) * float64(v.cols) * float64(v.depth())
	case v.isElementwise():
		return float64(v.rows) * float64(v.cols)
	}
	return 0
}

// flopsPerRow is what the value costs for one row of the batch.
func (v *value) flopsPerRow() float64 {
	switch {
	case v.code == codeMatMul && v.batch > 0:
		inner := v.args[0].cols
		return 2 * float64(v.batch) * float64(v.cols) * float64(inner)
	case isContraction(v) && v.code == codeMatMul:
		return 2 * float64(v.args[0].batch) * float64(v.rows) * float64(v.cols)
	case v.isElementwise():
		return float64(v.batch) * float64(v.cols)
	case v.code == codeSumCols || v.code == codeFoldRows || isContraction(v):
		return float64(v.args[0].batch) * float64(v.args[0].cols)
	case v.code == codeSumColsProduct:
		return 2 * float64(v.args[0].batch) * float64(v.args[0].cols)
	}
	return 0
}
