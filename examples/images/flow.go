// The flow: its network, its training, and its scores by an estimate of the trace and by the trace itself.

package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// network is the fields of a flow from the base to the data, and the columns of each.
type network struct {
	fields  []dynamics.Field
	columns [][]int
}

// network has a U-net for each scale. The U-net of the first scale is for whole images. That of each further scale is
// for half of the channels of the squeezed images of the scale before.
func (j *job) network() (*network, error) {
	n := &network{}
	at, columns := dynamics.Image{Channels: 1, Height: j.side, Width: j.side}, []int(nil)
	for scale := range j.scales {
		if scale > 0 {
			squeezed, of, err := at.Squeeze(columns)
			if err != nil {
				return nil, err
			}
			at = dynamics.Image{Channels: squeezed.Channels / 2, Height: squeezed.Height, Width: squeezed.Width}
			columns = of[:at.Dim()]
		}
		field, err := dynamics.NewConv(at, j.layers(at, uint64(scale)))
		if err != nil {
			return nil, err
		}
		n.fields, n.columns = append([]dynamics.Field{field}, n.fields...), append([][]int{columns}, n.columns...)
	}
	return n, nil
}

// layers are those of a U-net that halves images twice, or as often as it can. It starts as the identity.
func (j *job) layers(image dynamics.Image, scale uint64) *dynamics.ConvSettings {
	c := j.channels
	s := &dynamics.ConvSettings{Activation: dynamics.SiLU, Residual: true, ZeroOutput: true, Seed: j.seed + scale}
	switch {
	case image.Height%4 == 0:
		s.Hidden, s.Strides = []int{c, c, 2 * c, 2 * c, 2 * c, c, c}, []int{2, 1, 2, 1, 1, -2, 1, -2}
	case image.Height%2 == 0:
		s.Hidden, s.Strides = []int{2 * c, 2 * c, 2 * c, 2 * c}, []int{2, 1, 1, 1, -2}
	default:
		s.Hidden = []int{2 * c, 2 * c}
	}
	return s
}

// flow is a flow of the network by a kind of trace and a tolerance of the solver.
func (n *network) flow(b base.Base, method trace.Method, tolerance float64) (*likelihood.Flow, error) {
	s := likelihood.Settings{Base: b, Trace: trace.Settings{Method: method}, Solver: &integrate.Settings{RTol: tolerance, ATol: tolerance, Lanes: 16}}
	if len(n.fields) == 1 { // a flow, which flow matching can train too
		return likelihood.New(n.fields[0], &s)
	}
	return likelihood.NewStack(n.fields, &likelihood.StackSettings{Columns: n.columns, Flow: s})
}

// trainingTolerance is coarse and still adaptive: by two steps of a fixed size the density of training images rose
// without bound after 400 training steps, since the field had learned where the solver does not look.
const trainingTolerance = 3e-3

// flow trains a flow and scores it.
func (j *job) flow(ctx context.Context, net *network, b base.Base) error {
	if err := j.fit(ctx, net, b); err != nil {
		return err
	}
	f, err := net.flow(b, trace.Hutchinson, j.tolerance)
	if err != nil {
		return err
	}
	if err := f.SaveFile(j.path("images.model")); err != nil {
		return err
	}
	d, err := f.LogProbWith(ctx, j.test, &likelihood.LogProbRequest{ProbeSeed: j.seed})
	if err != nil {
		return err
	}
	j.report("the flow, one probe an image", d.LogProb)
	if err := j.compare(ctx, net, b, d.LogProb); err != nil {
		return err
	}
	return j.picture(ctx, f)
}

// fit trains until the steps or the time are over.
func (j *job) fit(ctx context.Context, net *network, b base.Base) error {
	f, err := net.flow(b, trace.Hutchinson, trainingTolerance)
	if err != nil {
		return err
	}
	limited, s := ctx, j.settings()
	if j.minutes > 0 {
		limit := time.Duration(j.minutes * float64(time.Minute))
		s.Schedule = untilTime(time.Now(), limit)
		within, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		limited = within
	}
	if _, err = train.Fit(limited, f, j.train, s); ctx.Err() == nil && limited.Err() != nil {
		return nil // time is up
	}
	return err
}

// untilTime falls along half a cosine from now to the limit.
func untilTime(start time.Time, limit time.Duration) train.Schedule {
	return func(_, _ int) float64 {
		return (1 + math.Cos(math.Pi*min(float64(time.Since(start))/float64(limit), 1))) / 2
	}
}

// settings are those of maximum likelihood, and of flow matching before it if asked for.
func (j *job) settings() *train.Settings {
	s := &train.Settings{Iterations: j.iterations, Batch: j.batch, Optimizer: optim.Adam{Rate: j.rate}, Average: 0.98,
		Seed: j.seed, KeepStandardization: true, Validation: [][]float64{}, Recorder: &progress{job: j}, Progress: io.Discard}
	if j.matching > 0 {
		s.Start = &train.Settings{Objective: objective.FlowMatching{}, Iterations: j.matching, Batch: 4 * j.batch, Optimizer: s.Optimizer, Average: s.Average}
	}
	return s
}

// compare scores the first images by the exact trace.
func (j *job) compare(ctx context.Context, net *network, b base.Base, estimated []float64) error {
	if j.exact == 0 {
		return nil
	}
	f, err := net.flow(b, trace.Exact, j.tolerance)
	if err != nil {
		return err
	}
	exact := make([]float64, j.exact)
	for i := range exact { // one at a time: a single row has its tangents side by side
		one, err := f.LogProb(ctx, j.test[i:i+1])
		if err != nil {
			return err
		}
		exact[i] = one[0]
	}
	j.report("the first by the exact trace", exact)
	j.report("the same by one probe", estimated[:j.exact])
	return nil
}

// progress prints the mean loss of every so many steps.
type progress struct {
	job  *job
	sum  float64
	seen int
}

const progressEvery = 25

func (p *progress) Init() error { return nil }

func (p *progress) Record(r *train.Record) error {
	if p.sum, p.seen = p.sum+r.Loss, p.seen+1; p.seen == progressEvery {
		fmt.Fprintf(p.job.log, "%6.0f s  step %d, mean loss %.3f\n", time.Since(p.job.start).Seconds(), r.Iteration, p.sum/float64(p.seen))
		p.sum, p.seen = 0, 0
	}
	return nil
}
