package integrate

// fill gives free lanes to waiting rows. With Shared control a pack is filled only
// when it is empty, since its rows go together.
func (r *runner[T]) fill() error {
	if r.plan.Control == Shared && r.n > 0 {
		return nil
	}
	for r.n < r.plan.Lanes {
		row, ok, err := r.waiting()
		if err != nil || !ok {
			return err
		}
		r.load(r.n, row)
		r.n++
		if r.plan.Control == Shared && r.start.next == r.start.hi {
			return nil // one chunk a pack
		}
	}
	return nil
}

// waiting returns the place in the starter's chunk of the next row to be solved.
// Rows that cannot even be started are put aside here.
func (r *runner[T]) waiting() (place int, ok bool, err error) {
	s := r.start
	for {
		if s.next == s.hi {
			if ok, err := s.refill(r.job, r.from); err != nil || !ok {
				return 0, false, err
			}
			r.spreadFailure()
		}
		place = s.next - s.lo
		s.next++
		if s.status[place] == Done {
			return place, true, nil
		}
		r.refuse(s.lo+place, s.status[place])
	}
}

// spreadFailure: with Shared control a pack cannot go without one of its rows.
func (r *runner[T]) spreadFailure() {
	if r.plan.Control != Shared {
		return
	}
	n := r.start.hi - r.start.lo
	worst := Done
	for _, s := range r.start.status[:n] {
		worst = max(worst, s)
	}
	for i := range n {
		r.start.status[i] = worst
	}
}

// refuse reports a row that was never stepped.
func (r *runner[T]) refuse(row int, s Status) {
	out := r.job.out
	out.Status[row] = s
	out.RowStats[row] = r.start.each
	out.stopped[row] = stop{t: r.job.problem.T0}
	for b, block := range r.system.Blocks {
		for c := range block.Width {
			v := r.job.start(b, row, c, r.system)
			if block.Quadrature {
				out.Quad[b][row*block.Width+c] = v
			} else {
				out.Y[b][row*block.Width+c] = T(v)
			}
		}
	}
}

// load puts a row of the starter's chunk into lane l.
func (r *runner[T]) load(l, place int) {
	row := r.start.lo + place
	r.lanes[l] = lane{row: row, t: r.job.problem.T0, h: r.start.stepOf(place), record: -1,
		stats: r.start.each}
	for b, block := range r.system.Blocks {
		for c := range block.Width {
			if block.Quadrature {
				r.quad[b][c*r.plan.Lanes+l] = r.job.start(b, row, c, r.system)
			} else {
				r.step.y[b][c*r.step.stride+l] = T(r.job.start(b, row, c, r.system))
			}
			if k := r.step.k1[b]; k != nil {
				k[c*r.step.stride+l] = r.start.derivative(b, c, place)
			}
		}
	}
	for e, block := range r.system.Extras {
		for c := range block.Width {
			r.step.extras[e][c*r.step.stride+l] = extra(r.job.problem, e, row*block.Width+c)
		}
	}
	if r.watch != nil {
		r.watch.begin(l)
	}
}

// extra is one number of an extra input.
func extra[T float32 | float64](p *Problem[T], e, i int) T {
	if p.Extras == nil || p.Extras[e] == nil {
		return 0
	}
	return p.Extras[e][i]
}

// derivative is one number of k₁ of the chunk; zero where there is no right-hand
// side.
func (s *starter[T]) derivative(block, column, place int) T {
	if s.k1 == nil || s.k1[block] == nil {
		return 0
	}
	return s.k1[block][column*s.field.stride+place]
}

// retire saves finished rows and closes the gaps they leave.
func (r *runner[T]) retire() {
	if r.plan.Control == Shared {
		r.retirePack()
		return
	}
	for l := 0; l < r.n; {
		if !r.lanes[l].finished {
			l++
			continue
		}
		r.save(l, &r.lanes[l])
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
	if r.plan.Control == Shared {
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
	out.stopped[row] = stop{from.t, from.tried}
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
