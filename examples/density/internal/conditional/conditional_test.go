// Conditional densities: their integrals, known answers and refused questions.

package conditional_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/conditional"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"gonum.org/v1/gonum/mat"
)

// fake is a model with a given log p.
type fake struct {
	*likelihood.Flow
	logProb func(x, condition []float64) float64
}

func (f *fake) LogProbWith(_ context.Context, x [][]float64, r *likelihood.LogProbRequest) (*likelihood.Density, error) {
	d := &likelihood.Density{Certificate: &likelihood.Certificate{Solver: make([]float64, len(x))}}
	for i := range x {
		var c []float64
		if r.Condition != nil {
			c = r.Condition[i]
		}
		d.LogProb = append(d.LogProb, f.logProb(x[i], c))
	}
	return d, nil
}

// flow is a random density of the schema's vectors.
func flow(t *testing.T, s *schema.Schema) *likelihood.Flow {
	t.Helper()
	x, c := s.Dims()
	field, err := dynamics.NewMLP(x, &dynamics.MLPSettings{Hidden: []int{8}, Seed: 4, Cond: c, Float64: true})
	if err != nil {
		t.Fatal(err)
	}
	f, err := likelihood.New(field, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// readRows reads the text of a CSV file.
func readRows(t *testing.T, text string) *table.Table {
	t.Helper()
	r, err := table.NewReader(strings.NewReader(text), "t.csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := table.ReadRest(r)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// data is the schema of numbers that lie on no grid, a in (0, 1), b above 0 and c of any size, and of a kind.
func data(t *testing.T, changes ...string) *schema.Schema {
	t.Helper()
	text := "a,b,c,kind\n"
	for i := range 60 {
		u, v := math.Mod(float64(i+1)*math.Phi, 1), math.Mod(float64(i+1)*math.Sqrt2, 1)
		text += fmt.Sprintf("%g,%g,%g,%s\n", u, math.Exp(3*v), 4*u-2*v, []string{"p", "q", "q"}[i*i%3])
	}
	rows := readRows(t, text)
	s, err := schema.New(rows, nil)
	for i := 0; i < len(changes) && err == nil; i += 2 {
		err = s.Set(changes[i], changes[i+1])
	}
	if err == nil {
		err = s.Fit(rows)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ask(t *testing.T, q *conditional.Question) *conditional.Answer {
	t.Helper()
	answer, err := q.Ask(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// mass is the integral of an answer by the trapezoidal rule over the points of the answer, which need not be equidistant.
func mass(rows *table.Table, shape ...int) float64 {
	axes := rows.Columns[:len(rows.Columns)-1]
	stride := func(j int) int {
		if j == 0 && len(shape) == 2 {
			return shape[1]
		}
		return 1
	}
	total := 0.0
	for i, v := range rows.Columns[len(axes)].Numbers {
		w := math.Exp(v)
		for j, c := range axes {
			at := i / stride(j) % shape[j]
			left, right := i, i
			if at > 0 {
				left -= stride(j)
			}
			if at < shape[j]-1 {
				right += stride(j)
			}
			w *= (c.Numbers[right] - c.Numbers[left]) / 2
		}
		total += w
	}
	return total
}

// TestIntegratesToOne: a conditional density, in the units of its columns, integrates to one for every kind of column.
func TestIntegratesToOne(t *testing.T) {
	joint := data(t, "a", "logit:-1:2", "b", "log", "c", "identity", "kind", "class")
	given := data(t, "a", "logit:-1:2", "b", "log", "c", "condition", "kind", "condition")
	for _, c := range []struct {
		s     *schema.Schema
		of    string
		given map[string]string
	}{
		{joint, "a", map[string]string{"b": "3", "c": "1", "kind": "p"}},
		{joint, "b", map[string]string{"a": "0.3", "c": "1", "kind": "q"}},
		{joint, "c", map[string]string{"a": "0.3", "b": "2", "kind": "q"}},
		{joint, "a,b", map[string]string{"c": "1", "kind": "q"}},
		{given, "a", map[string]string{"b": "3", "c": "1", "kind": "p"}},
		{given, "b,a", map[string]string{"c": "1", "kind": "p"}},
	} {
		of := strings.Split(c.of, ",")
		shape := []int{200, 150}[:len(of)]
		q := &conditional.Question{Model: flow(t, c.s), Schema: c.s, Of: of, Given: c.given, Points: 200}
		if len(of) == 2 {
			q.Points, shape = 150, []int{150, 150}
		}
		answer := ask(t, q)
		if got := mass(answer.Rows, shape...); !(math.Abs(got-1) <= 2e-3) {
			t.Errorf("%s given %v integrates to %g, want 1", c.of, c.given, got)
		}
		if c.s == given && len(of) == 2 && !(math.Abs(answer.LogGiven) <= 1e-4) {
			t.Errorf("a density of all variables has the integral exp(%g), want 1", answer.LogGiven)
		}
	}
}

// TestNormal: the conditional density of a correlated normal density has the mean and the deviation of the textbook, also
// where it is narrow and far from the centre.
func TestNormal(t *testing.T) {
	s := data(t, "a", "leftout", "kind", "leftout", "b", "identity")
	for _, c := range []struct{ ρ, b float64 }{{0, 1}, {0.8, -2}, {0.99999, 5}, {-0.9999999, 30}} {
		root := math.Sqrt(1 - c.ρ*c.ρ)
		m := &fake{flow(t, s), func(x, _ []float64) float64 {
			z := (x[1] - c.ρ*x[0]) / root
			return -x[0]*x[0]/2 - z*z/2 - math.Log(2*math.Pi*root)
		}}
		answer := ask(t, &conditional.Question{Model: m, Schema: s, Of: []string{"c"}, Given: map[string]string{"b": fmt.Sprint(c.b)}})
		worst := 0.0
		for i, v := range answer.Rows.Columns[1].Numbers {
			z := (answer.Rows.Columns[0].Numbers[i] - c.ρ*c.b) / root
			worst = math.Max(worst, math.Abs(v-(-z*z/2-math.Log(2*math.Pi)/2-math.Log(root))))
		}
		if want := -c.b*c.b/2 - math.Log(2*math.Pi)/2; worst > 1e-4 || !(math.Abs(answer.LogGiven-want) <= 1e-4) {
			t.Errorf("ρ = %g: log p off by %g, log p of what is given %g, want %g", c.ρ, worst, answer.LogGiven, want)
		}
	}
}

// TestRidgeBetweenPoints: a ridge between the points of a grid is found through rows that the model draws. A ridge too
// narrow for any affordable grid is reported in Narrow. The model is its base, since its field is zero: half a normal
// density, half a line from corner to corner.
func TestRidgeBetweenPoints(t *testing.T) {
	s := data(t, "a", "leftout", "kind", "leftout", "b", "identity")
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{1}, ZeroOutput: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []float64{0.1, 1e-3, 1e-7} {
		ρ := math.Sqrt(1 - width*width)
		disc, err1 := base.NewDiagonalGaussian([]float64{0, 0}, []float64{1, 1})
		line, err2 := base.NewGaussian([]float64{0, 0}, mat.NewSymDense(2, []float64{1, ρ, ρ, 1}))
		both, err3 := base.NewMixture([]float64{0.5, 0.5}, disc, line)
		f, err4 := likelihood.New(field, &likelihood.Settings{Base: both})
		if err := cmp.Or(err1, err2, err3, err4); err != nil {
			t.Fatal(err)
		}
		answer := ask(t, &conditional.Question{Model: f, Schema: s, Of: []string{"c"}, Given: map[string]string{"b": "0.35"}, Points: 20})
		off := math.Abs(answer.LogGiven - (-0.35*0.35/2 - math.Log(2*math.Pi)/2))
		if resolved := width > 1e-6; resolved && (off > 2e-4 || answer.Narrow != nil) || !resolved && (len(answer.Narrow) != 1 || answer.Narrow[0] != "c") {
			t.Errorf("a line of width %g: log p of what is given is off by %g, narrow %v; want it exact or narrow", width, off, answer.Narrow)
		}
	}
}

// TestLevels: the probabilities of classes are those of Bayes' rule and add up to one.
func TestLevels(t *testing.T) {
	s := data(t, "a", "leftout", "b", "leftout")
	m := &fake{flow(t, s), func(x, c []float64) float64 { return -math.Pow(x[0]-2*c[1], 2) }} // about 0 for p, 2 for q
	answer := ask(t, &conditional.Question{Model: m, Schema: s, Of: []string{"kind"}, Given: map[string]string{"c": "0.5"}})
	p, q := answer.Rows.Columns[1].Numbers[0], answer.Rows.Columns[1].Numbers[1]
	if !(math.Abs(math.Exp(p)+math.Exp(q)-1) <= 1e-12) {
		t.Errorf("probabilities %g and %g, want a sum of 1", math.Exp(p), math.Exp(q))
	}
	if got, want := q-p, math.Log(40./20)-1.5*1.5+0.5*0.5; !(math.Abs(got-want) <= 0.03) { // halfCount moves the shares a little
		t.Errorf("log odds %g, want %g", got, want)
	}
}

// TestMissingLevel: where a class may be missing, that has a probability too, and the sum over the level and it is log p of
// what is given.
func TestMissingLevel(t *testing.T) {
	s := data(t, "a", "leftout", "b", "leftout", "kind", "missing=mask")
	m := &fake{flow(t, s), func(x, c []float64) float64 { return -x[0]*x[0] - c[2] }}
	answer := ask(t, &conditional.Question{Model: m, Schema: s, Of: []string{"kind"}, Given: map[string]string{"c": "0.5"}})
	kind, logProb := answer.Rows.Columns[0], answer.Rows.Columns[1].Numbers
	if kind.Len() != 3 || !kind.Missing[2] || !(logProb[2] < logProb[0]) {
		t.Errorf("levels %v, missing %v, log p %v; want p, q and none, which no row had", kind.Texts, kind.Missing, logProb)
	}
}

// TestFarClasses: what is given and so unlikely that rounding exceeds the differences of log p between levels is
// refused; by subtraction each level would get the probability 1.
func TestFarClasses(t *testing.T) {
	s := data(t, "a", "leftout", "b", "leftout")
	q := &conditional.Question{Model: flow(t, s), Schema: s, Of: []string{"kind"}, Given: map[string]string{"c": "1e30"}}
	if a, err := q.Ask(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot be told") {
		t.Errorf("%+v, %v; want an error", a, err)
	}
}

// TestRounded: a given value that is rounded stands for the cell of its rounding, and log p is the mean over the cell.
func TestRounded(t *testing.T) {
	s := data(t, "a", "leftout", "kind", "leftout", "b", "identity rounded:2")
	m := &fake{flow(t, s), func(x, _ []float64) float64 { return -math.Pow(x[1]-x[0], 2) * 50 }} // c is near b
	answer := ask(t, &conditional.Question{Model: m, Schema: s, Of: []string{"c"}, Given: map[string]string{"b": "4"}, Points: 400})
	mean, spread := 0.0, 0.0
	c, logProb := answer.Rows.Columns[0].Numbers, answer.Rows.Columns[1].Numbers
	for i := 1; i < len(c); i++ {
		w := math.Exp(logProb[i]) * (c[i] - c[i-1])
		mean, spread = mean+w*c[i], spread+w*(c[i]-4)*(c[i]-4)
	}
	if !(math.Abs(mean-4) <= 0.3) || !(math.Abs(spread-1./3) <= 0.15) { // uniform from 3 to 5, by sixteen draws
		t.Errorf("mean %g, variance %g; want 4 and 1/3", mean, spread)
	}
}

// TestValuesOfARoundedColumn: of a rounded column the answer is the probability of each value, also where the vectors
// have its logarithm above a bound. With Points it is the density that the vectors have.
func TestValuesOfARoundedColumn(t *testing.T) {
	for _, c := range []struct {
		kind string
		edge func(v float64) float64 // the vector's entry at an edge of a cell
		half float64
	}{
		{"identity rounded:2", func(v float64) float64 { return v }, 1},
		{"log rounded:1", func(v float64) float64 { return math.Log(v - 0.5) }, 0.5},
	} {
		s := data(t, "a", "leftout", "kind", "leftout", "b", c.kind)
		m := &fake{flow(t, s), func(x, _ []float64) float64 {
			z := (x[0] - 1 - x[1]) / 1.3
			return -z*z/2 - x[1]*x[1]/2 - math.Log(2*math.Pi*1.3)
		}}
		q := &conditional.Question{Model: m, Schema: s, Of: []string{"b"}, Given: map[string]string{"c": "0.5"}}
		answer, sum := ask(t, q), 0.0
		below := func(v float64) float64 { return math.Erfc(-(c.edge(v)-1.5)/1.3/math.Sqrt2) / 2 }
		for i, v := range answer.Rows.Columns[0].Numbers {
			got := math.Exp(answer.Rows.Columns[1].Numbers[i])
			if want := below(v+c.half) - below(v-c.half); v != math.Round(v) || math.Abs(got-want) > 1e-4 {
				t.Errorf("%s: %v has probability %.6f, want %.6f", c.kind, v, got, want)
			}
			sum += got
		}
		if math.Abs(sum-1) > 1e-4 {
			t.Errorf("%s: the probabilities have the sum %v, want 1", c.kind, sum)
		}
		if q.Points = 7; ask(t, q).Rows.Rows() != 7 {
			t.Errorf("%s: want the density at 7 points", c.kind)
		}
	}
}

// TestFewPointsOfNarrowCells: the probabilities of values whose cells are much narrower than the density, such as cents, take about
// two points each.
func TestFewPointsOfNarrowCells(t *testing.T) {
	s := data(t, "a", "leftout", "kind", "leftout", "c", "leftout", "b", "identity rounded:0.001")
	points := 0
	m := &fake{flow(t, s), func(x, _ []float64) float64 {
		points++
		return -x[0]*x[0]/2 - math.Log(2*math.Pi)/2
	}}
	rows := ask(t, &conditional.Question{Model: m, Schema: s, Of: []string{"b"}}).Rows
	if n := rows.Rows(); n < 10000 || points > 2*n+10000 {
		t.Errorf("%d points for %d values, want about two for each", points, n)
	}
	for i, v := range rows.Columns[0].Numbers {
		if got, want := rows.Columns[1].Numbers[i], -v*v/2-math.Log(2*math.Pi)/2+math.Log(0.001); math.Abs(got-want) > 1e-4 {
			t.Fatalf("%v has log p %v, want %v", v, got, want)
		}
	}
}

func TestRefuses(t *testing.T) {
	s := data(t, "a", "leftout", "b", "log")
	m := flow(t, s)
	named := data(t, "b", "log")
	named.Columns[0].Name = "log_p"
	given := data(t, "a", "leftout", "b", "log condition")
	for want, q := range map[string]*conditional.Question{
		"no such column":         {Of: []string{"z"}},
		"of this name":           {Schema: named, Of: []string{"log_p"}, Given: map[string]string{"b": "1", "c": "1", "kind": "p"}},
		"left out":               {Of: []string{"a"}},
		"-given kind=VALUE":      {Of: []string{"b"}, Given: map[string]string{"c": "1"}},
		"given too":              {Of: []string{"b"}, Given: map[string]string{"b": "1", "c": "1", "kind": "p"}},
		"twice":                  {Of: []string{"b", "b"}, Given: map[string]string{"c": "1", "kind": "p"}},
		"one or two":             {},
		"one class alone":        {Of: []string{"b", "kind"}, Given: map[string]string{"c": "1"}},
		"no effect":              {Of: []string{"b"}, Given: map[string]string{"c": "1", "kind": "p", "a": "1"}},
		`"x", want`:              {Of: []string{"b"}, Given: map[string]string{"c": "x", "kind": "p"}},
		`"r": a level not known`: {Of: []string{"b"}, Given: map[string]string{"c": "1", "kind": "r"}},
		`"-1": lies outside`:     {Of: []string{"c"}, Given: map[string]string{"b": "-1", "kind": "p"}},
		`is not known: column "b", "-1": a condition outside`: {Schema: given, Model: flow(t, given), Of: []string{"c"}, Given: map[string]string{"b": "-1", "kind": "p"}},
	} {
		if q.Schema = cmp.Or(q.Schema, s); q.Model == nil {
			q.Model = m
		}
		if _, err := q.Ask(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// TestErrorOfAnIntegralIsSaid: the integral of a density with an edge has an Error that is not far below its true
// error. The integral of a smooth density has hardly any. A disc that falls between the points of every affordable grid
// is refused.
func TestErrorOfAnIntegralIsSaid(t *testing.T) {
	s := data(t, "a", "leftout", "kind", "leftout", "b", "identity")
	disc := func(radius float64) *conditional.Question {
		m := &fake{flow(t, s), func(x, _ []float64) float64 {
			if d := math.Hypot(x[0]-0.3, x[1]-0.2); d > radius {
				return -4 - 40*(d-radius) // a tail, so that the density is positive and its integral finite
			}
			return -math.Log(math.Pi * radius * radius)
		}}
		return &conditional.Question{Model: m, Schema: s, Of: []string{"b", "c"}, Points: 20}
	}
	answer := ask(t, disc(1))
	tail := math.Exp(-4) * 2 * math.Pi * (1./40 + 1./1600) // ∫ e⁻⁴⁻⁴⁰⁽ʳ⁻¹⁾ outside the disc
	off := math.Abs(answer.LogGiven - math.Log(1+tail))
	if answer.Error < 1e-5 || answer.Error > 0.01 || off > 4*answer.Error {
		t.Errorf("off by %g with an Error of %g, want an Error of 1e-5 to 0.01 and not four times more", off, answer.Error)
	}
	if smooth := ask(t, &conditional.Question{Model: flow(t, s), Schema: s, Of: []string{"b", "c"}, Points: 20}); smooth.Error > 1e-5 {
		t.Errorf("a smooth density: an Error of %g, want 1e-5 at most", smooth.Error)
	}
	if a, err := disc(1e-5).Ask(t.Context()); err == nil || !strings.Contains(err.Error(), "b, c integrates to ") || !strings.Contains(err.Error(), "between the points") {
		t.Errorf("a disc too small for any grid: %+v, %v", a, err)
	}
}
