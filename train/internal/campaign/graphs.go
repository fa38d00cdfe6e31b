// Random graphs of Gorgonia's operations: graph has a test for them, which is run with a larger count.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
)

// graphsATrial is about 10 s on one core. The test counts its seeds from 0, so that there is only one trial.
const graphsATrial = 300

// tryGraphs runs the test once, whatever the seed is.
func tryGraphs(t *trial) {
	if t.trials > 0 {
		<-t.ctx.Done()
		return
	}
	test := exec.CommandContext(context.WithoutCancel(t.ctx), "go", "test", "-count=1", "-run", "^TestRandomStockGraphs$", "./graph")
	test.Env = append(os.Environ(), fmt.Sprint("GORGOFLOW_GRAPHS=", graphsATrial))
	if out, err := test.CombinedOutput(); err != nil {
		t.found("%v: %s", err, out)
	}
	t.add("graphs", graphsATrial)
}
