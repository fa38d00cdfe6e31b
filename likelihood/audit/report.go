// Report: the results of an audit.

package audit

// Report is the result of Run. It prints as a table and can be written as JSON; all its numbers are finite, and
// math.MaxFloat64 stands for one that is not, "–" in the table. All its fields are in one struct since the table and the
// JSON are flat.
type Report struct {
	Flows   int    `json:"flows"` // in a stack; otherwise 1
	Dim     int    `json:"dim"`
	Weights int    `json:"weights"` // numbers in the parameters
	Dtype   string `json:"dtype"`   // dtypes of the fields, each once
	Route   string `json:"route"`   // methods of the trace (trace.Plan); those of a stack each once
	Rows    int    `json:"rows"`    // rows of data that were examined and could be solved
	Failed  int    `json:"failed"`  // rows of data that could not be solved

	LogProb       float64 `json:"logProb"`       // mean, nats
	StandardError float64 `json:"standardError"` // of LogProb as the mean of a sample

	// RoundTrip is |x - forward(inverse(x))|, largest over columns, in standard deviations of the column.
	RoundTrip struct {
		Median  float64 `json:"median"`
		Largest float64 `json:"largest"`
	} `json:"roundTrip"`
	// Errors summarises the certificates, in nats.
	Errors struct {
		Median      float64 `json:"median"`      // of the rows' solver bounds
		Mean        float64 `json:"mean"`        // of the rows' solver bounds
		Largest     float64 `json:"largest"`     // of the rows' solver bounds
		Uncertified int     `json:"uncertified"` // rows without a bound
		Probe       float64 `json:"probe"`       // standard error of the mean by estimated traces
	} `json:"errors"`
	Gradients *Gradients   `json:"gradients,omitempty"` // nil for a flow without gradients
	Mass      Mass         `json:"mass"`
	Base      []BaseColumn `json:"base,omitempty"` // nil for a base that cannot be drawn from
	// Evaluations are evaluations of the right-hand side a row.
	Evaluations struct {
		LogProb   float64 `json:"logProb"`
		Forward   float64 `json:"forward"`   // forward pass of a gradient
		Replay    float64 `json:"replay"`    // backward pass of a gradient by replay
		Backsolve float64 `json:"backsolve"` // backward pass of a gradient by backsolve
	} `json:"evaluations"`

	Checks []Check `json:"checks"`
}
