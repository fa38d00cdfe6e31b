// Work–precision plots.

package problems_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/problems"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// pictures is the environment variable that names the folder for the plots of BenchmarkWorkPrecision.
const pictures = "GORGOFLOW_PLOTS"

// BenchmarkWorkPrecision solves each problem with every method at six tolerances or with six numbers of steps. If
// GORGOFLOW_PLOTS names a folder, the benchmark writes a PNG there for each problem, with evaluations and time over the
// error. Otherwise it writes no file.
//
//	GORGOFLOW_PLOTS=plots go test -run - -bench WorkPrecision -benchtime 1x ./integrate/problems
func BenchmarkWorkPrecision(b *testing.B) {
	for _, p := range problems.All() {
		b.Run(p.Name, func(b *testing.B) {
			var curves map[string][]work
			for b.Loop() {
				curves = map[string][]work{}
				for _, tab := range methodsFor(p) {
					curves[tab.Name] = curve(b, p, tab)
				}
			}
			report(b, curves)
			if folder := os.Getenv(pictures); folder != "" {
				if err := picture(filepath.Join(folder, p.Name+".png"), p, curves); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// methodsFor returns the methods for a problem. Explicit methods would only run out of steps on a stiff problem.
func methodsFor(p *problems.Problem) (list []*tableau.Tableau) {
	for _, tab := range append(append([]*tableau.Tableau(nil), adaptive...), fixed...) {
		if p.Class == problems.Stiff && tab.Rosenbrock == nil {
			continue
		}
		list = append(list, tab)
	}
	return list
}

// report gives the evaluations of the method that needs the fewest for an error below 1e-6.
func report(b *testing.B, curves map[string][]work) {
	least := math.Inf(1)
	for _, points := range curves {
		for _, w := range points {
			if w.miss < 1e-6 {
				least = min(least, float64(w.evaluations))
			}
		}
	}
	b.ReportMetric(least, "evaluations/1e-6")
}

// picture draws the two diagrams of a problem side by side.
func picture(path string, p *problems.Problem, curves map[string][]work) error {
	left, err := diagram(p, curves, "evaluations of f", func(w work) float64 { return float64(w.evaluations) })
	if err != nil {
		return err
	}
	right, err := diagram(p, curves, "seconds", func(w work) float64 { return w.seconds })
	if err != nil {
		return err
	}
	canvas := vgimg.New(28*vg.Centimeter, 16*vg.Centimeter)
	tiles := draw.Tiles{Rows: 1, Cols: 2, PadX: vg.Centimeter}
	aligned := plot.Align([][]*plot.Plot{{left, right}}, tiles, draw.New(canvas))
	left.Draw(aligned[0][0])
	right.Draw(aligned[0][1])
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if _, err := (vgimg.PngCanvas{Canvas: canvas}).WriteTo(file); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

// diagram draws the cost over the error, both logarithmic, one curve for each method.
func diagram(p *problems.Problem, curves map[string][]work, label string, cost func(work) float64) (*plot.Plot, error) {
	d := plot.New()
	d.Title.Text = fmt.Sprintf("%s (%s)", p.Name, p.Class)
	d.X.Label.Text, d.Y.Label.Text = "error at the end", label
	d.X.Scale, d.Y.Scale = plot.LogScale{}, plot.LogScale{}
	d.X.Tick.Marker, d.Y.Tick.Marker = decades{}, decades{}
	d.Legend.Left = true
	d.Legend.TextStyle.Font.Size = 8
	for i, tab := range methodsFor(p) {
		var points plotter.XYs
		for _, w := range curves[tab.Name] {
			points = append(points, plotter.XY{X: max(w.miss, 1e-16), Y: cost(w)})
		}
		if len(points) == 0 {
			continue
		}
		line, dots, err := plotter.NewLinePoints(points)
		if err != nil {
			return nil, err
		}
		line.Color, dots.Color, dots.Shape = plotutil.Color(i), plotutil.Color(i), plotutil.Shape(i)
		d.Add(line, dots)
		d.Legend.Add(tab.Name, line, dots)
	}
	return d, nil
}

// decades marks every power of ten and labels as many powers as fit.
type decades struct{}

// Ticks implements plot.Ticker.
func (decades) Ticks(low, high float64) (ticks []plot.Tick) {
	first, last := int(math.Floor(math.Log10(low))), int(math.Ceil(math.Log10(high)))
	every := 1 + (last-first)/8
	for n := first; n <= last; n++ {
		tick := plot.Tick{Value: math.Pow(10, float64(n))}
		if n%every == 0 {
			tick.Label = fmt.Sprintf("1e%d", n)
		}
		ticks = append(ticks, tick)
	}
	return ticks
}
