//go:build long

// The page of a training in a browser, during the training and after it.

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

// browser is the path of Chromium: the value of GORGOFLOW_BROWSER, or the path at which it is installed. If there is
// neither, the test is skipped.
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

// open starts a headless browser.
func open(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser(t)), chromedp.NoSandbox, chromedp.WindowSize(1200, 1500))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(ctx)
	t.Cleanup(end)
	return ctx
}

// shown is what a page shows.
type shown struct {
	Status, Iteration, Loss, Validation, Best, Evaluations, Rate, Step, Name string
	Training, Validated, Work, Rates, Steps                                  int // points of the lines
	Inside                                                                   int // points of the loss inside its plot
	Width                                                                    int // pixels of the density's picture
	From                                                                     []string
}

// look is the script that returns what a page shows, as shown has it.
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

// see runs an action in the page and returns its value.
func see[T any](t *testing.T, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// number is the number with which a text begins.
func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(regexp.MustCompile(`^-?[0-9.e+-]*`).FindString(text), 64)
	if err != nil {
		t.Errorf("%q is no number", text)
	}
	return v
}

// watched starts a fit that goes on until its context ends.
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

// TestTrainingInABrowser: the page follows a training. After the training it shows what the program has printed and the
// picture that the program has written.
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
	see(t, page, chromedp.Poll[bool](fmt.Sprintf(`parseInt(document.getElementById("iteration").innerText) > %g`, number(t, s.Iteration)))) // the training goes on
	screenshot(t, see(t, page, chromedp.FullScreenshot(100)))

	cancel()
	if code := <-ended; code != 4 {
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

// checkShown compares the numbers and lines of a page with what a training can have, and wants all of the page to be
// from url.
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

// screenshot wants more colours than an empty page has. It keeps the picture at the path that GORGOFLOW_SCREENSHOT names.
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
		t.Errorf("a page of %d colours, want 500 or more", len(colours))
	}
	if path := os.Getenv("GORGOFLOW_SCREENSHOT"); path != "" {
		if err := os.WriteFile(path, shot, 0o600); err != nil {
			t.Error(err)
		}
	}
}
