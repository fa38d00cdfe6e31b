package integrate

// retire saves finished rows, puts those aside that are nearly there while others wait, and closes the gaps they leave.
func (r *runner[T]) retire() {
	if r.plan.shared {
		r.retirePack()
		return
	}
	mayPark := r.mayPark()
	for l := 0; l < r.n; {
		switch lane := &r.lanes[l]; {
		case lane.finished:
			r.save(l, lane)
		case mayPark && r.parks(lane):
			r.park(l)
		default:
			l++
			continue
		}
		r.n--
		if l != r.n {
			r.move(r.n, l)
		}
	}
}

func (r *runner[T]) retirePack() {
	if !r.lanes[0].finished {
		return
	}
	for l := range r.n {
		state := r.lanes[0]
		state.row, state.record = r.lanes[l].row, r.lanes[l].record
		r.save(l, &state)
	}
	r.n = 0
}

// countWork adds what the steps of a row took.
func (r *runner[T]) countWork(s *Stats) {
	pack := r.plan.Lanes // of any n rows, so that a row's count does not depend on the others
	if r.plan.shared {
		pack = r.n
	}
	steps := s.Accepted + s.Rejected
	s.Evaluations += steps * r.plan.Tableau.evaluationsPerStep()
	r.step.run.times(steps, pack, s)
	r.step.deferred.times(s.Accepted, pack, s)
}

// save writes the row of a lane to the solution.
func (r *runner[T]) save(l int, from *lane) {
	out, row := r.job.out, from.row
	r.countWork(&from.stats)
	out.Status[row], out.RowStats[row] = from.status, from.stats
	out.stopped[row] = stop{t: from.t, h: from.tried}
	if r.tape != nil {
		r.tape.end(row, from.record)
	}
	for b, block := range r.system.Blocks {
		for c := range block.Width {
			if block.Quadrature {
				out.Quad[b][row*block.Width+c] = r.quad[b][c*r.plan.Lanes+l]
			} else {
				out.Y[b][row*block.Width+c] = r.step.y[b][c*r.step.stride+l]
			}
		}
	}
}

// move copies everything of one lane to another.
func (r *runner[T]) move(from, to int) {
	r.lanes[to] = r.lanes[from]
	for b, block := range r.system.Blocks {
		if block.Quadrature {
			moveLane(r.quad[b], block.Width, r.plan.Lanes, from, to)
		}
		moveLane(r.step.y[b], block.Width, r.step.stride, from, to)
		moveLane(r.step.k1[b], block.Width, r.step.stride, from, to)
	}
	for e, block := range r.system.Extras {
		moveLane(r.step.extras[e], block.Width, r.step.stride, from, to)
	}
	if r.watch != nil {
		r.watch.move(from, to)
	}
}

func moveLane[T float32 | float64](x []T, width, stride, from, to int) {
	if x == nil {
		return
	}
	for c := range width {
		x[c*stride+to] = x[c*stride+from]
	}
}
