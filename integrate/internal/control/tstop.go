// Times on which steps must end.

package control

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Tstop is a time on which a step must end.
type Tstop struct {
	T      float64
	Jump   bool
	Output int // index of the output time, the first of equal ones, or -1
}

// Tstops lists where steps must end, t1 last, in the memory of list. It does not look at output times.
func Tstops[T graph.Float](p *ode.Problem[T], list []Tstop) []Tstop {
	list = append(list[:0], Tstop{T: p.T1, Output: -1})
	for _, t := range p.TStops {
		list = append(list, Tstop{T: t, Output: -1})
	}
	for _, t := range p.JumpTimes {
		list = append(list, Tstop{T: t, Jump: true, Output: -1})
	}
	return merged(list, p.T0, p.T1)
}

// SharedTstops lists where steps must end and which of these times are of SaveAt. With ends set, all of SaveAt are.
func SharedTstops[T graph.Float](p *ode.Problem[T], ends bool) []Tstop {
	var added []float64
	if ends {
		added = p.SaveAt
	}
	return withOutputs(p, Tstops(p, nil), p.SaveAt, added)
}

// TstopsTo is SharedTstops up to the last output time. The last tstop is not before that time.
func TstopsTo[T graph.Float](p *ode.Problem[T], ends bool) []Tstop {
	list, sign := SharedTstops(p, ends), math.Copysign(1, p.T1-p.T0)
	if n := len(p.SaveAt); n > 0 {
		last := p.SaveAt[n-1]
		if last == p.T0 {
			return nil
		}
		list = list[:1+slices.IndexFunc(list, func(k Tstop) bool { return sign*(k.T-last) >= 0 })]
	}
	return list
}

// RowTstops lists where the steps of each row must end and which of these times are of its output times. A row ends on the
// last of them, since what comes after has no influence, or on t1 if it has none. With ends set, all of them are tstops.
func RowTstops[T graph.Float](p *ode.Problem[T], ends bool) [][]Tstop {
	shared, lists := Tstops(p, nil), make([][]Tstop, p.Rows)
	for row, times := range p.RowSaveAt {
		added := times
		if n := len(times); !ends && n > 0 {
			added = times[n-1:]
		}
		list := withOutputs(p, slices.Clone(shared), times, added)
		if n := len(times); n > 0 && times[n-1] != p.T0 {
			list = list[:1+slices.IndexFunc(list, func(k Tstop) bool { return k.T == times[n-1] })]
		}
		lists[row] = list
	}
	return lists
}

// withOutputs adds some of the output times to a list, and says which tstops are output times.
func withOutputs[T graph.Float](p *ode.Problem[T], list []Tstop, times, added []float64) []Tstop {
	for _, t := range added {
		list = append(list, Tstop{T: t})
	}
	list = merged(list, p.T0, p.T1)
	sign, at := math.Copysign(1, p.T1-p.T0), 0
	for i := range list {
		k := &list[i]
		for k.Output = -1; at < len(times) && sign*(times[at]-k.T) < 0; {
			at++
		}
		if at < len(times) && times[at] == k.T {
			k.Output = at
		}
	}
	return list
}

// After is the index of the first of some times that is after t, in the direction of a sign.
func After(times []float64, t, sign float64) int {
	return sort.Search(len(times), func(i int) bool { return sign*(times[i]-t) > 0 })
}

// OutputsInside makes the output times of p inside of a part of its interval, and those of rows' own at the end of the part,
// those of the part. It returns the first of them for each row.
func OutputsInside[T graph.Float](p, part *ode.Problem[T]) (first []int) {
	sign := math.Copysign(1, p.T1-p.T0)
	if p.RowSaveAt == nil {
		lo := After(p.SaveAt, part.T0, sign)
		hi := max(lo, sort.Search(len(p.SaveAt), func(i int) bool { return sign*(p.SaveAt[i]-part.T1) >= 0 }))
		part.SaveAt = p.SaveAt[lo:hi]
		return slices.Repeat([]int{lo}, p.Rows)
	}
	for _, times := range p.RowSaveAt {
		lo := After(times, part.T0, sign)
		first, part.RowSaveAt = append(first, lo), append(part.RowSaveAt, times[lo:After(times, part.T1, sign)])
	}
	return first
}

