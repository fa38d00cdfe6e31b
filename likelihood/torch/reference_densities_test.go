// Log-densities of models from other packages, against those packages' own (testdata/flows.py).

package torch_test

import (
	"context"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
)

func tight(s *likelihood.Settings) { s.Solver = &integrate.Settings{RTol: 1e-10, ATol: 1e-10} }

// sequentialFlow returns a flow of a network as flow matching has it.
func sequentialFlow(state torch.StateDict, s torch.SequentialSettings) (*likelihood.Flow, *torch.Report, error) {
	s.Float64 = true
	m, report, err := torch.Sequential(state, &s)
	if err != nil {
		return nil, report, err
	}
	settings := &likelihood.Settings{}
	tight(settings)
	flow, err := likelihood.New(m, settings)
	return flow, report, err
}

// family is how a kind of model is built from a state dict, and written to one.
type family struct {
	build func(c *torch.Checkpoint) (*likelihood.Flow, *torch.Report, error)
	write func(s *likelihood.Flow) (torch.StateDict, error)
}

// cases are files and how they are built. FFJORD's files with arguments hold their activation.
var cases = []struct {
	file string
	family
}{
	{"ffjord_concatsquash.pt", ffjord("")},
	{"ffjord_concat.safetensors", ffjord(dynamics.Softplus)},
	{"ffjord_concat_v2.safetensors", ffjord(dynamics.ELU)},
	{"ffjord_ignore.safetensors", ffjord(dynamics.Tanh)},
	{"ffjord_squash.safetensors", ffjord(dynamics.Softplus)},
	{"ffjord_hyper.safetensors", ffjord(dynamics.Tanh)},
	{"ffjord_blend.safetensors", ffjord("")},
	{"ffjord_stack.pt", ffjord("")},
	{"ffjord_conv.pt", ffjord("")},
	{"ffjord_conv_ignore.safetensors", ffjordImages(dynamics.Tanh, 2, 4)},
	{"ffjord_conv_concatsquash.safetensors", ffjordImages(dynamics.ELU, 2, 2)},
	{"ffjord_conv_coord.safetensors", ffjordImages(dynamics.Tanh, 2, 4)},
	{"ffjord_conv_blend.safetensors", ffjordImages("", 2, 4)},
	{"ffjord_conv_hyper.safetensors", ffjordImages(dynamics.Tanh, 2, 4, 2, 1, -2)},
	{"ffjord_scales.pt", ffjord("")},
	{"ffjord_blocks.safetensors", ffjordImages(dynamics.Tanh, 2, 2)},
	{"sequential_first.safetensors", sequential(torch.SequentialSettings{Activation: dynamics.Tanh, Input: []torch.Part{torch.Time, torch.State}})},
	{"sequential_last.npz", sequential(torch.SequentialSettings{Activation: dynamics.Softplus, Input: []torch.Part{torch.State, torch.Time}})},
	{"sequential_none.safetensors", sequential(torch.SequentialSettings{Activation: dynamics.GELU})},
	{"sequential_condition.safetensors", sequential(torch.SequentialSettings{Activation: dynamics.ELU, Input: []torch.Part{torch.Condition, torch.Time, torch.State}})},
	{"torchcfm.pt", sequential(torch.TorchCFM)},
	{"flow_matching.safetensors", sequential(torch.FlowMatching)},
	{"zuko.pt", zuko},
	{"zuko_context.safetensors", zuko},
}

func ffjord(a dynamics.Activation) family { return ffjordImages(a, 0, 0) }

func ffjordImages(a dynamics.Activation, height, width int, strides ...int) family {
	return family{
		func(c *torch.Checkpoint) (*likelihood.Flow, *torch.Report, error) {
			return torch.FFJORD(c, &torch.FFJORDSettings{Activation: a, Float64: true, Image: dynamics.Image{Height: height, Width: width}, Strides: strides, Adjust: tight})
		},
		func(s *likelihood.Flow) (torch.StateDict, error) { return torch.FFJORDState(s) },
	}
}

func sequential(s torch.SequentialSettings) family {
	return family{
		func(c *torch.Checkpoint) (*likelihood.Flow, *torch.Report, error) { return sequentialFlow(c.State, s) },
		func(f *likelihood.Flow) (torch.StateDict, error) {
			s := s
			if s.Prefix = "net."; s.Activation == dynamics.SiLU {
				s.Prefix = "main."
			}
			return torch.SequentialState(f.Field().(*dynamics.MLP), &s)
		},
	}
}

var zuko = family{
	func(c *torch.Checkpoint) (*likelihood.Flow, *torch.Report, error) {
		return torch.Zuko(c.State, &torch.ZukoSettings{Float64: true, Adjust: tight})
	},
	func(s *likelihood.Flow) (torch.StateDict, error) { return torch.ZukoState(s) },
}

// worth returns the rows, conditions and log-densities that Python has written for a case.
func worth(t *testing.T, file string) (x, c [][]float64, logp []float64) {
	t.Helper()
	name := strings.TrimSuffix(file, filepath.Ext(file))
	w := read(t, name+".worth").State
	return rows(w["x"]), rows(w["c"]), w["logp"].Values
}

func read(t *testing.T, file string) *torch.Checkpoint {
	t.Helper()
	c, err := torch.ReadFile(filepath.Join("testdata", "flows", file), nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func rows(t torch.Tensor) (list [][]float64) {
	if t.Shape == nil {
		return nil
	}
	for i := range t.Shape[0] {
		list = append(list, t.Values[i*t.Shape[1]:(i+1)*t.Shape[1]])
	}
	return list
}

func TestLogProbIsPythons(t *testing.T) {
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			model, report, err := c.build(read(t, c.file))
			if err != nil {
				t.Fatalf("%v\n%v", err, report)
			}
			x, condition, want := worth(t, c.file)
			got, err := model.LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Condition: condition})
			if err != nil {
				t.Fatal(err)
			}
			for i := range want {
				if off := math.Abs(got.LogProb[i]-want[i]) / math.Abs(want[i]); !(off < 1e-6) {
					t.Errorf("row %d: log p is %v, Python's %v, relative difference %.1e", i, got.LogProb[i], want[i], off)
				}
			}
		})
	}
}
