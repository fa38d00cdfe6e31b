// Loading, moving and saving the lanes of a replay.

package backward

import "github.com/gorgoflow/gorgoflow/integrate/internal/batch"

// load copies the final cotangents and the constant inputs of a row into lane l.
func (u *Replayer[T]) load(l, row int) {
	c := u.cotangents
	u.Bar.Y.LoadRow(l, c.y, row)
	c.loadQuadratures(u.Bar.Q.Pack, l, row)
	u.Bar.K.LoadRow(l, nil, 0)
	u.Args.LoadRow(l, c.problem.Args, row)
	u.argsSum.LoadRow(l, nil, 0)
}

// carry makes the cotangents that the pullback computed its inputs for the step before.
func (u *Replayer[T]) carry() {
	u.Bar.Y.Carry(u.Out.Y.Pack, u.n)
	u.Bar.K.Carry(u.Out.K.Pack, u.n)
	for e := range u.argsSum {
		batch.Accumulate(&u.argsSum[e], u.Out.Args.Block(e), nil, u.n)
	}
}

// retire moves every lane to the step before, and saves the rows that have none.
func (u *Replayer[T]) retire() {
	for l := range u.n {
		u.lanes[l].record = u.tape.Previous[u.lanes[l].record]
	}
	if u.scheme.Shared {
		u.retirePack()
		return
	}
	for l := 0; l < u.n; {
		if u.lanes[l].record >= 0 {
			l++
			continue
		}
		u.save(l)
		u.n--
		if l != u.n {
			u.move(u.n, l)
		}
	}
}

func (u *Replayer[T]) retirePack() {
	if u.lanes[0].record >= 0 {
		return
	}
	for l := range u.n {
		u.save(l)
	}
	u.n = 0
}

// save writes the cotangents of a row at its beginning.
func (u *Replayer[T]) save(l int) {
	row, c := u.lanes[l].row, u.cotangents
	u.Bar.Y.StoreRow(l, c.y, row)
	u.Bar.K.StoreRow(l, c.k, row-c.Lo)
	for e := range u.argsSum {
		for i := range u.argsSum[e].Width {
			c.args[e][row*u.argsSum[e].Width+i] = T(u.argsSum[e].At(l, i))
		}
	}
}

// move copies one lane to another.
func (u *Replayer[T]) move(from, to int) {
	u.lanes[to] = u.lanes[from]
	for _, p := range [...]batch.Pack[T]{u.Bar.Y.Pack, u.Bar.Q.Pack, u.Bar.K.Pack, u.Args.Pack} {
		p.Move(from, to)
	}
	u.argsSum.Move(from, to)
}
