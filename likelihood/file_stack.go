// The model file of a stack.

package likelihood

import (
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/pkg/errors"
)

const stackFormat = "gorgoflow stack"

// savedStack is all that a stack is.
type savedStack struct {
	Flows      []*savedModel `json:"flows"`
	Norm       NormSettings  `json:"norm"`
	NormParams []savedParam  `json:"normParams,omitempty"`
	Base       savedKind     `json:"base"`
	BaseParams []savedParam  `json:"baseParams,omitempty"`
	TrainBase  bool          `json:"trainBase"`
	Mean       []float64     `json:"mean,omitempty"`
	Std        []float64     `json:"std,omitempty"`
	Notes      savedNotes    `json:"notes,omitempty"`
}

// content is what is written of a stack.
func (s *Stack) content() (format string, content any, err error) {
	content, err = s.saved()
	return stackFormat, content, err
}

func (s *Stack) saved() (*savedStack, error) {
	if err := s.checkNorms(); err != nil {
		return nil, err
	}
	p0, err := baseKinds.save(s.base)
	if err != nil {
		return nil, err
	}
	m := &savedStack{Norm: s.norm, Base: *p0, TrainBase: s.trainBase, Mean: s.mean, Std: s.std, Notes: s.notes.copies()}
	if b, ok := s.base.(base.Trainable); ok {
		m.BaseParams = saveParams(b.Params())
	}
	for _, f := range s.flows {
		flow, err := f.saved()
		if err != nil {
			return nil, err
		}
		m.Flows = append(m.Flows, flow)
	}
	for _, p := range s.normParams() {
		m.NormParams = append(m.NormParams, saveParams(p)...)
	}
	return m, nil
}

func (s *Stack) normParams() (list []*graph.Params) {
	for _, m := range s.norms {
		if m != nil {
			list = append(list, m.params)
		}
	}
	return list
}

// LoadStack reads what Stack.Save has written. adjust, if given, may change the settings of each flow before it is made.
// Errors are those of Load.
func LoadStack(r io.Reader, adjust ...func(*Settings)) (s *Stack, err error) {
	defer graph.Recover("likelihood: LoadStack", &err)
	file, err := readOuter(r)
	if err != nil {
		return nil, err
	}
	return file.stack(adjust)
}

// stack rebuilds the stack that a file holds.
func (f *modelFile) stack(adjust []func(*Settings)) (*Stack, error) {
	m := &savedStack{}
	if err := f.read(stackFormat, m); err != nil {
		return nil, err
	}
	base, err := loadBase(m.Base, m.BaseParams)
	if err != nil {
		return nil, err
	}
	flows, err := m.loadFlows(adjust)
	if err != nil {
		return nil, err
	}
	made, err := newStack(flows, base, m.TrainBase, m.Norm)
	if err != nil {
		return nil, damaged("norm, base or flows", err)
	}
	made.conditions = flows[0].conditions
	made.notes.restore(m.Notes)
	if err := made.restoreNorms(m); err != nil {
		return nil, err
	}
	return made, nil
}

func (m *savedStack) loadFlows(adjust []func(*Settings)) (flows []*Flow, err error) {
	for i, saved := range m.Flows {
		if saved == nil {
			return nil, unusable(fmt.Sprintf("flows[%d]", i), "null", "a flow")
		}
		flow, err := saved.flow(adjust)
		if err != nil {
			return nil, errors.WithMessagef(err, "flow %d of the stack", i)
		}
		flows = append(flows, flow)
	}
	return flows, nil
}

// LoadStackFile is LoadStack from a file.
func LoadStackFile(path string, adjust ...func(*Settings)) (*Stack, error) {
	return fromFile(path, LoadStack, adjust)
}

func (s *Stack) restoreNorms(m *savedStack) error {
	left := m.NormParams
	for _, p := range s.normParams() {
		n := min(len(p.List()), len(left))
		held, err := holdParams("norms", left[:n])
		if err != nil {
			return err
		}
		if err := held.restore(p); err != nil {
			return err
		}
		left = left[n:]
	}
	if len(left) > 0 {
		return unusable("normParams", fmt.Sprintf("%d parameters", len(m.NormParams)), fmt.Sprintf("%d", len(m.NormParams)-len(left)))
	}
	if err := s.checkParams(); err != nil {
		return damaged("normParams", err)
	}
	return damaged("mean or std", s.Standardize(m.Mean, m.Std))
}
