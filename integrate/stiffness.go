// Diagnosis of stiffness.

package integrate

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"

	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
)

// StiffnessError says that an explicit method stopped where the system is stiff: stability, not accuracy, limited its
// step sizes. It wraps the *ode.StepError.
type StiffnessError struct {
	Step *ode.StepError
	// Method is the name of the Tableau.
	Method string
	// Eigenvalue λ is the eigenvalue of ∂f/∂y at Step.T that decays fastest in the direction of the solve.
	Eigenvalue complex128
	// Product is |hλ| for the step tried last. Boundary is the |hλ| at which the method becomes unstable in the
	// direction of λ.
	Product, Boundary float64
}

func (e *StiffnessError) Error() string {
	return fmt.Sprintf("%v: the system is stiff there: ∂f/∂y has the eigenvalue %.3g, and |hλ| = %.2g stays near %.2g, where %s becomes unstable; use Rodas5P",
		e.Step, e.Eigenvalue, e.Product, e.Boundary, e.Method)
}

// Unwrap returns the *ode.StepError.
func (e *StiffnessError) Unwrap() error {
	if e.Step == nil {
		return nil
	}
	return e.Step
}

// nearBoundary is the least ratio of Product to Boundary at which stability is taken to limit the steps. Steps that
// stability limits move to and fro about the boundary (Hairer, Wanner, Solving ODEs II, IV.2). Steps of smooth
// solutions at usual tolerances stay well below.
const nearBoundary = 0.4

// enoughSteps is the least number of accepted steps that show what limits them. A row with fewer has hardly found its step
// size, or was given one, by a FirstStep or a MinStep. DOPRI5 counts as many (Hairer, Wanner, Solving ODEs II, IV.2).
const enoughSteps = 15

// widest is the largest width of a state whose eigenvalues are computed.
const widest = 300

// diagnose turns the error of a row into a StiffnessError if stiffness was the reason. Steps cost nothing more for it:
// the Jacobian is evaluated afterwards, where the row stopped.
func (s *Solver[T]) diagnose(ctx context.Context, p *ode.Problem[T], out *ode.Solution[T], err error) error {
	if err == nil {
		return nil
	}
	var step *ode.StepError
	if errors.As(err, &step) {
		if coarse := s.unresolved(p, step); coarse != nil {
			return coarse
		}
	}
	if step == nil || s.scheme.Tableau.Rosenbrock != nil || s.scheme.Fixed {
		return err
	}
	if step.Status != ode.OutOfSteps && step.Status != ode.StepTooSmall || out.RowStats[step.Row].Accepted < enoughSteps {
		return err
	}
	eigenvalue, ok := s.fastest(ctx, p, out, step)
	if !ok {
		return err
	}
	z := complex(step.H*real(eigenvalue), step.H*imag(eigenvalue))
	e := &StiffnessError{Step: step, Method: s.scheme.Tableau.Name, Eigenvalue: eigenvalue,
		Product: cmplx.Abs(z), Boundary: method.Boundary(s.scheme.Tableau, z)}
	if e.Product < nearBoundary*e.Boundary {
		return err
	}
	return e
}

// fastest returns the eigenvalue λ with the most negative Re hλ, if there is one.
func (s *Solver[T]) fastest(ctx context.Context, p *ode.Problem[T], out *ode.Solution[T], step *ode.StepError) (complex128, bool) {
	jacobian := s.jacobian(ctx, p, out, step)
	var eigen mat.Eigen
	if jacobian == nil || !eigen.Factorize(jacobian, mat.EigenNone) {
		return 0, false
	}
	least, found := 0.0, complex128(0)
	for _, v := range eigen.Values(nil) {
		if real(v)*step.H < least {
			least, found = real(v)*step.H, v
		}
	}
	return found, found != 0
}

// jacobian returns ∂f/∂y of a row where it stopped, by finite differences. It is nil if it is not finite, or if ctx
// ends before. A number that is 0 has the size that it gets in a step or that the tolerances tell.
func (s *Solver[T]) jacobian(ctx context.Context, p *ode.Problem[T], out *ode.Solution[T], step *ode.StepError) *mat.Dense {
	f, size := s.field.Clone(), min(1e-4, s.scheme.ATol/s.scheme.RTol)
	f.Load(&ode.Problem[T]{Y: out.Y, Args: p.Args}, step.T, step.Row, 1)
	base := f.Slope()
	if len(base) > widest || finite.FirstNot(base) >= 0 {
		return nil
	}
	j, column := mat.NewDense(len(base), len(base), nil), 0
	for b := range f.Y.Pack {
		y := f.Y.Block(b)
		for c := range y.Width {
			kept := y.At(0, c)
			y.Set(0, c, kept+T(math.Sqrt(s.scheme.Epsilon)*max(math.Abs(float64(kept)), math.Abs(step.H*base[column]), size)))
			moved := f.Slope()
			if finite.FirstNot(moved) >= 0 || ctx.Err() != nil {
				return nil
			}
			for i := range moved {
				j.Set(i, column, (moved[i]-base[i])/float64(y.At(0, c)-kept))
			}
			y.Set(0, c, kept)
			column++
		}
	}
	return j
}
