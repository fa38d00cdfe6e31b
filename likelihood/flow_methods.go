// The methods of Flow that stacks have too, each by itself: a method that Go promotes panics on a nil flow.

package likelihood

import (
	"context"
	"io"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
)

// Base is the density that all starts from: a flow's at T0, a stack's below its first flow.
func (f *Flow) Base() base.Base {
	return f.common().Base()
}

// CanSave is the error that Save would give, to be asked before a training whose model is to be kept: an own field or base
// has to be registered (RegisterField, RegisterBase).
func (f *Flow) CanSave() error {
	return f.common().CanSave()
}

// CondDim is the number of columns of the condition, which every flow of a stack gets; 0 without.
func (f *Flow) CondDim() int {
	return f.common().CondDim()
}

// ConditionStandardization is what StandardizeCondition has set; nil, nil if nothing.
func (f *Flow) ConditionStandardization() (mean, std []float64) {
	return f.common().ConditionStandardization()
}

// Dim is D, the number of columns of the data.
func (f *Flow) Dim() int {
	return f.common().Dim()
}

// Flows are the flows from the base to the data, to look at their traces, times and maps; of a flow itself alone. Each flow of a
// stack stands for itself, over a standard normal.
func (f *Flow) Flows() []*Flow {
	return f.common().Flows()
}

// Forward takes points of the base (at T0) to the data's space (at T1).
// Errors as of LogProb; a conditional flow needs ForwardWith.
func (f *Flow) Forward(ctx context.Context, z [][]float64) ([][]float64, error) {
	return f.common().Forward(ctx, z)
}

// ForwardWith is Forward under a condition of each row, R×C, or one for all.
func (f *Flow) ForwardWith(ctx context.Context, z, condition [][]float64) ([][]float64, error) {
	return f.common().ForwardWith(ctx, z, condition)
}

// Gradient is the mean negative log-likelihood of a batch, with the penalties of the settings, and its gradient, by
// replay unless Settings.Gradient says otherwise: the exact gradient of the loss as computed. It is bit-identical for any
// number of workers. Of a stack it goes through all flows and norms; the penalties are summed over the flows, and T0 and T1 are the
// derivatives for moving that end of every flow together.
//
// Errors: those of LogProb, where a *RowsError, of rows whose gradient overflows too, comes without a result since the mean does not exist; ErrNoScore;
// dynamics.NotSmoothError where the field has no second derivative.
func (f *Flow) Gradient(ctx context.Context, x [][]float64) (*Gradient, error) {
	return f.common().Gradient(ctx, x)
}

// GradientWith is Gradient with conditions, given probes, another seed of the probes, or another method.
func (f *Flow) GradientWith(ctx context.Context, x [][]float64, r *GradientRequest) (*Gradient, error) {
	return f.common().GradientWith(ctx, x, r)
}

// Inverse takes data to points of the base, distributed as the base if the flow is the data's density.
// Errors as of LogProb; a conditional flow needs InverseWith.
func (f *Flow) Inverse(ctx context.Context, x [][]float64) ([][]float64, error) {
	return f.common().Inverse(ctx, x)
}

// InverseWith is Inverse under a condition of each row, R×C, or one for all.
func (f *Flow) InverseWith(ctx context.Context, x, condition [][]float64) ([][]float64, error) {
	return f.common().InverseWith(ctx, x, condition)
}

// IsConstant says whether parameter k of Params is a constant for the gradient, though the loss depends on it: the running
// moments of a stack's norms are.
func (f *Flow) IsConstant(k int) bool {
	return f.common().IsConstant(k)
}

// LogProb is log p(x) of each row, in nats and in the data's own units (the determinant of a standardisation is counted).
//
// A row that cannot be solved, or whose log-density overflows, is NaN, and a *RowsError lists those; the other rows are valid.
// Further errors: *DataError with the place of a bad entry, ErrCondition, and the context's.
func (f *Flow) LogProb(ctx context.Context, x [][]float64) ([]float64, error) {
	return f.common().LogProb(ctx, x)
}

// LogProbWith is LogProb with conditions, given probes or certificates, and says what it went through.
func (f *Flow) LogProbWith(ctx context.Context, x [][]float64, r *LogProbRequest) (*Density, error) {
	return f.common().LogProbWith(ctx, x, r)
}

// LossAt is the Loss of GradientWith where the parameters have other values: params has one slice for each of Params, row-major.
// The parameters are put back before another call has its turn; nothing but these methods may read them meanwhile.
//
// Errors: those of GradientWith; ErrSettings where params are not of the parameters' sizes.
func (f *Flow) LossAt(ctx context.Context, params, x [][]float64, r *GradientRequest) (loss float64, err error) {
	return f.common().LossAt(ctx, params, x, r)
}

// MeanLogProb is the mean log-density of x with its errors. Where the error bound is above MeanRequest.MaxError, which is
// DefaultMaxError unless given, there is no mean but an *UncertainError that holds it: a solver that is too coarse for a
// flow can report a likelihood that is far too good, and nothing in the number shows it. MaxError = math.Inf(1) accepts
// everything. It takes a certificate for every row, and so three to four times what LogProb takes at the defaults: see Certificate.
//
// Further errors: those of LogProb; a *RowsError comes without a result, since the mean does not exist.
func (f *Flow) MeanLogProb(ctx context.Context, x [][]float64, r *MeanRequest) (*Mean, error) {
	return f.common().MeanLogProb(ctx, x, r)
}

