// Derivatives of solutions by their initial values.

package problems_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/problems"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// moved is how far the end moves for a unit change of a number of Y0, at most, by differences.
func moved(t *testing.T, p *problems.Problem) float64 {
	const step = 1e-7
	y0 := p.Y0
	var ends [2][]float64
	worst := 0.0
	for j := range y0 {
		for k := range ends {
			q := *p
			q.Y0 = append([]float64(nil), y0...)
			q.Y0[j] += step * float64(2*k-1)
			ends[k], _ = solve(t, &q, &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-11, ATol: 1e-11, MaxSteps: 100000})
		}
		for i := range y0 {
			worst = max(worst, math.Abs(ends[1][i]-ends[0][i])/(2*step)/(1+math.Abs(p.End[i])))
		}
	}
	return worst
}

// TestSensitivity: the Sensitivity of a problem, by which other tests widen their bounds, is that of its solution.
func TestSensitivity(t *testing.T) {
	for _, p := range problems.All() {
		if p.Class == problems.Stiff || p.Dim > 4 || testing.Short() {
			continue // DOP853 is not for stiff problems, and each number of a large Y0 takes two solves
		}
		if got := max(1, moved(t, p)); !(math.Abs(got/p.Sensitivity-1) <= 0.05) {
			t.Errorf("%s: sensitivity %.3g, %g is given", p.Name, got, p.Sensitivity)
		}
	}
}
