// What the names and shapes of a state dict of FFJORD's say of its model: a chain of flows and norms.

package torch

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// plan is the model before it is built. The chain is FFJORD's, from the data to the base.
type plan struct {
	module string            // "module." or nothing
	state  StateDict         // by the names that ffjordSlots uses
	files  map[string]string // the names in the file, by those
	values int               // in the state dict
	nets   []*dynamics.MLPSettings
	dims   []int
	ends   []float64 // of the nets, times of the base
	norms  []bool    // len(nets)+1: one before net i, the last one behind all
	args   map[string]any
}

func readPlan(c *Checkpoint, s *FFJORDSettings) (*plan, error) {
	p := &plan{state: StateDict{}, files: map[string]string{}, values: c.State.values(), args: c.Args}
	for _, name := range c.State.Names() {
		plain := plainName(name)
		if plain == "" || p.files[plain] != "" {
			continue
		}
		p.state[plain], p.files[plain] = c.State[name], name
		if strings.HasPrefix(name, "module.") {
			p.module = "module."
		}
	}
	if p.args["residual"] == true {
		return nil, &ModelError{Name: "args: residual", Value: true, Want: "false: f - z is not built here"}
	}
	return p, p.readChain(s)
}

var chainName = regexp.MustCompile(`^chain\.([0-9]{1,4})\.(.+)$`)

// readChain reads the links of the chain.
func (p *plan) readChain(s *FFJORDSettings) error {
	links := map[int]StateDict{}
	for name, t := range p.state {
		if m := chainName.FindStringSubmatch(name); m != nil {
			i, _ := strconv.Atoi(m[1])
			if links[i] == nil {
				links[i] = StateDict{}
			}
			links[i][m[2]] = t
		}
	}
	if len(links) == 0 {
		return &ModelError{Name: "state dict", Value: fmt.Sprintf("%.200q", p.state.Names()), Want: "names that start with chain.0."}
	}
	p.norms = []bool{false}
	for i := range len(links) {
		if err := p.readLink(i, links[i], s); err != nil {
			return err
		}
	}
	return p.checkNorms()
}

func (p *plan) readLink(i int, link StateDict, s *FFJORDSettings) error {
	prefix := fmt.Sprintf("chain.%d.", i)
	if isNorm(link) {
		if p.norms[len(p.nets)] {
			return &ModelError{Name: prefix, Value: "a second norm in a row", Want: "a flow"}
		}
		p.norms[len(p.nets)] = true
		return nil
	}
	net := StateDict{}
	for name, t := range link {
		if rest, ok := strings.CutPrefix(name, "odefunc.diffeq."); ok {
			net[rest] = t
		}
	}
	if len(net) == 0 {
		return &ModelError{Name: prefix, Value: fmt.Sprintf("%.200q", link.Names()), Want: "a norm (running_mean) or a flow (odefunc.diffeq.)"}
	}
	end, err := endTime(prefix, link["sqrt_end_time"])
	if err != nil {
		return err
	}
	dim, set, err := inferNetwork(p.fileName(prefix+"odefunc.diffeq."), net, p.args, s)
	if err != nil {
		return err
	}
	p.nets, p.dims, p.ends, p.norms = append(p.nets, set), append(p.dims, dim), append(p.ends, end), append(p.norms, false)
	return nil
}

// isNorm: one of its names is enough, so that the others are said to be missing.
func isNorm(link StateDict) bool {
	return slices.ContainsFunc([]string{"weight", "bias", "running_mean", "running_var"}, func(name string) bool {
		_, ok := link[name]
		return ok
	})
}

// endTime is the time of the base. Where it is missing, or no number, the report will say so.
func endTime(prefix string, t Tensor) (float64, error) {
	if len(t.Values) != 1 || !t.finite() {
		return 1, nil
	}
	end := t.Values[0] * t.Values[0]
	if end == 0 {
		return 0, &ModelError{Name: prefix + "sqrt_end_time", Value: t.Values[0], Want: "another number than 0"}
	}
	return end, nil
}

// place says where the norms are.
func (p *plan) place() likelihood.NormPlace {
	switch {
	case p.norms[0]:
		return likelihood.NormEverywhere
	case len(p.norms) > 2 && p.norms[1]:
		return likelihood.NormBetween
	}
	return likelihood.NormNone
}

// checkNorms refuses norms at some of the places and none at others.
func (p *plan) checkNorms() error {
	if len(p.nets) == 0 {
		return &ModelError{Name: "chain", Value: "norms alone", Want: "a flow"}
	}
	place, last := p.place(), len(p.norms)-1
	for i, has := range p.norms {
		if want := place == likelihood.NormEverywhere || place == likelihood.NormBetween && i > 0 && i < last; has != want {
			return &ModelError{Name: fmt.Sprintf("norm beside flow %d of the chain", i), Value: map[bool]string{true: "there", false: "missing"}[has],
				Want: "norms everywhere, between all flows, or nowhere"}
		}
	}
	return nil
}

// build makes the stack, without weights.
func (p *plan) build(s *FFJORDSettings) (*likelihood.Flow, []*dynamics.MLP, error) {
	settings := &likelihood.StackSettings{Flow: likelihood.Settings{T0: p.ends[0], TrainTime: p.trainTime(s)}}
	settings.Norm = likelihood.NormSettings{Place: p.place()}
	switch lag := p.args["bn_lag"].(type) {
	case float64:
		settings.Norm.Lag = lag
	case int64:
		settings.Norm.Lag = float64(lag)
	}
	if s.Adjust != nil {
		s.Adjust(&settings.Flow)
	}
	var networks []*dynamics.MLP
	var fields []dynamics.Field
	for i := len(p.nets) - 1; i >= 0; i-- {
		m, err := newMLP(p.values, p.dims[i], p.nets[i])
		if err != nil {
			return nil, nil, err
		}
		networks, fields = append(networks, m), append(fields, m)
	}
	stack, err := likelihood.NewStack(fields, settings)
	return stack, networks, err
}

func (p *plan) trainTime(s *FFJORDSettings) bool {
	differ := slices.ContainsFunc(p.ends, func(t float64) bool { return t != p.ends[0] })
	return s.TrainTime || p.args["train_T"] == true || differ
}