// Note reads a note into what a pointer points to, as encoding/json does; nil only asks whether the note is there. It
// reports false, and leaves into as it is, where there is none. An error is that of encoding/json, for a note that is something else.
func (f *Flow) Note(key string, into any) (found bool, err error) {
	return f.common().Note(key, into)
}

// Params are the parameters to train. Of a flow: θ in the field's order, then the base's (Settings.TrainBase) and the
// duration's logarithm (Settings.TrainTime). Of a stack: those of the flows from the base to the data, of the norms, and of
// the base; the running moments of the norms are among them, so that they are stored, averaged and restored with the
// weights that they belong to; their gradient is zero, and Observe moves them. Who writes values calls Touch, or does so in Update
// where others use the model meanwhile.
func (f *Flow) Params() []*graph.Param {
	return f.common().Params()
}

// Sample draws n points. Row i depends on the seed and on i alone, so a sample is the same in any batch.
//
// Errors: ErrNoSampler where the base cannot be drawn from, ErrEmpty for n < 1; a *RowsError lists rows that could not be
// solved or do not fit float64, which are NaN, and the other rows are valid.
func (f *Flow) Sample(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	return f.common().Sample(ctx, n, seed)
}

// SampleAndLogProb is Sample with the log-densities of the points, from the same solve.
func (f *Flow) SampleAndLogProb(ctx context.Context, n int, seed uint64) ([][]float64, []float64, error) {
	return f.common().SampleAndLogProb(ctx, n, seed)
}

// SampleWith is Sample with conditions, or with log-densities.
func (f *Flow) SampleWith(ctx context.Context, n int, seed uint64, r *SampleRequest) (*Samples, error) {
	return f.common().SampleWith(ctx, n, seed, r)
}

// Save writes a flow, or all flows and norms of a stack: field, parameters to the bit, base, standardisations and settings, but for the number of
// workers, which belongs to the machine, and the solver's Recorder and NormFunc, which are the program's own: Load's adjust
// can give them back. Notes are written too.
//
// The file is in the safetensors format, with a checksum; safetensors.numpy.load_file reads its numbers in Python: field.… are the parameters
// of the field, base.… those of the base, time.log_duration, norm.N.… those of a stack's norms, flows.N.… what belongs to flow N of a
// stack, standardisation.mean and .std, and condition.mean and .std. Its metadata hold the rest: model and notes are JSON.
//
// ErrUnknownKind where the field or the base is of a kind that has not been registered; ErrNotFinite where a parameter
// is not a finite number.
func (f *Flow) Save(w io.Writer) error {
	return f.common().Save(w)
}

// SaveFile saves to a file. It writes beside the file and renames at the end, so that whatever happens on the way a
// file of this name is either the old one or the whole new one.
func (f *Flow) SaveFile(path string) error {
	return f.common().SaveFile(path)
}

// SetNote keeps value, as encoding/json writes it, with the model: Save writes it and Load gives it back. It decides no number of the
// model. Keys are the program's own, such as "schema" or "training". A nil value removes the note.
//
// ErrSettings where the key is empty or not UTF-8, or where the value cannot be written as JSON.
func (f *Flow) SetNote(key string, value any) error {
	return f.common().SetNote(key, value)
}

// Standardization is what Standardize has set; nil, nil if nothing.
func (f *Flow) Standardization() (mean, std []float64) {
	return f.common().Standardization()
}

// Standardize makes the density one of x = mean + std ∘ x′, where x′ is what is modelled: data are standardised before
// they enter and samples are taken back, and the log-densities count the determinant, -Σ log stdᵢ, so that they are in
// the data's own units. nil, nil undoes it.
//
// ErrWidth where a length is not D, ErrNotFinite, and ErrSettings where a deviation is not positive. A field whose columns may not be
// shifted and scaled, as those of package manifold, has a method KeepsColumns() error, whose error comes back.
func (f *Flow) Standardize(mean, std []float64) error {
	return f.common().Standardize(mean, std)
}

// StandardizeCondition makes the condition c enter as (c - mean)/std, in each of its columns, so that years or prices are as
// easy to learn from as numbers near 1. Requests and gradients stay in the condition's own units. nil, nil undoes it.
//
// ErrCondition without a condition; ErrWidth where a length is not CondDim, ErrNotFinite, and ErrSettings where a deviation is
// not positive: a column that is constant takes 1.
func (f *Flow) StandardizeCondition(mean, std []float64) error {
	return f.common().StandardizeCondition(mean, std)
}

// Touch says that parameters have been written.
func (f *Flow) Touch() {
	f.common().Touch()
}

// Update runs a function that may write the values of Params while no call of this model reads them, and calls Touch after it:
// calls under way are waited for, and later ones wait, as long as their contexts last. A model that others use meanwhile is changed
// in this way alone, as train.Fit and Standardize do. The function must not call the model's other methods, but for Params and Touch. Of
// a stack it keeps off calls of its flows too; a model that shares a field with another one is another.
//
// Errors: the function's, and the context's where it has ended before the function could run.
func (f *Flow) Update(ctx context.Context, write func() error) error {
	return f.common().Update(ctx, write)
}
