// The output depends on neither bundles nor retries.

package pipeline

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/mtime"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/window"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime/exec"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/typex"
	"github.com/gorgoflow/gorgoflow/examples/density/score"
)

// TestBundlesAndRetries: one, two and seven bundles, of pieces in any order, write the same bytes. So does a bundle
// that fails after some of its pieces and runs again: its first attempt leaves no further file, and what the first
// attempt emitted does not count. The test runs Beam's own plan of a bundle, since Prism fails a job with the first
// bundle that fails.
func TestBundlesAndRetries(t *testing.T) {
	set := settings(t)
	pieces := split(t, set.Files)
	if len(pieces) != 7+3+1 {
		t.Fatalf("%d pieces, want one for each of 7 and 3 row groups and one for the text: %v", len(pieces), pieces)
	}
	var want map[string]string
	for _, c := range []struct{ bundles, failAfter int }{{1, 0}, {2, 0}, {7, 0}, {1, 4}, {2, 1}, {7, 1}} {
		set.Out = t.TempDir()
		r := runner{t: t, set: set, failAfter: c.failAfter}
		rand.New(rand.NewPCG(uint64(c.bundles), 1)).Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
		for k := range c.bundles {
			r.bundle(pieces[len(pieces)*k/c.bundles : len(pieces)*(k+1)/c.bundles])
		}
		got := contents(t, set.Out)
		if want == nil {
			want = got
		}
		if len(got) != len(pieces) || !maps.Equal(got, want) {
			t.Errorf("%+v: other bytes", c)
		}
		if len(r.parts) != len(pieces) || r.rows() != 500 || int64(len(r.bad)) != bad(500) {
			t.Errorf("%+v: %d parts of %d rows, %d of them bad; want %d, 500 and %d", c, len(r.parts), r.rows(), len(r.bad), len(pieces), bad(500))
		}
		if (c.failAfter > 0) != r.failed {
			t.Errorf("%+v: a bundle has failed: %v, want %v", c, r.failed, c.failAfter > 0)
		}
	}
}

// TestFilesReplacedMeanwhile: a file that is replaced after its row groups were listed fails the bundle, of a disk and of another
// file system, and leaves no part of the other file's rows.
func TestFilesReplacedMeanwhile(t *testing.T) {
	for _, folder := range []string{t.TempDir(), "memfs://replaced"} {
		set := settings(t)
		set.Out = t.TempDir()
		data, other := within(folder, "data.parquet"), groups(t, filepath.Join(t.TempDir(), "other.parquet"), 100, 330, 50, "x", "y")
		put(t, set.Files[0], data)
		set.Files = []string{data}
		pieces := split(t, set.Files)
		put(t, other, data)
		p := plan(t, set, pieces[3:4], &captured{given: given{1}}, &captured{given: given{2}})
		if err := p.Execute(t.Context(), "bundle", exec.DataContext{}); err == nil || !strings.Contains(err.Error(), data+" has changed") {
			t.Errorf("%s: %v, want that the file has changed", folder, err)
		}
		_ = p.Down(t.Context()) // the error once more
		if left := contents(t, set.Out); len(left) > 0 {
			t.Errorf("%s: %d parts are left", folder, len(left))
		}
	}
}

// put copies a file to a path of any file system.
func put(t *testing.T, file, path string) {
	t.Helper()
	if err := upload(t.Context(), file, path); err != nil {
		t.Fatal(err)
	}
}

// split returns the pieces that splitFn emits for some files.
func split(t *testing.T, files []string) (pieces []Piece) {
	for i, path := range files {
		if err := (&splitFn{}).ProcessElement(t.Context(), File{i, path}, func(p Piece) { pieces = append(pieces, p) }); err != nil {
			t.Fatal(err)
		}
	}
	return pieces
}

// runner runs bundles and repeats a bundle that fails.
type runner struct {
	t         *testing.T
	set       *Settings
	failAfter int // the parts after which one bundle fails once
	failed    bool
	parts     []Part
	bad       []score.Bad
}

func (r *runner) rows() (n int64) {
	for _, p := range r.parts {
		n += p.Rows
	}
	return n
}

var errFails = errors.New("fails once")

// bundle runs a bundle until it succeeds, each attempt with a new instance of the transform.
func (r *runner) bundle(pieces []Piece) {
	for {
		parts, bad := &captured{given: given{1}}, &captured{given: given{2}}
		if !r.failed && r.failAfter > 0 {
			parts.failAfter = r.failAfter
		}
		p := plan(r.t, r.set, pieces, parts, bad)
		err := p.Execute(r.t.Context(), "bundle", exec.DataContext{})
		if down := p.Down(r.t.Context()); down != nil {
			r.t.Fatal(down)
		}
		if err != nil {
			if r.failed || r.failAfter == 0 {
				r.t.Fatal(err)
			}
			r.failed = true
			continue
		}
		for _, v := range parts.all {
			r.parts = append(r.parts, v.Elm.(Part))
		}
		for _, v := range bad.all {
			r.bad = append(r.bad, v.Elm2.(score.Bad))
		}
		return
	}
}

// plan is Beam's plan of a bundle.
func plan(t *testing.T, set *Settings, pieces []Piece, parts, bad *captured) *exec.Plan {
	fn := must[*graph.DoFn](t)(graph.NewDoFn(newScoreFn(set)))
	g := graph.New()
	in := g.NewNode(typex.New(reflect.TypeFor[Piece]()), window.DefaultWindowingStrategy(), true)
	edge := must[*graph.MultiEdge](t)(graph.NewParDo(g, g.Root(), fn, []*graph.Node{in}, nil, nil))
	do := &exec.ParDo{UID: 3, Fn: edge.DoFn, Inbound: edge.Input, Out: []exec.Node{parts, bad}, PID: "score"}
	return must[*exec.Plan](t)(exec.NewPlan("plan", []exec.Unit{&root{given{4}, pieces, do}, do, parts, bad}))
}

// given is a unit of a plan that has nothing to do when a bundle begins or ends.
type given struct{ id exec.UnitID }

func (g given) ID() exec.UnitID                                           { return g.id }
func (given) Up(context.Context) error                                    { return nil }
func (given) StartBundle(context.Context, string, exec.DataContext) error { return nil }
func (given) FinishBundle(context.Context) error                          { return nil }
func (given) Down(context.Context) error                                  { return nil }

// root is the unit that sends the elements of a bundle to the next unit.
type root struct {
	given
	pieces []Piece
	out    exec.Node
}

func (r *root) StartBundle(ctx context.Context, id string, data exec.DataContext) error {
	return r.out.StartBundle(ctx, id, data)
}

func (r *root) FinishBundle(ctx context.Context) error { return r.out.FinishBundle(ctx) }

func (r *root) Process(ctx context.Context) ([]*exec.Checkpoint, error) {
	for _, p := range r.pieces {
		v := &exec.FullValue{Elm: p, Timestamp: mtime.ZeroTimestamp, Windows: window.SingleGlobalWindow}
		if err := r.out.ProcessElement(ctx, v); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// captured is a unit that keeps the elements it gets. With failAfter it fails at that element.
type captured struct {
	given
	failAfter int
	all       []exec.FullValue
}

func (c *captured) ProcessElement(_ context.Context, v *exec.FullValue, _ ...exec.ReStream) error {
	c.all = append(c.all, *v)
	if len(c.all) == c.failAfter {
		return errFails
	}
	return nil
}
