// The problem: a network, rows and probes, from a file of tensors.
package main

import (
	"fmt"
	"os"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
)

type problem struct {
	file     *safetensors.File
	x, probe [][]float64
	hidden   []int
}

func readProblem(path string) (*problem, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p := &problem{}
	if p.file, err = safetensors.Read(f); err != nil {
		return nil, err
	}
	if p.x, err = p.rows("x"); err != nil {
		return nil, err
	}
	if p.probe, err = p.rows("probe"); err != nil {
		return nil, err
	}
	for i := 0; p.file.Tensor(fmt.Sprintf("layers.%d._layer.bias", i+1)) != nil; i++ {
		p.hidden = append(p.hidden, p.file.Tensor(fmt.Sprintf("layers.%d._layer.bias", i)).Shape[0])
	}
	return p, nil
}

func (p *problem) rows(name string) ([][]float64, error) {
	t := p.file.Tensor(name)
	if t == nil {
		return nil, fmt.Errorf("no tensor %q", name)
	}
	values, err := t.Float64s()
	if err != nil {
		return nil, err
	}
	x, columns := make([][]float64, t.Shape[0]), t.Shape[1]
	for i := range x {
		x[i] = values[i*columns:][:columns]
	}
	return x, nil
}

// field returns the network, of concatsquash layers with a gate on the output.
func (p *problem) field(double bool) (dynamics.Field, error) {
	activation := dynamics.Activation(p.file.Metadata["activation"])
	m, err := dynamics.NewMLP(len(p.x[0]), &dynamics.MLPSettings{Hidden: p.hidden, Activation: activation, GateOutput: true, Float64: double})
	if err != nil {
		return nil, err
	}
	for _, param := range m.Params().List() {
		t := p.file.Tensor(param.Name)
		if t == nil {
			return nil, fmt.Errorf("no tensor %q", param.Name)
		}
		values, err := t.Float64s()
		if err != nil {
			return nil, err
		}
		if err := param.SetAll(values); err != nil {
			return nil, err
		}
	}
	return m, nil
}
