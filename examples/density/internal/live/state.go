// What the page's browser is told.

package live

// state is all that a page shows except the picture.
type state struct {
	Version    int    `json:"version"`
	Name       string `json:"name"`
	Unit       string `json:"unit"`
	Iterations int    `json:"iterations"` // of the run; 0: not known
	Status     string `json:"status"`

	Iteration   int     `json:"iteration"`
	Epoch       int     `json:"epoch"`
	Loss        number  `json:"loss"`
	Norm        number  `json:"norm"`
	Rate        number  `json:"rate"`
	Evaluations number  `json:"evaluations"`
	Elapsed     float64 `json:"elapsed"` // seconds

	Curve  curve  `json:"curve"`
	Scores scores `json:"scores"`
	Steps  steps  `json:"steps"`

	Picture int    `json:"picture"` // number of the newest; 0: none yet
	Trouble string `json:"trouble,omitempty"`
}

type curve struct {
	Iteration   []number `json:"iteration"`
	Loss        []number `json:"loss"`
	Evaluations []number `json:"evaluations"`
	Rate        []number `json:"rate"`
}

type scores struct {
	Iteration []number `json:"iteration"`
	Loss      []number `json:"loss"`
	Error     []number `json:"error"`
	Best      number   `json:"best"`          // loss
	BestAt    int      `json:"bestIteration"` // 0: none yet
}

type steps struct {
	Iteration []number `json:"iteration"`
	Step      []number `json:"step"`
}

// state is the state of now. The page counts as watched from this call on.
func (p *Page) state() *state {
	p.mu.Lock()
	defer p.mu.Unlock()
	return &state{
		Version: p.version, Name: p.options.Name, Unit: p.options.Unit, Iterations: p.options.Iterations, Status: p.status,
		Iteration: p.last.Iteration, Epoch: p.last.Epoch, Loss: number(p.last.Loss - p.options.Shift), Norm: number(p.last.Norm), Rate: number(p.last.Rate),
		Evaluations: number(p.last.Evaluations), Elapsed: p.last.Elapsed.Seconds(),
		Curve:   curve{p.curve.column(0), p.curve.column(1), p.curve.column(2), p.curve.column(3)},
		Scores:  scores{p.scores.column(0), p.scores.column(1), p.scores.column(2), number(-p.best.Score.Mean - p.options.Shift), p.best.Iteration},
		Steps:   steps{p.steps.column(0), p.steps.column(1)},
		Picture: p.pictures, Trouble: p.trouble,
	}
}