// OutputTimes returns the output times of a row: its own, or those that all rows share.
func OutputTimes[T graph.Float](p *ode.Problem[T], row int) []float64 {
	if p.RowSaveAt == nil {
		return p.SaveAt
	}
	return p.RowSaveAt[row]
}

// Outputs is the largest number of output times of a row.
func Outputs[T graph.Float](p *ode.Problem[T]) (n int) {
	n = len(p.SaveAt)
	for _, times := range p.RowSaveAt {
		n = max(n, len(times))
	}
	return n
}

// EqualTimes is the index behind the last time that equals time i.
func EqualTimes(times []float64, i int) int {
	end := i
	for end < len(times) && times[end] == times[i] {
		end++
	}
	return end
}

// FirstEqual is the index of the first time that equals time i.
func FirstEqual(times []float64, i int) int {
	for i > 0 && times[i-1] == times[i] {
		i--
	}
	return i
}

// merged puts tstops in order, replaces those at the same time by one, and drops those at t0.
func merged(list []Tstop, t0, t1 float64) []Tstop {
	sign := math.Copysign(1, t1-t0)
	slices.SortFunc(list, func(a, b Tstop) int { return cmp.Compare(sign*a.T, sign*b.T) })
	out := list[:0]
	for _, k := range list {
		last := len(out) - 1
		switch {
		case k.T == t0:
		case last >= 0 && out[last].T == k.T:
			out[last].Jump = out[last].Jump || k.Jump
		default:
			out = append(out, k)
		}
	}
	return out
}

// proposeTo is Propose for a row with tstops.
func (p *Scheme) proposeTo(l *Row, v *Span) {
	k := &l.Tstops[l.NextTstop]
	l.wanted = l.H
	switch {
	case l.Landing.Happens():
		l.step(p.Single())
	case p.Fixed:
		l.Next = k.T
		if end := p.grid(v, l.NextFixed); v.Sign*(k.T-end) > p.gridSlack(v) {
			l.Next = end
		}
		l.H = l.Next - l.T
	default:
		p.towards(l, k.T, v)
	}
	l.last = l.Next == k.T && l.NextTstop == len(l.Tstops)-1
	if k.Jump {
		l.final = Beside(k.T, v.T0, p.Single())
	}
}

// gridSlack is the distance to a tstop within which a fixed step counts as ending on it.
func (p *Scheme) gridSlack(v *Span) float64 {
	if p.StepSize > 0 {
		return 1e-9 * p.StepSize
	}
	return 1e-9 * math.Abs(v.T1-v.T0) / float64(v.steps)
}

// Reach moves a row that has taken its step on to its next tstop. It returns the tstop that the row has reached, nil if
// none. The next step is at least as long as the step proposed before it was cut to end on the tstop.
func (p *Scheme) Reach(l *Row, v *Span) *Tstop {
	if p.Fixed && v.Sign*(p.grid(v, l.NextFixed)-l.Next) <= p.gridSlack(v) {
		l.NextFixed++
	}
	k := &l.Tstops[l.NextTstop]
	if l.Next != k.T {
		return nil
	}
	l.NextTstop++
	if !l.Landing.Happens() {
		l.H = v.Sign * max(math.Abs(l.H), math.Abs(l.wanted))
	}
	return k
}

// Beside is the number next to t, in the program's type, towards end.
func Beside(t, end float64, single bool) float64 {
	if single {
		return float64(math.Nextafter32(float32(t), float32(end)))
	}
	return math.Nextafter(t, end)
}
