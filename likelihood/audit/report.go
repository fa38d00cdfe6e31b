// Report: what an audit finds.

package audit

// Report is what Run finds. It prints as a table and can be written as JSON; all its numbers are finite. All its fields are in one
// struct since the table and the JSON are flat.
type Report struct {
	Flows   int    `json:"flows"` // of a stack, otherwise 1
	Dim     int    `json:"dim"`
	Weights int    `json:"weights"` // numbers in the parameters
	Dtype   string `json:"dtype"`   // what the fields compute in, each once
	Route   string `json:"route"`   // to the trace, see Plan; of a stack each once
	Rows    int    `json:"rows"`    // of data that were looked at and could be solved
	Failed  int    `json:"failed"`  // of data that could not be solved

	LogProb       float64 `json:"logProb"`       // mean, nats
	StandardError float64 `json:"standardError"` // of LogProb as a sample's mean

	RoundTrip   RoundTrip    `json:"roundTrip"`
	Errors      Errors       `json:"errors"`
	Gradients   *Gradients   `json:"gradients,omitempty"` // nil where the flow has none
	Mass        Mass         `json:"mass"`
	Base        []BaseColumn `json:"base,omitempty"` // nil where the base cannot be drawn from
	Evaluations Evaluations  `json:"evaluations"`

	Checks []Check `json:"checks"`
}

// RoundTrip is |x - forward(inverse(x))|, largest over columns, in standard deviations of the column.
type RoundTrip struct {
	Median  float64 `json:"median"`
	Largest float64 `json:"largest"`
}

// Errors sums the certificates up, nats.
type Errors struct {
	Median      float64 `json:"median"`      // of the rows' solver bounds
	Mean        float64 `json:"mean"`        // of them
	Largest     float64 `json:"largest"`     // of them
	Uncertified int     `json:"uncertified"` // rows without a bound
	Probe       float64 `json:"probe"`       // standard error of the mean by the probes
}

// Evaluations are evaluations of the right-hand side a row.
type Evaluations struct {
	LogProb   float64 `json:"logProb"`
	Forward   float64 `json:"forward"`   // of a gradient, on the way there
	Replay    float64 `json:"replay"`    // of a gradient, on the way back
	Backsolve float64 `json:"backsolve"` // of a gradient, on the way back
}
