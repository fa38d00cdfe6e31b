// show: what is in a model's file.

package command

import (
	"encoding/json"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
)

type showCommand struct {
	Model string `arg:"" help:"Model file."`
	JSON  bool   `name:"json" help:"As JSON."`
}

// Run shows.
func (c *showCommand) Run(call *call) error {
	saved, err := model.Open(c.Model, nil)
	if err != nil {
		return err
	}
	d, err := saved.Describe()
	if err != nil {
		return err
	}
	if !c.JSON {
		return d.Write(call.Out)
	}
	e := json.NewEncoder(call.Out)
	e.SetIndent("", "  ")
	return e.Encode(d)
}
