// The state that the loop keeps of a row.

package control

import (
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Row is the loop's state of the row in one lane of a pack. With Shared stepping lane 0 stands for all lanes. The
// fields are one struct since a row moves from lane to lane as one.
type Row struct {
	Row      int
	T        float64 // where the row is
	H        float64 // the time that the row has reached
	From     float64 // where the step tried begins
	Tried    float64 // the size of the step tried
	Next     float64 // the end of the step tried
	last     bool    // the step tried ends at t1
	Took     bool    // the step tried is accepted, and no event has sent it back
	Finished bool
	Status   ode.Status
	Memory   Memory
	Stats    ode.Stats
	Largest  float64 // the largest step taken
	Record   int32   // its last record on the tape

	First, final float64 // the times that the stages of the step tried may see

	// For calls whose steps are observed.
	Tstops                           []Tstop // where the steps of the row must end, the last being the end of the row; nil if only at t1
	NextTstop, NextFixed, NextOutput int     // the next tstop, fixed step and output time
	wanted                           float64 // the step proposed, before it was cut to end on a tstop
	Landing                          Event   // the first state event on which the step tried is to end
	Refined                          int     // how often the step tried was repeated to follow the events
}

// Span is the interval from t0 to t1 and the limits on steps in it.
type Span struct {
	T0, T1      float64
	Sign        float64
	Max         float64
	min         float64 // Settings.MinStep; 0 for Least's own
	epsilon     float64 // relative spacing of the number type
	Shortest    float64 // spacing of times, whatever the time gone
	First, Last float64 // the times that stages may see
	steps       int     // number of fixed steps
	Sized       bool    // steps have the size Settings.StepSize, but for the last one, which ends on t1
}

func (p *Scheme) Span(t0, t1 float64) Span {
	length := math.Abs(t1 - t0)
	v := Span{T0: t0, T1: t1, Sign: math.Copysign(1, t1-t0), steps: p.Steps, Max: length}
	if p.MaxStep > 0 {
		v.Max = math.Min(v.Max, p.MaxStep)
	}
	v.min, v.epsilon, v.Shortest = p.MinStep, p.Epsilon, 0x1p-104*min(length, 1)
	if p.StepSize > 0 {
		v.steps, v.Sized = int(max(p.StepsOver(length), 1)), true
	}
	return v
}

// Least is the least step size at a time; only a step may be smaller that ends where one must. It is no less than a spacing
// of times: a shorter step would be tried again and again as one of that size. Without a MinStep it grows
// with the time gone: a stiff system may begin with steps that are many decades shorter than the interval, which may be
// as long as numbers allow where a steady state is wanted.
func (v *Span) Least(t float64) float64 {
	apart := 0x1p-52 * math.Abs(t)
	if v.min > 0 {
		return max(v.min, min(v.Max, apart))
	}
	spacing := v.Shortest
	for _, s := range [...]float64{v.epsilon * math.Abs(t-v.T0), apart} {
		if s > spacing { // as in Within
			spacing = s
		}
	}
	return min(v.Max, 16*spacing)
}

// StepsOver is the number of steps of StepSize in an interval of a length.
func (p *Scheme) StepsOver(length float64) float64 { return math.Ceil(length/p.StepSize - 1e-9) }

// grid returns the end of fixed step n, counted from 0: exactly t1 for the last.
func (p *Scheme) grid(v *Span, n int) float64 {
	switch {
	case n+1 >= v.steps:
		return v.T1
	case p.StepSize > 0:
		return v.T0 + float64(v.Sign*p.StepSize*float64(n+1))
	}
	return v.T0 + (v.T1-v.T0)*float64(n+1)/float64(v.steps)
}
