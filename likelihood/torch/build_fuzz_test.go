// Changed state dicts, which must not make a builder panic.

package torch_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
)

// FuzzBuild: no builder panics or hangs, whatever happens to names and shapes.
func FuzzBuild(f *testing.F) {
	var files []*torch.Checkpoint
	for i, c := range cases {
		file, err := torch.ReadFile("testdata/flows/"+c.file, nil)
		if err != nil {
			f.Fatal(err)
		}
		files = append(files, file)
		f.Add(uint8(i), []byte{0, 0, 0, 3, 1, 9, 5, 2, 1})
	}
	f.Fuzz(func(t *testing.T, which uint8, changes []byte) {
		file := files[int(which)%len(files)]
		c := &torch.Checkpoint{State: torch.StateDict{}, Args: file.Args}
		for k, v := range file.State {
			c.State[k] = v
		}
		names := c.State.Names()
		for ; len(changes) >= 3 && len(names) > 0; changes = changes[3:] {
			change(c.State, names[int(changes[0])%len(names)], changes[1], int(changes[2]))
		}
		if stack, _, err := torch.FFJORD(c, &torch.FFJORDSettings{Activation: dynamics.Tanh}); err == nil {
			if _, err := torch.FFJORDState(stack); err != nil {
				t.Fatal(err)
			}
		}
		_, _, _ = torch.Sequential(c.State, &torch.TorchCFM)
		_, _, _ = torch.Sequential(c.State, &torch.SequentialSettings{Activation: dynamics.Tanh})
		_, _, _ = torch.Zuko(c.State, nil)
	})
}

// change removes a tensor, or gives it another shape or another name.
func change(state torch.StateDict, name string, how byte, n int) {
	t := state[name]
	switch how % 5 {
	case 0:
		delete(state, name)
	case 1:
		state[name] = torch.Tensor{Shape: []int{n}, Values: make([]float64, n)}
	case 2:
		state[name] = torch.Tensor{Shape: []int{n, n % 7}, Values: make([]float64, n*(n%7))}
	case 3:
		state[strings.Replace(name, "0", fmt.Sprint(n%4), 1)] = t
	case 4:
		state[name] = torch.Tensor{Shape: slices.Repeat([]int{1}, n%4), Values: []float64{float64(n - 128)}}
	}
}
