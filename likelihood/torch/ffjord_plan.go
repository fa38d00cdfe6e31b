// The model in a state dict of FFJORD, inferred from names and shapes: one or several chains of flows and norms.

package torch

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// plan is the model before it is built. Chains have FFJORD's order, from the data to the base.
type plan struct {
	wrapper   string            // such as "module."; "" if there is none
	state     StateDict         // by the names of ffjordSlots
	files     map[string]string // by these names: the name in the file
	values    int               // number of values in the state dict
	links     map[string]StateDict
	layout    layout
	positions []position // for a model of several scales; nil for a chain
	nets      []network
	ends      []float64 // by network: the time of the base
	norms     []bool    // len(nets)+1: one before net i, the last one behind all
	args      map[string]any
}

// network makes a field for a state dict with so many values.
type network func(values int) (dynamics.Field, error)

func readPlan(c *Checkpoint, s *FFJORDSettings) (*plan, error) {
	p := &plan{state: StateDict{}, files: map[string]string{}, values: c.State.values(), wrapper: wrapperOf(c.State), args: c.Args}
	for _, name := range c.State.Names() {
		plain := plainName(name)
		if plain == "" || p.files[plain] != "" {
			continue
		}
		p.state[plain], p.files[plain] = c.State[name], name
	}
	if isTrue(p.args, "residual") {
		return nil, &ModelError{Name: "args: residual", Value: p.args["residual"], Want: "false: f - z is not built here"}
	}
	return p, p.readLinks(s)
}

var linkName = regexp.MustCompile(`^((?:transforms\.[0-9]{1,2}\.)?chain\.[0-9]{1,4}\.)(.+)$`)

// readLinks reads the links of a chain, or of the chains of several scales.
func (p *plan) readLinks(s *FFJORDSettings) error {
	p.links = map[string]StateDict{}
	for name, t := range p.state {
		if m := linkName.FindStringSubmatch(name); m != nil {
			if p.links[m[1]] == nil {
				p.links[m[1]] = StateDict{}
			}
			p.links[m[1]][m[2]] = t
		}
	}
	for prefix := range p.links {
		if strings.HasPrefix(prefix, "transforms.") {
			return p.readScales(s)
		}
	}
	if len(p.links) == 0 {
		return &ModelError{Name: "state dict", Value: fmt.Sprintf("%.200q", p.state.Names()), Want: "names that start with chain.0., or chain.1. for images, or transforms.0.chain.1."}
	}
	return p.readChain(s)
}

// readChain reads the links of a chain. A chain of images begins behind a link without weights.
func (p *plan) readChain(s *FFJORDSettings) error {
	first := 0
	if p.links["chain.0."] == nil {
		first = 1
	}
	p.norms = []bool{false}
	for i := range len(p.links) {
		if err := p.readLink(fmt.Sprintf("chain.%d.", first+i), s); err != nil {
			return err
		}
	}
	p.layout = chainLayout(p.norms, first)
	return p.checkNorms()
}

// diffeq is the prefix of the names of a network in its link.
const diffeq = "odefunc.diffeq."

func (p *plan) readLink(prefix string, s *FFJORDSettings) error {
	link := p.links[prefix]
	if isNorm(link) {
		if p.norms[len(p.nets)] {
			return &ModelError{Name: prefix, Value: "a second norm in a row", Want: "a flow"}
		}
		p.norms[len(p.nets)] = true
		return nil
	}
	net := link.Under(diffeq)
	if len(net) == 0 {
		return &ModelError{Name: prefix, Value: fmt.Sprintf("%.200q", link.Names()), Want: "a norm (running_mean) or a flow (odefunc.diffeq.)"}
	}
	end, err := endTime(prefix, link["sqrt_end_time"])
	if err != nil {
		return err
	}
	made, err := p.network(prefix+diffeq, net, s)
	if err != nil {
		return err
	}
	p.nets, p.ends, p.norms = append(p.nets, made), append(p.ends, end), append(p.norms, false)
	return nil
}

// isNorm reports whether a link is a norm. One of its names suffices; the report lists the others as missing.
func isNorm(link StateDict) bool {
	return slices.ContainsFunc([]string{"weight", "bias", "running_mean", "running_var"}, func(name string) bool {
		_, ok := link[name]
		return ok
	})
}

// endTime is the time of the base. If it is missing or no number, the report says so.
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

// normSettings returns where the norms are; nil if there are none.
func (p *plan) normSettings() *likelihood.NormSettings {
	if p.norms[0] || len(p.norms) > 2 && p.norms[1] {
		return &likelihood.NormSettings{Ends: p.norms[0]}
	}
	return nil
}

// lag is the norms' share of the batch's own moments.
func (p *plan) lag() float64 {
	switch lag := argument(p.args, "bn_lag").(type) {
	case float64:
		return lag
	case int64:
		return float64(lag)
	}
	return 0
}

// checkNorms refuses norms in some positions only.
func (p *plan) checkNorms() error {
	if len(p.nets) == 0 {
		return &ModelError{Name: "chain", Value: "norms alone", Want: "a flow"}
	}
	norm, last := p.normSettings(), len(p.norms)-1
	for i, has := range p.norms {
		if want := norm != nil && (norm.Ends || i > 0 && i < last); has != want {
			return &ModelError{Name: fmt.Sprintf("norm beside flow %d of the chain", i), Value: map[bool]string{true: "there", false: "missing"}[has],
				Want: "norms everywhere, between all flows, or nowhere"}
		}
	}
	return nil
}

// build makes the stack, without weights.
func (p *plan) build(s *FFJORDSettings) (*likelihood.Flow, []dynamics.Field, error) {
	settings := &likelihood.StackSettings{Flow: likelihood.Settings{T0: p.ends[0], TrainTime: p.trainTime(s)}}
	if settings.Norm = p.normSettings(); settings.Norm != nil {
		settings.Norm.Lag = p.lag()
	}
	if s.Adjust != nil {
		s.Adjust(&settings.Flow)
	}
	var fields []dynamics.Field
	for i := len(p.nets) - 1; i >= 0; i-- {
		m, err := p.nets[i](p.values)
		if err != nil {
			return nil, nil, err
		}
		fields = append(fields, m)
		if p.positions != nil {
			settings.Columns = append(settings.Columns, p.positions[i].columns)
		}
	}
	stack, err := likelihood.NewStack(fields, settings)
	return stack, fields, err
}

func (p *plan) trainTime(s *FFJORDSettings) bool {
	differ := slices.ContainsFunc(p.ends, func(t float64) bool { return t != p.ends[0] })
	return s.TrainTime || isTrue(p.args, "train_T") || differ
}
