//go:build long

// A training in a browser: what its page shows while it goes on and when it has ended.

package command_test

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/command"
)

// browser is the path of Chromium. GORGOFLOW_BROWSER tells it, and then the test is not skipped.
func browser(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("GORGOFLOW_BROWSER"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no browser: install Debian's chromium, or give the path of one in GORGOFLOW_BROWSER")
	return ""
}

// open starts a browser without a window.
func open(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser(t)), chromedp.NoSandbox, chromedp.WindowSize(1200, 1500))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(ctx)
	t.Cleanup(end)
	return ctx
}

// shown is the state that a page shows.
type shown struct {
	Status, Iteration, Loss, Validation, Best, Evaluations, Rate, Step, Name string
	Training, Validated, Work, Rates, Steps                                  int // points of lines
	Inside                                                                   int // points of the loss that are inside the picture of it
	Width                                                                    int // pixels of the density's picture
	From                                                                     []string
}

const look = `(() => {
	const text = id => document.getElementById(id).innerText;
	const line = path => document.querySelector(path)?.points ?? [];
	const box = document.getElementById("losses").viewBox.baseVal;
	return {
		Status: text("status"), Iteration: text("iteration"), Loss: text("loss"), Validation: text("validation"), Best: text("best"),
		Evaluations: text("evaluations"), Rate: text("rate"), Step: text("step"), Name: text("name"),
		Training: line("#losses .training").length, Validated: line("#losses .validation").length, Work: line("#work polyline").length,
		Rates: line("#rates polyline").length, Steps: line("#steps polyline").length,
		Inside: [...line("#losses .training")].filter(p => p.x >= 0 && p.x <= box.width && p.y >= 0 && p.y <= box.height).length,
		Width: document.getElementById("picture").naturalWidth,
		From: performance.getEntriesByType("resource").map(e => e.name),
	};
})()`

// see runs a script in the page.
func see[T any](t *testing.T, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// number is the one that a text begins with.
func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(regexp.MustCompile(`^-?[0-9.e+-]*`).FindString(text), 64)
	if err != nil {
		t.Errorf("%q is no number", text)
	}
	return v
}

// watched is a fit that goes on until it is told to end.
func watched(t *testing.T, ctx context.Context) (url, folder string, out *announced, ended chan int) {
	t.Helper()
	out, ended = &announced{address: make(chan string, 1), pattern: regexp.MustCompile(`watch the training at (\S+)`)}, make(chan int, 1)
	folder = filepath.Join(t.TempDir(), "out")
	args := []string{"fit", own(t, 400), "-columns", "a,b,kind", "-quiet", "-iterations", "1000000", "-patience", "0", "-batch", "64", "-hidden", "8", "-samples", "200", "-out", folder, "-http", "127.0.0.1:0"}
	go func() { ended <- command.Run(ctx, args, command.Streams{Out: out, Err: io.Discard}) }()
	select {
	case url = <-out.address:
	case code := <-ended:
		t.Fatalf("ended with %d: %s", code, out.text.String())
	}
	return url, folder, out, ended
}

func TestTrainingInABrowser(t *testing.T) {
	page := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	url, folder, out, ended := watched(t, ctx)
	if err := chromedp.Do(page, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	see(t, page, chromedp.Poll[bool](`document.getElementById("picture").naturalWidth > 0 && (document.querySelector("#losses .validation")?.points.length ?? 0) > 1
		&& (document.querySelector("#steps polyline")?.points.length ?? 0) > 0`))
	s := see(t, page, chromedp.Evaluate[shown](look))
	checkShown(t, s, url)
	see(t, page, chromedp.Poll[bool](fmt.Sprintf(`parseInt(document.getElementById("iteration").innerText) > %g`, number(t, s.Iteration)))) // it goes on
	screenshot(t, see(t, page, chromedp.FullScreenshot(100)))

	cancel()
	if code := <-ended; code != 0 {
		t.Fatalf("ended with %d", code)
	}
	see(t, page, chromedp.Poll[bool](`document.getElementById("status").innerText.includes("the program has ended")`))
	last := see(t, page, chromedp.Evaluate[shown](look))
	said := regexp.MustCompile(`(training interrupted after ([0-9]+) steps).*the parameters of step ([0-9]+) are kept`).FindStringSubmatch(out.text.String())
	if said == nil {
		t.Fatalf("the program said %s", out.text.String())
	}
	// A step whose score was interrupted is not recorded.
	if n := number(t, said[2]); last.Status != said[1]+"; the program has ended" || n-number(t, last.Iteration) > 1 || n < number(t, last.Iteration) || !strings.HasSuffix(last.Best, ", "+said[3]) {
		t.Errorf("the page shows %+v, the program said %v", last, said)
	}
	written, err := png.DecodeConfig(strings.NewReader(contents(t, filepath.Join(folder, "density.png"))))
	if err != nil || last.Width != written.Width {
		t.Errorf("a picture %d wide, what was written is %d, %v", last.Width, written.Width, err)
	}
}

// checkShown looks at numbers and lines, and that nothing came from elsewhere.
func checkShown(t *testing.T, s shown, url string) {
	t.Helper()
	if s.Name != "own.csv" || s.Status != "training" || !strings.HasSuffix(s.Iteration, " of 1000000") || !strings.Contains(s.Validation, " ± ") {
		t.Errorf("the page shows %+v", s)
	}
	n := number(t, s.Iteration)
	if v := number(t, s.Evaluations); !(v > 3 && v < 1000) {
		t.Errorf("%q evaluations", s.Evaluations)
	}
	if v := number(t, s.Rate); !(v > 0 && v <= 0.04) {
		t.Errorf("rate %q", s.Rate)
	}
	if v := number(t, s.Step); !(v > 0 && v <= 1) {
		t.Errorf("step %q", s.Step)
	}
	loss, validation := number(t, s.Loss), number(t, s.Validation)
	if loss < validation-5 || loss > validation+15 || number(t, s.Best) > validation {
		t.Errorf("loss %q, validation %q, best %q", s.Loss, s.Validation, s.Best)
	}
	if float64(s.Training) < min(n, 1000) || s.Work != s.Training || s.Rates != s.Training || s.Validated < 2 || s.Steps < 1 || s.Inside < s.Training/2 || s.Width < 500 {
		t.Errorf("lines and picture: %+v", s)
	}
	for _, from := range s.From {
		if !strings.HasPrefix(from, url) {
			t.Errorf("the page got %s", from)
		}
	}
}

// screenshot keeps it where GORGOFLOW_SCREENSHOT says, to be looked at, and sees that it is no empty page.
func screenshot(t *testing.T, shot []byte) {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	colours := map[any]bool{}
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			colours[img.At(x, y)] = true
		}
	}
	if len(colours) < 500 {
		t.Errorf("a page of %d colours", len(colours))
	}
	if path := os.Getenv("GORGOFLOW_SCREENSHOT"); path != "" {
		if err := os.WriteFile(path, shot, 0o600); err != nil {
			t.Error(err)
		}
	}
}
