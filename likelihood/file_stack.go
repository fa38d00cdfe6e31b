// The model file of a stack.

package likelihood

import (
	"fmt"
	"slices"
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/pkg/errors"
)

// savedStack is the settings of a stack, with the numbers where savedModel has them.
type savedStack struct {
	Flows     []*savedModel   `json:"flows"`
	Columns   [][]int         `json:"columns,omitempty"`
	Norm      savedNorm       `json:"norm"`
	Base      container.Saved `json:"base"`
	TrainBase bool            `json:"trainBase"`

	NormParams []container.Param `json:"normParams,omitempty"`
	BaseParams []container.Param `json:"baseParams,omitempty"`
	Mean       []float64         `json:"mean,omitempty"`
	Std        []float64         `json:"std,omitempty"`
}

// savedNorm is the settings of the norms, as files and checkpoints have them.
type savedNorm struct {
	Place               int // 0: no norms, 1: between the flows, 2: at both ends too
	Share, Epsilon, Lag float64
}

func savedNormOf(s *NormSettings) savedNorm {
	if s == nil {
		return savedNorm{Share: normShare, Epsilon: normEpsilon}
	}
	place := 1
	if s.Ends {
		place = 2
	}
	return savedNorm{place, s.Share, s.Epsilon, s.Lag}
}

func (s savedNorm) settings() (*NormSettings, error) {
	switch s.Place {
	case 0:
		return nil, nil
	case 1, 2:
		return &NormSettings{Ends: s.Place == 2, Share: s.Share, Epsilon: s.Epsilon, Lag: s.Lag}, nil
	}
	return nil, unusable("norm: Place", s.Place, "0, 1 or 2")
}

// format is different for stacks whose flows move some columns: older programs would move all columns.
func (s *stack) format() string {
	if s.moved() != nil {
		return columnsFormat
	}
	return stackFormat
}

func (s *stack) saved(w container.Writer) (any, error) {
	if err := s.checkNorms(); err != nil {
		return nil, err
	}
	p0, err := s.savedBase(w)
	if err != nil {
		return nil, err
	}
	m := &savedStack{Columns: s.moved(), Norm: savedNormOf(s.norm), Base: *p0, TrainBase: s.trainBase}
	for i, f := range s.flows {
		flow, err := f.saved(w.Part(flowPrefix(i)))
		if err != nil {
			return nil, err
		}
		m.Flows = append(m.Flows, flow.(*savedModel))
	}
	for _, p := range s.normParams() {
		w.Params("norm", p)
	}
	s.standardization.save(w, "standardisation")
	return m, nil
}

func flowPrefix(i int) string { return fmt.Sprintf("flows.%d.", i) }

func (s *stack) normParams() (list []*graph.Params) {
	for _, m := range s.norms {
		if m != nil {
			list = append(list, m.Params)
		}
	}
	return list
}

// fill reads the numbers from the tensors.
func (m *savedStack) fill(r container.Reader) (err error) {
	for i, flow := range m.Flows {
		if flow == nil {
			continue // loadFlows refuses it
		}
		if err := flow.fill(r.Part(flowPrefix(i))); err != nil {
			return errors.WithMessagef(err, "flow %d of the stack", i)
		}
	}
	defer func() { err = misfits(err) }()
	if m.NormParams, err = r.Params("norm"); err != nil {
		return err
	}
	if m.BaseParams, err = r.Params("base"); err != nil {
		return err
	}
	m.Mean, m.Std, err = r.Standardization("standardisation")
	return err
}

// model rebuilds the stack.
func (m *savedStack) model(adjust []func(*Settings)) (loadedModel, error) {
	base, err := loadBase(m.Base, m.BaseParams)
	if err != nil {
		return nil, err
	}
	flows, err := m.loadFlows(adjust)
	if err != nil {
		return nil, err
	}
	norm, err := m.Norm.settings()
	if err != nil {
		return nil, err
	}
	made, err := newStack(flows, m.Columns, base, m.TrainBase, norm)
	if err != nil {
		return nil, damaged("norm, columns, base or flows", err)
	}
	made.conditions = flows[0].conditions
	if err := made.restoreNorms(m); err != nil {
		return nil, err
	}
	return made.Flow, nil
}

// loadFlows rebuilds the flows. They call a Recorder that adjust sets one at a time.
func (m *savedStack) loadFlows(adjust []func(*Settings)) (flows []*single, err error) {
	if len(adjust) > 0 {
		var recording sync.Mutex
		adjust = append(slices.Clip(adjust), func(s *Settings) { s.Solver = ownSolver(s.Solver, &recording) })
	}
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

func (s *stack) restoreNorms(m *savedStack) error {
	held, err := container.NewParams("norm", m.NormParams)
	if err != nil {
		return misfits(err)
	}
	if err := held.Restore(s.normParams()...); err != nil {
		return misfits(err)
	}
	if err := s.checkParams(); err != nil {
		return damaged("normParams", err)
	}
	return damaged("mean or std", s.Standardize(m.Mean, m.Std))
}
