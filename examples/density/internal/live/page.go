// The page of a training run: what it shows, as a recorder tells it.

// Package live shows a training in a browser while it runs: loss, validation, evaluations, step sizes, and the density
// as it forms. All that the page needs is in the program, and nothing is fetched from elsewhere.
package live

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/train"
)

// Options are what the page is about.
type Options struct {
	Name       string  // of the data
	Unit       string  // of the loss
	Iterations int     // of the run; 0 where it is not known
	Shift      float64 // how much larger the log p of rows is on average than the log p of vectors in the records
	// Draw draws the model as it is now. It is called from another goroutine than the training's, and only while the
	// page is looked at.
	Draw func(context.Context) (*Drawing, error)
}

// A Drawing is a picture with the solver's mean step, which was measured while drawing.
type Drawing struct {
	PNG  []byte
	Step float64 // mean step of the solver, as a share of the interval
}

// A Page is a train.Recorder with a service. Its methods may be called by several goroutines.
type Page struct {
	options Options
	scored  chan struct{} // wakes the painter

	mu       sync.Mutex
	version  int // version of all fields below
	seen     int // that a browser has got
	status   string
	last     train.Record
	curve    series // every iteration: loss, evaluations, learning rate
	scores   series // iterations with a score: loss, its error
	best     train.Record
	steps    series // of the solver, by iteration
	picture  []byte
	pictures int
	got      int    // the last step that a browser has got
	trouble  string // why there is no newer picture
	asked    time.Time
}

// New makes a page.
func New(o Options) *Page {
	return &Page{options: o, scored: make(chan struct{}, 1), status: "before the first iteration"}
}

// Init implements train.Recorder.
func (p *Page) Init() error { return nil }

// Record implements train.Recorder.
func (p *Page) Record(r *train.Record) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.version++
	p.status, p.last = "training", *r
	p.curve.add(float64(r.Iteration), r.Loss-p.options.Shift, r.Evaluations, r.Rate)
	if r.Scored() {
		if r.Best {
			p.best = *r
		}
		p.scores.add(float64(r.Iteration), -r.Score.Mean-p.options.Shift, r.Score.Error)
		p.wake()
	}
	return nil
}

// wake lets the painter look whether there is something to draw.
func (p *Page) wake() {
	select {
	case p.scored <- struct{}{}:
	default:
	}
}

// End tells how the training ended.
func (p *Page) End(status string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.version++
	p.status = status
}

// Show shows a picture.
func (p *Page) Show(png []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.version++
	p.pictures++
	p.picture, p.trouble = png, ""
}

// watching is for how long after its last request a browser counts as watching.
const watching = 5 * time.Second

// watched says whether a browser has asked within that time.
func (p *Page) watched() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Since(p.asked) < watching
}

// paint draws after scores, for at most a part of the time, so that the training is slowed little.
func (p *Page) paint(ctx context.Context) {
	const share = 5
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.scored:
		}
		if !p.watched() {
			continue
		}
		start := time.Now()
		p.draw(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(share * time.Since(start)):
		}
	}
}

func (p *Page) draw(ctx context.Context) {
	p.mu.Lock()
	at := float64(p.last.Iteration)
	p.mu.Unlock()
	d := &Drawing{Step: math.NaN()}
	err := graph.Guard("drawing the picture", func() (err error) { // a panic would end the training
		d, err = p.options.Draw(ctx)
		return err
	})
	if err == nil && d.PNG != nil {
		p.Show(d.PNG)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.version++
	switch {
	case err != nil:
		p.trouble = err.Error()
	case !math.IsNaN(d.Step):
		p.steps.add(at, d.Step)
	}
}
