// The methods of Stack that flows have too, each by itself: a method that Go promotes panics on a nil stack.

package likelihood

import (
	"context"
	"io"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
)

// Base is that of Flow.
func (s *Stack) Base() base.Base {
	return s.common().Base()
}

// CanSave is that of Flow.
func (s *Stack) CanSave() error {
	return s.common().CanSave()
}

// CondDim is that of Flow.
func (s *Stack) CondDim() int {
	return s.common().CondDim()
}

// ConditionStandardization is that of Flow.
func (s *Stack) ConditionStandardization() (mean, std []float64) {
	return s.common().ConditionStandardization()
}

// Dim is that of Flow.
func (s *Stack) Dim() int {
	return s.common().Dim()
}

// Flows is that of Flow.
func (s *Stack) Flows() []*Flow {
	return s.common().Flows()
}

// Forward is that of Flow.
func (s *Stack) Forward(ctx context.Context, z [][]float64) ([][]float64, error) {
	return s.common().Forward(ctx, z)
}

// ForwardWith is that of Flow.
func (s *Stack) ForwardWith(ctx context.Context, z, condition [][]float64) ([][]float64, error) {
	return s.common().ForwardWith(ctx, z, condition)
}

// Gradient is that of Flow.
func (s *Stack) Gradient(ctx context.Context, x [][]float64) (*Gradient, error) {
	return s.common().Gradient(ctx, x)
}

// GradientWith is that of Flow.
func (s *Stack) GradientWith(ctx context.Context, x [][]float64, r *GradientRequest) (*Gradient, error) {
	return s.common().GradientWith(ctx, x, r)
}

// Inverse is that of Flow.
func (s *Stack) Inverse(ctx context.Context, x [][]float64) ([][]float64, error) {
	return s.common().Inverse(ctx, x)
}

// InverseWith is that of Flow.
func (s *Stack) InverseWith(ctx context.Context, x, condition [][]float64) ([][]float64, error) {
	return s.common().InverseWith(ctx, x, condition)
}

// IsConstant is that of Flow.
func (s *Stack) IsConstant(k int) bool {
	return s.common().IsConstant(k)
}

// LogProb is that of Flow.
func (s *Stack) LogProb(ctx context.Context, x [][]float64) ([]float64, error) {
	return s.common().LogProb(ctx, x)
}

// LogProbWith is that of Flow.
func (s *Stack) LogProbWith(ctx context.Context, x [][]float64, r *LogProbRequest) (*Density, error) {
	return s.common().LogProbWith(ctx, x, r)
}

// LossAt is that of Flow.
func (s *Stack) LossAt(ctx context.Context, params, x [][]float64, r *GradientRequest) (loss float64, err error) {
	return s.common().LossAt(ctx, params, x, r)
}

// MeanLogProb is that of Flow.
func (s *Stack) MeanLogProb(ctx context.Context, x [][]float64, r *MeanRequest) (*Mean, error) {
	return s.common().MeanLogProb(ctx, x, r)
}

// Note is that of Flow.
func (s *Stack) Note(key string, into any) (found bool, err error) {
	return s.common().Note(key, into)
}

// Params is that of Flow.
func (s *Stack) Params() []*graph.Param {
	return s.common().Params()
}

// Sample is that of Flow.
func (s *Stack) Sample(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	return s.common().Sample(ctx, n, seed)
}

// SampleAndLogProb is that of Flow.
func (s *Stack) SampleAndLogProb(ctx context.Context, n int, seed uint64) ([][]float64, []float64, error) {
	return s.common().SampleAndLogProb(ctx, n, seed)
}

// SampleWith is that of Flow.
func (s *Stack) SampleWith(ctx context.Context, n int, seed uint64, r *SampleRequest) (*Samples, error) {
	return s.common().SampleWith(ctx, n, seed, r)
}

// Save is that of Flow.
func (s *Stack) Save(w io.Writer) error {
	return s.common().Save(w)
}

// SaveFile is that of Flow.
func (s *Stack) SaveFile(path string) error {
	return s.common().SaveFile(path)
}

// SetNote is that of Flow.
func (s *Stack) SetNote(key string, value any) error {
	return s.common().SetNote(key, value)
}

// Standardization is that of Flow.
func (s *Stack) Standardization() (mean, std []float64) {
	return s.common().Standardization()
}

// Standardize is that of Flow.
func (s *Stack) Standardize(mean, std []float64) error {
	return s.common().Standardize(mean, std)
}

// Touch is that of Flow.
func (s *Stack) Touch() {
	s.common().Touch()
}

// Update is that of Flow.
func (s *Stack) Update(ctx context.Context, write func() error) error {
	return s.common().Update(ctx, write)
}
