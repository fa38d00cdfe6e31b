// Models of FFJORD's code, built from its checkpoints.

package torch

import (
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// FFJORDSettings of FFJORD; nil is the zero value.
type FFJORDSettings struct {
	// Activation is --nonlinearity. Empty: as the checkpoint's args say, or swish where there are its β; otherwise it is an
	// error, since a state dict does not know it (the default of train_toy.py is tanh, that of train_tabular.py softplus).
	Activation dynamics.Activation
	// Image is the height and the width of images that convolutions are of, which a state dict does not say. Zero: as args say (--imagesize, --data).
	Image dynamics.Image
	// Strides are those of the layers of convolutions. nil: as args say, or as the shapes of kernels do where these tell.
	Strides []int
	// Float64 computes in double precision also where the file holds single.
	Float64 bool
	// TrainTime keeps the durations trainable. They also are where args say --train_T, or where they differ.
	TrainTime bool
	// Adjust, if given, may change the settings of each flow before it is made: tolerances, workers, the trace.
	Adjust func(*likelihood.Settings)
}

// FFJORD builds the model of a checkpoint of FFJORD's code (train_toy.py, train_tabular.py, train_cnf.py): continuous flows one after
// another, with moving batch-norms around them where there are any. The data are at t = 0, the base at t = sqrt_end_time².
// FFJORD's chain starts at the data, NewStack at the base.
//
// Models of images, also of several scales, start with a link without weights, logit(α+(1-2α)x) or x-½: data come to the flow as they leave it,
// and its determinant is the caller's. Not built: norms of channels, --parallel, --autoencode.
//
// Names are those of model.state_dict(), also with "module." before them, and with the doubles that old versions have.
// Regularised models have the same network. The report is there also with an error. Errors: *StateError, *ModelError,
// and those of likelihood.NewStack.
func FFJORD(c *Checkpoint, s *FFJORDSettings) (*likelihood.Flow, *Report, error) {
	if c == nil {
		return nil, &Report{}, &ModelError{Name: "checkpoint", Value: "nil", Want: "one"}
	}
	if s == nil {
		s = &FFJORDSettings{}
	}
	p, err := readPlan(c, s)
	if err != nil {
		return nil, unread(c.State), err
	}
	stack, fields, err := p.build(s)
	if err != nil {
		return nil, unread(c.State), err
	}
	if _, err := layoutOf(stack, fields); err != nil { // what is not FFJORD's is not built either
		return nil, unread(c.State), err
	}
	slots := ffjordSlots(stack, fields, &p.layout)
	for i := range slots {
		slots[i].name = p.fileName(slots[i].name)
	}
	report, err := fill(slots, c.State, p.isDouble)
	if err != nil {
		return nil, report, err
	}
	return stack, report, nil
}
