// The model file of an ensemble, with the members' files as parts.

package likelihood

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/pkg/errors"
)

const ensembleFormat = "gorgoflow ensemble"

// deepest is how deeply ensembles may be nested in a file.
const deepest = 8

// savedEnsemble is the settings of an ensemble; tensors hold its numbers.
type savedEnsemble struct {
	Columns []marginal.Column `json:"columns,omitempty"`
	Members []*savedMember    `json:"members"`

	depth int
}

// savedMember is a model with its format, or a base.
type savedMember struct {
	Weight float64                    `json:"weight"`
	Format string                     `json:"format,omitempty"`
	Model  json.RawMessage            `json:"model,omitempty"`
	Notes  map[string]json.RawMessage `json:"notes,omitempty"`
	Base   *container.Saved           `json:"base,omitempty"`

	part       savedPart
	baseParams []container.Param
}

// Save writes the ensemble to one file, which LoadModel reads. Errors are those of Flow.Save; a member that is a model
// of another package is modelfile.ErrUnknownKind too.
func (e *Ensemble) Save(w io.Writer) (err error) {
	defer graph.Recover("likelihood: Save", &err)
	if w == nil {
		return errors.Wrap(ErrSettings, "saving an ensemble: no writer")
	}
	if err := e.check(context.Background()); err != nil {
		return err
	}
	if d := e.depth(); d > deepest {
		return errors.Wrapf(ErrSettings, "saving an ensemble: %d ensembles in each other, want at most %d, which a file is read with", d, deepest)
	}
	locks, err := e.locks()
	if err != nil {
		return err
	}
	if err := locks.Read(context.Background()); err != nil {
		return err
	}
	defer locks.EndRead()
	file := &container.File{Format: ensembleFormat, Notes: e.notes.Copies()}
	content, err := e.saved(container.Writer{To: &file.Tensors})
	if err != nil {
		return err
	}
	if file.Model, err = json.Marshal(content); err != nil {
		return errors.Wrap(err, "saving an ensemble")
	}
	return errors.Wrap(file.Write(w), "saving an ensemble")
}

// locks are those of all flows in the ensemble, of which some may be flows of its stacks.
func (e *Ensemble) locks() (rwlock.Locks, error) {
	var all []*rwlock.Lock
	for _, f := range e.leaves(nil) {
		if err := f.checkCall(context.Background()); err != nil {
			return nil, err
		}
		all = append(all, f.locks...)
	}
	return rwlock.Together(all...), nil
}

// leaves adds the flows in the ensemble to a list.
func (e *Ensemble) leaves(list []*Flow) []*Flow {
	for _, m := range e.members {
		switch own := m.Model.(type) {
		case *Flow:
			list = append(list, own)
		case *Ensemble:
			list = own.leaves(list)
		}
	}
	return list
}

// depth is the number of ensembles in each other that the ensemble holds.
func (e *Ensemble) depth() (most int) {
	for _, m := range e.members {
		if own, ok := m.Model.(*Ensemble); ok {
			most = max(most, 1+own.depth())
		}
	}
	return most
}

// SaveFile is Save to a file. The file is complete or unchanged.
func (e *Ensemble) SaveFile(path string) error {
	return errors.Wrap(atomicfile.Write(path, e.Save), "saving an ensemble")
}

func (e *Ensemble) saved(w container.Writer) (*savedEnsemble, error) {
	s := &savedEnsemble{Columns: e.columns.Columns()}
	for j, c := range s.Columns {
		w.Vector(columnPrefix(j)+"knots", c.Knots)
		w.Vector(columnPrefix(j)+"mass", c.Mass)
	}
	for i, m := range e.members {
		member, err := m.saved(w.Part(memberPrefix(i)))
		if err != nil {
			return nil, errors.WithMessagef(err, "member %d of the ensemble", i)
		}
		s.Members = append(s.Members, member)
	}
	return s, nil
}

func columnPrefix(j int) string { return fmt.Sprintf("columns.%d.", j) }

func memberPrefix(i int) string { return fmt.Sprintf("members.%d.", i) }

func (m *Member) saved(w container.Writer) (s *savedMember, err error) {
	s = &savedMember{Weight: m.Weight}
	var content any
	switch own := m.Model.(type) {
	case nil:
		s.Base, err = (&Flow{base: m.Base}).savedBase(w)
		return s, err
	case *Flow:
		s.Format, s.Notes = own.self.format(), own.notes.Copies()
		content, err = own.savedContent(w)
	case *Ensemble:
		s.Format, s.Notes = ensembleFormat, own.notes.Copies()
		content, err = own.saved(w)
	default:
		return nil, errors.Wrapf(modelfile.ErrUnknownKind, "%T is a model of another package", own)
	}
	if err != nil {
		return nil, err
	}
	s.Model, err = json.Marshal(content)
	return s, errors.WithStack(err)
}

// fill reads the numbers from the tensors.
func (s *savedEnsemble) fill(r container.Reader) (err error) {
	defer func() { err = misfits(err) }()
	if s.depth > deepest {
		return unusable("members", "an ensemble in ensembles", fmt.Sprintf("at most %d in each other", deepest))
	}
	for j := range s.Columns {
		c := &s.Columns[j]
		if c.Knots, err = r.Vector(columnPrefix(j) + "knots"); err != nil {
			return err
		}
		if c.Mass, err = r.Vector(columnPrefix(j) + "mass"); err != nil {
			return err
		}
	}
	for i, m := range s.Members {
		if m == nil {
			return unusable(fmt.Sprintf("members[%d]", i), "null", "a member")
		}
		if err := m.fill(r.Part(memberPrefix(i)), s.depth+1); err != nil {
			return errors.WithMessagef(err, "member %d of the ensemble", i)
		}
	}
	return nil
}

func (m *savedMember) fill(r container.Reader, depth int) (err error) {
	if m.Base != nil {
		m.baseParams, err = r.Params("base")
		return misfits(err)
	}
	m.part = newPart(m.Format)
	if m.part == nil {
		return unusable("format", fmt.Sprintf("%q", m.Format), formatsText)
	}
	if err := json.Unmarshal(m.Model, m.part); err != nil {
		return damaged("model", err)
	}
	if inner, ok := m.part.(*savedEnsemble); ok {
		inner.depth = depth
	}
	return m.part.fill(r)
}

// model rebuilds the ensemble.
func (s *savedEnsemble) model(adjust []func(*Settings)) (loadedModel, error) {
	var columns *marginal.Transform
	var err error
	if len(s.Columns) > 0 {
		if columns, err = marginal.New(s.Columns); err != nil {
			return nil, damaged("columns", err)
		}
	}
	var members []Member
	for i, m := range s.Members {
		member, err := m.member(adjust)
		if err != nil {
			return nil, errors.WithMessagef(err, "member %d of the ensemble", i)
		}
		members = append(members, member)
	}
	e, err := NewEnsemble(columns, members...)
	if err != nil {
		return nil, damaged("members", err)
	}
	return e, nil
}

func (m *savedMember) member(adjust []func(*Settings)) (Member, error) {
	if m.Base != nil {
		p0, err := loadBase(*m.Base, m.baseParams)
		return Member{Weight: m.Weight, Base: p0}, err
	}
	one, err := m.part.model(adjust)
	if err != nil {
		return Member{}, err
	}
	one.restoreNotes(m.Notes)
	return Member{Weight: m.Weight, Model: one}, nil
}
