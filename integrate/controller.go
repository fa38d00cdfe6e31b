// Controllers of the step size.

package integrate

import (
	"cmp"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/finite"
)

// StepController is a rule for step sizes: Controller, or an implementation of the user's. The solver calls it once for
// each step and row (with Settings.Shared, for each step and pack), from several goroutines. A StepController keeps no
// state: the solver remembers the errors of each row. The argument exponent is k: the estimated error of a step of size h
// is proportional to h^k. It is the Tableau's EmbeddedOrder + 1, and 2·(EmbeddedOrder + 1) − (EmbeddedOrderLow + 1) for one
// with a second estimate.
type StepController interface {
	// Propose returns h_{n+1}/h_n, a positive number, after a step was accepted. The arguments errors are e_n, e_{n−1},
	// e_{n−2} of the last accepted steps, measured against the tolerance and never 0. An error is 1 where there has
	// been no such step. After a rejected step the solver takes at most 1.
	Propose(errors [3]float64, exponent int) float64
	// Reject returns h'/h, a positive number below 1: a rejected step is repeated with h'. The error e is above 1; it
	// may be infinite or NaN.
	Reject(e float64, exponent int) float64
}

// Controller chooses the next step size from the error estimates e_n, e_{n−1},
// e_{n−2} of the last accepted steps, each measured against the tolerance (1 is
// just accepted). With k the exponent of the Tableau's error estimate (see StepController),
//
//	h_{n+1}/h_n = Safety · e_n^(−β₁/k) · e_{n−1}^(−β₂/k) · e_{n−2}^(−β₃/k),
//
// kept between MinFactor and MaxFactor (Söderlind, ACM TOMS 29 (2003) 1–26). A rejected step is repeated with
// Safety·e^(−1/k), and the step after it does not grow. The solver keeps the errors of each row, so one Controller
// serves any number of rows.
//
// In terms of the gains of a PID controller, β₁ = P+I+D, β₂ = −P−2D, β₃ = D.
type Controller struct {
	// Beta are β₁, β₂, β₃; all 0 means those of ControlI.
	Beta [3]float64
	// Safety keeps the next error below the tolerance; 0 means 0.9.
	Safety float64
	// MinFactor and MaxFactor bound the change of the step; 0 means 0.2 and 10.
	MinFactor, MaxFactor float64
}

// Ready controllers.
var (
	// ControlI looks at the last error only and corrects half of its logarithm (β₁ = 0.5). With β₁ = 1 (Hairer,
	// Nørsett, Wanner, Solving ODEs I, II.4) a fifth of the steps are rejected where the right step size changes
	// quickly. Over flows of twelve kinds ControlI takes a tenth of the evaluations less for equal errors
	// (BENCHMARKS.md), over the test problems nearly as much.
	ControlI = &Controller{Beta: [3]float64{0.5, 0, 0}}
	// ControlPI damps the oscillation of the step size where stability limits it: P = 0.4, I = 0.3. Gustafsson, ACM
	// TOMS 17 (1991) 533–554.
	ControlPI = &Controller{Beta: [3]float64{0.7, -0.4, 0}}
	// ControlPID is the digital filter H312PID, which gives the smoothest sequence of steps. Söderlind, ACM TOMS 29
	// (2003), Table III.
	ControlPID = &Controller{Beta: [3]float64{1. / 18, 1. / 9, 1. / 18}}
)

// Propose implements StepController. A nil Controller is ControlI.
func (c *Controller) Propose(errors [3]float64, exponent int) float64 {
	return c.with(exponent).Propose(errors)
}

// Reject implements StepController.
func (c *Controller) Reject(e float64, exponent int) float64 { return c.with(exponent).Reject(e) }

// ownRule is the StepController of a user with the exponent of one tableau.
type ownRule struct {
	StepController
	exponent int
}

func (r ownRule) Propose(errors [3]float64) float64 {
	return r.StepController.Propose(errors, r.exponent)
}

func (r ownRule) Reject(e float64) float64 { return r.StepController.Reject(e, r.exponent) }

// ruleOf binds a controller to the exponent of a tableau.
func ruleOf(c StepController, exponent int) control.Controller {
	if powers, ok := c.(*Controller); ok {
		return powers.with(exponent)
	}
	return control.EachRow{Rule: ownRule{c, exponent}}
}

func (c *Controller) with(exponent int) *control.Powers {
	if c == nil {
		c = ControlI
	}
	safety, minimum, maximum := cmp.Or(c.Safety, 0.9), cmp.Or(c.MinFactor, 0.2), cmp.Or(c.MaxFactor, 10)
	k, beta := float64(exponent), cmp.Or(c.Beta, ControlI.Beta)
	return &control.Powers{
		Beta:      [3]float64{beta[0] / k, beta[1] / k, beta[2] / k},
		Retry:     1 / k,
		LogSafety: elementary.Log(safety), Minimum: minimum, Maximum: maximum,
		LogLow: elementary.Log(minimum), LogHighest: elementary.Log(maximum),
	}
}

func (c *Controller) validate() error {
	safety, minimum, maximum := cmp.Or(c.Safety, 0.9), cmp.Or(c.MinFactor, 0.2), cmp.Or(c.MaxFactor, 10)
	if !(safety > 0 && safety <= 1) || !(minimum > 0 && minimum < 1) || !(maximum > 1) {
		return settingsError("controller: need 0 < Safety ≤ 1, 0 < MinFactor < 1 < MaxFactor; got %g, %g, %g", safety, minimum, maximum)
	}
	for _, beta := range c.Beta {
		if !finite.Is(beta) {
			return settingsError("controller: Beta is %v; every entry must be finite", c.Beta)
		}
	}
	return nil
}
