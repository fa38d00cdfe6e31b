// Random graphs of Gorgonia's operations, by a test of package graph that is run with a larger count.
package main

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

// graphsASecond is about what one core tries; without a limit of time there are graphsATrial.
const (
	graphsASecond = 25
	graphsATrial  = 1000
)

// tryGraphs runs the test once. The test counts its seeds from 0, whatever the trial's seed is.
func tryGraphs(t *trial) {
	if t.trials > 0 {
		<-t.ctx.Done()
		return
	}
	count := graphsATrial
	if end, limited := t.ctx.Deadline(); limited {
		count = max(1, int(graphsASecond*time.Until(end).Seconds()))
	}
	test := exec.CommandContext(context.WithoutCancel(t.ctx), "go", "test", "-count=1", "-timeout=0", "-run", "^TestRandomStockGraphs$", "./graph",
		"-graphs", fmt.Sprint(count))
	if out, err := test.CombinedOutput(); err != nil {
		t.found("%v: %s", err, out)
	}
	t.add("graphs", count)
}
