// Models of FFJORD's code, built from its checkpoints.

package torch

import (
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// FFJORDSettings of FFJORD; nil is the zero value.
type FFJORDSettings struct {
	// Activation is --nonlinearity. Empty means what the checkpoint's args say, or Swish if the state dict has its β;
	// otherwise it is an error, since a state dict does not say it (the default of train_toy.py is tanh, that of
	// train_tabular.py softplus).
	Activation dynamics.Activation
	// Image is the height and the width of the images of convolutions, which a state dict does not say. Zero means what
	// args say (--imagesize, --data).
	Image dynamics.Image
	// Strides are the strides of the layers of convolutions. nil means what args say, or what the shapes of kernels
	// imply if they are unambiguous.
	Strides []int
	// Float64 computes in double precision even if the file holds single precision.
	Float64 bool
	// TrainTime keeps the durations trainable. They are trainable too if args say --train_T, or if they differ.
	TrainTime bool
	// Adjust, if not nil, may change the settings of each flow before it is made: tolerances, workers, the trace.
	Adjust func(*likelihood.Settings)
}

// FFJORD builds the model of a checkpoint of FFJORD's code (train_toy.py, train_tabular.py, train_cnf.py): continuous flows
// one after another, with optional moving batch-norms around them. The data are at t = 0, the base at t = sqrt_end_time².
// FFJORD's chain starts at the data, NewStack's at the base.
//
// Models of images, of one or of several scales, start with a link without weights, logit(α+(1-2α)x) or x-½. The caller
// applies this map to the data and accounts for its determinant. Norms of channels, --parallel and --autoencode are not
// supported. Neither is --residual, which args tell and a state dict alone does not.
//
// Names are those of model.state_dict(), and may have the duplicates of old versions. Regularised models have the same
// network. FFJORD returns the report even with an error. Errors: *StateError, *ModelError, and those of
// likelihood.NewStack.
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
	if _, err := layoutOf(stack, fields); err != nil { // a model that FFJORD's code does not have is not built
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
