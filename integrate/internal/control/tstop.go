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

// Tstops lists where steps must end, t1 last, in the memory of list. With outputs set, output times are tstops too.
func Tstops[T graph.Float](p *ode.Problem[T], list []Tstop, outputs bool) []Tstop {
	sign := math.Copysign(1, p.T1-p.T0)
	list = append(list[:0], Tstop{T: p.T1, Output: -1})
	for _, t := range p.TStops {
		list = append(list, Tstop{T: t, Output: -1})
	}
	for _, t := range p.JumpTimes {
		list = append(list, Tstop{T: t, Jump: true, Output: -1})
	}
	if outputs {
		list = appendOutputs(list, p.SaveAt)
	}
	slices.SortFunc(list, func(a, b Tstop) int { return cmp.Compare(sign*a.T, sign*b.T) })
	return merged(list, p.T0)
}

// TstopsTo lists where steps must end up to the last output time. The last tstop is not before that time.
func TstopsTo[T graph.Float](p *ode.Problem[T], outputs bool) []Tstop {
	list, sign := Tstops(p, nil, outputs), math.Copysign(1, p.T1-p.T0)
	list = WithOutputs(list, p.SaveAt)
	if n := len(p.SaveAt); n > 0 {
		last := p.SaveAt[n-1]
		if last == p.T0 {
			return nil
		}
		list = list[:1+slices.IndexFunc(list, func(k Tstop) bool { return sign*(k.T-last) >= 0 })]
	}
	return list
}

// WithOutputs says which tstops are output times.
func WithOutputs(list []Tstop, times []float64) []Tstop {
	for i := range list {
		list[i].Output = slices.Index(times, list[i].T)
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

func appendOutputs(list []Tstop, times []float64) []Tstop {
	for i, t := range times {
		list = append(list, Tstop{T: t, Output: i})
	}
	return list
}

// RowTstops lists where the steps of each row must end. A row ends on the last of its output times, since what comes after
// has no influence, or on t1 if it has none. With outputs set, its other output times are tstops too.
func RowTstops[T graph.Float](p *ode.Problem[T], outputs bool) [][]Tstop {
	sign, shared := math.Copysign(1, p.T1-p.T0), Tstops(p, nil, false)
	lists := make([][]Tstop, p.Rows)
	for row := range lists {
		times := p.RowSaveAt[row]
		list := WithOutputs(slices.Clone(shared), times)
		if outputs {
			list = appendOutputs(list, times)
		} else if n := len(times); n > 0 {
			list = append(list, Tstop{T: times[n-1], Output: FirstEqual(times, n-1)})
		}
		slices.SortStableFunc(list, func(a, b Tstop) int { return cmp.Compare(sign*a.T, sign*b.T) })
		list = merged(list, p.T0)
		if n := len(times); n > 0 && times[n-1] != p.T0 {
			list = list[:1+slices.IndexFunc(list, func(k Tstop) bool { return k.T == times[n-1] })]
		}
		lists[row] = list
	}
	return lists
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

// merged replaces tstops at the same time by one, and drops those at t0.
func merged(list []Tstop, t0 float64) []Tstop {
	out := list[:0]
	for _, k := range list {
		last := len(out) - 1
		switch {
		case k.T == t0:
		case last >= 0 && out[last].T == k.T:
			out[last].Jump = out[last].Jump || k.Jump
			if out[last].Output < 0 || k.Output >= 0 && k.Output < out[last].Output {
				out[last].Output = k.Output
			}
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
