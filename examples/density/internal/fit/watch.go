// A training that is watched in a browser.

package fit

import (
	"context"
	"fmt"
	"os"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/live"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/pkg/errors"
)

// watch serves the page until stop is called; without the flag it does nothing.
func (j *job) watch() (stop func(), err error) {
	if j.HTTP == "" || j.world.Rank() > 0 {
		return func() {}, nil
	}
	listener, err := live.Listen(j.HTTP)
	if err != nil {
		return nil, err
	}
	iterations := j.Iterations
	if j.Epochs > 0 {
		iterations = 0
	}
	j.page = live.New(live.Options{Name: j.data.Name, Unit: j.data.Unit, Iterations: iterations, Shift: j.fit.shift(), Draw: j.sketcher().draw})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := j.page.Serve(ctx, listener); err != nil {
			fmt.Fprintln(j.stderr, "-http:", err)
		}
	}()
	fmt.Fprintf(j.stdout, "watch the training at http://%s/\n", listener.Addr())
	return func() {
		j.page.Seen()
		cancel()
		<-ended
	}, nil
}

// recorder is the page, or nil without a page.
func (j *job) recorder() train.Recorder {
	if j.page == nil {
		return nil
	}
	return j.page
}

// say tells the page how the training ended.
func (j *job) say(status string) {
	if j.page != nil {
		j.page.End(status)
	}
}

// showDensity has the page show the picture that was written.
func (j *job) showDensity() error {
	if j.page == nil {
		return nil
	}
	png, err := os.ReadFile(j.path(densityFile))
	if err != nil {
		return errors.WithStack(err)
	}
	j.page.Show(png)
	return nil
}
