package likelihood

import (
	"io"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
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
}

// Save writes the stack, as Flow.Save does a flow.
func (s *Stack) Save(w io.Writer) (err error) {
	defer guard("Save", &err)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.checkParams(); err != nil {
		return err
	}
	base, err := baseKinds.save(s.base)
	if err != nil {
		return err
	}
	m := &savedStack{Norm: s.norm, Base: *base, TrainBase: s.trainBase, Mean: s.mean, Std: s.std}
	if b, ok := s.base.(Trainable); ok {
		m.BaseParams = saveParams(b.Params())
	}
	for _, f := range s.flows {
		flow, err := f.saved()
		if err != nil {
			return err
		}
		m.Flows = append(m.Flows, flow)
	}
	for _, p := range s.normParams() {
		m.NormParams = append(m.NormParams, saveParams(p)...)
	}
	return writeFile(w, stackFormat, m)
}

// SaveFile saves to a file, which is either the old one or the whole new one whatever happens on the way.
func (s *Stack) SaveFile(path string) error {
	return errors.Wrap(atomicfile.Write(path, s.Save), "saving a stack")
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
	defer guard("LoadStack", &err)
	m := &savedStack{}
	if err := readFile(r, stackFormat, m); err != nil {
		return nil, err
	}
	base, err := loadBase(m.Base, m.BaseParams)
	if err != nil {
		return nil, err
	}
	var flows []*Flow
	for _, saved := range m.Flows {
		flow, err := saved.flow(adjust)
		if err != nil {
			return nil, err
		}
		flows = append(flows, flow)
	}
	made, err := newStack(flows, base, m.TrainBase, m.Norm)
	if err != nil {
		return nil, damaged(err)
	}
	if err := made.restoreNorms(m); err != nil {
		return nil, err
	}
	return made, nil
}

// LoadStackFile is LoadStack from a file.
func LoadStackFile(path string, adjust ...func(*Settings)) (*Stack, error) {
	return fromFile(path, LoadStack, adjust)
}

func (s *Stack) restoreNorms(m *savedStack) error {
	saved := m.NormParams
	for _, p := range s.normParams() {
		n := min(len(p.List()), len(saved))
		if err := restoreParams("norms", p, saved[:n]); err != nil {
			return err
		}
		saved = saved[n:]
	}
	if len(saved) > 0 {
		return errors.Wrapf(ErrModelFile, "%d parameters more than the norms have", len(saved))
	}
	if err := s.checkParams(); err != nil {
		return damaged(err)
	}
	if err := s.Standardize(m.Mean, m.Std); err != nil {
		return damaged(err)
	}
	return nil
}
