// Hutch++: its mean and variance, its exactness at low rank, and its gradients.

package likelihood_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"gonum.org/v1/gonum/mat"
)

// copies returns n copies of a row.
func copies(n int, row []float64) [][]float64 {
	x := numeric.NewRows(n, len(row))
	for i := range x {
		copy(x[i], row)
	}
	return x
}

func meanAndVariance(x []float64) (mean, variance float64) {
	mean = numeric.Mean(x)
	d := numeric.Deviation(x)
	return mean, d * d
}

// TestHutchPPIsUnbiased: the mean of the estimates is the trace, for fields with and without known layers, and for odd
// and even numbers of probes.
func TestHutchPPIsUnbiased(t *testing.T) {
	const n = 3000
	layered := flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{8, 8}, Seed: 5})
	unlayered, _ := flowtest.LinearField(t, testMatrix)
	one := flowtest.Points(1, 3, 9)
	for name, field := range map[string]dynamics.Field{"layered": layered, "unlayered": unlayered} {
		_, exact, _ := traceOf(t, field, trace.Settings{}, false, 0.3, one)
		for _, gaussian := range []bool{false, true} {
			for _, k := range []int{0, 3, 4} {
				estimates := hutchinsonOf(t, field, trace.Settings{Method: trace.HutchPP, Probes: k, Gaussian: gaussian}, 0.3, copies(n, one[0]))
				mean, variance := meanAndVariance(estimates)
				if d := math.Abs(mean - exact[0]); !(d <= 4*math.Sqrt(variance/n)) || variance == 0 {
					t.Errorf("%s, Gaussian %t, %d probes: mean is off by %g, standard error %g", name, gaussian, k, d, math.Sqrt(variance/n))
				}
			}
		}
	}
}

// TestHutchPPIsExactForLowRank: if the rank of the Jacobian is at most the number of sketching probes, the sketch
// leaves no trace to estimate. This includes rank 0.
func TestHutchPPIsExactForLowRank(t *testing.T) {
	z := flowtest.Points(50, 6, 3)
	for _, rank := range []int{1, 2, 3} {
		field := flowtest.NewMLP(t, 6, &dynamics.MLPSettings{Hidden: []int{rank}, Seed: 8})
		_, exact, _ := traceOf(t, field, trace.Settings{}, false, 0.3, z)
		for _, gaussian := range []bool{false, true} {
			got := hutchinsonOf(t, field, trace.Settings{Method: trace.HutchPP, Probes: 6, Gaussian: gaussian}, 0.3, z)
			flowtest.CloseTo(t, fmt.Sprintf("rank %d", rank), got, exact, 1e-9)
		}
	}
	nothing, _ := flowtest.LinearField(t, mat.NewDense(3, 3, make([]float64, 9)))
	got := hutchinsonOf(t, nothing, trace.Settings{Method: trace.HutchPP, Probes: 4}, 0.3, flowtest.Points(2, 3, 1))
	flowtest.CloseTo(t, "rank 0", got, []float64{0, 0}, 0)
}

// TestHutchPPBeatsHutchinsonOnADecayingSpectrum: with the same number of products with J, the variance of Hutch++ is
// far below Hutchinson's if the spectrum decays.
func TestHutchPPBeatsHutchinsonOnADecayingSpectrum(t *testing.T) {
	const dim, n = 12, 1500
	var q mat.QR
	q.Factorize(mat.NewDense(dim, dim, numeric.Flatten(flowtest.Points(dim, dim, 4))))
	var u, ud, a mat.Dense
	q.QTo(&u)
	spectrum := make([]float64, dim)
	for i := range spectrum {
		spectrum[i] = math.Pow(0.4, float64(i))
	}
	ud.Mul(&u, mat.NewDiagDense(dim, spectrum))
	a.Mul(&ud, u.T())
	field, _ := flowtest.LinearField(t, &a)
	z := numeric.NewRows(n, dim)
	_, plain := meanAndVariance(hutchinsonOf(t, field, trace.Settings{Method: trace.Hutchinson, Probes: 9}, 0, z))
	mean, sketched := meanAndVariance(hutchinsonOf(t, field, trace.Settings{Method: trace.HutchPP, Probes: 6}, 0, z)) // 6 + 3 products, as many as with 9 probes
	if sketched > plain/5 {
		t.Errorf("variance %g with a sketch, %g without", sketched, plain)
	}
	if d := math.Abs(mean - mat.Trace(&a)); d > 4*math.Sqrt(sketched/n) {
		t.Errorf("mean is off by %g, standard error %g", d, math.Sqrt(sketched/n))
	}
}

// TestReplayThroughHutchPP: the gradient passes through the sketch and its orthonormal basis. It is right too if the
// sketch has more directions than the Jacobian.
func TestReplayThroughHutchPP(t *testing.T) {
	for _, probes := range []int{2, 4, 6} { // for two columns the sketch has one direction, two, and one too many
		s := likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Tsit5, Steps: 2}, Trace: trace.Settings{Method: trace.HutchPP, Probes: probes}}
		for _, hidden := range [][]int{{6, 5}, {1}} {
			checkReplay(t, s, hidden)
		}
	}
}

// TestHutchPPInSinglePrecision: if the sketch has more directions than the Jacobian, single precision gives the
// gradient of double precision, to rounding.
func TestHutchPPInSinglePrecision(t *testing.T) {
	var gradients []*likelihood.Gradient
	for _, double := range []bool{true, false} {
		field, err := dynamics.NewMLP(4, &dynamics.MLPSettings{Hidden: []int{2}, Float64: double, Seed: 2})
		flowtest.Must(t, err)
		s := &likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 4}, Trace: trace.Settings{Method: trace.HutchPP, Probes: 6}}
		g, err := newFlow(t, field, s).Gradient(context.Background(), flowtest.Points(20, 4, 1), nil)
		flowtest.Must(t, err)
		gradients = append(gradients, g)
	}
	flowtest.CloseTo(t, "log p", gradients[1].LogProb, gradients[0].LogProb, 1e-4)
	for i := range gradients[0].Params {
		flowtest.CloseTo(t, "gradient", gradients[1].Params[i], gradients[0].Params[i], 1e-3)
	}
}

func TestHutchPPPlan(t *testing.T) {
	field := flowtest.NewMLP(t, 8, &dynamics.MLPSettings{Hidden: []int{16, 16}})
	_, err := likelihood.New(field, &likelihood.Settings{Trace: trace.Settings{Method: trace.HutchPP, Probes: 1}})
	flowtest.WantError(t, "one probe", err, likelihood.ErrSettings)
	flow := newFlow(t, field, &likelihood.Settings{Trace: trace.Settings{Method: trace.HutchPP}})
	plan, err := flow.Trace()
	flowtest.Must(t, err)
	if plan.Method != trace.HutchPP || plan.Exact || plan.Probes != 2 || !(plan.TraceFlops > 0) {
		t.Errorf("plan %+v", *plan)
	}
	x := flowtest.Points(30, 8, 2)
	d, err := flow.LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Certify: true})
	flowtest.Must(t, err)
	exact, err := newFlow(t, field, nil).LogProb(context.Background(), x)
	flowtest.Must(t, err)
	covered := 0
	for i := range x {
		if math.Abs(d.LogProb[i]-exact[i]) <= d.Certificate.Bound(i)+1e-4 {
			covered++
		}
	}
	if covered < 27 { // 95 % are promised, which is 28.5
		t.Errorf("certificates cover %d of 30 rows, want 27", covered)
	}
}
