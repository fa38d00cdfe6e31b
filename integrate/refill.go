package integrate

// fill gives free lanes to waiting rows, and to those put aside when no more wait. With Shared
// control a pack is filled only when it is empty, since its rows go together.
func (r *runner[T]) fill() error {
	if r.plan.shared && r.n > 0 {
		return nil
	}
	for r.n < r.plan.Lanes {
		row, ok, err := r.waiting()
		if err != nil {
			return err
		}
		if !ok {
			r.resume()
			return nil
		}
		r.load(r.n, row)
		r.n++
		if r.plan.shared && r.start.next == r.start.hi {
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
	if !r.plan.shared {
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
